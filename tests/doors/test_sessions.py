"""How long somebody stays signed in, what becomes of what they typed, and ending sessions."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.contrib.sessions.backends.base import UpdateError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lodestar.access import actions
from lodestar.access.models import BrowserSession, KeptForm, Membership, User
from lodestar.access.roles import Role
from lodestar.web.account import devices
from tests.factories import people as make
from tests.factories import sign_in as signing_in
from tests.roles import as_owner

NINE = "2026-11-23T09:00:00Z"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X) AppleWebKit/605.1.15 Version/15.0 Safari/604.1"
TYPED = "She hopes for a garden, and said so twice"

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    with time_machine.travel(NINE, tick=False) as travelled:
        yield travelled


@pytest.fixture
def form() -> tuple[User, str]:
    """A worker, and the address of a form on which they write about somebody."""
    worker = make.worker(role=Role.NAVIGATOR)
    someone = make.person(preferred_name="Sam")
    make.involve(someone, worker)
    return worker, reverse("casework:need-new", kwargs={"person_id": someone.pk})


def open_pages(browser: Client, clock, *, minutes: int, every: int = 10) -> None:
    for _ in range(0, minutes, every):
        clock.shift(timedelta(minutes=every))
        browser.get(reverse("account_sessions"))


def test_a_worker_is_signed_out_after_a_quarter_of_an_hour_without_use(clock, sign_in) -> None:
    browser = sign_in(make.worker(role=Role.NAVIGATOR))
    day = reverse("casework:caseload")
    browser.get(day)

    clock.shift(timedelta(minutes=14, seconds=59))
    in_time = browser.get(day)
    clock.shift(timedelta(minutes=15))
    too_late = browser.get(day)

    assert in_time.status_code == 200
    assert too_late.headers["Location"] == f"{reverse('account_login')}?{urlencode({'why': 'idle', 'next': day})}"
    page = browser.get(too_late.headers["Location"]).content.decode()
    assert "You were signed out, because the page was not used for a while." in page
    assert not BrowserSession.objects.filter(user__isnull=False).exists()


def test_a_person_is_not_hurried(clock, sign_in) -> None:
    someone = make.person(user=make.user())
    browser = sign_in(someone.user)

    clock.shift(timedelta(hours=11, minutes=59))

    assert browser.get(reverse("person:today")).status_code == 200


@pytest.mark.parametrize("is_staff", [True, False])
def test_everybody_is_signed_out_twelve_hours_after_signing_in_however_busy(clock, sign_in, is_staff: bool) -> None:
    user = make.worker() if is_staff else make.person(user=make.user()).user
    browser = sign_in(user)
    open_pages(browser, clock, minutes=710)
    assert signing_in.is_signed_in(browser)

    clock.shift(timedelta(minutes=10))
    answer = browser.get(reverse("account_sessions"))

    assert "why=long" in answer.headers["Location"]


def test_changing_a_password_does_not_wind_the_twelve_hours_up_again(clock, client: Client) -> None:
    worker = make.worker()
    signing_in.sign_in_with_password(client, worker)
    before = BrowserSession.objects.get(user=worker)
    clock.shift(timedelta(minutes=10))
    new = "lantern-otter-mill"

    client.post(
        reverse("account_change_password"),
        {"oldpassword": make.PASSWORD, "password1": new, "password2": new},
    )

    after = BrowserSession.objects.get(user=worker)
    assert after.key_hash != before.key_hash
    assert after.expires_at == before.expires_at


def test_each_page_says_when_you_are_signed_out_without_javascript(sign_in) -> None:
    worker = sign_in(make.worker()).get(reverse("account_sessions")).content.decode()
    person = sign_in(make.person(user=make.user()).user).get(reverse("person:today")).content.decode()

    assert "You are signed out after 15 minutes without use" in worker
    assert 'data-idle-minutes="15"' in worker
    assert "You are signed out 12 hours after you signed in" in person
    assert "data-idle-minutes" not in person


def test_words_that_come_too_late_are_given_back_once(clock, form, sign_in) -> None:
    worker, address = form
    browser = sign_in(worker)
    clock.shift(timedelta(minutes=16))

    stopped = browser.post(address, {"words": TYPED, "life_area": "home"})
    notice = browser.get(stopped.headers["Location"]).content.decode()
    signing_in.sign_in_with_password(browser, worker)
    home = browser.get(reverse("home"))
    page = browser.get(home.headers["Location"]).content.decode()
    take_back = re.search(r'action="(/account/kept/[^"]+/)"', page)[1]
    sent_on = browser.post(take_back, {"words": TYPED, "life_area": "home"})
    once_more = browser.get(reverse("account_kept")).content.decode()

    assert "kept=1" in stopped.headers["Location"]
    assert "What you had typed is kept" in notice
    assert home.headers["Location"] == reverse("account_kept")
    assert TYPED in page
    assert (sent_on.status_code, sent_on.headers["Location"]) == (307, address)
    assert "Nothing is waiting for you" in once_more
    assert browser.get(reverse("home")).headers["Location"] == reverse("casework:caseload")


def test_words_that_come_after_twelve_hours_are_kept_too(clock, sign_in) -> None:
    someone = make.person(user=make.user())
    browser = sign_in(someone.user)
    clock.shift(timedelta(hours=12))

    answer = browser.post(reverse("person:plan"), {"words": TYPED})

    assert "why=long" in answer.headers["Location"]
    assert KeptForm.objects.get().user == someone.user


def test_kept_words_are_sealed_and_for_their_writer_only(clock, form, sign_in) -> None:
    worker, address = form
    browser = sign_in(worker)
    clock.shift(timedelta(minutes=16))
    browser.post(address, {"words": TYPED})
    row = KeptForm.objects.get()
    other = sign_in(make.worker(role=Role.NAVIGATOR))

    page = other.get(reverse("account_kept")).content.decode()
    taken = other.post(reverse("account_take_back", kwargs={"kept_id": row.pk}))
    row.user = User.objects.exclude(pk=worker.pk).first()
    row.save()
    moved = sign_in(row.user).get(reverse("account_kept")).content.decode()

    assert TYPED not in row.sealed
    assert TYPED not in page
    assert taken.status_code == 404
    assert TYPED not in moved, "a row that was moved to somebody else opens for nobody"


def test_kept_words_last_twelve_hours(clock, form, sign_in) -> None:
    worker, address = form
    browser = sign_in(worker)
    clock.shift(timedelta(minutes=16))
    browser.post(address, {"words": TYPED})

    clock.shift(timedelta(hours=12))

    assert "Nothing is waiting" in sign_in(worker).get(reverse("account_kept")).content.decode()


def test_secrets_are_never_kept(clock, sign_in) -> None:
    browser = sign_in(make.worker())
    clock.shift(timedelta(minutes=16))

    browser.post(reverse("account_change_password"), {"oldpassword": "a secret of mine", "password1": "another secret"})

    assert not KeptForm.objects.exists()


def test_another_site_cannot_leave_words_for_somebody(clock, form) -> None:
    worker, address = form
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(worker)
    clock.shift(timedelta(minutes=16))

    answer = browser.post(address, {"words": "Words that somebody else made up"})

    assert answer.status_code == 403
    assert not KeptForm.objects.exists()


def test_kept_words_are_thrown_away_when_asked(clock, form, sign_in) -> None:
    worker, address = form
    browser = sign_in(worker)
    clock.shift(timedelta(minutes=16))
    browser.post(address, {"words": TYPED})
    row = KeptForm.objects.get()

    sign_in(worker).post(reverse("account_take_back", kwargs={"kept_id": row.pk}), {"throw-away": "yes"})

    assert not KeptForm.objects.exists()


def test_staying_signed_in_winds_the_quarter_of_an_hour_up_again(clock, sign_in) -> None:
    browser = sign_in(make.worker())
    clock.shift(timedelta(minutes=14))
    stayed = browser.post(reverse("account_stay"))
    clock.shift(timedelta(minutes=14))

    assert stayed.status_code == 204
    assert signing_in.is_signed_in(browser)


def test_a_page_whose_reader_has_gone_keeps_the_words_and_signs_out(clock, form, sign_in) -> None:
    worker, address = form
    browser = sign_in(worker)

    answer = browser.post(reverse("account_leave"), {"path": address, "words": TYPED})

    assert answer.content == b"kept"
    assert KeptForm.objects.get().path == address
    assert not signing_in.is_signed_in(browser)


@pytest.mark.parametrize("path", ["https://elsewhere.example/", "//elsewhere.example/", ""])
def test_words_are_kept_for_our_own_pages_only(path: str, sign_in) -> None:
    browser = sign_in(make.worker())

    browser.post(reverse("account_leave"), {"path": path, "words": TYPED})

    assert not KeptForm.objects.exists()


def test_the_table_of_sessions_says_which_device_and_when(clock, client: Client) -> None:
    worker = make.worker()
    phone = Client(headers={"user-agent": PHONE})
    signing_in.sign_in_with_password(phone, worker)
    phone.get(reverse("account_sessions"))
    clock.shift(timedelta(minutes=5))
    computer = Client(headers={"user-agent": CHROME})
    signing_in.sign_in_with_password(computer, worker)

    page = " ".join(computer.get(reverse("account_sessions")).content.decode().split())

    assert "Chrome on Windows (this one)" in page
    assert "Safari on an iPhone" in page
    assert "23 November 2026, 9 am" in page
    assert "23 November 2026, 9:05 am" in page


def test_one_session_is_ended_and_the_others_go_on(client: Client) -> None:
    worker = make.worker()
    here, there = Client(), Client()
    signing_in.sign_in_with_password(here, worker)
    mine = BrowserSession.objects.get(user=worker).pk
    signing_in.sign_in_with_password(there, worker)
    theirs = BrowserSession.objects.filter(user=worker).exclude(pk=mine).get()

    here.post(reverse("account_end_session", kwargs={"session_id": theirs.pk}))

    assert signing_in.is_signed_in(here)
    assert not signing_in.is_signed_in(there)


def test_all_other_sessions_end_at_once_and_it_is_written_down() -> None:
    worker = make.worker()
    browsers = [Client() for _ in range(3)]
    for browser in browsers:
        signing_in.sign_in_with_password(browser, worker)

    browsers[0].post(reverse("account_end_other_sessions"))

    assert [signing_in.is_signed_in(browser) for browser in browsers] == [True, False, False]
    assert ("end-other-sessions", "2") in signing_in.trail(worker)


def test_nobody_ends_the_session_of_somebody_else(sign_in) -> None:
    other = make.worker()
    browser = sign_in(other)
    browser.get(reverse("account_sessions"))
    session = BrowserSession.objects.get(user=other)
    stranger = sign_in(make.worker())

    refused = stranger.post(reverse("account_end_session", kwargs={"session_id": session.pk}))
    missing = stranger.post(reverse("account_end_session", kwargs={"session_id": make.nobody()}))

    assert refused.status_code == missing.status_code == 404
    assert signing_in.is_signed_in(browser)


def test_a_session_that_was_ended_is_not_brought_back_by_a_request_under_way(client: Client) -> None:
    worker = make.worker()
    signing_in.sign_in_with_password(client, worker)
    session = client.session
    session["something"] = "new"
    BrowserSession.objects.all().delete()

    with pytest.raises(UpdateError):
        session.save()
    assert not BrowserSession.objects.exists()


def test_a_copy_of_the_database_opens_no_session(client: Client) -> None:
    worker = make.worker()
    signing_in.sign_in_with_password(client, worker)
    key = client.cookies["sessionid"].value

    with connection.cursor() as cursor:
        cursor.execute("SELECT s::text FROM access_browsersession s")
        rows = " ".join(row for (row,) in cursor.fetchall())

    assert key not in rows


@pytest.mark.parametrize("how", ["membership", "account", "by the calendar", "row changed by hand"])
def test_who_leaves_is_refused_at_the_next_request(clock, how: str, look_as) -> None:
    leaver = make.worker(role=Role.NAVIGATOR)
    browser = Client()
    signing_in.sign_in_with_password(browser, leaver)
    assert signing_in.is_signed_in(browser)
    lead = look_as(make.worker(role=Role.INFORMATION_LEAD))
    membership = Membership.objects.get(user=leaver)

    if how == "membership":
        actions.end_membership(membership_id=membership.pk, by=lead, at=timezone.now())
    elif how == "account":
        actions.close_account(user=leaver, by=lead, at=timezone.now())
    elif how == "by the calendar":
        with as_owner():
            Membership.objects.filter(user=leaver).update(ends_on=timezone.localdate())
    else:
        with as_owner():
            User.objects.filter(pk=leaver.pk).update(is_active=False)

    refused = browser.get(reverse("casework:caseload"))
    back_again = signing_in.sign_in_with_password(Client(), leaver)
    assert refused.headers["Location"].startswith(reverse("account_login"))
    assert back_again.headers.get("Location") == reverse("account_inactive")
    if how in ("membership", "account"):
        assert not BrowserSession.objects.filter(user=leaver).exists()


def test_one_post_of_two_ended_leaves_the_other(look_as, sign_in) -> None:
    worker = make.worker(role=Role.NAVIGATOR)
    first = Membership.objects.get(user=worker)
    with as_owner():
        Membership.objects.create(
            user=worker, organisation=first.organisation, role=Role.PEER_WORKER, starts_on=make.LONG_AGO
        )
    lead = look_as(make.worker(role=Role.INFORMATION_LEAD))

    actions.end_membership(membership_id=first.pk, by=lead, at=timezone.now())

    assert sign_in(worker).get(reverse("casework:caseload")).status_code == 200


@pytest.mark.parametrize("role", [Role.NAVIGATOR, Role.COMMISSIONER, Role.PROVIDER_MANAGER])
def test_only_who_may_says_that_somebody_has_left(role: Role, look_as) -> None:
    leaver = make.worker()
    viewer = look_as(make.worker(role=role))

    with pytest.raises(actions.NotTheirsToChange):
        actions.close_account(user=leaver, by=viewer, at=timezone.now())
    with pytest.raises(actions.NotTheirsToChange):
        actions.end_membership(membership_id=Membership.objects.get(user=leaver).pk, by=viewer, at=timezone.now())
    assert User.objects.get(pk=leaver.pk).is_active


def test_nobody_locks_themselves_out(look_as) -> None:
    lead = make.worker(role=Role.INFORMATION_LEAD)
    viewer = look_as(lead)

    with pytest.raises(actions.NotTheirsToChange):
        actions.close_account(user=lead, by=viewer, at=timezone.now())


def test_somebody_whose_post_has_not_begun_does_not_get_in(client: Client) -> None:
    joiner = make.worker()
    with as_owner():
        Membership.objects.filter(user=joiner).update(starts_on=timezone.localdate() + timedelta(days=3))

    answer = signing_in.sign_in_with_password(client, joiner)

    assert answer.headers["Location"] == reverse("account_inactive")


def test_a_page_costs_the_same_queries_with_many_sessions_as_with_one(
    clock, django_assert_max_num_queries, sign_in
) -> None:
    worker = make.worker()
    for _ in range(10):
        sign_in(worker).get(reverse("account_sessions"))
    browser = sign_in(worker)
    browser.get(reverse("account_sessions"))

    # Session, user, memberships, who looks, the list; and the two ends of the transaction.
    with django_assert_max_num_queries(7):
        browser.get(reverse("account_sessions"))


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [(CHROME, "Chrome on Windows"), (PHONE, "Safari on an iPhone"), ("", "A browser"), ("<script>", "A browser")],
)
def test_a_device_is_told_in_words(user_agent: str, words: str) -> None:
    assert devices.device_words(user_agent) == words
