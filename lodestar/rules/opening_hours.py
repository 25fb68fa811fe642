"""When a place is open, by the clock on its own wall."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

_ONE_DAY = timedelta(days=1)
_WEEKDAYS = range(7)
# A monthly opening on the 31st in every second month can be over a year away; two
# years holds every pattern that the fields can say, 29 February left out.
_HORIZON_DAYS = 2 * 366


class BadOpening(ValueError):
    """An opening that names no day, or a rhythm with nothing to count from."""


@dataclass(frozen=True, slots=True)
class Opening:
    """One stretch of opening hours that comes again weekly or monthly.

    Weekly: `weekday` (Monday is 0), every `every_weeks` weeks counted from the week of
    `anchor_on`. Monthly: `day_of_month`, or `weekday` with `week_of_month` (1 to 5 from
    the front, -1 the last), every `every_months` months counted from `anchor_on`.
    `closes` at or before `opens` means the next day; 00:00 to 00:00 is the whole day.
    """

    opens: time
    closes: time
    weekday: int | None = None
    day_of_month: int | None = None
    week_of_month: int | None = None
    every_weeks: int = 1
    every_months: int = 1
    anchor_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    def __post_init__(self) -> None:
        """Refuse an opening that could not be placed in a calendar, with BadOpening."""
        if (self.weekday is None) == (self.day_of_month is None):
            raise BadOpening("An opening has a weekday or a day of the month.")
        if self.weekday is not None and self.weekday not in _WEEKDAYS:
            raise BadOpening("Weekdays run from 0, Monday, to 6, Sunday.")
        if self.day_of_month is not None and not 1 <= self.day_of_month <= 31:
            raise BadOpening("Days of the month run from 1 to 31.")
        if self.week_of_month not in (None, 1, 2, 3, 4, 5, -1):
            raise BadOpening("Weeks of the month are 1 to 5, or -1 for the last.")
        if self.week_of_month is not None and self.weekday is None:
            raise BadOpening("A week of the month needs a weekday.")
        self._check_rhythm()
        if self.opens == self.closes and self.opens != time(0):
            raise BadOpening("Opens and closes at the same time.")
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise BadOpening("Ends before it starts.")

    def _check_rhythm(self) -> None:
        if self.every_weeks < 1 or self.every_months < 1:
            raise BadOpening("A rhythm is at least every one.")
        if max(self.every_weeks, self.every_months) > 1 and self.anchor_on is None:
            raise BadOpening("A rhythm needs a day to count from.")
        if self.is_monthly and self.every_weeks > 1:
            raise BadOpening("A monthly opening has no weekly rhythm.")
        if not self.is_monthly and self.every_months > 1:
            raise BadOpening("A weekly opening has no monthly rhythm.")

    @property
    def is_monthly(self) -> bool:
        """Return whether the opening is placed by the month and not by the week."""
        return self.day_of_month is not None or self.week_of_month is not None

    def is_in_force(self, day: date) -> bool:
        """Return whether the hours hold on this day; both end days count."""
        started = self.valid_from is None or self.valid_from <= day
        return started and (self.valid_to is None or day <= self.valid_to)

    def falls_on(self, day: date) -> bool:
        """Return whether the place opens its doors on this day under this opening."""
        if not self.is_in_force(day):
            return False
        if self.day_of_month is not None:
            return day.day == self.day_of_month and self._is_its_month(day)
        if day.weekday() != self.weekday:
            return False
        if self.week_of_month is None:
            return self._is_its_week(day)
        is_last = (day + timedelta(days=7)).month != day.month
        from_front = (day.day - 1) // 7 + 1
        is_its_place = is_last if self.week_of_month == -1 else (from_front == self.week_of_month)
        return is_its_place and self._is_its_month(day)

    def starts_at(self, day: date) -> datetime:
        """Return when the doors open on this day."""
        return datetime.combine(day, self.opens)

    def ends_at(self, day: date) -> datetime:
        """Return when the stretch that starts on this day ends."""
        past_midnight = self.closes <= self.opens
        return datetime.combine(day + _ONE_DAY * past_midnight, self.closes)

    def _is_its_week(self, day: date) -> bool:
        if self.anchor_on is None:
            return True
        return (_monday(day) - _monday(self.anchor_on)).days // 7 % self.every_weeks == 0

    def _is_its_month(self, day: date) -> bool:
        if self.anchor_on is None:
            return True
        months = (day.year - self.anchor_on.year) * 12 + day.month - self.anchor_on.month
        return months % self.every_months == 0


def is_open(*, openings: Sequence[Opening], at: datetime) -> bool | None:
    """Return whether a place is open at this local time; None when nobody knows.

    Unit: none.  Source: Open Referral UK 3.0 schedule (freq, interval, byday,
    bymonthday, opens_at, closes_at, valid_from, valid_to).  Checked: 2026-11-22.
    Not known: no opening hours at all, or none that are in force on that day.
    Bank holidays are not taken off, since feeds do not say; pages tell people to ring.
    Raises ValueError for a time with a zone: turn it into local time first.
    """
    _refuse_zone(at)
    today, yesterday = at.date(), at.date() - _ONE_DAY
    is_known = False
    for opening in openings:
        for day in (today, yesterday):
            if opening.falls_on(day) and (opening.starts_at(day) <= at < opening.ends_at(day)):
                return True
        is_known = is_known or opening.is_in_force(today)
    return False if is_known else None


def next_opening(*, openings: Sequence[Opening], after: datetime) -> datetime | None:
    """Return the first time after `after` at which the doors open; None if not known.

    Unit: local time.  Source: as `is_open`.  Checked: 2026-11-22.
    Looks two years ahead. A place that is open now gives the opening after this one.
    Raises ValueError for a time with a zone.
    """
    _refuse_zone(after)
    for number in range(_HORIZON_DAYS if openings else 0):
        day = after.date() + _ONE_DAY * number
        starts = [opening.starts_at(day) for opening in openings if opening.falls_on(day)]
        if later := [start for start in starts if start > after]:
            return min(later)
    return None


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _refuse_zone(moment: datetime) -> None:
    if moment.tzinfo is not None:
        raise ValueError("Opening hours are local: give the time without its zone.")
