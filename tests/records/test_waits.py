"""Waits: clocks from what was noted, nobody unseen, who is there meanwhile, who could take somebody on."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lodestar.access.models import Team, User
from lodestar.access.roles import Role
from lodestar.access.viewers import Viewer
from lodestar.people.models import CommunicationNeed, Involvement, Person
from lodestar.referrals.models import Referral
from lodestar.referrals.waits import actions, queries
from lodestar.referrals.waits.models import TeamType, WorkerProfile
from lodestar.rules.clocks import Clock
from lodestar.rules.national_clock import Part
from tests.factories import in_touch as touch
from tests.factories import people as make
from tests.roles import as_owner

pytestmark = pytest.mark.django_db
LookAs = Callable[..., Viewer]

CAME = datetime(2026, 3, 2, 10, tzinfo=UTC)


def clinic(*, team_type: str = "A06") -> tuple[Team, User]:
    team = make.team()
    with as_owner():
        TeamType.objects.create(team=team, code=team_type)
    return team, make.worker(role=Role.KEY_WORKER, team=team)


def referred(person: Person, team: Team, *steps: str, received_at: datetime = CAME) -> Referral:
    return make.referral(
        person=person,
        service=make.service(team=team, organisation=team.organisation),
        steps=steps or ("received", "accepted", "first-contact"),
        received_at=received_at,
    )


def noted(referral: Referral, worker: User, days: int, *done: str, how: str = "attended") -> None:
    touch.contact(
        referral.person,
        worker,
        referral=referral,
        life_area=referral.life_area,
        happened_on=timezone.localdate(referral.received_at) + timedelta(days=days),
        attendance=how,
        mode="in-person",
        done=list(done),
    )


@pytest.mark.inventory("S0-13")
def test_fourteen_weeks_to_assessment_and_nineteen_to_help_are_thirty_three_in_all(look_as: LookAs) -> None:
    team, worker = clinic()
    referral = referred(make.person(), team)
    noted(referral, worker, 14 * 7, "assessment")
    noted(referral, worker, 33 * 7, "help")
    viewer = look_as(worker, today=date(2026, 11, 20))

    told = queries.clocks_of(viewer, referral_id=referral.pk)

    assert [(one.clock, one.weeks, one.is_running) for one in told.faces] == [
        (Clock.ASSESSMENT, 14, False),
        (Clock.HELP, 19, False),
        (Clock.TOTAL, 33, False),
    ]
    spreads = {one.clock: one for one in queries.waits_board(viewer).spreads}
    assert (spreads[Clock.TOTAL].median_days, spreads[Clock.TOTAL].longest_days) == (231, 231)


@pytest.mark.parametrize(("plan_after", "is_met"), [(27, True), (28, True), (29, False)])
def test_the_national_clock_reads_what_was_noted_with_contacts(look_as: LookAs, plan_after: int, is_met: bool) -> None:
    team, worker = clinic()
    referral = referred(make.person(born_on=date(1980, 1, 1)), team)
    noted(referral, worker, 9, "measure")
    noted(referral, worker, 23, "assessment")
    noted(referral, worker, plan_after, "plan")

    told = queries.clocks_of(look_as(worker, today=date(2026, 5, 1)), referral_id=referral.pk)

    assert told.national is not None
    assert (told.national.days, told.national.is_met) == (plan_after, is_met)
    assert told.national.days_to_second_contact == 23


def test_a_running_clock_says_which_part_is_missing_and_ours_asks_that_somebody_was_there(look_as: LookAs) -> None:
    team, worker = clinic()
    referral = referred(make.person(born_on=date(1980, 1, 1)), team)
    noted(referral, worker, 5, "measure")
    noted(referral, worker, 6, "assessment", "help", how="not-reached")

    told = queries.clocks_of(look_as(worker, today=date(2026, 5, 1)), referral_id=referral.pk)

    assert told.national is not None and told.own is not None
    assert not told.national.is_running, "as published: what was coded on a missed appointment stops it"
    assert told.own.missing == (Part.ASSESSMENT, Part.PLAN_OR_HELP)
    assert [one.is_running for one in told.faces] == [True, True]


def test_a_child_has_the_clock_without_an_assessment(look_as: LookAs) -> None:
    team, worker = clinic(team_type="C02")
    referral = referred(make.person(born_on=date(2012, 1, 1)), team)
    noted(referral, worker, 5, "measure", "plan")

    told = queries.clocks_of(look_as(worker, today=date(2026, 5, 1)), referral_id=referral.pk)

    assert told.is_children
    assert told.national is not None
    assert (told.national.days, told.national.is_met) == (5, True)


def test_a_team_without_a_national_type_has_our_two_clocks_alone(look_as: LookAs) -> None:
    worker = make.worker()
    person = make.person()
    make.involve(person, worker)
    referral = referred(person, make.team())

    told = queries.clocks_of(look_as(worker, today=date(2026, 5, 1)), referral_id=referral.pk)

    assert (told.national, told.own) == (None, None)
    assert [one.clock for one in told.faces] == [Clock.ASSESSMENT, Clock.TOTAL]


@pytest.mark.inventory("S0-14")
@pytest.mark.parametrize(("days", "is_unseen"), [(27, False), (28, True)])
def test_nobody_waits_28_days_without_a_contact_unseen(look_as: LookAs, days: int, is_unseen: bool) -> None:
    team, worker = clinic()
    referral = referred(make.person(), team, "received", "accepted")
    noted(referral, worker, 1, how="not-reached")
    today = timezone.localdate(CAME) + timedelta(days=days)

    (wait,) = queries.waits_board(look_as(worker, today=today)).waits

    assert wait.is_unseen is is_unseen
    noted(referral, worker, days)
    (wait,) = queries.waits_board(look_as(worker, today=today)).waits
    assert not wait.is_unseen


def test_the_board_holds_who_waits_the_longest_first_and_nobody_who_is_helped_or_closed(look_as: LookAs) -> None:
    team, worker = clinic()
    late = referred(make.person(), team, "received", "accepted", received_at=CAME + timedelta(days=10))
    early = referred(make.person(), team, "received", "accepted")
    referred(make.person(), team, "received", "accepted", "first-contact", "started")
    referred(make.person(), team, "received", "declined")
    helped = referred(make.person(), team)
    noted(helped, worker, 9, "help")
    other = make.team(organisation=team.organisation)
    elsewhere = referred(make.person(), other, "received")
    make.involve(elsewhere.person, worker)
    viewer = look_as(worker, today=date(2026, 5, 1))

    assert [one.referral_id for one in queries.waits_board(viewer, team_id=team.pk).waits] == [early.pk, late.pk]
    assert elsewhere.pk in {one.referral_id for one in queries.waits_board(viewer).waits}
    assert queries.waits_board(look_as(make.worker(), today=date(2026, 5, 1))).waits == ()


def test_the_board_asks_as_much_for_fifty_waits_as_for_five(look_as: LookAs) -> None:
    team, worker = clinic()
    counts = []
    for size in (5, 45):
        for _ in range(size):
            referred(make.person(), team, "received", "accepted")
        viewer = look_as(worker, today=date(2026, 5, 1))
        with CaptureQueriesContext(connection) as asked:
            queries.waits_board(viewer)
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 5


@pytest.mark.inventory("S0-14")
def test_somebody_waits_well_with_a_named_worker_check_ins_and_the_crisis_route(look_as: LookAs) -> None:
    team, worker = clinic()
    referral = referred(make.person(), team, "received", "accepted")
    viewer = look_as(worker, today=date(2026, 4, 1))
    now = datetime(2026, 4, 1, 12, tzinfo=UTC)

    def plan(**given: object) -> None:
        actions.plan_waiting(
            **{
                "referral_id": referral.pk,
                "named_id": worker.pk,
                "check_every_days": 14,
                "meanwhile": "The Tuesday drop-in",
                "knows_crisis_route": True,
                "by": viewer,
                "at": now,
                **given,
            }
        )

    with pytest.raises(actions.CrisisRouteNotTold):
        plan(knows_crisis_route=False)
    with pytest.raises(actions.CheckInsTooFar):
        plan(check_every_days=29)
    with pytest.raises(actions.NotAColleague):
        plan(named_id=make.worker().pk)
    viewer = look_as(worker, today=date(2026, 4, 1))
    plan()

    (wait,) = queries.waits_board(viewer).waits
    assert (wait.named, wait.check_in_on) == (worker.name, date(2026, 4, 15))
    with pytest.raises(actions.ReferralNotFound):
        plan(by=look_as(make.worker(), today=date(2026, 4, 1)))


def test_nobody_waits_for_a_referral_that_is_closed(look_as: LookAs) -> None:
    person = make.person()
    worker = make.worker()
    make.involve(person, worker)
    referral = referred(person, make.team(), "received", "declined")

    with pytest.raises(actions.NotWaiting):
        actions.plan_waiting(
            referral_id=referral.pk,
            named_id=worker.pk,
            check_every_days=7,
            knows_crisis_route=True,
            by=look_as(worker),
            at=timezone.now(),
        )


def test_who_could_take_somebody_on_by_language_skill_and_load(look_as: LookAs) -> None:
    organisation = make.organisation()
    team = make.team(organisation=organisation)
    full, speaks, free = (make.worker(role=Role.NAVIGATOR, team=make.team(organisation=organisation)) for _ in range(3))
    person = make.person()
    desk = make.worker(role=Role.REFERRAL_DESK, team=team)
    make.involve(person, desk)
    for _ in range(3):
        make.involve(make.person(), full)
    with as_owner():
        WorkerProfile.objects.create(user=speaks, languages=["Polish"], full_caseload=1)
        CommunicationNeed.objects.create(
            person=person,
            kind="interpreter",
            words="Polish, please",
            recorded_by=desk,
            recorded_at=timezone.now(),
            starts_on=date(2026, 1, 5),
        )
    viewer = look_as(desk)

    found = queries.who_could_take(viewer, person_id=person.pk)

    assert [one.user_id for one in found] == [speaks.pk, free.pk, full.pk]
    assert [one.people_now for one in found] == [0, 0, 3], "counted beyond what the desk may open"
    assert found[0].suggestion.speaks


def test_a_link_worker_with_too_many_in_a_year_is_warned_of(look_as: LookAs) -> None:
    navigator = make.worker(role=Role.NAVIGATOR)
    with as_owner():
        Person.objects.bulk_create(
            [Person(preferred_name=f"P{number}", full_name=f"P {number}") for number in range(251)]
        )
        made = list(Person.objects.all())
        Involvement.objects.bulk_create(
            [
                Involvement(
                    person=person,
                    user=navigator,
                    basis="choice",
                    life_areas=["home"],
                    starts_on=date(2026, 1, 5),
                )
                for person in made
            ]
        )

    (one,) = queries.who_could_take(look_as(navigator, today=date(2026, 6, 1)))

    assert (one.people_in_year, one.is_load_high) == (251, True)
