"""What may be published about small groups of people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lodestar.rules import parameters


@dataclass(frozen=True, slots=True)
class PublishableTable:
    """Counts fit to be shown: None is hidden, and never means zero."""

    cells: Mapping[str, int | None]
    total: int | None

    @property
    def hidden(self) -> frozenset[str]:
        """Return the names of the hidden cells."""
        return frozenset(name for name, count in self.cells.items() if count is None)


def suppress(*, cells: Mapping[str, int], threshold: int, rounding_base: int = 1) -> PublishableTable:
    """Return the table with small counts hidden so that no subtraction finds them.

    Unit: people.  Source: mental-health-monthly-statistics, mhsds_functions.py (under
    5, zero included, hidden; else nearest 5); inventory S2-05 asks for the second step,
    which the national code lacks.  Checked: 2026-11-22.

    First step: every count under the threshold, zero too, since "nobody" is also a fact
    about each person in a group. Second step: while the total would give a hidden count
    away, the smallest shown count is hidden too, and with it every count equal to it:
    were one of several picked by its name, whoever knows this rule could work back. The
    total itself is hidden when it is under the threshold or when no cell is left to
    protect the hidden ones. Rounding comes last. One table at a time: two tables that
    share people need the same cells.
    Raises ValueError for a count below 0, a threshold below 2 or a base below 1.
    """
    if threshold < 2 or rounding_base < 1 or any(n < 0 for n in cells.values()):
        raise ValueError("Counts start at 0, the threshold at 2 and the base at 1.")
    hidden = {name for name, count in cells.items() if count < threshold}
    total = sum(cells.values())
    total_is_shown = total >= threshold
    while hidden and total_is_shown and _can_be_found([cells[name] for name in hidden], threshold=threshold):
        shown = cells.keys() - hidden
        smallest = min((cells[name] for name in shown), default=None)
        hidden |= {name for name in shown if cells[name] == smallest}
        total_is_shown = bool(shown)
    return PublishableTable(
        cells={
            name: None if name in hidden else round_count(count, base=rounding_base) for name, count in cells.items()
        },
        total=round_count(total, base=rounding_base) if total_is_shown else None,
    )


def _can_be_found(hidden_counts: list[int], *, threshold: int) -> bool:
    # Whoever subtracts learns the sum of the hidden counts. One alone is then known;
    # so are all of them when each must be zero, or each the most that is ever hidden.
    largest = (threshold - 1) * len(hidden_counts)
    return len(hidden_counts) == 1 or sum(hidden_counts) in (0, largest)


def round_count(count: int, *, base: int) -> int:
    """Return the count rounded to the nearest multiple of `base`, halves upwards.

    Unit: people.  Source: mental-health-monthly-statistics, mhsds_functions.py.
    Checked: 2026-11-22.
    """
    return (2 * count + base) // (2 * base) * base


def publishable_table(*, cells: Mapping[str, int], on: date) -> PublishableTable:
    """Return `suppress` under the threshold and rounding in force on this day.

    Unit: people.  Source: parameters `small-number-threshold`, `rounding-base`.
    Checked: 2026-11-22.
    """
    return suppress(
        cells=cells,
        threshold=parameters.whole_number("small-number-threshold", on=on),
        rounding_base=parameters.whole_number("rounding-base", on=on),
    )


def publishable_count(*, count: int, on: date) -> int | None:
    """Return one count that stands alone, rounded, or None when it is hidden.

    Unit: people.  Source: as `publishable_table`.  Checked: 2026-11-22.
    """
    return publishable_table(cells={"count": count}, on=on).total


def publishable_percent(*, numerator: int, denominator: int, on: date, rest_is_sensitive: bool = True) -> int | None:
    """Return a whole percent, or None when it speaks of too few people.

    Unit: percent.  Source: mental-health-monthly-statistics, mhsds_functions.py: hidden
    when the numerator is under 5, else a whole number; menh_analysis asks the same of
    the denominator.  Checked: 2026-11-22.
    Stricter than the source: those left over may not be under 5 either, none included,
    since 96 % of 50 tells of the two others. A figure about a service and not about
    people, such as first contacts on time, may say `rest_is_sensitive=False`.
    Raises ValueError when the numerator is larger than the denominator.
    """
    if not 0 <= numerator <= denominator:
        raise ValueError("The numerator is part of the denominator.")
    threshold = parameters.whole_number("small-number-threshold", on=on)
    smallest = min(numerator, denominator - numerator) if rest_is_sensitive else numerator
    if smallest < threshold:
        return None
    return round_count(100 * numerator, base=denominator) // denominator


def coarse_percent(*, percent: int, denominator: int) -> int:
    """Return a share no finer than its rounded counts: to the nearest 5 when it is of fewer than 100.

    Unit: percent.  Source: our own; 44 % of "about 15" can only be 7 of 16, which would undo the
    rounding of both counts.  Checked: 2026-11-22.
    """
    return round_count(percent, base=5) if denominator < 100 else percent


def may_show_statistic(*, count: int, on: date) -> bool:
    """Return whether a median, percentile, mean or arm may rest on so few people.

    Unit: none.  Source: parameter `statistic-limit`, acceptance journeys J11 and C7.
    Checked: 2026-11-22.
    """
    return count >= parameters.whole_number("statistic-limit", on=on)
