"""Deciding together, more care or less, reviews, one direction, and a plan that is handed on whole."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from lodestar.access.viewers import Viewer
from lodestar.plans.deciding import actions, queries
from lodestar.plans.deciding.actions import Choice, Option
from lodestar.plans.deciding.models import CareDecision, CareRequest, DecisionMade, Stance
from tests.factories import people as make
from tests.factories import plans

LookAs = Callable[..., Viewer]
TWO = (Option("Tablets", speaks_for="Quick", speaks_against="Sleepy"), Option("Talking first"))


@pytest.fixture
def sarah(db: None):
    return make.person(user=make.user(name="Sarah"), preferred_name="Sarah")


def worker_of(person, **fields):
    worker = make.worker(**fields)
    make.involve(person, worker)
    return worker


@pytest.mark.inventory("S1-28")
def test_a_decision_shows_the_options_the_preferences_and_who_decided(sarah, look_as: LookAs) -> None:
    viewer = look_as(worker_of(sarah, name="Dr Ade"))
    asked = actions.ask_to_decide(
        person_id=sarah.pk, life_area="clinical-care", question="What about sleep?", preferences="No tablets at night",
        options=TWO, by=viewer, at=timezone.now(),
    )  # fmt: skip

    viewer = look_as(sarah.user)
    (found,) = queries.decisions_of(viewer, person_id=sarah.pk)
    talking = next(one for one in found.options.all() if one.words == "Talking first")
    choice = Choice(DecisionMade.DecidedBy.TOGETHER, option_id=talking.pk, with_whom="Dr Ade")
    actions.decide_together(decision_id=asked.pk, choice=choice, by=viewer, at=timezone.now())

    (found,) = queries.decisions_of(viewer, person_id=sarah.pk)
    (made,) = found.made.all()
    assert found.preferences == "No tablets at night"
    assert (made.option.words, made.decided_by, made.with_whom) == ("Talking first", "together", "Dr Ade")


def test_one_option_is_no_choice(sarah, look_as: LookAs) -> None:
    viewer = look_as(sarah.user)

    with pytest.raises(actions.WordsMissing):
        actions.ask_to_decide(
            person_id=sarah.pk, life_area="home", question="Which?", preferences="", options=TWO[:1], by=viewer,
            at=timezone.now(),
        )  # fmt: skip


@pytest.mark.inventory("S0-21")
def test_the_time_from_a_request_for_more_care_to_its_decision_is_known(sarah, look_as: LookAs) -> None:
    viewer = look_as(worker_of(sarah))
    now = timezone.now()
    for hours in (10, 30, 50):
        asked = actions.ask_for_care(
            person_id=sarah.pk, life_area="clinical-care", direction=CareRequest.Direction.MORE,
            words="Two visits a week", by=viewer, at=now - timedelta(hours=hours),
        )  # fmt: skip
        actions.decide_on_care(
            request_id=asked.pk, outcome=CareDecision.Outcome.AGREED, words="From Monday",
            members=["Dr Ade", "Jo, peer worker"], has_peer=True, has_person=True, by=viewer, at=now,
        )  # fmt: skip

    with pytest.raises(actions.AlreadyDecided):
        actions.decide_on_care(
            request_id=asked.pk, outcome=CareDecision.Outcome.NOT_NOW, words="No", members=[], has_peer=False,
            has_person=False, by=viewer, at=now,
        )  # fmt: skip
    assert queries.median_hours_to_decide(viewer, person_id=sarah.pk) == pytest.approx(30)
    assert all(row.decision.has_peer for row in queries.care_requests_of(viewer, person_id=sarah.pk))


@pytest.mark.inventory("S1-36")
def test_a_team_whose_plan_goes_another_way_is_shown_until_it_does_not(sarah, look_as: LookAs) -> None:
    team = make.team(name="Community team")
    viewer = look_as(worker_of(sarah, team=team))
    goal = plans.goal(sarah, sarah.user, "Back to work in spring", life_area="work-and-learning")
    take = {"goal_id": goal.pk, "team_id": team.pk, "by": viewer}

    with pytest.raises(actions.WordsMissing):
        actions.take_stance(way=Stance.Way.OTHER, words="", at=timezone.now(), **take)
    actions.take_stance(way=Stance.Way.OTHER, words="Rest for a year", at=timezone.now(), **take)
    (conflict,) = queries.conflicts(viewer, person_id=sarah.pk, life_areas=make.ALL_AREAS)
    actions.take_stance(way=Stance.Way.SAME, words="", at=timezone.now() + timedelta(minutes=1), **take)

    assert (conflict.goal_id, conflict.team_name, conflict.words) == (goal.pk, "Community team", "Rest for a year")
    assert queries.conflicts(viewer, person_id=sarah.pk, life_areas=make.ALL_AREAS) == []


def test_nobody_speaks_for_another_team(sarah, look_as: LookAs) -> None:
    viewer = look_as(worker_of(sarah))
    goal = plans.goal(sarah, sarah.user)

    with pytest.raises(actions.NotTheirTeam):
        actions.take_stance(
            goal_id=goal.pk, team_id=make.team().pk, way=Stance.Way.SAME, words="", by=viewer, at=timezone.now()
        )


@pytest.mark.inventory("S4-17")
def test_a_plan_handed_on_keeps_every_goal_and_the_new_unit_says_that_it_has_it(sarah, look_as: LookAs) -> None:
    first, second = make.team(name="Medium secure"), make.team(name="Low secure")
    giving, taking = worker_of(sarah, team=first), worker_of(sarah, team=second)
    for words in ("See my mum", "Cook for myself", "Learn to drive"):
        plans.goal(sarah, sarah.user, words)

    handover = actions.hand_on_plan(
        person_id=sarah.pk, to_team_id=second.pk, words="She likes mornings", by=look_as(giving), at=timezone.now()
    )
    with pytest.raises(actions.NotTheirTeam):
        actions.acknowledge_plan(handover_id=handover.pk, by=look_as(giving), at=timezone.now())
    viewer = look_as(taking)
    actions.acknowledge_plan(handover_id=handover.pk, by=viewer, at=timezone.now())

    (row,) = queries.handovers_of(viewer, person_id=sarah.pk)
    assert (row.goals_sent, row.goals_there, row.is_whole) == (3, 3, True)
    assert row.handover.received_by_id == taking.pk


def test_a_review_agrees_the_day_of_the_next(sarah, look_as: LookAs) -> None:
    viewer = look_as(worker_of(sarah))
    review = {
        "person_id": sarah.pk, "happened_on": viewer.today, "is_with_person": True, "who_was_there": "Sarah, Dee",
        "words": "The library is going well", "by": viewer, "at": timezone.now(),
    }  # fmt: skip

    with pytest.raises(actions.DayMissing):
        actions.hold_review(next_on=viewer.today, **review)
    actions.hold_review(next_on=viewer.today + timedelta(days=90), **review)

    (row,) = queries.reviews_of(viewer, person_id=sarah.pk)
    assert row.is_with_person
    assert row.next_on == viewer.today + timedelta(days=90)


def test_a_stranger_decides_nothing_and_reads_nothing(sarah, look_as: LookAs) -> None:
    asked = actions.ask_to_decide(
        person_id=sarah.pk, life_area="home", question="Which?", preferences="", options=TWO, by=look_as(sarah.user),
        at=timezone.now(),
    )  # fmt: skip
    viewer = look_as(make.worker())

    with pytest.raises(actions.NotThere):
        actions.decide_together(
            decision_id=asked.pk, choice=Choice(DecisionMade.DecidedBy.PERSON, words="x"), by=viewer, at=timezone.now()
        )
    assert queries.decisions_of(viewer, person_id=sarah.pk) == []
