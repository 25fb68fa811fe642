"""Being in touch after leaving: hours, not days, and the last minute of the 72nd counts."""

from datetime import UTC, datetime, timedelta

import pytest

from lodestar.rules.after_leaving import AfterLeaving, standing

LEFT = datetime(2027, 5, 17, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "state", "hours"),
    [
        (40 * 60, AfterLeaving.IN_TIME, 40),
        (72 * 60, AfterLeaving.IN_TIME, 72),
        (72 * 60 + 1, AfterLeaving.LATE, 72),
        (0, AfterLeaving.IN_TIME, 0),
    ],
)
def test_the_first_contact_counts_in_hours(minutes: int, state: AfterLeaving, hours: int) -> None:
    reached = [LEFT + timedelta(days=9), LEFT + timedelta(minutes=minutes), LEFT - timedelta(hours=1)]

    found = standing(left_at=LEFT, reached_at=reached, now=LEFT + timedelta(days=10))

    assert (found.state, found.hours) == (state, hours)
    assert found.due_at == datetime(2027, 5, 20, 16, 0, tzinfo=UTC)


def test_with_nobody_in_touch_it_is_to_come_and_then_over() -> None:
    assert standing(left_at=LEFT, reached_at=[], now=LEFT + timedelta(hours=72)).state is AfterLeaving.TO_COME
    assert standing(left_at=LEFT, reached_at=[], now=LEFT + timedelta(hours=73)).state is AfterLeaving.OVER
