"""Whether a service takes people with less need more readily than people with more.

A signal to look, and to talk about: it says nothing of why. The referee of `indicators/expressions/accepting.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lodestar.rules import parameters

MORE_NEED_FROM = 3
"""Parts of life with a need written down, from which somebody has more need.

Unit: life areas.  Source: our own proxy, since no score is there for everybody: half of the six parts of life;
inventory S1-30 (accepted against referred by a severity proxy).  Checked: 2026-11-22.
"""


@dataclass(frozen=True, slots=True)
class AnsweredReferral:
    """One referral with the parts of life in which its person had a need when it came, and its answers."""

    received_on: date
    areas_in_need: int
    accepted_on: date | None = None
    declined_on: date | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """Referrals that were answered, and those of them whose first answer was yes, by need."""

    more_answered: int
    more_accepted: int
    less_answered: int
    less_accepted: int


def was_accepted_first(*, accepted_on: date | None, declined_on: date | None) -> bool | None:
    """Return whether the first answer was yes; None while there is none. Both on one day counts as yes.

    Unit: none.  Source: our own definition.  Checked: 2026-11-22.
    """
    if accepted_on is None:
        return None if declined_on is None else False
    return declined_on is None or accepted_on <= declined_on


def accepted_by_need(*, referrals: Iterable[AnsweredReferral], first_on: date, until: date, on: date) -> Accepted:
    """Return referrals received from `first_on` up to, and without, `until`, answered by `on`, by need.

    Unit: referrals.  Source: `MORE_NEED_FROM`.  Checked: 2026-11-22.
    """
    counted = {True: [0, 0], False: [0, 0]}
    for one in referrals:
        known = [day if day is not None and day <= on else None for day in (one.accepted_on, one.declined_on)]
        said = was_accepted_first(accepted_on=known[0], declined_on=known[1])
        if said is None or not first_on <= one.received_on < until:
            continue
        counted[one.areas_in_need >= MORE_NEED_FROM][0] += 1
        counted[one.areas_in_need >= MORE_NEED_FROM][1] += said
    return Accepted(*counted[True], *counted[False])


def is_signal(*, more_percent: int | None, less_percent: int | None, on: date) -> bool:
    """Return whether people with more need are taken so much less often that somebody is to look.

    Unit: percent each.  Source: parameter `creaming-gap`.  Checked: 2026-11-22.
    A share that may not be shown signals nothing.
    """
    if more_percent is None or less_percent is None:
        return False
    return less_percent - more_percent >= parameters.whole_number("creaming-gap", on=on)
