"""Signing in and out, and the first page after it."""

from dataclasses import dataclass
from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.views import LoginView, LogoutView
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from lodestar.access.roles import CASEWORK_ROLES, DESK_ROLES, DIRECTORY_ROLES, FIGURES_ROLES
from lodestar.web.doors import EVERYBODY, SIGNED_IN, opens_to
from lodestar.web.rendering import frame_for, render


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
            demo_sign_ins=demo[0],
            demo_password=demo[1],
        )
        return {"page": page, "frame": frame_for(self.request), "form": form}


class _SignOut(LogoutView):
    """allauth's sign-out: a page that asks, and a form that does it."""

    template_name = "account/logout.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return {"page": None, "frame": frame_for(self.request)}


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
def sign_in_help(request: HttpRequest) -> HttpResponse:
    """Say how to get an account, or one back."""
    return render(request, "account/sign_in_help.html", SignInHelpPage(settings.HELP_TELEPHONE))


@opens_to(SIGNED_IN)
def home(request: HttpRequest) -> HttpResponse:
    """Send everybody to the page that their day starts on."""
    viewer = request.viewer
    for roles, address in (
        (CASEWORK_ROLES, "casework:caseload"),
        (DESK_ROLES, "casework:desk"),
        (FIGURES_ROLES, "commissioning:indicators"),
        (DIRECTORY_ROLES, "casework:imports"),
    ):
        if viewer.has_any(roles):
            return HttpResponseRedirect(reverse(address))
    return HttpResponseRedirect(reverse("person:today"))
