"""The wait from a referral to its first contact, one referral at a time.

This is the oracle for the indicator "referral to first contact": the set-based form
must give the same figures on the same rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor


class ContactBeforeReferral(ValueError):
    """A first contact is dated before the referral was received."""


@dataclass(frozen=True, slots=True)
class Wait:
    """One referral: when it came, when the person was first met, or how it ended.

    `ended_on` is the day on which the referral was declined, withdrawn or cancelled.
    """

    received_on: date
    first_contact_on: date | None = None
    ended_on: date | None = None

    def is_met(self, *, on: date) -> bool:
        """Return whether the first contact had happened by the end of this day."""
        return self.first_contact_on is not None and self.first_contact_on <= on

    def is_closed_unmet(self, *, on: date) -> bool:
        """Return whether the referral ended by this day with no contact before it."""
        ended = self.ended_on is not None and self.ended_on <= on
        return ended and not self.is_met(on=on)


@dataclass(frozen=True, slots=True)
class WaitSummary:
    """The figures of the indicator, unrounded and with small numbers still in them."""

    count: int
    """Referrals that had a first contact: what median and percentile rest on."""
    count_waiting: int
    """Referrals still open with no contact yet."""
    count_closed_unmet: int
    """Referrals declined, withdrawn or cancelled with no contact: in no figure below."""
    count_within_target: int
    """First contacts by the last day of the target: the numerator of the share."""
    count_due: int
    """Contacted, or waiting longer than the target: the denominator of the share."""
    median_days: float | None
    p90_days: float | None
    share_within_target_percent: float | None


def days_waited(*, received_on: date, first_contact_on: date | None, on: date) -> int:
    """Return days from referral received to first contact, or to `on` if none by then.

    Unit: days.  Source: domain facts §3.4, stop minus start as the national code counts it;
    no pauses.  Checked: 2026-11-22.
    A contact dated after `on` has not happened yet.
    Raises ContactBeforeReferral, and ValueError when `on` is before the referral.
    """
    if on < received_on:
        raise ValueError("The referral is received after the day of the question.")
    if first_contact_on is None or first_contact_on > on:
        return (on - received_on).days
    if first_contact_on < received_on:
        raise ContactBeforeReferral("The first contact is before the referral.")
    return (first_contact_on - received_on).days


def percentile_days(*, days: Sequence[int], percent: int) -> float | None:
    """Return the linearly interpolated percentile, or None when there are no waits.

    Unit: days.  Source: the continuous quantile of SQL (`percentile_cont`), which
    DuckDB calls `quantile_cont`: position (n - 1) times percent / 100.  Checked: 2026-11-22.
    Exact: fractions until the last step.
    Raises ValueError when percent is not between 0 and 100.
    """
    if not 0 <= percent <= 100:
        raise ValueError("A percentile lies between 0 and 100.")
    if not days:
        return None
    ordered = sorted(days)
    position = Fraction((len(ordered) - 1) * percent, 100)
    lower = floor(position)
    upper = min(lower + 1, len(ordered) - 1)
    gap = ordered[upper] - ordered[lower]
    return float(ordered[lower] + gap * (position - lower))


def median_days(*, days: Sequence[int]) -> float | None:
    """Return the middle wait, or the mean of the middle two; None when there are none.

    Unit: days.  Source: as `percentile_days`, percent 50.  Checked: 2026-11-22.
    """
    return percentile_days(days=days, percent=50)


def share_within(*, waits: Sequence[Wait], on: date, target_days: int) -> float | None:
    """Return the share of due referrals whose first contact came within the target.

    Unit: percent, unrounded.  Source: domain facts §3.4 (day 28 counts as met).
    Checked: 2026-11-22.
    Due = had a first contact, or has waited longer than the target without one; so a
    long queue lowers the share and a referral of yesterday does not. None if none due.
    Not counted: referrals that ended without a contact.
    """
    return summarise_waits(waits=waits, on=on, target_days=target_days).share_within_target_percent


def summarise_waits(*, waits: Sequence[Wait], on: date, target_days: int) -> WaitSummary:
    """Return the figures of "referral to first contact" as they stood on a day.

    Unit: counts, days and percent.  Source: domain facts §3.4; parameter
    `waiting-target`.  Checked: 2026-11-22.
    Rows are the referrals received in the period. Median and percentile rest on those
    with a first contact by `on`; the share on those due (see `share_within`).
    Raises as `days_waited` does.
    """
    met_days: list[int] = []
    waiting_days: list[int] = []
    count_closed_unmet = 0
    for wait in waits:
        days = days_waited(received_on=wait.received_on, first_contact_on=wait.first_contact_on, on=on)
        if wait.is_met(on=on):
            met_days.append(days)
        elif wait.is_closed_unmet(on=on):
            count_closed_unmet += 1
        else:
            waiting_days.append(days)
    within = sum(days <= target_days for days in met_days)
    due = len(met_days) + sum(days > target_days for days in waiting_days)
    return WaitSummary(
        count=len(met_days),
        count_waiting=len(waiting_days),
        count_closed_unmet=count_closed_unmet,
        count_within_target=within,
        count_due=due,
        median_days=median_days(days=met_days),
        p90_days=percentile_days(days=met_days, percent=90),
        share_within_target_percent=float(Fraction(100 * within, due)) if due else None,
    )
