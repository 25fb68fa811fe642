"""The forms of what is decided together, asked of a team, looked at again, and handed on."""

from datetime import date
from typing import Any

from django import forms

from lodestar.plans.deciding.models import CareDecision, CareRequest, DecisionMade, Stance
from lodestar.web import filters
from lodestar.web.components import day_field, fields
from lodestar.web.components.forms import PageForm
from lodestar.web.plan.forms import LONGEST_WORDS, choose

OPTIONS = 4
DECIDED_BY = {
    DecisionMade.DecidedBy.PERSON: "I did",
    DecisionMade.DecidedBy.TOGETHER: "We did, together",
    DecisionMade.DecidedBy.SOMEBODY_ELSE: "Somebody else did",
}


class AreaForm(PageForm):
    """A form that asks which part of life something is about."""

    life_area = fields.RadiosField(label="Which part of my life is it about?", missing="Choose one part")

    def __init__(self, *args: Any, areas: tuple[str, ...], **kwargs: Any) -> None:
        """Make the form for the parts of life that open to the viewer."""
        super().__init__(*args, **kwargs)
        choose(self, "life_area", [(area, filters.life_area_label(area)) for area in areas])


class QuestionForm(AreaForm):
    """Something to decide: the question, what matters in it, and two to four options."""

    question = fields.TextField(
        label="What is there to decide?", missing="Write what there is to decide", max_length=300
    )
    preferences = fields.LongTextField(
        label="What matters to me in this", required=False, most_characters=LONGEST_WORDS, rows=2
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, OPTIONS + 1):
            hint = "Two at least." if number == 1 else ""
            self.fields[f"option_{number}"] = fields.TextField(
                label=f"Option {number}", hint=hint, required=False, max_length=300
            )
            self.fields[f"for_{number}"] = fields.TextField(
                label=f"What speaks for option {number}", required=False, max_length=300
            )
            self.fields[f"against_{number}"] = fields.TextField(
                label=f"What speaks against option {number}", required=False, max_length=300
            )

    def clean(self) -> dict[str, Any]:
        """Raise ValidationError with fewer than two options: one is no choice."""
        given = self.cleaned_data
        if sum(bool(given.get(f"option_{number}")) for number in range(1, OPTIONS + 1)) < 2:
            self.add_error("option_1", "Write two options at least. “Leave it as it is” can be one")
        return given


class ChoiceForm(PageForm):
    """What was chosen, and who decided."""

    option = fields.RadiosField(label="What is chosen?", missing="Choose one")
    words = fields.LongTextField(label="Why, or what else", required=False, most_characters=LONGEST_WORDS, rows=2)
    decided_by = fields.RadiosField(
        label="Who decided?",
        missing="Choose who decided",
        choices=tuple((one.value, said) for one, said in DECIDED_BY.items()),
    )
    with_whom = fields.TextField(label="Who else was there?", required=False, max_length=200)

    def __init__(self, *args: Any, options: list[tuple[str, str]], **kwargs: Any) -> None:
        """Make the form for the options of a decision."""
        super().__init__(*args, **kwargs)
        choose(self, "option", [*options, ("other", "Something else, as I write below")])

    def clean(self) -> dict[str, Any]:
        """Raise ValidationError where something else was chosen and nobody says what."""
        given = self.cleaned_data
        if given.get("option") == "other" and not given.get("words"):
            self.add_error("words", "Write what was chosen")
        return given


class CareForm(AreaForm):
    """A request for more care or for less."""

    direction = fields.RadiosField(
        label="More care, or less?",
        missing="Choose more or less",
        choices=tuple(CareRequest.Direction.choices),
    )
    words = fields.LongTextField(
        label="What would help now?", missing="Write what would help", most_characters=LONGEST_WORDS, rows=3
    )


class CareDecisionForm(PageForm):
    """What the team decided, and who was in the room."""

    outcome = fields.RadiosField(
        label="What was decided?", missing="Choose what was decided", choices=tuple(CareDecision.Outcome.choices)
    )
    words = fields.LongTextField(
        label="In words that the person reads", missing="Write what happens now", most_characters=LONGEST_WORDS, rows=3
    )
    members = fields.LongTextField(label="Who decided?", hint="One on each line.", required=False, rows=3)
    has_peer = fields.TickField(label="A peer worker was there", required=False)
    has_person = fields.TickField(label="The person was there", required=False)


class ReviewForm(PageForm):
    """A look at the whole plan, and the day of the next."""

    happened_on = day_field.DayField(label="When did you look at the plan?", missing="Write the day, like 27 3 2026")
    is_with_person = fields.RadiosField(
        label="Whose plan it is: were they there?",
        missing="Choose yes or no",
        choices=(("yes", "Yes"), ("no", "No")),
    )
    who_was_there = fields.TextField(label="Who else was there?", required=False, max_length=300)
    words = fields.LongTextField(label="What came of it", required=False, most_characters=LONGEST_WORDS, rows=3)
    next_on = day_field.DayField(label="When do we look again?", missing="Agree a day that is to come, like 27 3 2027")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        """Make the form for somebody who writes it down today."""
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_happened_on(self) -> date:
        """Return the day. Raises ValidationError for one that is to come."""
        day: date = self.cleaned_data["happened_on"]
        if day > self.today:
            raise forms.ValidationError("The day is still to come. Write the day on which you looked at it")
        return day

    def clean_next_on(self) -> date:
        """Return the day. Raises ValidationError for one that is not to come."""
        day: date = self.cleaned_data["next_on"]
        if day <= self.today:
            raise forms.ValidationError("Agree a day that is to come")
        return day


class StanceForm(PageForm):
    """Whether a team's own plan goes the way of a goal."""

    team = fields.RadiosField(label="Which team's plan?", missing="Choose your team")
    way = fields.RadiosField(
        label="Does it go the way of this goal?", missing="Choose one", choices=tuple(Stance.Way.choices)
    )
    words = fields.LongTextField(
        label="If another way: what does it say?", required=False, most_characters=LONGEST_WORDS, rows=2
    )

    def __init__(self, *args: Any, teams: list[tuple[str, str]], **kwargs: Any) -> None:
        """Make the form for the viewer's own teams."""
        super().__init__(*args, **kwargs)
        choose(self, "team", teams)

    def clean(self) -> dict[str, Any]:
        """Raise ValidationError where it goes another way and nobody says which."""
        given = self.cleaned_data
        if given.get("way") == Stance.Way.OTHER and not given.get("words"):
            self.add_error("words", "Write what your team's plan says instead")
        return given


class HandOnForm(PageForm):
    """To whom a plan is handed on, with a few words."""

    to_team = fields.RadiosField(
        label="Who takes the plan on?",
        hint="A team that is already in their life here.",
        missing="Choose the team",
    )
    words = fields.LongTextField(
        label="What do they need to know first?", required=False, most_characters=LONGEST_WORDS, rows=3
    )

    def __init__(self, *args: Any, teams: list[tuple[str, str]], **kwargs: Any) -> None:
        """Make the form for the teams in somebody's life."""
        super().__init__(*args, **kwargs)
        choose(self, "to_team", teams)
