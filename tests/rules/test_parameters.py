"""A number is a dated row with a source; a missing one is never guessed."""

from datetime import date

import pytest

from lodestar.rules import parameters

DAY = date(2026, 11, 22)
ROW: dict[str, object] = {
    "name": "example",
    "value": 3,
    "unit": "days",
    "from": date(2026, 4, 6),
    "source": "a document",
    "checked": DAY,
}
EVERY_ROW = [row for rows in parameters.all_parameters().values() for row in rows]


def test_a_parameter_carries_its_evidence() -> None:
    found = parameters.parameter("waiting-target", on=DAY)

    assert (found.value, found.unit) == (28, "days")
    assert found.source and found.checked


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("waiting-target", 28),
        ("small-number-threshold", 5),
        ("rounding-base", 5),
        ("statistic-limit", 10),
        ("freshness-fresh", 90),
        ("freshness-ageing", 365),
        ("freshness-ask-again", 183),
        ("capacity-statement-expiry", 28),
        ("referral-reminder", 6),
        ("referral-escalation", 9),
    ],
)
def test_the_limits_are_those_of_their_sources(name: str, value: int) -> None:
    assert parameters.whole_number(name, on=DAY) == value


def test_a_name_that_nobody_wrote_down_fails_loudly() -> None:
    with pytest.raises(parameters.MissingParameter, match="no-such-limit"):
        parameters.parameter("no-such-limit", on=DAY)


def test_a_day_before_the_first_row_fails_loudly() -> None:
    with pytest.raises(parameters.MissingParameter, match="2020-01-01"):
        parameters.parameter("waiting-target", on=date(2020, 1, 1))


def test_a_year_without_bank_holidays_fails_loudly() -> None:
    with pytest.raises(parameters.MissingParameter):
        parameters.days_listed("bank-holidays-england", on=date(2029, 1, 2))


def test_a_number_is_not_read_as_a_list_nor_a_list_as_a_number() -> None:
    with pytest.raises(parameters.BadParameter):
        parameters.days_listed("waiting-target", on=DAY)
    with pytest.raises(parameters.BadParameter):
        parameters.whole_number("bank-holidays-england", on=DAY)
    with pytest.raises(parameters.BadParameter):
        parameters.codes_listed("bank-holidays-england", on=DAY)
    with pytest.raises(parameters.BadParameter):
        parameters.codes_listed("waiting-target", on=DAY)
    with pytest.raises(parameters.BadParameter):
        parameters.days_listed("national-clock-attended", on=DAY)


def test_a_list_of_codes_is_read_as_it_stands() -> None:
    assert parameters.codes_listed("national-clock-attended", on=DAY) == ("5", "6")


@pytest.mark.parametrize("row", EVERY_ROW, ids=lambda row: f"{row.name} {row.valid_from}")
def test_every_row_names_unit_source_and_the_day_it_was_checked(row: parameters.Parameter) -> None:
    assert row.unit.strip()
    assert len(row.source) > 20
    assert row.checked >= date(2026, 11, 1)


def test_both_end_days_of_a_row_count() -> None:
    row = parameters.as_parameter(ROW | {"to": date(2027, 4, 5)}, file_name="x.toml")

    held = [row.holds_on(date(2026, 4, 5)), row.holds_on(date(2026, 4, 6))]
    ended = [row.holds_on(date(2027, 4, 5)), row.holds_on(date(2027, 4, 6))]

    assert held == [False, True]
    assert ended == [True, False]


@pytest.mark.parametrize(
    "wrong",
    [
        {"source": ""},
        {"unit": None},
        {"until": DAY},
        {"from": "2026"},
        {"to": "2026"},
        {"checked": 2026},
        {"value": {"a": 1}},
        {"to": date(2026, 1, 1)},
    ],
    ids=str,
)
def test_a_row_that_lacks_evidence_or_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(parameters.BadParameter, match=r"x\.toml"):
        parameters.as_parameter(ROW | wrong, file_name="x.toml")


def test_two_rows_that_hold_on_one_day_are_refused() -> None:
    open_ended = parameters.as_parameter(ROW, file_name="x.toml")
    later = parameters.as_parameter(ROW | {"from": date(2027, 4, 6)}, file_name="x.toml")

    with pytest.raises(parameters.BadParameter, match="same day"):
        parameters.in_order([later, open_ended])


def test_rows_that_follow_each_other_stand_in_order() -> None:
    first = parameters.as_parameter(ROW | {"to": date(2027, 4, 5)}, file_name="x.toml")
    second = parameters.as_parameter(ROW | {"from": date(2027, 4, 6)}, file_name="x.toml")

    assert parameters.in_order([second, first]) == (first, second)
