"""A referral moves by what people do, and is never declined without a way on."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.rules import referral_states
from lodestar.rules.referral_states import DeclineReason, StepKind

SENT, RECEIVED, ASKED, ACCEPTED = (
    StepKind.SENT,
    StepKind.RECEIVED,
    StepKind.NEEDS_INFORMATION,
    StepKind.ACCEPTED,
)
WAITING, DECLINED, WITHDRAWN, CANCELLED = (
    StepKind.WAITING,
    StepKind.DECLINED,
    StepKind.WITHDRAWN,
    StepKind.CANCELLED,
)
MET, STARTED, ENDED = StepKind.FIRST_CONTACT, StepKind.STARTED, StepKind.ENDED


@pytest.mark.parametrize(
    "steps",
    [
        [],
        [SENT],
        [SENT, RECEIVED, ACCEPTED, MET, STARTED, ENDED],
        [RECEIVED, ACCEPTED],
        [SENT, RECEIVED, ASKED, RECEIVED, ACCEPTED],
        [SENT, RECEIVED, ASKED, ACCEPTED],
        [SENT, RECEIVED, WAITING, MET],
        [SENT, RECEIVED, WAITING, ACCEPTED, MET],
        [SENT, RECEIVED, ACCEPTED, WAITING, MET],
        [SENT, RECEIVED, DECLINED],
        [SENT, RECEIVED, ACCEPTED, DECLINED],
        [SENT, WITHDRAWN],
        [SENT, CANCELLED],
        [SENT, RECEIVED, ACCEPTED, MET, ENDED],
        [SENT, RECEIVED, ACCEPTED, MET, STARTED, WITHDRAWN],
        [SENT, RECEIVED, DECLINED, RECEIVED, ACCEPTED],
        [SENT, RECEIVED, ACCEPTED, MET, ENDED, RECEIVED],
    ],
    ids=lambda steps: " ".join(steps) or "none",
)
def test_the_last_step_is_the_state(steps: list[StepKind]) -> None:
    assert referral_states.current_state(steps) is (steps[-1] if steps else None)


@pytest.mark.parametrize(
    ("current", "step"),
    [
        (None, ACCEPTED),
        (None, MET),
        (SENT, ACCEPTED),
        (SENT, DECLINED),
        (SENT, SENT),
        (RECEIVED, MET),
        (RECEIVED, ENDED),
        (MET, DECLINED),
        (STARTED, DECLINED),
        (MET, ACCEPTED),
        (DECLINED, ACCEPTED),
        (ENDED, STARTED),
        (WITHDRAWN, ENDED),
    ],
)
def test_a_step_out_of_turn_is_refused(current: StepKind | None, step: StepKind) -> None:
    assert not referral_states.may_follow(current=current, step=step)


def test_a_chain_with_a_gap_in_it_is_refused() -> None:
    with pytest.raises(referral_states.StepNotAllowed, match="first-contact cannot follow sent"):
        referral_states.current_state([SENT, MET])


def test_every_state_says_what_may_follow() -> None:
    assert set(referral_states.ALLOWED) == {None, *StepKind}


@pytest.mark.parametrize("state", StepKind)
def test_no_state_is_a_dead_end(state: StepKind) -> None:
    assert referral_states.ALLOWED[state]


@pytest.mark.parametrize("state", sorted(referral_states.CLOSED))
def test_a_closed_referral_can_be_opened_again_and_nothing_else(state: StepKind) -> None:
    assert referral_states.ALLOWED[state] == {RECEIVED}


@pytest.mark.parametrize("state", sorted(set(StepKind) - referral_states.CLOSED))
def test_the_person_can_withdraw_from_any_open_state(state: StepKind) -> None:
    assert referral_states.may_follow(current=state, step=WITHDRAWN)


def test_no_step_is_made_by_time_going_by() -> None:
    assert not {"expired", "lapsed", "timed-out", "auto-closed"} & set(StepKind)


@given(st.data())
def test_every_chain_of_allowed_steps_reads_back(data: st.DataObject) -> None:
    steps: list[StepKind] = []
    for _ in range(data.draw(st.integers(0, 12))):
        allowed = referral_states.ALLOWED[steps[-1] if steps else None]
        steps.append(data.draw(st.sampled_from(sorted(allowed))))

    assert referral_states.current_state(steps) is (steps[-1] if steps else None)


@given(st.lists(st.sampled_from(StepKind), max_size=6))
def test_a_service_is_never_met_before_the_referral_was_received(steps: list[StepKind]) -> None:
    try:
        referral_states.current_state(steps)
    except referral_states.StepNotAllowed:
        return
    assert MET not in steps or RECEIVED in steps[: steps.index(MET)]


@pytest.mark.parametrize("reason", [None, DeclineReason.NO_REASON_GIVEN])
def test_a_decline_without_a_reason_is_refused(reason: DeclineReason | None) -> None:
    with pytest.raises(referral_states.DeclineRefused) as refusal:
        referral_states.check_decline(reason=reason, instead="The men's group on Tuesdays")

    assert refusal.value.missing == "reason"


@pytest.mark.parametrize("instead", ["", "  ", "\n"])
def test_a_decline_with_nothing_instead_is_refused(instead: str) -> None:
    with pytest.raises(referral_states.DeclineRefused) as refusal:
        referral_states.check_decline(reason=DeclineReason.WRONG_AGE, instead=instead)

    assert refusal.value.missing == "instead"


@pytest.mark.parametrize("reason", sorted(set(DeclineReason) - {DeclineReason.NO_REASON_GIVEN}))
def test_a_decline_with_reason_and_a_way_on_is_taken(reason: DeclineReason) -> None:
    referral_states.check_decline(reason=reason, instead="The youth team, from Monday")


def test_every_reason_has_its_place_in_the_national_list(shared_data: Path) -> None:
    with (shared_data / "codes" / "referral_rejection_reason.csv").open(encoding="utf-8") as file:
        national = {row["code"] for row in csv.DictReader(file)}
    codes = referral_states.NATIONAL_REJECTION_CODES

    assert set(codes) == set(DeclineReason)
    assert {code for code in codes.values() if code} == national
