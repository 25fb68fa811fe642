"""The wait from referral to first contact, counted row by row."""

from datetime import date, timedelta

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.rules import waiting
from lodestar.rules.waiting import Wait

MARCH = date(2027, 3, 1)
ON = date(2027, 6, 30)


def _day(number: int) -> date:
    return MARCH + timedelta(days=number)


@pytest.mark.parametrize(
    ("contact", "on", "days"),
    [
        (date(2027, 3, 10), ON, 9),
        (date(2027, 3, 29), ON, 28),
        (date(2027, 3, 30), ON, 29),
        (date(2027, 3, 1), ON, 0),
        (None, date(2027, 3, 1), 0),
        (None, date(2027, 3, 31), 30),
        (date(2027, 4, 10), date(2027, 3, 31), 30),
    ],
)
def test_days_run_to_the_first_contact_or_to_the_day_of_the_question(contact: date | None, on: date, days: int) -> None:
    assert waiting.days_waited(received_on=MARCH, first_contact_on=contact, on=on) == days


def test_a_contact_before_the_referral_is_refused() -> None:
    with pytest.raises(waiting.ContactBeforeReferral):
        waiting.days_waited(received_on=MARCH, first_contact_on=_day(-1), on=ON)


def test_a_referral_of_the_future_is_refused() -> None:
    with pytest.raises(ValueError, match="received after"):
        waiting.days_waited(received_on=MARCH, first_contact_on=None, on=_day(-1))


@pytest.mark.parametrize(("days", "share"), [(27, 100.0), (28, 100.0), (29, 0.0)])
def test_day_28_counts_as_met(days: int, share: float) -> None:
    waits = [Wait(MARCH, first_contact_on=_day(days))]

    assert waiting.share_within(waits=waits, on=ON, target_days=28) == share


@pytest.mark.parametrize(
    ("days", "percent", "expected"),
    [
        ([], 50, None),
        ([7], 90, 7.0),
        ([1, 2, 3], 50, 2.0),
        ([1, 2, 3, 4], 50, 2.5),
        ([4, 1, 3, 2], 50, 2.5),
        ([0, 10], 90, 9.0),
        ([1, 2, 3, 4, 5], 90, 4.6),
        ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 90, 9.1),
        ([5, 5, 5], 90, 5.0),
        ([3, 9], 0, 3.0),
        ([3, 9], 100, 9.0),
    ],
)
def test_a_percentile_lies_on_the_line_between_two_waits(days: list[int], percent: int, expected: float | None) -> None:
    assert waiting.percentile_days(days=days, percent=percent) == expected


def test_a_percentile_above_100_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 100"):
        waiting.percentile_days(days=[1], percent=101)


def test_the_worked_table_of_eleven_referrals() -> None:
    """Rows that a person can count on paper, and the answer beside them."""
    on = _day(60)
    waits = [
        Wait(_day(0), first_contact_on=_day(0)),  # 0 days, on time
        Wait(_day(0), first_contact_on=_day(7)),  # 7, on time
        Wait(_day(5), first_contact_on=_day(19)),  # 14, on time
        Wait(_day(10), first_contact_on=_day(38)),  # 28, on time: the last day counts
        Wait(_day(10), first_contact_on=_day(39)),  # 29, late
        Wait(_day(10), first_contact_on=_day(59)),  # 49, late
        Wait(_day(0)),  # waiting 60: due and not met
        Wait(_day(32)),  # waiting 28: not due yet
        Wait(_day(50)),  # waiting 10: not due yet
        Wait(_day(3), ended_on=_day(9)),  # declined without a contact: left out
        Wait(_day(3), first_contact_on=_day(61)),  # contact after the day: waiting 57
    ]

    summary = waiting.summarise_waits(waits=waits, on=on, target_days=28)

    assert summary == waiting.WaitSummary(
        count=6,
        count_waiting=4,
        count_closed_unmet=1,
        count_within_target=4,
        count_due=8,
        median_days=21.0,
        p90_days=39.0,
        share_within_target_percent=50.0,
    )


def test_nobody_waiting_gives_no_figures_and_no_zero() -> None:
    summary = waiting.summarise_waits(waits=[], on=ON, target_days=28)

    assert (summary.count, summary.median_days, summary.p90_days) == (0, None, None)
    assert summary.share_within_target_percent is None


def test_a_long_queue_lowers_the_share_although_nobody_in_it_was_met() -> None:
    met = [Wait(MARCH, first_contact_on=_day(3))] * 3
    queue = [Wait(MARCH)]

    before = waiting.share_within(waits=met, on=_day(29), target_days=28)
    after = waiting.share_within(waits=met + queue, on=_day(29), target_days=28)

    assert (before, after) == (100.0, 75.0)


def test_a_decline_after_the_first_contact_keeps_the_wait() -> None:
    waits = [Wait(MARCH, first_contact_on=_day(5), ended_on=_day(9))]

    assert waiting.summarise_waits(waits=waits, on=ON, target_days=28).count == 1


def test_a_decline_of_tomorrow_is_still_waiting_today() -> None:
    waits = [Wait(MARCH, ended_on=_day(9))]

    assert waiting.summarise_waits(waits=waits, on=_day(8), target_days=28).count_waiting == 1


def test_what_happened_on_the_day_of_the_question_has_happened() -> None:
    waits = [Wait(MARCH, first_contact_on=_day(8)), Wait(MARCH, ended_on=_day(8)), Wait(MARCH)]

    summary = waiting.summarise_waits(waits=waits, on=_day(8), target_days=28)

    assert (summary.count, summary.count_closed_unmet, summary.count_waiting) == (1, 1, 1)


OFFSETS = st.none() | st.integers(0, 90)
WAITS = st.lists(
    st.builds(
        lambda start, contact, ended: Wait(
            received_on=_day(start),
            first_contact_on=None if contact is None else _day(start + contact),
            ended_on=None if ended is None else _day(start + ended),
        ),
        st.integers(0, 60),
        OFFSETS,
        OFFSETS,
    ),
    max_size=30,
)


@given(waits=WAITS, on=st.integers(60, 150))
def test_every_referral_is_counted_once(waits: list[Wait], on: int) -> None:
    summary = waiting.summarise_waits(waits=waits, on=_day(on), target_days=28)

    assert summary.count + summary.count_waiting + summary.count_closed_unmet == len(waits)
    assert summary.count_within_target <= summary.count <= summary.count_due
    assert summary.count_due <= summary.count + summary.count_waiting


@given(waits=WAITS, on=st.integers(60, 150), target=st.integers(0, 60))
def test_the_order_of_rows_changes_nothing(waits: list[Wait], on: int, target: int) -> None:
    there = waiting.summarise_waits(waits=waits, on=_day(on), target_days=target)
    back = waiting.summarise_waits(waits=waits[::-1], on=_day(on), target_days=target)

    assert there == back


@given(days=st.lists(st.integers(0, 800), min_size=1, max_size=60))
def test_median_and_percentile_lie_inside_the_waits(days: list[int]) -> None:
    median = waiting.median_days(days=days)
    ninetieth = waiting.percentile_days(days=days, percent=90)

    assert median is not None and ninetieth is not None
    assert min(days) <= median <= ninetieth <= max(days)


@given(days=st.lists(st.integers(0, 800), min_size=1, max_size=60), percent=st.integers(0, 100))
def test_the_percentile_is_the_one_of_the_indicator_engine(days: list[int], percent: int) -> None:
    query = "SELECT quantile_cont(day, ?) FROM unnest(?) AS waits(day)"
    (engine,) = duckdb.execute(query, [percent / 100, days]).fetchone() or (None,)

    assert waiting.percentile_days(days=days, percent=percent) == pytest.approx(engine, abs=1e-9)
