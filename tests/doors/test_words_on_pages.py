"""Dates, distances, money and counts read as people say them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from lodestar.web import filters
from lodestar.web.components import cards, lists


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 3, 4), "Wednesday 4 March 2026"),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "Wednesday 1 July 2026"),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "Thursday 31 December 2026"),
    ],
)
def test_a_day_is_said_in_full_and_an_instant_as_london_sees_it(day: date, words: str) -> None:
    assert filters.date_words(day) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 1, 5, 14, 0, tzinfo=UTC), "2 pm"),
        (datetime(2026, 7, 5, 8, 5, tzinfo=UTC), "9:05 am"),
        (datetime(2026, 1, 5, 12, 0, tzinfo=UTC), "midday"),
        (datetime(2026, 1, 5, 0, 0, tzinfo=UTC), "12 am"),
    ],
)
def test_a_time_is_said_with_am_or_pm(moment: datetime, words: str) -> None:
    assert filters.time_words(moment) == words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 22), "today"),
        (date(2026, 11, 21), "yesterday"),
        (date(2026, 11, 10), "12 days ago"),
        (date(2026, 10, 22), "4 weeks ago"),
        (date(2026, 8, 22), "3 months ago"),
        (date(2023, 11, 22), "3 years ago"),
        (date(2026, 11, 23), "tomorrow"),
        (date(2026, 11, 27), "in 5 days"),
    ],
)
def test_how_long_ago_is_said_in_the_largest_honest_unit(day: date, words: str) -> None:
    assert filters.days_ago_words(day, date(2026, 11, 22)) == words


def test_a_capital_at_the_start_leaves_names_as_they_are() -> None:
    assert filters.capital("help from Thursday 12 November") == "Help from Thursday 12 November"
    assert filters.capital("") == ""


@pytest.mark.parametrize(
    ("distance_km", "is_about", "words"),
    [
        (0.04, False, "100 m"),
        (0.34, False, "300 m"),
        (0.96, False, "1.0 km"),
        (1.23, False, "1.2 km"),
        (9.97, False, "10 km"),
        (12.4, False, "12 km"),
        (2.7, True, "about 3 km"),
        (0.2, True, "about 1 km"),
        (None, False, "distance not known"),
    ],
)
def test_a_distance_says_no_more_than_is_known(distance_km: float | None, is_about: bool, words: str) -> None:
    assert filters.distance_words(distance_km, is_about) == words


@pytest.mark.parametrize(
    ("amount", "words"),
    [(Decimal("32000"), "£32,000"), (Decimal("7.5"), "£7.50"), (0, "£0"), (Decimal("-12"), "-£12")],
)
def test_pounds_have_pence_only_where_there_are_some(amount: Decimal, words: str) -> None:
    assert filters.pounds(amount) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Fraction(41, 8), "5.13"),
        (Fraction(-41, 8), "-5.13"),
        (5.125, "5.13"),
        (Fraction(1, 3), "0.33"),
        (Fraction(40), "40"),
        (4.5, "4.5"),
        (0, "0"),
        (Fraction(-1, 1000), "0"),
        (None, "–"),
    ],
)
def test_a_score_that_is_half_way_goes_up(value: Fraction | float | None, words: str) -> None:
    assert filters.score(value) == words


def test_a_count_agrees_with_its_noun() -> None:
    assert filters.plural(1, "person", "people") == "1 person"
    assert filters.plural(1240, "person", "people") == "1,240 people"
    assert filters.plural(0, "service") == "0 services"


def test_a_life_area_that_nobody_knows_is_refused() -> None:
    assert filters.life_area_label("work-and-learning") == "Work and learning"
    with pytest.raises(ValueError, match="cookery"):
        filters.life_area_label("cookery")


@pytest.mark.parametrize(
    ("state", "weeks", "words"),
    [
        (cards.CapacityState.TAKING, None, "Taking people now"),
        (cards.CapacityState.WAITING, 3, "Waiting about 3 weeks"),
        (cards.CapacityState.WAITING, 1, "Waiting about 1 week"),
        (cards.CapacityState.WAITING, None, "Has a waiting list"),
        (cards.CapacityState.NOT_TAKING, None, "Not taking people now"),
        (cards.CapacityState.NOT_KNOWN, None, "Not known if it takes people now"),
    ],
)
def test_silence_about_capacity_is_never_a_yes(state: cards.CapacityState, weeks: int | None, words: str) -> None:
    assert cards.capacity(state, waiting_weeks=weeks) == cards.Capacity(state=state, words=words)


def test_an_entry_that_nobody_checked_counts_as_old() -> None:
    assert cards.freshness(checked_days_ago=None, old_after_days=90).is_old
    assert cards.freshness(checked_days_ago=91, old_after_days=90).is_old
    assert cards.freshness(checked_days_ago=12, old_after_days=90) == cards.Freshness(words="Checked 12 days ago")


def test_a_table_refuses_a_row_with_too_few_cells() -> None:
    with pytest.raises(ValueError, match="2 cells"):
        lists.Table(caption="Waits", columns=(lists.Column(label="A"), lists.Column(label="B")), rows=(("one",),))
