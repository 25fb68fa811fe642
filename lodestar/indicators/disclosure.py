"""From results to what may be published: small numbers hidden, the rest rounded.

Each count is one table over the parts of a breakdown, with its total. A part whose own number of
referrals is hidden shows nothing else either.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import floor

from lodestar.indicators import catalogue
from lodestar.indicators.results import Result
from lodestar.rules import disclosure, parameters

SMALL_NUMBER = "small-number"
"""Fewer than the threshold: the number itself is what is hidden."""
PROTECTS_ANOTHER = "protects-another"
"""Large enough, but subtraction would give a small number away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publishable:
    """The figures of one part of a breakdown, fit to be shown. A count of None is hidden, never zero."""

    result: Result
    count: int | None
    values: Mapping[str, int | None]
    hidden_because: str


def publishable(indicator: catalogue.Indicator, results: Sequence[Result], *, on: date) -> list[Publishable]:
    """Return every result as it may be shown, in the same order.

    Counts are hidden under the threshold, with a second one where subtraction would find them, and
    rounded; a share is hidden with either of its counts, or when those outside it are few; a median or
    percentile needs enough people, and is a whole day.
    Unit: as the measures say.  Source: rules/disclosure.py.
    """
    shown = {
        measure.name: _shown_counts(results, measure.name, on=on) for measure in (indicator.counted, *indicator.counts)
    }
    return [_one(indicator, result, shown, on=on) for result in results]


Place = tuple[str, str]


def _shown_counts(results: Sequence[Result], name: str, *, on: date) -> dict[Place, int | None]:
    """Return the count of each part, and of the total, as it may be shown."""
    shown: dict[Place, int | None] = {}
    totals: list[int | None] = []
    for breakdown in {result.breakdown for result in results} - {catalogue.TOTAL}:
        cells = {r.key: r.counts[name] for r in results if r.breakdown == breakdown}
        table = disclosure.publishable_table(cells=cells, on=on)
        shown.update({(breakdown, key): count for key, count in table.cells.items()})
        totals.append(table.total)
    for result in results:
        if result.breakdown == catalogue.TOTAL:
            alone = disclosure.publishable_count(count=result.counts[name], on=on)
            # The tables share their total: what one of them must hide, the others may not tell.
            shown[catalogue.TOTAL, result.key] = None if None in totals else alone
    return shown


def _one(
    indicator: catalogue.Indicator,
    result: Result,
    shown: Mapping[str, Mapping[Place, int | None]],
    *,
    on: date,
) -> Publishable:
    place = (result.breakdown, result.key)
    counted = result.counts[indicator.counted.name]
    count = shown[indicator.counted.name][place]
    if count is None:
        is_small = counted < parameters.whole_number("small-number-threshold", on=on)
        reason = SMALL_NUMBER if is_small else PROTECTS_ANOTHER
        return Publishable(result=result, count=None, values={}, hidden_because=reason)
    values: dict[str, int | None] = {measure.name: shown[measure.name][place] for measure in indicator.counts}
    values.update(result.parameters)
    shown_counts = {indicator.counted.name: count, **values}
    for share in indicator.shares:
        values[share.name] = None
        if None not in (shown_counts[share.numerator], shown_counts[share.denominator]):
            of = result.counts[share.denominator]
            percent = disclosure.publishable_percent(numerator=result.counts[share.numerator], denominator=of, on=on)
            if percent is not None:
                values[share.name] = disclosure.coarse_percent(percent=percent, denominator=of)
    may_show = disclosure.may_show_statistic(count=counted, on=on)
    for statistic in indicator.statistics:
        days = result.statistics[statistic.name]
        values[statistic.name] = floor(days + 0.5) if may_show and days is not None else None
    return Publishable(result=result, count=count, values=values, hidden_because="")
