"""When two entries may be of one service, and why."""

from dataclasses import dataclass, field
from enum import StrEnum

from lodestar.rules import spelling, thesaurus

NAMES_ALIKE_PERCENT = 75
NAMES_NEAR_PERCENT = 50
_POINTS = {"identifier": 40, "telephone": 20, "email": 20, "website": 15, "postcode": 15, "organisation": 15}


class Reason(StrEnum):
    """Why two entries may be of one service."""

    IDENTIFIER = "identifier"
    NAME = "name"
    TELEPHONE = "telephone"
    EMAIL = "email"
    WEBSITE = "website"
    POSTCODE = "postcode"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFacts:
    """What is compared of an entry. Empty is "not known".

    `identifiers`: like "charity 1234567", "company 01234567", "cqc 1-234", "ofsted EY123456", "uprn 100012345".
    `telephones` are digits; `websites` are hosts and paths without their scheme.
    """

    name: str
    organisation_name: str = ""
    identifiers: frozenset[str] = field(default_factory=frozenset)
    telephones: frozenset[str] = field(default_factory=frozenset)
    postcodes: frozenset[str] = field(default_factory=frozenset)
    website: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Alike:
    """Why two entries may be of one service, and how much so: 1 to 100, for the order alone."""

    reasons: tuple[Reason, ...]
    score: int


def alike(one: EntryFacts, other: EntryFacts) -> Alike | None:
    """Return why two entries may be of one service; None when too little says so.

    Unit: percent.  Source: Open Referral UK guidance on deduplication (identifiers, then postcode, web and e-mail,
    then names); ShelterApp and SiloBuster (a name needs something beside it).  Checked: 2026-11-22.
    One body runs many services, so a shared number says nothing unless the names are near too. Alike names say
    nothing unless something else is shared: every town has a "Carers' group". No score decides: a person does.
    """
    percent = names_percent(one.name, other.name)
    same_body = bool(one.organisation_name) and _folded(one.organisation_name) == _folded(other.organisation_name)
    shared = {
        Reason.IDENTIFIER: bool(one.identifiers & other.identifiers),
        Reason.TELEPHONE: bool(one.telephones & other.telephones),
        Reason.EMAIL: bool(one.email) and one.email.lower() == other.email.lower(),
        Reason.WEBSITE: bool(one.website) and one.website == other.website,
        Reason.POSTCODE: bool(one.postcodes & other.postcodes),
        Reason.ORGANISATION: same_body,
    }
    found = [reason for reason, holds in shared.items() if holds]
    needed = NAMES_NEAR_PERCENT if shared[Reason.IDENTIFIER] and len(found) > 1 else NAMES_ALIKE_PERCENT
    if not found or percent < needed:
        return None
    reasons = (*found, *((Reason.NAME,) if percent >= NAMES_ALIKE_PERCENT else ()))
    points = sum(_POINTS[reason] for reason in found)
    return Alike(reasons, min(percent // 2 + points, 100))


def names_percent(one: str, other: str) -> int:
    """Return how many of the words of two names are shared, of all that either has.

    Unit: percent.  Source: our own (Jaccard index of the folded words, but for those that say nothing).
    Checked: 2026-11-22.
    """
    words, others = _telling(one), _telling(other)
    return 100 * len(words & others) // len(words | others) if words and others else 0


def _telling(name: str) -> set[str]:
    words = set(spelling.normalise_words(name))
    return words - thesaurus.stop_words() or words


def _folded(text: str) -> str:
    return " ".join(spelling.normalise_words(text))
