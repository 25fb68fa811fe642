"""Working days know the weekend and England's bank holidays."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.rules import parameters, working_days

LOADED_DAYS = st.dates(date(2024, 3, 1), date(2028, 10, 1))


def _easter_sunday(year: int) -> date:
    """Return Easter by the method of Meeus, Jones and Butcher."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def _first_monday(year: int, month: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=-first.weekday() % 7)


def _last_monday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=last.weekday())


def _by_the_act(year: int) -> list[date]:
    easter = _easter_sunday(year)
    fixed = [
        easter - timedelta(days=2),
        easter + timedelta(days=1),
        _first_monday(year, 5),
        _last_monday(year, 5),
        _last_monday(year, 8),
    ]
    for wanted in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        day = wanted
        while day.weekday() >= 5 or day in fixed:
            day += timedelta(days=1)
        fixed.append(day)
    return sorted(fixed)


@pytest.mark.parametrize("year", range(2024, 2029))
def test_each_loaded_year_has_the_holidays_of_the_act(year: int) -> None:
    listed = parameters.days_listed("bank-holidays-england", on=date(year, 7, 1))

    assert list(listed) == _by_the_act(year)


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        (date(2026, 4, 2), True),
        (date(2026, 4, 3), False),
        (date(2026, 4, 6), False),
        (date(2026, 4, 7), True),
        (date(2026, 12, 25), False),
        (date(2026, 12, 28), False),
        (date(2026, 11, 21), False),
        (date(2026, 11, 22), False),
        (date(2026, 11, 23), True),
        (date(2027, 3, 26), False),
        (date(2027, 12, 27), False),
        (date(2028, 1, 3), False),
    ],
)
def test_weekends_and_bank_holidays_are_not_working_days(day: date, is_working: bool) -> None:
    assert working_days.is_working_day(day) is is_working


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
        (date(2026, 11, 22), 1, date(2026, 11, 23)),
        (date(2026, 4, 2), 1, date(2026, 4, 7)),
        (date(2026, 12, 24), 1, date(2026, 12, 29)),
        (date(2026, 11, 23), 6, date(2026, 12, 1)),
        (date(2026, 11, 22), 0, date(2026, 11, 22)),
        (date(2027, 3, 27), -1, date(2027, 3, 25)),
        (date(2026, 11, 23), -1, date(2026, 11, 20)),
    ],
)
def test_days_are_added_and_taken_off_over_weekends_and_holidays(start: date, days: int, expected: date) -> None:
    assert working_days.add_working_days(start, days=days) == expected


def test_a_count_that_leaves_the_loaded_years_fails_loudly() -> None:
    with pytest.raises(parameters.MissingParameter):
        working_days.add_working_days(date(2028, 12, 20), days=10)
    with pytest.raises(parameters.MissingParameter):
        working_days.is_working_day(date(2029, 1, 6))


def test_the_days_between_count_the_last_and_not_the_first() -> None:
    friday, monday = date(2026, 11, 20), date(2026, 11, 23)

    assert working_days.working_days_between(start=friday, end=monday) == 1
    assert working_days.working_days_between(start=monday, end=monday) == 0


def test_an_end_before_the_start_is_refused() -> None:
    with pytest.raises(ValueError, match="before"):
        working_days.working_days_between(start=date(2026, 11, 23), end=date(2026, 11, 22))


@given(start=LOADED_DAYS, days=st.integers(1, 40))
def test_counting_back_what_was_added_gives_the_same_number(start: date, days: int) -> None:
    end = working_days.add_working_days(start, days=days)

    assert working_days.is_working_day(end)
    assert working_days.working_days_between(start=start, end=end) == days


@given(start=LOADED_DAYS, days=st.integers(1, 40))
def test_going_forth_and_back_returns_to_a_working_start(start: date, days: int) -> None:
    working_start = working_days.add_working_days(start, days=1)

    end = working_days.add_working_days(working_start, days=days)

    assert working_days.add_working_days(end, days=-days) == working_start
