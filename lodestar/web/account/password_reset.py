"""A new password for somebody who forgot theirs, by a link sent to their own address."""

from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access import actions, queries
from lodestar.access.models import User
from lodestar.web import errors
from lodestar.web.account import letters, links, timeouts
from lodestar.web.components.fields import PasswordField
from lodestar.web.components.forms import PageForm
from lodestar.web.doors import EVERYBODY, opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request


class NewPasswordForm(PageForm):
    """The new password, twice."""

    password1 = PasswordField(
        label="New password",
        missing="Enter a new password of 12 characters or more",
    )
    password2 = PasswordField(
        label="New password again",
        missing="Enter the new password again",
    )

    def __init__(self, typed: object, *, user: User) -> None:
        super().__init__(typed)  # type: ignore[arg-type]
        self.user = user

    def clean_password1(self) -> str:
        """Return the password. Raises ValidationError when it is short, common, or like their own name."""
        typed: str = self.cleaned_data["password1"]
        validate_password(typed, self.user)
        return typed

    def clean(self) -> dict[str, str]:
        """Return both. Raises ValidationError when they differ."""
        given: dict[str, str] = super().clean() or self.cleaned_data
        first, again = given.get("password1"), given.get("password2")
        if first and again and first != again:
            self.add_error("password2", forms.ValidationError("The two are not the same. Enter the new password again"))
        return given


@dataclass(frozen=True)
class ForgottenPage:
    """Asking for a link to a new password."""

    form: links.EmailForm
    minutes: int


@dataclass(frozen=True)
class ForgottenSentPage:
    """What happens next: the same words for every address."""

    minutes: int


@dataclass(frozen=True)
class NewPasswordPage:
    """Choosing the new password."""

    form: NewPasswordForm
    address: str


def _minutes() -> int:
    return settings.PASSWORD_RESET_TIMEOUT // 60


@opens_to(EVERYBODY)
def forgotten(request: Request) -> HttpResponse:
    """Send a link to an address that signs in with a password; say and do the same for every other."""
    form = links.EmailForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "account/password_forgotten.html", ForgottenPage(form, _minutes()))
    email = form.cleaned_data["email"]
    if not links.is_within_rate(request, "reset", key=email):
        return errors.too_many(request, wait_seconds=links.WAIT_SECONDS)
    user = User.objects.filter(email=email, is_active=True).first()
    if user is None or not _may_choose(user):
        letters.send_letter(to=email, words=letters.NOTHING_TO_RESET, subject=letters.RESET_SUBJECT)
    else:
        parts = {"user_id": user.pk, "key": default_token_generator.make_token(user)}
        address = request.build_absolute_uri(reverse("account_reset_password_from_key", kwargs=parts))
        letters.send_letter(to=email, words=letters.FORGOTTEN, address=address, subject=letters.RESET_SUBJECT)
    return HttpResponseRedirect(reverse("account_reset_password_done"))


@opens_to(EVERYBODY)
def sent(request: Request) -> HttpResponse:
    """Say that a letter is on its way."""
    return render(request, "account/password_sent.html", ForgottenSentPage(_minutes()))


@opens_to(EVERYBODY)
def choose(request: Request, user_id: UUID, key: str) -> HttpResponse:
    """Take a new password from whoever holds the link. It signs nobody in: the second step is still to come."""
    if not links.is_within_rate(request, "open"):
        return errors.too_many(request, wait_seconds=links.WAIT_SECONDS)
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None or not default_token_generator.check_token(user, key) or not _may_choose(user):
        return render(request, "account/password_link_dead.html", ForgottenSentPage(_minutes()), status=404)
    form = NewPasswordForm(request.POST if request.method == "POST" else None, user=user)
    if request.method != "POST" or not form.is_valid():
        return render(request, "account/password_new.html", NewPasswordPage(form, request.path))
    actions.choose_new_password(
        user=user,
        password=form.cleaned_data["password1"],
        by=actions.the_system(timezone.localdate()),
        at=timezone.now(),
    )
    return HttpResponseRedirect(f"{reverse('account_login')}?why={timeouts.FRESH}")


def _may_choose(user: User) -> bool:
    """Return whether a link may give them a new password: they have one, and have not left."""
    return user.has_usable_password() and queries.viewer_for(user, today=timezone.localdate()).is_signed_in
