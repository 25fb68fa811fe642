"""Forms about keeping in touch: a rhythm, a meeting, where to meet, cover, a day to know, a concern."""

from datetime import date, datetime, time
from typing import Any

from django import forms

from lodestar.access.models import User
from lodestar.referrals.in_touch.models import EVERY_WORDS, Appointment, Concern
from lodestar.referrals.models import Contact
from lodestar.rules.life_areas import LIFE_AREAS
from lodestar.web import filters
from lodestar.web.casework.forms import OnceForm
from lodestar.web.casework.in_touch_words import WEEKDAYS
from lodestar.web.components import day_field, fields
from lodestar.web.components.forms import PageForm
from lodestar.web.components.times import typed_time


class _AreaForm(OnceForm):
    """A form about one life area that opens to the viewer."""

    life_area = fields.RadiosField(
        label="Which part of life is it about?", missing="Choose the part of life that it is about"
    )

    def __init__(self, *args: Any, areas: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["life_area"]
        assert isinstance(chosen, fields.RadiosField)
        chosen.choices = tuple((area.value, area.label) for area in LIFE_AREAS if area.value in areas)


class RhythmForm(_AreaForm):
    """How often two people are in touch, on which day, and how."""

    every = fields.RadiosField(label="How often?", missing="Choose how often", choices=EVERY_WORDS)
    weekday = fields.SelectField(
        label="On which day?",
        required=False,
        choices=(("", "Any day"), *((str(number), day) for number, day in enumerate(WEEKDAYS))),
    )
    mode = fields.RadiosField(label="How?", missing="Choose how", choices=tuple(Contact.Mode.choices))
    first_words = fields.TextField(
        label="How to begin, if they have a wish",
        hint="For example: ask first if they are out of bed",
        required=False,
        max_length=200,
    )
    field_order = ("every", "weekday", "mode", "first_words", "life_area")


class AppointmentForm(_AreaForm):
    """When, where and how two people meet, and what the person is told ahead of a first meeting."""

    day = day_field.DayField(label="On which day?", missing="Enter the day of the meeting, like 27 3 2026")
    starts = fields.TextField(
        label="At what time?", missing="Enter the time, like 2:30 pm", hint="Like 2:30 pm", width=5
    )
    minutes = fields.SelectField(
        label="For how long?",
        missing="Choose for how long",
        choices=(("30", "30 minutes"), ("60", "1 hour"), ("90", "1 hour 30 minutes"), ("120", "2 hours")),
    )
    mode = fields.RadiosField(label="How?", missing="Choose how you meet", choices=tuple(Contact.Mode.choices))
    venue = fields.TextField(label="Where, if you meet face to face?", required=False, max_length=200)
    is_first = fields.TickField(label="They have not met you before", required=False)
    tell_ahead = fields.LongTextField(
        label="What do they read before a first meeting?",
        hint="Who you are, how they know you, where it is, how long it takes, and what happens.",
        required=False,
        most_characters=1_000,
        rows=4,
    )
    field_order = ("day", "starts", "minutes", "mode", "venue", "is_first", "tell_ahead", "life_area")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        """Make the form on a day."""
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_day(self) -> date:
        """Return the day. Raises `ValidationError` for one that is past."""
        day: date = self.cleaned_data["day"]
        if day < self.today:
            raise forms.ValidationError("The day is past. Enter the day on which you meet")
        return day

    def clean_starts(self) -> time:
        """Return the time of day. Raises `ValidationError` for words that are none."""
        return typed_time(self.cleaned_data["starts"])

    def clean(self) -> dict[str, Any]:
        """Raise `ValidationError` for a first meeting of which nothing is told."""
        given = self.cleaned_data
        if given.get("is_first") and not given.get("tell_ahead", "").strip():
            self.add_error("tell_ahead", "Write what they read before they meet you for the first time")
        return given

    @property
    def starts_at(self) -> datetime:
        """The moment at which the meeting begins, in London time."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["starts"], tzinfo=filters.LONDON)


class CallOffForm(PageForm):
    """Whose doing it was that a meeting does not take place."""

    called_off = fields.RadiosField(
        label="Who cannot make it?",
        missing="Choose who cannot make it",
        choices=tuple(Appointment.CalledOff.choices),
    )


class WishForm(PageForm):
    """How to meet somebody well."""

    who = fields.TextField(
        label="Whom do they like to meet?", hint="For example: a woman, one person only", required=False, max_length=200
    )
    venue = fields.TextField(
        label="Where do they like to meet?",
        hint="For example: the library, not at home",
        required=False,
        max_length=200,
    )
    mode = fields.SelectField(
        label="How do they like to be in touch?", required=False, choices=(("", "No wish"), *Contact.Mode.choices)
    )
    privacy = fields.TextField(
        label="What may nobody else notice?",
        hint="For example: no lanyard, no van with a name on it, no message with neighbours",
        required=False,
        max_length=300,
    )

    not_to_ask = fields.TextField(
        label="What is nobody to ask or do?",
        hint="In their words. For example: do not ask about my brother, do not stand behind me",
        required=False,
        max_length=300,
    )
    told_once = fields.LongTextField(
        label="What did they tell once, and do not want to tell again?",
        hint="Write only what others need to know to be careful.",
        required=False,
        most_characters=1_000,
        rows=3,
    )

    def clean(self) -> dict[str, Any]:
        """Raise `ValidationError` when nothing is said."""
        if not any(self.cleaned_data.values()):
            self.add_error("who", "Write at least one of their wishes")
        return self.cleaned_data


class CoverForm(PageForm):
    """Who is there while a worker is away, from when to when, with a day on which both are there."""

    covered_by = fields.SelectField(label="Who is there for them?", missing="Choose who is there", choices=())
    is_their_choice = fields.TickField(label="They picked this person", required=False)
    overlap_on = day_field.DayField(
        label="On which day before are both of you there?", missing="Enter the day with both of you, like 27 3 2026"
    )
    starts_on = day_field.DayField(label="Your first day away", missing="Enter your first day away, like 30 3 2026")
    back_on = day_field.DayField(label="The day you are back", missing="Enter the day you are back, like 13 4 2026")

    def __init__(self, *args: Any, workers: list[tuple[User, str]], today: date, **kwargs: Any) -> None:
        """Make the form with those who could cover."""
        super().__init__(*args, **kwargs)
        self.today = today
        chosen = self.fields["covered_by"]
        assert isinstance(chosen, fields.SelectField)
        chosen.choices = (
            ("", "Choose"),
            *((str(user.pk), f"{user.name}, {team}" if team else user.name) for user, team in workers),
        )

    def clean(self) -> dict[str, Any]:
        """Raise `ValidationError` for days that are past, or in another order."""
        both, away, back = (self.cleaned_data.get(name) for name in ("overlap_on", "starts_on", "back_on"))
        if both and both < self.today:
            self.add_error("overlap_on", "The day is past. Enter today or a later day")
        elif both and away and away <= both:
            self.add_error("starts_on", "Leave at least one day with both of you before you go")
        elif away and back and back <= away:
            self.add_error("back_on", "Enter a day after your first day away")
        return self.cleaned_data


class SensitiveDateForm(_AreaForm):
    """A day that somebody wants kept in mind."""

    words = fields.TextField(label="What day is it, in their words?", missing="Write what day it is", max_length=200)
    day = day_field.DayField(
        label="When was it first?", hint="It comes back each year.", missing="Enter the day, like 27 3 2019"
    )
    field_order = ("words", "day", "life_area")


class ConcernForm(_AreaForm):
    """What somebody saw, who saw it, and how soon somebody needs to have it."""

    kind = fields.RadiosField(
        label="What is it?",
        missing="Choose what it is",
        choices=tuple(Concern.Kind.choices),
        item_hints={
            Concern.Kind.CONCERN.value: "Somebody says that they have it by the end of the next working day.",
            Concern.Kind.EARLY_WARNING_SIGN.value: "Somebody says that they have it within the working hour.",
        },
    )
    seen_by = fields.RadiosField(
        label="Who saw it?", missing="Choose who saw it", choices=tuple(Concern.SeenBy.choices)
    )
    words = fields.LongTextField(
        label="What did they see or hear?",
        hint="What was seen, and nothing more. The person can read it.",
        missing="Write what was seen or heard",
        most_characters=2_000,
        rows=4,
    )
    field_order = ("kind", "seen_by", "words", "life_area")


class HaveItForm(PageForm):
    """What the worker who has a concern does about it."""

    next_words = fields.LongTextField(
        label="What do you do about it?",
        hint="For example: I ring her at 3 pm today.",
        missing="Write what you do about it",
        most_characters=2_000,
        rows=3,
    )
