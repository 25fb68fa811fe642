"""When somebody is sent from door to door, and nobody helps."""

from collections.abc import Sequence

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
