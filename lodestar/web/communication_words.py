"""How pages say what to know before speaking with a person: the same words for workers and for the person."""

from collections.abc import Iterable

from lodestar.people.communicating import Known
from lodestar.rules.communication_needs import Family, Kind, Letter, LetterFormat

KINDS: dict[Kind, str] = {
    Kind.EASY_READ: "Easy read",
    Kind.LARGE_PRINT: "Large print",
    Kind.BRAILLE: "Braille",
    Kind.AUDIO: "Audio recording",
    Kind.EMAIL_NOT_POST: "E-mail, not post",
    Kind.TEXT_NOT_CALL: "Text message, not a call",
    Kind.NO_LETTERS_HOME: "No letters to their home",
    Kind.INTERPRETER: "Interpreter",
    Kind.SIGN_LANGUAGE: "British Sign Language interpreter",
    Kind.LIP_READS: "Lip reads: face them",
    Kind.HEARING_LOOP: "Hearing loop",
    Kind.ADVOCATE: "Advocate takes part",
    Kind.LONGER_TIME: "Longer appointment",
    Kind.QUIET_PLACE: "Quiet place",
    Kind.STEP_FREE: "Step-free way in",
    Kind.SAME_WORKER: "Same worker each time",
    Kind.FIRST_OR_LAST: "First or last appointment of the day",
    Kind.WRITTEN_SUMMARY: "Write down what was agreed",
    Kind.REMINDER: "Remind them the day before",
    Kind.SOMEBODY_WITH_ME: "Somebody they trust is there",
    Kind.GENDER_OF_WORKER: "Gender of the worker",
    Kind.SAY_WHAT_HAPPENS: "Say what happens next, before it does",
    Kind.ASK_BEFORE_TOUCH: "Ask before touch",
    Kind.DOOR_IN_SIGHT: "Let them sit with the door in sight",
    Kind.DO_NOT_RAISE: "Do not raise",
    Kind.SAFE_TIME_TO_CALL: "Safe times to call",
}

FAMILIES: dict[Family, str] = {
    Family.COMMUNICATION: "How information reaches them",
    Family.ADJUSTMENT: "What is done differently",
    Family.WISH: "What helps them feel safe",
}

_LETTERS: dict[LetterFormat, str] = {
    LetterFormat.STANDARD: "an ordinary letter",
    LetterFormat.EASY_READ: "easy read",
    LetterFormat.LARGE_PRINT: "large print",
    LetterFormat.BRAILLE: "braille",
    LetterFormat.AUDIO: "an audio recording",
    LetterFormat.EMAIL: "e-mail",
    LetterFormat.TEXT_MESSAGE: "a text message",
    LetterFormat.NO_LETTERS: "no letters",
}


def said(known: Known) -> str:
    """Return one thing to know with the person's own words on it."""
    return f"{KINDS[known.kind]}: {known.words}" if known.words else KINDS[known.kind]


def letters(letter: Letter) -> str:
    """Return how letters to the person are made, as one sentence."""
    if letter.format is LetterFormat.NO_LETTERS:
        return "Send no letters to their home. Ask them how to reach them instead."
    if letter.format is LetterFormat.STANDARD:
        return "Letters to them are ordinary letters."
    also = _row([_LETTERS[one] for one in letter.also])
    return f"Letters to them: {_LETTERS[letter.format]}{f', and {also}' if also else ''}."


def _row(names: Iterable[str]) -> str:
    held = list(names)
    return " and ".join(part for part in (", ".join(held[:-1]), *held[-1:]) if part)
