"""The forms in which an entry is kept: one for each part of it, with what stood there when it was opened."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from lodestar.directory.models import Service
from lodestar.rules import adjustments, typed_times
from lodestar.rules.entry_changes import EntryField
from lodestar.web import entry_words
from lodestar.web.components import fields
from lodestar.web.components.forms import PageForm

YES, NO, NOT_SAID = "yes", "no", ""
SECTIONS: Mapping[str, tuple[str, tuple[EntryField, ...]]] = {
    "words": ("What it is", (EntryField.NAME, EntryField.SUMMARY, EntryField.DESCRIPTION)),
    "who": (
        "Who it is for",
        (EntryField.AUDIENCE, EntryField.ELIGIBILITY, EntryField.MINIMUM_AGE, EntryField.MAXIMUM_AGE),
    ),
    "when": ("When", (EntryField.TIMES, EntryField.STATUS)),
    "cost": ("Cost", (EntryField.IS_FREE, EntryField.COST)),
    "contact": (
        "Getting in touch",
        (
            EntryField.TELEPHONES,
            EntryField.EMAIL,
            EntryField.WEBSITE,
            EntryField.HOW_TO_APPLY,
            EntryField.SELF_REFERRAL,
        ),
    ),
}
_LINES_HINT = "One line for each, like: Monday to Friday 9:00 to 17:00, or Last Tuesday 18:00 to 20:00"
_YES_NO = ((YES, "Yes"), (NO, "No"), (NOT_SAID, "Not said"))
_SALT = "entry-seen"


def _control(field: EntryField) -> fields.NhsukField:
    label = entry_words.LABELS[field]
    if field is EntryField.NAME:
        return fields.TextField(label=label, missing="Enter a name", max_length=300)
    if field in (EntryField.MINIMUM_AGE, EntryField.MAXIMUM_AGE):
        return fields.TextField(label=label, hint="In years. Leave it empty for no limit", width=3, required=False)
    if field is EntryField.TIMES:
        return fields.LongTextField(label=label, hint=_LINES_HINT, rows=6, required=False)
    if field is EntryField.TELEPHONES:
        hint = "One line for each, with a note if it needs one, like: 0161 496 0001, Monday to Friday"
        return fields.LongTextField(label=label, hint=hint, rows=3, required=False)
    if field is EntryField.STATUS:
        return fields.RadiosField(label=label, missing="Say whether it is running", choices=Service.Status.choices)
    if field in (EntryField.IS_FREE, EntryField.SELF_REFERRAL):
        return fields.RadiosField(label=label, choices=_YES_NO, required=False)
    if field in (EntryField.DESCRIPTION, EntryField.ELIGIBILITY, EntryField.HOW_TO_APPLY):
        return fields.LongTextField(label=label, rows=6, required=False, most_characters=4_000)
    if field is EntryField.SUMMARY:
        return fields.LongTextField(label=label, rows=2, required=False, most_characters=400)
    most = {EntryField.EMAIL: 254, EntryField.WEBSITE: 1_000}.get(field, 400)
    return fields.TextField(label=label, required=False, max_length=most)


class EntryForm(PageForm):
    """One part of an entry. `seen` carries what stood there, so that nobody's change is lost to another's."""

    seen = fields.HiddenField(required=False)

    def __init__(
        self, *args: Any, section: str, values: Mapping[EntryField, Any], asks_why: bool, **kwargs: Any
    ) -> None:
        """Make the form for the fields of a section, filled with `values`."""
        self.parts = SECTIONS[section][1]
        self.values = {field: values[field] for field in self.parts}
        kwargs["initial"] = {field.value: _typed(field, value) for field, value in self.values.items()}
        kwargs["initial"]["seen"] = signing.dumps(
            {field.value: value for field, value in self.values.items()}, salt=_SALT, compress=True
        )
        super().__init__(*args, **kwargs)
        for field in self.parts:
            self.fields[field.value] = _control(field)
        if asks_why:
            self.fields["words"] = fields.TextField(
                label="How do you know?",
                hint="For example: they told me on the telephone",
                required=False,
                max_length=400,
            )

    def clean(self) -> dict[str, Any]:
        """Read each field as the entry keeps it; what cannot be read is an error beside it."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        self.changes: dict[EntryField, Any] = {}
        for field in self.parts:
            if field.value not in given:
                continue
            try:
                self.changes[field] = _read(field, given[field.value], self.values[field])
            except ValidationError as wrong:
                self.add_error(field.value, wrong)
        youngest, oldest = self.changes.get(EntryField.MINIMUM_AGE), self.changes.get(EntryField.MAXIMUM_AGE)
        if youngest is not None and oldest is not None and youngest > oldest:
            self.add_error(EntryField.MAXIMUM_AGE.value, "The oldest age is below the youngest")
        return given

    @property
    def seen_values(self) -> dict[EntryField, Any]:
        """Return what stood in the fields when the page was opened; what stands now, if that was tampered with."""
        try:
            seen = signing.loads(self.cleaned_data.get("seen", ""), salt=_SALT)
            return {field: seen[field.value] for field in self.parts}
        except (signing.BadSignature, KeyError):
            return self.values

    def tell_what_stands(self, stale: tuple[EntryField, ...]) -> None:
        """Say beside each field what somebody else wrote there meanwhile; what was typed stays in the box."""
        for field in stale:
            words = entry_words.value_words(field, self.values[field])
            self.add_error(field.value, f"Somebody changed this since you opened the page. Now it says: {words}")
        data = cast(Any, self.data).copy()
        data["seen"] = self.initial["seen"]
        self.data = data


def _typed(field: EntryField, value: Any) -> Any:
    if field is EntryField.TIMES:
        return "\n".join(entry_words.typed_lines(value or ()))
    if field is EntryField.TELEPHONES:
        return "\n".join(entry_words.telephone_lines(value or ()))
    if field in (EntryField.IS_FREE, EntryField.SELF_REFERRAL):
        return {True: YES, False: NO, None: NOT_SAID}[value]
    return "" if value is None else value


def _read(field: EntryField, typed: str, standing: Any) -> Any:
    if field is EntryField.TIMES:
        return _read_times(typed, standing)
    if field is EntryField.TELEPHONES:
        try:
            return entry_words.read_telephones(typed)
        except ValueError as wrong:
            raise ValidationError(f"Write a number first, like 0161 496 0001, not “{wrong}”") from wrong
    if field in (EntryField.IS_FREE, EntryField.SELF_REFERRAL):
        return {YES: True, NO: False, NOT_SAID: None}[typed]
    if field in (EntryField.MINIMUM_AGE, EntryField.MAXIMUM_AGE):
        return _read_age(typed)
    if field is EntryField.EMAIL and typed:
        try:
            validate_email(typed)
        except ValidationError as wrong:
            raise ValidationError("Enter an e-mail address, like hello@example.org") from wrong
    if field is EntryField.WEBSITE and typed and not typed.lower().startswith(("http://", "https://")):
        return f"https://{typed.strip()}"
    return typed.strip()


def _read_age(typed: str) -> int | None:
    if not typed.strip():
        return None
    if not (typed.strip().isascii() and typed.strip().isdigit() and int(typed) <= 120):
        raise ValidationError("Enter an age in whole years, like 18")
    return int(typed)


def _read_times(typed: str, standing: Any) -> list[dict[str, Any]]:
    try:
        rows = entry_words.read_times(typed)
    except typed_times.NotTimes as wrong:
        raise ValidationError(
            f"We cannot read “{wrong.line}”. Write it like: Monday to Friday 9:00 to 17:00"
        ) from wrong
    # Hours that no line can say are not in the box, so that they are not taken away by it.
    return [*rows, *(row for row in standing or () if not entry_words.is_a_line(row))]


class DeclineForm(PageForm):
    """Why an entry stays as it is."""

    reason = fields.TextField(
        label="Why does it stay as it is?",
        hint="Whoever asked reads this",
        missing="Write one line, so that they know why",
        max_length=400,
    )


class CapacityForm(PageForm):
    """Whether it takes people, as one press of a button; the rest may stay empty."""

    TAKING, FULL = "taking", "full"

    state = fields.RadiosField(
        label="Does it take people now?",
        missing="Choose one of the two",
        choices=((TAKING, "Taking people now"), (FULL, "Not taking people now")),
    )
    wait_weeks = fields.TextField(label="Usual wait, in weeks", width=3, required=False)
    places = fields.TextField(label="Places free now", width=4, required=False)
    unit = fields.TextField(
        label="What is a place?", hint="For example: person, bed, seat", width=10, required=False, max_length=40
    )

    def clean_wait_weeks(self) -> int | None:
        """Return whole weeks. Raises ValidationError with an example."""
        return _small_number(self.cleaned_data["wait_weeks"], "Enter the wait in whole weeks, like 3", most=260)

    def clean_places(self) -> int | None:
        """Return a whole number. Raises ValidationError with an example."""
        return _small_number(self.cleaned_data["places"], "Enter how many places are free, like 4", most=9_999)


def _small_number(typed: str, words: str, *, most: int) -> int | None:
    if not typed.strip():
        return None
    if not (typed.strip().isascii() and typed.strip().isdigit() and int(typed) <= most):
        raise ValidationError(words)
    return int(typed)


class AdjustmentsForm(PageForm):
    """What one activity does for somebody who needs it another way."""

    activity = fields.TextField(
        label="Which activity did you check?",
        hint="For example: Tuesday class. Check each one by itself",
        missing="Say which activity, like Tuesday class",
        max_length=120,
    )
    offers = fields.CheckboxesField(
        label="What does it do today?",
        hint="Tick only what a new person would find there this week",
        missing="Tick at least one, or leave the page until there is one",
        choices=(),
    )
    quiet_times = fields.TextField(
        label="When are the quiet sessions?",
        hint="For example: Wednesdays 2 pm to 3 pm",
        required=False,
        max_length=200,
    )
    evidence = fields.TextField(
        label="How can anybody tell?",
        hint="For example: a person from our group of members looked at it",
        required=False,
        max_length=400,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make the form with the checklist of `rules.adjustments`."""
        super().__init__(*args, **kwargs)
        questions = [(one.slug, one.question) for one in adjustments.all_adjustments().values()]
        cast(forms.MultipleChoiceField, self.fields["offers"]).choices = questions
