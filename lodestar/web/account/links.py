"""Signing in with a link sent by e-mail, for people; and a worker helping somebody to their first one."""

from dataclasses import dataclass
from uuid import UUID

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core.internal import ratelimit
from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access import actions, sign_in_links
from lodestar.access.models import User
from lodestar.access.roles import CASEWORK_ROLES
from lodestar.people import actions as people_actions
from lodestar.people import queries as people_queries
from lodestar.web import errors
from lodestar.web.account import letters, second_step
from lodestar.web.components.fields import TextField
from lodestar.web.components.forms import PageForm
from lodestar.web.doors import EVERYBODY, opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

EMAIL_EXAMPLE = "Enter an e-mail address, like sam@example.org"
CODE_WRONG = "Those numbers are not the ones that belong to this link. Check them, then try again"
# Letters to one address, and asked for from one: enough for a slow mailbox, too few to pester with.
RATES = {"ask": "30/m/ip,3/10m/key", "reset": "30/m/ip,3/10m/key", "open": "30/m/ip"}
# The longer of the two: who asks again before it may be told the same.
WAIT_SECONDS = 10 * 60


class EmailForm(PageForm):
    """One e-mail address."""

    email = TextField(
        label="E-mail address",
        missing=EMAIL_EXAMPLE,
        input_type="email",
        autocomplete="email",
        max_length=254,
        error_messages={"max_length": EMAIL_EXAMPLE},
    )

    def clean_email(self) -> str:
        """Return the address in lower case. Raises ValidationError with an example."""
        return forms.EmailField(error_messages={"invalid": EMAIL_EXAMPLE}).clean(self.cleaned_data["email"]).lower()


@dataclass(frozen=True)
class AskForLinkPage:
    """Asking for a link."""

    form: EmailForm


@dataclass(frozen=True)
class LinkSentPage:
    """What happens next: the same words for every address."""


@dataclass(frozen=True)
class OpenLinkPage:
    """The page behind a link. `asks_for_code`: it came from a worker, who gave six numbers with it."""

    secret: str
    asks_for_code: bool
    error: str


@dataclass(frozen=True)
class InvitePage:
    """Helping somebody to sign in; `form` is None for somebody who has an account already."""

    person_id: UUID
    preferred_name: str
    form: EmailForm | None


@dataclass(frozen=True)
class InvitedPage:
    """The numbers to tell the person. They are shown once."""

    person_id: UUID
    preferred_name: str
    code: str


@opens_to(EVERYBODY)
def ask_for_link(request: Request) -> HttpResponse:
    """Send a link to an address, if it is one that links open; say and do the same for every other."""
    if request.method != "POST":
        return render(request, "account/link.html", AskForLinkPage(EmailForm()))
    form = EmailForm(request.POST)
    if not form.is_valid():
        return render(request, "account/link.html", AskForLinkPage(form))
    email = form.cleaned_data["email"]
    if not is_within_rate(request, "ask", key=email):
        return errors.too_many(request, wait_seconds=WAIT_SECONDS)
    user = User.objects.filter(email=email, is_active=True).first()
    try:
        if user is None:
            raise actions.LinkRefused
        secret = actions.send_sign_in_link(user=user, by=actions.the_system(timezone.localdate()), at=timezone.now())
    except actions.LinkRefused:
        letters.send_letter(to=email, words=letters.NO_LINK)
    else:
        letters.send_letter(to=email, words=letters.ASKED_FOR, address=_address(request, secret))
    return HttpResponseRedirect(reverse("account_link_sent"))


@opens_to(EVERYBODY)
def link_sent(request: Request) -> HttpResponse:
    """Say that a letter is on its way."""
    return render(request, "account/link_sent.html", LinkSentPage())


@opens_to(EVERYBODY)
def open_link(request: Request, secret: str) -> HttpResponse:
    """Sign somebody in with a link. Opening it is not enough: mail programs open links too, to look at them."""
    if not is_within_rate(request, "open"):
        return errors.too_many(request, wait_seconds=WAIT_SECONDS)
    try:
        link = sign_in_links.open_link(secret=secret, at=timezone.now())
        if request.method != "POST":
            return render(request, "account/link_open.html", OpenLinkPage(secret, bool(link.code_hash), ""))
        user = actions.use_sign_in_link(
            secret=secret,
            code=request.POST.get("code", ""),
            by=actions.the_system(timezone.localdate()),
            at=timezone.now(),
        )
    except actions.LinkRefused:
        return render(request, "account/link_dead.html", LinkSentPage(), status=404)
    except actions.CodeWrong:
        sign_in_links.count_wrong_code(secret=secret)
        return render(request, "account/link_open.html", OpenLinkPage(secret, True, CODE_WRONG))
    return _sign_in(request, user)


@opens_to(CASEWORK_ROLES)
def invite(request: Request, person_id: UUID) -> HttpResponse:
    """Help somebody to sign up: their address, a letter to it, and six numbers to tell them."""
    try:
        person = people_queries.person_supported(request.viewer, person_id=person_id)
    except people_queries.RecordNotFound:
        raise Http404 from None
    form = None if person.user_id else EmailForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or (form is not None and not form.is_valid()):
        page = InvitePage(person_id, person.preferred_name, form)
        return render(request, "account/invite.html", page)
    invited = people_actions.invite_person(
        person_id=person_id,
        email=form.cleaned_data["email"] if form is not None else "",
        by=request.viewer,
        at=timezone.now(),
    )
    if invited.secret:
        address = _address(request, invited.secret)
        letters.send_letter(to=invited.email, words=letters.INVITATION, address=address)
    else:
        letters.send_letter(to=invited.email, words=letters.ADDRESS_IN_USE)
    # Shown in the answer itself, not after a redirect: the numbers are kept nowhere.
    return render(request, "account/invited.html", InvitedPage(person_id, person.preferred_name, invited.code))


def _sign_in(request: Request, user: User) -> HttpResponse:
    record_authentication(request, user, second_step.LINK)
    return perform_login(request, Login(user=user, redirect_url=None))


def _address(request: Request, secret: str) -> str:
    return request.build_absolute_uri(reverse("account_link_open", kwargs={"secret": secret}))


def is_within_rate(request: Request, action: str, key: str | None = None) -> bool:
    """Count one try of an action of `RATES`, and return whether there were not too many."""
    config = RATES if settings.RATELIMIT_ENABLE else {}
    return ratelimit.consume(request, app="lodestar.account", action=action, config=config, key=key) is not None
