"""A person follows their own request: how to be reached about it, saying that they have not heard, asking again."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone

from lodestar.people.models import Person
from lodestar.people.voice import actions as voice_actions
from lodestar.people.voice.models import Message
from lodestar.referrals import queries as referral_queries
from lodestar.referrals.course import actions, queries
from lodestar.referrals.course.models import ContactChoice
from lodestar.referrals.queries import ReferralNotFound, Standing
from lodestar.referrals.steps import AlreadyAnswered
from lodestar.rules.referral_next import Owner
from lodestar.rules.referral_states import ReopenReason
from lodestar.web.components import fields
from lodestar.web.components.forms import PageForm
from lodestar.web.person import own, saying
from lodestar.web.person.forms import OnceForm
from lodestar.web.person.own import FormPage, Step, own_record
from lodestar.web.requests import Request


class AgainForm(OnceForm):
    """What would help now, if the person wants to say."""

    words = fields.LongTextField(
        label="What would help now?",
        hint="You can leave this empty.",
        required=False,
        most_characters=2_000,
        rows=3,
    )


class NotHeardForm(OnceForm):
    """What else to say with "I have not heard"; nobody has to."""

    words = fields.LongTextField(
        label="Is there anything you want to add?",
        hint="You can leave this empty.",
        required=False,
        most_characters=2_000,
        rows=3,
    )

    def clean_words(self) -> str:
        """Return the words, or the plain sentence that the page stands for."""
        return self.cleaned_data["words"].strip() or "I have not heard from you."


class ContactChoiceForm(PageForm):
    """How to reach somebody about one request, or not to."""

    way = fields.RadiosField(
        label="How do you want to hear from them?", missing="Choose one", choices=tuple(ContactChoice.Way.choices)
    )
    words = fields.TextField(
        label="Is there anything they need to know?",
        hint="For example, a good time, or a number that is safe to ring.",
        required=False,
        max_length=300,
        error_messages={"max_length": "Use 300 letters or fewer"},
    )


@own_record
def come_back(request: Request, own_person: Person, referral_id: UUID) -> HttpResponse:
    """Ask a service for help again: the same request goes on, with no new one by anybody."""
    standing = _own_request(request, own_person, referral_id)
    if standing.is_open:
        raise Http404
    form = AgainForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reopen_referral(
                referral_id=referral_id,
                reason=ReopenReason.ASKED_AGAIN,
                words=form.cleaned_data["words"],
                by=request.viewer,
                at=timezone.now(),
            )
        except AlreadyAnswered as open_already:
            raise Http404 from open_already
        return own.to("referral", "again", referral_id=referral_id)
    page = FormPage(
        title=f"Ask {standing.service_name} for help again",
        lead="You do not need anybody to ask for you. They see what they saw before, and nothing else.",
        back=_back(referral_id),
        form=form,
        button="Ask for help again",
    )
    return own.form_page(request, page)


@own_record
def choose_contact(request: Request, own_person: Person, referral_id: UUID) -> HttpResponse:
    """Choose how the service gets in touch about this request, or that it does not."""
    standing = _own_request(request, own_person, referral_id)
    chosen = queries.contact_choice(request.viewer, referral_id=referral_id)
    now = {"way": chosen.way, "words": chosen.words} if chosen else {}
    form = ContactChoiceForm(request.POST or None, initial=now)
    if form.is_valid():
        actions.choose_contact(
            referral_id=referral_id,
            way=ContactChoice.Way(form.cleaned_data["way"]),
            words=form.cleaned_data["words"],
            by=request.viewer,
            at=timezone.now(),
        )
        return own.to("referral", "contact", referral_id=referral_id)
    page = FormPage(
        title="How to get in touch with me",
        lead=f"{standing.service_name} sees your choice before they ring or write.",
        back=_back(referral_id),
        form=form,
        button="Save my choice",
        can_exit=True,
    )
    return own.form_page(request, page)


@own_record
def not_heard(request: Request, own_person: Person, referral_id: UUID) -> HttpResponse:
    """Say "I have not heard": it goes to whoever owes the next step, with a day by which they answer."""
    standing = _own_request(request, own_person, referral_id)
    if not standing.is_open:
        raise Http404
    form = NotHeardForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        saying.send(
            request,
            Message.Kind.NOT_HEARD,
            form.cleaned_data,
            to=_owner(standing),
            about=voice_actions.About(kind="referral", id=referral_id, words=standing.service_name),
        )
        return own.to("messages", "not-heard")
    page = FormPage(
        title="I have not heard",
        lead="We tell whoever has to act next. They answer you by the end of the next working day.",
        back=_back(referral_id),
        form=form,
        button="Tell them",
    )
    return own.form_page(request, page)


def _owner(standing: Standing) -> UUID | None:
    """Return the team or worker who owes the next step; None for the information lead, where nobody is left."""
    owed = standing.next_step
    if standing.team_id is not None and (owed is None or owed.owner is Owner.SERVICE):
        return standing.team_id
    return standing.asked_by_id or standing.team_id


def _own_request(request: Request, own_person: Person, referral_id: UUID) -> Standing:
    try:
        standing = referral_queries.referral_detail(request.viewer, referral_id=referral_id)
    except ReferralNotFound as error:
        raise Http404 from error
    if standing.person_id != own_person.pk:
        raise Http404
    return standing


def _back(referral_id: UUID) -> Step:
    return Step("Back to the request", reverse("person:referral", kwargs={"referral_id": referral_id}))
