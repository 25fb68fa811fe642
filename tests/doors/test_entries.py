"""Providers' own room: their entries, changes with a comparison, places in two taps, the self-check."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from lodestar.access.models import User
from lodestar.access.roles import Role
from lodestar.directory import models
from lodestar.directory.entries.models import AdjustmentCheck, ChangeRequest
from tests.doors import filled
from tests.factories import directory as make_service
from tests.factories import people as make
from tests.roles import as_owner

SignIn = Callable[[User], Client]


@pytest.fixture
def manager(db: None) -> User:
    return make.worker(role=Role.PROVIDER_MANAGER)


@pytest.fixture
def service(manager: User) -> models.Service:
    organisation = manager.memberships.get().organisation
    return make_service.service(organisation=organisation, name="Allotment", summary="Grow food")


def form_of(browser: Client, address: str) -> dict[str, str]:
    """What a browser would send back from the form at an address, untouched."""
    return filled.form_in(browser.get(address).content.decode())


def edit_url(service: models.Service, section: str) -> str:
    return reverse("casework:entry-edit", kwargs={"service_id": service.pk, "section": section})


def test_a_manager_sees_their_entries_and_changes_one(service: models.Service, manager: User, sign_in: SignIn) -> None:
    browser = sign_in(manager)
    assert "Allotment" in browser.get(reverse("casework:entries")).content.decode()

    given = form_of(browser, edit_url(service, "words"))
    answer = browser.post(edit_url(service, "words"), {**given, "summary": "Grow food together"})

    assert answer.status_code == 302
    service.refresh_from_db()
    assert service.summary == "Grow food together"
    page = browser.get(answer.headers["Location"]).content.decode()
    assert "The entry says so now" in page and manager.name in page


def test_times_and_telephones_are_typed_as_lines(service: models.Service, manager: User, sign_in: SignIn) -> None:
    browser = sign_in(manager)
    given = form_of(browser, edit_url(service, "when"))
    wrong = browser.post(edit_url(service, "when"), {**given, "times": "Mondays at nine"}).content.decode()
    browser.post(edit_url(service, "when"), {**given, "times": "Monday to Tuesday 9:00 to 17:00"})
    contact = form_of(browser, edit_url(service, "contact"))
    browser.post(edit_url(service, "contact"), {**contact, "telephones": "0161 496 0001 ext 4, the office"})

    assert "We cannot read “Mondays at nine”" in wrong
    assert [one.weekday for one in service.schedules.order_by("weekday")] == [0, 1]
    assert service.phones.get().extension == "4"
    assert form_of(browser, edit_url(service, "when"))["times"].strip() == "Monday and Tuesday 09:00 to 17:00"


def test_another_worker_asks_and_the_manager_sees_old_and_new(
    service: models.Service, manager: User, sign_in: SignIn
) -> None:
    asker = make.worker()
    asking = sign_in(asker)
    given = form_of(asking, edit_url(service, "words"))
    asking.post(edit_url(service, "words"), {**given, "summary": "Grow flowers", "words": "They told me"})
    asked = ChangeRequest.objects.get()
    address = reverse("casework:entry-change", kwargs={"request_id": asked.pk})

    browser = sign_in(manager)
    shown = browser.get(address).content.decode()
    assert '<del class="ls-diff ls-diff--gone">food</del>' in shown
    assert '<ins class="ls-diff ls-diff--new">flowers</ins>' in shown
    assert asker.name in shown and "They told me" in shown
    browser.post(reverse("casework:entry-change-approve", kwargs={"request_id": asked.pk}))
    service.refresh_from_db()
    assert service.summary == "Grow flowers"
    assert "agreed" in asking.get(address).content.decode()


def test_a_decline_needs_a_reason_and_the_asker_reads_it(
    service: models.Service, manager: User, sign_in: SignIn
) -> None:
    asking = sign_in(make.worker())
    asking.post(edit_url(service, "cost"), {**form_of(asking, edit_url(service, "cost")), "cost_text": "£5"})
    asked = ChangeRequest.objects.get()
    address = reverse("casework:entry-change-decline", kwargs={"request_id": asked.pk})
    browser = sign_in(manager)

    assert "Write one line" in browser.post(address, {"reason": ""}).content.decode()
    browser.post(address, {"reason": "It is still free"})

    told = asking.get(reverse("casework:entry-change", kwargs={"request_id": asked.pk})).content.decode()
    assert "It is still free" in told


def test_nothing_is_lost_when_two_change_one_field(service: models.Service, manager: User, sign_in: SignIn) -> None:
    browser = sign_in(manager)
    given = form_of(browser, edit_url(service, "words"))
    browser.post(edit_url(service, "words"), {**given, "summary": "First"})

    answer = browser.post(edit_url(service, "words"), {**given, "summary": "Second"})
    page = answer.content.decode()
    assert "Now it says: First" in page and "Second" in page
    again = filled.form_in(page)
    assert again["summary"] == "Second"
    browser.post(edit_url(service, "words"), again)

    service.refresh_from_db()
    assert service.summary == "Second"


def test_places_are_said_in_two_taps(service: models.Service, manager: User, sign_in: SignIn) -> None:
    browser = sign_in(manager)
    first = reverse("casework:entry-capacity", kwargs={"service_id": service.pk})
    assert first in browser.get(reverse("casework:entries")).content.decode()
    assert browser.get(first).content.decode().count('name="state"') == 2

    browser.post(first, {"state": "taking", "wait_weeks": "", "places": "", "unit": ""})

    said = models.CapacityStatement.objects.get()
    assert (said.takes_people_now, said.said_by_user_id) == (True, manager.pk)
    shown = browser.get(reverse("casework:entries")).content.decode()
    assert "Taking people now, said today, until" in shown


@pytest.mark.inventory("S0-35")
def test_a_self_check_is_kept_with_its_day_and_when_it_lapses(
    service: models.Service, manager: User, sign_in: SignIn
) -> None:
    browser = sign_in(manager)
    address = reverse("casework:entry-adjustments", kwargs={"service_id": service.pk})
    given = {"activity": "Tuesday class", "offers": ["quiet-session", "breaks"], "evidence": "A member looked at it"}

    assert "Say when" in browser.post(address, given).content.decode()
    browser.post(address, {**given, "quiet_times": "Tuesdays 2 pm"})

    kept = AdjustmentCheck.objects.get()
    assert kept.checked_by_user_id == manager.pk
    assert (kept.lapses_on - kept.checked_on).days == 365
    page = browser.get(reverse("casework:entry", kwargs={"service_id": service.pk})).content.decode()
    assert "Tuesday class" in page and "Quiet sessions: Tuesdays 2 pm." in page
    with as_owner():
        AdjustmentCheck.objects.update(checked_on="2024-01-01", lapses_on="2025-01-01")
    page = browser.get(reverse("casework:entry", kwargs={"service_id": service.pk})).content.decode()
    assert "Tuesday class: lapsed" in page


def test_nobody_keeps_the_entry_of_another_provider(service: models.Service, sign_in: SignIn) -> None:
    browser = sign_in(make.worker(role=Role.PROVIDER_MANAGER))
    for name in ("entry-capacity", "entry-adjustments"):
        assert browser.get(reverse(f"casework:{name}", kwargs={"service_id": service.pk})).status_code == 404
    page = browser.get(reverse("casework:entry", kwargs={"service_id": service.pk})).content.decode()
    assert "You can ask for a change" in page
