"""The forms of workers' pages. Each says how to mend an answer, and carries what a second press must not repeat."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from lodestar.people.models import Consent
from lodestar.referrals.course.models import Told
from lodestar.referrals.models import Contact
from lodestar.rules.life_areas import LIFE_AREAS
from lodestar.rules.referral_states import DeclineReason
from lodestar.web import filters
from lodestar.web.casework import words
from lodestar.web.components import day_field, fields
from lodestar.web.components.forms import OnceForm, PageForm
from lodestar.web.components.times import typed_time

LONGEST_WORDS = 2_000
YES, NO = "yes", "no"
NOT_TOLD = "not-told"


class NeedForm(OnceForm):
    """What somebody wants help with, in which life area, in their own words."""

    life_area = fields.RadiosField(
        label="Which part of life is it about?", missing="Choose the part of life that it is about"
    )
    words = fields.LongTextField(
        label="What do they want help with, in their own words?",
        hint="Write what they say, the way they say it. They read it on their own plan.",
        missing="Write what they want help with, even one line",
        most_characters=LONGEST_WORDS,
    )

    def __init__(self, *args: Any, areas: tuple[str, ...], **kwargs: Any) -> None:
        """Make the form for the life areas that open to the viewer."""
        super().__init__(*args, **kwargs)
        _chosen(self, "life_area").choices = _choices(areas)


class _ContactFields(OnceForm):
    happened_on = day_field.DayField(label="When was it?", missing="Enter the day of the contact, like 27 3 2026")
    mode = fields.RadiosField(label="How?", missing="Choose how you were in touch", choices=tuple(Contact.Mode.choices))
    attendance = fields.RadiosField(
        label="What happened?",
        missing="Choose what happened",
        choices=tuple(Contact.Attendance.choices),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_happened_on(self) -> date:
        happened_on: date = self.cleaned_data["happened_on"]
        if happened_on > self.today:
            raise forms.ValidationError("The day is still to come. Enter the day on which it happened")
        return happened_on


class ContactForm(_ContactFields):
    """A contact with somebody, or a try at one."""

    life_area = fields.RadiosField(
        label="Which part of life was it about?", missing="Choose the part of life that it was about"
    )
    note = fields.LongTextField(
        label="A few words, if you want",
        hint="They can read it. You can speak it with your keyboard's microphone.",
        required=False,
        most_characters=LONGEST_WORDS,
        rows=3,
    )
    clock = fields.TextField(
        label="At what time?",
        hint="They left hospital or a crisis house lately, so hours count. Like 2:30 pm",
        missing="Enter the time, like 2:30 pm",
        width=5,
    )
    planned_mode = fields.SelectField(
        label="Had you planned another way?",
        hint="A call in place of a visit is a contact. Nobody missed anything.",
        required=False,
        choices=(("", "No"), *Contact.Mode.choices),
    )
    kind = fields.SelectField(
        label="What kind of contact was it?", required=False, choices=(("", "Not said"), *Contact.Kind.choices)
    )
    company = fields.CheckboxesField(
        label="Who else was there?", required=False, choices=tuple(Contact.Company.choices)
    )
    done = fields.CheckboxesField(
        label="Was one of these done for the first time?",
        hint="These stop the clocks of a wait.",
        required=False,
        choices=tuple(Contact.Done.choices),
    )
    field_order = ("attendance", "mode", "clock", "note", "happened_on", "life_area")
    AT_ONCE = ("attendance", "mode", "clock", "note")

    def __init__(self, *args: Any, areas: tuple[str, ...], hours_count: bool, **kwargs: Any) -> None:
        """Make the form for the life areas that open to the viewer; the time is asked only where hours count."""
        super().__init__(*args, **kwargs)
        _chosen(self, "life_area").choices = _choices(areas)
        if not hours_count:
            del self.fields["clock"]

    @property
    def happened_at(self) -> datetime | None:
        """The moment of the contact in London time, where hours count."""
        at = self.cleaned_data.get("clock")
        return datetime.combine(self.cleaned_data["happened_on"], at, tzinfo=filters.LONDON) if at else None

    def clean_clock(self) -> time:
        """Return the time of day. Raises `ValidationError` for words that are none."""
        return typed_time(self.cleaned_data["clock"])

    @property
    def at_once(self) -> list[forms.BoundField]:
        """What is asked at once: one thumb, under a minute."""
        return [self[name] for name in self.AT_ONCE if name in self.fields]

    @property
    def more(self) -> list[forms.BoundField]:
        """What is filled in already, or is said only where it matters."""
        return [field for field in self if field.name not in (*self.AT_ONCE, "row_id")]

    @property
    def has_more_to_mend(self) -> bool:
        """Return whether something is to be mended in the part that is folded."""
        return any(field.errors for field in self.more)

    def clean(self) -> dict[str, Any]:
        """Raise `ValidationError` when something was done with somebody who was not there, and for a time to come."""
        given = self.cleaned_data
        if "happened_on" in given and self.happened_at is not None and self.happened_at > timezone.now():
            self.add_error("clock", "The time is still to come. Enter when you were in touch")
        if given.get("done") and given.get("attendance") not in (None, Contact.Attendance.ATTENDED):
            self.add_error("done", "You did not meet or speak. Take the ticks out, or change what happened")
        return given


class FirstContactForm(_ContactFields):
    """The first contact for a referral, or a try at one."""

    note = fields.LongTextField(
        label="A note, if you want one",
        hint="The person can read it.",
        required=False,
        most_characters=LONGEST_WORDS,
        rows=3,
    )

    def __init__(self, *args: Any, received_on: date, **kwargs: Any) -> None:
        """Make the form for a referral that came on this day."""
        super().__init__(*args, **kwargs)
        self.received_on = received_on

    def clean_happened_on(self) -> date:
        """Return the day. Raises `ValidationError` when it is before the referral, or still to come."""
        happened_on = super().clean_happened_on()
        if happened_on < self.received_on:
            came = filters.short_date_words(self.received_on)
            raise forms.ValidationError(f"The referral came on {came}. Enter that day or a later one")
        return happened_on


class ReferForm(PageForm):
    """What the person hopes for, and what they agreed to."""

    hopes = fields.LongTextField(
        label="What do they hope for, in their own words?",
        hint="The service reads this, and nothing else of the plan.",
        missing="Write what they hope for, even one line",
        most_characters=LONGEST_WORDS,
    )
    go_with_me = fields.TickField(
        label="Somebody goes with them the first time",
        hint="You agree with them and the service who that is.",
        required=False,
    )
    is_agreed_with_service = fields.TickField(
        label="I asked the service, and they will see this person",
        hint="By its own entry the service does not fit. Ring them first.",
        required=False,
    )
    consent = fields.RadiosField(
        label="Did they say yes to this?",
        missing="Choose whether they said yes",
        choices=((YES, "Yes, they agree"), (NO, "No, or not yet")),
    )
    how = fields.RadiosField(
        label="How did you ask?",
        missing="Choose how you asked",
        choices=tuple(Consent.How.choices),
    )

    def __init__(self, *args: Any, needs_agreement: bool, **kwargs: Any) -> None:
        """Make the form; `needs_agreement` when the service does not fit by its own entry."""
        super().__init__(*args, **kwargs)
        if not needs_agreement:
            del self.fields["is_agreed_with_service"]

    def clean_consent(self) -> str:
        """Return yes. Raises `ValidationError` for a no: nothing is sent without it."""
        if self.cleaned_data["consent"] != YES:
            raise forms.ValidationError(
                "Nothing is sent until they say yes. Go back to the menu, or ask them and come back"
            )
        return YES

    def clean(self) -> dict[str, Any]:
        """Raise `ValidationError` when the service does not fit and nobody asked it."""
        if "is_agreed_with_service" in self.fields and not self.cleaned_data.get("is_agreed_with_service"):
            self.add_error(
                "is_agreed_with_service",
                "Ask the service first, and tick this when they will see the person",
            )
        return self.cleaned_data


class AcceptForm(PageForm):
    """When the person can expect to be met, and words for them."""

    expected_on = day_field.DayField(
        label="When do you expect to meet, if you know?",
        required=False,
    )
    note = fields.LongTextField(
        label="Anything the person needs to know?",
        hint="For example, which bell to ring. They read it as you write it.",
        required=False,
        most_characters=LONGEST_WORDS,
        rows=3,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        """Make the form for somebody who answers today."""
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_expected_on(self) -> date | None:
        """Return the day. Raises `ValidationError` for one that is past."""
        expected_on: date | None = self.cleaned_data["expected_on"]
        if expected_on is not None and expected_on < self.today:
            raise forms.ValidationError("The day is past. Enter the day on which you expect to meet")
        return expected_on


class QuestionForm(PageForm):
    """What a desk needs to know before it can answer."""

    question = fields.LongTextField(
        label="What do you need to know?",
        hint="The person and their worker read it. Ask only for what changes your answer.",
        missing="Write what you need to know",
        most_characters=LONGEST_WORDS,
    )


class AnswerForm(PageForm):
    """The answer to what a desk asked."""

    words = fields.LongTextField(
        label="What is your answer?",
        hint="The service reads it, and so can the person. Agree it with them first.",
        missing="Write your answer",
        most_characters=LONGEST_WORDS,
    )


class DeclineForm(PageForm):
    """Why not, and what is offered instead: a service from the menu, or other words, or both."""

    reason = fields.RadiosField(
        label="Why can you not help?",
        hint="The person and their worker read this.",
        missing="Choose why you cannot help",
        choices=tuple(
            (reason.value, label)
            for reason, label in words.DECLINE_REASONS.items()
            if reason is not DeclineReason.NO_REASON_GIVEN
        ),
    )
    instead_service = fields.RadiosField(
        label="Which service do you offer instead?",
        required=False,
        choices=(),
    )
    instead = fields.LongTextField(
        label="What do you offer instead?",
        hint="For example: come to our Tuesday drop-in; we ring you on Friday.",
        required=False,
        most_characters=LONGEST_WORDS,
        rows=3,
    )
    note = fields.LongTextField(
        label="Anything else for the person?",
        hint="They read it as you write it.",
        required=False,
        most_characters=LONGEST_WORDS,
        rows=3,
    )
    told_how = fields.RadiosField(
        label="Have you told them?",
        missing="Choose whether you have told them",
        choices=(
            *((how.value, f"Yes, today. {how.label}") for how in Told.How),
            (NOT_TOLD, "No. Whoever referred them tells them"),
        ),
    )

    def clean_told_how(self) -> str:
        """Return how they were told today; empty when somebody else tells them."""
        how: str = self.cleaned_data["told_how"]
        return "" if how == NOT_TOLD else how

    def __init__(
        self, *args: Any, alternatives: tuple[tuple[str, str], ...], hints: dict[str, str], **kwargs: Any
    ) -> None:
        """Make the form with the services that could be offered instead: ids, names and a hint for each."""
        super().__init__(*args, **kwargs)
        if not alternatives:
            del self.fields["instead_service"]
            return
        chosen = _chosen(self, "instead_service")
        chosen.choices = (*alternatives, ("", "None of these: I say below what we offer"))
        chosen.item_hints = hints

    def clean(self) -> dict[str, Any]:
        """Raise `ValidationError` when nothing is offered instead."""
        given = self.cleaned_data
        if not given.get("instead_service") and not given.get("instead", "").strip():
            self.add_error("instead", "Say what you offer instead: choose a service above, or write it here")
        return given


def _choices(areas: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((area.value, area.label) for area in LIFE_AREAS if area.value in areas)


def _chosen(form: PageForm, name: str) -> fields.RadiosField:
    field = form.fields[name]
    assert isinstance(field, fields.RadiosField)
    return field
