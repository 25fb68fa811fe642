"""The page behind a link that was sent to a service without an account: read one referral, and answer it in one step.

Opening it changes nothing: mail programs open links to look at them.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access import actions as access_actions
from lodestar.directory import queries as directory_queries
from lodestar.referrals.course.models import ContactChoice
from lodestar.referrals.receiving import actions, reading
from lodestar.referrals.receiving.actions import Answer
from lodestar.referrals.receiving.reading import Asked, LinkDead
from lodestar.rules.eligibility import Facts
from lodestar.rules.referral_states import CLOSED, DeclineReason, StepKind
from lodestar.web import doors, errors, filters, pacing
from lodestar.web.components import day_field, fields, offers
from lodestar.web.components.forms import PageForm
from lodestar.web.rendering import render
from lodestar.web.requests import Request

LONGEST_WORDS = 2_000
RATE = "30/m"
MOST_OTHERS = 6
TO_ANSWER = frozenset({StepKind.SENT, StepKind.RECEIVED, StepKind.NEEDS_INFORMATION})
TO_MEET = frozenset({StepKind.ACCEPTED, StepKind.WAITING})

YES, WAIT, ASK, NO = (kind.value for kind in (
    StepKind.ACCEPTED, StepKind.WAITING, StepKind.NEEDS_INFORMATION, StepKind.DECLINED,
))  # fmt: skip
REASONS = {
    DeclineReason.BELOW_THRESHOLD: "It is not what we are set up for",
    DeclineReason.WRONG_AGE: "They are outside our ages",
    DeclineReason.OUT_OF_AREA: "They live outside our area",
    DeclineReason.ANOTHER_TEAM: "Somebody else already helps them with this",
    DeclineReason.OTHER_HELP_FIRST: "Other help needs to come first",
    DeclineReason.WAITING_LIST_CLOSED: "We are full, and our list is closed",
    DeclineReason.INFORMATION_MISSING: "We could not find out what we need to know",
    DeclineReason.PERSON_DID_NOT_WANT_IT: "They told us that they do not want it",
}
STATES = {
    StepKind.SENT: "Nobody has answered yet",
    StepKind.RECEIVED: "Nobody has answered yet",
    StepKind.NEEDS_INFORMATION: "You asked for something more",
    StepKind.ACCEPTED: "You said yes",
    StepKind.WAITING: "You said yes, with a wait",
    StepKind.FIRST_CONTACT: "You have met",
    StepKind.STARTED: "You support them",
    StepKind.DECLINED: "You said no",
    StepKind.WITHDRAWN: "They no longer want this",
    StepKind.CANCELLED: "It was taken back",
    StepKind.ENDED: "It has ended",
}


class AnswerForm(PageForm):
    """Yes, a wait, a question, or no: each with what belongs to it, on one page."""

    answer = fields.RadiosField(
        label="What is your answer?",
        missing="Choose an answer",
        choices=(
            (YES, "Yes, we can help"),
            (WAIT, "Yes, after a wait"),
            (ASK, "We need to know something first"),
            (NO, "No, we cannot help"),
        ),
    )
    expected_on = day_field.DayField(
        label="If yes: when do you expect to meet?",
        hint="Leave it empty if you do not know. With a wait, an honest guess helps.",
        required=False,
    )
    reason = fields.SelectField(
        label="If no: why?",
        required=False,
        choices=(("", "Choose one"), *((reason.value, words) for reason, words in REASONS.items())),
    )
    instead_service = fields.SelectField(
        label="If no: is one of these better for them?",
        hint="All are near this part of life, and none says that it is full.",
        required=False,
    )
    instead = fields.LongTextField(
        label="Or what else do you suggest?",
        hint="For example, another group, or a day on which to ask again. Nobody is sent away with nothing.",
        required=False,
        most_characters=LONGEST_WORDS,
        rows=3,
    )
    note = fields.LongTextField(
        label="Your question, or anything they need to know",
        hint="The person can read it.",
        required=False,
        most_characters=LONGEST_WORDS,
        rows=3,
    )

    def __init__(self, *args: Any, today: date, others: tuple[tuple[str, str], ...], **kwargs: Any) -> None:
        """Make the form for an answer of today; `others` are services that may be offered instead."""
        super().__init__(*args, **kwargs)
        self.today = today
        if others:
            chosen: Any = self.fields["instead_service"]
            chosen.choices = (("", "None of these"), *others)
        else:
            del self.fields["instead_service"]

    def clean_expected_on(self) -> date | None:
        """Return the day. Raises `ValidationError` for one that is past."""
        day: date | None = self.cleaned_data["expected_on"]
        if day is not None and day < self.today:
            raise forms.ValidationError("The day is past. Enter today or a later day")
        return day

    def clean(self) -> dict[str, Any]:
        """Raise `ValidationError` where an answer lacks what belongs to it."""
        given = self.cleaned_data
        if given.get("answer") == NO:
            if not given.get("reason"):
                self.add_error("reason", "Choose why you cannot help")
            if not given.get("instead", "").strip() and not given.get("instead_service"):
                self.add_error("instead", "Choose a service, or say what you suggest instead, even one line")
        if given.get("answer") == ASK and not given.get("note", "").strip():
            self.add_error("note", "Write what you need to know")
        if given.get("answer") == WAIT and given.get("expected_on") is None and "expected_on" not in self.errors:
            self.add_error("expected_on", "Enter by when you expect to see them, like 27 3 2027")
        return given

    @property
    def said(self) -> Answer:
        """Return the answer, with only what belongs to it."""
        given = self.cleaned_data
        kind = StepKind(given["answer"])
        is_no = kind is StepKind.DECLINED
        return Answer(
            kind=kind,
            note=given["note"],
            reason=DeclineReason(given["reason"]) if is_no else None,
            instead=given["instead"] if is_no else "",
            instead_service_id=UUID(given["instead_service"]) if is_no and given.get("instead_service") else None,
            expected_on=given["expected_on"] if kind in TO_MEET else None,
        )


class MetForm(PageForm):
    """The day on which they met."""

    met_on = day_field.DayField(label="When did you first meet or speak?", missing="Enter the day, like 27 3 2027")

    def __init__(self, *args: Any, today: date, asked_on: date, **kwargs: Any) -> None:
        """Make the form for a referral that came on a day."""
        super().__init__(*args, **kwargs)
        self.today, self.asked_on = today, asked_on

    def clean_met_on(self) -> date:
        """Return the day. Raises `ValidationError` before the referral came, and for a day still to come."""
        day: date = self.cleaned_data["met_on"]
        if not self.asked_on <= day <= self.today:
            raise forms.ValidationError("Enter a day from when you were asked until today")
        return day

    @property
    def said(self) -> Answer:
        """Return the answer."""
        return Answer(kind=StepKind.FIRST_CONTACT, met_on=self.cleaned_data["met_on"])


@dataclass(frozen=True)
class AnswerPage:
    """One referral with the least that its service needs, and the form that fits where it stands."""

    done: str
    taken: str
    service_name: str
    preferred_name: str
    state: str
    is_closed: bool
    hopes: str
    life_area: str
    facts: tuple[tuple[str, str], ...]
    form: PageForm | None
    button: str
    until: str


@dataclass(frozen=True)
class DeadPage:
    """A link that opens nothing."""


@doors.opens_to(doors.EVERYBODY)
def answer(request: Request, secret: str) -> HttpResponse:
    """Show one referral to whoever holds its link, and take their answer."""
    if pacing.is_too_fast(request, group="receiver", rate=RATE):
        return errors.too_many(request)
    try:
        asked = reading.opened(secret)
    except LinkDead:
        return render(request, "front_door/link_dead.html", DeadPage(), status=404)
    form, button = _form(request, asked)
    taken = ""
    if request.method == "POST" and isinstance(form, AnswerForm | MetForm) and form.is_valid():
        try:
            actions.answer_by_link(
                secret=secret,
                answer=form.said,
                by=access_actions.the_system(request.viewer.today),
                at=timezone.now(),
            )
            return HttpResponseRedirect(f"{reverse('front_door:answer', kwargs={'secret': secret})}?done=yes")
        except actions.StepTaken:
            taken = "It was answered already, by somebody else with this link. Nothing that you sent was saved."
    elif request.method == "POST" and form is None:
        taken = "It was answered already. Nothing more was saved."
    page = AnswerPage(
        done="Your answer is with them. Thank you." if request.GET.get("done") == "yes" and not taken else "",
        taken=taken,
        service_name=asked.service_name,
        preferred_name="" if asked.state in CLOSED else asked.preferred_name,
        state=STATES[asked.state],
        is_closed=asked.state in CLOSED,
        hopes="" if asked.state in CLOSED else asked.hopes,
        life_area=asked.life_area,
        facts=() if asked.state in CLOSED else _facts(asked),
        form=form,
        button=button,
        until=filters.date_words(asked.expires_at),
    )
    return render(request, "front_door/answer.html", page, status=409 if taken else 200)


def _form(request: Request, asked: Asked) -> tuple[PageForm | None, str]:
    """Return the form that fits where the referral stands, and its button; none once nothing is to be answered."""
    given = request.POST if request.method == "POST" else None
    today = request.viewer.today
    if asked.state in TO_ANSWER:
        return AnswerForm(given, today=today, others=_others(request, asked)), "Send this answer"
    if asked.state in TO_MEET:
        asked_on = timezone.localdate(asked.received_at)
        return MetForm(given, today=today, asked_on=asked_on, initial={"met_on": today}), "We have met"
    return None, ""


def _others(request: Request, asked: Asked) -> tuple[tuple[str, str], ...]:
    """Return services of the same part of life that take people or do not say: ids, and names with what they say.

    The link tells nothing of the person that a service does not need, so whom they are for is not held against them.
    """
    found = directory_queries.menu_for(
        request.viewer,
        facts=Facts(),
        life_area=asked.life_area,
        words=asked.hopes,
        on=request.viewer.today,
        limit=3 * MOST_OTHERS,
    )
    # Nobody is sent from one closed door to another.
    open_ones = [
        one.service
        for one in found.offers
        if one.service.name != asked.service_name and one.service.takes_people_now is not False
    ]
    return tuple((str(one.service_id), f"{one.name}. {offers.capacity(one).words}") for one in open_ones[:MOST_OTHERS])


def _facts(asked: Asked) -> tuple[tuple[str, str], ...]:
    who = ", ".join(part for part in (asked.asked_by_name, asked.asked_by_telephone) if part)
    way = ContactChoice.Way(asked.way).label if asked.way else ""
    facts = (
        ("Asked on", filters.date_words(asked.received_at)),
        ("Who asks for them", who or "They ask for themself"),
        ("How to speak with them", asked.how_to_speak),
        ("The first time", "Somebody goes along with them" if asked.go_with_me else ""),
        ("How they want to be reached", " ".join(part for part in (f"{way}." if way else "", asked.way_words) if part)),
        ("Phone", asked.telephone),
        ("E-mail", asked.email),
        ("Expected", filters.date_words(asked.expected_on) if asked.expected_on else ""),
        ("You asked", asked.last_note if asked.state is StepKind.NEEDS_INFORMATION else ""),
    )
    return tuple((label, value) for label, value in facts if value)
