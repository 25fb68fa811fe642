"""An entry is as fresh as its last check by a person."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.rules import freshness
from lodestar.rules.freshness import Freshness

ON = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("age_days", "expected"),
    [
        (None, Freshness.NEVER_CHECKED),
        (0, Freshness.FRESH),
        (89, Freshness.FRESH),
        (90, Freshness.AGEING),
        (364, Freshness.AGEING),
        (365, Freshness.STALE),
        (4000, Freshness.STALE),
    ],
)
def test_an_entry_goes_from_fresh_to_ageing_to_stale(age_days: int | None, expected: Freshness) -> None:
    checked_on = None if age_days is None else ON - timedelta(days=age_days)

    assert freshness.freshness(checked_on=checked_on, on=ON) is expected


@pytest.mark.inventory("S0-37")
@pytest.mark.parametrize(("age_days", "is_due"), [(None, True), (0, False), (183, False), (184, True)])
def test_the_owner_is_asked_again_after_six_months(age_days: int | None, is_due: bool) -> None:
    checked_on = None if age_days is None else ON - timedelta(days=age_days)

    assert freshness.is_check_due(checked_on=checked_on, on=ON) is is_due


@pytest.mark.parametrize(
    ("age_days", "limit_days", "is_hidden"),
    [
        (730, None, False),
        (731, None, True),
        (90, 90, False),
        (91, 90, True),
        (None, None, False),
        (None, 1, False),
    ],
)
def test_an_entry_is_hidden_past_the_local_limit(age_days: int | None, limit_days: int | None, is_hidden: bool) -> None:
    checked_on = None if age_days is None else ON - timedelta(days=age_days)

    assert freshness.is_hidden_by_age(checked_on=checked_on, on=ON, limit_days=limit_days) is is_hidden


@pytest.mark.parametrize("rule", [freshness.freshness, freshness.is_check_due, freshness.is_hidden_by_age])
def test_a_check_of_tomorrow_is_refused(rule: object) -> None:
    with pytest.raises(ValueError, match="after the day"):
        rule(checked_on=ON + timedelta(days=1), on=ON)  # type: ignore[operator]


@given(age=st.integers(0, 2000), older=st.integers(0, 2000))
def test_growing_older_never_makes_an_entry_fresher(age: int, older: int) -> None:
    order = list(Freshness)
    now = freshness.freshness(checked_on=ON - timedelta(days=age), on=ON)
    later = freshness.freshness(checked_on=ON - timedelta(days=age + older), on=ON)

    assert order.index(later) >= order.index(now)
