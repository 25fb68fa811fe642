"""What schools may ask and read: how good the evidence for a kind of help is, and a talk that names no pupil."""

import re
from enum import StrEnum


class Evidence(StrEnum):
    """How well it is known that a kind of help works for children, from best known to not known.

    Unit: none.  Source: inventory S4-34 (a menu like NICE's); the steps are our own reading of how NICE words its
    advice ("offer", "consider", research only).  Checked: 2026-11-22.
    """

    OFFERED = "offered"
    CONSIDERED = "considered"
    PROMISING = "promising"
    NOT_KNOWN = "not-known"


class Theme(StrEnum):
    """What a teacher wants to talk about, from a list, so that nothing of a child need be typed."""

    WORRY = "worry"
    LOW_MOOD = "low-mood"
    SELF_HARM = "self-harm"
    NOT_IN_SCHOOL = "not-in-school"
    BEHAVIOUR = "behaviour"
    EATING = "eating"
    LOSS = "loss"
    FRIENDS = "friends"
    STAFF = "staff"
    WHOLE_SCHOOL = "whole-school"


class YearBand(StrEnum):
    """About how old, in bands too wide to give a child away."""

    EARLY = "early-years"
    PRIMARY = "primary"
    SECONDARY = "secondary"
    SIXTH_FORM = "sixth-form"
    MIXED = "mixed"


_SIGNS = (
    re.compile(r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b"),  # an NHS number
    re.compile(r"\b\d{1,2}[/. -]\d{1,2}[/. -]\d{2,4}\b"),  # a date of birth in figures
    re.compile(r"\b[A-Za-z]{1,2}\d[A-Za-z\d]?\s?\d[A-Za-z]{2}\b"),  # a postcode
    re.compile(r"\S+@\S+\.\S+"),  # an e-mail address
    re.compile(r"\b0\d[\d ]{8,11}\b"),  # a telephone number
    re.compile(r"(?i)\b(named|called|name is|initials|surname|date of birth|born on|upn)\b"),
)


def may_name_somebody(*, text: str) -> bool:
    """Return whether words hold what could tell who a child is: a number, a day of birth, an address, or a name said.

    Unit: none.  Source: inventory S4-35 (no child identity needed).  Checked: 2026-11-22.
    A name alone cannot be told from another word: the page asks for none, and gives no field for one.
    """
    return any(sign.search(text) for sign in _SIGNS)
