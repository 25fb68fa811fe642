"""When services are open, from stored schedules to `rules.opening_hours` and to words."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from lodestar.directory.entries import shutting
from lodestar.directory.models import HAS_RHYTHM, Schedule
from lodestar.rules import opening_hours

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}
_MONTHLY = "monthly"


def openings(schedules: Iterable[Schedule]) -> list[opening_hours.Opening]:
    """Return the schedules that can be placed in a calendar; those that only hold words are left out."""
    found = []
    for schedule in schedules:
        if schedule.opens_at is None or schedule.closes_at is None:
            continue
        is_monthly = schedule.week_of_month is not None or schedule.day_of_month is not None
        every = max(schedule.interval or 1, 1)
        try:
            found.append(
                opening_hours.Opening(
                    opens=schedule.opens_at,
                    closes=schedule.closes_at,
                    weekday=schedule.weekday if schedule.day_of_month is None else None,
                    day_of_month=schedule.day_of_month,
                    week_of_month=schedule.week_of_month,
                    every_weeks=1 if is_monthly else every,
                    every_months=every if is_monthly else 1,
                    anchor_on=schedule.starts_on or schedule.valid_from,
                    valid_from=schedule.valid_from,
                    valid_to=schedule.valid_to,
                )
            )
        except opening_hours.BadOpening:
            continue
    return found


# Weekly hours, nearly all there are, are settled by the database; what has a longer rhythm is asked of the rule.
_IS_WEEKLY = "week_of_month IS NULL AND day_of_month IS NULL AND coalesce(interval, 1) <= 1"
_ARE_HOURS = f"closes_at IS NOT NULL AND (opens_at <> closes_at OR opens_at = '00:00') AND {_IS_WEEKLY}"
OPEN_SERVICES = f"""
    SELECT opened.service_id FROM (WITH hours AS (
        SELECT service_id, location_id FROM directory_schedule
        WHERE weekday = %(weekday)s AND opens_at <= %(time)s AND (%(time)s < closes_at OR closes_at <= opens_at)
            AND coalesce(valid_from <= %(day)s, true) AND coalesce(%(day)s <= valid_to, true) AND {_ARE_HOURS}
        UNION ALL
        SELECT service_id, location_id FROM directory_schedule
        WHERE weekday = %(weekday_before)s AND closes_at <= opens_at AND %(time)s < closes_at
            AND coalesce(valid_from <= %(day_before)s, true) AND coalesce(%(day_before)s <= valid_to, true)
            AND {_ARE_HOURS}
        UNION ALL
        SELECT service_id, location_id FROM directory_schedule WHERE id = ANY(%(open_by_rule)s))
    SELECT service_id FROM hours WHERE service_id IS NOT NULL
    UNION ALL
    SELECT held.service_id FROM hours JOIN directory_serviceatlocation held USING (location_id)
    WHERE hours.service_id IS NULL
        AND NOT EXISTS (SELECT 1 FROM directory_schedule own WHERE own.service_id = held.service_id)
    UNION ALL {shutting.OPEN_ONCE}) opened WHERE {shutting.NOT_SHUT}
"""  # noqa: S608 -- our own parts only
"""The services that are open, as far as their hours are known; without hours of its own, by those of its locations.

Those that are shut that day are not among them; those that are open for once are."""


def moment_values(*, at: datetime) -> dict[str, Any]:
    """Return what `OPEN_SERVICES` names, for this London time without zone.  Asks the database for long rhythms."""
    day_before = at.date() - timedelta(days=1)
    rhythmic = Schedule.objects.filter(HAS_RHYTHM, opens_at__isnull=False, closes_at__isnull=False)
    return {
        "weekday": at.weekday(),
        "weekday_before": day_before.weekday(),
        "day": at.date(),
        "day_before": day_before,
        "time": at.time(),
        **shutting.day_values(at.date()),
        "open_by_rule": [one.pk for one in rhythmic if opening_hours.is_open(openings=openings([one]), at=at)],
    }


def words(schedules: Sequence[Schedule], *, on: date) -> tuple[str, ...]:
    """Return the hours in words, a line for days with the same hours: "Monday to Friday: 9 am to 5 pm".

    Hours that are over are left out; hours that cannot be placed in a calendar are given as their source wrote them.
    """
    current = [one for one in schedules if one.valid_to is None or one.valid_to >= on]
    known = [one for one in current if one.opens_at and one.closes_at]
    by_hours: defaultdict[str, set[int]] = defaultdict(set)
    others = []
    for schedule in sorted(known, key=lambda one: (one.weekday or 0, one.opens_at)):
        rhythm = _rhythm(schedule)
        if schedule.weekday is not None and not rhythm:
            by_hours[_hours(schedule)].add(schedule.weekday)
        else:
            others.append(f"{rhythm or 'Open'}: {_hours(schedule)}")
    lines = [*(f"{_days(days)}: {hours}" for hours, days in by_hours.items()), *others]
    lines += [one.description or one.raw_text for one in current if one not in known]
    return tuple(dict.fromkeys(line for line in lines if line))


def _rhythm(schedule: Schedule) -> str:
    every = schedule.interval or 1
    if schedule.day_of_month is not None:
        return f"Day {schedule.day_of_month} of the month"
    name = WEEKDAYS[schedule.weekday] if schedule.weekday is not None else "Day"
    if schedule.week_of_month is not None:
        return f"{_WEEKS.get(schedule.week_of_month, '').capitalize()} {name} of the month".strip()
    if every > 1:
        return f"Every {every} weeks on {name}" if schedule.frequency != _MONTHLY else f"Every {every} months"
    return "Monthly" if schedule.frequency == _MONTHLY else ""


def _days(days: set[int]) -> str:
    """Return days in words, three or more in a row as a span."""
    spans = []
    for _, run in groupby(enumerate(sorted(days)), key=lambda pair: pair[1] - pair[0]):
        numbers = [number for _, number in run]
        if len(numbers) == 7:
            return "Every day"
        if len(numbers) > 2:
            spans.append(f"{WEEKDAYS[numbers[0]]} to {WEEKDAYS[numbers[-1]]}")
        else:
            spans += [WEEKDAYS[number] for number in numbers]
    return spans[0] if len(spans) == 1 else f"{', '.join(spans[:-1])} and {spans[-1]}"


def _hours(schedule: Schedule) -> str:
    if schedule.opens_at == schedule.closes_at:
        return "all day"
    return f"{_clock(schedule.opens_at)} to {_clock(schedule.closes_at)}"


def _clock(time: Any) -> str:
    if (time.hour, time.minute) in ((0, 0), (12, 0)):
        return "midday" if time.hour else "midnight"
    half = "am" if time.hour < 12 else "pm"
    minutes = f":{time.minute:02d}" if time.minute else ""
    return f"{time.hour % 12 or 12}{minutes} {half}"
