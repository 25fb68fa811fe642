"""The forms of a plan. Headings are the person's: whoever holds the pen, it is their plan."""

import uuid
from datetime import date
from typing import Any

from django import forms

from lodestar.rules.goals import GoalState
from lodestar.rules.needs import Disposition, WorkAnswer
from lodestar.web import filters
from lodestar.web.components import day_field, fields
from lodestar.web.components.forms import OnceForm, PageForm
from lodestar.web.plan import words

LONGEST_WORDS = 2_000
LONGEST_STEP = 300


class GoalForm(OnceForm):
    """A goal, word for word."""

    life_area = fields.RadiosField(label="Which part of my life is it about?", missing="Choose one part")
    words = fields.LongTextField(
        label="My goal, in my own words",
        hint="It stays just as it is written here.",
        missing="Write the goal, even one line",
        most_characters=LONGEST_WORDS,
        strip=False,
        rows=3,
    )
    points = fields.SelectField(
        label="How far along am I now?",
        hint="0 is not begun, 10 is all the way.",
        required=False,
        choices=(("", "I would rather not say"), *((str(one), str(one)) for one in range(11))),
    )

    def __init__(self, *args: Any, areas: tuple[str, ...], **kwargs: Any) -> None:
        """Make the form for the parts of life that open to the viewer."""
        super().__init__(*args, **kwargs)
        choose(self, "life_area", [(area, filters.life_area_label(area)) for area in areas])


class RewordForm(PageForm):
    """A goal said another way. `seen` is what stood there when the page was opened."""

    seen = fields.HiddenField(required=False, strip=False)
    words = fields.LongTextField(
        label="My goal, in my own words",
        missing="Write the goal, even one line",
        most_characters=LONGEST_WORDS,
        strip=False,
        rows=3,
    )
    is_correction = fields.RadiosField(
        label="Is it still the same goal?",
        missing="Choose one",
        choices=(
            ("yes", "Yes, only said better. The numbers go on"),
            ("no", "No, the goal is a new one. The numbers begin again"),
        ),
    )


class RateForm(PageForm):
    """How far along somebody feels."""

    points = fields.RadiosField(
        label="How far along do I feel?",
        hint="0 is not begun, 10 is all the way.",
        missing="Choose a number from 0 to 10",
        choices=tuple((str(one), str(one)) for one in range(11)),
    )


class TurnForm(PageForm):
    """Where a goal is now, and what somebody takes from it."""

    state = fields.RadiosField(label="Where is this goal now?", missing="Choose one")
    learned = fields.LongTextField(
        label="What do I take from it?",
        hint="You can leave this empty.",
        required=False,
        most_characters=LONGEST_WORDS,
        rows=3,
    )

    def __init__(self, *args: Any, is_own: bool, **kwargs: Any) -> None:
        """Make the form; only the person says that they did not get there."""
        super().__init__(*args, **kwargs)
        offered = [one for one in GoalState if is_own or one is not GoalState.NOT_REACHED]
        choose(self, "state", [(one.value, words.STATES[one]) for one in offered])


class StepForm(OnceForm):
    """A next step with its one owner."""

    life_area = fields.RadiosField(label="Which part of my life is it about?", missing="Choose one part")
    words = fields.TextField(
        label="What is the next step?",
        hint="One small thing, like: ring the library.",
        missing="Write the next step in a few words",
        max_length=LONGEST_STEP,
    )
    owner = fields.RadiosField(label="Who does it?", missing="Choose who does it")
    due_on = day_field.DayField(label="By when?", hint="You can leave this empty.", required=False)
    is_urgent = fields.TickField(
        label="This is urgent", hint="It goes to the top. Nothing else stops for it.", required=False
    )

    def __init__(
        self, *args: Any, areas: tuple[str, ...], owners: list[tuple[str, str]], today: date, **kwargs: Any
    ) -> None:
        """Make the form for the parts of life that open, and for those who may take a step."""
        super().__init__(*args, **kwargs)
        self.today = today
        choose(self, "life_area", [(area, filters.life_area_label(area)) for area in areas])
        choose(self, "owner", owners)

    def clean_due_on(self) -> date | None:
        """Return the day. Raises ValidationError for one that is past."""
        return not_past(self.cleaned_data.get("due_on"), self.today)


class AreaForm(PageForm):
    """What is said of one part of a life. Nothing has to be filled in."""

    seen = fields.HiddenField(required=False)
    where_i_am = fields.LongTextField(label="Where I am now", required=False, most_characters=LONGEST_WORDS, rows=3)
    what_i_want = fields.LongTextField(label="What I want", required=False, most_characters=LONGEST_WORDS, rows=3)
    in_place = fields.LongTextField(
        label="What is in place already",
        hint="Who or what helps now.",
        required=False,
        most_characters=LONGEST_WORDS,
        rows=3,
    )

    def clean_seen(self) -> uuid.UUID | None:
        """Return the version that was on the screen, or None for none."""
        try:
            return uuid.UUID(self.cleaned_data["seen"])
        except ValueError:
            return None


class DecideForm(OnceForm):
    """What a need comes to: a next step, a later day, or nothing because the person does not want it."""

    comes_to = fields.RadiosField(
        label="What comes of it?",
        missing="Choose one, so that it does not hang",
        choices=tuple((one.value, said) for one, said in words.COMES_TO.items()),
    )
    step_words = fields.TextField(
        label="If something is done: what is the next step?", required=False, max_length=LONGEST_STEP
    )
    owner = fields.SelectField(label="Who does it?", required=False)
    look_again_on = day_field.DayField(label="If not now: when do we look again?", required=False)
    note = fields.LongTextField(
        label="Anything to remember about this", required=False, most_characters=LONGEST_WORDS, rows=2
    )
    said_by_person = fields.TickField(
        label="They told me so themselves", hint="Only for something that they do not want.", required=False
    )

    def __init__(self, *args: Any, owners: list[tuple[str, str]], is_own: bool, today: date, **kwargs: Any) -> None:
        """Make the form for those who may take a step."""
        super().__init__(*args, **kwargs)
        self.today = today
        choose(self, "owner", [("", "Choose somebody"), *owners])
        if is_own:
            del self.fields["said_by_person"]

    def clean(self) -> dict[str, Any]:
        """Raise ValidationError where a step has no words or owner, or a later day is missing."""
        given = self.cleaned_data
        comes_to = given.get("comes_to")
        if comes_to == Disposition.ACTION:
            if not given.get("step_words"):
                self.add_error("step_words", "Write the next step in a few words")
            if not given.get("owner"):
                self.add_error("owner", "Choose who does it")
        if comes_to == Disposition.PARKED:
            day = given.get("look_again_on")
            if "look_again_on" not in self.errors and (day is None or day <= self.today):
                self.add_error("look_again_on", "Write a day that is to come, like 27 3 2027")
        is_for_them = "said_by_person" in self.fields and not given.get("said_by_person")
        if comes_to == Disposition.DECLINED_BY_PERSON and is_for_them:
            self.add_error("said_by_person", "Only they can say no. Tick this if they told you so")
        return given


class WorkForm(PageForm):
    """One of the questions on work. "Not now" is an answer."""

    answer = fields.RadiosField(
        label="Do I want this?",
        hint="“Not now” is fine. You can change it at any time.",
        missing="Choose one. “Not now” is an answer",
        choices=tuple((one.value, said) for one, said in words.ANSWERS.items()),
    )
    words = fields.LongTextField(label="In my own words", required=False, most_characters=LONGEST_WORDS, rows=2)
    support = fields.LongTextField(label="What would help me", required=False, most_characters=LONGEST_WORDS, rows=2)
    next_step = fields.TextField(label="What is the next step?", required=False, max_length=LONGEST_STEP)

    def clean(self) -> dict[str, Any]:
        """Raise ValidationError where somebody wants it and nothing comes of it."""
        given = self.cleaned_data
        if given.get("answer") == WorkAnswer.YES and not given.get("next_step"):
            self.add_error("next_step", "Write a first small step, like: talk to Aisha about it")
        if given.get("answer") == WorkAnswer.YES and not given.get("support"):
            self.add_error("support", "Write who or what would help, even one word")
        return given


class HelpForm(PageForm):
    """One day in the story of one kind of help."""

    said = fields.RadiosField(
        label="What is true of it?",
        missing="Choose one",
        choices=(
            ("wanted", "I want this"),
            ("not-wanted", "I do not want this"),
            ("offered", "It was offered to me"),
            ("received", "I have it now"),
        ),
    )
    on = day_field.DayField(label="Since which day?", missing="Write the day, like 27 3 2026")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        """Make the form; the day is not to come."""
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self) -> date:
        """Return the day. Raises ValidationError for one that is to come."""
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError("The day is still to come. Write the day on which it became true")
        return on


def choose(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    """Give a field of a form its choices."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def not_past(day: date | None, today: date) -> date | None:
    """Return a day that may be empty. Raises ValidationError for one that is past."""
    if day is not None and day < today:
        raise forms.ValidationError("The day is past. Write today or a day that is to come")
    return day
