"""Forms about sharing: an opening in an emergency and its review, a handover, a consent, a life event."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from lodestar.access.models import User
from lodestar.people import nhs_numbers
from lodestar.people.models import Consent
from lodestar.people.sharing.emergency_guards import AREAS, MOST_HOURS
from lodestar.people.sharing.models import EmergencyAccess
from lodestar.rules.life_areas import LIFE_AREAS
from lodestar.rules.life_events import LifeEventKind, event_row
from lodestar.web import filters
from lodestar.web.casework.forms import LONGEST_WORDS, OnceForm
from lodestar.web.components import day_field, fields
from lodestar.web.components.forms import PageForm
from lodestar.web.components.times import typed_time

HOURS = ((1, "1 hour"), (4, "4 hours"), (MOST_HOURS, f"{MOST_HOURS} hours"))
# A referral asks for its own when it is made, and a story is agreed to by nobody but its teller.
ASKED_ELSEWHERE = (Consent.Purpose.REFERRAL, Consent.Purpose.STORY)
NOT_OPENED = (
    "No record was opened. Check the NHS number, or the full name and date of birth, or ring the person's team. "
    "This try is written down"
)


class EmergencyForm(PageForm):
    """Whose record, why, how much and for how long. It finds nobody by less than an exact answer."""

    nhs_number = fields.TextField(label="NHS number", hint="10 digits, if you have it", required=False, width=10)
    full_name = fields.TextField(label="Or their full name", hint="As it is on letters", required=False, width=30)
    born_on = day_field.DayField(label="and their date of birth", required=False, example="4 3 1980")
    reason = fields.RadiosField(
        label="Why do you need it now?",
        missing="Choose why you need it now",
        choices=tuple(EmergencyAccess.Reason.choices),
    )
    words = fields.LongTextField(
        label="What is happening?",
        hint="The person reads this, and so does the information lead.",
        missing="Write what is happening",
        most_characters=LONGEST_WORDS,
        rows=3,
    )
    life_areas = fields.CheckboxesField(
        label="Which parts do you need?",
        hint="Only what you need to keep somebody safe.",
        missing="Choose at least one part",
        choices=tuple((area.value, area.label) for area in LIFE_AREAS if area.value in AREAS),
    )
    hours = fields.RadiosField(label="For how long?", missing="Choose for how long", choices=HOURS)

    def clean_nhs_number(self) -> str:
        """Return the ten digits, or nothing. Raises `ValidationError` for what is no NHS number."""
        try:
            return nhs_numbers.tidied(self.cleaned_data["nhs_number"])
        except nhs_numbers.NotAnNhsNumber as wrong:
            raise forms.ValidationError("Check the NHS number: it has 10 digits, and these do not agree") from wrong

    def clean(self) -> dict[str, Any]:
        """Raise `ValidationError` when it does not say exactly who."""
        given = self.cleaned_data
        if "nhs_number" in given and not given["nhs_number"] and not (given.get("full_name") and given.get("born_on")):
            self.add_error("nhs_number", "Enter the NHS number, or the full name with the date of birth")
        return given


class ReviewForm(PageForm):
    """What the information lead found."""

    outcome = fields.RadiosField(
        label="Was it right to open this record?",
        missing="Choose what you found",
        choices=tuple(EmergencyAccess.Outcome.choices),
    )
    words = fields.LongTextField(
        label="What did you find?",
        hint="The person reads this.",
        missing="Write what you found",
        most_characters=LONGEST_WORDS,
        rows=4,
    )


class HandoverForm(PageForm):
    """Who takes over, and the days on which both are there."""

    to_user = fields.SelectField(label="Who takes over?", missing="Choose who takes over", choices=())
    both_from = day_field.DayField(
        label="From which day are both of you there?", missing="Enter the first day with both names, like 27 3 2026"
    )
    changes_on = day_field.DayField(
        label="From which day is the new one the key worker?",
        missing="Enter the day on which the key worker changes, like 30 3 2026",
    )

    def __init__(self, *args: Any, workers: list[tuple[User, str]], today: date, **kwargs: Any) -> None:
        """Make the form with those who could take over."""
        super().__init__(*args, **kwargs)
        self.today = today
        chosen = self.fields["to_user"]
        assert isinstance(chosen, fields.SelectField)
        chosen.choices = (
            ("", "Choose"),
            *((str(user.pk), f"{user.name}, {team}" if team else user.name) for user, team in workers),
        )

    def clean(self) -> dict[str, Any]:
        """Raise `ValidationError` for days that are past or do not overlap."""
        both_from, changes_on = self.cleaned_data.get("both_from"), self.cleaned_data.get("changes_on")
        if both_from and both_from < self.today:
            self.add_error("both_from", "The day is past. Enter today or a later day")
        elif both_from and changes_on and changes_on <= both_from:
            self.add_error("changes_on", "Leave at least one day with both names before the key worker changes")
        return self.cleaned_data


class ConsentForm(PageForm):
    """What a person agrees to: for what, to whom, which parts, until when, and how they were asked."""

    purpose = fields.RadiosField(
        label="What do they agree to?",
        missing="Choose what they agree to",
        choices=tuple(choice for choice in Consent.Purpose.choices if choice[0] not in ASKED_ELSEWHERE),
    )
    to_whom = fields.TextField(
        label="Who is told?",
        hint="For example, the name of the employer",
        required=False,
        width=30,
        max_length=200,
        error_messages={"max_length": "Say it in 200 letters or fewer"},
    )
    life_areas = fields.CheckboxesField(label="About which parts of life?", missing="Choose at least one part")
    words = fields.LongTextField(
        label="What did you tell them, and what did they agree to?",
        hint="In words that they would use. These words are kept, and cannot be changed.",
        missing="Write what they agreed to",
        most_characters=LONGEST_WORDS,
    )
    ends_on = day_field.DayField(label="Until when? Leave empty for until they say stop.", required=False)
    how = fields.RadiosField(
        label="How did you ask?", missing="Choose how you asked", choices=tuple(Consent.How.choices)
    )

    def __init__(self, *args: Any, areas: tuple[str, ...], today: date, **kwargs: Any) -> None:
        """Make the form for the life areas that open to the viewer."""
        super().__init__(*args, **kwargs)
        self.today = today
        chosen = self.fields["life_areas"]
        assert isinstance(chosen, fields.CheckboxesField)
        chosen.choices = tuple((area.value, area.label) for area in LIFE_AREAS if area.value in areas)

    def clean_ends_on(self) -> date | None:
        """Return the day. Raises `ValidationError` for one that is past."""
        ends_on: date | None = self.cleaned_data["ends_on"]
        if ends_on is not None and ends_on <= self.today:
            raise forms.ValidationError("The day is past. Enter a later day, or leave it empty")
        return ends_on

    def clean(self) -> dict[str, Any]:
        """Raise `ValidationError` when something goes to somebody and nobody says to whom."""
        inside = (Consent.Purpose.EVALUATION, Consent.Purpose.LIFE_EVENTS)
        purpose = self.cleaned_data.get("purpose")
        if purpose and purpose not in inside and not self.cleaned_data.get("to_whom", "").strip():
            self.add_error("to_whom", "Enter who is told")
        return self.cleaned_data


class LifeEventForm(OnceForm):
    """Something that happened, and more about it for those who see that part of life."""

    kind = fields.RadiosField(label="What happened?", missing="Choose what happened")
    happened_on = day_field.DayField(label="When was it?", missing="Enter the day, like 27 3 2026")
    clock = fields.TextField(
        label="At what time, if they left hospital or a crisis house?",
        hint="Like 2:30 pm. Somebody is in touch within 72 hours of it.",
        required=False,
        width=5,
    )
    words = fields.LongTextField(
        label="More about it, if it helps",
        hint="Only those who see this part of life read it. Others are told what happened and when, and no more.",
        required=False,
        most_characters=LONGEST_WORDS,
        rows=3,
    )

    def __init__(self, *args: Any, areas: tuple[str, ...], today: date, **kwargs: Any) -> None:
        """Make the form with the events of the life areas that open to the viewer."""
        super().__init__(*args, **kwargs)
        self.today = today
        chosen = self.fields["kind"]
        assert isinstance(chosen, fields.RadiosField)
        chosen.choices = tuple(
            (kind.value, event_row(kind).label) for kind in LifeEventKind if event_row(kind).life_area in areas
        )

    def clean_happened_on(self) -> date:
        """Return the day. Raises `ValidationError` for one that is still to come."""
        happened_on: date = self.cleaned_data["happened_on"]
        if happened_on > self.today:
            raise forms.ValidationError("The day is still to come. Enter the day on which it happened")
        return happened_on

    def clean_clock(self) -> time | None:
        """Return the time of day, where one was typed. Raises `ValidationError` for words that are none."""
        typed = self.cleaned_data["clock"]
        return typed_time(typed) if typed else None

    def clean(self) -> dict[str, Any]:
        """Raise `ValidationError` where somebody left and nobody says when, and for a moment still to come."""
        given = self.cleaned_data
        if given.get("kind") == LifeEventKind.LEFT_HOSPITAL and "clock" in given and given["clock"] is None:
            self.add_error("clock", "Enter the time at which they left. The 72 hours count from it")
        elif self.happened_at is not None and self.happened_at > timezone.now():
            self.add_error("clock", "The time is still to come. Enter when they left")
        return given

    @property
    def happened_at(self) -> datetime | None:
        """The moment at which they left, in London time; None for anything else."""
        day, at = self.cleaned_data.get("happened_on"), self.cleaned_data.get("clock")
        if day is None or at is None or self.cleaned_data.get("kind") != LifeEventKind.LEFT_HOSPITAL:
            return None
        return datetime.combine(day, at, tzinfo=filters.LONDON)


class SendForm(OnceForm):
    """What leaves under a minimum-data profile: its fields and no others."""

    def __init__(self, *args: Any, names: tuple[str, ...], **kwargs: Any) -> None:
        """Make the form with one line for each field of the profile."""
        super().__init__(*args, **kwargs)
        for name in names:
            label = name.replace("_", " ").capitalize()
            self.fields[name] = fields.TextField(label=label, missing=f"Enter {label.lower()}", width=30)
