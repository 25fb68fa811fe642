"""Stories that people tell for others: where one may be shown, and what in it may tell who tells it."""

import re
from collections.abc import Iterable
from enum import StrEnum


class Place(StrEnum):
    """Where a story may be shown. The person chooses each; stored by slug.

    Unit: none.  Source: inventory S0-89 (story consent with pseudonym, scope and withdrawal).  Checked: 2026-11-22.
    """

    STORIES = "stories"
    SERVICE = "service"
    PLANNERS = "planners"

    @property
    def words(self) -> str:
        """Return the place as the middle of a sentence."""
        return _WORDS[self]


_WORDS = {
    Place.STORIES: "on the page of stories, which anybody can read",
    Place.SERVICE: "on the page of the service, which anybody can read",
    Place.PLANNERS: "to those who plan and pay for help here",
}

# "Al" is in "always"; a name of one letter is in everything.
SHORTEST_NAME = 2
_LIKE_A_NUMBER = re.compile(r"\b0\d(?:[ -]?\d){8,9}\b")
_LIKE_A_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.IGNORECASE)


def names_in(text: str, *, names: Iterable[str]) -> tuple[str, ...]:
    """Return which parts of `names` stand in a text as words of their own, as they are written in the name.

    Unit: none.  Source: inventory S0-89 (names changed on request).  Checked: 2026-11-22.
    Each part of a name counts by itself: "Sarah Ann Hill" is found by "Sarah". Letters large or small are alike.
    """
    parts = dict.fromkeys(part for name in names for part in re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", name))
    return tuple(
        part
        for part in parts
        if len(part) >= SHORTEST_NAME and re.search(rf"(?<!\w){re.escape(part)}(?!\w)", text, re.IGNORECASE)
    )


def traces_in(text: str) -> tuple[str, ...]:
    """Return what in a text looks like a telephone number or a postcode, as it stands there.

    Unit: none.  Source: inventory S0-89; UK numbering plan (10 or 11 digits from 0).  Checked: 2026-11-22.
    """
    return tuple(found.group() for pattern in (_LIKE_A_NUMBER, _LIKE_A_POSTCODE) for found in pattern.finditer(text))
