"""No open state is without an owner and a next date, and no date ends anything."""

from datetime import date

import pytest

from lodestar.rules import no_wrong_door, referral_next, referral_states
from lodestar.rules.no_wrong_door import Doors
from lodestar.rules.referral_next import Due, Owner
from lodestar.rules.referral_states import (
    CLOSED,
    EndedBy,
    EndReason,
    EndRefused,
    Outcome,
    PersonsView,
    StepKind,
)

THURSDAY_BEFORE_EASTER = date(2026, 4, 2)


@pytest.mark.inventory("S0-01")
@pytest.mark.parametrize("state", [kind for kind in StepKind if kind not in CLOSED])
def test_every_open_state_has_an_owner_and_a_next_date(state: StepKind) -> None:
    owed = referral_next.next_step(state=state, since=date(2026, 3, 2))

    assert owed is not None
    assert owed.owner in Owner
    assert owed.by_on > date(2026, 3, 2)


@pytest.mark.inventory("S0-18")
def test_after_a_decline_the_referrer_owes_the_next_offer() -> None:
    owed = referral_next.next_step(state=StepKind.DECLINED, since=date(2026, 3, 2))

    assert owed is not None
    assert (owed.due, owed.owner, owed.by_on) == (Due.NEXT_OFFER, Owner.REFERRER, date(2026, 3, 30))


def test_an_answer_is_due_in_working_days_and_a_promised_day_counts_instead() -> None:
    answer = referral_next.next_step(state=StepKind.RECEIVED, since=THURSDAY_BEFORE_EASTER)
    promised = referral_next.next_step(
        state=StepKind.ACCEPTED, since=THURSDAY_BEFORE_EASTER, expected_on=date(2026, 4, 9)
    )

    assert answer is not None
    assert promised is not None
    assert answer.by_on == date(2026, 4, 14)
    assert promised.by_on == date(2026, 4, 9)
    assert not promised.is_late(on=date(2026, 4, 9))
    assert promised.is_late(on=date(2026, 4, 10))


@pytest.mark.inventory("S0-01")
@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"ended_by": None}, "who"),
        ({"reason": None}, "reason"),
        ({"reason": EndReason.NOT_RECORDED}, "reason"),
        ({"reason": EndReason.NOT_REACHED}, "pair"),
        ({"outcome": None}, "outcome"),
        ({"persons_view": None}, "view"),
    ],
)
def test_an_end_needs_who_why_what_came_of_it_and_the_persons_view(given: dict, missing: str) -> None:
    whole = {
        "ended_by": EndedBy.PERSON,
        "reason": EndReason.AS_PLANNED,
        "outcome": Outcome.HELPED,
        "persons_view": PersonsView.AGREES,
    }
    referral_states.check_end(**whole)

    with pytest.raises(EndRefused) as refused:
        referral_states.check_end(**{**whole, **given})

    assert refused.value.missing == missing


@pytest.mark.inventory("S1-23")
def test_no_reason_for_an_end_is_a_length_of_time_a_birthday_or_a_benefit() -> None:
    words = {part for reason in EndReason for part in reason.value.split("-")}

    assert not words & {"time", "limit", "sessions", "weeks", "months", "birthday", "age", "benefit", "benefits"}


def test_the_spell_runs_from_the_last_opening() -> None:
    sent, received, declined = StepKind.SENT, StepKind.RECEIVED, StepKind.DECLINED

    assert referral_states.spell_start([sent, received, declined]) == 0
    assert referral_states.spell_start([sent, received, declined, received, declined, received]) == 5


@pytest.mark.inventory("S0-18")
def test_doors_count_the_chain_the_handovers_and_the_stories_told_again() -> None:
    received, met, declined = StepKind.RECEIVED, StepKind.FIRST_CONTACT, StepKind.DECLINED
    bounced = [
        ("a", received), ("a", declined), ("b", received), ("b", met), ("b", declined), ("c", received), ("c", met),
    ]  # fmt: skip

    assert no_wrong_door.doors(steps=bounced) == Doors(chain_length=3, handovers=2, repeated_assessments=1)
    assert no_wrong_door.doors(steps=[*bounced, ("c", StepKind.STARTED)]) == Doors(0, 0, 0)
