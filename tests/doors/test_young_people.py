"""Young people: a move with its triggers and check-ins, a no that is followed up, no birthday that closes."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from lodestar.access.models import User
from lodestar.people.models import Person
from lodestar.referrals import queries as referral_queries
from lodestar.referrals.moving_on import actions, queries
from lodestar.rules.young_people import EndBeforeArrival, TransitionEnd, TransitionStepKind
from tests.factories import people as make
from tests.factories import sharing
from tests.factories.casework import Town, read, to
from tests.roles import as_owner

SignIn = Callable[[User], Client]
TODAY = date(2027, 3, 10)
NOW = datetime(2027, 3, 10, 10, tzinfo=UTC)


@pytest.fixture
def young(town: Town) -> Person:
    """Somebody of 17 and a half with an open referral to the town's service."""
    person = make.person(preferred_name="Robin", born_on=date(2009, 9, 9))
    make.involve(person, town.navigator)
    make.referral(
        person=person,
        service=town.service,
        steps=("sent", "received", "accepted"),
        asked_by=town.navigator,
        received_at=NOW - timedelta(days=60),
    )
    return person


@pytest.mark.inventory("S4-44")
def test_at_17_and_a_half_somebody_is_listed_until_a_move_is_planned_and_afterwards_until_they_arrive(
    town: Town, young: Person, look_as
) -> None:
    adult = make.service(name="Adult team")

    def viewer(on: date = TODAY):
        return look_as(town.navigator, today=on)

    assert queries.without_plan(viewer(date(2027, 3, 8))) == []
    assert [one.person_name for one in queries.without_plan(viewer(date(2027, 3, 9)))] == ["Robin"]
    move = actions.begin_transition(
        person_id=young.pk,
        life_area="home",
        from_service_id=town.service.pk,
        to_service_id=adult.pk,
        target_on=date(2027, 9, 10),
        by=viewer(),
        at=NOW,
    )
    assert queries.without_plan(viewer()) == []
    with pytest.raises(actions.MoveUnderWay):
        actions.begin_transition(
            person_id=young.pk,
            life_area="home",
            from_service_id=town.service.pk,
            to_service_id=adult.pk,
            target_on=date(2027, 9, 10),
            by=viewer(),
            at=NOW,
        )

    def done(kind: TransitionStepKind, on: date, end: TransitionEnd | None = None) -> None:
        actions.record_transition_step(
            transition_id=move.pk, kind=kind, on=on, end=end, by=viewer(on), at=NOW + (on - TODAY)
        )

    done(TransitionStepKind.PLAN_SIGNED, date(2027, 4, 1))
    done(TransitionStepKind.MET_ADULT_WORKER, date(2027, 6, 1))
    done(TransitionStepKind.FOLDER_GIVEN, date(2027, 6, 1))
    done(TransitionStepKind.APPOINTMENT_MISSED, date(2027, 9, 20))
    after = viewer(date(2027, 11, 1))
    (now,) = queries.transitions(after)
    assert (now.missing, now.holds) == ((), town.service.name)
    assert now.check_ins_due == (date(2027, 10, 10),)
    assert queries.not_arrived(after, [now]) == [now]
    with pytest.raises(EndBeforeArrival):
        done(TransitionStepKind.ENDED, date(2027, 11, 2), TransitionEnd.JOINED_ADULT_CARE)
    done(TransitionStepKind.APPOINTMENT_KEPT, date(2027, 11, 3))
    done(TransitionStepKind.ENDED, date(2027, 11, 4), TransitionEnd.JOINED_ADULT_CARE)
    arrived = viewer(date(2027, 11, 5))
    (now,) = queries.transitions(arrived)
    assert (queries.not_arrived(arrived, [now]), now.holds) == ([], "Adult team")


def test_a_birthday_closes_nothing(town: Town, young: Person, look_as) -> None:
    for on in (date(2027, 9, 8), date(2027, 9, 9), date(2034, 9, 9)):
        (standing,) = referral_queries.referrals_of(look_as(town.navigator, today=on), person_id=young.pk)
        assert standing.is_open
        assert look_as(town.navigator, today=on)
        assert [one.person_name for one in queries.without_plan(look_as(town.navigator, today=on))] == ["Robin"]


@pytest.mark.inventory("S4-39")
def test_who_was_turned_away_is_followed_to_help_elsewhere_and_to_a_crisis(town: Town, young: Person, look_as) -> None:
    def declined(days_ago: int) -> None:
        make.referral(
            person=young,
            service=make.service(team=town.team, life_areas=["home"]),
            steps=("sent", "received", "declined"),
            received_at=NOW - timedelta(days=days_ago + 2),
        )

    declined(100)
    connected = make.referral(
        person=young,
        service=make.service(life_areas=["home"]),
        steps=("sent", "received", "accepted", "first-contact"),
        received_at=NOW - timedelta(days=83),
    )
    declined(40)
    sharing.life_event(young, kind="admitted", life_area="clinical-care", happened_on=TODAY - timedelta(days=20))
    grown = make.person(born_on=date(1990, 1, 1))
    make.involve(grown, town.navigator)
    make.referral(person=grown, service=town.service, steps=("sent", "declined"), received_at=NOW - timedelta(days=9))

    found = queries.turned_away_children(look_as(town.navigator, today=TODAY))

    newer, older = found.rows
    assert older.facts.connected_on == (connected.received_at + timedelta(days=3)).date()
    assert (newer.facts.connected_on, newer.facts.instead, newer.facts.may_ask_again) == (
        None,
        "A call next week",
        True,
    )
    assert (newer.crisis_on, found.then_in_crisis) == (TODAY - timedelta(days=20), 1)
    # One of two, both due: 80 days after the first no lie within 28 of it; the second had 40 days.
    assert found.connected_percent == 50
    assert queries.turned_away_children(look_as(make.worker(), today=TODAY)).rows == ()


@time_machine.travel(NOW, tick=False)
def test_the_page_plans_a_move_and_says_who_has_not_arrived(town: Town, young: Person, sign_in: SignIn) -> None:
    make.service(name="Adult team")
    worker = sign_in(town.navigator)
    assert "Plan with Robin" in read(worker.get(to("young-people")))
    given = {
        "life_area": "home",
        "from_service": str(town.service.pk),
        "to_service": "adult team",
        "target_on-day": 11,
        "target_on-month": 3,
        "target_on-year": 2027,
        "wishes": "The same room",
    }
    wrong = worker.post(to("move-new", person_id=young.pk), {**given, "to_service": "No such team"})
    assert "Write the whole name of one service" in read(wrong)
    worker.post(to("move-new", person_id=young.pk), given)
    page = read(worker.get(to("young-people")))
    assert "Still missing: a plan that they signed, a meeting with the adult worker, their own folder." in page
    with as_owner():
        move = young.transitions.get()
    step = to("move-step", transition_id=move.pk)
    today = {"on-day": 10, "on-month": 3, "on-year": 2027}
    assert "Choose how it ended" in read(worker.post(step, {"kind": "ended", **today}))
    early = worker.post(step, {"kind": "ended", "end": "joined-adult-care", **today})
    assert "They have kept no appointment there yet" in read(early)
    worker.post(step, {"kind": "folder-given", **today})
    with time_machine.travel(NOW + timedelta(days=7), tick=False):
        assert "Not arrived" in read(sign_in(town.navigator).get(to("young-people")))
    assert sign_in(make.worker()).get(step).status_code == 404
