"""Goals: own words, own ratings, and no setback counted as failure."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.rules import goals, scores
from lodestar.rules.goals import GoalState, GoalVersion, Rating
from lodestar.rules.scores import Change

START = datetime(2027, 3, 1, 10, tzinfo=UTC)
ON = START.date()
FIRST = GoalVersion("earn my living mending bikes, on days I can", START)


def _at(day: int) -> datetime:
    return START + timedelta(days=day)


@pytest.mark.inventory("S0-49")
@pytest.mark.parametrize("state", [GoalState.TRIED_AND_LEARNED, GoalState.CHANGED_MY_MIND])
def test_tried_and_learned_and_changed_my_mind_are_never_counted_as_not_reached(state: GoalState) -> None:
    figures = goals.goal_figures(states=[GoalState.REACHED, GoalState.NOT_REACHED, state, state, state])

    assert not goals.counts_as_not_reached(state)
    assert (figures.not_reached, figures.reached_percent) == (1, 50)


@given(states=st.lists(st.sampled_from(GoalState), max_size=30))
def test_each_goal_is_in_one_figure_and_the_share_knows_two_states_only(states: list[GoalState]) -> None:
    figures = goals.goal_figures(states=states)
    judged = [state for state in states if state not in goals.NEVER_COUNTED_AGAINST]
    count = Counter(states)

    assert figures.reached + figures.not_reached == len(judged)
    assert (figures.tried_and_learned, figures.changed_my_mind, figures.set_aside, figures.working_on_it) == (
        count[GoalState.TRIED_AND_LEARNED],
        count[GoalState.CHANGED_MY_MIND],
        count[GoalState.SET_ASIDE],
        count[GoalState.WORKING_ON_IT],
    )
    assert (figures.reached_percent is None) is (not judged)


@given(said=st.text(min_size=1).filter(str.strip))
def test_own_words_are_kept_to_the_letter(said: str) -> None:
    assert goals.kept_words(said) == said


@pytest.mark.parametrize("said", ["", "  ", "\n"])
def test_a_goal_without_words_is_refused(said: str) -> None:
    with pytest.raises(goals.NotTheirWords):
        goals.kept_words(said)


def test_kevin_goes_from_1_to_6_and_that_is_a_reliable_change() -> None:
    progress = goals.goal_progress(versions=[FIRST], ratings=[Rating(_at(90), 6), Rating(_at(0), 1)], on=ON)

    assert progress.baseline == Rating(_at(0), 1) and progress.latest == Rating(_at(90), 6)
    assert progress.change is Change.BETTER


@pytest.mark.parametrize(
    ("first", "last", "change"),
    [(4, 7, Change.BETTER), (4, 6, Change.NO_RELIABLE_CHANGE), (7, 4, Change.WORSE), (5, 5, Change.NO_RELIABLE_CHANGE)],
)
def test_three_points_are_a_change(first: int, last: int, change: Change) -> None:
    ratings = [Rating(_at(0), first), Rating(_at(30), last)]

    assert goals.goal_progress(versions=[FIRST], ratings=ratings, on=ON).change is change


def test_a_changed_goal_starts_from_a_new_baseline() -> None:
    changed = GoalVersion("teach others to mend bikes", _at(40))
    ratings = [Rating(_at(0), 1), Rating(_at(30), 9), Rating(_at(40), 2), Rating(_at(60), 4)]

    progress = goals.goal_progress(versions=[FIRST, changed], ratings=ratings, on=ON)

    assert progress.baseline == Rating(_at(40), 2)
    assert progress.change is Change.NO_RELIABLE_CHANGE


def test_a_corrected_spelling_keeps_the_baseline() -> None:
    corrected = GoalVersion("earn my living mending bicycles", _at(40), is_correction=True)
    ratings = [Rating(_at(0), 1), Rating(_at(60), 4)]

    assert goals.goal_progress(versions=[FIRST, corrected], ratings=ratings, on=ON).change is Change.BETTER


def test_one_rating_and_none_have_nothing_to_compare() -> None:
    one = goals.goal_progress(versions=[FIRST], ratings=[Rating(_at(0), 1)], on=ON)
    none = goals.goal_progress(versions=[FIRST], ratings=[], on=ON)

    assert one.baseline == one.latest and one.change is None
    assert (none.baseline, none.latest, none.change) == (None, None, None)


def test_a_rating_beyond_ten_and_a_goal_without_a_first_version_are_refused() -> None:
    with pytest.raises(scores.AnswerOutOfRange):
        goals.goal_progress(versions=[FIRST], ratings=[Rating(_at(0), 11)], on=ON)
    with pytest.raises(ValueError, match="version"):
        goals.goal_progress(versions=[GoalVersion("x", _at(0), is_correction=True)], ratings=[], on=ON)


@given(
    ratings=st.lists(st.tuples(st.integers(0, 100), st.integers(0, 10)), unique_by=lambda pair: pair[0], max_size=12),
    changes=st.lists(st.integers(1, 100), max_size=3),
)
def test_progress_is_the_one_found_by_walking_day_by_day(ratings: list[tuple[int, int]], changes: list[int]) -> None:
    versions = [FIRST, *(GoalVersion("other words", _at(day)) for day in changes)]
    baseline = latest = None
    for day in range(101):
        if day in changes:
            baseline = latest = None
        for rated_on, points in ratings:
            if rated_on == day:
                baseline = points if baseline is None else baseline
                latest = points

    found = goals.goal_progress(versions=versions, ratings=[Rating(_at(d), p) for d, p in ratings], on=ON)

    assert (found.baseline and found.baseline.points, found.latest and found.latest.points) == (baseline, latest)
