"""Questions of our own that a check-in asks beside the instruments: as dated rows, without their words.

Source: parameters/own_questions.toml, row by row.
"""

import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cache
from pathlib import Path

from lodestar.rules.life_areas import LifeArea

_FILE = Path(__file__).parent / "parameters" / "own_questions.toml"

NOT_SAID = "not-said"
"""The answer of somebody who would rather not say: an answer, and in no figure."""


class OwnQuestion(StrEnum):
    """One question of ours. Stored by slug.

    Source: parameters/own_questions.toml.  Checked: 2026-11-22.
    """

    SOCIAL_CONTACT = "social-contact"
    HOME_IMPACT = "home-impact"
    FEELING_HEARD = "feeling-heard"
    HABITS = "habits"


class UnknownAnswer(ValueError):
    """The question has no such answer."""


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One question as it holds from a day on: where its answers are kept, and which there are, the best first."""

    code: OwnQuestion
    valid_from: date
    valid_to: date | None
    life_area: LifeArea
    answers: tuple[str, ...]
    wanted: frozenset[str]
    """The answers that say: this is as I want it."""
    benchmark_percent: int | None
    source: str

    def holds_on(self, day: date) -> bool:
        """Return whether the row is in force on `day`; both its end days count."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class AnswerFigures:
    """How many answered what, small numbers still in them. Who would rather not say is in none of them."""

    answered: int
    as_wanted: int
    by_answer: Counter[str]

    @property
    def as_wanted_percent(self) -> Fraction | None:
        """Return the share who have it as they want it, in percent of those who answered; None with nobody."""
        return Fraction(100 * self.as_wanted, self.answered) if self.answered else None


def question(code: OwnQuestion, *, on: date) -> QuestionRow:
    """Return the row of this question that is in force on this day.

    Unit: none.  Source: parameters/own_questions.toml.  Checked: 2026-11-22.
    Raises LookupError when there is none.
    """
    for row in all_questions():
        if row.code is code and row.holds_on(on):
            return row
    raise LookupError(f"No question {code.value!r} holds on {on.isoformat()}.")


def questions_for(*, life_areas: Iterable[str], on: date) -> tuple[QuestionRow, ...]:
    """Return the questions whose answers are kept in one of these life areas, in the order of the file.

    Unit: none.  Source: parameters/own_questions.toml.  Checked: 2026-11-22.
    """
    open_areas = set(life_areas)
    return tuple(row for row in all_questions() if row.holds_on(on) and row.life_area.value in open_areas)


def check_answer(*, row: QuestionRow, answer: str) -> None:
    """Refuse an answer that the question does not have; `NOT_SAID` is always one.

    Unit: none.  Source: parameters/own_questions.toml.  Checked: 2026-11-22.
    Raises UnknownAnswer; else this will return nothing.
    """
    if answer != NOT_SAID and answer not in row.answers:
        raise UnknownAnswer(f"{row.code.value} is not answered with that.")


def place_of(*, row: QuestionRow, answer: str) -> int | None:
    """Return the place of an answer, from 1 (the hardest) up to the number of answers; None for not said.

    Unit: place.  Source: as `check_answer`.  Checked: 2026-11-22.
    Raises UnknownAnswer.
    """
    check_answer(row=row, answer=answer)
    return None if answer == NOT_SAID else len(row.answers) - row.answers.index(answer)


def answer_figures(*, row: QuestionRow, answers: Sequence[str]) -> AnswerFigures:
    """Return how many have it as they want it: one answer a person, the latest.

    Unit: people.  Source: as `check_answer`.  Checked: 2026-11-22.
    Raises UnknownAnswer.
    """
    for answer in answers:
        check_answer(row=row, answer=answer)
    said = Counter(answer for answer in answers if answer != NOT_SAID)
    return AnswerFigures(answered=said.total(), as_wanted=sum(said[answer] for answer in row.wanted), by_answer=said)


@cache
def all_questions() -> tuple[QuestionRow, ...]:
    """Return every row, in the order of the file.

    Unit: none.  Source: parameters/own_questions.toml.  Checked: 2026-11-22.
    """
    return tuple(
        QuestionRow(
            code=OwnQuestion(table["code"]),
            valid_from=table["from"],
            valid_to=table.get("to"),
            life_area=LifeArea(table["life_area"]),
            answers=tuple(table["answers"]),
            wanted=frozenset(table["wanted"]),
            benchmark_percent=table.get("benchmark_percent"),
            source=table["source"],
        )
        for table in tomllib.loads(_FILE.read_text(encoding="utf-8"))["question"]
    )
