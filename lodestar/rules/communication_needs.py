"""What to know before speaking with or writing to a person, and the format that letters follow.

Three families: how information reaches them (Accessible Information Standard), what is
done differently for them (Reasonable Adjustment Flag), and what they wish (a gentle start,
who is there).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Family(StrEnum):
    """Which of the three families a need belongs to, in the order in which pages show them."""

    COMMUNICATION = "communication"
    ADJUSTMENT = "adjustment"
    WISH = "wish"


class LetterFormat(StrEnum):
    """How a letter is made and sent."""

    STANDARD = "standard"
    EASY_READ = "easy-read"
    LARGE_PRINT = "large-print"
    BRAILLE = "braille"
    AUDIO = "audio"
    EMAIL = "email"
    TEXT_MESSAGE = "text-message"
    NO_LETTERS = "no-letters"


class Kind(StrEnum):
    """One thing to know. Stored by slug."""

    EASY_READ = "easy-read"
    LARGE_PRINT = "large-print"
    BRAILLE = "braille"
    AUDIO = "audio"
    EMAIL_NOT_POST = "email-not-post"
    TEXT_NOT_CALL = "text-not-call"
    NO_LETTERS_HOME = "no-letters-home"
    INTERPRETER = "interpreter"
    SIGN_LANGUAGE = "british-sign-language"
    LIP_READS = "lip-reads"
    HEARING_LOOP = "hearing-loop"
    ADVOCATE = "advocate"
    LONGER_TIME = "longer-time"
    QUIET_PLACE = "quiet-place"
    STEP_FREE = "step-free"
    SAME_WORKER = "same-worker"
    FIRST_OR_LAST = "first-or-last"
    WRITTEN_SUMMARY = "written-summary"
    REMINDER = "reminder"
    SOMEBODY_WITH_ME = "somebody-with-me"
    GENDER_OF_WORKER = "gender-of-worker"
    SAY_WHAT_HAPPENS = "say-what-happens"
    ASK_BEFORE_TOUCH = "ask-before-touch"
    DOOR_IN_SIGHT = "door-in-sight"
    DO_NOT_RAISE = "do-not-raise"
    SAFE_TIME_TO_CALL = "safe-time-to-call"


@dataclass(frozen=True, slots=True)
class _Place:
    family: Family
    needs_words: bool = False


_PLACES: dict[Kind, _Place] = {
    **dict.fromkeys(list(Kind)[: list(Kind).index(Kind.LONGER_TIME)], _Place(Family.COMMUNICATION)),
    **dict.fromkeys(
        list(Kind)[list(Kind).index(Kind.LONGER_TIME) : list(Kind).index(Kind.SOMEBODY_WITH_ME)],
        _Place(Family.ADJUSTMENT),
    ),
    **dict.fromkeys(list(Kind)[list(Kind).index(Kind.SOMEBODY_WITH_ME) :], _Place(Family.WISH)),
    Kind.INTERPRETER: _Place(Family.COMMUNICATION, needs_words=True),
    Kind.GENDER_OF_WORKER: _Place(Family.WISH, needs_words=True),
    Kind.DO_NOT_RAISE: _Place(Family.WISH, needs_words=True),
    Kind.SAFE_TIME_TO_CALL: _Place(Family.WISH, needs_words=True),
}

# The first that holds decides: what keeps somebody safe, then what they can read at all, then what they would rather.
_LETTERS: tuple[tuple[Kind, LetterFormat], ...] = (
    (Kind.NO_LETTERS_HOME, LetterFormat.NO_LETTERS),
    (Kind.BRAILLE, LetterFormat.BRAILLE),
    (Kind.AUDIO, LetterFormat.AUDIO),
    (Kind.EASY_READ, LetterFormat.EASY_READ),
    (Kind.LARGE_PRINT, LetterFormat.LARGE_PRINT),
    (Kind.EMAIL_NOT_POST, LetterFormat.EMAIL),
    (Kind.TEXT_NOT_CALL, LetterFormat.TEXT_MESSAGE),
)


@dataclass(frozen=True, slots=True)
class Letter:
    """How letters to a person are made. `also` holds the other formats that they need."""

    format: LetterFormat
    also: tuple[LetterFormat, ...] = ()


def family(kind: Kind) -> Family:
    """Return the family that a need belongs to.

    Unit: none.  Source: DCB1605 (Accessible Information) and DCB4019 (Reasonable Adjustment
    Flag), NHS England; wishes are Lodestar's own, after the trauma-informed guidance of
    2022 (Office for Health Improvement and Disparities).  Checked: 2026-11-22.
    """
    return _PLACES[kind].family


def needs_words(kind: Kind) -> bool:
    """Return whether a need says nothing without words: which language, which hours.

    Unit: none.  Source: DCB1605 asks for the detail beside the flag.  Checked: 2026-11-22.
    """
    return _PLACES[kind].needs_words


def is_reasonable_adjustment(kind: Kind) -> bool:
    """Return whether a need raises the Reasonable Adjustment Flag: the first two families do.

    Unit: none.  Source: DCB4019, which counts communication support as an adjustment under
    the Equality Act 2010, section 20.  Checked: 2026-11-22.
    """
    return family(kind) is not Family.WISH


def in_order(kinds: Iterable[Kind]) -> tuple[Kind, ...]:
    """Return needs once each, in the order in which every page shows them.

    Unit: none.  Source: the order of `Kind`.  Checked: 2026-11-22.
    """
    held = set(kinds)
    return tuple(kind for kind in Kind if kind in held)


def letter_for(kinds: Iterable[Kind]) -> Letter:
    """Return how letters to a person with these needs are made.

    Unit: none.  Source: DCB1605, section 4: the need is met "consistently and routinely";
    the order of precedence is Lodestar's own: safety, then reading, then preference.
    Checked: 2026-11-22.
    Somebody who wants no letters at home gets none, whatever else holds.
    """
    held = set(kinds)
    formats = [letter for kind, letter in _LETTERS if kind in held]
    if not formats:
        return Letter(LetterFormat.STANDARD)
    if formats[0] is LetterFormat.NO_LETTERS:
        return Letter(LetterFormat.NO_LETTERS)
    return Letter(formats[0], tuple(formats[1:]))
