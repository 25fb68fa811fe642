"""Until when a record is kept."""

from datetime import date

import pytest

from lodestar.rules import retention
from lodestar.rules.parameters import MissingParameter
from lodestar.rules.retention import RecordKind

TODAY = date(2026, 11, 22)
CASES = [
    (RecordKind.MENTAL_HEALTH, date(2006, 11, 22), None, date(2026, 11, 22)),
    (RecordKind.MENTAL_HEALTH, date(2010, 1, 1), date(2012, 6, 1), date(2022, 6, 1)),
    (RecordKind.MENTAL_HEALTH, date(2006, 11, 22), date(2025, 1, 1), date(2026, 11, 22)),
    (RecordKind.OTHER_ADULT, date(2018, 11, 22), None, date(2026, 11, 22)),
    (RecordKind.OTHER_ADULT, date(2010, 1, 1), date(2019, 1, 1), date(2027, 1, 1)),
    (RecordKind.MENTAL_HEALTH, date(2004, 2, 29), None, date(2024, 2, 29)),
    (RecordKind.OTHER_ADULT, date(2095, 2, 28), None, date(2103, 2, 28)),
]


@pytest.mark.parametrize(("kind", "ended_on", "died_on", "due_on"), CASES)
def test_a_record_is_due_on(kind: RecordKind, ended_on: date, died_on: date | None, due_on: date) -> None:
    assert retention.keep_until(kind=kind, ended_on=ended_on, died_on=died_on, on=TODAY) == due_on


def test_a_leap_day_falls_due_a_day_later_never_earlier() -> None:
    due_on = retention.keep_until(
        kind=RecordKind.MENTAL_HEALTH, ended_on=date(2088, 2, 29), died_on=date(2092, 2, 29), on=TODAY
    )

    assert due_on == date(2102, 3, 1)


@pytest.mark.parametrize("kind", list(RecordKind))
def test_nothing_is_due_whose_support_and_life_went_on_past_the_earliest_end(kind: RecordKind) -> None:
    edge = retention.earliest_end(on=TODAY)

    assert retention.keep_until(kind=kind, ended_on=edge, died_on=None, on=TODAY) >= TODAY


def test_a_record_of_care_by_an_nhs_trust_is_a_mental_health_record() -> None:
    assert retention.kind_of_record(was_in_nhs_care=True) is RecordKind.MENTAL_HEALTH
    assert retention.kind_of_record(was_in_nhs_care=False) is RecordKind.OTHER_ADULT


def test_a_day_before_the_first_rule_fails_loudly() -> None:
    with pytest.raises(MissingParameter):
        retention.keep_until(
            kind=RecordKind.OTHER_ADULT, ended_on=date(2000, 1, 1), died_on=None, on=date(2019, 12, 31)
        )
