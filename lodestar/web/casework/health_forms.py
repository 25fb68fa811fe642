"""The forms of health in a record: a part of the check, what follows from it, medicines, therapies, joint plans."""

from datetime import date
from typing import Any

from django import forms

from lodestar.health.models import ExclusionReview, LengthRating, MedicineTalk
from lodestar.rules import therapies
from lodestar.rules.physical_checks import CheckPart, Party, RegisterReason
from lodestar.rules.stop_smoking import QuitAnswer
from lodestar.rules.therapies import TherapyStepKind
from lodestar.web import health_words
from lodestar.web.casework.forms import LONGEST_WORDS, OnceForm
from lodestar.web.components import day_field, fields
from lodestar.web.components.forms import PageForm

TO_COME = "The day is still to come. Enter the day on which it happened"
DONE, REFUSED = "done", "refused"
REGISTER = (
    ("", "Not said, or none of these"),
    (RegisterReason.SCHIZOPHRENIA.value, "Schizophrenia"),
    (RegisterReason.BIPOLAR.value, "Bipolar disorder"),
    (RegisterReason.OTHER_PSYCHOSIS.value, "Another psychosis"),
    (RegisterReason.LITHIUM_ALONE.value, "Lithium alone"),
)
FACTS = (
    ("is_inpatient", "They are in hospital"),
    ("is_in_secondary_care", "They are with a mental health team of the NHS"),
    ("is_unstable", "Things are not steady now"),
    ("is_in_remission", "They are in remission"),
)


def _short(label: str, *, most: int = 300, missing: str = "", hint: str = "") -> fields.TextField:
    return fields.TextField(
        label=label,
        missing=missing,
        hint=hint,
        required=bool(missing),
        max_length=most,
        error_messages={"max_length": f"Use {most} letters or fewer"},
    )


class DayForm(OnceForm):
    """A form with a day that cannot be still to come."""

    on = day_field.DayField(label="When?", missing="Enter the day, like 27 3 2026")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        """Make the form for today."""
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["on"].initial = today

    def clean_on(self) -> date:
        """Return the day. Raises `ValidationError` for one that is still to come."""
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(TO_COME)
        return on


class NextActionForm(PageForm):
    """What is to be done about a result: what, who owes it, by when."""

    next_words = _short("What is to be done?", missing="Write what is to be done")
    next_owner = _short("Who owes it?", most=120, missing="Write who owes it", hint="A name, or a practice.")
    next_due_on = day_field.DayField(label="By when?", missing="Enter the day, like 27 3 2026")


class CheckPartForm(DayForm):
    """One part of the check: done with its result, or refused; an abnormal result brings its action with it."""

    outcome = fields.RadiosField(
        label="Was it done?",
        missing="Choose whether it was done",
        choices=((DONE, "Yes"), (REFUSED, "They said no. That is fine, and is shown")),
    )
    reading = _short("The result, with its unit", most=120, hint="Like 128/82 mmHg, or 72 kg.")
    smoking = fields.RadiosField(
        label="Do they smoke?",
        choices=tuple((one.value, words) for one, words in health_words.SMOKING.items()),
        required=False,
    )
    is_abnormal = fields.TickField(label="It calls for something to be done", required=False)
    next_words = _short("If so, what is to be done?")
    next_owner = _short("Who owes it?", most=120, hint="A name, or a practice.")
    next_due_on = day_field.DayField(label="By when?", required=False)

    def __init__(self, *args: Any, part: CheckPart, **kwargs: Any) -> None:
        """Make the form for one part: smoking has answers of its own, every other part a result."""
        super().__init__(*args, **kwargs)
        self.part = part
        del self.fields["reading" if part is CheckPart.SMOKING else "smoking"]

    def clean(self) -> dict[str, Any]:
        """Ask for what a done part needs, and for the action that an abnormal result needs."""
        given: dict[str, Any] = super().clean() or {}
        result = "smoking" if self.part is CheckPart.SMOKING else "reading"
        if given.get("outcome") == DONE and not (given.get(result) or "").strip():
            self.add_error(result, "Choose what they said" if result == "smoking" else "Enter the result with its unit")
        if given.get("outcome") == DONE and given.get("is_abnormal"):
            for name, words in (
                ("next_words", "Write what is to be done"),
                ("next_owner", "Write who owes it"),
                ("next_due_on", "Enter by when, like 27 3 2026"),
            ):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, words)
        return given


class TakeOutForm(PageForm):
    """Why a line is taken out."""

    because = _short("Why is it wrong?", missing="Say why in a few words")


class StandingForm(PageForm):
    """What decides who owes the check."""

    register_reason = fields.RadiosField(
        label="Is one of these written down for them?",
        hint="Only if they want it said. The check is for anybody who wants it.",
        choices=REGISTER,
        required=False,
    )
    facts = fields.CheckboxesField(label="What is so now?", choices=FACTS, required=False)
    secondary_care_since = day_field.DayField(label="With that team since", required=False)
    override_party = fields.RadiosField(
        label="Who owes the check?",
        choices=(("", "What follows from the answers above"), *((p.value, w) for p, w in health_words.PARTIES.items())),
        required=False,
    )
    override_reason = _short("If it was agreed otherwise: why?")

    def clean(self) -> dict[str, Any]:
        """Ask why, where somebody else owes it."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("override_party") and not (given.get("override_reason") or "").strip():
            self.add_error("override_reason", "Say why somebody else owes the check")
        return given

    @property
    def party(self) -> Party | None:
        """Return who owes it by agreement; None where it follows from the facts."""
        chosen = self.cleaned_data["override_party"]
        return Party(chosen) if chosen else None


class QuitOfferForm(DayForm):
    """An offer of help to stop smoking, and the answer."""

    answer = fields.RadiosField(
        label="What do they say?",
        missing="Choose what they say",
        choices=tuple((one.value, words) for one, words in health_words.QUIT_ANSWERS.items()),
    )
    referral = fields.RadiosField(label="Which request goes to the help?", required=False)

    def __init__(self, *args: Any, referrals: list[tuple[str, str]], **kwargs: Any) -> None:
        """Make the form with the person's requests; without any there is nothing to choose."""
        super().__init__(*args, **kwargs)
        if referrals:
            self.fields["referral"].choices = [("", "None yet"), *referrals]  # type: ignore[attr-defined]
        else:
            del self.fields["referral"]

    def clean(self) -> dict[str, Any]:
        """Link a request only to a yes."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("answer") != QuitAnswer.ACCEPTED:
            given["referral"] = ""
        return given


class QuitForm(PageForm):
    """The day to stop, or what came of it."""

    quit_on = day_field.DayField(label="The day that they chose to stop", required=False)
    outcome = fields.RadiosField(
        label="What came of it?",
        choices=(("", "Not known yet"), *((one.value, words) for one, words in health_words.QUIT_OUTCOMES.items())),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        given: dict[str, Any] = super().clean() or {}
        if not self.errors and not given.get("quit_on") and not given.get("outcome"):
            raise forms.ValidationError("Enter the day, or choose what came of it")
        return given


class DecideTalkForm(DayForm):
    """What was talked about and decided."""

    said = fields.LongTextField(
        label="What was said?",
        hint="What they want, what they were told. They read it too.",
        missing="Write what was said",
        most_characters=LONGEST_WORDS,
    )
    decision = fields.RadiosField(
        label="What was decided?", missing="Choose what was decided", choices=tuple(MedicineTalk.Decision.choices)
    )
    decision_words = _short("More about it")


class TherapyForm(DayForm):
    """A therapy that was offered, and for what where they want that said."""

    therapy = fields.SelectField(
        label="Which therapy?",
        missing="Choose the therapy",
        choices=[("", "Choose"), *((one.code, one.label) for one in therapies.all_therapies().values())],
    )
    condition = fields.SelectField(
        label="For what?",
        hint="Only if they want it said. Nothing depends on it.",
        choices=[("", "Not said")],
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make the form with the conditions that guidance has on this day."""
        super().__init__(*args, **kwargs)
        rows = therapies.conditions(on=self.today)
        self.fields["condition"].choices = [("", "Not said"), *((row.code, row.label) for row in rows)]  # type: ignore[attr-defined]


class TherapyStepForm(DayForm):
    """What happened to an offer."""

    kind = fields.RadiosField(label="What happened?", missing="Choose what happened")
    note = _short("A few words, if you like")

    def __init__(self, *args: Any, may_follow: list[TherapyStepKind], **kwargs: Any) -> None:
        """Make the form for what may follow."""
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(one.value, health_words.THERAPY_STEPS[one]) for one in may_follow]  # type: ignore[attr-defined]


class ReplyForm(PageForm):
    """A reply to somebody who asked for more."""

    reply = fields.RadiosField(
        label="What do you say?", missing="Choose what you say", choices=tuple(LengthRating.Reply.choices)
    )
    words = _short("Your words to them", missing="Write a few words to them")


class JointPlanForm(DayForm):
    """What mental health and addiction services do together."""

    with_words = _short("With which service, and who there?", most=200, missing="Write with whom")
    lead_words = _short("Who is the one named lead?", most=120, missing="Write who leads")
    wants = fields.LongTextField(
        label="What do they want from it, in their words?",
        missing="Write what they want",
        most_characters=LONGEST_WORDS,
    )
    our_part = fields.LongTextField(
        label="What do we do?", rows=3, missing="Write what we do", most_characters=LONGEST_WORDS
    )
    their_part = fields.LongTextField(
        label="What do they do?", rows=3, missing="Write what they do", most_characters=LONGEST_WORDS
    )
    review_on = day_field.DayField(label="When is it looked at again?", missing="Enter the day, like 27 3 2027")

    def clean(self) -> dict[str, Any]:
        """Refuse a review that does not come after the plan."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("on") and given.get("review_on") and given["review_on"] <= given["on"]:
            self.add_error("review_on", "Enter a day after the plan was agreed")
        return given


class ExclusionForm(PageForm):
    """What a review of a no because of drink or drugs found."""

    finding = fields.RadiosField(
        label="What follows?", missing="Choose what follows", choices=tuple(ExclusionReview.Finding.choices)
    )
    words = fields.LongTextField(
        label="What was found?",
        hint="They read this too.",
        missing="Write what was found and what follows",
        most_characters=LONGEST_WORDS,
    )
