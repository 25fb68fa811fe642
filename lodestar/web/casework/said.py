"""What people said to a worker, a team or the information lead; answering them, and writing to them."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access.roles import CASEWORK_ROLES, DESK_ROLES
from lodestar.people.actions import OpenReason
from lodestar.people.queries import RecordNotFound
from lodestar.people.voice import actions, queries
from lodestar.people.voice.models import Message
from lodestar.people.voice.queries import INFORMATION_LEADS
from lodestar.rules import escalation
from lodestar.web import filters
from lodestar.web.casework import forms, record
from lodestar.web.casework.entries import FormPage
from lodestar.web.components import fields
from lodestar.web.components.forms import PageForm
from lodestar.web.components.frame import BackLink
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

ANSWERING_ROLES = CASEWORK_ROLES | DESK_ROLES | INFORMATION_LEADS
LONGEST_WORDS = 2_000
DONE = {"answered": "Your answer is with them.", "first": "A colleague answered first. Their answer stands below."}

_KINDS = {
    Message.Kind.MESSAGE: "Wrote to you",
    Message.Kind.COMMENT: "Says how the support is",
    Message.Kind.QUESTION: "Questions a look at their record",
    Message.Kind.WRONG: "Says that something in the record is wrong",
    Message.Kind.CHANGE_WORKER: "Asks for another worker",
    Message.Kind.COME_BACK: "Asks for help again",
    Message.Kind.NOT_HEARD: "Says: I have not heard from you",
}


class AnswerForm(PageForm):
    """An answer to something that a person said."""

    words = fields.LongTextField(
        label="Your answer",
        hint="They read it on their own page. Plain words help.",
        missing="Write your answer",
        most_characters=LONGEST_WORDS,
    )


class WriteForm(forms.OnceForm):
    """A message to somebody whom the viewer supports."""

    words = fields.LongTextField(
        label="Your message",
        hint="They read it on their own page. An e-mail says only that there is something new, if they want one.",
        missing="Write your message",
        most_characters=LONGEST_WORDS,
    )


@dataclass(frozen=True)
class SaidCard:
    """One thing that somebody said; `who` is empty where they asked to be nameless."""

    url: str
    heading: str
    who: str
    when: str
    waiting: str
    answer_by: str
    words: str
    about: str
    felt: str
    answer: str
    answered: str


@dataclass(frozen=True)
class SaidPage:
    """What waits for an answer, the longest first."""

    done: str
    replies: str
    waiting: tuple[SaidCard, ...]
    no_reply_url: str
    stories_url: str


@dataclass(frozen=True)
class AnswerPage:
    """One thing that somebody said, with the form for the answer; None once it is answered."""

    back: BackLink
    done: str
    said: SaidCard
    form: AnswerForm | None


@opens_to(ANSWERING_ROLES)
def said(request: Request) -> HttpResponse:
    """List what people said to the viewer and nobody answered."""
    waiting = queries.waiting_messages(request.viewer)
    page = SaidPage(
        done=DONE.get(request.GET.get("done", ""), ""),
        replies=_replies(queries.reply_time(request.viewer)),
        waiting=tuple(_card(request, one) for one in waiting),
        no_reply_url=reverse("casework:no-reply") if request.viewer.has_any(CASEWORK_ROLES) else "",
        stories_url=reverse("casework:stories") if request.viewer.has_any(CASEWORK_ROLES | DESK_ROLES) else "",
    )
    return render(request, "casework/said.html", page)


def _replies(found: queries.ReplyTime) -> str:
    """Return how soon people were answered, as a sentence; empty when nobody said anything."""
    if not found.said:
        return ""
    told = f"In the last 3 months people said {filters.plural(found.said, 'thing')}, and {found.answered} are answered"
    if found.median_days is None:
        return f"{told}."
    return f"{told}, half of them within {filters.plural(round(found.median_days), 'day')}."


@opens_to(ANSWERING_ROLES)
def answer(request: Request, message_id: UUID) -> HttpResponse:
    """Answer one thing that somebody said."""
    one = queries.message_received(request.viewer, message_id=message_id)
    if one is None:
        raise Http404
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            actions.answer_message(
                message_id=message_id, words=form.cleaned_data["words"], by=request.viewer, at=timezone.now()
            )
        except actions.AlreadyAnswered:
            address = reverse("casework:answer-said", kwargs={"message_id": message_id})
            return HttpResponseRedirect(f"{address}?done=first")
        return HttpResponseRedirect(f"{reverse('casework:said')}?done=answered")
    page = AnswerPage(
        back=BackLink(label="messages", url=reverse("casework:said")),
        done=DONE.get(request.GET.get("done", ""), ""),
        said=_card(request, one),
        form=None if one.answer else form,
    )
    return render(request, "casework/answer_said.html", page)


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def write(request: Request, person_id: UUID) -> HttpResponse:
    """Write to somebody whom the viewer supports."""
    opened = record.opened(request, person_id=person_id, reason=OpenReason.SUPPORT)
    form = WriteForm(request.POST or None)
    if form.is_valid():
        try:
            actions.write_to_person(
                person_id=person_id,
                words=form.cleaned_data["words"],
                message_id=form.cleaned_data["row_id"],
                by=request.viewer,
                at=timezone.now(),
            )
        except RecordNotFound as error:
            raise Http404 from error
        address = reverse("casework:person", kwargs={"person_id": person_id})
        return HttpResponseRedirect(f"{address}?done=written")
    page = FormPage(
        person_strip=record.strip(opened),
        back=BackLink(label="the record", url=reverse("casework:person", kwargs={"person_id": person_id})),
        title="Write to them",
        lead="Only they and you can read it.",
        form=form,
        button="Send",
    )
    return render(request, "casework/form.html", page)


def _card(request: Request, one: queries.Said) -> SaidCard:
    answered = answer_by = ""
    if one.answered_at is not None:
        answered = f"{one.answered_by_name}, {filters.date_words(one.answered_at)}"
    elif one.kind == Message.Kind.NOT_HEARD:
        answer_by = _answer_by(one)
    return SaidCard(
        url=reverse("casework:answer-said", kwargs={"message_id": one.message_id}),
        heading=_KINDS[one.kind],
        who=one.from_name,
        when=filters.date_words(one.said_at),
        waiting=filters.days_ago_words(one.said_at, request.viewer.today),
        answer_by=answer_by,
        words=one.words,
        about=one.about_words,
        felt=Message.Felt(one.felt).label if one.felt else "",
        answer=one.answer,
        answered=answered,
    )


def _answer_by(one: queries.Said) -> str:
    """Return by when somebody who has not heard is to hear, and whether that has gone by."""
    clock = escalation.acknowledgement(
        kind=escalation.NoteKind.CONCERN, sent_at=one.said_at, acknowledged_at=None, at=timezone.now()
    )
    moment = f"{filters.date_words(clock.due_at)}, {filters.time_words(clock.due_at)}"
    return f"Answer them by {moment}" + (". That has gone by" if clock.is_late else "")
