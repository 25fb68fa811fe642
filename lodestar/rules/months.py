"""Calendar months added to a day."""

from calendar import monthrange
from datetime import date

_MONTHS = 12


def add_months(day: date, *, months: int) -> date:
    """Return the same day of the month so many months on, or that month's last day.

    Unit: calendar months; below zero counts back.  Source: acceptance journey J6 (31
    January and one month is 28 February).  Checked: 2026-11-22.
    """
    years, month = divmod(day.month - 1 + months, _MONTHS)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def whole_years(*, born_on: date, on: date) -> int:
    """Return how many birthdays somebody has had by a day; who was born on 29 February has theirs on 1 March.

    Unit: years.  Source: our own definition, as `people.facts` counts ages.  Checked: 2026-11-22.
    """
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
