"""Reminders, escalation and acknowledgements, in working days and working hours.

No reply is not a decline: nothing here ends a referral or a concern.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from lodestar.rules import parameters, working_days

LONDON = ZoneInfo("Europe/London")


class Chase(StrEnum):
    """Where an unanswered referral stands."""

    ANSWERED = "answered"
    WAITING_FOR_REPLY = "waiting-for-reply"
    REMIND = "remind"
    ESCALATE = "escalate"


class NoteKind(StrEnum):
    """What somebody saw and passed on, each with its own clock."""

    CONCERN = "concern"
    EARLY_WARNING_SIGN = "early-warning-sign"


class NoTimeZone(ValueError):
    """A moment came without its time zone."""


class RepliedBeforeSent(ValueError):
    """A reply is dated before what it replies to."""


@dataclass(frozen=True, slots=True)
class ChaseDays:
    """When an unanswered referral is reminded of and escalated, and where it stands."""

    state: Chase
    remind_on: date
    escalate_on: date


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """The clock of one note: by when somebody is to say that they have it."""

    due_at: datetime
    is_running: bool
    is_late: bool


def chase(*, sent_on: date, replied_on: date | None, on: date) -> ChaseDays:
    """Return whether a referral without a reply is to be reminded of or escalated today.

    Unit: working days.  Source: parameters `referral-reminder` (sixth working day) and
    `referral-escalation` (ninth); directory field notes §6, closed loop 2: no reply is not
    declined.  Checked: 2026-11-22.
    A referral sent on a day off counts from it. Any reply, a question too, ends the chase.
    Raises RepliedBeforeSent, and MissingParameter outside the loaded years.
    """
    if replied_on is not None and replied_on < sent_on:
        raise RepliedBeforeSent("The reply is before the referral.")
    remind_on = working_days.add_working_days(sent_on, days=parameters.whole_number("referral-reminder", on=on))
    escalate_on = working_days.add_working_days(sent_on, days=parameters.whole_number("referral-escalation", on=on))
    if replied_on is not None and replied_on <= on:
        state = Chase.ANSWERED
    elif on >= escalate_on:
        state = Chase.ESCALATE
    else:
        state = Chase.REMIND if on >= remind_on else Chase.WAITING_FOR_REPLY
    return ChaseDays(state=state, remind_on=remind_on, escalate_on=escalate_on)


def acknowledgement(
    *, kind: NoteKind, sent_at: datetime, acknowledged_at: datetime | None, at: datetime
) -> Acknowledgement:
    """Return by when a note is to be acknowledged, and whether it was or is late.

    Unit: moments, in London time.  Source: parameters `concern-acknowledgement` (by the
    end of the next working day) and `early-warning-acknowledgement` (within the working
    hour).  Checked: 2026-11-22.
    The very moment it is due is in time. Raises NoTimeZone and RepliedBeforeSent.
    """
    for moment in (sent_at, at, acknowledged_at):
        if moment is not None and moment.tzinfo is None:
            raise NoTimeZone("A moment carries its time zone.")
    if acknowledged_at is not None and acknowledged_at < sent_at:
        raise RepliedBeforeSent("The acknowledgement is before the note.")
    sent_on = sent_at.astimezone(LONDON).date()
    if kind is NoteKind.EARLY_WARNING_SIGN:
        minutes = parameters.whole_number("early-warning-acknowledgement", on=sent_on)
        due_at = add_working_minutes(sent_at, minutes=minutes)
    else:
        days = parameters.whole_number("concern-acknowledgement", on=sent_on)
        last_day = working_days.add_working_days(sent_on, days=days)
        due_at = _moment(last_day, "working-day-ends")
    is_running = acknowledged_at is None or acknowledged_at > at
    end = at if is_running or acknowledged_at is None else acknowledged_at
    return Acknowledgement(due_at=due_at, is_running=is_running, is_late=end > due_at)


def add_working_minutes(start: datetime, *, minutes: int) -> datetime:
    """Return the moment so many working minutes after `start`, in London time.

    Unit: minutes within the working day.  Source: parameters `working-day-starts` and
    `working-day-ends`; bank holidays as in `working_days`.  Checked: 2026-11-22.
    What comes after hours starts to count when the next working day does; an hour that
    ends with the working day ends there. Raises NoTimeZone.
    """
    if start.tzinfo is None:
        raise NoTimeZone("A moment carries its time zone.")
    now = start.astimezone(LONDON)
    left = timedelta(minutes=minutes)
    while True:
        opens, closes = _moment(now.date(), "working-day-starts"), _moment(now.date(), "working-day-ends")
        now = max(now, opens)
        if working_days.is_working_day(now.date()) and now < closes:
            if now + left <= closes:
                return now + left
            left -= closes - now
        now = datetime.combine(now.date() + timedelta(days=1), time.min, tzinfo=LONDON)


def _moment(day: date, name: str) -> datetime:
    value = parameters.parameter(name, on=day).value
    if not isinstance(value, str):
        raise parameters.BadParameter(f"Parameter {name!r} is not a time of day.")
    return datetime.combine(day, time.fromisoformat(value), tzinfo=LONDON)
