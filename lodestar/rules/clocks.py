"""Our own clocks: to assessment, to help, both together, and four weeks with somebody there.

The national clock stands in `national_clock.py`; these never replace it, they stand beside.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from lodestar.rules import national_clock, waiting
from lodestar.rules.national_clock import ClockReading, Codes, PersonRows, Variant

_WEEK = 7


class Clock(StrEnum):
    """One of the clocks of a wait.

    Source: domain facts §3.4, seed rule (two clocks, to assessment and to help).
    """

    ASSESSMENT = "to-assessment"
    HELP = "assessment-to-help"
    TOTAL = "total"


class OutOfOrder(ValueError):
    """A day of the story lies before the referral was received."""


@dataclass(frozen=True, slots=True)
class WaitStory:
    """One wait: when it was asked for, assessed, and when the first wanted help came.

    Help is an intervention, a job search or other wanted help delivered to the person.
    """

    received_on: date
    assessed_on: date | None = None
    helped_on: date | None = None
    ended_on: date | None = None
    """When the referral was declined, withdrawn or cancelled, with help or without."""


@dataclass(frozen=True, slots=True)
class ClockFace:
    """One clock on a day."""

    clock: Clock
    days: int
    is_running: bool

    @property
    def weeks(self) -> float:
        """Return the days as weeks."""
        return self.days / _WEEK


@dataclass(frozen=True, slots=True)
class ClockSpread:
    """How one clock stands over many people: a spread, never a mean alone."""

    clock: Clock
    stopped: int
    running: int
    median_days: float | None
    p90_days: float | None
    longest_days: int | None
    longest_running_days: int | None


def clock_faces(*, story: WaitStory, on: date) -> tuple[ClockFace, ...]:
    """Return the clocks that have started for one wait, as they stand on a day.

    Unit: days.  Source: domain facts §3.4, seed rule; inventory S0-13.  Checked: 2026-11-22.
    The clock to help starts with the assessment. Help that came before it has stopped the
    total, and leaves no second clock to run. A wait that ended is stopped in its total and
    in neither part it did not reach. Raises OutOfOrder, and ValueError before the referral.
    """
    if on < story.received_on:
        raise ValueError("The referral is received after the day of the question.")
    for day in (story.assessed_on, story.helped_on, story.ended_on):
        if day is not None and day < story.received_on:
            raise OutOfOrder("A day of this wait lies before its referral.")
    assessed, helped = _by(story.assessed_on, on=on), _by(story.helped_on, on=on)
    ended = _by(story.ended_on, on=on)
    faces = []
    if assessed is not None or (helped is None and ended is None):
        faces.append(_face(Clock.ASSESSMENT, start=story.received_on, stop=assessed, on=on))
    if assessed is not None and (helped is None or helped >= assessed) and not (helped is None and ended is not None):
        faces.append(_face(Clock.HELP, start=assessed, stop=helped, on=on))
    faces.append(_face(Clock.TOTAL, start=story.received_on, stop=helped or ended, on=on))
    return tuple(faces)


def spread(*, stories: Sequence[WaitStory], clock: Clock, on: date) -> ClockSpread:
    """Return median, 90th percentile and longest of one clock over many waits.

    Unit: days.  Source: inventory S0-13 (distribution, not only mean); percentiles as in
    `waiting.percentile_days`.  Checked: 2026-11-22.
    Stopped clocks make the percentiles; a wait that ended without help is in none of them.
    """
    faces = [
        face
        for story in stories
        if story.received_on <= on
        for face in clock_faces(story=story, on=on)
        if face.clock is clock and not (clock is Clock.TOTAL and _ended_unhelped(story, on=on))
    ]
    stopped = [face.days for face in faces if not face.is_running]
    running = [face.days for face in faces if face.is_running]
    return ClockSpread(
        clock=clock,
        stopped=len(stopped),
        running=len(running),
        median_days=waiting.median_days(days=stopped),
        p90_days=waiting.percentile_days(days=stopped, percent=90),
        longest_days=max(stopped, default=None),
        longest_running_days=max(running, default=None),
    )


def is_longer_than_weeks(*, days: int, weeks: int) -> bool:
    """Return whether a wait is over so many weeks, as the national measures count them.

    Unit: none.  Source: domain facts §3.4 (over 104 weeks is more than 728 days).  Checked:
    2026-11-22.
    """
    return days > weeks * _WEEK


def attended_only(*, rows: PersonRows, codes: Codes) -> PersonRows:
    """Return the rows with only those procedures for which somebody was there.

    Unit: none.  Source: domain facts §3.4, weak spot (our own clock requires attendance).
    Checked: 2026-11-22.
    Work without the person, and what was coded on a missed appointment, go.
    """
    there = tuple(one for one in rows.procedures if one.attendance in codes.attended)
    return replace(rows, procedures=there)


def own_clock_readings(
    *, rows: PersonRows, on: date, variant: Variant = Variant.ADULTS, codes: Codes | None = None
) -> tuple[ClockReading, ...]:
    """Return our own four-week clock: the national one, with attendance required.

    Unit: days.  Source: domain facts §3.4.  Checked: 2026-11-22.
    It never stops before the national clock of the same spell. Missing parts are named.
    """
    lists = codes or national_clock.codes_on(on)
    rows = attended_only(rows=rows, codes=lists)
    return national_clock.clock_readings(rows=rows, on=on, variant=variant, codes=lists)


def _by(day: date | None, *, on: date) -> date | None:
    return day if day is not None and day <= on else None


def _ended_unhelped(story: WaitStory, *, on: date) -> bool:
    return _by(story.ended_on, on=on) is not None and _by(story.helped_on, on=on) is None


def _face(clock: Clock, *, start: date, stop: date | None, on: date) -> ClockFace:
    return ClockFace(clock=clock, days=((stop or on) - start).days, is_running=stop is None)
