"""Opening times as people type them, one line each: "Monday to Friday 9:00 to 17:00", "Last Tuesday 18:00 to 20:00"."""

import re
from dataclasses import dataclass
from datetime import time

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
_LINE = re.compile(
    r"(?:(?P<week>first|second|third|fourth|last)\s+)?(?P<days>[a-z ,]+?)\s+"
    r"(?P<opens>\d{1,2}[:.]\d{2})\s*(?:to|-|–)\s*(?P<closes>\d{1,2}[:.]\d{2})"
)


class NotTimes(ValueError):
    """A line that cannot be read as opening times; `line` is what was typed."""

    def __init__(self, line: str) -> None:
        super().__init__(line)
        self.line = line


@dataclass(frozen=True, slots=True)
class TypedOpening:
    """One day's hours. `weekday`: 0 is Monday; `week_of_month`: 1 to 4, -1 the last, None every week."""

    weekday: int
    week_of_month: int | None
    opens: time
    closes: time


def read_times(text: str) -> tuple[TypedOpening, ...]:
    """Return the openings that lines of text say; nothing for no text.

    Unit: London time.  Source: Open Referral UK 3.0 schedule (byday, opens_at, closes_at).  Checked: 2026-11-22.
    Raises NotTimes with the first line that cannot be read.
    """
    return tuple(opening for line in text.splitlines() if line.strip() for opening in _line(line.strip()))


def _line(line: str) -> list[TypedOpening]:
    found = _LINE.fullmatch(line.lower().rstrip("."))
    try:
        if found is None:
            raise ValueError(line)
        opens, closes = (time.fromisoformat(_padded(found[name])) for name in ("opens", "closes"))
        if opens == closes:
            raise ValueError(line)
        week = _WEEKS[found["week"]] if found["week"] else None
        return [TypedOpening(day, week, opens, closes) for day in _days(found["days"])]
    except ValueError as wrong:
        raise NotTimes(line) from wrong


def _padded(typed: str) -> str:
    return typed.replace(".", ":").rjust(5, "0")


def _days(typed: str) -> list[int]:
    days: list[int] = []
    for part in re.split(r"\s*,\s*|\s+and\s+", typed.strip()):
        first, _to, last = part.partition(" to ")
        start = _weekday(first)
        end = _weekday(last) if last else start
        days += [(start + step) % len(WEEKDAYS) for step in range((end - start) % len(WEEKDAYS) + 1)]
    return days


def _weekday(typed: str) -> int:
    named = [number for number, name in enumerate(WEEKDAYS) if len(typed) >= 3 and name.startswith(typed.strip())]
    if not named:
        raise ValueError(typed)
    return named[0]


def written_line(*, weekday: int, week_of_month: int | None, opens: time, closes: time) -> str:
    """Return one opening as a line that `read_times` reads.

    Unit: London time.  Source: as `read_times`.  Checked: 2026-11-22.
    """
    weeks = {number: word for word, number in _WEEKS.items()}
    day = WEEKDAYS[weekday].capitalize()
    if week_of_month in weeks:
        day = f"{weeks[week_of_month].capitalize()} {day}"
    return f"{day} {opens:%H:%M} to {closes:%H:%M}"
