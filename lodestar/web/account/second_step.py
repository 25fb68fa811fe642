"""The second step of signing in: when it is asked for, and how its secrets are kept."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.utils import timezone

from lodestar.access import queries
from lodestar.access.models import User
from lodestar.web import sealing
from lodestar.web.requests import Request

SECOND_STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# In the session, once it was seen that this session has taken a second step.
DONE = "second_step_done"
STAFF_IDENTITY = "socialaccount"
LINK = "link"


class SecondStepAdapter(DefaultMFAAdapter):
    """How allauth keeps second steps here: sealed, and under neutral names."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That code is not right. Wait for the next one, then type it here",
        "cannot_delete_authenticator": "You need one second step to do your work. Add another, then take this away",
        "cannot_generate_recovery_codes": "Set up a passkey or an app first",
    }

    def encrypt(self, text: str) -> str:
        """Return a secret sealed, for the database."""
        return sealing.seal(text, purpose="second step")

    def decrypt(self, encrypted_text: str) -> str:
        """Return a secret that was sealed."""
        return sealing.unseal(encrypted_text, purpose="second step")

    def get_totp_issuer(self) -> str:
        """Return the name that the app shows: it says nothing of what the place is for."""
        return "Lodestar"

    def _get_site_name(self) -> str:
        return "Lodestar"

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Return False for a worker's last second step, where they owe one."""
        return not (settings.STAFF_NEED_SECOND_STEP and is_last_of_staff(authenticator))

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """Return what a passkey is called until its owner says otherwise."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"Passkey {count + 1}"


class SecondStepStage(AuthenticateStage):
    """Asks for the second step after the first, where there is one to ask for."""

    def _should_handle(self, request: Request) -> bool:
        if not super()._should_handle(request):
            return False
        methods = {record.get("method") for record in get_authentication_records(request, self.login.user)}
        if STAFF_IDENTITY in methods and settings.STAFF_IDENTITY_HAS_SECOND_STEP:
            return False
        # A person's passkey is a quicker way in than a link, not a lock on it: phones get lost.
        # A person who wants both sets up an app.
        has_app = Authenticator.objects.filter(user=self.login.user, type=Authenticator.Type.TOTP).exists()
        return has_app or LINK not in methods


def is_last_of_staff(authenticator: Authenticator) -> bool:
    """Return whether this is the only second step of somebody who works here."""
    viewer = queries.viewer_for(authenticator.user, today=timezone.localdate())
    others = Authenticator.objects.filter(user=authenticator.user, type__in=SECOND_STEPS)
    return viewer.is_staff and not others.exclude(pk=authenticator.pk).exists()


def is_done(request: Request) -> bool:
    """Return whether nothing is owed: a second step was taken in this session, or none is asked for here.

    A session only gets this far past allauth's own stage, so whoever has a second step has taken it.
    """
    if not settings.STAFF_NEED_SECOND_STEP or request.session.get(DONE):
        return True
    records: list[dict[str, Any]] = get_authentication_records(request, request.user)
    came_with_one = any(record.get("method") == STAFF_IDENTITY for record in records)
    is_there = (came_with_one and settings.STAFF_IDENTITY_HAS_SECOND_STEP) or Authenticator.objects.filter(
        user=request.user, type__in=SECOND_STEPS
    ).exists()
    if is_there:
        request.session[DONE] = True
    return is_there
