"""Opening times in every way that feeds write them, read into one schedule model. The words are kept beside it."""

import re
from collections.abc import Mapping
from datetime import date, time
from typing import Any

from lodestar.exchange.openreferral import cleaning

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ICAL = {"mo": 0, "tu": 1, "we": 2, "th": 3, "fr": 4, "sa": 5, "su": 6}
_SHORT = {
    "mon": 0,
    "tue": 1,
    "tues": 1,
    "wed": 2,
    "weds": 2,
    "thu": 3,
    "thur": 3,
    "thurs": 3,
    "fri": 4,
    "sat": 5,
}
_NAMES = {**{name: number for number, name in enumerate(DAYS)}, **_SHORT, **_ICAL, "sun": 6}
_SETS = {
    "weekdays": (0, 1, 2, 3, 4),
    "weekends": (5, 6),
    "weekend": (5, 6),
    "daily": tuple(range(7)),
    "everyday": tuple(range(7)),
    "every day": tuple(range(7)),
    "7 days": tuple(range(7)),
    "all": tuple(range(7)),
}
_CLOCK = re.compile(
    r"^(?:\d{4}-\d\d-\d\d[T ])?(\d{1,2})(?:[:.]?(\d\d))?(?:[:.]\d\d(?:\.\d+)?)?\s*([ap])?\.?(?:m\.?)?"
    r"\s*(?:z|[+-]\d\d:?\d\d)?$",
    re.IGNORECASE,
)
_ICAL_DAY = re.compile(r"^([+-]?\d{1,2})?(mo|tu|we|th|fr|sa|su)$", re.IGNORECASE)
_DAY_NAME = re.compile(r"\b(" + "|".join(sorted(DAYS, key=len)) + r")s?\b", re.IGNORECASE)
_SPAN = re.compile(
    r"(\d{1,2}(?:[:.]\d\d)?)\s*([ap]\.?m\.?)?\s*(?:-|\u2013|\u2014|to|until)\s*(\d{1,2}(?:[:.]\d\d)?)\s*([ap]\.?m\.?)?",
    re.IGNORECASE,
)
# From midnight to midnight is the whole day (rules.opening_hours).
ALL_DAY = (time(0, 0), time(0, 0))

Rule = dict[str, Any]


def clock(value: Any) -> time | None:
    """Return a time of day from "9:00am", "8:30AM", "17.00", "09:00:00Z", "0900" or "noon"; None if it is none."""
    text = cleaning.plain(value).lower()
    named = {"noon": time(12), "midday": time(12), "midnight": time(0)}.get(text)
    if named is not None:
        return named
    found = _CLOCK.match(text)
    if found is None or (re.fullmatch(r"\d{1,2}", text) and int(text) > 24):
        return None
    hour, minute, half = int(found.group(1)), int(found.group(2) or 0), found.group(3)
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    if (hour, minute) == (24, 0):
        return time(0, 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def weekdays(value: Any) -> list[tuple[int, int | None]] | None:
    """Return (day, week of the month) pairs, Monday 0; [] for blank; None for words that are no days.

    Reads "Monday", "Mon-Fri", "Monday, Wednesday", "weekdays", "1" to "7" (1 is Monday, as ISO 8601),
    and iCalendar's "TH,FR", "1MO" and "-1FR".
    """
    text = re.sub(r"[.\[\]'\"]", "", cleaning.plain(value).lower()).strip()
    if not text:
        return []
    if text in _SETS:
        return [(number, None) for number in _SETS[text]]
    pairs: list[tuple[int, int | None]] = []
    for part in re.split(r"\s*(?:,|;|/|&|\band\b|\|)\s*", text):
        found = _days_of_part(part.strip())
        if found is None:
            return None
        pairs += found
    return list(dict.fromkeys(pairs))


def _days_of_part(part: str) -> list[tuple[int, int | None]] | None:
    ical = _ICAL_DAY.match(part)
    if ical:
        return [(_ICAL[ical.group(2)], int(ical.group(1)) if ical.group(1) else None)]
    if part in _SETS:
        return [(number, None) for number in _SETS[part]]
    ends = [_day_number(end) for end in re.split(r"\s*(?:-|\u2013|\u2014|\bto\b|\bthrough\b|\bthru\b)\s*", part)]
    if len(ends) > 2 or any(end is None for end in ends):
        return None
    first, last = ends[0], ends[-1]
    assert first is not None and last is not None
    return [((first + step) % 7, None) for step in range((last - first) % 7 + 1)]


def _day_number(name: str) -> int | None:
    if name.isdigit() and 0 <= int(name) <= 7:
        return (int(name) - 1) % 7
    return _NAMES.get(name, _NAMES.get(name.rstrip("s")))


def rules_from_text(text: str) -> list[Rule]:
    """Return weekly rules from words such as "Monday: 9:00-12:00, 13:00-17:00 Tuesday: Closed"."""
    marks = list(_DAY_NAME.finditer(text))
    rules: list[Rule] = []
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    for mark, end in zip(marks, ends, strict=False):
        part = text[mark.end() : end]
        day = DAYS.index(mark.group(1).lower())
        for span in _SPAN.finditer(part):
            opens, closes = _span(span)
            if opens and closes:
                rules.append({"weekday": day, "opens_at": opens, "closes_at": closes, "frequency": "weekly"})
    return rules


def _span(found: re.Match[str]) -> tuple[time | None, time | None]:
    start, start_half, end, end_half = found.groups()
    closes = clock(f"{end}{end_half or ''}")
    opens = clock(f"{start}{start_half or ''}")
    if opens and closes and end_half and not start_half and end_half.lower().startswith("p"):
        afternoon = clock(f"{start}pm")
        # "1-4pm" starts in the afternoon, "9-4pm" in the morning.
        opens = afternoon if afternoon and afternoon < closes else opens
    return opens, closes


def read(flat: Mapping[str, Any]) -> tuple[list[Rule], dict[str, Any], str, list[str]]:
    """Return the rules of one schedule row, the fields that all of them share, its raw text, and notes.

    No rule is made of a row that is closed or says no time; its words are kept.
    """
    flat = {**flat, **_from_rrule(cleaning.plain(flat.get("rrule")))}
    raw_text = _raw_text(flat)
    notes: list[str] = []
    opens, closes = _hours(flat)
    shared = _shared(flat)
    days = weekdays(flat.get("weekday"))
    if not days:
        by_day = weekdays(flat.get("byday"))
        days = by_day or days
    if days is None:
        notes.append(f'day "{cleaning.plain(flat.get("weekday") or flat.get("byday"))[:60]}" is not one we can read')
    if _is_closed(flat):
        return [], shared, raw_text, notes
    if opens == closes and opens not in (None, time(0)):
        notes.append(f"opens and closes at {opens:%H:%M}: the closing time is left out")
        closes = None
    if shared.get("valid_from") and shared.get("valid_to") and shared["valid_to"] < shared["valid_from"]:
        notes.append("ends before it starts: both dates are left out")
        del shared["valid_from"], shared["valid_to"]
    rules = _with_days(flat, days or [], opens, closes)
    if not rules or all(rule.get("opens_at") is None for rule in rules):
        from_words = [] if days else rules_from_text(raw_text)
        if from_words:
            return from_words, shared, raw_text, [*notes, "opening times read from the words"]
    if opens is None and closes is None and cleaning.plain(flat.get("weekday")) and days:
        return [], shared, raw_text, notes
    return ([_said(rule) for rule in rules] if raw_text else []), shared, raw_text, notes


def _said(rule: Rule) -> Rule:
    return {name: value for name, value in rule.items() if value is not None}


def _with_days(
    flat: Mapping[str, Any], days: list[tuple[int, int | None]], opens: time | None, closes: time | None
) -> list[Rule]:
    frequency = cleaning.plain(flat.get("freq")).lower()
    hours: Rule = {"opens_at": opens, "closes_at": closes}
    interval = _whole(flat.get("interval"))
    if interval and interval > 0:
        hours["interval"] = min(interval, 52)
    if frequency == "monthly":
        hours["frequency"] = "monthly"
        dates = [_whole(text) for text in cleaning.plain(flat.get("bymonthday")).split(",")]
        by_date = [{**hours, "day_of_month": found} for found in dates if found and -31 <= found <= 31]
        if by_date and not days:
            return by_date
        week = _whole(flat.get("bysetpos"))
        return [{**hours, "weekday": day, "week_of_month": nth or week} for day, nth in days] or [hours]
    if not days:
        if frequency == "daily":
            return [{**hours, "weekday": day, "frequency": "weekly"} for day in range(7)]
        return [hours]
    monthly = any(nth for _, nth in days)
    return [
        {**hours, "weekday": day, "frequency": "monthly" if monthly else "weekly", "week_of_month": nth}
        for day, nth in days
    ]


def _hours(flat: Mapping[str, Any]) -> tuple[time | None, time | None]:
    """Return when it opens and closes; some exports write the times into `dtstart` and `until`."""
    if cleaning.yes_no(flat.get("open_24_hours")) or "24 hours" in cleaning.plain(flat.get("opens_at")).lower():
        return ALL_DAY
    opens = clock(flat.get("opens_at")) or clock(flat.get("opens"))
    closes = clock(flat.get("closes_at")) or clock(flat.get("closes"))
    if opens is None and cleaning.day(flat.get("dtstart")) is None:
        opens = clock(flat.get("dtstart"))
    if closes is None and cleaning.day(flat.get("until")) is None:
        closes = clock(flat.get("until"))
    return opens, closes


def _shared(flat: Mapping[str, Any]) -> dict[str, Any]:
    description, _ = cleaning.words(flat.get("description"))
    notes, _ = cleaning.words(flat.get("notes"))
    dates: dict[str, date | None] = {
        "valid_from": cleaning.day(flat.get("valid_from")),
        "valid_to": cleaning.day(flat.get("valid_to")) or cleaning.day(flat.get("until")),
        "starts_on": cleaning.day(flat.get("dtstart")),
    }
    text = "\n".join(part for part in (description, notes) if part)
    return {"description": text, **{name: value for name, value in dates.items() if value}}


def _is_closed(flat: Mapping[str, Any]) -> bool:
    if cleaning.yes_no(flat.get("schedule_closed")) or cleaning.yes_no(flat.get("closed")):
        return True
    return any("closed" in cleaning.plain(flat.get(name)).lower() for name in ("opens_at", "opens", "closes_at"))


_TOLD = (
    *("weekday", "byday", "freq", "interval", "bymonthday", "dtstart", "until", "opens_at", "closes_at"),
    *("opens", "closes", "hours", "rrule"),
)


def _raw_text(flat: Mapping[str, Any]) -> str:
    """Return the row's own words: the hours in words if it has them, else each field with its name."""
    hours = cleaning.plain(flat.get("hours"))
    if hours:
        return hours
    told = [f"{name} {text}" for name in _TOLD if (text := cleaning.plain(flat.get(name)))]
    return "; ".join(told) or cleaning.words(flat.get("description"))[0]


def _from_rrule(text: str) -> dict[str, str]:
    pairs = (part.split("=", 1) for part in text.removeprefix("RRULE:").split(";") if "=" in part)
    return {name.strip().lower(): value.strip() for name, value in pairs}


def _whole(value: Any) -> int | None:
    try:
        return int(float(cleaning.plain(value)))
    except (ValueError, OverflowError):
        return None
