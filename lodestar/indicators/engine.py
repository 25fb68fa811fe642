"""Running an indicator over the Parquet files of an extract, on DuckDB in this process.

One definition serves every engine that Ibis speaks; this one needs no server and no network.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from lodestar.indicators import catalogue, tables
from lodestar.indicators.expressions import accepting, access, saying, waiting
from lodestar.indicators.periods import Period
from lodestar.indicators.results import Result
from lodestar.rules import own_questions, parameters, therapies
from lodestar.rules.own_questions import OwnQuestion

MEMORY_LIMIT = "512MB"
THREADS = 2


class WrongTable(ValueError):
    """A file does not hold the table that is declared, or holds rows that cannot be."""


def run(indicator: catalogue.Indicator, extract_dir: Path, *, period: Period, on: date) -> list[Result]:
    """Return the indicator's results for referrals received in `period`, as they stood at the end of `on`.

    The total first, then each breakdown in the order of its keys: the same files always give the same
    list. Raises WrongTable when a file breaks its declaration, and ValueError when the period is not
    over by `on`.
    """
    if period.until - timedelta(days=1) > on:
        raise ValueError("The period is not over by the day of the question.")
    connection = _connect()
    try:
        source = _read(connection, tables.by_name(indicator.table), extract_dir)
        return RUNS[indicator.slug](indicator, source, period, on)
    finally:
        connection.disconnect()


def _connect() -> Any:
    return ibis.duckdb.connect(
        memory_limit=MEMORY_LIMIT,
        threads=THREADS,
        autoinstall_known_extensions=False,
        autoload_known_extensions=False,
    )


def _read(connection: Any, table: tables.Table, extract_dir: Path) -> ir.Table:
    held = connection.read_parquet(extract_dir / f"{table.name}.parquet", table_name=table.name)
    wanted = {"text": "string", "date": "date"}
    found = {name: str(kind).removeprefix("!") for name, kind in held.schema().items()}
    for column in table.columns:
        if found.get(column.name) != wanted[column.type]:
            raise WrongTable(f"{table.name}.{column.name} is {found.get(column.name)}, not {column.type}.")
    return held


def _run_waiting(indicator: catalogue.Indicator, source: ir.Table, period: Period, on: date) -> list[Result]:
    target_days = parameters.whole_number("waiting-target", on=on)
    with waiting.waits(source, period=period, on=on).cache() as rows:
        if waiting.impossible(rows).count().to_pyarrow().as_py():
            raise WrongTable("A first contact is dated before its referral.")
        return [
            _result(indicator, breakdown, found, period, {"target_days": target_days})
            for breakdown in indicator.breakdowns
            for found in _in_order(waiting.summary(rows, breakdown=breakdown, target_days=target_days))
        ]


def _run_adults(indicator: catalogue.Indicator, source: ir.Table, period: Period, on: date) -> list[Result]:
    fewest = parameters.whole_number("access-adult-contacts", on=on)
    teams = parameters.codes_listed("access-adult-teams", on=on)
    with access.adults(source, period=period, teams=teams, fewest=fewest).cache() as rows:
        return [
            _result(indicator, breakdown, found, period, {})
            for breakdown in indicator.breakdowns
            for found in _in_order(access.adult_summary(rows, breakdown=breakdown))
        ]


def _run_children(indicator: catalogue.Indicator, source: ir.Table, period: Period, on: date) -> list[Result]:
    with access.young(source, period=period).cache() as rows:
        return [
            _result(indicator, breakdown, found, period, {})
            for breakdown in indicator.breakdowns
            for found in _in_order(access.young_summary(rows, breakdown=breakdown))
        ]


def _run_modes(indicator: catalogue.Indicator, source: ir.Table, period: Period, on: date) -> list[Result]:
    with access.modes(source, period=period).cache() as rows:
        return [
            _result(indicator, breakdown, found, period, {})
            for breakdown in indicator.breakdowns
            for found in _in_order(access.mode_summary(rows, breakdown=breakdown))
        ]


def _run_accepting(indicator: catalogue.Indicator, source: ir.Table, period: Period, on: date) -> list[Result]:
    with accepting.answers(source, period=period, on=on).cache() as rows:
        return [
            _result(indicator, breakdown, found, period, {})
            for breakdown in indicator.breakdowns
            for found in _in_order(accepting.summary(rows, breakdown=breakdown))
        ]


def _run_social(indicator: catalogue.Indicator, source: ir.Table, period: Period, on: date) -> list[Result]:
    asked = own_questions.question(OwnQuestion.SOCIAL_CONTACT, on=on)
    with saying.answers(source, period=period).cache() as rows:
        return [
            _result(indicator, breakdown, found, period, {})
            for breakdown in indicator.breakdowns
            for found in _in_order(
                saying.answer_summary(rows, breakdown=breakdown, wanted=sorted(asked.wanted), alone=asked.answers[-1])
            )
        ]


def _run_therapies(indicator: catalogue.Indicator, source: ir.Table, period: Period, on: date) -> list[Result]:
    guidance = {row.code: row.therapies for row in therapies.conditions(on=on)}
    with saying.offers(source, period=period, on=on, guidance=guidance).cache() as rows:
        return [
            _result(indicator, breakdown, found, period, {})
            for breakdown in indicator.breakdowns
            for found in _in_order(saying.offer_summary(rows, breakdown=breakdown))
        ]


RUNS: Mapping[str, Callable[[catalogue.Indicator, ir.Table, Period, date], list[Result]]] = {
    catalogue.WAIT_TO_FIRST_CONTACT.slug: _run_waiting,
    catalogue.ACCESS_ADULTS.slug: _run_adults,
    catalogue.ACCESS_CHILDREN.slug: _run_children,
    catalogue.CONTACTS_BY_MODE.slug: _run_modes,
    catalogue.ACCEPTED_BY_NEED.slug: _run_accepting,
    catalogue.SOCIAL_CONTACT.slug: _run_social,
    catalogue.THERAPIES_OFFERED.slug: _run_therapies,
}


def _in_order(summary: ir.Table) -> list[dict[str, Any]]:
    return sorted(summary.to_pyarrow().to_pylist(), key=lambda found: found["key"])


def _result(
    indicator: catalogue.Indicator,
    breakdown: str,
    found: dict[str, Any],
    period: Period,
    settings: Mapping[str, int],
) -> Result:
    hundredths = {measure.name: found[f"{measure.name}_hundredths"] for measure in indicator.statistics}
    return Result(
        indicator=indicator.slug,
        breakdown=breakdown,
        key=found["key"],
        label=found["label"],
        period=period,
        parameters=settings,
        # A sum over no row at all is empty, and means none.
        counts={name: number or 0 for name, number in found.items() if name.startswith("count")},
        statistics={name: None if number is None else number / 100 for name, number in hundredths.items()},
    )
