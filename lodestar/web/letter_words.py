"""How a letter says its facts: headings and lines, for workers and services, and in plain words for the person.

The headings follow the order of professional letters in health and care: who it is, what they need, why, what was
done, what comes next, who writes, and what was agreed to. docs/reference/letters.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lodestar.referrals.letters.models import Letter, ReceivedFile
from lodestar.rules.communication_needs import Kind, LetterFormat
from lodestar.rules.referral_letters import Addressee
from lodestar.rules.referral_states import DeclineReason, EndReason, StepKind
from lodestar.web import communication_words, filters

_STATES = {
    StepKind.SENT: "Sent",
    StepKind.RECEIVED: "Received",
    StepKind.NEEDS_INFORMATION: "More was asked",
    StepKind.ACCEPTED: "Accepted",
    StepKind.WAITING: "Accepted, with a wait",
    StepKind.DECLINED: "Declined",
    StepKind.WITHDRAWN: "Withdrawn by the person",
    StepKind.CANCELLED: "Cancelled",
    StepKind.FIRST_CONTACT: "First contact",
    StepKind.STARTED: "Support started",
    StepKind.ENDED: "Support ended",
}
_PLAIN = {
    StepKind.SENT: "We asked for you",
    StepKind.RECEIVED: "They got it",
    StepKind.NEEDS_INFORMATION: "They asked for more",
    StepKind.ACCEPTED: "They said yes",
    StepKind.WAITING: "They said yes, with a wait",
    StepKind.DECLINED: "They said not now",
    StepKind.WITHDRAWN: "You chose not to go ahead",
    StepKind.CANCELLED: "The request was taken back",
    StepKind.FIRST_CONTACT: "You met or spoke",
    StepKind.STARTED: "Support started",
    StepKind.ENDED: "Support ended",
}
_DUE = {
    "answer": "They say yes or no by {day}.",
    "tell-more": "They need an answer to their question by {day}. Nothing closes after that.",
    "meet": "You hear from them by {day}.",
    "say-how-long": "You hear from them by {day}, even if it is only how long it still takes.",
    "start": "You agree by {day} how it goes on.",
    "look-back": "You look back on it together by {day}. It does not end then.",
    "next-offer": "Your worker agrees the next step with you by {day}.",
}
_ASKS = {
    "answer": "Answer by {day}: yes, yes with a wait, a question, or no with what you offer instead",
    "meet": "Meet them by {day}",
    "say-how-long": "Tell them by {day} how long it still takes",
    "start": "Agree with them by {day} how it goes on",
    "look-back": "Look back on it with them by {day}",
}
_OWED_BACK = {
    "tell-more": "Tell us what we asked by {day}. Nothing closes after that",
    "next-offer": "Agree the next step with them by {day}",
}
FORMATS = {
    LetterFormat.LARGE_PRINT: "It is set in large print, as they need.",
    LetterFormat.EASY_READ: "It is set for easy read: short lines, large letters, one thing at a time.",
    LetterFormat.BRAILLE: "They read braille. Have the plain text made in braille.",
    LetterFormat.AUDIO: "They listen to letters. Read the plain text aloud, or record it.",
    LetterFormat.EMAIL: "They want e-mail and no post. They read it in their own space.",
    LetterFormat.TEXT_MESSAGE: "They want a text message and no post. They read it in their own space.",
    LetterFormat.NO_LETTERS: "Send no letter to their home. They read it in their own space, or you read it together.",
}
_DECLINED: dict[str, str] = {
    **{reason.value: reason.value.replace("-", " ") for reason in DeclineReason},
    **{reason.value: reason.value.replace("-", " ") for reason in EndReason},
}


@dataclass(frozen=True)
class Section:
    """One heading of a letter with what stands under it: the person's own words, pairs, lines, in that order."""

    heading: str
    own_words: str = ""
    pairs: tuple[tuple[str, str], ...] = ()
    lines: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.own_words or self.pairs or self.lines)


def title(letter: Letter) -> str:
    """Return what a letter is called. It names nobody, as it stands in a browser's title."""
    if letter.direction == Letter.Direction.IN:
        return "A letter that came"
    return {
        Addressee.SERVICE: "Referral letter",
        Addressee.REFERRER: "Answer to a referral",
        Addressee.PERSON: "About your request",
    }[Addressee(letter.addressee)]


def in_a_line(letter: Letter) -> str:
    """Return a letter in a line of a list: which way it went, between whom, and its day."""
    day = filters.short_date_words(letter.dated_on)
    if letter.direction == Letter.Direction.IN:
        return f"From {letter.from_whom}, {day}"
    return f"From {letter.from_whom} to {letter.to_whom}, {day}"


def file_words(file: ReceivedFile) -> str:
    """Return what a file is and how large, like "PDF, 312 KB"."""
    size = file.size / 1024
    said = f"{size / 1024:.1f} MB" if size >= 1024 else f"{max(1, round(size))} KB"
    return f"{file.kind.upper()}, {said}"


def for_its_reader(letter: Letter) -> str:
    """Return what to know before a letter is handed over; empty where it goes as it is."""
    return FORMATS.get(LetterFormat(letter.format), "") if letter.format else ""


def sections(letter: Letter) -> tuple[Section, ...]:
    """Return what a letter says, heading by heading; nothing stands under a heading with nothing to say."""
    if letter.direction == Letter.Direction.IN:
        found = [
            Section(
                "About this letter",
                pairs=(
                    ("From", letter.from_whom),
                    ("Dated", filters.date_words(letter.dated_on)),
                    ("How it came", letter.get_came_by_display()),
                ),
            ),
            Section("What it says", lines=_paragraphs(letter.words)),
        ]
    elif letter.addressee == Addressee.PERSON:
        found = _to_the_person(letter)
    else:
        found = _to_others(letter)
    return tuple(one for one in found if not one.is_empty)


def plain_text(letter: Letter) -> str:
    """Return a letter as text alone, for braille, a screen reader or somebody who reads it aloud."""
    parts = [title(letter), in_a_line(letter)]
    for section in sections(letter):
        parts += ["", section.heading, *([section.own_words] if section.own_words else [])]
        parts += [f"{label}: {value}" for label, value in section.pairs]
        parts += section.lines
    return "\n".join(parts) + "\n"


def _to_others(letter: Letter) -> list[Section]:
    said = letter.said
    to_service = letter.addressee == Addressee.SERVICE
    return [
        Section("Who this is about", pairs=_pairs(said)),
        Section("What they need from you", lines=_needs(said)),
        Section("Why they ask: in their own words", own_words=said.get("hopes", "")),
        Section("What was asked", pairs=_asked(said)),
        Section("Where it stands", lines=_answer(said)),
        Section("What is asked of you", lines=_asks(said, to_service=to_service)),
        Section("In our words", lines=_paragraphs(letter.words)),
        Section("Who writes", pairs=_writers(letter)),
        Section("What they agreed to", lines=_agreed(said)),
    ]


def _to_the_person(letter: Letter) -> list[Section]:
    said = letter.said
    steps = tuple(
        f"{filters.date_words(date.fromisoformat(one['on']))}: {_PLAIN[StepKind(one['state'])]}"
        for one in said.get("steps", ())
    )
    due, by_on = said.get("due", ""), said.get("by_on", "")
    coming = _DUE[due].format(day=_day(by_on)) if due else "You can ask again at any time."
    return [
        Section("What you asked for", own_words=said.get("hopes", ""), lines=(f"We asked {said['service']}.",)),
        Section("What happened", lines=steps),
        Section("What comes next", lines=(coming,)),
        Section("From the person who writes to you", lines=_paragraphs(letter.words)),
        Section("Who writes", lines=(f"{letter.from_whom}.",)),
        Section(
            "If something is not right", lines=("Tell us. You can read every letter about you in your own space.",)
        ),
    ]


def _pairs(said: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    name = f"{said['name']} ({said['pronouns']})" if said.get("pronouns") else said.get("name", "")
    rows = (
        ("Name", name),
        ("Born on", _day(said.get("born_on", ""))),
        ("Telephone", said.get("telephone", "")),
        ("E-mail", said.get("email", "")),
    )
    return tuple((label, value) for label, value in rows if value)


def _needs(said: Mapping[str, Any]) -> tuple[str, ...]:
    kinds = communication_words.KINDS
    known = tuple(
        f"{kinds[Kind(one['kind'])]}: {one['words']}" if one["words"] else kinds[Kind(one["kind"])]
        for one in said.get("needs", ())
    )
    return tuple(one for one in (said.get("how_to_speak", ""), *known) if one)


def _asked(said: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    whom = ", ".join(part for part in (said["service"], said["organisation"]) if part)
    rows = [("Asked of", whom), ("Asked on", _day(said["asked_on"]))]
    if said.get("go_with_me"):
        rows.append(("The first time", "They want somebody to go along"))
    return tuple(rows)


def _answer(said: Mapping[str, Any]) -> tuple[str, ...]:
    if "state" not in said:
        return ()
    lines = [_STATES[StepKind(said["state"])]]
    if said.get("reason"):
        lines.append(f"Reason: {_DECLINED.get(said['reason'], said['reason'])}")
    if said.get("instead"):
        lines.append(f"Offered instead: {said['instead']}")
    if said.get("note"):
        lines.append(said["note"])
    if said.get("expected_on"):
        lines.append(f"Expected by {_day(said['expected_on'])}")
    return tuple(lines)


def _asks(said: Mapping[str, Any], *, to_service: bool) -> tuple[str, ...]:
    words = (_ASKS if to_service else _OWED_BACK).get(said.get("due", ""), "")
    return (f"{words.format(day=_day(said['by_on']))}.",) if words else ()


def _writers(letter: Letter) -> tuple[tuple[str, str], ...]:
    rows = (
        ("From", letter.from_whom),
        ("To", letter.to_whom),
        ("Dated", filters.date_words(letter.dated_on)),
        ("Ring", letter.said.get("asked_by_telephone", "") if letter.addressee == Addressee.SERVICE else ""),
    )
    return tuple((label, value) for label, value in rows if value)


def _agreed(said: Mapping[str, Any]) -> tuple[str, ...]:
    if not said.get("agreed"):
        return ()
    return (said["agreed"], f"They said yes on {_day(said['agreed_on'])}, and can take it back at any time.")


def _paragraphs(words: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in words.splitlines() if line.strip())


def _day(iso: str) -> str:
    return filters.date_words(date.fromisoformat(iso)) if iso else ""
