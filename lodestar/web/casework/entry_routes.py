"""Ways to a service: whom others ring about referrals, and what is agreed with those who send people."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from lodestar.access.roles import DESK_ROLES, DIRECTORY_ROLES
from lodestar.access.viewers import Viewer
from lodestar.directory.entries import reaching
from lodestar.directory.routes import actions, queries
from lodestar.directory.routes.queries import ServiceRoutes
from lodestar.web import route_words
from lodestar.web.casework.exit_forms import PlainFormPage
from lodestar.web.components import cards, day_field, fields
from lodestar.web.components.forms import PageForm
from lodestar.web.components.frame import BackLink
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

KEEPERS = DIRECTORY_ROLES | DESK_ROLES
DONE = {
    "named": "Whoever sends people to you reads it from now on.",
    "sure": "It is noted that this is right, as of today.",
    "agreed": "The agreement is in the register.",
    "ended": "The agreement holds no more.",
}


class ContactForm(PageForm):
    """Whom others ring about referrals."""

    name = fields.TextField(label="Their name", missing="Enter the name of somebody who works there", max_length=150)
    job = fields.TextField(
        label="What they do there", hint="Like: referrals, Monday to Thursday", missing="Say what they do there",
        max_length=120,
    )  # fmt: skip
    telephone = fields.TextField(label="Telephone at work", width=20, required=False, max_length=60)
    email = fields.TextField(label="E-mail at work", input_type="email", required=False, max_length=254)

    def clean_email(self) -> str:
        """Return an address. Raises ValidationError with what one looks like."""
        typed: str = self.cleaned_data["email"].strip()
        if typed:
            try:
                validate_email(typed)
            except ValidationError as wrong:
                raise ValidationError("Enter an e-mail address, like name@example.org") from wrong
        return typed


class AgreementForm(PageForm):
    """What a service agreed with an organisation that sends people."""

    sender = fields.TextField(
        label="Who sends people", hint="A part of the organisation's name", missing="Name the organisation"
    )
    words = fields.LongTextField(
        label="Who is sent, and how",
        hint="Like: adults after a stay in hospital. Ring first, answer within 2 working days. No names of people.",
        missing="Write what is agreed, in one or two sentences",
        most_characters=300,
        rows=3,
    )
    agreed_on = day_field.DayField(label="When was it agreed?", missing="Enter the day, like 27 3 2026")
    review_on = day_field.DayField(label="When do you look at it again?", missing="Enter a day, like 27 3 2027")

    def __init__(self, data: Any = None, *, viewer: Viewer, **options: Any) -> None:
        """Make the form for somebody who looks an organisation up."""
        super().__init__(data, **options)
        self.viewer = viewer

    def clean_sender(self) -> UUID:
        """Return the organisation's id. Raises ValidationError with what to write instead."""
        typed = self.cleaned_data["sender"].strip()
        found = queries.senders_like(self.viewer, words=typed)
        whole = [one for one in found if one[1].casefold() == typed.casefold()]
        if len(whole or found) == 1:
            return (whole or found)[0][0]
        if not found:
            raise ValidationError("No organisation here has these words in its name. Check them")
        names = "; ".join(name for _id, name in found[: queries.MOST_SENDERS])
        raise ValidationError(f"Several organisations have these words. Write the whole name of one: {names}")


class EndForm(PageForm):
    """Why an agreement ends."""

    reason = fields.TextField(
        label="Why does it end?", missing="Write one line, for whoever sent people", max_length=300
    )


@dataclass(frozen=True)
class AgreementRow:
    """One agreement that holds, with what ends it."""

    sender: str
    words: str
    is_due: bool
    end_url: str


@dataclass(frozen=True)
class RoutesPage:
    """Whom others ring, what is agreed, and the ways to change either."""

    back: BackLink
    done: str
    name: str
    contact: str
    sure: cards.Freshness
    is_stale: bool
    sure_url: str
    form: ContactForm
    agreements: tuple[AgreementRow, ...]
    agree_url: str


@opens_to(KEEPERS)
def routes(request: Request, service_id: UUID) -> HttpResponse:
    """Show whom others ring and what is agreed, and change whom they ring."""
    found = _routes(request, service_id)
    form = ContactForm(request.POST or None)
    if form.is_valid():
        try:
            actions.name_contact(
                service_id=service_id, person=actions.NamedPerson(**form.cleaned_data), by=request.viewer,
                at=timezone.now(),
            )  # fmt: skip
        except actions.NoWayToReach:
            form.add_error("telephone", "Give a telephone number or an e-mail address, so that somebody can reach them")
        else:
            return _to_routes(service_id, "named")
    named = {"service_id": service_id}
    may_agree = request.viewer.has_any(DIRECTORY_ROLES)
    page = RoutesPage(
        back=BackLink(label=found.name, url=reverse("casework:entry", kwargs=named)),
        done=DONE.get(request.GET.get("done", ""), ""),
        name=found.name,
        contact=route_words.contact_words(found.contact) if found.contact else "",
        sure=route_words.sure(found.contact, viewer=request.viewer),
        is_stale=found.is_stale,
        sure_url=reverse("casework:entry-contact-sure", kwargs=named),
        form=form,
        agreements=tuple(
            AgreementRow(
                sender=one.sender_name,
                words=route_words.agreement_words(one),
                is_due=one.is_due,
                end_url=reverse("casework:agreement-end", kwargs={"agreement_id": one.agreement_id})
                if may_agree
                else "",
            )
            for one in found.agreements
        ),
        agree_url=reverse("casework:agreement-new", kwargs=named) if may_agree else "",
    )
    return render(request, "casework/entry_routes.html", page)


@opens_to(KEEPERS)
@require_POST
def make_sure(request: Request, service_id: UUID) -> HttpResponse:
    """Note that whoever is named is still right."""
    try:
        actions.make_sure_of_contact(service_id=service_id, by=request.viewer, at=timezone.now())
    except (actions.EntryNotFound, actions.NoContactYet) as error:
        raise Http404 from error
    return _to_routes(service_id, "sure")


@opens_to(DIRECTORY_ROLES)
def agree(request: Request, service_id: UUID) -> HttpResponse:
    """Write down an agreement."""
    try:
        service = reaching.entry_to_keep(request.viewer, service_id=service_id)
    except actions.EntryNotFound as error:
        raise Http404 from error
    form = AgreementForm(request.POST or None, viewer=request.viewer)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.agree_referrals(
                service_id=service_id,
                sender_id=given["sender"],
                words=given["words"],
                agreed_on=given["agreed_on"],
                review_on=given["review_on"],
                by=request.viewer,
                at=timezone.now(),
            )
        except actions.SenderNotFound:
            form.add_error("sender", "This organisation runs the service. Name one that sends people to it")
        except actions.AgreedAlready:
            form.add_error("sender", "There is an agreement with them. End that one first")
        except actions.ReviewTooEarly:
            form.add_error("review_on", "Agree on a day that has been, and look at it again on one that is to come")
        else:
            return _to_routes(service_id, "agreed")
    page = PlainFormPage(
        back=BackLink(label="ways to it", url=_routes_url(service_id)),
        title="Write down an agreement",
        lead=service.name,
        form=form,
        button="Put it in the register",
    )
    return render(request, "casework/entry_edit.html", page)


@opens_to(DIRECTORY_ROLES)
def end(request: Request, agreement_id: UUID) -> HttpResponse:
    """End an agreement."""
    found = queries.agreement_to_keep(request.viewer, agreement_id=agreement_id)
    if found is None:
        raise Http404
    service_id, sender_name = found
    form = EndForm(request.POST or None)
    if form.is_valid():
        try:
            actions.end_agreement(
                agreement_id=agreement_id, reason=form.cleaned_data["reason"], by=request.viewer, at=timezone.now()
            )
        except actions.AgreementNotFound as error:
            raise Http404 from error
        return _to_routes(service_id, "ended")
    page = PlainFormPage(
        back=BackLink(label="ways to it", url=_routes_url(service_id)),
        title="End an agreement",
        lead=f"With {sender_name}. What is on its way goes on; the register says no more that people are sent.",
        form=form,
        button="End it",
    )
    return render(request, "casework/entry_edit.html", page)


def _routes(request: Request, service_id: UUID) -> ServiceRoutes:
    try:
        return queries.routes_of(request.viewer, service_id=service_id)
    except actions.EntryNotFound as error:
        raise Http404 from error


def _routes_url(service_id: UUID) -> str:
    return reverse("casework:entry-routes", kwargs={"service_id": service_id})


def _to_routes(service_id: UUID, done: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{_routes_url(service_id)}?done={done}")
