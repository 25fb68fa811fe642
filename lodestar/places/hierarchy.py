"""The areas that a place is made of, declared in a TOML file: which lies in which, and their facts."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

NEIGHBOURHOOD = "neighbourhood"
LOCAL_AUTHORITY = "local-authority"


class HierarchyRefused(ValueError):
    """The declared areas do not fit together; the message says which and how."""


@dataclass(frozen=True)
class AreaDeclaration:
    """One area as a place declares it.

    `sectors` are the postcode sectors ("M33 2") that a neighbourhood is made of. `population` counts
    usual residents; `deprivation_decile` 1 is the most deprived tenth in England.
    """

    code: str
    name: str
    kind: str
    parent: str | None = None
    sectors: tuple[str, ...] = ()
    population: int | None = None
    deprivation_decile: int | None = None


def read_hierarchy(path: Path) -> tuple[AreaDeclaration, ...]:
    """Return the areas that a TOML file declares, parents before their parts.

    Raises HierarchyRefused.
    """
    declared = tomllib.loads(path.read_text(encoding="utf-8")).get("area", [])
    try:
        areas = [AreaDeclaration(**{**row, "sectors": tuple(row.get("sectors", ()))}) for row in declared]
    except TypeError as error:
        raise HierarchyRefused(f"An [[area]] of {path.name} lacks a field, or has one not known.") from error
    return parents_first(areas=areas)


def parents_first(*, areas: Iterable[AreaDeclaration]) -> tuple[AreaDeclaration, ...]:
    """Return the areas in an order in which each comes after the one that it lies in.

    Raises HierarchyRefused when a code or a sector is there twice, or a parent is missing or is its part.
    """
    waiting = list(areas)
    _refuse_twice("area", [area.code for area in waiting])
    _refuse_twice("sector", [sector for area in waiting for sector in area.sectors])
    ordered: list[AreaDeclaration] = []
    placed: set[str] = set()
    while waiting:
        ready = [area for area in waiting if area.parent is None or area.parent in placed]
        if not ready:
            names = ", ".join(sorted(area.code for area in waiting))
            raise HierarchyRefused(f"The area each of these lies in is missing, or lies in itself: {names}.")
        ordered += ready
        placed |= {area.code for area in ready}
        waiting = [area for area in waiting if area.code not in placed]
    return tuple(ordered)


def codes_above(*, code: str, parents: dict[str, str | None]) -> tuple[str, ...]:
    """Return the codes of the areas that `code` lies in, the nearest first."""
    above: list[str] = []
    parent = parents.get(code)
    while parent is not None and parent not in above:
        above.append(parent)
        parent = parents.get(parent)
    return tuple(above)


def local_authorities(*, areas: Iterable[AreaDeclaration]) -> frozenset[str]:
    """Return the ONS codes of the local authorities among `areas`."""
    return frozenset(area.code for area in areas if area.kind == LOCAL_AUTHORITY)


def neighbourhoods_by_sector(*, areas: Iterable[AreaDeclaration]) -> dict[str, str]:
    """Return the code of the neighbourhood that each declared postcode sector belongs to."""
    return {sector: area.code for area in areas if area.kind == NEIGHBOURHOOD for sector in area.sectors}


def _refuse_twice(what: str, values: list[str]) -> None:
    twice = sorted({value for value in values if values.count(value) > 1})
    if twice:
        raise HierarchyRefused(f"Each {what} can be there only once. There twice: {', '.join(twice)}.")
