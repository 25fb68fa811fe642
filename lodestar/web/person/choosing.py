"""What a person decides by themselves: a break, e-mails, stopping a request, answering what a service asked."""

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.people.models import Person
from lodestar.people.queries import RecordNotFound
from lodestar.people.voice import actions, queries
from lodestar.referrals import actions as referral_actions
from lodestar.referrals import queries as referral_queries
from lodestar.referrals.queries import ReferralNotFound, Standing
from lodestar.rules.referral_states import StepKind
from lodestar.web.components.forms import PageForm
from lodestar.web.person import forms, own
from lodestar.web.person.own import FormPage, Step, own_record
from lodestar.web.requests import Request


@own_record
def pause(request: Request, own_person: Person) -> HttpResponse:
    """Take a break from calls and visits."""
    form = forms.PauseForm(request.POST or None, today=request.viewer.today)
    if form.is_valid():
        actions.begin_pause(
            words=form.cleaned_data["words"],
            back_on=form.cleaned_data["back_on"],
            by=request.viewer,
            at=timezone.now(),
        )
        return own.to("people", "paused")
    page = FormPage(
        title="Take a break",
        lead="Your workers see that you want no calls and visits for now. Nothing ends, and you lose no place.",
        back=Step("Back to my people", reverse("person:people")),
        form=form,
        button="Start my break",
    )
    return own.form_page(request, page)


@own_record
def end_pause(request: Request, own_person: Person) -> HttpResponse:
    """Come back from a break."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("person:people"))
    try:
        actions.end_pause(by=request.viewer, at=timezone.now())
    except RecordNotFound:
        # They came back already, on another page perhaps.
        return HttpResponseRedirect(reverse("person:people"))
    return own.to("people", "back")


@own_record
def notices(request: Request, own_person: Person) -> HttpResponse:
    """Choose whether an e-mail says that there is something new."""
    chosen = "yes" if queries.wants_email(request.viewer, person_id=own_person.pk) else "no"
    form = forms.NoticeForm(request.POST or None, initial={"by_email": chosen})
    if form.is_valid():
        is_wanted = form.cleaned_data["by_email"] == "yes"
        actions.choose_notices(by_email=is_wanted, by=request.viewer, at=timezone.now())
        return own.to("messages", "notices")
    page = FormPage(
        title="E-mails",
        lead="Somebody else may see your e-mails. So they only say that there is something new.",
        back=Step("Back to messages", reverse("person:messages")),
        form=form,
        button="Save",
    )
    return own.form_page(request, page)


@own_record
def stop_request(request: Request, own_person: Person, referral_id: UUID) -> HttpResponse:
    """Stop a request, because the person no longer wants it. Nothing else changes."""
    standing = _own_request(request, own_person, referral_id)
    if not standing.is_open:
        raise Http404
    if request.method == "POST":
        referral_actions.withdraw_referral(referral_id=referral_id, by=request.viewer, at=timezone.now())
        return own.to("plan", "withdrawn")
    page = FormPage(
        title=f"Stop my request to {standing.service_name}",
        lead="They no longer see your plan. Nothing else changes, and you can ask again at any time.",
        back=Step("Back to the request", reverse("person:referral", kwargs={"referral_id": referral_id})),
        form=PageForm(),
        button="Stop the request",
        is_stop=True,
    )
    return own.form_page(request, page)


@own_record
def answer_request(request: Request, own_person: Person, referral_id: UUID) -> HttpResponse:
    """Answer what a service asked before it says yes or no."""
    standing = _own_request(request, own_person, referral_id)
    if standing.state is not StepKind.NEEDS_INFORMATION:
        raise Http404
    form = forms.WordsForm(request.POST or None, label="Your answer")
    if form.is_valid():
        referral_actions.answer_desk(
            referral_id=referral_id, words=form.cleaned_data["words"], by=request.viewer, at=timezone.now()
        )
        return own.to("plan", "answered")
    page = FormPage(
        title=f"{standing.service_name} asked you something",
        lead="They asked:",
        own_words=standing.last.note,
        back=Step("Back to the request", reverse("person:referral", kwargs={"referral_id": referral_id})),
        form=form,
        button="Send my answer",
    )
    return own.form_page(request, page)


def _own_request(request: Request, own_person: Person, referral_id: UUID) -> Standing:
    try:
        standing = referral_queries.referral_detail(request.viewer, referral_id=referral_id)
    except ReferralNotFound as error:
        raise Http404 from error
    if standing.person_id != own_person.pk:
        raise Http404
    return standing
