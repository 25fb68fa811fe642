"""My health: the yearly check, medicines and how they are for me, therapies, and what two services do together."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.health.checks import queries as check_queries
from lodestar.health.checks.queries import Tracker
from lodestar.health.joint import queries as joint_queries
from lodestar.health.medicines import actions as medicine_actions
from lodestar.health.medicines import queries as medicine_queries
from lodestar.health.medicines.actions import Noticed
from lodestar.health.models import LengthRating, MedicineTalk, SideEffect
from lodestar.health.therapies import actions as therapy_actions
from lodestar.health.therapies import queries as therapy_queries
from lodestar.health.therapies.queries import OfferRow
from lodestar.people.models import Person
from lodestar.people.queries import RecordNotFound
from lodestar.rules.therapies import LengthAnswer, TherapyState, TherapyStepKind
from lodestar.web import filters, health_words
from lodestar.web.components import day_field, fields
from lodestar.web.person import forms, own
from lodestar.web.person.own import FormPage, Step, own_record
from lodestar.web.rendering import render
from lodestar.web.requests import Request

MINE = {
    TherapyState.OFFERED: "You can say yes, no, or later.",
    TherapyState.ACCEPTED: "You said yes. It has not started yet.",
    TherapyState.DECLINED: "You said no. You can change your mind.",
    TherapyState.WANTS_LATER: "You said later. You can say yes when you are ready.",
    TherapyState.STARTED: "It is under way.",
    TherapyState.ENDED_AS_AGREED: "It has ended.",
    TherapyState.ENDED_EARLY: "It has ended.",
}
ANSWERS = {
    TherapyStepKind.ACCEPTED.value: "Yes, I want this",
    TherapyStepKind.WANTS_LATER.value: "Later",
    TherapyStepKind.DECLINED.value: "No, thank you",
}
TO_ANSWER = (TherapyState.OFFERED, TherapyState.WANTS_LATER, TherapyState.DECLINED)


@dataclass(frozen=True)
class PartLine:
    """One part of the check: how it stands."""

    name: str
    state: str
    reading: str


@dataclass(frozen=True)
class TherapyLine:
    """One therapy that was offered, with the way to answer or to say how long it lasted."""

    name: str
    state: str
    sessions: str
    answer_url: str
    length_url: str


@dataclass(frozen=True)
class DiaryLine:
    """One line of the diary."""

    when: str
    words: str
    told: str


@dataclass(frozen=True)
class TalkLine:
    """One talk about medicines: why, and what came of it."""

    why: str
    told: str
    said: str


@dataclass(frozen=True)
class JointLine:
    """What two services do together."""

    with_words: str
    lead: str
    wants: str
    ours: str
    theirs: str
    review: str


@dataclass(frozen=True)
class HealthPage:
    """My health on one page."""

    done: str
    check: str
    parts: tuple[PartLine, ...]
    to_do: tuple[str, ...]
    talks: tuple[TalkLine, ...]
    diary: tuple[DiaryLine, ...]
    therapies: tuple[TherapyLine, ...]
    replies: tuple[str, ...]
    joint: JointLine | None
    reviews: tuple[str, ...]


class SideEffectForm(forms.OnceForm):
    """One line of the diary."""

    words = fields.TextField(
        label="What did you notice?",
        hint="In your own words, like: sleepy until lunch.",
        missing="Write what you noticed",
        max_length=300,
        error_messages={"max_length": "Use 300 letters or fewer"},
    )
    noticed_on = day_field.DayField(label="Which day?", missing="Enter the day, like 27 3 2026")
    time_of_day = fields.RadiosField(
        label="When in the day?", missing="Choose when in the day", choices=tuple(SideEffect.TimeOfDay.choices)
    )
    bothers = fields.RadiosField(
        label="How much does it bother you?",
        missing="Choose how much it bothers you",
        choices=tuple((str(value), words) for value, words in health_words.BOTHERS.items()),
    )
    medicine = fields.TextField(label="Which medicine, if you know", required=False, max_length=120)
    affects_work = fields.TickField(
        label="It gets in the way of work, learning or my day",
        hint="Then somebody talks with you about it.",
        required=False,
    )
    work_words = fields.TextField(label="How does it get in the way?", required=False, max_length=300)
    talk_by = day_field.DayField(
        label="Is there a day before which you want that talk?",
        hint="Like the first day of a job. You can leave it empty.",
        required=False,
    )
    wants_talk = fields.TickField(label="I want to talk with somebody about it", required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        """Make the form for today."""
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_noticed_on(self) -> date:
        """Return the day. Raises `ValidationError` for one that is still to come."""
        noticed_on: date = self.cleaned_data["noticed_on"]
        if noticed_on > self.today:
            raise django_forms.ValidationError("The day is still to come. Enter the day on which you noticed it")
        return noticed_on


class TherapyAnswerForm(forms.OnceForm):
    """Yes, later, or no."""

    answer = fields.RadiosField(label="What do you say?", missing="Choose one", choices=tuple(ANSWERS.items()))


class LengthForm(forms.OnceForm):
    """Whether help lasted long enough, and whether to ask for more."""

    answer = fields.RadiosField(
        label="Did it last long enough?",
        missing="Choose one, or “I would rather not say”",
        choices=tuple((one.value, words) for one, words in health_words.LENGTHS.items()),
    )
    asks_for_more = fields.TickField(
        label="I want more of it", hint="Your workers read this, and one of them answers you.", required=False
    )


@own_record
def health(request: Request, own_person: Person) -> HttpResponse:
    """Show the person their health: the check, medicines, therapies."""
    viewer, person_id = request.viewer, own_person.pk
    tracker = check_queries.tracker_of(viewer, person_id=person_id)
    joint = joint_queries.joint_plan_of(viewer, person_id=person_id)
    page = HealthPage(
        done=own.done(request),
        check=_check(tracker),
        parts=tuple(_part(tracker, place) for place in range(len(tracker.statuses))),
        to_do=tuple(
            f"{one.words}: {one.owner_words}, by {filters.short_date_words(one.due_on)}"
            for row in tracker.results
            for one in row.actions
            if not one.is_done
        ),
        talks=tuple(_talk(one) for one in medicine_queries.talks(viewer, person_id=person_id)),
        diary=tuple(_diary(one) for one in medicine_queries.side_effects(viewer, person_id=person_id)),
        therapies=tuple(_therapy(one) for one in therapy_queries.offers_of(viewer, person_id=person_id)),
        replies=tuple(
            _reply(one) for one in therapy_queries.lengths_of(viewer, person_id=person_id) if one.asks_for_more
        ),
        joint=JointLine(
            with_words=joint.with_words,
            lead=joint.lead_words,
            wants=joint.wants,
            ours=joint.our_part,
            theirs=joint.their_part,
            review=filters.short_date_words(joint.review_on),
        )
        if joint
        else None,
        reviews=tuple(
            f"{one.service_name}: {one.review.words}"
            for one in joint_queries.exclusions_of(viewer, person_id=person_id)
            if one.review is not None
        ),
    )
    return render(request, "person/health.html", page)


@own_record
def new_side_effect(request: Request, own_person: Person) -> HttpResponse:
    """Write a line in the diary."""
    viewer = request.viewer
    form = SideEffectForm(request.POST or None, today=viewer.today, initial={"noticed_on": viewer.today})
    if form.is_valid():
        given = form.cleaned_data
        medicine_actions.write_side_effect(
            person_id=own_person.pk,
            noticed=Noticed(
                words=given["words"],
                noticed_on=given["noticed_on"],
                time_of_day=SideEffect.TimeOfDay(given["time_of_day"]),
                bothers=int(given["bothers"]),
                medicine=given["medicine"],
                affects_work=given["affects_work"],
                work_words=given["work_words"],
            ),
            wants_talk=given["wants_talk"],
            talk_by=given["talk_by"],
            side_effect_id=given["row_id"],
            by=viewer,
            at=timezone.now(),
        )
        return own.to("health", "line")
    page = FormPage(
        title="How a medicine is for me",
        lead="This is your diary. Do not stop a medicine by yourself: talk with somebody first.",
        back=Step("Back to my health", reverse("person:health")),
        form=form,
        button="Save",
    )
    return own.form_page(request, page)


@own_record
def ask_talk(request: Request, own_person: Person) -> HttpResponse:
    """Ask for a talk about medicines."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("person:health"))
    medicine_actions.ask_for_talk(
        person_id=own_person.pk, because=MedicineTalk.Because.QUESTION, by=request.viewer, at=timezone.now()
    )
    return own.to("health", "talk")


@own_record
def answer_therapy(request: Request, own_person: Person, offer_id: UUID) -> HttpResponse:
    """Answer an offer of therapy: yes, later, or no."""
    offer = _offer(request, own_person, offer_id)
    if offer.standing.state not in TO_ANSWER:
        raise Http404
    form = TherapyAnswerForm(request.POST or None)
    if form.is_valid():
        try:
            therapy_actions.add_therapy_step(
                offer_id=offer_id,
                kind=TherapyStepKind(form.cleaned_data["answer"]),
                on=request.viewer.today,
                by=request.viewer,
                at=timezone.now(),
            )
        except therapy_actions.StepNotAllowed:
            # They said the same before: it stands.
            return own.to("health", "therapy")
        return own.to("health", "therapy")
    page = FormPage(
        title=offer.therapy.label,
        lead="Whatever you say, your other help goes on.",
        back=Step("Back to my health", reverse("person:health")),
        form=form,
        button="Save my answer",
    )
    return own.form_page(request, page)


@own_record
def rate_length(request: Request, own_person: Person, offer_id: UUID) -> HttpResponse:
    """Say whether a therapy lasted long enough, and ask for more."""
    offer = _offer(request, own_person, offer_id)
    form = LengthForm(request.POST or None)
    if form.is_valid():
        therapy_actions.rate_length(
            person_id=own_person.pk,
            offer_id=offer_id,
            about_words=offer.therapy.label,
            answer=LengthAnswer(form.cleaned_data["answer"]),
            asks_for_more=form.cleaned_data["asks_for_more"],
            rating_id=form.cleaned_data["row_id"],
            by=request.viewer,
            at=timezone.now(),
        )
        return own.to("health", "length")
    page = FormPage(
        title=f"How long it lasted: {offer.therapy.label}",
        lead="",
        back=Step("Back to my health", reverse("person:health")),
        form=form,
        button="Save my answer",
    )
    return own.form_page(request, page)


def _offer(request: Request, own_person: Person, offer_id: UUID) -> OfferRow:
    try:
        if therapy_queries.person_of_offer(request.viewer, offer_id=offer_id) != own_person.pk:
            raise Http404
        return therapy_queries.offer_seen(request.viewer, offer_id=offer_id)
    except RecordNotFound as error:
        raise Http404 from error


def _check(tracker: Tracker) -> str:
    who = health_words.PARTIES[tracker.responsible.party]
    if tracker.is_complete and tracker.lapses_on:
        return f"All six parts are done. The next is due from {filters.short_date_words(tracker.lapses_on)}."
    return f"{tracker.done} of 6 parts are done in the last year. To have the others done, ask {who}."


def _part(tracker: Tracker, place: int) -> PartLine:
    status = tracker.statuses[place]
    latest = tracker.latest(status.part)
    reading = ""
    if latest is not None:
        reading = health_words.SMOKING[latest.smoking] if latest.smoking else latest.reading
    state = health_words.state(status).replace("Said no", "You said no")
    return PartLine(health_words.PARTS[status.part], state, reading)


def _talk(talk: MedicineTalk) -> TalkLine:
    if talk.decision and talk.held_on:
        told = f"You talked on {filters.short_date_words(talk.held_on)}. {health_words.DECISIONS[talk.decision]}."
        return TalkLine(health_words.TALKS[talk.because], f"{told} {talk.decision_words}".strip(), talk.said)
    by = f" It is to be before {filters.short_date_words(talk.wanted_by)}." if talk.wanted_by else ""
    asked = f"Asked for on {filters.short_date_words(talk.asked_at)}. Nobody has talked with you yet.{by}"
    return TalkLine(health_words.TALKS[talk.because], asked, "")


def _diary(line: SideEffect) -> DiaryLine:
    told = f"{health_words.TIMES_OF_DAY[line.time_of_day]}. It bothers me: {health_words.BOTHERS[line.bothers].lower()}"
    parts = (told, f"Medicine: {line.medicine}" if line.medicine else "", "In the way of my day" * line.affects_work)
    return DiaryLine(
        when=filters.short_date_words(line.noticed_on),
        words=line.words,
        told=". ".join(part for part in parts if part) + ".",
    )


def _therapy(offer: OfferRow) -> TherapyLine:
    attended = offer.standing.sessions_attended
    can_answer = offer.standing.state in TO_ANSWER
    return TherapyLine(
        name=offer.therapy.label,
        state=MINE[offer.standing.state],
        sessions=f"You went to {filters.plural(attended, 'session')}." if attended else "",
        answer_url=reverse("person:therapy-answer", kwargs={"offer_id": offer.offer_id}) if can_answer else "",
        length_url=reverse("person:therapy-length", kwargs={"offer_id": offer.offer_id}) if attended else "",
    )


def _reply(rating: LengthRating) -> str:
    if rating.reply:
        return f"You asked for more of {rating.about_words}. {health_words.REPLIES[rating.reply]}: {rating.reply_words}"
    return f"You asked for more of {rating.about_words}. Nobody has answered yet."
