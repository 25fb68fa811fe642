"""Opening hours are said as people say them, and nothing is guessed."""

from datetime import date, time
from typing import Any

import pytest

from lodestar.directory import opening
from lodestar.directory.models import Schedule

ON = date(2026, 11, 23)


def hours(weekday: int | None, opens: int = 9, closes: int = 17, **fields: Any) -> Schedule:
    return Schedule(weekday=weekday, opens_at=time(opens), closes_at=time(closes), **fields)


@pytest.mark.parametrize(
    ("schedules", "words"),
    [
        ([hours(day) for day in range(5)], ("Monday to Friday: 9 am to 5 pm",)),
        ([hours(day) for day in range(7)], ("Every day: 9 am to 5 pm",)),
        ([hours(0), hours(2)], ("Monday and Wednesday: 9 am to 5 pm",)),
        ([hours(0), hours(1), hours(2), hours(5)], ("Monday to Wednesday and Saturday: 9 am to 5 pm",)),
        ([hours(1, 10, 12), hours(0)], ("Monday: 9 am to 5 pm", "Tuesday: 10 am to midday")),
        ([hours(0, 0, 0)], ("Monday: all day",)),
        ([hours(4, 20, 0)], ("Friday: 8 pm to midnight",)),
        ([hours(1, week_of_month=1)], ("First Tuesday of the month: 9 am to 5 pm",)),
        ([hours(1, week_of_month=-1)], ("Last Tuesday of the month: 9 am to 5 pm",)),
        ([hours(None, day_of_month=14)], ("Day 14 of the month: 9 am to 5 pm",)),
        ([hours(1, interval=2, frequency="weekly")], ("Every 2 weeks on Tuesday: 9 am to 5 pm",)),
        ([hours(0, valid_to=date(2026, 11, 22))], ()),
        ([Schedule(raw_text="By arrangement")], ("By arrangement",)),
        ([], ()),
    ],
)
def test_hours_are_said_day_by_day_or_as_the_source_wrote_them(
    schedules: list[Schedule], words: tuple[str, ...]
) -> None:
    assert opening.words(schedules, on=ON) == words


def test_hours_that_no_calendar_can_place_are_left_to_their_words() -> None:
    no_day = Schedule(opens_at=time(9), closes_at=time(17))
    no_time = Schedule(weekday=0, raw_text="Mondays")
    twice_a_month_from_nowhere = hours(0, interval=2)

    assert opening.openings([no_day, no_time, twice_a_month_from_nowhere]) == []
    assert len(opening.openings([hours(0), hours(0, interval=2, starts_on=ON)])) == 2
