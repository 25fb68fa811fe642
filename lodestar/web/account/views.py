"""Signing in and out, and the first page after it."""

from dataclasses import dataclass
from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.views import LoginView, LogoutView
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access.roles import CASEWORK_ROLES, DESK_ROLES, DIRECTORY_ROLES, FIGURES_ROLES, Role
from lodestar.web.account import kept, security, timeouts
from lodestar.web.doors import EVERYBODY, SIGNED_IN, opens_to
from lodestar.web.rendering import frame_for, render
from lodestar.web.requests import Request


@dataclass(frozen=True)
class DemoSignIn:
    """One invented user whom anybody may try, in the demo only."""

    email: str
    what_they_do: str


@dataclass(frozen=True)
class SignInPage:
    """The sign-in form; `error` is why the last try did not work."""

    email: str
    email_error: str
    password_error: str
    error: str
    next_address: str
    notice: str
    can_use_passkeys: bool
    staff_identity_name: str
    staff_identity_url: str
    demo_sign_ins: tuple[DemoSignIn, ...]
    demo_password: str


@dataclass(frozen=True)
class SignInHelpPage:
    """How to get an account, or one back."""

    telephone: str


class _SignIn(LoginView):
    """allauth's sign-in, with our page in place of its context."""

    template_name = "account/login.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        form: LoginForm = context.get("form") or self.get_form()
        demo = _demo_sign_ins()
        page = SignInPage(
            email=form.data.get("login", "") or form.initial.get("login", "") or "",
            email_error=_first(form, "login"),
            password_error=_first(form, "password"),
            error=_first(form, "__all__"),
            next_address=self.request.GET.get("next", "") or self.request.POST.get("next", ""),
            notice=_notice(self.request) if self.request.method == "GET" else "",
            can_use_passkeys=security.can_use_passkeys(self.request),
            staff_identity_name=settings.STAFF_IDENTITY_NAME,
            staff_identity_url=_staff_identity_url(),
            demo_sign_ins=demo[0],
            demo_password=demo[1],
        )
        return {"page": page, "frame": frame_for(self.request), "form": form}


class _SignOut(LogoutView):
    """allauth's sign-out: a page that asks, and a form that does it."""

    template_name = "account/logout.html"

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post(*args, **kwargs)
        # What a person's own space kept on this device, for when there is no network, goes with them.
        response.headers["Clear-Site-Data"] = '"storage"'
        return response

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return {"page": None, "frame": frame_for(self.request)}


# Why somebody stands at this door. The words are ours: the address says only which.
_WHY = {
    timeouts.IDLE: "You were signed out, because the page was not used for a while.",
    timeouts.LONG: "You were signed out, because it is 12 hours since you signed in.",
    timeouts.FRESH: "Your new password works. Sign in with it.",
    timeouts.LEFT: "Your account here has ended. If that is wrong, ring us.",
    "passkey": "That passkey did not work here. Try again, or sign in another way.",
}


def _notice(request: Request) -> str:
    words = _WHY.get(request.GET.get("why", ""), "")
    if words and "kept" in request.GET:
        words += " What you had typed is kept: sign in, and you get it back."
    return words


def _staff_identity_url() -> str:
    if not settings.STAFF_IDENTITY_ID:
        return ""
    return reverse("openid_connect_login", kwargs={"provider_id": settings.STAFF_IDENTITY_ID})


def _first(form: LoginForm, field: str) -> str:
    errors = form.errors.get(field)
    return str(errors[0]) if errors else ""


def _demo_sign_ins() -> tuple[tuple[DemoSignIn, ...], str]:
    if not settings.IS_DEMO:
        return (), ""
    return (
        tuple(DemoSignIn(one.email, f"{one.label}: {one.can}") for one in settings.DEMO_SIGN_INS),
        settings.DEMO_PASSWORD,
    )


sign_in = opens_to(EVERYBODY)(_SignIn.as_view())
sign_out = opens_to(EVERYBODY)(_SignOut.as_view())


@opens_to(EVERYBODY)
def sign_in_help(request: Request) -> HttpResponse:
    """Say how to get an account, or one back."""
    return render(request, "account/sign_in_help.html", SignInHelpPage(settings.HELP_TELEPHONE))


@opens_to(EVERYBODY)
def closed(request: Request) -> HttpResponse:
    """Say that an account has ended, to somebody who knew how to sign in to it."""
    return render(request, "account/closed.html", SignInHelpPage(settings.HELP_TELEPHONE))


@opens_to(SIGNED_IN)
def home(request: Request) -> HttpResponse:
    """Send everybody to the page that their day starts on."""
    viewer = request.viewer
    if kept.has_kept(viewer.own_id, at=timezone.now()):
        return HttpResponseRedirect(reverse("account_kept"))
    for roles, address in (
        (CASEWORK_ROLES, "casework:caseload"),
        (DESK_ROLES, "casework:desk"),
        (FIGURES_ROLES, "commissioning:indicators"),
        (DIRECTORY_ROLES, "casework:imports"),
        (frozenset({Role.LIVED_EXPERIENCE_PARTNER}), "casework:stories"),
    ):
        if viewer.has_any(roles):
            return HttpResponseRedirect(reverse(address))
    return HttpResponseRedirect(reverse("person:today"))
