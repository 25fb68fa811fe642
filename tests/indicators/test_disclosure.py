"""What may be published of an indicator's results."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.indicators import catalogue, disclosure
from lodestar.indicators.periods import Period
from lodestar.indicators.results import Result

WAIT = catalogue.WAIT_TO_FIRST_CONTACT
ON = date(2026, 3, 1)


def result(breakdown: str, key: str, count: int, *, waiting: int = 0, within: int | None = None) -> Result:
    return Result(
        indicator=WAIT.slug,
        breakdown=breakdown,
        key=key,
        label=key,
        period=Period(date(2025, 3, 1), ON),
        parameters={"target_days": 28},
        counts={
            "count": count,
            "count_waiting": waiting,
            "count_closed_unmet": 0,
            "count_within_target": count // 2 if within is None else within,
            "count_due": count,
        },
        statistics={"median_days": 16.5, "p90_days": 40.2} if count else {"median_days": None, "p90_days": None},
    )


def published(*counts: int) -> dict[str, disclosure.Publishable]:
    """Services a, b, c… with these counts, their total, and one month that holds them all."""
    services = [result("service", chr(ord("a") + index), count) for index, count in enumerate(counts)]
    month = result("month", "2025-03-01", sum(counts))
    total = result("total", "", sum(counts))
    shown = disclosure.publishable(WAIT, [total, *services, month], on=ON)
    return {one.result.key or "total": one for one in shown}


def test_a_small_number_takes_all_its_figures_with_it() -> None:
    shown = published(3, 2, 60)

    assert (shown["a"].count, shown["a"].values, shown["a"].hidden_because) == (None, {}, "small-number")
    assert (shown["c"].count, shown["c"].hidden_because) == (60, "")


def test_one_small_number_hides_a_second_so_that_subtraction_finds_nothing() -> None:
    shown = published(3, 30, 60)

    assert (shown["a"].hidden_because, shown["b"].hidden_because, shown["c"].count) == (
        "small-number",
        "protects-another",
        60,
    )
    assert shown["b"].values == {}


def test_counts_are_rounded_and_days_are_whole() -> None:
    shown = published(42, 61)["a"]

    assert shown.count == 40
    assert shown.values == {
        "count_waiting": None,
        "count_within_target": 20,
        "count_due": 40,
        "target_days": 28,
        "share_within_target_percent": 50,
        "median_days": 17,
        "p90_days": 40,
    }


def test_a_median_needs_enough_people() -> None:
    shown = published(9, 60)

    assert shown["a"].count == 10
    assert (shown["a"].values["median_days"], shown["a"].values["p90_days"]) == (None, None)


def test_a_share_is_hidden_when_few_are_outside_it() -> None:
    total = result("total", "", 50, within=48)

    (shown,) = disclosure.publishable(WAIT, [total], on=ON)

    assert shown.values["share_within_target_percent"] is None


def test_a_total_that_one_breakdown_must_hide_no_other_may_tell() -> None:
    shown = published(4, 4)  # a shown total of 8 would say that both are 4

    assert (shown["total"].count, shown["a"].count, shown["b"].count) == (None, None, None)


@given(counts=st.lists(st.integers(0, 60), min_size=1, max_size=12))
def test_no_count_under_the_threshold_is_ever_published(counts: list[int]) -> None:
    for one in published(*counts).values():
        if one.result.counts["count"] < 5:
            assert (one.count, one.values, one.hidden_because) == (None, {}, "small-number")
        numbers = [one.count, *(one.values.get(measure.name) for measure in WAIT.counts)]
        assert all(number is None or (number >= 5 and number % 5 == 0) for number in numbers)


@pytest.mark.parametrize("hidden", [disclosure.SMALL_NUMBER, disclosure.PROTECTS_ANOTHER])
def test_reasons_are_short_slugs(hidden: str) -> None:
    assert len(hidden) <= 40
    assert hidden == hidden.lower()
