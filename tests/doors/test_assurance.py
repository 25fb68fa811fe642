"""How far an entry can be relied on: who made sure of it, links without an account, faults, what use shows."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lodestar.access import actions as access
from lodestar.access.models import AuditEvent, User
from lodestar.access.roles import Role
from lodestar.directory import models, searching
from lodestar.directory.assurance import actions, due, queries
from lodestar.directory.assurance.models import Assurance, AssuranceLink, EntryTask, LearnedWait
from lodestar.directory.queries import search_services
from lodestar.referrals import showing_use
from tests.factories import directory as make_service
from tests.factories import people as make
from tests.roles import as_owner

SignIn = Callable[[User], Client]
TODAY = timezone.localdate()
OLD = TODAY - timedelta(days=400)


@pytest.fixture
def lead(db: None) -> User:
    return make.worker(role=Role.PLACE_LEAD)


@pytest.fixture
def service(db: None) -> models.Service:
    return make_service.service(name="Old choir", email="choir@example.org", checked_on=OLD)


@pytest.fixture
def link(service: models.Service, lead: User, sign_in: SignIn, django_capture_on_commit_callbacks) -> str:
    """The address in the e-mail that a lead had sent from the list of what is due."""
    browser = sign_in(lead)
    assert "Old choir" in browser.get(reverse("casework:entries-due")).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(reverse("casework:entry-ask", kwargs={"service_id": service.pk}))
    (letter,) = mail.outbox
    assert letter.to == ["choir@example.org"]
    (address,) = [word for word in letter.body.split() if "/still-right/" in word]
    return address.removeprefix("http://testserver")


def test_looking_at_the_link_changes_nothing_and_one_press_does(
    service: models.Service, link: str, client: Client
) -> None:
    page = client.get(link)
    assert page.status_code == 200 and "Old choir" in page.content.decode()
    client.head(link)
    service.refresh_from_db()
    assert service.checked_on == OLD and not Assurance.objects.exists()

    assert 'value="still-right"' in page.content.decode(), "one press of a button answers"
    assert "Press one of the three buttons" in client.post(link, {"answer": ""}).content.decode()
    assert "you checked it today" in client.post(link, {"answer": "still-right"}).content.decode()

    service.refresh_from_db()
    assert service.checked_on == TODAY
    made = Assurance.objects.get()
    assert (made.how, made.until_on) == ("by-link", TODAY + timedelta(days=183))
    assert client.post(link, {"answer": "closed"}).status_code == 410, "an answer is not played again"
    assert client.get(link).status_code == 410
    assert not EntryTask.objects.exists()


def test_the_link_holds_no_secret_that_we_keep(link: str) -> None:
    secret = link.rstrip("/").rpartition("/")[2]
    kept = AssuranceLink.objects.get()
    assert secret not in kept.secret_hash and len(secret) > 30
    assert not AuditEvent.objects.filter(subject_id__contains=secret).exists()


def test_a_link_ends_after_thirty_days_and_when_a_newer_one_is_sent(
    service: models.Service, link: str, lead: User, sign_in: SignIn, client: Client
) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        assert client.post(link, {"answer": "still-right"}).status_code == 410
    sign_in(lead).post(reverse("casework:entry-ask", kwargs={"service_id": service.pk}))

    assert client.get(link).status_code == 410
    assert client.get(reverse("public:still-right", kwargs={"secret": "guessed"})).status_code == 404


@pytest.mark.parametrize(("answer", "kind"), [("change", "changed"), ("closed", "closed")])
def test_what_changed_or_closed_is_a_task_and_closes_nothing(
    answer: str, kind: str, service: models.Service, link: str, client: Client, lead: User, sign_in: SignIn
) -> None:
    if answer == "change":
        assert "Say in one line" in client.post(link, {"answer": answer, "words": " "}).content.decode()
    client.post(link, {"answer": answer, "words": "We moved to Fridays"})

    service.refresh_from_db()
    assert service.status == models.Service.Status.ACTIVE and service.checked_on == OLD
    task = EntryTask.objects.get()
    assert task.kind == kind
    browser = sign_in(lead)
    assert "We moved to Fridays" in browser.get(reverse("casework:entries-due")).content.decode()
    address = reverse("casework:entry-task", kwargs={"task_id": task.pk})
    assert "Write one line" in browser.post(address, {"outcome": ""}).content.decode()
    browser.post(address, {"outcome": "Rang them, changed the times"})
    assert "We moved to Fridays" not in browser.get(reverse("casework:entries-due")).content.decode()


def test_anybody_reports_a_fault_in_one_step_and_nobody_asks_who(service: models.Service, client: Client) -> None:
    address = reverse("public:fault", kwargs={"service_id": service.pk})
    page = client.get(reverse("public:service", kwargs={"service_id": service.pk})).content.decode()
    assert f'action="{address}"' in page and 'name="about" value="telephones"' in page, "one press tells it"

    thanks = client.post(address, {"about": "telephones"}).content.decode()

    assert "Thank you" in thanks and "More about it" in thanks
    task = EntryTask.objects.get()
    assert (task.kind, task.about) == ("fault", "telephones")
    with as_owner():
        assert AuditEvent.objects.get(action="report-fault").by_user_id is None


def test_a_fault_said_again_opens_no_second_task_and_words_are_added_to_it(
    service: models.Service, client: Client, lead: User, sign_in: SignIn
) -> None:
    address = reverse("public:fault", kwargs={"service_id": service.pk})
    for _ in range(3):
        client.post(address, {"about": "place"})
    long = client.post(address, {"about": "place", "words": "x" * 301}).content.decode()
    thanks = client.post(address, {"about": "place", "words": "It moved to Quay Street"}).content.decode()
    client.post(address, {"about": "place"})

    assert "Say it in 300 letters or fewer" in long and "x" * 301 in long
    assert "More about it" not in thanks
    assert EntryTask.objects.get().words == "It moved to Quay Street"
    due_page = sign_in(lead).get(reverse("casework:entries-due")).content.decode()
    assert "something is wrong: where it is" in due_page
    client.post(address, {"about": "place", "words": "The gate is locked"})
    assert EntryTask.objects.count() == 2, "what another one says is not lost"


def test_an_email_that_comes_back_opens_a_task(service: models.Service, link: str, look_as) -> None:
    by = access.the_system(TODAY)
    with pytest.raises(actions.EntryNotFound):
        actions.note_bounce(
            address="choir@example.org", by=look_as(make.worker(role=Role.NAVIGATOR)), at=timezone.now()
        )
    assert actions.note_bounce(address="CHOIR@example.org", by=by, at=timezone.now()) == 1
    assert actions.note_bounce(address="choir@example.org", by=by, at=timezone.now()) == 0

    assert EntryTask.objects.get().kind == "bounced"


def test_a_lead_says_that_an_email_came_back_and_nobody_is_asked_there_again(
    service: models.Service, link: str, lead: User, sign_in: SignIn
) -> None:
    browser, due_page = sign_in(lead), reverse("casework:entries-due")
    ask = reverse("casework:entry-ask", kwargs={"service_id": service.pk})
    came_back = reverse("casework:entry-came-back", kwargs={"service_id": service.pk})
    assert came_back in browser.get(due_page).content.decode()

    browser.post(came_back)

    page = browser.get(due_page).content.decode()
    assert "Our e-mail came back" in page and "and it came back" in page
    assert ask not in page and came_back not in page
    later = timezone.now() + timedelta(days=40)
    assert service.pk not in due.to_ask(on=TODAY, at=later, most=50)
    with as_owner():
        models.Service.objects.filter(pk=service.pk).update(email="new@example.org")
    assert service.pk in due.to_ask(on=TODAY, at=later, most=50)
    assert ask in browser.get(due_page).content.decode()
    other = make_service.service(checked_on=OLD, email="never@example.org")
    unasked = reverse("casework:entry-came-back", kwargs={"service_id": other.pk})
    assert browser.post(unasked).status_code == 404


def test_what_changed_is_kept_whole_or_said_to_be_too_long(service: models.Service, link: str, client: Client) -> None:
    assert "Use 600 characters or fewer" in client.post(link, {"answer": "change", "words": "x" * 601}).content.decode()
    client.post(link, {"answer": "change", "words": "x" * 600})

    assert EntryTask.objects.get().words == "x" * 600


def test_nobody_is_asked_twice_a_month(service: models.Service, link: str) -> None:
    fresh = make_service.service(checked_on=TODAY, email="fresh@example.org")
    due_one = make_service.service(checked_on=OLD, email="due@example.org")
    without = make_service.service(checked_on=OLD)

    found = due.to_ask(on=TODAY, at=timezone.now(), most=50)
    assert due_one.pk in found
    assert not {service.pk, fresh.pk, without.pk} & set(found)


def test_a_manager_makes_sure_of_their_own_entry_and_of_no_other(service: models.Service, sign_in: SignIn) -> None:
    manager = make.worker(role=Role.PROVIDER_MANAGER)
    own = make_service.service(organisation=manager.memberships.get().organisation, checked_on=OLD)
    browser = sign_in(manager)
    given = {"how": "in-room", "fields_checked": ["times", "telephones"]}
    browser.post(reverse("casework:entry-sure", kwargs={"service_id": own.pk}), given)

    own.refresh_from_db()
    made = Assurance.objects.get()
    assert own.checked_on == TODAY and made.fields == ["times", "telephones"]
    assert own.search_entry.checked_on == TODAY
    other = reverse("casework:entry-sure", kwargs={"service_id": service.pk})
    assert browser.post(other, given).status_code == 404
    assert browser.get(reverse("casework:entries-due")).status_code == 403


def found(look_as, user: User | None = None) -> set[str]:
    at = timezone.localtime().replace(tzinfo=None)
    results = search_services(look_as(user), criteria=searching.SearchCriteria(), at=at)
    return {one.name for one in results.services}


def test_a_place_hides_old_entries_by_its_own_limit_and_a_lead_lets_one_stay(
    service: models.Service, lead: User, sign_in: SignIn, look_as
) -> None:
    other = make_service.service(name="Other old one", checked_on=OLD)
    assert found(look_as) == {"Old choir", "Other old one"}
    browser = sign_in(lead)
    due_page = reverse("casework:entries-due")
    assert "Choose 30 days or more" in browser.post(due_page, {"limit_days": "5"}).content.decode()
    browser.post(due_page, {"limit_days": "365"})
    assert found(look_as) == set()

    browser.post(reverse("casework:entry-show", kwargs={"service_id": other.pk}))
    assert found(look_as) == {"Other old one"}


def referrals_that_waited(service: models.Service, *days: int) -> None:
    for number in days:
        made = make.referral(person=make.person(), service=service, steps=("sent", "received", "accepted"))
        with as_owner():
            made.received_at = timezone.now() - timedelta(days=number + 2)
            made.save()
            last = made.steps.order_by("-number").first()
            met = type(last)(referral=made, person_id=made.person_id, number=4, kind="first-contact")
            met.at = timezone.now() - timedelta(days=2)
            met.save()
            made.steps.filter(kind="accepted").update(at=timezone.now() - timedelta(days=3))


def test_waits_are_learned_from_ten_people_and_of_fewer_nothing_is_told(client: Client, db: None) -> None:
    many, few = make_service.service(team=make.team()), make_service.service(team=make.team())
    referrals_that_waited(many, *range(10, 110, 10))
    referrals_that_waited(few, *range(10, 100, 10))

    learnt = showing_use.learn(by=access.the_system(TODAY), at=timezone.now())

    assert (learnt.services, learnt.waits) == (2, 1)
    told = LearnedWait.objects.get()
    assert (told.service_id, told.median_days, told.longest_tenth_days, told.people) == (many.pk, 50, 90, 10)
    page = client.get(reverse("public:service", kwargs={"service_id": many.pk})).content.decode()
    assert "People really waited: half of them up to 7 weeks" in page
    page = client.get(reverse("public:service", kwargs={"service_id": few.pk})).content.decode()
    assert "really waited" not in page and "accepted a referral" in page


def test_a_referral_accepted_lately_counts_as_being_in_touch(lead: User, look_as) -> None:
    service = make_service.service(team=make.team(), checked_on=OLD)
    viewer = look_as(lead)
    assert queries.entries_due(viewer)[0] == 1

    referrals_that_waited(service, 5)
    showing_use.learn(by=access.the_system(TODAY), at=timezone.now())
    showing_use.learn(by=access.the_system(TODAY), at=timezone.now())

    assert queries.entries_due(look_as(lead)) == (0, [])
    assert Assurance.objects.get().assured_on.weekday() == 0, "the week is told, not the day"
    service.refresh_from_db()
    assert service.checked_on == OLD, "nobody looked at the entry"


def test_a_stale_statement_says_so_on_the_page(client: Client, db: None) -> None:
    service = make_service.service(takes_people=True)
    with as_owner():
        models.CapacityStatement.objects.update(said_at=timezone.now() - timedelta(days=40), expires_on=TODAY)

    page = client.get(reverse("public:service", kwargs={"service_id": service.pk})).content.decode()
    assert "It said 5 weeks ago that it takes people. That is too long ago to rely on" in page
