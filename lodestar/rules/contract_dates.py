"""The days that matter before a contract ends, so that nobody finds out on the last one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lodestar.rules import months, parameters


class AlertKind(StrEnum):
    """What somebody is told to do.  Source: domain facts §8.2.  Checked: 2026-11-22."""

    DECIDE = "decide"
    EXIT_PLAN = "exit-plan"
    TELL_PEOPLE = "tell-people"
    HANDOVER_LIST = "handover-list"
    STAFF_INFORMATION = "staff-information"
    END = "end"


class NotExitReady(ValueError):
    """A contract cannot be marked as ended while its exit plan is open for somebody."""

    def __init__(self, people: Sequence[str]) -> None:
        """Keep whose line is open, by their keys."""
        super().__init__(f"The exit plan is open for {len(people)} people.")
        self.people = tuple(people)


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert of a contract and its day."""

    kind: AlertKind
    on: date


@dataclass(frozen=True, slots=True)
class Extension:
    """One option to go on, and the day by which it is decided."""

    new_end_on: date
    decide_by: date


@dataclass(frozen=True, slots=True)
class ExitLine:
    """One person of an exit plan: what is offered next, by name, and what they said."""

    person: str
    next_offer: str = ""
    has_agreed: bool = False
    has_declined: bool = False

    @property
    def is_complete(self) -> bool:
        """Return whether a named offer was agreed, or the person declined it."""
        return self.has_declined or (self.has_agreed and bool(self.next_offer.strip()))


def alerts(*, end_on: date, days_before: Mapping[AlertKind, int] | None = None) -> tuple[Alert, ...]:
    """Return the alerts of a contract, the earliest first.

    Unit: none.  Source: domain facts §8.2 (365, 270, 180, 90, 28 and 0 days before the
    end, editable); parameters `contract-alert-*` as on the day it ends.  Checked: 2026-11-22.
    `days_before` puts a place's own numbers in. Raises ValueError for one below 0.
    """
    chosen = {kind: parameters.whole_number(f"contract-alert-{kind}", on=end_on) for kind in AlertKind}
    chosen.update(days_before or {})
    if any(days < 0 for days in chosen.values()):
        raise ValueError("An alert is on or before the end.")
    found = [Alert(kind=kind, on=end_on - timedelta(days=days)) for kind, days in chosen.items()]
    return tuple(sorted(found, key=lambda alert: alert.on))


def alerts_due(
    *,
    end_on: date,
    on: date,
    done: Collection[AlertKind] = frozenset(),
    days_before: Mapping[AlertKind, int] | None = None,
) -> tuple[Alert, ...]:
    """Return the alerts whose day has come and which nobody has dealt with, earliest first.

    Unit: none.  Source: as `alerts`.  Checked: 2026-11-22.
    An alert that was overlooked stays; a contract entered late shows all it has passed.
    """
    return tuple(
        alert for alert in alerts(end_on=end_on, days_before=days_before) if alert.on <= on and alert.kind not in done
    )


def last_safe_referral_on(*, end_on: date, wait_days: int, help_days: int) -> date:
    """Return the last day on which a referral can still wait its turn and be helped in full.

    Unit: none.  Source: directory field notes §6, contract lifecycle; that it is the end
    less wait and length of help is our own reading.  Checked: 2026-11-22.
    The last day of help is the last day of the contract. Raises ValueError for a length
    of help under one day or a wait below 0.
    """
    if wait_days < 0 or help_days < 1:
        raise ValueError("Help takes a day or more, and a wait is not below 0.")
    return end_on - timedelta(days=wait_days + help_days - 1)


def is_safe_to_refer(*, on: date, end_on: date | None, wait_days: int, help_days: int) -> bool:
    """Return whether somebody referred today would be helped before the contract ends.

    Unit: none.  Source: as `last_safe_referral_on`.  Checked: 2026-11-22.
    A contract without an end is safe. Not safe is a warning with what to use instead.
    """
    if end_on is None:
        return True
    return on <= last_safe_referral_on(end_on=end_on, wait_days=wait_days, help_days=help_days)


def notice_by(*, end_on: date, notice_months: int) -> date:
    """Return the last day on which notice can be given for this end.

    Unit: none.  Source: domain facts §8.2 (notice months); calendar months.  Checked: 2026-11-22.
    Raises ValueError for months below 0.
    """
    if notice_months < 0:
        raise ValueError("Notice is not below 0 months.")
    return months.add_months(end_on, months=-notice_months)


def extensions_open(*, extensions: Sequence[Extension], on: date) -> tuple[Extension, ...]:
    """Return the options to go on that can still be taken, the soonest to decide first.

    Unit: none.  Source: domain facts §8.2 (extension options and decide-by dates).  Checked:
    2026-11-22.
    The decide-by day itself counts.
    """
    still_open = [one for one in extensions if on <= one.decide_by]
    return tuple(sorted(still_open, key=lambda one: one.decide_by))


def check_may_end(*, lines: Sequence[ExitLine]) -> None:
    """Refuse to mark a contract as ended while somebody has no agreed next offer.

    Unit: none.  Source: domain facts §8.2 (each person has a named next offer and agreed
    it, or declined).  Checked: 2026-11-22.
    Raises NotExitReady; else returns nothing.
    """
    still_open = [line.person for line in lines if not line.is_complete]
    if still_open:
        raise NotExitReady(still_open)
