"""What is wanted reported of a life, and the measures that are related to it: a table, never a conversion.

Source: parameters/area_measures.toml; domain facts §2.2.
"""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "parameters" / "area_measures.toml"


class MeasureKind(StrEnum):
    """What sort of thing a measure is.

    Source: parameters/area_measures.toml.  Checked: 2026-11-22.
    """

    INSTRUMENT_ITEM = "instrument-item"
    INSTRUMENT = "instrument"
    OWN_QUESTION = "own-question"
    GOALS = "goals"
    PHYSICAL_CHECK = "physical-check"
    JOB_SPELLS = "job-spells"
    TENANCY_MILESTONES = "tenancy-milestones"
    LICENSED_CONTAINER = "licensed-container"


@dataclass(frozen=True, slots=True)
class RelatedMeasure:
    """One measure: its kind, the code of an instrument or question, and an item where it is one."""

    kind: MeasureKind
    code: str = ""
    item: int | None = None


@dataclass(frozen=True, slots=True)
class WantedMeasure:
    """One thing that is wanted reported, in which chapters it is asked for, and what is related to it."""

    name: str
    asked_in: tuple[str, ...]
    related: tuple[RelatedMeasure, ...]

    def without_licence(self, *, needing_licence: Collection[str]) -> tuple[RelatedMeasure, ...]:
        """Return what is related and free to use: nothing of an instrument among `needing_licence`."""
        return tuple(
            one
            for one in self.related
            if one.kind is not MeasureKind.LICENSED_CONTAINER and one.code not in needing_licence
        )


@cache
def wanted_measures() -> tuple[WantedMeasure, ...]:
    """Return every measure that is wanted, in the order of the file.

    Unit: none.  Source: parameters/area_measures.toml; domain facts §2.2; inventory S0-38.  Checked: 2026-11-22.
    """
    tables = tomllib.loads(_FILE.read_text(encoding="utf-8"))["measure"]
    return tuple(
        WantedMeasure(
            name=table["name"],
            asked_in=tuple(table["asked_in"]),
            related=tuple(_related(said) for said in table["related"]),
        )
        for table in tables
    )


def wanted_of_item(*, code: str, item: int) -> tuple[str, ...]:
    """Return the names of what one item of an instrument is related to.

    Unit: none.  Source: as `wanted_measures`.  Checked: 2026-11-22.
    """
    return tuple(
        one.name
        for one in wanted_measures()
        if any((related.code, related.item) == (code, item) for related in one.related)
    )


def _related(said: str) -> RelatedMeasure:
    kind, *rest = said.split(":")
    return RelatedMeasure(MeasureKind(kind), rest[0] if rest else "", int(rest[1]) if len(rest) > 1 else None)
