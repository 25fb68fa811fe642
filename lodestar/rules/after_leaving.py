"""Being in touch after somebody left hospital or a crisis house: within so many hours, counted in hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from lodestar.rules import parameters


class AfterLeaving(StrEnum):
    """Where being in touch after leaving stands."""

    TO_COME = "to-come"
    OVER = "over"
    """Nobody was in touch, and the hours are over."""
    IN_TIME = "in-time"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Standing:
    """By when to be in touch, where it stands, and after how many whole hours somebody was."""

    due_at: datetime
    state: AfterLeaving
    reached_at: datetime | None = None
    hours: int | None = None


def standing(*, left_at: datetime, reached_at: Sequence[datetime], now: datetime) -> Standing:
    """Return where being in touch stands, from the moments at which somebody met or spoke with the person.

    Unit: hours.  Source: domain facts §3.8 (72-hour follow-up: "hours, not days"); parameter `after-leaving`; journey
    J11 step 7 (done at 40 hours).  Checked: 2026-11-22.
    The last minute of the 72nd hour is in time. What happened before they left counts for nothing.
    """
    due_at = left_at + timedelta(hours=parameters.whole_number("after-leaving", on=left_at.date()))
    first = min((at for at in reached_at if left_at <= at <= now), default=None)
    if first is None:
        return Standing(due_at, AfterLeaving.OVER if now > due_at else AfterLeaving.TO_COME)
    hours = int((first - left_at).total_seconds() // 3600)
    return Standing(due_at, AfterLeaving.IN_TIME if first <= due_at else AfterLeaving.LATE, first, hours)
