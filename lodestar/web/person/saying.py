"""Saying something: messages, how the help is, a question about a look, another worker; and reading the answers."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone

from lodestar.people import queries as people_queries
from lodestar.people.models import Person
from lodestar.people.voice import actions, queries
from lodestar.people.voice.models import Message
from lodestar.referrals import queries as referral_queries
from lodestar.referrals.queries import ReferralNotFound
from lodestar.web import filters
from lodestar.web.person import forms, own, words
from lodestar.web.person.own import FormPage, Step, own_record
from lodestar.web.rendering import render
from lodestar.web.requests import Request

KINDS = {
    Message.Kind.MESSAGE: "You wrote",
    Message.Kind.COMMENT: "You said how it is",
    Message.Kind.QUESTION: "You asked about a look at your record",
    Message.Kind.WRONG: "You said that something is wrong",
    Message.Kind.CHANGE_WORKER: "You asked for another worker",
    Message.Kind.COME_BACK: "You asked for help again",
    Message.Kind.NOT_HEARD: "You said that you have not heard",
}


@dataclass(frozen=True)
class MessageCard:
    """One message with its answer."""

    heading: str
    when: str
    words: str
    about: str
    felt: str
    is_new: bool
    is_waiting: bool
    answer: str
    answered: str


@dataclass(frozen=True)
class MessagesPage:
    """What was said, newest first."""

    done: str
    messages: tuple[MessageCard, ...]
    has_people: bool
    gets_email: bool


@own_record
def messages(request: Request, own_person: Person) -> HttpResponse:
    """Show what the person said and what was said to them."""
    said = queries.messages_of(request.viewer, person_id=own_person.pk)
    page = MessagesPage(
        done=own.done(request),
        messages=tuple(_card(one) for one in said),
        has_people=bool(_receivers(request, own_person)),
        gets_email=queries.wants_email(request.viewer, person_id=own_person.pk),
    )
    if any(one.is_new for one in said):
        actions.read_messages(by=request.viewer, at=timezone.now())
    return render(request, "person/messages.html", page)


@own_record
def new_message(request: Request, own_person: Person) -> HttpResponse:
    """Write to one of the people who support the person."""
    receivers = _receivers(request, own_person)
    if not receivers:
        raise Http404
    form = forms.SayForm(request.POST or None, receivers=receivers, initial={"to": request.GET.get("to")})
    if form.is_valid():
        send(request, Message.Kind.MESSAGE, form.cleaned_data, to=UUID(form.cleaned_data["to"]))
        return own.to("messages", "sent")
    page = FormPage(
        title="Write to somebody",
        lead="They read it in Lodestar and answer you here. It is not for when you need help now.",
        back=Step("Back to messages", reverse("person:messages")),
        form=form,
        button="Send",
    )
    return own.form_page(request, page)


@own_record
def comment(request: Request, own_person: Person, referral_id: UUID) -> HttpResponse:
    """Say how some support is, and get an answer."""
    try:
        standing = referral_queries.referral_detail(request.viewer, referral_id=referral_id)
    except ReferralNotFound as error:
        raise Http404 from error
    if standing.person_id != own_person.pk or standing.team_id is None:
        raise Http404
    form = forms.CommentForm(request.POST or None)
    if form.is_valid():
        felt = form.cleaned_data["felt"]
        send(
            request,
            Message.Kind.COMMENT,
            form.cleaned_data,
            to=standing.team_id,
            about=actions.About(kind="referral", id=referral_id, words=standing.service_name),
            felt=felt if felt in Message.Felt.values else "",
            is_nameless=form.cleaned_data["is_nameless"],
        )
        return own.to("messages", "sent")
    page = FormPage(
        title=f"How is it with {standing.service_name}?",
        lead="What you say changes nothing about the help you get.",
        back=Step("Back to the request", reverse("person:referral", kwargs={"referral_id": referral_id})),
        form=form,
        button="Send",
    )
    return own.form_page(request, page)


@own_record
def change_worker(request: Request, own_person: Person, holder_id: UUID) -> HttpResponse:
    """Ask for another worker. Nobody has to say why."""
    helper = _helper(request, own_person, holder_id)
    form = forms.WordsForm(request.POST or None, label="What would you like?", hint="You do not have to say why.")
    if form.is_valid():
        send(
            request,
            Message.Kind.CHANGE_WORKER,
            form.cleaned_data,
            to=None,
            about=actions.About(kind="worker", id=holder_id, words=helper.name),
        )
        return own.to("messages", "sent")
    page = FormPage(
        title=f"Ask for somebody else than {helper.name}",
        lead=f"{helper.name} does not see this. It goes to the person who looks after records, and they answer you.",
        back=Step("Back to my people", reverse("person:people")),
        form=form,
        button="Send",
        can_exit=True,
    )
    return own.form_page(request, page)


@own_record
def question_look(request: Request, own_person: Person, event_id: UUID) -> HttpResponse:
    """Ask about one look at the record; the information lead answers."""
    looks = people_queries.looks_at(request.viewer, person_id=own_person.pk)
    look = next((one for one in looks if one.event_id == event_id), None)
    if look is None:
        raise Http404
    told = f"{look.by_name} {words.looked(look.action)} on {filters.date_words(look.on)}"
    form = forms.WordsForm(request.POST or None, label="What do you want to ask?")
    if form.is_valid():
        send(
            request,
            Message.Kind.QUESTION,
            form.cleaned_data,
            to=None,
            about=actions.About(kind="look", id=event_id, words=told),
        )
        return own.to("messages", "sent")
    page = FormPage(
        title="Ask about this",
        lead=f"{told}. The person who looks after records finds out why, and answers you.",
        back=Step("Back to who looked", reverse("person:looked")),
        form=form,
        button="Send",
        can_exit=True,
    )
    return own.form_page(request, page)


@own_record
def wrong(request: Request, own_person: Person) -> HttpResponse:
    """Say that something is wrong that somebody else wrote; the information lead sees to it and answers."""
    form = forms.WordsForm(
        request.POST or None,
        label="What is wrong, and how is it right?",
        hint="Say where it stands, if you know.",
    )
    if form.is_valid():
        send(request, Message.Kind.WRONG, form.cleaned_data, to=None)
        return own.to("messages", "sent")
    page = FormPage(
        title="Something is wrong in my record",
        lead="It goes to the person who looks after records. They see to it, and answer you.",
        back=Step("Back to about me", reverse("person:about-me")),
        form=form,
        button="Send",
    )
    return own.form_page(request, page)


def send(
    request: Request,
    kind: Message.Kind,
    given: dict[str, object],
    *,
    to: UUID | None,
    about: actions.About = actions.NOTHING_NAMED,
    felt: str = "",
    is_nameless: bool = False,
) -> None:
    """Send what was said on one of the person's pages. Raises Http404 where it can go to nobody."""
    try:
        actions.say(
            kind=kind,
            words=str(given["words"]),
            to=actions.Receiver(to),
            about=about,
            felt=felt,
            is_nameless=is_nameless,
            message_id=given["row_id"] if isinstance(given["row_id"], UUID) else None,
            by=request.viewer,
            at=timezone.now(),
        )
    except actions.ReceiverUnknown as error:
        raise Http404 from error


def _receivers(request: Request, own_person: Person) -> list[tuple[str, str]]:
    found = people_queries.my_people(request.viewer, person_id=own_person.pk)
    return [(str(one.holder_id), _called(one)) for one in {one.holder_id: one for one in found}.values()]


def _called(helper: people_queries.Supporter) -> str:
    if helper.organisation_name and helper.organisation_name != helper.name:
        return f"{helper.name}, {helper.organisation_name}"
    return helper.name


def _helper(request: Request, own_person: Person, holder_id: UUID) -> people_queries.Supporter:
    found = people_queries.my_people(request.viewer, person_id=own_person.pk)
    helper = next((one for one in found if one.holder_id == holder_id), None)
    if helper is None:
        raise Http404
    return helper


def _card(said: queries.Said) -> MessageCard:
    heading = f"{KINDS[said.kind]}: {said.to_name}" if said.is_from_person else f"{said.from_name} wrote to you"
    answered = ""
    if said.answered_at is not None:
        answered = f"{said.answered_by_name} answered on {filters.date_words(said.answered_at)}"
    return MessageCard(
        heading=heading,
        when=filters.date_words(said.said_at),
        words=said.words,
        about=said.about_words,
        felt=Message.Felt(said.felt).label if said.felt else "",
        is_new=said.is_new,
        is_waiting=said.is_from_person and not said.answer,
        answer=said.answer,
        answered=answered,
    )
