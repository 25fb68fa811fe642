"""Circumstances that give somebody a claim on particular help: looked after, in custody, caring for somebody.

None of them keeps anybody out of anything. Who may say one, and at what age, is checked here.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lodestar.rules import months
from lodestar.rules.life_areas import LifeArea

MAY_SAY_ALONE_FROM = 16
"""Years from which nobody agrees for a young person.

Source: Mental Capacity Act 2005 s2(5): its tests hold from 16; domain facts §7 (consent by age).  Checked: 2026-11-22.
"""


class CircumstanceKind(StrEnum):
    """One circumstance. Stored by slug."""

    LOOKED_AFTER = "looked-after"
    CARE_LEAVER = "care-leaver"
    IN_CUSTODY = "in-custody"
    CARER = "carer"


class AgreedBy(StrEnum):
    """Who agreed that it is written down: the person, or for a child a parent."""

    PERSON = "person"
    PARENT = "parent"


class Refusal(StrEnum):
    """Why a circumstance is not written down."""

    AGE_NOT_KNOWN = "age-not-known"
    TOO_OLD = "too-old"
    TOO_YOUNG = "too-young"
    THEIRS_TO_SAY = "theirs-to-say"


class CircumstanceRefused(ValueError):
    """Age or consent does not fit. `why` says which."""

    def __init__(self, why: Refusal) -> None:
        """Keep why, for a sentence that says how to mend it."""
        super().__init__("This circumstance is not to be written down so.")
        self.why = why


@dataclass(frozen=True, slots=True)
class KindRow:
    """What one kind asks for: the ages in whole years, both included, and the part of life that it belongs to."""

    life_area: LifeArea
    from_age: int | None = None
    to_age: int | None = None
    is_priority: bool = False


KINDS: dict[CircumstanceKind, KindRow] = {
    CircumstanceKind.LOOKED_AFTER: KindRow(LifeArea.HOME, to_age=17, is_priority=True),
    CircumstanceKind.CARE_LEAVER: KindRow(LifeArea.HOME, from_age=16, to_age=24, is_priority=True),
    CircumstanceKind.IN_CUSTODY: KindRow(LifeArea.HOME, from_age=10, is_priority=True),
    CircumstanceKind.CARER: KindRow(LifeArea.SOCIAL_CONNECTION),
}
"""Every kind.

Source: Children Act 1989 s22 (looked after: under 18) and s23A to 24 (care leavers: 16 to 24); Children and Young
Persons Act 1933 s50 (nobody under 10 is held responsible); inventory S4-37.  Checked: 2026-11-22.
"""

NO_GROUP = "none"
PRIORITY_GROUPS: tuple[CircumstanceKind, ...] = tuple(kind for kind, row in KINDS.items() if row.is_priority)
"""The groups of the equity report, the first that holds counts."""


def check_circumstance(*, kind: CircumstanceKind, agreed_by: AgreedBy, born_on: date | None, on: date) -> None:
    """Return when a circumstance may be written down. Raises CircumstanceRefused.

    Unit: none.  Source: `KINDS`, `MAY_SAY_ALONE_FROM`.  Checked: 2026-11-22.
    Where an age is asked for, the birthday must be known.
    """
    row = KINDS[kind]
    asks_age = row.from_age is not None or row.to_age is not None
    if born_on is None:
        if asks_age or agreed_by is AgreedBy.PARENT:
            raise CircumstanceRefused(Refusal.AGE_NOT_KNOWN)
        return
    age = months.whole_years(born_on=born_on, on=on)
    if row.to_age is not None and age > row.to_age:
        raise CircumstanceRefused(Refusal.TOO_OLD)
    if row.from_age is not None and age < row.from_age:
        raise CircumstanceRefused(Refusal.TOO_YOUNG)
    if agreed_by is AgreedBy.PARENT and age >= MAY_SAY_ALONE_FROM:
        raise CircumstanceRefused(Refusal.THEIRS_TO_SAY)


def priority_group(*, held: frozenset[str]) -> str:
    """Return the one group under which somebody counts in the equity report, or `NO_GROUP`.

    Unit: none.  Source: inventory S4-37; that the first of `PRIORITY_GROUPS` counts is our own reading, so that the
    parts of the report sum to its total.  Checked: 2026-11-22.
    """
    return next((kind.value for kind in PRIORITY_GROUPS if kind.value in held), NO_GROUP)
