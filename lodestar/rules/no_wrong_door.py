"""When somebody is sent from door to door, and nobody helps."""

from collections.abc import Sequence
from dataclasses import dataclass

from lodestar.rules.referral_states import StepKind

TURNED_AWAY_TOO_OFTEN = 2
"""Declined referrals in one journey from which a manager is told.

Source: domain facts, glossary ("bounce: two or more declined referrals in one journey");
inventory S0-18.  Checked: 2026-11-22.
"""


def times_turned_away(*, steps: Sequence[tuple[str, StepKind]]) -> int:
    """Return how many referrals were declined since somebody last met the person.

    Unit: referrals.  Source: as `TURNED_AWAY_TOO_OFTEN`; that a first contact ends the
    journey is our own reading.  Checked: 2026-11-22.
    `steps` are pairs of a referral's key and a step, of all the person's referrals, in
    the order in which they happened. One referral declined twice counts once.
    """
    declined: set[str] = set()
    for referral, step in steps:
        if step is StepKind.FIRST_CONTACT:
            declined.clear()
        elif step is StepKind.DECLINED:
            declined.add(referral)
    return len(declined)


def is_turned_away_too_often(*, steps: Sequence[tuple[str, StepKind]]) -> bool:
    """Return whether a manager is to be told of this person.

    Unit: none.  Source: as `TURNED_AWAY_TOO_OFTEN`.  Checked: 2026-11-22.
    """
    return times_turned_away(steps=steps) >= TURNED_AWAY_TOO_OFTEN


@dataclass(frozen=True, slots=True)
class Doors:
    """How often somebody was passed on since support last started for them."""

    chain_length: int
    """The longest line of referrals in which each followed a no to the one before; side by side counts once."""
    handovers: int
    """Referrals that followed a decline."""
    repeated_assessments: int
    """First meetings after the first one, with nothing started in between: they told it all again."""


def doors(*, steps: Sequence[tuple[str, StepKind]]) -> Doors:
    """Return the counts of the present journey: everything since support last started.

    Unit: counts.  Source: issue 6 (chain length, handovers and repeated assessments are counted); domain facts §3.3
    (one assessment kept, not repeated); that a start of support ends the journey is our own reading.
    Checked: 2026-11-22.
    `steps` are as for `times_turned_away`. Where the history branches, two sent after one no are side by side: a
    referral follows the newest no before it.
    """
    place: dict[str, int] = {}
    met: set[str] = set()
    handovers = newest_no = 0
    for referral, step in steps:
        if step is StepKind.STARTED:
            place, met, handovers, newest_no = {}, set(), 0, 0
            continue
        if referral not in place:
            place[referral] = newest_no + 1
            handovers += newest_no > 0
        if step is StepKind.DECLINED:
            newest_no = place[referral]
        elif step is StepKind.FIRST_CONTACT:
            met.add(referral)
    longest = max(place.values(), default=0)
    return Doors(chain_length=longest, handovers=handovers, repeated_assessments=max(0, len(met) - 1))
