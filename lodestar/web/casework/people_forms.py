"""The forms with which people are found and registered, and with which one writes down how to speak with them."""

from datetime import date
from typing import Any, cast
from uuid import UUID

from django import forms

from lodestar.people import nhs_numbers
from lodestar.people.actions import NewPerson
from lodestar.rules import communication_needs
from lodestar.rules.communication_needs import Family, Kind
from lodestar.rules.duplicates import Identity
from lodestar.rules.life_areas import LIFE_AREAS
from lodestar.web import communication_words
from lodestar.web.casework.forms import OnceForm
from lodestar.web.components import day_field, fields
from lodestar.web.components.forms import PageForm


class FindForm(PageForm):
    """A name, or what somebody remembers of it."""

    asked = fields.TextField(
        label="Name",
        hint="A few letters will do. Other spellings are found too.",
        missing="Enter a name, or the first letters of it",
        width=20,
        max_length=100,
    )


class RegisterForm(OnceForm):
    """Who somebody is. Only the name is asked for; nobody is turned away for what they do not say."""

    preferred_name = fields.TextField(
        label="What do they like to be called?",
        missing="Enter the name they like to be called by",
        width=20,
        max_length=80,
    )
    full_name = fields.TextField(label="Full name, if it is another", required=False, max_length=150)
    pronouns = fields.TextField(label="Pronouns, if they want them known", required=False, width=10, max_length=40)
    born_on = day_field.DayField(label="Date of birth, if they give it", required=False, example="27 3 1984")
    postcode = fields.PostcodeField(
        label="Postcode, if they have a home and give it", required=False, hint="It helps to find support nearby."
    )
    telephone = fields.TextField(
        label="Phone number", required=False, width=20, max_length=40, input_type="tel", autocomplete="off"
    )
    email = fields.TextField(label="E-mail address", required=False, max_length=254, input_type="email")
    nhs_number = fields.TextField(
        label="NHS number, if they know it",
        hint="Ten digits, like 999 123 4567. They can be registered without it.",
        required=False,
        width=10,
        max_length=20,
    )
    how_to_speak_to_me = fields.TextField(
        label="How do they like to be spoken to?",
        hint="In their words. Everybody who supports them sees it first.",
        required=False,
        max_length=300,
    )
    life_areas = fields.CheckboxesField(
        label="What do they come to you for?",
        hint="You see these parts of their record. They can change that at any time.",
        missing="Choose at least one part of life",
        choices=tuple((area.value, area.label) for area in LIFE_AREAS),
    )
    team = fields.RadiosField(label="Who supports them?", missing="Choose who supports them", choices=())
    is_key_worker = fields.TickField(label="I am their key worker", required=False)
    is_somebody_else = fields.TickField(label="None of these is them: register somebody new", required=False)

    def __init__(
        self, *args: Any, today: date, teams: tuple[tuple[UUID, str], ...], may_be_key_worker: bool, **kwargs: Any
    ) -> None:
        """Make the form for a registrar and the teams that they may register somebody for."""
        super().__init__(*args, **kwargs)
        self.today = today
        _chosen(self, "team").choices = (
            ("", "Only me"),
            *((str(key), f"My team, {name}, and me") for key, name in teams),
        )
        self.fields["team"].required = False
        if not teams:
            del self.fields["team"]
        if not may_be_key_worker:
            del self.fields["is_key_worker"]
        self.alike_were_shown = False

    def clean_born_on(self) -> date | None:
        """Return the day. Raises `ValidationError` for one that is still to come."""
        born_on: date | None = self.cleaned_data["born_on"]
        if born_on is not None and born_on > self.today:
            raise forms.ValidationError("The day is still to come. Enter the day on which they were born")
        return born_on

    def clean_email(self) -> str:
        """Return the address. Raises `ValidationError` for what cannot be one."""
        typed: str = self.cleaned_data["email"].strip()
        if typed and "@" not in typed:
            raise forms.ValidationError("Enter an e-mail address, like name@example.org")
        return typed

    def clean_nhs_number(self) -> str:
        """Return the ten digits. Raises `ValidationError` when the last does not agree with the others."""
        try:
            return nhs_numbers.tidied(self.cleaned_data["nhs_number"])
        except nhs_numbers.NotAnNhsNumber as wrong:
            raise forms.ValidationError(
                "Check the NHS number: it has ten digits, and these do not agree. Leave it out if you are not sure"
            ) from wrong

    @property
    def new_person(self) -> NewPerson:
        """Return who is registered."""
        given = self.cleaned_data
        return NewPerson(
            **{name: given[name] for name in NewPerson.__dataclass_fields__},
        )

    @property
    def identity(self) -> Identity:
        """Return who that is, to ask whether they are here already."""
        given = self.cleaned_data
        return Identity(
            full_name=given["full_name"] or given["preferred_name"],
            preferred_name=given["preferred_name"],
            born_on=given["born_on"],
            postcode=given["postcode"],
            nhs_number=given["nhs_number"],
        )

    @property
    def team_id(self) -> UUID | None:
        """Return the team that supports them, if it is not the registrar alone."""
        chosen = self.cleaned_data.get("team")
        return UUID(chosen) if chosen else None


class CommunicationForm(PageForm):
    """One thing to know before speaking with a person, in their own words where words are needed."""

    kind = fields.SelectField(label="What do they need?", missing="Choose what they need", choices=())
    words = fields.TextField(
        label="In their own words",
        hint="Which language, what helps, at what times. They can read it.",
        required=False,
        max_length=300,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make the form with every kind, family by family."""
        super().__init__(*args, **kwargs)
        _chosen(self, "kind").choices = (
            ("", "Choose one"),
            *(
                (
                    kind.value,
                    f"{communication_words.KINDS[kind]} ({_FAMILY_IN_SHORT[communication_needs.family(kind)]})",
                )
                for kind in Kind
            ),
        )

    def clean(self) -> dict[str, Any]:
        """Raise `ValidationError` where a need says nothing without words."""
        given = self.cleaned_data
        if (
            given.get("kind")
            and communication_needs.needs_words(Kind(given["kind"]))
            and not given.get("words", "").strip()
        ):
            self.add_error("words", "Say which, in their own words")
        return given


_FAMILY_IN_SHORT = {
    Family.COMMUNICATION: "information",
    Family.ADJUSTMENT: "adjustment",
    Family.WISH: "feeling safe",
}


def _chosen(form: PageForm, name: str) -> forms.ChoiceField:
    return cast(forms.ChoiceField, form.fields[name])
