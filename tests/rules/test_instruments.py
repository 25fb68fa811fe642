"""The registry of questionnaires: facts, direction and who may use them; no wording."""

import csv
import dataclasses
import re
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from lodestar.rules import instruments
from lodestar.rules.instruments import ChangeOf, LicenceOnFile, Needs

DAY = date(2026, 11, 22)
EVERY_ROW = [row for rows in instruments.all_instruments().values() for row in rows]
ROW: dict[str, object] = {
    "code": "example",
    "name": "Example",
    "version": "1",
    "from": date(2026, 1, 1),
    "items": 2,
    "minimum": 0,
    "maximum": 4,
    "higher_is_better": True,
    "missing_rule": "all-answered",
    "score_rule": "total",
    "scales": {"total": [1, 2]},
    "change_is_of": "score",
    "source": "a document",
    "licence": "Free.",
    "needs": "nothing",
    "on_from_the_start": False,
    "wording_shipped": False,
    "safety_items": [],
}


@pytest.mark.parametrize(
    ("code", "items", "minimum", "maximum", "higher_is_better", "reliable_change", "caseness"),
    [
        ("dialog", 11, 1, 7, True, 1, None),
        ("goal-based-outcomes", 3, 0, 10, True, 3, None),
        ("reqol-10", 11, 0, 4, True, 5, 25),
        ("reqol-20", 21, 0, 4, True, 10, None),
        ("phq-9", 9, 0, 3, False, 6, 10),
        ("gad-7", 7, 0, 3, False, 4, 8),
        ("wsas", 5, 0, 8, False, 8, None),
        ("swemwbs", 7, 1, 5, True, 3, None),
        ("core-10", 10, 0, 4, False, 5, None),
        ("qpr", 15, 0, 4, True, None, None),
        ("recovery-star", 10, 1, 10, True, None, None),
    ],
)
def test_each_row_is_as_its_source_says(
    code: str,
    items: int,
    minimum: int,
    maximum: int,
    higher_is_better: bool,
    reliable_change: int | None,
    caseness: int | None,
) -> None:
    row = instruments.instrument(code, on=DAY)

    assert (row.items, row.minimum, row.maximum) == (items, minimum, maximum)
    assert (row.higher_is_better, row.reliable_change, row.caseness) == (higher_is_better, reliable_change, caseness)


@pytest.mark.parametrize("code", ["dialog", "reqol-10", "reqol-20", "qpr"])
def test_more_is_better_where_the_national_childrens_code_has_it_the_wrong_way_round(code: str) -> None:
    assert instruments.instrument(code, on=DAY).higher_is_better


def test_a_change_on_dialog_and_on_goals_is_of_one_item() -> None:
    by_item = {row.code for row in EVERY_ROW if row.change_is_of is ChangeOf.ITEM}

    assert by_item == {"dialog", "goal-based-outcomes"}
    assert instruments.instrument("dialog", on=DAY).change_items == frozenset(range(1, 9))


def test_only_two_scales_ask_about_ending_ones_life_and_say_so() -> None:
    assert {row.code: set(row.safety_items) for row in EVERY_ROW if row.safety_items} == {"phq-9": {9}, "core-10": {6}}


@pytest.mark.parametrize("row", EVERY_ROW, ids=lambda row: row.code)
def test_every_row_names_its_source_and_its_licence(row: instruments.Instrument) -> None:
    assert len(row.source) > 20 and len(row.licence) > 5


def test_no_wording_of_a_licensed_tool_is_in_the_file() -> None:
    star = instruments.instrument("recovery-star", on=DAY)

    assert star.item_topics == () and not star.wording_shipped
    assert {row.code for row in EVERY_ROW if row.wording_shipped} == {"goal-based-outcomes", "phq-9", "gad-7"}
    text = Path(instruments.__file__).with_name("parameters").joinpath("instruments.toml").read_text().lower()
    assert not re.search(r"stuck|accepting help|self-reliance|little interest|feeling nervous|trouble falling", text)


@pytest.mark.parametrize("code", ["dialog", "goal-based-outcomes", "phq-9", "gad-7"])
def test_what_needs_nothing_is_there_without_a_licence(code: str) -> None:
    assert instruments.is_available(instruments.instrument(code, on=DAY), licences=[], on=DAY)


@pytest.mark.inventory("S0-08")
def test_the_licensed_star_is_off_until_a_licence_reference_stands_on_file() -> None:
    star = instruments.instrument("recovery-star", on=DAY)

    assert star.needs is Needs.LICENCE
    assert not instruments.is_available(star, licences=[], on=DAY)
    assert not instruments.is_available(star, licences=[LicenceOnFile("recovery-star", "  ", DAY)], on=DAY)
    assert not instruments.is_available(star, licences=[LicenceOnFile("reqol-10", "OUI 77", DAY)], on=DAY)
    assert instruments.is_available(star, licences=[LicenceOnFile("recovery-star", "ABC 12", DAY)], on=DAY)


@pytest.mark.parametrize(("days", "is_there"), [(-1, False), (0, True), (30, True), (31, False)])
def test_a_licence_counts_on_both_its_end_days_and_not_beyond(days: int, is_there: bool) -> None:
    row = instruments.instrument("reqol-10", on=DAY)
    licence = LicenceOnFile("reqol-10", "OUI 77", valid_from=DAY, valid_to=DAY + timedelta(days=30))

    assert instruments.is_available(row, licences=[licence], on=DAY + timedelta(days=days)) is is_there


def test_a_row_that_has_ended_is_available_to_nobody() -> None:
    row = instruments.as_instrument(ROW | {"to": DAY})

    assert instruments.is_available(row, licences=[], on=DAY)
    assert not instruments.is_available(row, licences=[], on=DAY + timedelta(days=1))


def test_what_is_available_comes_in_the_order_of_the_file() -> None:
    held = [LicenceOnFile("swemwbs", "W 1", DAY)]

    codes = [row.code for row in instruments.available_instruments(licences=held, on=DAY)]

    assert codes == ["dialog", "goal-based-outcomes", "phq-9", "gad-7", "swemwbs"]


def test_an_instrument_that_nobody_wrote_down_fails_loudly() -> None:
    with pytest.raises(instruments.UnknownInstrument, match="no-such"):
        instruments.instrument("no-such", on=DAY)
    with pytest.raises(instruments.UnknownInstrument, match="2019"):
        instruments.instrument("dialog", on=date(2019, 12, 31))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"minimum": 4}, "backwards"),
        ({"scales": {}}, "no score"),
        ({"scales": {"total": [1, 3]}}, "does not have"),
        ({"safety_items": [3]}, "does not have"),
        ({"item_topics": ["one"]}, "topics"),
        ({"read_as_missing": [4]}, "missing"),
        ({"score_rule": "metric-table", "metric_table": [1.5, 2.5]}, "metric"),
        ({"metric_table": [1.5]}, "metric"),
        ({"bands_from": [0, 9, 5]}, "bands"),
        ({"to": date(2025, 1, 1)}, "ends before"),
        ({"to": "soon"}, "to"),
        ({"from": "2026"}, "from"),
        ({"score_rule": "sum"}, "sum"),
        ({"source": " "}, "text"),
        ({"items": True}, "whole number"),
        ({"higher_is_better": 1}, "true or false"),
        ({"safety_items": 9}, "list"),
    ],
)
def test_a_row_that_contradicts_itself_is_refused(change: dict[str, object], said: str) -> None:
    with pytest.raises(instruments.BadInstrument, match=said):
        instruments.as_instrument(ROW | change)


@pytest.mark.parametrize("part", ["safety_items", "higher_is_better", "licence", "source", "wording_shipped"])
def test_a_row_that_leaves_out_a_part_is_refused(part: str) -> None:
    with pytest.raises(instruments.BadInstrument, match=part):
        instruments.as_instrument({name: value for name, value in ROW.items() if name != part})


def test_two_rows_of_one_code_on_one_day_are_refused() -> None:
    first = instruments.as_instrument(ROW)
    second = dataclasses.replace(first, valid_from=DAY)

    with pytest.raises(instruments.BadInstrument, match="same day"):
        instruments.in_order([second, first])
    parted = dataclasses.replace(first, valid_to=DAY - timedelta(days=1))
    assert instruments.in_order([second, parted]) == (parted, second)


def test_the_metric_table_rises_from_the_lowest_to_the_highest_score() -> None:
    table = instruments.instrument("swemwbs", on=DAY).metric_table

    assert len(table) == 29 and table == tuple(sorted(set(table)))
    assert (table[0], table[14], table[28]) == (Fraction(7), Fraction("19.25"), Fraction(35))


@pytest.mark.parametrize(
    ("code", "tool", "described_as"),
    [
        ("phq-9", "Patient Health Questionnaire (PHQ-9)", "questionnaire 9 score"),
        ("gad-7", "Genralised Anxiety Disorder 7 (GAD-7)", "7 item score"),
        ("reqol-10", "ReQoL (Recovering Quality of Life 10-item)", "10-item"),
        ("reqol-20", "ReQoL (Recovering Quality of Life 20-item)", "20-item"),
        ("core-10", "Clinical Outcomes in Routine Evaluation 10 (CORE 10)", "10 clinical score"),
        ("qpr", "Questionnaire about the Process of Recovery", "total score"),
    ],
)
def test_the_range_of_a_total_is_the_one_of_the_national_code_list(
    shared_data: Path, code: str, tool: str, described_as: str
) -> None:
    row = instruments.instrument(code, on=DAY)
    (items,) = row.scales.values()
    with (shared_data / "codes" / "outcome_tools_mh_ass.csv").open(encoding="utf-8") as file:
        ranges = {
            (int(line["lower_range"]), int(line["upper_range"]))
            for line in csv.DictReader(file)
            if line["assessment_tool"].startswith(tool[:40]) and described_as in line["description"]
        }

    assert ranges == {(len(items) * row.minimum, len(items) * row.maximum)}
