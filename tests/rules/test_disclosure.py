"""Small groups stay hidden, from subtraction and from those who know the rule."""

from collections import defaultdict
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.rules import disclosure

DAY = date(2026, 11, 22)
CELLS = st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.integers(0, 40), max_size=8)


@pytest.mark.inventory("S2-05")
@pytest.mark.parametrize(
    ("cells", "shown", "total"),
    [
        # One small count: the smallest of the others goes with it.
        ({"a": 3, "b": 20, "c": 30}, {"a": None, "b": None, "c": 30}, 53),
        # Two small counts protect each other.
        ({"a": 3, "b": 2, "c": 30}, {"a": None, "b": None, "c": 30}, 35),
        # Zero is hidden too, and two zeros do not protect each other.
        ({"a": 0, "b": 0, "c": 30, "d": 40}, {"a": None, "b": None, "c": None, "d": 40}, 70),
        # Two counts of four are the most that is hidden: they need a third.
        ({"a": 4, "b": 4, "c": 30, "d": 40}, {"a": None, "b": None, "c": None, "d": 40}, 78),
        # Nothing small, nothing hidden; five is not small.
        ({"a": 5, "b": 6}, {"a": 5, "b": 6}, 11),
        # Equal counts go together: none is picked by its name.
        ({"a": 3, "b": 9, "c": 9}, {"a": None, "b": None, "c": None}, 21),
        # A small total is hidden itself.
        ({"a": 1, "b": 2}, {"a": None, "b": None}, None),
        ({"a": 4}, {"a": None}, None),
        # All hidden and each at its most: the total would tell.
        ({"a": 4, "b": 4}, {"a": None, "b": None}, None),
        ({"a": 12}, {"a": 12}, 12),
        ({}, {}, None),
    ],
)
def test_small_counts_and_what_would_give_them_away_are_hidden(
    cells: dict[str, int], shown: dict[str, int | None], total: int | None
) -> None:
    table = disclosure.suppress(cells=cells, threshold=5)

    assert dict(table.cells) == shown
    assert table.total == total


@pytest.mark.inventory("S2-05")
@pytest.mark.parametrize(
    ("number_of_cells", "threshold", "largest"),
    [(1, 5, 12), (2, 5, 18), (3, 3, 9), (3, 2, 7), (4, 2, 5), (3, 5, 11)],
)
def test_nobody_who_knows_the_rule_can_work_out_a_hidden_count(
    number_of_cells: int, threshold: int, largest: int
) -> None:
    """Each published table could have come from two tables that differ at each hidden cell."""
    names = "abcd"[:number_of_cells]
    behind = defaultdict(list)
    for counts in product(range(largest + 1), repeat=number_of_cells):
        table = disclosure.suppress(cells=dict(zip(names, counts, strict=True)), threshold=threshold)
        behind[tuple(table.cells.values()), table.total].append(counts)

    for (published, _total), tables in behind.items():
        for place, count in enumerate(published):
            assert count is not None or len({counts[place] for counts in tables}) > 1


@given(cells=CELLS)
def test_a_hidden_count_never_stands_alone_under_a_total(cells: dict[str, int]) -> None:
    table = disclosure.suppress(cells=cells, threshold=5)

    assert table.total is None or len(table.hidden) != 1


@given(cells=CELLS)
def test_every_count_that_is_shown_is_large_enough_and_true(cells: dict[str, int]) -> None:
    table = disclosure.suppress(cells=cells, threshold=5)

    assert all(count is None or count == cells[name] >= 5 for name, count in table.cells.items())
    assert table.cells.keys() == cells.keys()


@given(cells=CELLS)
def test_the_published_table_is_rounded_to_the_nearest_five(cells: dict[str, int]) -> None:
    exact = disclosure.suppress(cells=cells, threshold=5)
    rounded = disclosure.publishable_table(cells=cells, on=DAY)

    assert rounded.hidden == exact.hidden
    for name, count in rounded.cells.items():
        assert count is None or (count % 5 == 0 and abs(count - cells[name]) <= 2)


@pytest.mark.parametrize(("cells", "threshold", "base"), [({"a": -1}, 5, 1), ({"a": 1}, 1, 1), ({"a": 1}, 5, 0)])
def test_counts_and_limits_that_cannot_be_are_refused(cells: dict[str, int], threshold: int, base: int) -> None:
    with pytest.raises(ValueError, match="start at"):
        disclosure.suppress(cells=cells, threshold=threshold, rounding_base=base)


@pytest.mark.parametrize(
    ("count", "base", "rounded"),
    [(5, 5, 5), (7, 5, 5), (8, 5, 10), (12, 5, 10), (13, 5, 15), (0, 5, 0), (5, 10, 10), (14, 1, 14)],
)
def test_counts_are_rounded_to_the_nearest(count: int, base: int, rounded: int) -> None:
    assert disclosure.round_count(count, base=base) == rounded


@pytest.mark.parametrize(("count", "shown"), [(0, None), (4, None), (5, 5), (22, 20), (23, 25)])
def test_one_count_that_stands_alone(count: int, shown: int | None) -> None:
    assert disclosure.publishable_count(count=count, on=DAY) == shown


@pytest.mark.parametrize(
    ("numerator", "denominator", "shown"),
    [
        (4, 40, None),
        (5, 40, 13),
        (20, 40, 50),
        (36, 40, None),
        (40, 40, None),
        (35, 40, 88),
        (0, 40, None),
        (0, 0, None),
        (1, 3, None),
        (10, 30, 33),
        (20, 30, 67),
    ],
)
def test_a_percent_is_whole_and_hidden_when_either_part_is_small(
    numerator: int, denominator: int, shown: int | None
) -> None:
    assert disclosure.publishable_percent(numerator=numerator, denominator=denominator, on=DAY) == shown


@pytest.mark.parametrize(("numerator", "shown"), [(4, None), (36, 90), (40, 100)])
def test_a_percent_about_a_service_follows_the_national_rule(numerator: int, shown: int | None) -> None:
    percent = disclosure.publishable_percent(numerator=numerator, denominator=40, on=DAY, rest_is_sensitive=False)

    assert percent == shown


def test_a_part_larger_than_its_whole_is_refused() -> None:
    with pytest.raises(ValueError, match="part of"):
        disclosure.publishable_percent(numerator=6, denominator=5, on=DAY)


@pytest.mark.parametrize(("count", "may"), [(0, False), (9, False), (10, True), (24, True)])
def test_no_statistic_rests_on_fewer_than_ten_people(count: int, may: bool) -> None:
    assert disclosure.may_show_statistic(count=count, on=DAY) is may
