"""Whose turn it is on a referral, and by when: no open state is without both."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lodestar.rules import parameters, working_days
from lodestar.rules.referral_states import CLOSED, StepKind


class Owner(StrEnum):
    """Who owes the next step."""

    SERVICE = "service"
    REFERRER = "referrer"


class Due(StrEnum):
    """What is owed."""

    ANSWER = "answer"
    TELL_MORE = "tell-more"
    MEET = "meet"
    SAY_HOW_LONG = "say-how-long"
    START = "start"
    LOOK_BACK = "look-back"
    NEXT_OFFER = "next-offer"


@dataclass(frozen=True, slots=True)
class NextStep:
    """What is owed next, by whom and by which day."""

    due: Due
    owner: Owner
    by_on: date

    def is_late(self, *, on: date) -> bool:
        """Return whether its day has gone by. Nothing follows from that but a reminder."""
        return on > self.by_on


_S = StepKind
OWED: Mapping[StepKind, tuple[Due, Owner, str] | None] = {
    _S.SENT: (Due.ANSWER, Owner.SERVICE, "referral-reminder"),
    _S.RECEIVED: (Due.ANSWER, Owner.SERVICE, "referral-reminder"),
    _S.NEEDS_INFORMATION: (Due.TELL_MORE, Owner.REFERRER, "referral-reminder"),
    _S.ACCEPTED: (Due.MEET, Owner.SERVICE, "waiting-unseen"),
    _S.WAITING: (Due.SAY_HOW_LONG, Owner.SERVICE, "waiting-unseen"),
    _S.FIRST_CONTACT: (Due.START, Owner.SERVICE, "waiting-unseen"),
    _S.STARTED: (Due.LOOK_BACK, Owner.SERVICE, "support-look-back"),
    _S.DECLINED: (Due.NEXT_OFFER, Owner.REFERRER, "declined-and-connected"),
    _S.WITHDRAWN: None,
    _S.CANCELLED: None,
    _S.ENDED: None,
}
"""What is owed after each step, by whom, and the parameter that says by when.

Source: directory field notes §6, closed loop 1 (each has a clock, an owner, a next date; no state without a next
action); a decline leaves a turn with whoever referred, as the person is not served yet.  Checked: 2026-11-22.
"""

_IN_WORKING_DAYS = frozenset({"referral-reminder"})


def next_step(*, state: StepKind, since: date, expected_on: date | None = None) -> NextStep | None:
    """Return what is owed after the last step, or None once the person or both sides have closed it.

    Unit: London dates; working days for an answer, days for the rest.  Source: `OWED`.  Checked: 2026-11-22.
    `since` is the day of the step. A day that was promised (`expected_on`) counts instead of the parameter's.
    Raises MissingParameter outside the loaded years.
    """
    owed = OWED[state]
    if owed is None:
        return None
    due, owner, parameter = owed
    days = parameters.whole_number(parameter, on=since)
    if expected_on is not None and state not in CLOSED:
        by_on = expected_on
    elif parameter in _IN_WORKING_DAYS:
        by_on = working_days.add_working_days(since, days=days)
    else:
        by_on = since + timedelta(days=days)
    return NextStep(due=due, owner=owner, by_on=by_on)
