"""The forms with which a referral goes on: a wait, a start, an end, a telling, and opening it again."""

from datetime import date
from typing import Any

from django import forms

from lodestar.people.models import Consent
from lodestar.referrals.course.models import Told
from lodestar.rules import referral_states
from lodestar.rules.referral_states import EndedBy, EndReason, Outcome, PersonsView, ReopenReason
from lodestar.web.casework import course_words
from lodestar.web.components import day_field, fields
from lodestar.web.components.forms import PageForm

LONGEST_WORDS = 2_000


class _TodayForm(PageForm):
    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        """Make the form for somebody who answers today."""
        super().__init__(*args, **kwargs)
        self.today = today

    def to_come(self, name: str) -> date | None:
        """Return a day that is today or later. Raises `ValidationError` for one that is past."""
        day: date | None = self.cleaned_data[name]
        if day is not None and day < self.today:
            raise forms.ValidationError("The day is past. Enter today or a later day")
        return day


class WaitForm(_TodayForm):
    """By when the person can expect to be seen."""

    expected_on = day_field.DayField(
        label="By when do you expect to see them?",
        hint="Your honest guess. They read it, and you can change it.",
        missing="Enter a day, like 27 3 2026",
    )
    note = fields.LongTextField(
        label="What can they do or use while they wait?",
        hint="For example, a drop-in, a book, whom to ring. They read it as you write it.",
        required=False,
        most_characters=LONGEST_WORDS,
        rows=3,
    )

    def clean_expected_on(self) -> date | None:
        """Return the day. Raises `ValidationError` for one that is past."""
        return self.to_come("expected_on")


class StartForm(_TodayForm):
    """When the support is looked back on together."""

    look_back_on = day_field.DayField(
        label="When do you look back on it together, if you know?",
        hint="Nothing ends on that day.",
        required=False,
    )

    def clean_look_back_on(self) -> date | None:
        """Return the day. Raises `ValidationError` for one that is past."""
        return self.to_come("look_back_on")


class EndForm(PageForm):
    """Who ends it, why, what came of it, and what the person says."""

    ended_by = fields.RadiosField(
        label="Who ends it?",
        missing="Choose who ends it",
        choices=tuple((who.value, words) for who, words in course_words.ENDED_BY.items()),
    )
    reason = fields.RadiosField(
        label="Why?",
        missing="Choose why it ends",
        choices=tuple(
            (reason.value, words)
            for reason, words in course_words.END_REASONS.items()
            if reason is not EndReason.NOT_RECORDED
        ),
    )
    outcome = fields.RadiosField(
        label="What came of it, as they see it?",
        missing="Choose what came of it",
        choices=tuple((outcome.value, words) for outcome, words in course_words.OUTCOMES.items()),
    )
    persons_view = fields.RadiosField(
        label="Do they agree that it ends?",
        missing="Choose what they say about it",
        choices=tuple((view.value, words) for view, words in course_words.PERSONS_VIEWS.items()),
    )
    note = fields.LongTextField(
        label="Anything else for the person?",
        hint="For example, how to come back. They read it as you write it.",
        required=False,
        most_characters=LONGEST_WORDS,
        rows=3,
    )

    def clean(self) -> dict[str, Any]:
        """Raise `ValidationError` where who and why do not go together."""
        given = self.cleaned_data
        if given.get("ended_by") and given.get("reason"):
            who, reason = EndedBy(given["ended_by"]), EndReason(given["reason"])
            if reason not in referral_states.END_PAIRS[who]:
                said = course_words.END_REASONS[reason].lower()
                self.add_error("reason", f"“{said}” does not go with who ends it. Change one of the two")
        return given

    @property
    def ending(self) -> dict[str, Any]:
        """Return the coded parts as `end_support` takes them."""
        given = self.cleaned_data
        return {
            "ended_by": EndedBy(given["ended_by"]),
            "reason": EndReason(given["reason"]),
            "outcome": Outcome(given["outcome"]),
            "persons_view": PersonsView(given["persons_view"]),
            "note": given["note"],
        }


class ToldForm(_TodayForm):
    """When and how the person was told of a no."""

    told_on = day_field.DayField(label="When did you tell them?", missing="Enter the day, like 27 3 2026")
    how = fields.RadiosField(label="How?", missing="Choose how you told them", choices=tuple(Told.How.choices))

    def __init__(self, *args: Any, declined_on: date, **kwargs: Any) -> None:
        """Make the form for a referral that was declined on this day."""
        super().__init__(*args, **kwargs)
        self.declined_on = declined_on

    def clean_told_on(self) -> date:
        """Return the day. Raises `ValidationError` before the decline, and for one still to come."""
        day: date = self.cleaned_data["told_on"]
        if not self.declined_on <= day <= self.today:
            raise forms.ValidationError("Enter a day from the decline until today")
        return day


class ReopenForm(PageForm):
    """Why a closed referral is opened again, and that the person agreed."""

    reason = fields.RadiosField(
        label="Why do you open it again?",
        missing="Choose why",
        choices=tuple((reason.value, words) for reason, words in course_words.REOPEN_REASONS.items()),
    )
    words = fields.LongTextField(
        label="What is new that they need to know?",
        hint="The service and the person read it.",
        required=False,
        most_characters=LONGEST_WORDS,
        rows=3,
    )
    how = fields.RadiosField(
        label="How did the person say yes to this?",
        missing="Choose how they said yes. Without it nothing is sent",
        choices=tuple(Consent.How.choices),
    )

    @property
    def why(self) -> ReopenReason:
        """Return the reason."""
        return ReopenReason(self.cleaned_data["reason"])


class CancelForm(PageForm):
    """Why a referral was a mistake."""

    note = fields.LongTextField(
        label="What went wrong?",
        hint="The service and the person read it.",
        missing="Say what went wrong, even one line",
        most_characters=LONGEST_WORDS,
        rows=3,
    )
