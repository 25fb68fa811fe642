"""The stretch of time that a figure is about."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day up to, and without, `until`. Raises ValueError when that is no day at all."""

    starts_on: date
    until: date

    def __post_init__(self) -> None:
        """Refuse a period without a day in it."""
        if self.until <= self.starts_on:
            raise ValueError("A period ends after it starts.")


def last_twelve_months(*, on: date) -> Period:
    """Return the twelve whole months before the month of `on`."""
    first_of_month = on.replace(day=1)
    return Period(first_of_month.replace(year=first_of_month.year - 1), first_of_month)
