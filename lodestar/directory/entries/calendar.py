"""Dates of a group, from RFC 5545 rules: the next ones for a page, all of them for somebody's own calendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
from dateutil import rrule

from lodestar.directory.entries.models import DateRule

LONDON = ZoneInfo("Europe/London")
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAYS_IN_A_WEEK = 7


class NotARule(ValueError):
    """A rule that RFC 5545 does not know, or one that never ends within a century of dates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One date on which a group meets, in London time without zone."""

    rule_id: object
    starts_at: datetime
    ends_at: datetime
    place_words: str


def days(rule: DateRule, *, from_on: date, to_on: date) -> list[date]:
    """Return the dates of a rule between two days, both counted. Raises NotARule."""
    first = datetime.combine(rule.starts_on, time.min)
    dates = rrule.rruleset()
    try:
        if rule.rrule:
            dates.rrule(rrule.rrulestr(rule.rrule, dtstart=first))  # type: ignore[arg-type]
        else:
            dates.rdate(first)
    except (ValueError, KeyError) as wrong:
        raise NotARule(rule.rrule) from wrong
    for day in rule.extra_on:
        dates.rdate(datetime.combine(day, time.min))
    for day in rule.except_on:
        dates.exdate(datetime.combine(day, time.min))
    span = (datetime.combine(from_on, time.min), datetime.combine(to_on, time.min))
    return [one.date() for one in dates.between(*span, inc=True)]


def has_a_date(rule: DateRule) -> bool:
    """Return whether a rule names any date in its first four hundred days. Raises NotARule."""
    return bool(days(rule, from_on=rule.starts_on, to_on=rule.starts_on + timedelta(days=400)))


def meetings(rules: Iterable[DateRule], *, from_at: datetime, days_ahead: int) -> list[Meeting]:
    """Return the meetings that are not over at a London time without zone, the next one first."""
    from_on = from_at.date()
    found = [
        meeting(rule, day)
        for rule in rules
        for day in days(rule, from_on=from_on - timedelta(days=1), to_on=from_on + timedelta(days=days_ahead))
    ]
    return sorted((one for one in found if one.ends_at > from_at), key=lambda one: (one.starts_at, str(one.rule_id)))


def meeting(rule: DateRule, day: date) -> Meeting:
    """Return the meeting of a rule on one of its days; one that closes before it opens ends on the next day."""
    ends_on = day + timedelta(days=1) * (rule.closes_at < rule.opens_at)
    return Meeting(
        rule_id=rule.pk,
        starts_at=datetime.combine(day, rule.opens_at),
        ends_at=datetime.combine(ends_on, rule.closes_at),
        place_words=rule.place_words,
    )


def weekly(*, every_weeks: int = 1, until: date | None = None) -> str:
    """Return the RFC 5545 rule of every so many weeks."""
    return _until(f"FREQ=WEEKLY;INTERVAL={every_weeks}" if every_weeks > 1 else "FREQ=WEEKLY", until)


def monthly_like(day: date, *, until: date | None = None) -> str:
    """Return the rule of every month on the same weekday of the same week; a fifth week counts as the last."""
    week = (day.day - 1) // _DAYS_IN_A_WEEK + 1
    place = -1 if week > 4 else week
    return _until(f"FREQ=MONTHLY;BYDAY={place}{_WEEKDAYS[day.weekday()]}", until)


def _until(rule: str, until: date | None) -> str:
    return f"{rule};UNTIL={until:%Y%m%d}" if until else rule


def as_ics(rules: Iterable[DateRule], *, name: str, address: str, told_at: datetime) -> bytes:
    """Return the dates of a group as an iCalendar file: one event a rule, with its extra and cancelled dates."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Lodestar//directory//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for rule in rules:
        calendar.add_component(_event(rule, name=name, address=address, told_at=told_at))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(rule: DateRule, *, name: str, address: str, told_at: datetime) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", f"{rule.pk}@lodestar")
    event.add("dtstamp", told_at)
    event.add("sequence", rule.sequence)
    event.add("summary", rule.title or name)
    event.add("url", address)
    if rule.place_words:
        event.add("location", rule.place_words)
    # An event begins on a date of its rule: the first day is only the one from which it counts.
    first = meeting(rule, _first_day(rule))
    event.add("dtstart", first.starts_at.replace(tzinfo=LONDON))
    event.add("dtend", first.ends_at.replace(tzinfo=LONDON))
    if rule.rrule:
        event.add("rrule", icalendar.vRecur.from_ical(rule.rrule))
    for property_name, dates in (("rdate", rule.extra_on), ("exdate", rule.except_on)):
        if dates:
            event.add(property_name, [datetime.combine(day, rule.opens_at, tzinfo=LONDON) for day in dates])
    return event


def _first_day(rule: DateRule) -> date:
    ahead = timedelta(days=400)
    bare = DateRule(starts_on=rule.starts_on, rrule=rule.rrule, extra_on=[], except_on=[])
    return next(iter(days(bare, from_on=rule.starts_on, to_on=rule.starts_on + ahead)), rule.starts_on)
