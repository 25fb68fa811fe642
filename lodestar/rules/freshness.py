"""How long ago a person last checked that a directory entry is right."""

from datetime import date
from enum import StrEnum

from lodestar.rules import parameters


class Freshness(StrEnum):
    """How far an entry can be trusted by the age of its last check."""

    FRESH = "fresh"
    AGEING = "ageing"
    STALE = "stale"
    NEVER_CHECKED = "never-checked"


def freshness(*, checked_on: date | None, on: date) -> Freshness:
    """Return fresh under 90 days since the last check, ageing under 365, else stale.

    Unit: none.  Source: Open Referral UK (three months), Connected Kingston (twelve);
    see parameters `freshness-*`.  Checked: 2026-11-22.
    Only a check by a person counts: not our own saving, not a feed's date.
    Raises ValueError when the check lies after `on`.
    """
    if checked_on is None:
        return Freshness.NEVER_CHECKED
    age_days = _age_days(checked_on=checked_on, on=on)
    if age_days < parameters.whole_number("freshness-fresh", on=on):
        return Freshness.FRESH
    if age_days < parameters.whole_number("freshness-ageing", on=on):
        return Freshness.AGEING
    return Freshness.STALE


def is_check_due(*, checked_on: date | None, on: date) -> bool:
    """Return whether the owner is asked again if the entry is right.

    Unit: none.  Source: inventory S0-37, over six months.  Checked: 2026-11-22.
    An entry that nobody ever checked is due.
    Raises ValueError when the check lies after `on`.
    """
    if checked_on is None:
        return True
    limit_days = parameters.whole_number("freshness-ask-again", on=on)
    return _age_days(checked_on=checked_on, on=on) > limit_days


def is_hidden_by_age(*, checked_on: date | None, on: date, limit_days: int | None = None) -> bool:
    """Return whether an entry is too old to be found by search.

    Unit: none.  Source: parameter `freshness-hidden`; a place may set `limit_days`.
    Checked: 2026-11-22.
    An entry that nobody ever checked is shown, marked as such: a whole feed that has
    just been read in would else be empty.
    Raises ValueError when the check lies after `on`.
    """
    if checked_on is None:
        return False
    if limit_days is None:
        limit_days = parameters.whole_number("freshness-hidden", on=on)
    return _age_days(checked_on=checked_on, on=on) > limit_days


def _age_days(*, checked_on: date, on: date) -> int:
    if checked_on > on:
        raise ValueError("The entry was checked after the day of the question.")
    return (on - checked_on).days
