"""Working days in England: Monday to Friday, bank holidays left out."""

from datetime import date, timedelta

from lodestar.rules import parameters

_SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Return whether offices in England are open on this day of the calendar.

    Source: Banking and Financial Dealings Act 1971.  Checked: 2026-11-22.
    Raises MissingParameter for a year whose bank holidays are not loaded.
    """
    holidays = parameters.days_listed("bank-holidays-england", on=day)
    return day.weekday() < _SATURDAY and day not in holidays


def add_working_days(start: date, *, days: int) -> date:
    """Return the working day that is `days` working days after `start`.

    Unit: working days; below zero counts back, and 0 gives `start` itself.
    Source: as `is_working_day`.  Checked: 2026-11-22.
    Raises MissingParameter when the count leaves the loaded years.
    """
    step = timedelta(days=1 if days >= 0 else -1)
    day, left = start, abs(days)
    while left:
        day += step
        if is_working_day(day):
            left -= 1
    return day


def working_days_between(*, start: date, end: date) -> int:
    """Return how many working days lie after `start`, up to and with `end`.

    Unit: working days.  Source: as `is_working_day`.  Checked: 2026-11-22.
    Raises ValueError when `end` is before `start`, MissingParameter as above.
    """
    if end < start:
        raise ValueError("The end is before the start.")
    length = (end - start).days
    return sum(is_working_day(start + timedelta(days=number)) for number in range(1, length + 1))
