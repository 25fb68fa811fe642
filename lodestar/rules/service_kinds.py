"""The kinds of help that services give, and the helps that a place is to have."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from lodestar.rules.life_areas import LifeArea

_FILE = Path(__file__).parent / "parameters" / "service_kinds.toml"


class UnknownKind(LookupError):
    """No kind of service has this slug."""


class Help(StrEnum):
    """One help that a founding document says a place is to have.

    Unit: none.  Source: the seven non-clinical kinds from Rethink Mental Illness's letter to local authorities,
    line 32; the six others from Right Treatment, Right Time, line 66.  Checked: 2026-11-22.
    """

    FINANCES = "finances"
    SOCIAL_INTERACTION = "social-interaction"
    INDEPENDENT_LIVING = "independent-living"
    CRISIS = "crisis"
    CARERS = "carers"
    PEER_SUPPORT = "peer-support"
    GOALS = "goals"
    PSYCHOLOGICAL_THERAPIES = "psychological-therapies"
    PHYSICAL_HEALTH = "physical-health"
    EMPLOYMENT = "employment"
    MEDICINES = "medicines"
    SELF_HARM = "self-harm"
    SUBSTANCE_USE = "substance-use"


NON_CLINICAL: tuple[Help, ...] = tuple(Help)[:7]
"""Finances, social interaction, independent living, crisis, carers, peer support, goals."""

OFFERED_WITH_CARE: tuple[Help, ...] = tuple(Help)[7:]
"""What a plan says is wanted, offered or in place beside care itself."""


@dataclass(frozen=True, slots=True)
class ServiceKind:
    """One kind of service; `help` is None for a kind that neither document names.

    `also` is what else people call it, for the search.
    """

    slug: str
    label: str
    life_areas: tuple[LifeArea, ...]
    help: Help | None = None
    also: tuple[str, ...] = ()


def service_kind(slug: str) -> ServiceKind:
    """Return the kind with this slug.

    Unit: none.  Source: parameters/service_kinds.toml.  Checked: 2026-11-22.
    Raises UnknownKind.
    """
    try:
        return all_kinds()[slug]
    except KeyError as error:
        raise UnknownKind(f"There is no kind of service called {slug!r}.") from error


@cache
def all_kinds() -> Mapping[str, ServiceKind]:
    """Return every kind by its slug, in the order of the file.

    Unit: none.  Source: parameters/service_kinds.toml.  Checked: 2026-11-22.
    Raises ValueError or KeyError when an entry lacks a part, repeats a slug or names no life area.
    """
    tables = tomllib.loads(_FILE.read_text(encoding="utf-8"))["kind"]
    kinds = [
        ServiceKind(
            slug=table["slug"],
            label=table["label"],
            life_areas=tuple(LifeArea(slug) for slug in table["life_areas"]),
            help=Help(table["help"]) if "help" in table else None,
            also=tuple(table.get("also", ())),
        )
        for table in tables
    ]
    found = {kind.slug: kind for kind in kinds}
    if len(found) < len(kinds):
        raise ValueError("Two kinds of service have one slug.")
    return found


def kinds_of_help(help_wanted: Help) -> tuple[ServiceKind, ...]:
    """Return the kinds that give this help, in the order of the file.

    Unit: none.  Source: parameters/service_kinds.toml.  Checked: 2026-11-22.
    """
    return tuple(kind for kind in all_kinds().values() if kind.help is help_wanted)


def missing_helps(*, kinds_here: Iterable[str], wanted: Iterable[Help] = tuple(Help)) -> tuple[Help, ...]:
    """Return the helps among `wanted` that none of these kinds gives: the gaps of a place.

    Unit: none.  Source: as `Help`.  Checked: 2026-11-22.
    A slug that is not in our list gives no help that we could count.
    """
    known = all_kinds()
    given = {known[slug].help for slug in kinds_here if slug in known}
    return tuple(one for one in wanted if one not in given)
