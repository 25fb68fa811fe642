"""How somebody signs in, and changing it: passkeys, the app, recovery codes, the password.

The ceremonies are allauth's; the pages and the trail are ours. Each view puts one page dataclass where allauth
puts its context.
"""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.account.views import PasswordChangeView, ReauthenticateView
from allauth.core.internal.httpkit import authenticated_user
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django import forms
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import json_script

from lodestar.access import actions, tokens
from lodestar.web.account import second_step
from lodestar.web.account.second_step import SECOND_STEPS
from lodestar.web.doors import EVERYBODY, SIGNED_IN, opens_to
from lodestar.web.rendering import frame_for, render
from lodestar.web.requests import Request

OPTIONS_ID = "passkey-options"


@dataclass(frozen=True)
class Passkey:
    """One passkey of the viewer's."""

    passkey_id: int
    name: str
    added_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True)
class SecurityPage:
    """How the viewer signs in. `is_owed`: a worker who must set up a second step before anything else."""

    passkeys: tuple[Passkey, ...]
    has_app: bool
    has_codes: bool
    has_password: bool
    is_owed: bool
    can_use_passkeys: bool
    can_make_tokens: bool


@dataclass(frozen=True)
class CodePage:
    """A page that asks for a code or a passkey; `options` is the passkey's challenge, as a script of data."""

    error: str
    next_address: str = ""
    options: str = ""
    has_codes: bool = False
    other_ways: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class AppPage:
    """Setting an app up: the picture to scan, and the same as letters to type."""

    error: str
    picture: str
    secret: str


@dataclass(frozen=True)
class CodesPage:
    """Recovery codes, each of which works once."""

    codes: tuple[str, ...]


@dataclass(frozen=True)
class AskPage:
    """A page that asks once before something is taken away; `error` is why it cannot be."""

    error: str
    name: str = ""


@dataclass(frozen=True)
class PasswordPage:
    """Changing the password; an error for each of its three fields."""

    old_error: str
    new_error: str
    again_error: str


def first_error(form: forms.Form | None, *fields: str) -> str:
    """Return the first thing to mend in `fields`, in our words; "__all__" is the form as a whole."""
    for field in fields:
        if form is not None and form.errors.get(field):
            return str(form.errors[field][0])
    return ""


def can_use_passkeys(request: Request) -> bool:
    """Return whether browsers allow passkeys at this address: they ask for a name, not a number."""
    host = request.get_host().rsplit(":", 1)[0].strip("[]")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return True
    return False


class _Shown:
    """Shows a view of allauth's with our page, and writes its changes down.

    `change` is the slug of what the form does, or empty when it changes nothing.
    """

    change: ClassVar[str] = ""
    request: Request
    page: Callable[[dict[str, Any]], object]
    """Each view's own: what it returns for what allauth has gathered is drawn."""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        gathered = super().get_context_data(**context)  # type: ignore[misc]
        return {"page": self.page(gathered), "frame": frame_for(self.request)}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        if self.change:
            by = self.request.viewer
            actions.change_sign_in(what=self.change, user_id=by.own_id, by=by, at=timezone.now())
        return response


def _options(context: dict[str, Any], name: str) -> str:
    return json_script(context["js_data"][name], OPTIONS_ID) if "js_data" in context else ""


class _SecondStep(_Shown, AuthenticateView):
    template_name = "account/second_step.html"

    def page(self, context: dict[str, Any]) -> CodePage:
        kinds = set(Authenticator.objects.filter(user=self.stage.login.user).values_list("type", flat=True))
        return CodePage(
            error=first_error(self.auth_form, "code") or first_error(self.webauthn_form, "credential"),
            options=_options(context, "request_options") if Authenticator.Type.WEBAUTHN in kinds else "",
            has_codes=bool(kinds - {Authenticator.Type.WEBAUTHN}),
        )

    def form_valid(self, form: forms.Form) -> HttpResponse:
        return AuthenticateView.form_valid(self, form)


class _Confirm(_Shown):
    """Asking again who it is, before a change: what the ways have in common."""

    def dispatch(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        # allauth would run the form that was stopped past our middleware. The page with its button comes back instead.
        request.session.pop(STATE_SESSION_KEY, None)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def page(self, context: dict[str, Any]) -> CodePage:
        return CodePage(
            error=first_error(context.get("form"), "password", "code", "credential", "__all__"),
            next_address=self.request.GET.get("next", "") or self.request.POST.get("next", ""),
            options=_options(context, "request_options"),
            other_ways=tuple((_OTHER_WAYS[way["id"]], way["url"]) for way in context["reauthentication_alternatives"]),
        )


_OTHER_WAYS = {
    "reauthenticate": "Use your password",
    "mfa_reauthenticate": "Use a code",
    "mfa_reauthenticate:webauthn": "Use a passkey",
}


class _ConfirmByPassword(_Confirm, ReauthenticateView):
    template_name = "account/confirm_password.html"


class _ConfirmByCode(_Confirm, ReauthenticateByCodeView):
    template_name = "account/confirm_code.html"


class _ConfirmByPasskey(_Confirm, ReauthenticateWebAuthnView):
    template_name = "account/confirm_passkey.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        # allauth leaves the other ways out on this page.
        given = ReauthenticateWebAuthnView.get_context_data(self)
        given.setdefault("reauthentication_alternatives", self.get_reauthentication_alternatives())
        return {"page": self.page(given | context), "frame": frame_for(self.request)}

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form))


class _SignInWithPasskey(LoginWebAuthnView):
    def form_invalid(self, form: forms.Form) -> HttpResponse:
        return HttpResponseRedirect(f"{reverse('account_login')}?why=passkey")


class _AddApp(_Shown, ActivateTOTPView):
    template_name = "account/app.html"
    change = "add-app"

    def page(self, context: dict[str, Any]) -> AppPage:
        secret = context["form"].secret
        return AppPage(
            error=first_error(context["form"], "code"),
            picture=context["totp_svg_data_uri"],
            secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        )


class _TakeAppAway(_Shown, DeactivateTOTPView):
    template_name = "account/app_remove.html"
    change = "remove-app"

    def page(self, context: dict[str, Any]) -> AskPage:
        return AskPage(error=first_error(context["form"], "__all__"))


class _Codes(_Shown, ViewRecoveryCodesView):
    template_name = "account/codes.html"

    def page(self, context: dict[str, Any]) -> CodesPage:
        return CodesPage(tuple(context["unused_codes"]))


class _NewCodes(_Shown, GenerateRecoveryCodesView):
    template_name = "account/codes_new.html"
    change = "new-recovery-codes"

    def page(self, context: dict[str, Any]) -> AskPage:
        return AskPage(error=first_error(context["form"], "__all__"))


class _AddPasskey(_Shown, AddWebAuthnView):
    template_name = "account/passkey.html"
    change = "add-passkey"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        # A passkey signs in by itself, so it is kept on the device and asks for its owner: always.
        made = webauthn.begin_registration(self.request.user, True)
        form = context.get("form") or self.get_form()
        page = CodePage(error=first_error(form, "credential", "__all__"), options=json_script(made, OPTIONS_ID))
        return {"page": page, "frame": frame_for(self.request)}


class _TakePasskeyAway(_Shown, RemoveWebAuthnView):
    template_name = "account/passkey_remove.html"
    change = "remove-passkey"

    def page(self, context: dict[str, Any]) -> AskPage:
        return AskPage(error=self._why_not(), name=self.object.wrap().name)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        if self._why_not():
            return self.render_to_response(self.get_context_data())
        return super().form_valid(form)

    def get_success_url(self) -> str:
        return reverse("mfa_index")

    def _why_not(self) -> str:
        adapter = second_step.SecondStepAdapter()
        allowed = adapter.can_delete_authenticator(self.object)
        return "" if allowed else adapter.error_messages["cannot_delete_authenticator"]


class _Password(_Shown, PasswordChangeView):
    template_name = "account/password.html"
    change = "change-password"

    def page(self, context: dict[str, Any]) -> PasswordPage:
        form = context["form"]
        return PasswordPage(
            old_error=first_error(form, "oldpassword"),
            new_error=first_error(form, "password1", "__all__"),
            again_error=first_error(form, "password2"),
        )

    def get_default_success_url(self) -> str:
        return reverse("mfa_index")


def _before_second_step(view: Any) -> Any:
    """Let workers reach this while they still owe a second step: it is how they set one up."""
    view.opens_before_second_step = True
    return view


@_before_second_step
@opens_to(SIGNED_IN)
def overview(request: Request) -> HttpResponse:
    """Show how the viewer signs in."""
    user = authenticated_user(request)
    rows = list(Authenticator.objects.filter(user_id=user.pk).order_by("created_at", "pk"))
    kinds = {row.type for row in rows}
    page = SecurityPage(
        passkeys=tuple(
            Passkey(row.pk, row.wrap().name, row.created_at, row.last_used_at)
            for row in rows
            if row.type == Authenticator.Type.WEBAUTHN
        ),
        has_app=Authenticator.Type.TOTP in kinds,
        has_codes=Authenticator.Type.RECOVERY_CODES in kinds,
        has_password=user.has_usable_password(),
        is_owed=settings.STAFF_NEED_SECOND_STEP and request.viewer.is_staff and not kinds & {*SECOND_STEPS},
        can_use_passkeys=can_use_passkeys(request),
        can_make_tokens=request.viewer.has_any(tokens.TOKEN_ROLES),
    )
    return render(request, "account/security.html", page)


ask_second_step = opens_to(EVERYBODY)(_SecondStep.as_view())
sign_in_with_passkey = opens_to(EVERYBODY)(_SignInWithPasskey.as_view())
confirm_by_password = _before_second_step(opens_to(SIGNED_IN)(_ConfirmByPassword.as_view()))
confirm_by_code = _before_second_step(opens_to(SIGNED_IN)(_ConfirmByCode.as_view()))
confirm_by_passkey = _before_second_step(opens_to(SIGNED_IN)(_ConfirmByPasskey.as_view()))
add_app = _before_second_step(opens_to(SIGNED_IN)(_AddApp.as_view()))
take_app_away = opens_to(SIGNED_IN)(_TakeAppAway.as_view())
show_codes = _before_second_step(opens_to(SIGNED_IN)(_Codes.as_view()))
make_new_codes = opens_to(SIGNED_IN)(_NewCodes.as_view())
add_passkey = _before_second_step(opens_to(SIGNED_IN)(_AddPasskey.as_view()))
take_passkey_away = opens_to(SIGNED_IN)(_TakePasskeyAway.as_view())
change_password = opens_to(SIGNED_IN)(_Password.as_view())
