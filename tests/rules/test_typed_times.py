"""Opening times as people type them."""

from datetime import date, time

import pytest

from lodestar.rules import adjustments, entry_changes, typed_times
from lodestar.rules.entry_changes import EntryField
from lodestar.rules.typed_times import TypedOpening


@pytest.mark.parametrize(
    ("typed", "days", "week"),
    [
        ("Monday to Friday 9:00 to 17:00", [0, 1, 2, 3, 4], None),
        ("sat and sun 09.00 - 17:00", [5, 6], None),
        ("Tue, Thursday 9:00-17:00.", [1, 3], None),
        ("Last Tuesday 9:00 to 17:00", [1], -1),
        ("Friday to Monday 9:00 to 17:00", [4, 5, 6, 0], None),
    ],
)
def test_a_line_is_read_as_it_is_typed(typed: str, days: list[int], week: int | None) -> None:
    assert typed_times.read_times(typed) == tuple(TypedOpening(day, week, time(9), time(17)) for day in days)


@pytest.mark.parametrize("typed", ["Monday", "Monday 9 to 5", "Moonday 9:00 to 17:00", "Monday 25:00 to 26:00"])
def test_a_line_that_cannot_be_read_is_named(typed: str) -> None:
    with pytest.raises(typed_times.NotTimes) as wrong:
        typed_times.read_times(f"Friday 9:00 to 10:00\n{typed}")

    assert wrong.value.line == typed


def test_what_is_written_is_read_again() -> None:
    opening = TypedOpening(1, -1, time(9, 5), time(17))
    line = typed_times.written_line(
        weekday=opening.weekday, week_of_month=opening.week_of_month, opens=opening.opens, closes=opening.closes
    )

    assert line == "Last Tuesday 09:05 to 17:00"
    assert typed_times.read_times(line) == (opening,)


def test_only_a_manager_and_only_of_what_nobody_is_let_in_by_stands_at_once() -> None:
    at_once = {
        (field, own)
        for field in EntryField
        for own in (True, False)
        if not entry_changes.needs_approval(field=field, is_own=own)
    }

    assert {own for _field, own in at_once} == {True}
    assert set(EntryField) - {field for field, _own in at_once} == entry_changes.SEEN_BY_ANOTHER


@pytest.mark.inventory("S0-35")
def test_a_badge_ends_on_its_day_and_an_empty_check_gives_none() -> None:

    lapses_on = adjustments.lapses_on(checked_on=date(2026, 11, 22))
    told = {"offers": ["breaks"], "lapses_on": lapses_on}

    assert lapses_on == date(2027, 11, 22)
    assert adjustments.badge_state(**told, on=date(2027, 11, 21)) is adjustments.BadgeState.CURRENT
    assert adjustments.badge_state(**told, on=lapses_on) is adjustments.BadgeState.LAPSED
    nothing = {"offers": [], "lapses_on": lapses_on}
    assert adjustments.badge_state(**nothing, on=date(2026, 11, 23)) is adjustments.BadgeState.TOO_LITTLE
