"""Published figures as a CSV file that a spreadsheet opens without running anything."""

import csv
import io
from collections.abc import Iterable, Sequence

from lodestar.commissioning.queries import Publication
from lodestar.indicators import catalogue

# What makes a spreadsheet take a cell for a formula (OWASP, CSV injection).
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
BYTE_ORDER_MARK = "\ufeff"
"""Tells spreadsheets that the file is UTF-8."""


def as_text(indicator: catalogue.Indicator, publication: Publication) -> str:
    """Return one line for each published result, with where it came from on every line.

    An empty figure with a reason beside it is hidden, and never means zero.
    """
    measures = (*indicator.statistics, *indicator.shares, *indicator.counts)
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(
        [
            "indicator",
            "definition_version",
            "breakdown",
            "key",
            "label",
            "period_from",
            "period_up_to",
            "as_at",
            indicator.counted.name,
            *(measure.name for measure in measures),
            "hidden_because",
            "extract_id",
        ]
    )
    for result in publication.results:
        row = [
            publication.indicator,
            publication.definition_version,
            result.breakdown,
            result.key,
            result.label,
            publication.period_from.isoformat(),
            publication.period_to.isoformat(),
            publication.as_at.isoformat(),
            result.count,
            *(result.values.get(measure.name) for measure in measures),
            result.hidden_because,
            publication.extract_id,
        ]
        writer.writerow([safe_cell(value) for value in row])
    return BYTE_ORDER_MARK + file.getvalue()


def as_lines(rows: Iterable[Sequence[str | int | None]]) -> str:
    """Return rows as lines of a CSV file, each cell safe to open in a spreadsheet."""
    file = io.StringIO()
    csv.writer(file).writerows([safe_cell(value) for value in row] for row in rows)
    return file.getvalue()


def safe_cell(value: str | int | None) -> str | int:
    """Return the value as a cell that no spreadsheet takes for a formula; None is an empty cell."""
    if isinstance(value, str) and value.startswith(STARTS_A_FORMULA):
        return f"'{value}"
    return "" if value is None else value
