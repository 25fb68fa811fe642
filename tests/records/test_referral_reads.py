"""Reading referrals: where they stand, what lies on a desk, and who is sent from door to door."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from lodestar.access.roles import Role
from lodestar.people.models import Person
from lodestar.referrals import queries
from lodestar.referrals.models import ReferralStep
from lodestar.rules.referral_states import DeclineReason, StepKind
from tests.factories import people as make
from tests.factories import referring
from tests.factories.referring import NOW, TODAY, LookAs, Town, referred
from tests.roles import as_owner


@pytest.fixture
def town(db: None) -> Town:
    return referring.town()


def test_time_alone_never_moves_a_referral(town: Town, look_as: LookAs) -> None:
    referral = referred(town, look_as)

    standing = queries.referral_detail(
        look_as(town.desk_worker, today=TODAY + timedelta(days=700)), referral_id=referral.pk
    )

    assert (standing.state, standing.is_open, standing.waited_days) == (StepKind.RECEIVED, True, 700)


def test_a_desk_shows_its_own_referrals_the_longest_waiting_first(town: Town, look_as: LookAs) -> None:
    newer = make.referral(person=make.person(), service=town.service, steps=("sent", "received"))
    older = make.referral(
        person=make.person(),
        service=town.service,
        steps=("sent", "received"),
        received_at=timezone.now() - timedelta(days=40),
    )
    elsewhere = make.service(team=make.team())
    make.referral(person=make.person(), service=elsewhere, steps=("sent", "received"))

    rows = queries.desk(look_as(town.desk_worker))

    assert [row.referral_id for row in rows] == [older.pk, newer.pk]
    assert rows[0].waited_days == 40


def test_a_desk_of_a_hundred_takes_as_many_queries_as_one_of_ten(
    look_as: LookAs, django_assert_num_queries: Callable[..., object]
) -> None:
    for size in (10, 100):
        team = make.team()
        service = make.service(team=team)
        desk_worker = make.worker(role=Role.REFERRAL_DESK, team=team)
        for _ in range(size):
            make.referral(person=make.person(), service=service, steps=("sent", "received", "accepted"))
        viewer = look_as(desk_worker)

        with django_assert_num_queries(2):
            assert len(queries.desk(viewer)) == size


def test_the_work_of_a_hundred_people_takes_as_many_queries_as_that_of_ten(
    look_as: LookAs, django_assert_num_queries: Callable[..., object]
) -> None:
    service = make.service(team=make.team())
    for size in (10, 100):
        worker = make.worker()
        people = [make.person() for _ in range(size)]
        for person in people:
            make.involve(person, worker)
            make.referral(person=person, service=service, steps=("sent", "received"))
        viewer = look_as(worker)

        with django_assert_num_queries(1):
            work = queries.work_for(viewer, person_ids=[person.pk for person in people])
        assert [one.open_referrals for one in work.values()] == [1] * size
        assert {one.longest_wait_days for one in work.values()} == {2}


def turn_away(person: Person, *reasons: DeclineReason, then: tuple[str, ...] = ()) -> None:
    for reason in reasons:
        service = make.service(team=make.team())
        referral = make.referral(person=person, service=service, steps=("sent", "received"))
        with as_owner():
            for number, kind in enumerate(("declined", *then), start=3):
                told = {"reason": reason.value, "instead": "A call"} if kind == "declined" else {}
                ReferralStep.objects.create(referral=referral, person=person, number=number, kind=kind, at=NOW, **told)


@pytest.mark.inventory("S0-18")
def test_somebody_turned_away_twice_is_shown_to_the_manager_of_their_team(look_as: LookAs) -> None:
    team = make.team()
    manager = make.worker(role=Role.PROVIDER_MANAGER, team=team)
    twice, once, helped, strange = (make.person(preferred_name=name) for name in ("Ana", "Ben", "Cy", "Di"))
    for person in (twice, once, helped):
        make.involve(person, team)
    turn_away(twice, DeclineReason.BELOW_THRESHOLD, DeclineReason.OTHER_HELP_FIRST)
    turn_away(once, DeclineReason.BELOW_THRESHOLD)
    turn_away(strange, DeclineReason.BELOW_THRESHOLD, DeclineReason.OUT_OF_AREA)
    turn_away(helped, DeclineReason.OUT_OF_AREA, DeclineReason.OUT_OF_AREA)
    with as_owner():
        met = make.referral(person=helped, service=make.service(team=team), steps=("sent", "received"))
        ReferralStep.objects.create(
            referral=met, person=helped, number=3, kind="first-contact", at=NOW + timedelta(days=1)
        )

    (shown,) = queries.turned_away_too_often(look_as(manager))

    assert (shown.preferred_name, shown.times) == ("Ana", 2)


@pytest.mark.inventory("S3-02")
def test_declines_by_reason_equal_a_count_by_hand(look_as: LookAs) -> None:
    worker = make.worker()
    ana, ben, strange = make.person(), make.person(), make.person()
    make.involve(ana, worker)
    make.involve(ben, worker)
    # By hand: below threshold 2 (Ana, Ben), out of area 1 (Ana). The stranger's one is not theirs to count.
    turn_away(ana, DeclineReason.BELOW_THRESHOLD, DeclineReason.OUT_OF_AREA)
    turn_away(ben, DeclineReason.BELOW_THRESHOLD)
    turn_away(strange, DeclineReason.BELOW_THRESHOLD)
    viewer = look_as(worker)

    counts = queries.declines_by_reason(viewer, first_on=TODAY, last_on=TODAY)

    assert {reason: count for reason, count in counts.items() if count} == {
        DeclineReason.BELOW_THRESHOLD: 2,
        DeclineReason.OUT_OF_AREA: 1,
    }
    assert list(counts) == list(DeclineReason)
    later = TODAY + timedelta(days=1)
    assert not any(queries.declines_by_reason(viewer, first_on=later, last_on=later).values())
