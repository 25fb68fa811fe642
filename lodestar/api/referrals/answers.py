"""From where a referral stands to what goes over the line: ids, codes and days, and nothing that tells who it is."""

from datetime import date
from typing import Any
from uuid import UUID

from lodestar.referrals.asking.queries import Followed
from lodestar.referrals.queries import Standing
from lodestar.rules import referral_next
from lodestar.rules.referral_next import NextStep
from lodestar.rules.referral_states import StepKind


def referral(standing: Standing) -> dict[str, Any]:
    """Return one referral."""
    return {
        "id": str(standing.referral_id),
        "person_id": str(standing.person_id),
        "service_id": str(standing.service_id),
        "life_area": standing.life_area,
        "state": standing.state.value,
        "is_open": standing.is_open,
        "received_at": standing.received_at.isoformat(),
        "waited_days": standing.waited_days,
        "next": _next(standing.next_step),
        "steps": [
            {
                "number": number,
                "state": step.kind.value,
                "at": step.at.isoformat(),
                "reason": step.reason,
                "expected_on": step.expected_on.isoformat() if step.expected_on else None,
            }
            for number, step in enumerate(standing.steps, start=1)
        ],
    }


def moved(referral_id: UUID, *, state: StepKind, since: date, expected_on: date | None = None) -> dict[str, Any]:
    """Return where a referral stands after a step on a day: also one with which it went out of the desk's sight."""
    owed = referral_next.next_step(state=state, since=since, expected_on=expected_on)
    return {"id": str(referral_id), "state": state.value, "next": _next(owed)}


def asked(request_id: UUID, found: Followed) -> dict[str, Any]:
    """Return what may be followed of a request at the front door."""
    return {
        "id": str(request_id),
        "asked_at": found.asked_at.isoformat(),
        "next_on": found.next_on.isoformat(),
        "outcome": found.outcome,
    }


def _next(owed: NextStep | None) -> dict[str, str] | None:
    return {"owner": owed.owner.value, "due": owed.due.value, "by_on": owed.by_on.isoformat()} if owed else None
