"""The wait from referral to first contact, as the engine counts it."""

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lodestar.indicators import catalogue, engine
from lodestar.indicators.periods import Period, last_twelve_months
from lodestar.indicators.results import Result
from lodestar.rules import waiting
from tests.indicators import referral_files

WAIT = catalogue.WAIT_TO_FIRST_CONTACT
YEAR = Period(date(2025, 1, 1), date(2026, 1, 1))
ON = date(2026, 1, 10)

# received, first contact, ended, service; what the row is there for
TYPED_OUT = [
    (date(2025, 3, 1), date(2025, 3, 1), None, "harbour-mind"),  # met on the day: 0 days
    (date(2025, 3, 3), date(2025, 3, 31), None, "harbour-mind"),  # 28 days: within
    (date(2025, 3, 3), date(2025, 4, 1), None, "harbour-mind"),  # 29 days: not within
    (date(2025, 5, 1), date(2025, 5, 11), date(2025, 9, 1), "harbour-mind"),  # met, then ended: 10 days
    (date(2025, 6, 1), None, date(2025, 6, 8), "harbour-mind"),  # declined: left out
    (date(2025, 12, 1), None, None, "harbour-mind"),  # waiting 40 days: due, not within
    (date(2025, 12, 20), None, None, "harbour-mind"),  # waiting 21 days: not due yet
    (date(2025, 12, 20), date(2026, 1, 11), None, "harbour-mind"),  # met after the day asked: still waiting
    (date(2025, 3, 30), date(2025, 4, 6), None, "north-pier"),  # across the change of the clocks: 7 days
    (date(2024, 12, 31), date(2025, 1, 5), None, "north-pier"),  # before the period
    (date(2026, 1, 1), date(2026, 1, 2), None, "north-pier"),  # after the period
]


def typed_out(folder: Path) -> list[Result]:
    rows = [
        referral_files.row(received_on=received, first_contact_on=met, ended_on=ended, service=service)
        for received, met, ended, service in TYPED_OUT
    ]
    return engine.run(WAIT, referral_files.write_referrals(folder, rows), period=YEAR, on=ON)


@pytest.mark.inventory("S0-26")
def test_the_typed_out_referrals_give_the_answer_worked_out_by_hand(tmp_path: Path) -> None:
    results = typed_out(tmp_path)

    total, harbour_mind, north_pier, *_months = results
    assert (total.breakdown, total.counts, total.statistics) == (
        "total",
        {"count": 5, "count_waiting": 3, "count_closed_unmet": 1, "count_within_target": 4, "count_due": 6},
        {"median_days": 10.0, "p90_days": 28.6},  # of 0, 7, 10, 28, 29
    )
    assert (harbour_mind.key, harbour_mind.label, harbour_mind.counts, harbour_mind.statistics) == (
        "harbour-mind",
        "Harbour mind",
        {"count": 4, "count_waiting": 3, "count_closed_unmet": 1, "count_within_target": 3, "count_due": 5},
        {"median_days": 19.0, "p90_days": 28.7},  # of 0, 10, 28, 29
    )
    assert (north_pier.counts["count"], north_pier.statistics) == (1, {"median_days": 7.0, "p90_days": 7.0})
    assert total.parameters == {"target_days": 28}


def test_months_are_those_in_which_referrals_were_received(tmp_path: Path) -> None:
    results = typed_out(tmp_path)

    months = {r.key: r.counts["count"] for r in results if r.breakdown == "month"}
    assert months == {"2025-03-01": 4, "2025-05-01": 1, "2025-06-01": 0, "2025-12-01": 0}


def test_a_period_without_referrals_counts_none_and_gives_no_median(tmp_path: Path) -> None:
    folder = referral_files.write_referrals(tmp_path, [])

    (total,) = engine.run(WAIT, folder, period=YEAR, on=ON)

    assert set(total.counts.values()) == {0}
    assert total.statistics == {"median_days": None, "p90_days": None}


def test_the_same_file_always_gives_the_same_list(tmp_path: Path) -> None:
    assert typed_out(tmp_path) == typed_out(tmp_path)


def test_a_period_that_is_not_over_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not over"):
        engine.run(WAIT, tmp_path, period=YEAR, on=date(2025, 12, 30))


def test_a_contact_before_its_referral_is_refused_as_the_rule_refuses_it(tmp_path: Path) -> None:
    row = referral_files.row(received_on=date(2025, 3, 2), first_contact_on=date(2025, 3, 1))

    with pytest.raises(engine.WrongTable):
        engine.run(WAIT, referral_files.write_referrals(tmp_path, [row]), period=YEAR, on=ON)


def test_the_last_twelve_months_are_whole_ones() -> None:
    assert last_twelve_months(on=date(2026, 3, 31)) == Period(date(2025, 3, 1), date(2026, 3, 1))


DAYS = st.integers(0, 400)
REFERRALS = st.tuples(
    st.integers(-40, 404),  # days from the first day of the period: some outside
    st.one_of(st.none(), DAYS),  # days until the first contact
    st.one_of(st.none(), DAYS),  # days until the end
    st.sampled_from(["harbour-mind", "north-pier", "quay-street", "the-lighthouse"]),
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drawn=st.lists(REFERRALS, max_size=120))
def test_the_engine_gives_what_the_rule_gives_row_by_row(
    drawn: list[tuple[int, int | None, int | None, str]],
) -> None:
    rows = [
        referral_files.row(
            received_on=(received := YEAR.starts_on + timedelta(days=start)),
            first_contact_on=None if met is None else received + timedelta(days=met),
            ended_on=None if ended is None else received + timedelta(days=ended),
            service=service,
        )
        for start, met, ended, service in drawn
    ]

    with TemporaryDirectory() as folder:
        results = engine.run(WAIT, referral_files.write_referrals(Path(folder), rows), period=YEAR, on=ON)

    received = [row for row in rows if YEAR.starts_on <= row["received_on"] < YEAR.until]
    parts = {("total", "")} | {("service", row["service_key"]) for row in received}
    parts |= {("month", row["month"].isoformat()) for row in received}
    assert {(r.breakdown, r.key) for r in results} == parts
    for result in results:
        assert_equals_rule(result, [row for row in received if is_part(row, result)])


def is_part(row: dict[str, object], result: Result) -> bool:
    return {"total": "", "service": row["service_key"], "month": str(row["month"])}[result.breakdown] == result.key


def assert_equals_rule(result: Result, rows: list[dict[str, date]]) -> None:
    expected = waiting.summarise_waits(
        waits=[waiting.Wait(row["received_on"], row["first_contact_on"], row["ended_on"]) for row in rows],
        on=ON,
        target_days=result.parameters["target_days"],
    )
    assert {name: getattr(expected, name) for name in result.counts} == result.counts
    assert {name: getattr(expected, name) for name in result.statistics} == result.statistics
