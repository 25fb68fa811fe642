"""Children and young people: who is turned away, and who moves on to adult services.

A birthday closes nothing: no rule here ends anything by age.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from lodestar.rules import months, parameters

_CHECK_INS_AFTER_MONTHS = (1, 3, 6)


class DeclinePart(StrEnum):
    """What a decline owes a family.  Source: domain facts §7.  Checked: 2026-11-22."""

    REASON = "reason"
    INSTEAD = "what-is-offered-instead"
    FAMILY_TOLD = "family-told-on"
    MAY_ASK_AGAIN = "right-to-ask-again"


class TransitionPart(StrEnum):
    """What a move to adult services holds before it happens.  Source: domain facts §7."""

    NAMED_WORKER = "named-worker"
    PLAN = "plan"
    MET_ADULT_WORKER = "met-adult-worker"
    FOLDER = "personal-folder"


class TransitionEnd(StrEnum):
    """How a move ended."""

    JOINED_ADULT_CARE = "joined-adult-care"
    OTHER_HELP = "other-help"
    NONE_WANTED = "none-wanted"
    LOST = "lost"


class TransitionStepKind(StrEnum):
    """One thing that happens in a move.  Source: domain facts §7."""

    PLAN_SIGNED = "plan-signed"
    MET_ADULT_WORKER = "met-adult-worker"
    FOLDER_GIVEN = "folder-given"
    APPOINTMENT_KEPT = "appointment-kept"
    APPOINTMENT_MISSED = "appointment-missed"
    CHECK_IN = "check-in"
    ENDED = "ended"


class EndBeforeArrival(ValueError):
    """A move is said to have ended in adult care, and nobody arrived there."""


class ConnectedBeforeDecline(ValueError):
    """A connection elsewhere is dated before the decline."""


@dataclass(frozen=True, slots=True)
class ChildDecline:
    """One referral of a child that was declined."""

    declined_on: date
    reason: str = ""
    instead: str = ""
    family_told_on: date | None = None
    may_ask_again: bool = False
    connected_on: date | None = None
    """When somebody else was confirmed to have taken the child on."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One move from a service for children to one for adults."""

    target_on: date
    from_service: str
    to_service: str
    named_worker: str = ""
    plan_signed_on: date | None = None
    met_adult_worker_on: date | None = None
    folder_given_on: date | None = None
    first_appointment_on: date | None = None
    is_first_appointment_kept: bool | None = None
    check_ins_on: tuple[date, ...] = ()
    end: TransitionEnd | None = None


@dataclass(frozen=True, slots=True)
class OpenYoungPerson:
    """One young person with an open referral, as the list of triggers sees them."""

    key: str
    born_on: date
    has_transition_plan: bool = False


def missing_from_decline(decline: ChildDecline) -> tuple[DeclinePart, ...]:
    """Return what a decline still owes the family.

    Unit: none.  Source: domain facts §7 (reason, what is offered instead, told to family
    on, right to ask again).  Checked: 2026-11-22.
    """
    is_there = {
        DeclinePart.REASON: bool(decline.reason.strip()),
        DeclinePart.INSTEAD: bool(decline.instead.strip()),
        DeclinePart.FAMILY_TOLD: decline.family_told_on is not None,
        DeclinePart.MAY_ASK_AGAIN: decline.may_ask_again,
    }
    return tuple(part for part, is_here in is_there.items() if not is_here)


def declined_and_connected_percent(*, declines: Sequence[ChildDecline], on: date) -> Fraction | None:
    """Return the share of due declines with a confirmed connection elsewhere in 28 days.

    Unit: percent, unrounded.  Source: domain facts §7; parameter `declined-and-connected`.
    Checked: 2026-11-22.
    Due: connected, or more than 28 days ago. Day 28 counts. None when none is due.
    Raises ConnectedBeforeDecline.
    """
    limit_days = parameters.whole_number("declined-and-connected", on=on)
    due = in_time = 0
    for decline in declines:
        connected_on = decline.connected_on
        if connected_on is not None and connected_on < decline.declined_on:
            raise ConnectedBeforeDecline("The connection is before the decline.")
        if decline.declined_on > on:
            continue
        is_connected = connected_on is not None and connected_on <= on
        end = connected_on if is_connected and connected_on is not None else on
        days = (end - decline.declined_on).days
        due += is_connected or days > limit_days
        in_time += is_connected and days <= limit_days
    return Fraction(100 * in_time, due) if due else None


def declined_then_in_crisis(*, stories: Sequence[tuple[Sequence[date], Sequence[date]]], on: date) -> int:
    """Return how many children had a crisis on or after a day on which they were declined.

    Unit: children.  Source: inventory S4-39.  Checked: 2026-11-22.
    Each story is one child's declines and crises. A child counts once. It claims no cause.
    """
    count = 0
    for declines, crises in stories:
        first_decline = min((day for day in declines if day <= on), default=None)
        if first_decline is not None:
            count += any(first_decline <= crisis <= on for crisis in crises)
    return count


def without_transition_plan(*, people: Sequence[OpenYoungPerson], on: date) -> tuple[OpenYoungPerson, ...]:
    """Return everyone open at 17 years and 6 months or older without a plan, oldest first.

    Unit: none.  Source: domain facts §7; parameter `transition-trigger`.  Checked: 2026-11-22.
    Nobody leaves the list by turning 18.
    """
    trigger_months = parameters.whole_number("transition-trigger", on=on)
    due = [
        person
        for person in people
        if not person.has_transition_plan and months.add_months(person.born_on, months=trigger_months) <= on
    ]
    return tuple(sorted(due, key=lambda person: person.born_on))


def missing_before_move(transition: Transition) -> tuple[TransitionPart, ...]:
    """Return what a move still lacks before it may be called prepared.

    Unit: none.  Source: domain facts §7 (NICE NG43, QS140).  Checked: 2026-11-22.
    """
    is_there = {
        TransitionPart.NAMED_WORKER: bool(transition.named_worker.strip()),
        TransitionPart.PLAN: transition.plan_signed_on is not None,
        TransitionPart.MET_ADULT_WORKER: transition.met_adult_worker_on is not None,
        TransitionPart.FOLDER: transition.folder_given_on is not None,
    }
    return tuple(part for part, is_here in is_there.items() if not is_here)


def support_period(transition: Transition, *, on: date) -> tuple[date, date]:
    """Return the first and the last day of support on either side of a move.

    Unit: none.  Source: domain facts §7 (at least six months before and after); parameter
    `transition-support`.  Checked: 2026-11-22.
    """
    length = parameters.whole_number("transition-support", on=on)
    return (
        months.add_months(transition.target_on, months=-length),
        months.add_months(transition.target_on, months=length),
    )


def check_ins_due(transition: Transition, *, on: date) -> tuple[date, ...]:
    """Return the check-ins after a move that fell due by a day and were not held.

    Unit: none.  Source: domain facts §7 (at one, three and six months).  Checked: 2026-11-22.
    One held on or after the day it was due, and before the next, is that one.
    """
    days = [months.add_months(transition.target_on, months=count) for count in _CHECK_INS_AFTER_MONTHS]
    ends = [*days[1:], date.max]
    return tuple(
        day
        for day, end in zip(days, ends, strict=True)
        if day <= on and not any(day <= held < end and held <= on for held in transition.check_ins_on)
    )


def has_arrived(transition: Transition, *, on: date) -> bool:
    """Return whether the first appointment with the adult service was kept by this day.

    Unit: none.  Source: inventory S4-44.  Checked: 2026-11-22.
    """
    day = transition.first_appointment_on
    return day is not None and day <= on and transition.is_first_appointment_kept is True


def not_arrived(*, transitions: Sequence[Transition], on: date) -> tuple[Transition, ...]:
    """Return the moves whose day has passed, with nobody arrived and no other end agreed.

    Unit: none.  Source: inventory S4-44; domain facts §7 (somebody looks for those who miss
    the first appointments).  Checked: 2026-11-22.
    The longest overdue first. "Lost" keeps somebody on the list: it says that nobody
    knows, which is what the list is for.
    """
    settled = (TransitionEnd.OTHER_HELP, TransitionEnd.NONE_WANTED)
    found = [
        one for one in transitions if one.target_on <= on and one.end not in settled and not has_arrived(one, on=on)
    ]
    return tuple(sorted(found, key=lambda one: one.target_on))


def who_holds(transition: Transition, *, on: date) -> str:
    """Return the service that holds a young person on a day, whatever their age.

    Unit: none.  Source: domain facts §7 (a birthday never closes a referral).  Checked:
    2026-11-22.
    The service for children until they have arrived. Raises EndBeforeArrival.
    """
    if transition.end is TransitionEnd.JOINED_ADULT_CARE and not has_arrived(transition, on=on):
        raise EndBeforeArrival("Nobody has joined adult care before the first appointment was kept.")
    return transition.to_service if has_arrived(transition, on=on) else transition.from_service
