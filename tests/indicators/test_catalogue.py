"""What every declaration says, so that no figure is shown without its meaning."""

import subprocess
import sys
from pathlib import Path

import pytest

from lodestar.indicators import catalogue, engine, tables


@pytest.mark.parametrize("declared", catalogue.INDICATORS, ids=lambda declared: declared.slug)
def test_an_indicator_says_what_it_asks_counts_and_warns_of(declared: catalogue.Indicator) -> None:
    for words in (
        declared.question,
        declared.numerator,
        declared.denominator,
        declared.unit,
        declared.source,
    ):
        assert words.strip()
    assert declared.caveats
    assert declared.breakdowns[0] == catalogue.TOTAL
    assert tables.by_name(declared.table)


@pytest.mark.parametrize("declared", catalogue.INDICATORS, ids=lambda declared: declared.slug)
def test_a_share_is_made_of_counts_that_the_indicator_declares(declared: catalogue.Indicator) -> None:
    counts = {measure.name for measure in (declared.counted, *declared.counts)}

    assert {part for share in declared.shares for part in (share.numerator, share.denominator)} <= counts


def test_the_engine_can_run_every_indicator_and_no_other() -> None:
    assert engine.RUNS.keys() == {declared.slug for declared in catalogue.INDICATORS}


def test_an_unknown_slug_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(catalogue.NoSuchIndicator, match="wait-referral-to-first-contact"):
        catalogue.indicator("wait-for-the-moon")


@pytest.mark.parametrize("table", tables.TABLES, ids=lambda table: table.name)
def test_a_table_says_what_a_row_is_and_what_each_column_means(table: tables.Table) -> None:
    assert table.row_is.startswith("One ")
    assert all(column.meaning.endswith(".") for column in table.columns)
    assert all(column.unit for column in table.columns if column.type == "date")


def test_pages_can_quote_declarations_without_the_data_stack() -> None:
    quoted = [module.__name__ for module in (catalogue, tables)]
    check = f"import sys, {', '.join(quoted)}; sys.exit(bool({{'ibis', 'duckdb', 'pyarrow'}} & set(sys.modules)))"

    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


def test_the_reference_names_every_indicator_measure_table_and_column() -> None:
    indicators, extract = (
        (Path(__file__).parents[2] / "docs" / "reference" / name).read_text()
        for name in ("indicators.md", "extract.md")
    )

    for declared in catalogue.INDICATORS:
        measures = (declared.counted, *declared.counts, *declared.shares, *declared.statistics)
        assert f"## {declared.slug}\n" in indicators
        assert not [measure.name for measure in measures if f"`{measure.name}`" not in indicators]
    for table in tables.TABLES:
        described = extract[extract.index(f"### {table.name}:") :].split("\n### ")[0]
        assert not [name for name in table.column_names if f"| `{name}` |" not in described]
