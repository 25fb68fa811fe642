"""The answers of a finished check-in as both doors show them, and the form that puts one right."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from lodestar.access.viewers import Viewer
from lodestar.outcomes import putting_right
from lodestar.outcomes.actions import ItemAnswer
from lodestar.outcomes.models import CheckIn
from lodestar.outcomes.putting_right import PutRight
from lodestar.outcomes.queries import Given
from lodestar.people.voice import correcting
from lodestar.rules import instruments
from lodestar.rules.instruments import Instrument
from lodestar.web import check_in_words, filters
from lodestar.web.components import fields
from lodestar.web.components.forms import PageForm
from lodestar.web.components.lists import Link

Answers = Mapping[tuple[str, int], Given]


@dataclass(frozen=True)
class AnswerLine:
    """One question with its answer, and the way to put it right."""

    about: str
    said: str
    change: Link


class PutRightForm(PageForm):
    """The answer as it is right, and why."""

    answer = fields.RadiosField(label="", missing="Choose one, or “I would rather not say”")
    reason = fields.TextField(label="", missing="Write why, even one word", max_length=300)

    def __init__(self, data: Any, *, check_in: CheckIn, code: str, item: int, given: Given) -> None:
        """Make the form for one answer of a check-in, as it is now."""
        super().__init__(data, initial={"answer": as_choice(given)})
        asked = check_in_words.asked(_row(check_in, code), item)
        self.check_in, self.code, self.item, self.above = check_in, code, item, asked.above
        self.wants_more_help = given.wants_more_help
        self.fields["answer"].label = asked.words
        self.fields["answer"].choices = asked.choices  # type: ignore[attr-defined]

    def ask_why(self, *, label: str, hint: str) -> None:
        """Ask for the reason in the words of a door."""
        self.fields["reason"].label, self.fields["reason"].help_text = label, hint

    def put_right(self, *, by: Viewer, at: datetime) -> bool | None:
        """Put the answer right. Return whether help comes first; None where the form is to be mended."""
        said = self.cleaned_data["answer"]
        answer = ItemAnswer(
            self.code,
            self.item,
            int(said) if said.isdecimal() else None,
            does_not_apply=said == check_in_words.DOES_NOT_APPLY,
            wants_more_help=self.wants_more_help,
        )
        reason = self.cleaned_data["reason"]
        try:
            return putting_right.put_answer_right(
                check_in_id=self.check_in.pk, answer=answer, reason=reason, by=by, at=at
            )
        except correcting.NothingChanged:
            self.add_error("answer", "This is what it says now. Choose the answer that is right")
            return None


def as_choice(given: Given | None) -> str | None:
    """Return an earlier answer as the form's choice; None where there is none."""
    if given is None:
        return None
    if given.does_not_apply:
        return check_in_words.DOES_NOT_APPLY
    return check_in_words.PASSED_OVER if given.value is None else str(given.value)


def lines(check_in: CheckIn, answers: Answers, address: Callable[[str, int], str]) -> tuple[AnswerLine, ...]:
    """Return the answers in the order of their questions; `address` says where one is put right."""
    return tuple(_line(check_in, code, item, given, address) for (code, item), given in sorted(answers.items()))


def changes(check_in: CheckIn, put_right: Sequence[PutRight]) -> tuple[str, ...]:
    """Return what was put right, each with the answer before, the reason, by whom and since when."""
    return tuple(_changed(check_in, one) for one in put_right)


def _row(check_in: CheckIn, code: str) -> Instrument:
    return instruments.instrument(code, on=timezone.localdate(check_in.begun_at))


def _line(check_in: CheckIn, code: str, item: int, given: Given, address: Callable[[str, int], str]) -> AnswerLine:
    row = _row(check_in, code)
    about = check_in_words.asked(row, item).words
    return AnswerLine(
        about=about,
        said=_words(row, given),
        change=Link(words="Put it right", url=address(code, item), hidden_words=about),
    )


def _changed(check_in: CheckIn, one: PutRight) -> str:
    row = _row(check_in, one.instrument)
    before = check_in_words.answer_words(row, int(one.before)) if one.before.isdecimal() else one.before
    after = check_in_words.answer_words(row, int(one.after)) if one.after.isdecimal() else one.after
    when = filters.short_date_words(one.at)
    about = check_in_words.asked(row, one.item).words
    since = f"since {when}, put right by {one.by_name}"
    return f"{about} It was “{before.lower()}”, and is “{after.lower()}” {since}. Why: {one.reason}"


def _words(row: Instrument, given: Given) -> str:
    if given.does_not_apply:
        return putting_right.DOES_NOT_APPLY.capitalize()
    return (
        putting_right.PASSED_OVER.capitalize() if given.value is None else check_in_words.answer_words(row, given.value)
    )
