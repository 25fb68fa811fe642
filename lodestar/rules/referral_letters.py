"""Letters about a referral: to whom, what may stand in them, and how they are set for whoever reads them.

What goes to a service is never more than the person agreed to for this referral, and of that only what they want in it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from lodestar.rules.communication_needs import LetterFormat


class Addressee(StrEnum):
    """Whom a letter goes to. Stored by slug."""

    SERVICE = "service"
    REFERRER = "referrer"
    PERSON = "person"


class Part(StrEnum):
    """One thing that may stand in a letter. Stored by slug."""

    NAME = "name"
    BORN_ON = "born-on"
    REACH = "reach"
    SPEAK = "speak"
    HOPES = "hopes"
    SO_FAR = "so-far"
    ANSWER = "answer"
    NEXT = "next"
    AGREED = "agreed"


TO_CHOOSE: tuple[Part, ...] = (Part.BORN_ON, Part.REACH, Part.SPEAK, Part.HOPES)
"""What a referral's consent covers beside the name: each is in a letter to the service only where the person wants it.

Source: the words of the consent that goes with a referral (name, date of birth, phone number and e-mail address, how
they like to be spoken to, and what they hope for).  Checked: 2026-11-22.
"""

ALWAYS: Mapping[Addressee, tuple[Part, ...]] = {
    Addressee.SERVICE: (Part.NAME, Part.NEXT, Part.AGREED),
    Addressee.REFERRER: (Part.NAME, Part.ANSWER, Part.NEXT),
    Addressee.PERSON: (Part.NAME, Part.HOPES, Part.SO_FAR, Part.NEXT),
}
"""What stands in every letter to them. Whoever referred somebody is told the answer, and nothing new about them.

Source: issue 6 (what the person agreed to share and no more); inventory S0-05 (the loop closes to the referrer).
Checked: 2026-11-22.
"""

MOST_FILE_BYTES = 5 * 1024 * 1024
"""Bytes. A scan of twenty pages, or four photographs of a letter, is smaller (assumed; checked 2026-11-22)."""


class FileKind(StrEnum):
    """What a letter may come as: paper that was scanned or photographed. Stored by slug, which is also its ending."""

    PDF = "pdf"
    JPEG = "jpg"
    PNG = "png"


_BEGINS: Mapping[FileKind, bytes] = {
    FileKind.PDF: b"%PDF-",
    FileKind.JPEG: b"\xff\xd8\xff",
    FileKind.PNG: b"\x89PNG\r\n\x1a\n",
}
MEDIA_TYPES: Mapping[FileKind, str] = {
    FileKind.PDF: "application/pdf",
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
}

# Points. 18 is what large print begins at (RNIB clear print: 16 to 18); easy read is set in 16.
_POINTS: Mapping[LetterFormat, int] = {LetterFormat.LARGE_PRINT: 18, LetterFormat.EASY_READ: 16}
_READ_BY_OTHERS = frozenset({LetterFormat.BRAILLE, LetterFormat.AUDIO})
USUAL_POINTS = 12


@dataclass(frozen=True, slots=True)
class Layout:
    """How a letter is set. `is_plain_text` also makes text alone, for braille, a screen reader or a recording."""

    points: int
    is_easy_read: bool = False
    is_plain_text: bool = False
    may_be_posted: bool = True


def kind_of_file(content: bytes) -> FileKind | None:
    """Return what a file is by how it begins, whatever it is called; None for everything else.

    Unit: none.  Source: ISO 32000-1 §7.5.2 (PDF), ISO/IEC 10918-1 annex B (JPEG), ISO/IEC 15948 §5.2 (PNG).
    Checked: 2026-11-22.
    """
    return next((kind for kind, begins in _BEGINS.items() if content.startswith(begins)), None)


def parts_of(*, addressee: Addressee, chosen: Iterable[Part] = ()) -> tuple[Part, ...]:
    """Return what stands in a letter, in order: what always does, and of what was agreed only what was chosen.

    Unit: none.  Source: `ALWAYS`, `TO_CHOOSE`.  Checked: 2026-11-22.
    """
    wanted = set(ALWAYS[addressee])
    if addressee is Addressee.SERVICE:
        wanted |= set(chosen) & set(TO_CHOOSE)
    return tuple(part for part in Part if part in wanted)


def addressees(*, is_desk: bool, has_referrer: bool) -> tuple[Addressee, ...]:
    """Return whom somebody may write to about a referral: the desk answers, the worker asks, both tell the person.

    Unit: none.  Source: issue 6 (letters in and out).  Checked: 2026-11-22.
    """
    if not is_desk:
        return (Addressee.SERVICE, Addressee.PERSON)
    return (Addressee.REFERRER, Addressee.PERSON) if has_referrer else (Addressee.PERSON,)


def layout(letter_format: LetterFormat) -> Layout:
    """Return how a letter in a format is set.

    Unit: points.  Source: DCB1605 (information reaches somebody in their format); RNIB clear print guidelines for the
    sizes, from general knowledge.  Checked: 2026-11-22.
    """
    return Layout(
        points=_POINTS.get(letter_format, USUAL_POINTS),
        is_easy_read=letter_format is LetterFormat.EASY_READ,
        is_plain_text=letter_format in _READ_BY_OTHERS,
        may_be_posted=letter_format not in {LetterFormat.NO_LETTERS, LetterFormat.EMAIL, LetterFormat.TEXT_MESSAGE},
    )
