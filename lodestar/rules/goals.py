"""Goals in a person's own words: their states, their ratings and what changed.

A goal is never deleted, and nothing that a person learned is counted against them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from lodestar.rules import instruments, scores
from lodestar.rules.scores import Change

_INSTRUMENT = "goal-based-outcomes"


class GoalState(StrEnum):
    """Where a goal is, in the person's judgement.

    Source: inventory S0-49 (a setback is learning), S1-21; domain facts §2.4.  Checked:
    2026-11-22.
    """

    WORKING_ON_IT = "working-on-it"
    REACHED = "reached"
    TRIED_AND_LEARNED = "tried-and-learned"
    CHANGED_MY_MIND = "changed-my-mind"
    SET_ASIDE = "set-aside"
    NOT_REACHED = "not-reached"
    """Only the person says this of a goal; nothing turns into it by itself."""


NEVER_COUNTED_AGAINST: frozenset[GoalState] = frozenset(
    {GoalState.TRIED_AND_LEARNED, GoalState.CHANGED_MY_MIND, GoalState.SET_ASIDE, GoalState.WORKING_ON_IT}
)
"""States that are in no figure of goals not reached.  Source: as `GoalState`."""


class NotTheirWords(ValueError):
    """A goal came without words."""


@dataclass(frozen=True, slots=True)
class GoalVersion:
    """The words of a goal from a moment on; a correction is the same goal better spelled."""

    words: str
    since: datetime
    is_correction: bool = False


@dataclass(frozen=True, slots=True)
class Rating:
    """How far along the person feels, from 0 to 10."""

    at: datetime
    points: int
    by_name: str = ""


@dataclass(frozen=True, slots=True)
class GoalProgress:
    """The first and the latest rating of a goal as it now is."""

    baseline: Rating | None
    latest: Rating | None
    change: Change | None
    """None with one rating or none: there is nothing to compare."""


@dataclass(frozen=True, slots=True)
class GoalFigures:
    """How many goals are in which state; only two of them make the share."""

    reached: int
    not_reached: int
    tried_and_learned: int
    changed_my_mind: int
    set_aside: int
    working_on_it: int

    @property
    def reached_percent(self) -> Fraction | None:
        """Return reached of those reached and not reached, or None with neither."""
        judged = self.reached + self.not_reached
        return Fraction(100 * self.reached, judged) if judged else None


def counts_as_not_reached(state: GoalState) -> bool:
    """Return whether a figure may count this goal as not reached.

    Unit: none.  Source: inventory S0-49.  Checked: 2026-11-22.
    """
    return state is GoalState.NOT_REACHED


def goal_figures(*, states: Sequence[GoalState]) -> GoalFigures:
    """Return how many goals are in each state.

    Unit: goals.  Source: inventory S0-49.  Checked: 2026-11-22.
    """
    return GoalFigures(
        reached=states.count(GoalState.REACHED),
        not_reached=sum(counts_as_not_reached(state) for state in states),
        tried_and_learned=states.count(GoalState.TRIED_AND_LEARNED),
        changed_my_mind=states.count(GoalState.CHANGED_MY_MIND),
        set_aside=states.count(GoalState.SET_ASIDE),
        working_on_it=states.count(GoalState.WORKING_ON_IT),
    )


def kept_words(said: str) -> str:
    """Return a goal's words exactly as they were said.

    Unit: none.  Source: inventory S1-21 (own words kept verbatim).  Checked: 2026-11-22.
    No trimming, no capital, no spelling. Raises NotTheirWords when there are none.
    """
    if not said.strip():
        raise NotTheirWords("A goal is in the person's own words.")
    return said


def goal_progress(*, versions: Sequence[GoalVersion], ratings: Sequence[Rating], on: date) -> GoalProgress:
    """Return baseline, latest rating and change of a goal since its words last changed.

    Unit: points from 0 to 10.  Source: domain facts §2.4: 3 points are a reliable change;
    a changed goal starts a new baseline.  Checked: 2026-11-22.
    Earlier ratings stay in the history and out of the comparison. A corrected spelling
    changes nothing. Raises ValueError without a version, AnswerOutOfRange for a rating
    beyond 0 to 10.
    """
    row = instruments.instrument(_INSTRUMENT, on=on)
    starts = [version.since for version in versions if not version.is_correction]
    if not starts:
        raise ValueError("A goal has at least one version that is not a correction.")
    for rating in ratings:
        scores.refuse_what_cannot_be(instrument=row, answers={1: rating.points})
    current = sorted((rating for rating in ratings if rating.at >= max(starts)), key=lambda rating: rating.at)
    if not current:
        return GoalProgress(baseline=None, latest=None, change=None)
    baseline, latest = current[0], current[-1]
    change = None
    if len(current) > 1:
        change = scores.item_change(instrument=row, item=1, before=baseline.points, after=latest.points)
    return GoalProgress(baseline=baseline, latest=latest, change=change)
