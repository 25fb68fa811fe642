"""Goals in the person's own words, and next steps with their one owner."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from lodestar.access.models import AuditEvent
from lodestar.access.viewers import Viewer
from lodestar.people.supporting import actions as supporting_actions
from lodestar.people.supporting.models import Supporter
from lodestar.plans.goals import actions, queries
from lodestar.plans.goals.actions import Owner
from lodestar.plans.goals.models import GoalWords, PlanStep
from lodestar.rules import goals
from lodestar.rules.goals import GoalState
from lodestar.rules.scores import Change
from tests.factories import people as make
from tests.factories import plans, voice
from tests.roles import as_owner

LookAs = Callable[..., Viewer]
WORDS = "earn my living  mending bikes,\non days i can"


def events() -> list[str]:
    with as_owner():
        return list(AuditEvent.objects.order_by("at", "id").values_list("action", flat=True))


@pytest.fixture
def kevin(db: None):
    someone = make.person(user=make.user(name="Kevin"), preferred_name="Kevin")
    make.involve(someone, make.worker(name="Bo"))
    return someone


@pytest.mark.inventory("S1-21")
def test_a_goal_is_kept_word_for_word_and_rated_over_time(kevin, look_as: LookAs) -> None:
    viewer = look_as(kevin.user)
    now = timezone.now()

    goal = actions.set_goal(person_id=kevin.pk, life_area="work-and-learning", words=WORDS, by=viewer, at=now)
    for days, points in ((1, 1), (90, 6)):
        actions.rate_goal(goal_id=goal.pk, points=points, by=viewer, at=now + timedelta(days=days))
    row = queries.goal_detail(viewer, goal_id=goal.pk)

    assert row.words == WORDS
    assert [rating.points for rating in row.ratings] == [1, 6]
    assert row.progress.change is Change.BETTER
    assert events() == ["set-goal", "rate-goal", "rate-goal"]


def test_a_goal_said_another_way_keeps_the_words_before_and_begins_anew(kevin, look_as: LookAs) -> None:
    viewer = look_as(kevin.user)
    now = timezone.now()
    goal = actions.set_goal(person_id=kevin.pk, life_area="money", words="Save £50", by=viewer, at=now)
    actions.rate_goal(goal_id=goal.pk, points=7, by=viewer, at=now + timedelta(days=1))

    later = now + timedelta(days=2)
    actions.reword_goal(goal_id=goal.pk, seen="Save £50", words="Owe nobody", by=viewer, at=later)
    row = queries.goal_detail(viewer, goal_id=goal.pk)

    assert [version.words for version in row.versions] == ["Save £50", "Owe nobody"]
    assert row.progress.baseline is None
    assert len(row.ratings) == 1


def test_words_that_follow_others_stand_also_where_a_clock_was_put_back(kevin, look_as: LookAs) -> None:
    viewer, now = look_as(kevin.user), timezone.now()
    goal = actions.set_goal(person_id=kevin.pk, life_area="money", words="Save £50", by=viewer, at=now)

    for seen, words in (("Save £50", "Owe nobody"), ("Owe nobody", "Owe nobody, and save")):
        actions.reword_goal(goal_id=goal.pk, seen=seen, words=words, by=viewer, at=now - timedelta(hours=1))

        assert queries.goal_detail(viewer, goal_id=goal.pk).versions[-1].words == words


def test_two_who_say_a_goal_another_way_at_once_lose_nothing(kevin, look_as: LookAs) -> None:
    goal = plans.goal(kevin, kevin.user, "Swim")
    actions.reword_goal(goal_id=goal.pk, seen="Swim", words="Swim with Jo", by=look_as(kevin.user), at=timezone.now())

    viewer = look_as(kevin.user)
    with pytest.raises(actions.ChangedMeanwhile) as refused:
        actions.reword_goal(goal_id=goal.pk, seen="Swim", words="Swim daily", by=viewer, at=timezone.now())

    assert refused.value.now == "Swim with Jo"
    assert GoalWords.objects.filter(goal=goal).count() == 2


@pytest.mark.inventory("S0-49")
@pytest.mark.parametrize("state", [GoalState.TRIED_AND_LEARNED, GoalState.CHANGED_MY_MIND])
def test_what_was_learned_is_kept_and_counts_as_no_failure(kevin, look_as: LookAs, state: GoalState) -> None:
    viewer = look_as(kevin.user)
    goal = plans.goal(kevin, kevin.user)

    actions.turn_goal(goal_id=goal.pk, state=state, learned="Mornings do not suit me", by=viewer, at=timezone.now())
    row = queries.goal_detail(viewer, goal_id=goal.pk)
    figures = goals.goal_figures(states=[row.state])

    assert (row.state, row.turns[-1].learned) == (state, "Mornings do not suit me")
    assert figures.not_reached == 0
    assert figures.reached_percent is None


def test_nobody_but_the_person_says_that_a_goal_was_not_reached(kevin, look_as: LookAs) -> None:
    worker = make.worker()
    make.involve(kevin, worker)
    goal = plans.goal(kevin, kevin.user)

    with pytest.raises(actions.OnlyThePerson):
        actions.turn_goal(goal_id=goal.pk, state=GoalState.NOT_REACHED, by=look_as(worker), at=timezone.now())

    turn = actions.turn_goal(goal_id=goal.pk, state=GoalState.NOT_REACHED, by=look_as(kevin.user), at=timezone.now())
    assert turn.state == "not-reached"


def test_a_stranger_sets_no_goal_and_sees_none(kevin, look_as: LookAs) -> None:
    goal = plans.goal(kevin, kevin.user)
    viewer = look_as(make.worker())

    with pytest.raises(queries.GoalNotFound):
        actions.rate_goal(goal_id=goal.pk, points=3, by=viewer, at=timezone.now())
    assert queries.goals_of(viewer, person_id=kevin.pk, life_areas=make.ALL_AREAS) == []


def test_a_step_has_one_owner_in_the_persons_life(kevin, look_as: LookAs) -> None:
    stranger, known = make.worker(), make.worker(name="Noor")
    make.involve(kevin, known)
    viewer = look_as(kevin.user)

    step = actions.add_step(
        person_id=kevin.pk, life_area="home", words="Ring the landlord", owner=Owner(worker_id=known.pk),
        by=viewer, at=timezone.now(),
    )  # fmt: skip
    with pytest.raises(actions.OwnerUnknown):
        actions.add_step(
            person_id=kevin.pk, life_area="home", words="Ring", owner=Owner(worker_id=stranger.pk), by=viewer,
            at=timezone.now(),
        )  # fmt: skip

    (row,) = queries.steps_of(viewer, person_id=kevin.pk, life_areas=["home"])
    assert (row.step_id, row.owner, row.owner_name) == (step.pk, "worker", "Noor")


def test_a_supporter_sees_their_own_step_and_nothing_else_of_the_plan(kevin, look_as: LookAs) -> None:
    ruth = make.user(name="Ruth")
    voice.supporter(kevin, user=ruth, name="Ruth")
    viewer = look_as(kevin.user)
    supporter = Supporter.objects.get(person=kevin)
    plans.step(kevin, kevin.user, "My own step")
    step = actions.add_step(
        person_id=kevin.pk, life_area="home", words="Come to the viewing with me",
        owner=Owner(supporter_id=supporter.pk), by=viewer, at=timezone.now() - timedelta(hours=1),
    )  # fmt: skip

    looking = look_as(ruth)
    assert not PlanStep.objects.exists()
    supporting_actions.do_task(task_id=step.supporter_task_id, by=looking, at=timezone.now())

    by_worker = look_as(make_worker_of(kevin))
    (row,) = queries.steps_of(by_worker, person_id=kevin.pk, life_areas=["home"])
    assert row.done_at is not None
    assert row.owner_name == ""


def make_worker_of(person):
    worker = make.worker()
    make.involve(person, worker)
    return worker


def test_urgent_steps_come_first_and_nothing_else_moves(kevin, look_as: LookAs) -> None:
    for words, fields in (
        ("Write my CV", {"life_area": "work-and-learning"}),
        ("Somewhere to sleep tonight", {"life_area": "home", "is_urgent": True}),
        ("Ring the library", {"life_area": "social-connection"}),
    ):
        plans.step(kevin, kevin.user, words, **fields)

    rows = queries.steps_of(look_as(kevin.user), person_id=kevin.pk, life_areas=make.ALL_AREAS)

    assert rows[0].words == "Somewhere to sleep tonight"
    assert {row.words for row in rows[1:]} == {"Write my CV", "Ring the library"}
    assert all(row.is_open for row in rows)


def test_a_step_is_done_once_and_a_dropped_one_is_kept(kevin, look_as: LookAs) -> None:
    viewer = look_as(kevin.user)
    first, second = plans.step(kevin, kevin.user), plans.step(kevin, kevin.user, "Buy goggles")

    for _ in range(2):
        actions.do_step(step_id=first.pk, by=viewer, at=timezone.now())
    actions.drop_step(step_id=second.pk, by=viewer, at=timezone.now())

    rows = queries.steps_of(viewer, person_id=kevin.pk, life_areas=make.ALL_AREAS)
    assert [(row.words, row.is_open) for row in rows] == [("Ring the pool", False)]
    assert PlanStep.objects.count() == 2
