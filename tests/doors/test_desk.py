"""The referral desk: its own referrals only, answered once, and never a decline without a next step."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lodestar.access.models import User
from lodestar.access.roles import Role
from lodestar.directory import indexing
from lodestar.referrals.models import Referral
from tests.factories import people as make
from tests.factories.casework import HOPES, Town, answers, events, kinds, on_desk, read, to
from tests.roles import as_owner

SignIn = Callable[[User], Client]


def test_the_desk_says_what_came_from_whom_and_how_long_they_have_waited(town: Town, sign_in: SignIn) -> None:
    on_desk(town, received_at=datetime.now(UTC) - timedelta(days=16))
    other = make.service(team=make.team())
    make.referral(person=make.person(preferred_name="Elsewhere"), service=other, steps=("sent", "received"))

    page = read(sign_in(town.desk_worker).get(to("desk")))

    for words in ("Sam", HOPES, "From Noor Malik, a care navigator", "Waiting 16 days"):
        assert words in page
    assert "Elsewhere" not in page


def test_an_empty_desk_says_so_kindly(town: Town, sign_in: SignIn) -> None:
    assert "The desk is clear" in read(sign_in(town.desk_worker).get(to("desk")))


def test_the_desk_takes_as_many_queries_for_a_hundred_referrals_as_for_ten(db: None, sign_in: SignIn) -> None:
    counts = []
    for size in (10, 100):
        team = make.team()
        service = make.service(team=team)
        for number in range(size):
            steps = ("sent", "received", "accepted")[: 2 + number % 2]
            make.referral(person=make.person(), service=service, steps=steps)
        browser = sign_in(make.worker(role=Role.REFERRAL_DESK, team=team))
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(to("desk")).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.inventory("S0-18")
def test_a_manager_reads_at_the_desk_who_was_turned_away_twice(town: Town, sign_in: SignIn) -> None:
    on_desk(town)
    for _ in range(2):
        make.referral(
            person=town.person,
            service=make.service(team=make.team(), life_areas=["home"]),
            steps=("sent", "received", "declined"),
        )
    manager = make.worker(role=Role.PROVIDER_MANAGER, team=town.team)

    assert "Sam, turned away 2 times" in read(sign_in(manager).get(to("desk")))
    assert "turned away" not in read(sign_in(town.desk_worker).get(to("desk")))


@pytest.mark.parametrize("part", ["desk-referral", "accept", "decline", "first-contact"])
def test_a_desk_opens_its_own_referrals_and_no_others(town: Town, sign_in: SignIn, part: str) -> None:
    referral = on_desk(town)
    other = sign_in(make.worker(role=Role.REFERRAL_DESK, team=make.team()))

    seen = other.get(to(part, referral_id=referral.pk))
    absent = other.get(to(part, referral_id=make.nobody()))

    assert seen.status_code == absent.status_code == 404
    assert read(seen) == read(absent)
    assert sign_in(town.desk_worker).get(to(part, referral_id=referral.pk)).status_code == 200


def test_a_referral_on_the_desk_shows_what_was_agreed_and_nothing_else(town: Town, sign_in: SignIn) -> None:
    referral = on_desk(town)

    page = read(sign_in(town.desk_worker).get(to("desk-referral", referral_id=referral.pk)))

    for words in ("Sam", "07700 900123", HOPES, "Text before you ring"):
        assert words in page
    assert "My lad on Saturdays" not in page
    assert events() == ["open-record"]


def test_accepting_says_when_and_the_second_is_told_who_was_first(town: Town, sign_in: SignIn) -> None:
    referral = on_desk(town)
    expected = timezone.localdate() + timedelta(days=6)
    typed = {
        "expected_on-day": expected.day,
        "expected_on-month": expected.month,
        "expected_on-year": expected.year,
        "note": "",
    }
    colleague = make.worker(role=Role.REFERRAL_DESK, team=town.team)

    first = sign_in(town.desk_worker).post(to("accept", referral_id=referral.pk), typed)
    second = sign_in(colleague).post(to("accept", referral_id=referral.pk), typed)

    assert first["Location"] == to("desk-referral", referral_id=referral.pk) + "?done=accepted"
    assert second.status_code == 409
    assert "Sol Reyes was here first. Accepted on" in read(second)
    assert kinds(referral) == ["sent", "received", "accepted"]


@pytest.mark.inventory("S0-18")
@pytest.mark.parametrize(
    ("typed", "mend"),
    [
        ({"instead": "Our Tuesday drop-in"}, "Choose why you cannot help"),
        ({"reason": "below-threshold"}, "Say what you offer instead: choose a service above, or write it here"),
    ],
)
def test_a_decline_without_a_reason_or_an_offer_is_refused_and_keeps_the_words(
    town: Town, sign_in: SignIn, typed: dict[str, str], mend: str
) -> None:
    make.service(name="Next door", life_areas=["home"], eligibility_rules=[], location=make.location())
    with as_owner():
        indexing.index_services()
    referral = on_desk(town)

    answer = sign_in(town.desk_worker).post(to("decline", referral_id=referral.pk), {"note": "We are sorry", **typed})

    page = read(answer)
    assert mend in page
    assert "We are sorry" in page
    assert typed.get("instead", "") in page
    assert kinds(referral) == ["sent", "received"]


@pytest.mark.inventory("S0-18")
def test_a_decline_offers_a_service_that_the_navigator_can_refer_to_next(town: Town, sign_in: SignIn) -> None:
    next_door = make.service(name="Next door", life_areas=["home"], eligibility_rules=[], location=make.location())
    with as_owner():
        indexing.index_services()
    navigator, desk = sign_in(town.navigator), sign_in(town.desk_worker)
    navigator.post(town.refer_address, answers(stage="send"))
    with as_owner():
        referral = Referral.objects.get()

    assert "Next door" in read(desk.get(to("decline", referral_id=referral.pk)))
    answer = desk.post(
        to("decline", referral_id=referral.pk),
        {"reason": "waiting-list-closed", "instead_service": str(next_door.pk), "instead": "", "told_how": "telephone"},
    )

    assert "Declined, with what you offer instead." in read(desk.get(answer["Location"]))
    assert desk.get(to("desk-referral", referral_id=referral.pk)).status_code == 404
    response = navigator.get(to("referral", referral_id=referral.pk))
    assert "Our waiting list is closed. Offered instead: Next door." in read(response)
    assert to("refer", need_id=town.need.pk, service_id=next_door.pk) in response.content.decode()


def test_a_first_contact_is_recorded_and_ends_the_wait(town: Town, sign_in: SignIn) -> None:
    referral = on_desk(town, "sent", "received", "accepted")
    browser = sign_in(town.desk_worker)
    today = timezone.localdate()
    day = {"happened_on-day": today.day, "happened_on-month": today.month, "happened_on-year": today.year}

    tried = browser.post(
        to("first-contact", referral_id=referral.pk), {**day, "mode": "telephone", "attendance": "not-reached"}
    )
    assert "They are still waiting to be met." in read(browser.get(tried["Location"]))
    met = browser.post(
        to("first-contact", referral_id=referral.pk), {**day, "mode": "in-person", "attendance": "attended"}
    )

    assert "Their wait has ended." in read(browser.get(met["Location"]))
    assert kinds(referral)[-1] == "first-contact"


def test_a_first_contact_before_the_referral_came_is_refused_with_the_day(town: Town, sign_in: SignIn) -> None:
    referral = on_desk(town, "sent", "received", "accepted")
    typed = {
        "happened_on-day": "1",
        "happened_on-month": "1",
        "happened_on-year": "2001",
        "mode": "in-person",
        "attendance": "attended",
        "note": "In the café",
    }

    page = read(sign_in(town.desk_worker).post(to("first-contact", referral_id=referral.pk), typed))

    assert "Enter that day or a later one" in page
    assert "In the café" in page


@pytest.mark.parametrize("role", [Role.COMMISSIONER, Role.PLACE_LEAD, Role.ADMINISTRATOR])
@pytest.mark.parametrize("part", ["caseload", "desk"])
def test_roles_that_never_see_a_person_are_let_into_no_casework(
    db: None, sign_in: SignIn, role: Role, part: str
) -> None:
    assert sign_in(make.worker(role=role)).get(to(part)).status_code == 403


def test_those_being_seen_are_one_step_away_from_what_is_to_do(town: Town, sign_in: SignIn) -> None:
    on_desk(town, "sent", "received", "accepted", "first-contact")
    browser = sign_in(town.desk_worker)

    assert "Nothing waits here just now" in read(browser.get(to("desk")))
    assert "Sam" in read(browser.get(to("desk") + "?show=seen"))
