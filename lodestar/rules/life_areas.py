"""The six life areas, spelled once for the whole house."""

from collections.abc import Iterable
from enum import StrEnum


class LifeArea(StrEnum):
    """One of six parts of a life that a need, goal, service or consent can touch.

    Unit: none.  Source: docs/explanation, "six life areas".  Checked: 2026-11-22.
    """

    CLINICAL_CARE = "clinical-care"
    SOCIAL_CONNECTION = "social-connection"
    PHYSICAL_HEALTH = "physical-health"
    HOME = "home"
    MONEY = "money"
    WORK_AND_LEARNING = "work-and-learning"

    @property
    def label(self) -> str:
        """Return the name that people read."""
        return self.value.replace("-", " ").capitalize()


LIFE_AREAS: tuple[LifeArea, ...] = tuple(LifeArea)
"""The six, in the order in which every page and table shows them."""


def in_order(life_areas: Iterable[str]) -> tuple[str, ...]:
    """Return the slugs of life areas, each once, in the order in which every page shows them.

    Unit: none.  Source: `LIFE_AREAS`.  Checked: 2026-11-22.
    What is no life area is left out.
    """
    given = set(life_areas)
    return tuple(area.value for area in LIFE_AREAS if area.value in given)
