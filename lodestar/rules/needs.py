"""What becomes of a need, what comes first, and the questions that are always asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from lodestar.rules.life_areas import LifeArea


class Disposition(StrEnum):
    """What was agreed about a need.

    Source: inventory S0-11 (every need becomes action, parked, or declined).  Checked:
    2026-11-22.
    """

    ACTION = "action"
    PARKED = "parked"
    DECLINED_BY_PERSON = "declined-by-person"


class Hanging(StrEnum):
    """Why a need still hangs in the air."""

    NOTHING_AGREED = "nothing-agreed"
    ACTION_WITHOUT_OWNER = "action-without-owner"
    PARKED_WITHOUT_DATE = "parked-without-date"
    DECLINED_BY_SOMEBODY_ELSE = "declined-by-somebody-else"


class NeedsHanging(ValueError):
    """A conversation cannot be finished while a need hangs."""

    def __init__(self, hanging: Mapping[str, Hanging]) -> None:
        """Keep which needs hang and why, by their keys."""
        super().__init__(f"{len(hanging)} needs still hang.")
        self.hanging = hanging


@dataclass(frozen=True, slots=True)
class NamedNeed:
    """One need of a conversation, with what was agreed about it."""

    key: str
    life_area: LifeArea
    is_urgent: bool = False
    disposition: Disposition | None = None
    action_owner: str = ""
    """Who takes the next step: the person, a worker, a supporter or a service."""
    look_again_on: date | None = None
    said_by_person: bool = False
    """For a need declined: whether the person said so, and not somebody for them."""


def why_hanging(need: NamedNeed) -> Hanging | None:
    """Return why a need hangs, or None when it has come to something.

    Unit: none.  Source: inventory S0-11; owner and date are our own rule, without which
    an action or a parked need would hang all the same.  Checked: 2026-11-22.
    """
    if need.disposition is None:
        return Hanging.NOTHING_AGREED
    if need.disposition is Disposition.ACTION and not need.action_owner.strip():
        return Hanging.ACTION_WITHOUT_OWNER
    if need.disposition is Disposition.PARKED and need.look_again_on is None:
        return Hanging.PARKED_WITHOUT_DATE
    if need.disposition is Disposition.DECLINED_BY_PERSON and not need.said_by_person:
        return Hanging.DECLINED_BY_SOMEBODY_ELSE
    return None


def check_nothing_hangs(*, needs: Sequence[NamedNeed]) -> None:
    """Refuse to finish a conversation while any of its needs hangs.

    Unit: none.  Source: inventory S0-11.  Checked: 2026-11-22.
    It can always be saved and gone on with. Raises NeedsHanging; else returns nothing.
    """
    found = {need.key: why for need in needs if (why := why_hanging(need)) is not None}
    if found:
        raise NeedsHanging(found)


def parked_needs_due(*, needs: Sequence[NamedNeed], on: date) -> tuple[NamedNeed, ...]:
    """Return the parked needs that were to be looked at again by this day, earliest first.

    Unit: none.  Source: our own rule, as `why_hanging`.  Checked: 2026-11-22.
    """
    due = [
        (need.look_again_on, need)
        for need in needs
        if need.disposition is Disposition.PARKED and need.look_again_on is not None and need.look_again_on <= on
    ]
    return tuple(need for _, need in sorted(due, key=lambda pair: pair[0]))


@dataclass(frozen=True, slots=True)
class ListedTask:
    """One line of somebody's list."""

    key: str
    life_area: LifeArea
    is_urgent: bool = False
    due_on: date | None = None


def urgent_first(*, tasks: Sequence[ListedTask]) -> tuple[ListedTask, ...]:
    """Return the same tasks: urgent ones first, then by the day they are due.

    Unit: none.  Source: inventory S1-10 (an urgent need jumps the list and pauses nothing
    else).  Checked: 2026-11-22.
    Tasks without a day come after those with one; else the order stays as it was.
    """
    return tuple(sorted(tasks, key=lambda task: (not task.is_urgent, task.due_on is None, task.due_on or date.max)))


class WorkTopic(StrEnum):
    """What is asked in every plan.  Source: inventory S2-33, S2-78.  Checked: 2026-11-22."""

    EMPLOYMENT = "employment"
    EDUCATION = "education"
    VOLUNTEERING = "volunteering"


class WorkAnswer(StrEnum):
    """Answers to "do you want this?": each is an answer, and blank is none."""

    YES = "yes"
    NOT_NOW = "not-now"
    NO = "no"


def topics_left_blank(*, answers: Mapping[WorkTopic, WorkAnswer | None]) -> tuple[WorkTopic, ...]:
    """Return the topics that nobody has asked about yet.

    Unit: none.  Source: inventory S2-78 (blank is not allowed; "not now" is).  Checked:
    2026-11-22.
    """
    return tuple(topic for topic in WorkTopic if answers.get(topic) is None)


@dataclass(frozen=True, slots=True)
class EmploymentSection:
    """What a plan says about work."""

    want: WorkAnswer | None = None
    support: str = ""
    next_step: str = ""

    @property
    def is_complete(self) -> bool:
        """Return whether it holds a want with support and next step, or an answer that is not yes."""
        if self.want is WorkAnswer.YES:
            return bool(self.support.strip() and self.next_step.strip())
        return self.want is not None


def employment_complete_percent(*, sections: Sequence[EmploymentSection]) -> Fraction | None:
    """Return the share of plans whose part on work is complete, or None with no plans.

    Unit: percent, unrounded.  Source: inventory S2-28 (want, support, next step or
    recorded not now).  Checked: 2026-11-22.
    """
    if not sections:
        return None
    return Fraction(100 * sum(section.is_complete for section in sections), len(sections))
