"""Opening hours by the week and the month, over midnight, and unknown when not known."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.rules import opening_hours
from lodestar.rules.opening_hours import Opening

MON, TUE, SAT = 0, 1, 5
OFFICE = [Opening(time(9), time(17), weekday=day) for day in range(5)]
NIGHT = [Opening(time(20), time(2), weekday=SAT)]
ALWAYS = [Opening(time(0), time(0), weekday=day) for day in range(7)]
FORTNIGHTLY = [Opening(time(10), time(12), weekday=TUE, every_weeks=2, anchor_on=date(2026, 11, 10))]
FIRST_MONDAY = [Opening(time(18), time(20), weekday=MON, week_of_month=1)]
LAST_MONDAY = [Opening(time(18), time(20), weekday=MON, week_of_month=-1)]
FIFTEENTH = [Opening(time(14), time(16), day_of_month=15)]
QUARTERLY = [Opening(time(9), time(10), day_of_month=1, every_months=3, anchor_on=date(2026, 1, 1))]
SUMMER = [Opening(time(9), time(12), weekday=MON, valid_from=date(2026, 6, 1), valid_to=date(2026, 8, 31))]


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


# 23 November 2026 is a Monday.
@pytest.mark.parametrize(
    ("openings", "at", "expected"),
    [
        (OFFICE, "2026-11-23T08:59", False),
        (OFFICE, "2026-11-23T09:00", True),
        (OFFICE, "2026-11-23T16:59", True),
        (OFFICE, "2026-11-23T17:00", False),
        (OFFICE, "2026-11-22T10:00", False),
        (NIGHT, "2026-11-21T19:59", False),
        (NIGHT, "2026-11-21T23:00", True),
        (NIGHT, "2026-11-22T01:59", True),
        (NIGHT, "2026-11-22T02:00", False),
        (NIGHT, "2026-11-22T23:00", False),
        (ALWAYS, "2026-11-22T00:00", True),
        (ALWAYS, "2026-11-22T23:59", True),
        (FORTNIGHTLY, "2026-11-10T11:00", True),
        (FORTNIGHTLY, "2026-11-17T11:00", False),
        (FORTNIGHTLY, "2026-11-24T11:00", True),
        (FORTNIGHTLY, "2026-10-27T11:00", True),
        (FIRST_MONDAY, "2026-11-02T19:00", True),
        (FIRST_MONDAY, "2026-11-09T19:00", False),
        (LAST_MONDAY, "2026-11-30T19:00", True),
        (LAST_MONDAY, "2026-11-23T19:00", False),
        (FIFTEENTH, "2026-11-15T15:00", True),
        (FIFTEENTH, "2026-11-16T15:00", False),
        (QUARTERLY, "2026-10-01T09:30", True),
        (QUARTERLY, "2026-11-01T09:30", False),
        (SUMMER, "2026-06-01T10:00", True),
        (SUMMER, "2026-08-31T10:00", True),
        ([], "2026-11-23T10:00", None),
        (SUMMER, "2026-11-23T10:00", None),
    ],
)
def test_a_place_is_open_shut_or_not_known(openings: list[Opening], at: str, expected: bool | None) -> None:
    assert opening_hours.is_open(openings=openings, at=_at(at)) is expected


@pytest.mark.parametrize(
    ("openings", "after", "expected"),
    [
        (OFFICE, "2026-11-20T17:00", "2026-11-23T09:00"),
        (OFFICE, "2026-11-23T08:00", "2026-11-23T09:00"),
        (OFFICE, "2026-11-23T09:00", "2026-11-24T09:00"),
        (NIGHT, "2026-11-22T01:00", "2026-11-28T20:00"),
        (FORTNIGHTLY, "2026-11-10T13:00", "2026-11-24T10:00"),
        (LAST_MONDAY, "2026-11-01T00:00", "2026-11-30T18:00"),
        (FIFTEENTH, "2026-11-16T00:00", "2026-12-15T14:00"),
        (QUARTERLY, "2026-11-22T00:00", "2027-01-01T09:00"),
        (SUMMER, "2026-05-20T00:00", "2026-06-01T09:00"),
        (SUMMER, "2026-09-01T00:00", None),
        ([], "2026-11-23T10:00", None),
    ],
)
def test_the_next_opening_is_the_first_to_come(openings: list[Opening], after: str, expected: str | None) -> None:
    found = opening_hours.next_opening(openings=openings, after=_at(after))

    assert found == (None if expected is None else _at(expected))


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"weekday": MON, "day_of_month": 1},
        {"weekday": 7},
        {"day_of_month": 0},
        {"day_of_month": 32},
        {"weekday": MON, "week_of_month": 6},
        {"day_of_month": 3, "week_of_month": 1},
        {"weekday": MON, "every_weeks": 0},
        {"weekday": MON, "every_weeks": 2},
        {"day_of_month": 1, "every_months": 2},
        {"weekday": MON, "every_months": 2, "anchor_on": date(2026, 1, 1)},
        {"day_of_month": 1, "every_weeks": 2, "anchor_on": date(2026, 1, 1)},
        {"weekday": MON, "closes": time(9)},
        {"weekday": MON, "valid_from": date(2026, 2, 1), "valid_to": date(2026, 1, 1)},
    ],
    ids=str,
)
def test_an_opening_that_fits_no_calendar_is_refused(parts: dict[str, object]) -> None:
    with pytest.raises(opening_hours.BadOpening):
        Opening(**({"opens": time(9), "closes": time(10)} | parts))  # type: ignore[arg-type]


def test_a_time_with_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="local"):
        opening_hours.is_open(openings=OFFICE, at=datetime(2026, 11, 23, 10, tzinfo=UTC))
    with pytest.raises(ValueError, match="local"):
        opening_hours.next_opening(openings=OFFICE, after=datetime(2026, 11, 23, 10, tzinfo=UTC))


TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
WEEKLY = st.builds(
    lambda opens, closes, weekday: Opening(opens, closes, weekday=weekday),
    TIMES,
    st.just(time(0)) | st.builds(time, st.integers(0, 23), st.sampled_from([5, 20])),
    st.integers(0, 6),
)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31))  # noqa: DTZ001


@given(openings=st.lists(WEEKLY, min_size=1, max_size=5), after=MOMENTS)
def test_at_the_next_opening_the_place_is_open(openings: list[Opening], after: datetime) -> None:
    found = opening_hours.next_opening(openings=openings, after=after)

    assert found is not None
    assert after < found <= after + timedelta(days=7)
    assert opening_hours.is_open(openings=openings, at=found)


@given(openings=st.lists(WEEKLY, min_size=1, max_size=5), at=MOMENTS)
def test_a_weekly_place_is_the_same_a_week_later(openings: list[Opening], at: datetime) -> None:
    now = opening_hours.is_open(openings=openings, at=at)

    assert opening_hours.is_open(openings=openings, at=at + timedelta(days=7)) is now


@pytest.mark.parametrize(
    ("parts", "day"),
    [
        ({"day_of_month": 31}, date(2026, 12, 31)),
        ({"weekday": MON, "valid_from": date(2026, 11, 23), "valid_to": date(2026, 11, 23)}, date(2026, 11, 23)),
    ],
    ids=str,
)
def test_the_last_day_of_a_month_and_a_single_day_can_be_named(parts: dict[str, object], day: date) -> None:
    opening = Opening(time(9), time(17), **parts)  # type: ignore[arg-type]

    assert opening.falls_on(day)
    assert not opening.falls_on(day + timedelta(days=7))
