"""The forms of a person's own pages. Each says how to mend an answer, in few and short words."""

from datetime import date
from typing import Any

from django import forms

from lodestar.people.voice.models import Message
from lodestar.rules.life_areas import LIFE_AREAS
from lodestar.web import filters
from lodestar.web.components import day_field, fields
from lodestar.web.components.forms import OnceForm, PageForm

LONGEST_WORDS = 2_000
CRISIS_CARD = "crisis-card"
_AREAS = tuple((area.value, filters.life_area_label(area)) for area in LIFE_AREAS)


class SayForm(OnceForm):
    """A message to one of the people who support somebody."""

    to = fields.RadiosField(label="Who is it for?", missing="Choose who it is for")
    words = fields.LongTextField(
        label="What do you want to say?", missing="Write what you want to say", most_characters=LONGEST_WORDS
    )

    def __init__(self, *args: Any, receivers: list[tuple[str, str]], **kwargs: Any) -> None:
        """Make the form for those who may be written to; one alone is not asked for."""
        super().__init__(*args, **kwargs)
        _choose(self, "to", receivers)


class CommentForm(OnceForm):
    """How some support was, and whether to say so without a name."""

    felt = fields.RadiosField(
        label="How is this help for you?",
        missing="Choose one, or “I would rather not say”",
        choices=(*Message.Felt.choices, ("not-said", "I would rather not say")),
    )
    words = fields.LongTextField(
        label="What do you want them to know?",
        hint="Somebody there reads it and answers you.",
        missing="Write what you want them to know",
        most_characters=LONGEST_WORDS,
    )
    is_nameless = fields.TickField(
        label="Do not show my name",
        hint="They see your words and not your name. They may still guess that it is you.",
        required=False,
    )


class WordsForm(OnceForm):
    """A few words, and nothing else; each page says what they are for."""

    words = fields.LongTextField(label="Your words", missing="Write a few words", most_characters=LONGEST_WORDS)

    def __init__(self, *args: Any, label: str, hint: str = "", **kwargs: Any) -> None:
        """Make the form with the question that this page asks."""
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label
        self.fields["words"].help_text = hint


class CorrectForm(PageForm):
    """New words for a text, and why. `seen` is what stood there when the page was opened."""

    seen = fields.HiddenField(required=False, strip=False)
    after = fields.LongTextField(
        label="What it says now", missing="Write how it is right", most_characters=LONGEST_WORDS
    )
    reason = fields.TextField(
        label="Why do you change it?",
        hint="A few words, like: I see it differently now.",
        missing="Say why in a few words",
        max_length=300,
        error_messages={"max_length": "Use 300 letters or fewer"},
    )

    def __init__(self, *args: Any, may_be_empty: bool = False, **kwargs: Any) -> None:
        """Make the form; some texts may be taken away altogether."""
        super().__init__(*args, **kwargs)
        self.fields["after"].required = not may_be_empty


class NeedForm(OnceForm):
    """What somebody wants help with, in their own words."""

    life_area = fields.RadiosField(
        label="Which part of your life is it about?", missing="Choose one part", choices=_AREAS
    )
    words = fields.LongTextField(
        label="What do you want help with?",
        hint="Say it your way. It stays in your words.",
        missing="Write what you want help with, even one line",
        most_characters=LONGEST_WORDS,
    )


class CardForm(OnceForm):
    """A crisis card. Nothing has to be filled in."""

    signs = fields.LongTextField(label="How I can tell that a bad time is coming", required=False, rows=3)
    helps = fields.LongTextField(label="What helps me", required=False, rows=3)
    does_not_help = fields.LongTextField(label="What does not help me", required=False, rows=3)
    people = fields.LongTextField(
        label="People I can ring", hint="One on each line, with their number.", required=False, rows=4
    )
    safe_place = fields.LongTextField(label="Where I feel safe", required=False, rows=2)


class PauseForm(PageForm):
    """A break from calls and visits."""

    back_on = day_field.DayField(
        label="When do you want to be back?",
        hint="You can leave this empty. You can come back at any time.",
        required=False,
    )
    words = fields.TextField(
        label="Is there something that your workers need to know?",
        hint="You do not have to say why.",
        required=False,
        max_length=300,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        """Make the form; the day is to come."""
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_back_on(self) -> date | None:
        """Return the first day without the break. Raises ValidationError for a day that is not to come."""
        return _to_come(self.cleaned_data.get("back_on"), self.today)


class ScopeForm(PageForm):
    """What a supporter may see: parts of life, single things, the crisis card; until when."""

    life_areas = fields.CheckboxesField(
        label="Whole parts of your life",
        hint="They see all that you said there, and what is happening.",
        required=False,
        choices=_AREAS,
    )
    items = fields.CheckboxesField(label="Or one thing at a time", required=False)
    ends_on = day_field.DayField(
        label="When does it stop?",
        hint="You can leave this empty. You can stop it yourself at any time.",
        required=False,
    )

    def __init__(self, *args: Any, items: list[tuple[str, str]], today: date, **kwargs: Any) -> None:
        """Make the form with the single things that may be shared."""
        super().__init__(*args, **kwargs)
        self.today = today
        _choose(self, "items", [(CRISIS_CARD, "My crisis card"), *items])

    def clean_ends_on(self) -> date | None:
        """Return the first day without. Raises ValidationError for a day that is not to come."""
        return _to_come(self.cleaned_data.get("ends_on"), self.today)


class InviteForm(ScopeForm):
    """Somebody whom a person chose, and what they may see."""

    name = fields.TextField(
        label="What do you call them?", missing="Write what you call them, like Ruth", max_length=80, width=20
    )
    email = fields.TextField(
        label="Their e-mail address",
        hint="They get a link. It does not say what it is about.",
        missing="Write their e-mail address, like ruth@example.org",
        input_type="email",
        max_length=254,
    )
    task = fields.TextField(
        label="Is there something that you want them to do?",
        hint="Like: ring me on Sunday. You can leave this empty.",
        required=False,
        max_length=300,
    )
    field_order = ("name", "email", "life_areas", "items", "task", "ends_on")

    def clean_email(self) -> str:
        """Return the address. Raises ValidationError with an example."""
        wrong = "Write an e-mail address, like ruth@example.org"
        return forms.EmailField(error_messages={"invalid": wrong}).clean(self.cleaned_data["email"])

    def clean(self) -> dict[str, Any]:
        """Return what was given. Raises ValidationError when there is nothing to share and nothing to do."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not (given.get("life_areas") or given.get("items") or given.get("task")):
            raise forms.ValidationError("Choose at least one thing that they may see or do")
        return given


class CloseForm(PageForm):
    """Parts of life to close to somebody, and until when."""

    life_areas = fields.CheckboxesField(label="What do you want to close?", missing="Choose at least one part")
    until = day_field.DayField(
        label="When does it open again?",
        hint="You can leave this empty. Then it stays closed until you open it.",
        required=False,
    )

    def __init__(self, *args: Any, areas: list[tuple[str, str]], today: date, **kwargs: Any) -> None:
        """Make the form for what is open now."""
        super().__init__(*args, **kwargs)
        self.today = today
        _choose(self, "life_areas", areas)

    def clean_until(self) -> date | None:
        """Return the first day without. Raises ValidationError for a day that is not to come."""
        return _to_come(self.cleaned_data.get("until"), self.today)


class NumbersForm(PageForm):
    """The six numbers that come with an invitation."""

    code = fields.TextField(
        label="The 6 numbers",
        hint="The person who invited you gave them to you.",
        missing="Write the 6 numbers",
        width=10,
        autocomplete="one-time-code",
    )


class NoticeForm(PageForm):
    """Whether an e-mail says that there is something new."""

    by_email = fields.RadiosField(
        label="E-mail me when there is something new",
        hint="The e-mail does not say what it is, or who it is from.",
        missing="Choose yes or no",
        choices=(("yes", "Yes, e-mail me"), ("no", "No")),
    )


def _to_come(day: date | None, today: date) -> date | None:
    if day is not None and day <= today:
        raise forms.ValidationError("Write a day that is to come")
    return day


def _choose(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
