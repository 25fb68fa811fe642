"""How many people services reached, as national figures count it, and how contacts of every kind went.

The referee of `indicators/expressions/access.py`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lodestar.rules import parameters

ATTENDED = "attended"
NOT_REACHED = "not-reached"
DIRECT_MODES = frozenset({"in-person", "telephone", "video"})
"""The ways in which people meet or speak.  Source: parameter `national-clock-media`, 01, 02, 04 and 11."""
UNDER_18, YOUNG_ADULT = "under-18", "18-24"


@dataclass(frozen=True, slots=True)
class CountedContact:
    """One contact, or a try at one. `age_band` is that of the day; `group` is the priority group of the day."""

    person: str
    on: date
    attendance: str = ATTENDED
    mode: str = "in-person"
    planned_mode: str = ""
    team_type: str = ""
    age_band: str = "35-44"
    group: str = "none"


@dataclass(frozen=True, slots=True)
class AdultAccess:
    """People with two contacts or more, and people with one so far."""

    people: int
    seen_once: int


@dataclass(frozen=True, slots=True)
class ChildAccess:
    """Children with a contact, and those from 18 to 24, who are counted apart."""

    children: int
    young_adults: int


@dataclass(frozen=True, slots=True)
class ModeCount:
    """How contacts in one mode went: met or spoke, tried, and met in another way than was planned."""

    met: int
    tried: int
    switched: int


def is_direct(contact: CountedContact) -> bool:
    """Return whether somebody was there, in a way in which people meet or speak.

    Unit: none.  Source: domain facts §3.4, part a.  Checked: 2026-11-22.
    """
    return contact.attendance == ATTENDED and contact.mode in DIRECT_MODES


def adult_access(*, contacts: Iterable[CountedContact], first_on: date, until: date, on: date) -> AdultAccess:
    """Return the adults whom community teams met twice or more from `first_on` up to, and without, `until`.

    Unit: people.  Source: domain facts §3.4 (community access: two or more attended direct contacts in 12 months, the
    clock's teams and A14, D05); parameters `access-adult-contacts`, `access-adult-teams`.  Checked: 2026-11-22.
    Somebody whose birthday is not known counts as an adult.
    """
    fewest = parameters.whole_number("access-adult-contacts", on=on)
    teams = parameters.codes_listed("access-adult-teams", on=on)
    met = Counter(
        one.person
        for one in contacts
        if first_on <= one.on < until and is_direct(one) and one.team_type in teams and one.age_band != UNDER_18
    )
    return AdultAccess(
        people=sum(times >= fewest for times in met.values()), seen_once=sum(times < fewest for times in met.values())
    )


def child_access(*, contacts: Iterable[CountedContact], first_on: date, until: date) -> ChildAccess:
    """Return the children met once or more in the period, and those from 18 to 24, who are counted apart.

    Unit: people.  Source: domain facts §7 (access: one or more contacts in 12 months; 18 to 24 counted apart).
    Checked: 2026-11-22.
    Who was met on both sides of their birthday counts as a child. Whose birthday is not known counts in neither.
    """
    bands: dict[str, set[str]] = defaultdict(set)
    for one in contacts:
        if first_on <= one.on < until and is_direct(one):
            bands[one.person].add(one.age_band)
    children = sum(UNDER_18 in held for held in bands.values())
    return ChildAccess(
        children=children,
        young_adults=sum(YOUNG_ADULT in held and UNDER_18 not in held for held in bands.values()),
    )


def contacts_by_mode(*, contacts: Iterable[CountedContact], first_on: date, until: date) -> dict[str, ModeCount]:
    """Return how contacts went in each mode, with one measure for all: did somebody meet or speak.

    Unit: contacts.  Source: inventory S3-19 (trust can build remotely).  Checked: 2026-11-22.
    A call in place of a visit is a contact like any other. Cancelled ones are no try.
    """
    met: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    switched: Counter[str] = Counter()
    for one in contacts:
        if not first_on <= one.on < until:
            continue
        met[one.mode] += one.attendance == ATTENDED
        tried[one.mode] += one.attendance == NOT_REACHED
        switched[one.mode] += one.attendance == ATTENDED and one.planned_mode != ""
    return {mode: ModeCount(met[mode], tried[mode], switched[mode]) for mode in sorted(met)}
