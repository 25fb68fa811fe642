"""Who is sent from door to door: declines counted since somebody last met the person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.rules import no_wrong_door
from lodestar.rules.referral_states import StepKind

SENT, DECLINED, MET = StepKind.SENT, StepKind.DECLINED, StepKind.FIRST_CONTACT
STEPS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(list(StepKind))), max_size=20)


@pytest.mark.inventory("S0-18")
@pytest.mark.parametrize(
    ("steps", "times"),
    [
        ([], 0),
        ([("a", SENT), ("a", DECLINED)], 1),
        ([("a", DECLINED), ("b", DECLINED)], 2),
        ([("a", DECLINED), ("a", DECLINED)], 1),
        ([("a", DECLINED), ("b", DECLINED), ("c", MET)], 0),
        ([("a", DECLINED), ("b", MET), ("c", DECLINED)], 1),
    ],
)
def test_declines_count_once_a_referral_and_from_the_last_meeting(
    steps: list[tuple[str, StepKind]], times: int
) -> None:
    assert no_wrong_door.times_turned_away(steps=steps) == times
    assert no_wrong_door.is_turned_away_too_often(steps=steps) == (times >= 2)


@given(STEPS)
def test_a_first_contact_ends_the_journey_whatever_came_before(steps: list[tuple[str, StepKind]]) -> None:
    assert no_wrong_door.times_turned_away(steps=[*steps, ("z", MET)]) == 0


@given(STEPS)
def test_one_more_service_that_says_no_counts_one_more(steps: list[tuple[str, StepKind]]) -> None:
    before = no_wrong_door.times_turned_away(steps=steps)

    assert no_wrong_door.times_turned_away(steps=[*steps, ("z", DECLINED)]) == before + 1
