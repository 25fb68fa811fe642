"""A way that somebody has before them, like leaving hospital: its kinds, who decides on it, and what is next."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeVar


class WayKind(StrEnum):
    """What the way is. Stored by slug.

    Unit: none.  Source: inventory S4-07 (know my pathway); domain facts §4.3 to §4.5.  Checked: 2026-11-22.
    """

    LEAVING_HOSPITAL = "leaving-hospital"
    LEAVING_SECURE = "leaving-secure"
    ANOTHER_UNIT = "another-unit"
    ASSESSMENT = "assessment"
    ANOTHER_TEAM = "another-team"
    NEW_HOME = "new-home"
    OTHER = "other"

    @property
    def label(self) -> str:
        """Return the kind as its person reads it."""
        return _KINDS[self]


_KINDS = {
    WayKind.LEAVING_HOSPITAL: "Leaving hospital",
    WayKind.LEAVING_SECURE: "Leaving a secure unit",
    WayKind.ANOTHER_UNIT: "Moving to another ward or unit",
    WayKind.ASSESSMENT: "Waiting to be seen for the first time",
    WayKind.ANOTHER_TEAM: "Moving to another team",
    WayKind.NEW_HOME: "Moving to a new home",
    WayKind.OTHER: "Something else",
}


class Decider(StrEnum):
    """Who decides on something that must happen. Stored by slug.

    Unit: none.  Source: Mental Health Act 1983 s17, s19, s23, s41 and s42 (for some people the Ministry of Justice
    agrees to leave, a move and going home; a tribunal may decide too); domain facts §4.5.  Checked: 2026-11-22.
    """

    PERSON = "person"
    TOGETHER = "together"
    TEAM = "team"
    OTHER_TEAM = "other-team"
    COUNCIL = "council"
    TRIBUNAL = "tribunal"
    JUSTICE = "justice"
    SOMEBODY_ELSE = "somebody-else"

    @property
    def label(self) -> str:
        """Return who decides, as the person reads it."""
        return _DECIDERS[self]


_DECIDERS = {
    Decider.PERSON: "I decide",
    Decider.TOGETHER: "I decide with my team",
    Decider.TEAM: "The team that I am with now",
    Decider.OTHER_TEAM: "The team or place that I go to",
    Decider.COUNCIL: "The council",
    Decider.TRIBUNAL: "A court or a tribunal",
    Decider.JUSTICE: "The Ministry of Justice",
    Decider.SOMEBODY_ELSE: "Somebody else",
}


class _Point(Protocol):
    @property
    def is_open(self) -> bool: ...

    @property
    def target_on(self) -> date | None: ...


_P = TypeVar("_P", bound=_Point)


def in_order(points: Sequence[_P]) -> list[_P]:
    """Return points as they are read: what happened first, then what is open by its day, without a day last.

    Unit: none.  Source: inventory S4-07 (where I am, what must happen, target dates).  Checked: 2026-11-22.
    Points of one day keep the order in which they came.
    """
    return sorted(points, key=lambda one: (one.is_open, one.target_on is None, one.target_on or date.max))


def next_point(points: Sequence[_P]) -> _P | None:
    """Return the open point whose day is first; None when nothing is open.

    Unit: none.  Source: inventory S4-07 (what must happen).  Checked: 2026-11-22.
    """
    return next((one for one in in_order(points) if one.is_open), None)
