"""Who is taken on, by need: equal to its rule and to the hand count, and a signal where a service prefers less need."""

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lodestar.indicators import catalogue, disclosure, engine
from lodestar.indicators.periods import Period
from lodestar.rules import creaming
from lodestar.rules.creaming import AnsweredReferral
from tests.indicators import referral_files

YEAR = Period(date(2025, 1, 1), date(2026, 1, 1))
ON = date(2026, 1, 10)
DAY = date(2025, 3, 3)
BY_NEED = catalogue.ACCEPTED_BY_NEED


def answered(need: str, *, yes: bool, service: str) -> dict[str, object]:
    day = DAY + timedelta(days=3)
    return referral_files.row(
        received_on=DAY, service=service, need=need, accepted_on=day if yes else None, declined_on=None if yes else day
    )


@pytest.mark.inventory("S1-30")
def test_a_service_that_takes_the_easiest_is_told_apart_on_seeded_referrals(tmp_path: Path) -> None:
    rows = []
    for service, taken in (("fair", {"more": 30, "less": 32}), ("creaming", {"more": 12, "less": 33})):
        for need, yes in taken.items():
            rows += [answered(need, yes=number < yes, service=service) for number in range(40)]
    unanswered = referral_files.row(received_on=DAY, service="fair", need="more", accepted_on=None)
    folder = referral_files.write_referrals(tmp_path, [*rows, unanswered])

    results = engine.run(BY_NEED, folder, period=YEAR, on=ON)

    creamed = next(one for one in results if one.key == "creaming")
    assert creamed.counts == {
        "count": 80,
        "count_more_answered": 40,
        "count_more_accepted": 12,
        "count_less_answered": 40,
        "count_less_accepted": 33,
    }
    shown = {one.result.key: one.values for one in disclosure.publishable(BY_NEED, results, on=ON)}
    signals = {
        key: creaming.is_signal(
            more_percent=values["share_more_accepted_percent"],
            less_percent=values["share_less_accepted_percent"],
            on=ON,
        )
        for key, values in shown.items()
        if key
    }
    assert signals == {"fair": False, "creaming": True}


@pytest.mark.parametrize(
    ("more", "less", "is_signal"),
    [(50, 64, False), (50, 65, True), (65, 50, False), (None, 90, False), (10, None, False)],
)
def test_the_signal_begins_at_15_points_and_a_hidden_share_gives_none(
    more: int | None, less: int | None, is_signal: bool
) -> None:
    assert creaming.is_signal(more_percent=more, less_percent=less, on=ON) is is_signal


DAYS = st.one_of(st.none(), st.integers(0, 420))
REFERRALS = st.tuples(st.integers(-20, 384), st.integers(0, 6), DAYS, DAYS)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drawn=st.lists(REFERRALS, max_size=60))
def test_the_engine_gives_what_the_rule_gives_row_by_row(
    drawn: list[tuple[int, int, int | None, int | None]],
) -> None:
    referrals = [
        AnsweredReferral(
            received_on=(received := YEAR.starts_on + timedelta(days=start)),
            areas_in_need=areas,
            accepted_on=None if yes is None else received + timedelta(days=yes),
            declined_on=None if no is None else received + timedelta(days=no),
        )
        for start, areas, yes, no in drawn
    ]
    rows = [
        referral_files.row(
            received_on=one.received_on,
            accepted_on=one.accepted_on,
            declined_on=one.declined_on,
            need="more" if one.areas_in_need >= creaming.MORE_NEED_FROM else "less",
        )
        for one in referrals
    ]

    with TemporaryDirectory() as folder:
        (total, *_) = engine.run(BY_NEED, referral_files.write_referrals(Path(folder), rows), period=YEAR, on=ON)

    expected = creaming.accepted_by_need(referrals=referrals, first_on=YEAR.starts_on, until=YEAR.until, on=ON)
    assert (
        total.counts["count_more_answered"],
        total.counts["count_more_accepted"],
        total.counts["count_less_answered"],
        total.counts["count_less_accepted"],
    ) == (expected.more_answered, expected.more_accepted, expected.less_answered, expected.less_accepted)
