"""What of a directory entry can be changed here, and who has to agree before a change stands.

Source: journeys of providers and navigators; directory notes §6 (field-level provenance, approval with a diff).
"""

from enum import StrEnum


class EntryField(StrEnum):
    """One thing that an entry says. Stored by slug; those of one column are named as it is."""

    NAME = "name"
    SUMMARY = "summary"
    DESCRIPTION = "description"
    AUDIENCE = "audience"
    ELIGIBILITY = "eligibility_text"
    MINIMUM_AGE = "minimum_age"
    MAXIMUM_AGE = "maximum_age"
    TIMES = "times"
    IS_FREE = "is_free"
    COST = "cost_text"
    HOW_TO_APPLY = "how_to_apply"
    SELF_REFERRAL = "accepts_self_referral"
    TELEPHONES = "telephones"
    EMAIL = "email"
    WEBSITE = "url"
    STATUS = "status"


# A name is what people look for, and an age decides who is let in: somebody else looks at those first.
SEEN_BY_ANOTHER = frozenset({EntryField.NAME, EntryField.MINIMUM_AGE, EntryField.MAXIMUM_AGE})


def needs_approval(*, field: EntryField, is_own: bool) -> bool:
    """Return whether a change of this field waits for somebody else's word.

    Unit: none.  Source: issue "Part 3", providers' own room: changes by others, and of fields that need it, go
    through approval.  Checked: 2026-11-22.
    `is_own`: whoever asks manages the entry.
    """
    return not is_own or field in SEEN_BY_ANOTHER
