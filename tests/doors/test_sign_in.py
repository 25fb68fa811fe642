"""Signing in: with a password and a second step, with a link, and what strangers learn from trying."""

import re
import time
from statistics import median

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lodestar.access import actions
from lodestar.access.models import SignInLink, User
from lodestar.access.roles import Role
from lodestar.people.models import Involvement
from tests.factories import people as make
from tests.factories import sign_in as signing_in
from tests.roles import as_owner

LIMITS = {"login": "300/m/ip", "login_failed": "60/m/ip,5/5m/key"}
NEUTRAL = re.compile(r"mental|health|lodestar|harbourne|plan|crisis|service|support|debt|ward", re.IGNORECASE)


@pytest.fixture(autouse=True)
def _nothing_counted(db: None) -> None:
    cache.clear()


@pytest.fixture
def strict(settings) -> None:
    """A place that is not the demo: workers owe a second step."""
    settings.STAFF_NEED_SECOND_STEP = True


@pytest.fixture
def limited(settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = LIMITS
    settings.RATELIMIT_ENABLE = True


def test_a_right_password_opens_the_day_and_is_written_down(client: Client) -> None:
    worker = make.worker(role=Role.NAVIGATOR)

    answer = signing_in.sign_in_with_password(client, worker)

    assert answer.headers["Location"] == reverse("home")
    assert signing_in.trail(worker) == [("sign-in", "password")]


def test_an_unknown_address_gets_the_same_answer_as_a_wrong_password(client: Client) -> None:
    worker = make.worker()

    wrong = signing_in.sign_in_with_password(client, worker, "not the password")
    unknown = client.post(reverse("account_login"), {"login": "nobody@example.org", "password": "not the password"})

    assert wrong.status_code == unknown.status_code == 200
    assert "The e-mail address or the password is not right" in wrong.content.decode()
    assert _without_what_was_typed(wrong, worker.email) == _without_what_was_typed(unknown, "nobody@example.org")


def test_an_unknown_address_takes_as_long_as_a_wrong_password(client: Client, settings) -> None:
    # A hash that takes long enough to tell from the rest of a request; time of this process, not of its neighbours.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    worker = make.worker()

    def took_seconds(address: str) -> float:
        started = time.process_time()
        client.post(reverse("account_login"), {"login": address, "password": "not the password"})
        return time.process_time() - started

    took_seconds("warm@example.org")
    known = median(took_seconds(worker.email) for _ in range(5))
    unknown = median(took_seconds("nobody@example.org") for _ in range(5))

    assert unknown == pytest.approx(known, rel=0.5)


@pytest.mark.parametrize("address", ["known", "unknown"])
def test_five_wrong_tries_lock_an_address_out_whether_or_not_it_is_known(
    client: Client, limited: None, address: str
) -> None:
    worker = make.worker()
    typed = worker.email if address == "known" else "nobody@example.org"

    for _ in range(5):
        client.post(reverse("account_login"), {"login": typed, "password": "wrong"})
    locked = client.post(reverse("account_login"), {"login": typed, "password": make.PASSWORD})

    assert "There were too many tries. Wait 5 minutes" in locked.content.decode()


def test_a_lock_out_ends_after_five_minutes(client: Client, limited: None) -> None:
    worker = make.worker()
    with time_machine.travel("2026-11-23T09:00:00Z", tick=False) as clock:
        for _ in range(5):
            signing_in.sign_in_with_password(client, worker, "wrong")
        assert signing_in.sign_in_with_password(client, worker).status_code == 200
        clock.shift(5 * 60 + 1)

        assert signing_in.sign_in_with_password(client, worker).status_code == 302


def test_a_worker_with_an_app_is_asked_for_its_code(client: Client) -> None:
    worker = make.worker(role=Role.NAVIGATOR)
    secret = signing_in.app_of(worker)

    first = signing_in.sign_in_with_password(client, worker)
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    half_way = client.get(reverse("casework:caseload"))
    right = client.post(reverse("mfa_authenticate"), {"code": signing_in.code_now(secret)})

    assert first.headers["Location"] == reverse("mfa_authenticate")
    assert "That code is not right" in wrong.content.decode()
    assert half_way.headers["Location"].startswith(reverse("account_login"))
    assert right.headers["Location"] == reverse("home")
    assert signing_in.trail(worker) == [("sign-in", "password, totp")]


def test_codes_are_not_guessed(client: Client, limited: None) -> None:
    worker = make.worker()
    secret = signing_in.app_of(worker)
    signing_in.sign_in_with_password(client, worker)

    for _ in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    answer = client.post(reverse("mfa_authenticate"), {"code": signing_in.code_now(secret)})

    assert "There were too many tries" in answer.content.decode()


def test_a_recovery_code_works_once(client: Client) -> None:
    worker = make.worker()
    signing_in.app_of(worker)
    code = signing_in.recovery_codes_of(worker)[0]
    signing_in.sign_in_with_password(client, worker)
    first = client.post(reverse("mfa_authenticate"), {"code": code})

    again = Client()
    signing_in.sign_in_with_password(again, worker)
    second = again.post(reverse("mfa_authenticate"), {"code": code})

    assert first.status_code == 302
    assert "That code is not right" in second.content.decode()


def test_what_an_app_and_recovery_codes_are_made_of_is_sealed_in_the_database() -> None:
    worker = make.worker()

    secret = signing_in.app_of(worker)
    codes = signing_in.recovery_codes_of(worker)

    kept = str(list(worker.authenticator_set.values_list("data", flat=True)))
    assert secret not in kept
    assert not [code for code in codes if code in kept]


def test_a_worker_without_a_second_step_sets_one_up_before_anything_else(strict: None, client: Client) -> None:
    signing_in.sign_in_with_password(client, make.worker(role=Role.NAVIGATOR))

    stopped = client.get(reverse("casework:caseload"))
    page = client.get(stopped.headers["Location"])
    set_up = client.get(reverse("mfa_activate_totp"))

    assert stopped.headers["Location"] == reverse("mfa_index")
    assert "Before you go on, set up a second step" in page.content.decode()
    assert set_up.status_code == 200


def test_setting_an_app_up_lets_a_worker_in_and_gives_recovery_codes(strict: None, client: Client) -> None:
    worker = make.worker(role=Role.NAVIGATOR)
    signing_in.sign_in_with_password(client, worker)
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r"Letters to type: <strong>([A-Z2-7 ]+)</strong>", page)[1].replace(" ", "")

    done = client.post(reverse("mfa_activate_totp"), {"code": signing_in.code_now(secret)})
    codes = client.get(done.headers["Location"]).content.decode()

    assert len(re.findall(r"<li>[0-9a-z]{8}</li>", codes)) == 10
    assert client.get(reverse("casework:caseload")).status_code == 200
    assert ("change-sign-in", "add-app") in signing_in.trail(worker)


def test_a_worker_cannot_take_their_last_second_step_away(strict: None, client: Client) -> None:
    worker = make.worker()
    secret = signing_in.app_of(worker)
    signing_in.sign_in_with_password(client, worker)
    client.post(reverse("mfa_authenticate"), {"code": signing_in.code_now(secret)})

    answer = client.post(reverse("mfa_deactivate_totp"))

    assert "You need one second step to do your work" in answer.content.decode()
    assert "totp" in signing_in.second_steps(worker)


def test_people_and_the_demo_owe_no_second_step(strict: None, settings, sign_in) -> None:
    someone = make.person(user=make.user())

    assert sign_in(someone.user).get(reverse("person:today")).status_code == 200

    settings.STAFF_NEED_SECOND_STEP = False
    assert sign_in(make.worker(role=Role.NAVIGATOR)).get(reverse("casework:caseload")).status_code == 200


def test_changing_how_you_sign_in_asks_who_you_are_after_five_minutes(client: Client) -> None:
    worker = make.worker()
    with time_machine.travel("2026-11-23T09:00:00Z", tick=False) as clock:
        signing_in.sign_in_with_password(client, worker)
        at_once = client.get(reverse("mfa_activate_totp"))
        clock.shift(6 * 60)
        later = client.get(reverse("mfa_activate_totp"))
        wrong = client.post(later.headers["Location"], {"password": "wrong"})
        right = client.post(later.headers["Location"], {"password": make.PASSWORD})

    assert at_once.status_code == 200
    assert later.headers["Location"].startswith(reverse("account_reauthenticate"))
    assert "That password is not right" in wrong.content.decode()
    assert right.headers["Location"] == reverse("mfa_activate_totp")


def test_a_worker_helps_a_person_to_sign_up_and_they_come_in_with_their_link_and_numbers(
    client: Client, sign_in
) -> None:
    someone = make.person(preferred_name="Sam")
    worker = make.worker(role=Role.NAVIGATOR)
    make.involve(someone, worker)

    page = sign_in(worker).post(
        reverse("account_invite", kwargs={"person_id": someone.pk}), {"email": "Sam@example.org"}
    )
    code = re.search(r"<strong>(\d{6})</strong>", page.content.decode())[1]
    path = signing_in.link_in_last_letter()
    opened = client.get(path)
    wrong = client.post(path, {"code": "000000" if code != "000000" else "111111"})
    right = client.post(path, {"code": code})

    assert mail.outbox[-1].to == ["sam@example.org"]
    assert "6 numbers" in opened.content.decode()
    assert "Those numbers are not the ones" in wrong.content.decode()
    assert right.headers["Location"] == reverse("home")
    assert "Hello Sam" in client.get(reverse("person:today")).content.decode()
    user = User.objects.get(email="sam@example.org")
    assert [action for action, _ in signing_in.trail(user)] == ["use-sign-in-link", "sign-in"]


def test_letters_say_nothing_of_what_they_are_about(client: Client, sign_in) -> None:
    someone = make.person(preferred_name="Sam")
    worker = make.worker()
    make.involve(someone, worker)
    make.user(email="taken@example.org")

    browser = sign_in(worker)
    address = reverse("account_invite", kwargs={"person_id": someone.pk})
    browser.post(address, {"email": "taken@example.org"})
    browser.post(address, {"email": "sam@example.org"})
    client.post(reverse("account_link"), {"email": "sam@example.org"})
    client.post(reverse("account_link"), {"email": "nobody@example.org"})

    assert len(mail.outbox) == 4
    for letter in mail.outbox:
        assert not NEUTRAL.search(letter.subject + letter.body), letter.body
        assert "Sam" not in letter.subject + letter.body


def test_a_worker_learns_nothing_about_an_address_that_is_taken(sign_in) -> None:
    someone = make.person(preferred_name="Sam")
    worker = make.worker()
    make.involve(someone, worker)
    taken = make.person(user=make.user(email="taken@example.org"))

    page = sign_in(worker).post(
        reverse("account_invite", kwargs={"person_id": someone.pk}), {"email": "taken@example.org"}
    )

    assert "Tell Sam these 6 numbers" in page.content.decode()
    assert "has an account already" in mail.outbox[-1].body
    assert not SignInLink.objects.filter(user=taken.user).exists()
    with as_owner():
        assert not Involvement.objects.filter(person=someone, user=taken.user).exists()


def test_a_stranger_cannot_invite_and_learns_nothing_from_it(sign_in) -> None:
    someone = make.person()
    browser = sign_in(make.worker())

    refused = browser.post(reverse("account_invite", kwargs={"person_id": someone.pk}), {"email": "a@example.org"})
    missing = browser.post(reverse("account_invite", kwargs={"person_id": make.nobody()}), {"email": "a@example.org"})

    assert refused.status_code == missing.status_code == 404
    assert _without_token(refused) == _without_token(missing)
    assert not mail.outbox


def test_a_worker_cannot_move_an_account_to_another_address(sign_in) -> None:
    someone = make.person(user=make.user(email="sam@example.org"))
    worker = make.worker()
    make.involve(someone, worker)

    sign_in(worker).post(reverse("account_invite", kwargs={"person_id": someone.pk}), {"email": "worker@example.org"})

    assert [letter.to for letter in mail.outbox] == [["sam@example.org"]]


def test_five_wrong_numbers_end_an_invitation(client: Client, sign_in) -> None:
    someone = make.person()
    worker = make.worker()
    make.involve(someone, worker)
    page = sign_in(worker).post(
        reverse("account_invite", kwargs={"person_id": someone.pk}), {"email": "sam@example.org"}
    )
    code = re.search(r"<strong>(\d{6})</strong>", page.content.decode())[1]
    path = signing_in.link_in_last_letter()

    for _ in range(5):
        client.post(path, {"code": "wrong"})
    answer = client.post(path, {"code": code})

    assert "This link does not work any more" in answer.content.decode()


def test_a_link_that_was_asked_for_works_once_and_for_a_quarter_of_an_hour(client: Client) -> None:
    someone = make.person(user=make.user(email="sam@example.org"))
    with time_machine.travel("2026-11-23T09:00:00Z", tick=False) as clock:
        client.post(reverse("account_link"), {"email": "sam@example.org"})
        path = signing_in.link_in_last_letter()
        looked = client.get(path)
        used = client.post(path)
        again = Client().post(path)

        client.post(reverse("account_link"), {"email": "sam@example.org"})
        clock.shift(16 * 60)
        late = Client().post(signing_in.link_in_last_letter())

    assert looked.status_code == 200, "a mail program that opens the link does not use it up"
    assert used.status_code == 302
    assert again.status_code == late.status_code == 404
    assert ("sign-in", "link") in signing_in.trail(someone.user)


def test_a_newer_link_takes_the_place_of_an_older_one(client: Client) -> None:
    make.person(user=make.user(email="sam@example.org"))

    client.post(reverse("account_link"), {"email": "sam@example.org"})
    older = signing_in.link_in_last_letter()
    client.post(reverse("account_link"), {"email": "sam@example.org"})

    assert client.get(older).status_code == 404
    assert client.get(signing_in.link_in_last_letter()).status_code == 200


@pytest.mark.parametrize("who", ["a person", "a worker", "nobody", "somebody who left"])
def test_asking_for_a_link_answers_everybody_alike(client: Client, who: str) -> None:
    email = "sam@example.org"
    if who == "a person":
        make.person(user=make.user(email=email))
    elif who == "a worker":
        make.worker(email=email)
    elif who == "somebody who left":
        make.user(email=email, is_active=False)

    answer = client.post(reverse("account_link"), {"email": email}, follow=True)

    assert answer.redirect_chain == [(reverse("account_link_sent"), 302)]
    assert len(mail.outbox) == 1
    assert ("http://" in mail.outbox[0].body) == (who == "a person")


def test_links_are_not_sent_in_heaps(client: Client, limited: None) -> None:
    make.person(user=make.user(email="sam@example.org"))

    answers = [client.post(reverse("account_link"), {"email": "sam@example.org"}).status_code for _ in range(4)]

    assert answers == [302, 302, 302, 429]


def test_a_person_with_an_app_is_asked_for_it_after_their_link(client: Client) -> None:
    someone = make.person(user=make.user(email="sam@example.org"))
    signing_in.app_of(someone.user)
    client.post(reverse("account_link"), {"email": "sam@example.org"})

    answer = client.post(signing_in.link_in_last_letter())

    assert answer.headers["Location"] == reverse("mfa_authenticate")


def test_a_new_password_is_asked_to_be_a_good_one(client: Client) -> None:
    worker = make.worker()
    signing_in.sign_in_with_password(client, worker)
    address = reverse("account_change_password")

    short = client.post(address, {"oldpassword": make.PASSWORD, "password1": "short", "password2": "short"})
    good = client.post(
        address,
        {"oldpassword": make.PASSWORD, "password1": "lantern-otter-mill", "password2": "lantern-otter-mill"},
    )

    assert "at least 12 characters" in short.content.decode()
    assert good.headers["Location"] == reverse("mfa_index")
    assert signing_in.is_signed_in(client)
    assert ("change-sign-in", "change-password") in signing_in.trail(worker)


def test_a_lost_second_step_is_reset_by_somebody_who_may(look_as) -> None:
    worker = make.worker()
    signing_in.app_of(worker)
    navigator = look_as(make.worker(role=Role.NAVIGATOR))
    with pytest.raises(actions.NotTheirsToChange):
        actions.reset_second_step(user=worker, by=navigator, at=timezone.now())

    lead = look_as(make.worker(role=Role.INFORMATION_LEAD))
    actions.reset_second_step(user=worker, by=lead, at=timezone.now())

    assert signing_in.second_steps(worker) == set()
    assert signing_in.trail(worker) == [("reset-second-step", "")]


@pytest.mark.parametrize(
    "name", ["account_login", "account_link", "account_link_sent", "account_signup", "account_inactive"]
)
def test_every_page_before_sign_in_stands_by_itself(client: Client, name: str) -> None:
    page = client.get(reverse(name)).content.decode()

    assert page.count("<h1>") == 1
    assert "Get help now" in page


def _without_token(answer) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())


def _without_what_was_typed(answer, typed: str) -> str:
    return _without_token(answer).replace(typed, "")
