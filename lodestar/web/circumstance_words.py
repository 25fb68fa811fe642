"""What circumstances are called on every page."""

from lodestar.rules.circumstances import CircumstanceKind, Refusal

KINDS = {
    CircumstanceKind.LOOKED_AFTER: "Looked after by the council",
    CircumstanceKind.CARE_LEAVER: "Left care",
    CircumstanceKind.IN_CUSTODY: "In custody, or released in the last year",
    CircumstanceKind.CARER: "Looks after somebody",
}
REFUSALS = {
    Refusal.AGE_NOT_KNOWN: "Their birthday is needed for this. Put it into their record first",
    Refusal.TOO_OLD: "At their age this no longer holds. For somebody from 18 to 24, “Left care” may",
    Refusal.TOO_YOUNG: "At their age this does not hold yet",
    Refusal.THEIRS_TO_SAY: "From 16 it is theirs to say. Ask them",
}
