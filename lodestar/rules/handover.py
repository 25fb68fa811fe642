"""One key worker at a time, and a handover with a day on which both names stand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from lodestar.rules import parameters

KEY_WORKER_TITLES: frozenset[str] = frozenset(
    {"key worker", "keyworker", "care co-ordinator", "care coordinator", "cpa care co-ordinator"}
)
"""Titles, folded to lower case, that mean the key worker.

Source: domain facts §3.3 (care co-ordinator maps to key worker); inventory S2-33.
Checked: 2026-11-22.
"""


class TwoKeyWorkers(ValueError):
    """Two people are said to be the key worker on one day."""


class NoOverlap(ValueError):
    """A handover has no day on which both names stand."""


class SameWorker(ValueError):
    """A handover is from somebody to themselves."""


class ContactBeforeTransfer(ValueError):
    """A first contact is dated before the transfer."""


@dataclass(frozen=True, slots=True)
class KeyWorkerTime:
    """One person as key worker, until the first day on which they no longer are."""

    worker: str
    starts_on: date
    ends_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Return whether they are the key worker on this day."""
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


@dataclass(frozen=True, slots=True)
class Handover:
    """One change of key worker. Until `takes_over_on` the one who leaves is the key worker."""

    outgoing: str
    incoming: str
    overlap_from: date
    takes_over_on: date


@dataclass(frozen=True, slots=True)
class NamesShown:
    """Whose names the person sees on a day: always one key worker, sometimes one beside."""

    key_worker: str
    beside: str | None


@dataclass(frozen=True, slots=True)
class Transfer:
    """One person passed from one team to another."""

    passed_on: date
    accepted_on: date | None = None
    first_contact_on: date | None = None


def is_key_worker_title(title: str) -> bool:
    """Return whether a title in another system means the key worker.

    Unit: none.  Source: domain facts §3.3; inventory S2-33.  Checked: 2026-11-22.
    """
    return " ".join(title.lower().split()) in KEY_WORKER_TITLES


def check_one_at_a_time(*, times: Sequence[KeyWorkerTime]) -> None:
    """Refuse two key workers on one day.

    Unit: none.  Source: domain facts §3.3; inventory S0-22 (exactly one lead at any time).
    Checked: 2026-11-22.
    Raises TwoKeyWorkers; else returns nothing.
    """
    ordered = sorted(times, key=lambda time: time.starts_on)
    for earlier, later in pairwise(ordered):
        if earlier.ends_on is None or earlier.ends_on > later.starts_on:
            raise TwoKeyWorkers("There is one key worker at a time.")


def key_worker_on(*, times: Sequence[KeyWorkerTime], on: date) -> str | None:
    """Return the key worker of a day, or None: a state to be seen, with its own clock.

    Unit: none.  Source: domain facts §3.3.  Checked: 2026-11-22.
    Raises TwoKeyWorkers.
    """
    check_one_at_a_time(times=times)
    return next((time.worker for time in times if time.holds_on(on)), None)


def days_without_key_worker(*, times: Sequence[KeyWorkerTime], since: date, on: date) -> int:
    """Return for how many days up to `on` nobody has been the key worker; 0 with one today.

    Unit: days.  Source: domain facts §3.3 ("no key worker" is a visible state with a
    clock).  Checked: 2026-11-22.
    Counts from the last day of the last one, or from `since` if there never was one.
    Raises TwoKeyWorkers.
    """
    if key_worker_on(times=times, on=on) is not None:
        return 0
    ended = [time.ends_on for time in times if time.ends_on is not None and time.ends_on <= on]
    return max((on - max([since, *ended])).days, 0)


def check_handover(handover: Handover) -> None:
    """Refuse a handover without a day on which both names stand.

    Unit: none.  Source: domain facts §3.3 (every handover has an overlap day with both
    names).  Checked: 2026-11-22.
    Raises SameWorker and NoOverlap; else returns nothing.
    """
    if handover.outgoing == handover.incoming:
        raise SameWorker("A handover is to somebody else.")
    if handover.takes_over_on <= handover.overlap_from:
        raise NoOverlap("A handover has a day with both names before the new one takes over.")


def names_shown(handover: Handover, *, on: date) -> NamesShown:
    """Return whose names the person sees on a day of a handover.

    Unit: none.  Source: domain facts §3.3; inventory S0-22.  Checked: 2026-11-22.
    From the first day of overlap both; from the takeover on the new one alone. Raises as
    `check_handover` does.
    """
    check_handover(handover)
    if on >= handover.takes_over_on:
        return NamesShown(key_worker=handover.incoming, beside=None)
    beside = handover.incoming if on >= handover.overlap_from else None
    return NamesShown(key_worker=handover.outgoing, beside=beside)


def after_handover(*, times: Sequence[KeyWorkerTime], handover: Handover) -> tuple[KeyWorkerTime, ...]:
    """Return the times of key workers as they are with this handover in them.

    Unit: none.  Source: domain facts §3.3.  Checked: 2026-11-22.
    The one ends on the day the other starts, so that no day has two or none. Raises
    TwoKeyWorkers when the outgoing worker does not hold the role before the takeover, or a
    later one is already there.
    """
    check_handover(handover)
    day_before = handover.takes_over_on - timedelta(days=1)
    if key_worker_on(times=times, on=day_before) != handover.outgoing:
        raise TwoKeyWorkers("Only the key worker hands over.")
    changed = [replace(time, ends_on=handover.takes_over_on) if time.holds_on(day_before) else time for time in times]
    result = (*changed, KeyWorkerTime(handover.incoming, handover.takes_over_on))
    check_one_at_a_time(times=result)
    return result


def met_after_transfer_percent(*, transfers: Sequence[Transfer], on: date) -> Fraction | None:
    """Return the share of due transfers that were accepted and met within 14 days.

    Unit: percent, unrounded.  Source: domain facts §3.3, hand-off indicator; parameter
    `hand-off-contact`.  Checked: 2026-11-22.
    Due: met, or passed on more than 14 days ago, accepted or not. Day 14 counts. None when
    none is due. Raises ContactBeforeTransfer.
    """
    limit_days = parameters.whole_number("hand-off-contact", on=on)
    due = in_time = 0
    for transfer in transfers:
        met_on = transfer.first_contact_on
        if met_on is not None and met_on < transfer.passed_on:
            raise ContactBeforeTransfer("The first contact is before the transfer.")
        if transfer.passed_on > on:
            continue
        is_accepted = transfer.accepted_on is not None and transfer.accepted_on <= on
        is_met = is_accepted and met_on is not None and met_on <= on
        end = met_on if is_met and met_on is not None else on
        days = (end - transfer.passed_on).days
        due += is_met or days > limit_days
        in_time += is_met and days <= limit_days
    return Fraction(100 * in_time, due) if due else None
