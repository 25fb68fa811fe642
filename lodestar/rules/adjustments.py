"""What makes an activity possible for somebody who needs it another way, and how long a self-check of it counts."""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path

from lodestar.rules import parameters

QUIET_SESSION = "quiet-session"


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One thing that an activity may offer: its slug, the question to whoever runs it, and the words on the badge."""

    slug: str
    question: str
    offer: str


class BadgeState(StrEnum):
    """Whether a self-check may be shown as a badge."""

    CURRENT = "current"
    LAPSED = "lapsed"
    TOO_LITTLE = "too-little"


@cache
def all_adjustments() -> dict[str, Adjustment]:
    """Return every adjustment of the checklist by slug, in its order.

    Unit: none.  Source: parameters/adjustments.toml.  Checked: 2026-11-22.
    """
    text = (Path(__file__).parent / "parameters" / "adjustments.toml").read_text(encoding="utf-8")
    return {
        row["slug"]: Adjustment(row["slug"], row["question"], row["offer"]) for row in tomllib.loads(text)["adjustment"]
    }


def lapses_on(*, checked_on: date) -> date:
    """Return the first day on which a self-check no longer counts.

    Unit: date.  Source: parameter `adjustment-badge`.  Checked: 2026-11-22.
    """
    return checked_on + timedelta(days=parameters.whole_number("adjustment-badge", on=checked_on))


def badge_state(*, offers: Collection[str], lapses_on: date, on: date) -> BadgeState:
    """Return whether a self-check gives a badge on a day: it offers something, and its day has not come.

    Unit: none.  Source: inventory S0-35 (badge with date, which expires after its review date).
    Checked: 2026-11-22.
    """
    if not set(offers) & all_adjustments().keys():
        return BadgeState.TOO_LITTLE
    return BadgeState.CURRENT if on < lapses_on else BadgeState.LAPSED
