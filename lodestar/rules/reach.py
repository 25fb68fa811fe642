"""What each role may do, and how much of a person's record somebody sees: role, involvement and the person's choices.

The table is the one place where a role gets its reach. Someone who may see nothing here sees nothing anywhere,
whoever involved them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from lodestar.rules.life_areas import LIFE_AREAS, in_order


class Purpose(StrEnum):
    """What somebody looks at a record for. Stored by slug.

    Unit: none.  Source: docs/decisions/0012-reach.md; purposes of use in shared care records.
    Checked: 2026-11-22.
    """

    OWN = "own"
    DIRECT_SUPPORT = "direct-support"
    REFERRAL = "referral"
    EMERGENCY = "emergency"
    EVALUATION = "evaluation"


class Power(StrEnum):
    """What a role lets somebody do, beside looking at records.

    Unit: none.  Source: docs/decisions/0012-reach.md.  Checked: 2026-11-22.
    """

    SUPPORT = "support"
    REGISTER = "register"
    ANSWER_REFERRALS = "answer-referrals"
    OPEN_IN_EMERGENCY = "open-in-emergency"
    REVIEW_OPENINGS = "review-openings"
    READ_FIGURES = "read-figures"
    KEEP_DIRECTORY = "keep-directory"


@dataclass(frozen=True)
class RoleReach:
    """One role: the most that it reaches, what it reaches unless somebody says otherwise, and what it may do."""

    label: str
    most: tuple[str, ...] = ()
    usual: tuple[str, ...] = ()
    purposes: frozenset[Purpose] = frozenset()
    powers: frozenset[Power] = frozenset()


CLINICAL, SOCIAL, PHYSICAL, HOME, MONEY, WORK = (area.value for area in LIFE_AREAS)
EVERY_AREA = (CLINICAL, SOCIAL, PHYSICAL, HOME, MONEY, WORK)
# Work with a roof, with money or with a job never needs what a clinician wrote; the person can still tell it.
WITHOUT_CLINICAL = (SOCIAL, PHYSICAL, HOME, MONEY, WORK)

_CARE = frozenset({Purpose.DIRECT_SUPPORT, Purpose.REFERRAL})
_CARE_AND_EMERGENCY = _CARE | {Purpose.EMERGENCY}
_SUPPORT = frozenset({Power.SUPPORT, Power.REGISTER})
_SUPPORT_AND_EMERGENCY = _SUPPORT | {Power.OPEN_IN_EMERGENCY}

ROLES: dict[str, RoleReach] = {
    "person": RoleReach("Person", EVERY_AREA, EVERY_AREA, frozenset({Purpose.OWN, Purpose.DIRECT_SUPPORT})),
    "supporter": RoleReach("Supporter", EVERY_AREA, (), frozenset({Purpose.DIRECT_SUPPORT})),
    "key-worker": RoleReach("Key worker", EVERY_AREA, EVERY_AREA, _CARE_AND_EMERGENCY, _SUPPORT_AND_EMERGENCY),
    "navigator": RoleReach("Care navigator", EVERY_AREA, WITHOUT_CLINICAL, _CARE_AND_EMERGENCY, _SUPPORT_AND_EMERGENCY),
    "peer-worker": RoleReach("Peer worker", EVERY_AREA, (SOCIAL,), _CARE, _SUPPORT),
    "clinician": RoleReach("Clinician", EVERY_AREA, (CLINICAL, PHYSICAL), _CARE_AND_EMERGENCY, _SUPPORT_AND_EMERGENCY),
    "employment-specialist": RoleReach("Employment specialist", EVERY_AREA, (WORK,), _CARE, _SUPPORT),
    "housing-worker": RoleReach("Housing worker", WITHOUT_CLINICAL, (HOME,), _CARE, _SUPPORT),
    "money-adviser": RoleReach("Money adviser", (SOCIAL, HOME, MONEY, WORK), (MONEY,), _CARE, _SUPPORT),
    "ward-staff": RoleReach("Ward staff", EVERY_AREA, EVERY_AREA, _CARE_AND_EMERGENCY, _SUPPORT_AND_EMERGENCY),
    "secure-unit-staff": RoleReach(
        "Secure unit staff", EVERY_AREA, EVERY_AREA, _CARE_AND_EMERGENCY, _SUPPORT_AND_EMERGENCY
    ),
    "referral-desk": RoleReach(
        "Referral desk", EVERY_AREA, (), _CARE, frozenset({Power.ANSWER_REFERRALS, Power.REGISTER})
    ),
    "provider-manager": RoleReach(
        "Provider manager",
        EVERY_AREA,
        (),
        _CARE,
        frozenset({Power.ANSWER_REFERRALS, Power.REGISTER, Power.KEEP_DIRECTORY}),
    ),
    "commissioner": RoleReach("Commissioner", powers=frozenset({Power.READ_FIGURES})),
    "place-lead": RoleReach("Place lead", powers=frozenset({Power.READ_FIGURES, Power.KEEP_DIRECTORY})),
    "lived-experience-partner": RoleReach("Lived-experience partner"),
    "analyst": RoleReach("Analyst", powers=frozenset({Power.READ_FIGURES})),
    "information-lead": RoleReach("Information lead", powers=frozenset({Power.REVIEW_OPENINGS, Power.KEEP_DIRECTORY})),
    "administrator": RoleReach("System administrator", powers=frozenset({Power.KEEP_DIRECTORY})),
}
"""Every role, by slug.  Source: docs/decisions/0012-reach.md.  Checked: 2026-11-22."""

PURPOSES_OF_BASIS: dict[str, Purpose] = {
    "self": Purpose.OWN,
    "choice": Purpose.DIRECT_SUPPORT,
    "care-team": Purpose.DIRECT_SUPPORT,
    "referral": Purpose.REFERRAL,
    "statutory": Purpose.DIRECT_SUPPORT,
    "emergency": Purpose.EMERGENCY,
}
"""What an involvement serves, by the ground on which it stands."""

SERVES: dict[Purpose, frozenset[Purpose]] = {
    Purpose.OWN: frozenset({Purpose.OWN}),
    Purpose.DIRECT_SUPPORT: frozenset({Purpose.DIRECT_SUPPORT, Purpose.REFERRAL}),
    Purpose.REFERRAL: frozenset({Purpose.REFERRAL}),
    Purpose.EMERGENCY: frozenset({Purpose.EMERGENCY}),
}
"""What somebody may look for, by what their involvement serves: whoever supports a person may refer them on."""


@dataclass(frozen=True)
class Grant:
    """One involvement as a fact: to whom (ids of a user or a team), which areas, on what basis, from, to."""

    holder_id: object
    basis: str
    life_areas: tuple[str, ...]
    starts_on: date
    ends_on: date | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True)
class Choice:
    """What a person closed: to a user, team or organisation (`audience_id`) or to everybody of a role."""

    life_areas: tuple[str, ...]
    purposes: frozenset[Purpose]
    starts_on: date
    audience_id: object = None
    role: str = ""
    ends_on: date | None = None


@dataclass(frozen=True)
class Looker:
    """Who looks: their own id with their teams' (`holder_ids`), those with organisations' (`audience_ids`)."""

    holder_ids: frozenset[object]
    audience_ids: frozenset[object]
    roles: frozenset[str]


def areas_within(roles: Iterable[str]) -> tuple[str, ...]:
    """Return the most life areas that somebody with these roles can see of anybody.

    Unit: none.  Source: `ROLES`.  Checked: 2026-11-22.
    """
    return in_order(area for role in roles if role in ROLES for area in ROLES[role].most)


def powers_of(roles: Iterable[str]) -> frozenset[Power]:
    """Return what somebody with these roles may do.

    Unit: none.  Source: `ROLES`.  Checked: 2026-11-22.
    """
    return frozenset(power for role in roles if role in ROLES for power in ROLES[role].powers)


def purposes_of(roles: Iterable[str]) -> frozenset[Purpose]:
    """Return what somebody with these roles may look at a record for.

    Unit: none.  Source: `ROLES`.  Checked: 2026-11-22.
    """
    return frozenset(purpose for role in roles if role in ROLES for purpose in ROLES[role].purposes)


def areas_reached(
    *, looker: Looker, grants: Iterable[Grant], choices: Iterable[Choice], today: date, now: datetime
) -> tuple[str, ...]:
    """Return the life areas of one person's record that open to somebody: role, involvement and choices together.

    Unit: none.  Source: docs/decisions/0012-reach.md.  Checked: 2026-11-22.
    A choice only ever takes away. Days are London dates; `ends_on` is the first day without.
    """
    within = set(areas_within(looker.roles))
    in_force = [choice for choice in choices if _holds(choice, looker, today)]
    return in_order(
        area
        for grant in grants
        if grant.holder_id in looker.holder_ids and _is_current(grant, today, now)
        for area in grant.life_areas
        if area in within and not _is_closed(area, PURPOSES_OF_BASIS[grant.basis], in_force)
    )


def _is_current(grant: Grant, today: date, now: datetime) -> bool:
    return (
        grant.starts_on <= today
        and (grant.ends_on is None or grant.ends_on > today)
        and (grant.ends_at is None or grant.ends_at > now)
    )


def _holds(choice: Choice, looker: Looker, today: date) -> bool:
    aimed_at = choice.audience_id in looker.audience_ids or choice.role in looker.roles
    return aimed_at and choice.starts_on <= today and (choice.ends_on is None or choice.ends_on > today)


def _is_closed(area: str, purpose: Purpose, choices: Iterable[Choice]) -> bool:
    return any(area in choice.life_areas and purpose in choice.purposes for choice in choices)
