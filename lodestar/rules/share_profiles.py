"""Minimum-data profiles: exactly which fields may leave, for whom, on which day."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from lodestar.rules import parameters


class ShareProfile(StrEnum):
    """A named list of fields that may leave, and no others. Stored by slug.

    Unit: none.  Source: parameters/share_profiles.toml.  Checked: 2026-11-22.
    """

    BENEFITS_MONITORING = "benefits-monitoring"
    EMPLOYER_ADJUSTMENTS = "employer-adjustments"
    LANDLORD_SUPPORT = "landlord-support"
    CARER_CONTACTS = "carer-contacts"


PROFILE_OF_PURPOSE: dict[str, ShareProfile] = {
    "benefits-agency": ShareProfile.BENEFITS_MONITORING,
    "employer": ShareProfile.EMPLOYER_ADJUSTMENTS,
    "landlord": ShareProfile.LANDLORD_SUPPORT,
    "carer": ShareProfile.CARER_CONTACTS,
}
"""The profile that goes with each purpose of consent outside direct care."""


class ItemMissing(ValueError):
    """The profile has a field for which there is nothing to say."""


def fields_of(profile: ShareProfile, *, on: date) -> tuple[str, ...]:
    """Return the names of the fields that may leave on a day, in their order.

    Unit: none.  Source: parameters/share_profiles.toml.  Checked: 2026-11-22.
    Raises MissingParameter for a day before the first rule.
    """
    return parameters.codes_listed(f"share-profile-{profile.value}", on=on)


def items_to_share(*, profile: ShareProfile, known: Mapping[str, str], on: date) -> dict[str, str]:
    """Return exactly the fields of a profile out of everything that is known; whatever else is known stays.

    Unit: none.  Source: inventory S2-91 (only status, benefit and condition leave).  Checked: 2026-11-22.
    Raises ItemMissing where one of them is not known, so that nobody sends half, and MissingParameter.
    """
    items = {name: known.get(name, "").strip() for name in fields_of(profile, on=on)}
    if not all(items.values()):
        raise ItemMissing(f"Not known: {', '.join(name for name, value in items.items() if not value)}.")
    return items
