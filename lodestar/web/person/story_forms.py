"""The forms of a person's stories, in few and short words."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from lodestar.rules.storytelling import Place
from lodestar.web.components import day_field, fields
from lodestar.web.components.forms import OnceForm, PageForm

LONGEST_STORY = 6_000
PLACES = (
    (Place.STORIES.value, "On the page of stories. Anybody can read it"),
    (Place.SERVICE.value, "On the page of a service. Anybody can read it"),
    (Place.PLANNERS.value, "To those who plan and pay for help here"),
)
OWN_NAME, OTHER_NAME, NO_NAME = "own", "other", "none"


class StoryForm(OnceForm):
    """A story: its title and its words. `seen` is the version that was on the screen."""

    seen = fields.HiddenField(required=False)
    title = fields.TextField(
        label="What is it called?",
        hint="A few words, like: My first day at the allotment",
        missing="Give it a name, a few words are enough",
        max_length=120,
        error_messages={"max_length": "Use 120 letters or fewer"},
    )
    words = fields.LongTextField(
        label="Your story",
        hint="Say it your way. Leave out what could hurt you or somebody else.",
        missing="Write your story, even a few lines",
        most_characters=LONGEST_STORY,
        rows=12,
    )


class HelperForm(PageForm):
    """Who helps with the writing, or nobody."""

    helper = fields.RadiosField(
        label="Who can read it and write on it with you?",
        hint="They see this story. They do not see your plan from here.",
        missing="Choose somebody, or “Nobody”",
    )

    def __init__(self, *args: Any, helpers: list[tuple[UUID, str]], **kwargs: Any) -> None:
        """Make the form for those who may be asked."""
        super().__init__(*args, **kwargs)
        chosen = self.fields["helper"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [*((str(key), name) for key, name in helpers), ("", "Nobody")]
        chosen.required = False

    def clean_helper(self) -> UUID | None:
        """Return who was chosen; None for nobody."""
        given = self.cleaned_data["helper"]
        return UUID(given) if given else None


class AgreeForm(PageForm):
    """Under which name, where, until when; and the yes itself."""

    name = fields.RadiosField(
        label="Which name goes with it?",
        missing="Choose which name goes with it",
        choices=((OTHER_NAME, "Another name"), (NO_NAME, "No name"), (OWN_NAME, "My own name")),
    )
    told_as = fields.TextField(
        label="The name to show",
        hint="Leave it empty for “No name”.",
        required=False,
        max_length=60,
        error_messages={"max_length": "Use 60 letters or fewer"},
        width=20,
    )
    places = fields.CheckboxesField(
        label="Where may it be shown?",
        missing="Choose at least one place",
        choices=PLACES,
    )
    service = fields.SelectField(label="Which service is it about?", required=False)
    ends_on = day_field.DayField(
        label="When does it stop?",
        hint="You can leave this empty. You can take it back at any time.",
        required=False,
    )
    yes = fields.TickField(label="Yes, show this story like this", missing="Tick this box if you want it shown")

    def __init__(self, *args: Any, services: list[tuple[UUID, str]], today: date, **kwargs: Any) -> None:
        """Make the form for the services that the person knows; without any there is no page of one."""
        super().__init__(*args, **kwargs)
        self.today = today
        if not services:
            del self.fields["service"]
            places = self.fields["places"]
            assert isinstance(places, forms.ChoiceField)
            places.choices = [one for one in PLACES if one[0] != Place.SERVICE.value]
            return
        chosen = self.fields["service"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [("", "None of them"), *((str(key), name) for key, name in services)]

    def clean_ends_on(self) -> date | None:
        """Return the first day without it. Raises ValidationError for a day that is not to come."""
        day: date | None = self.cleaned_data.get("ends_on")
        if day is not None and day <= self.today:
            raise forms.ValidationError("Write a day that is to come")
        return day

    def clean(self) -> dict[str, Any]:
        """Return what was chosen. Raises ValidationError where a name or a service is missing."""
        given = self.cleaned_data
        if given.get("name") == OTHER_NAME and not given.get("told_as"):
            self.add_error("told_as", "Write the other name, like Marina")
        if given.get("name") == NO_NAME:
            given["told_as"] = ""
        if Place.SERVICE in given.get("places", ()) and not given.get("service"):
            self.add_error("service", "Choose the service")
        return given
