"""Reading a postcode, or the front part of one, the way people type it."""

import re
from dataclasses import dataclass

_OUTCODE = r"(?:[A-PR-UWYZ][A-HK-Y]?[0-9][0-9A-HJKMNPR-Y]?|GIR)"
_INCODE = r"[0-9][ABD-HJLNP-UW-Z]{2}"
_WHOLE = re.compile(rf"({_OUTCODE})({_INCODE})")
_SECTOR = re.compile(rf"({_OUTCODE})([0-9])")
_FRONT = re.compile(_OUTCODE)
_BETWEEN = re.compile(r"[\s.\-]+")


class NotAPostcode(ValueError):
    """The words cannot be a postcode, a sector or an outward code."""


@dataclass(frozen=True, slots=True)
class PostcodeParts:
    """A postcode cut into its parts; those that were not typed are None."""

    postcode: str | None
    sector: str | None
    outcode: str


def parse_postcode(text: str) -> PostcodeParts:
    """Return the parts of a postcode, a sector ("M33 2") or an outward code ("M33").

    Source: Royal Mail, Programmers' Guide, postcode format.  Checked: 2026-11-22.
    Capitals and spaces do not matter, with one exception: "M3 3" is a sector and
    "M33" an outward code, so there the space decides.
    Says nothing on whether the postcode exists.
    Raises NotAPostcode, without the typed words: where somebody lives is personal.
    """
    pieces = [piece for piece in _BETWEEN.split(text.strip().upper()) if piece]
    joined = "".join(pieces)
    if whole := _WHOLE.fullmatch(joined):
        front, back = whole.groups()
        return PostcodeParts(f"{front} {back}", f"{front} {back[0]}", front)
    if len(pieces) == 2 and _FRONT.fullmatch(pieces[0]) and len(pieces[1]) == 1:
        return _sector_parts(joined)
    if _FRONT.fullmatch(joined):
        return PostcodeParts(None, None, joined)
    return _sector_parts(joined)


def _sector_parts(joined: str) -> PostcodeParts:
    sector = _SECTOR.fullmatch(joined)
    if sector is None:
        raise NotAPostcode("Enter a postcode, like M33 2AB, or its first part.")
    front, number = sector.groups()
    return PostcodeParts(None, f"{front} {number}", front)
