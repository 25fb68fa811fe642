"""Staff identity: workers sign in with their organisation's own sign-in, by OpenID Connect.

It opens accounts that are there already, by a verified e-mail address, and never makes one.
"""

from dataclasses import dataclass
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from lodestar.access import actions, queries
from lodestar.access.models import User
from lodestar.web.doors import EVERYBODY, opens_to
from lodestar.web.rendering import render


@dataclass(frozen=True)
class StaffIdentityRefusedPage:
    """Why their organisation's sign-in did not open anything here."""

    name: str
    telephone: str


class StaffIdentityAdapter(DefaultSocialAccountAdapter):
    """allauth's hooks for what comes back from the identity provider."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Return False: an identity opens an account, and makes none."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Tie a new identity to the worker whose verified address it has, or turn it away.

        Raises ImmediateHttpResponse with the page that says so, the same for every reason.
        """
        if sociallogin.state.get("process") != AuthProcess.LOGIN:
            raise ImmediateHttpResponse(refused(request))
        if sociallogin.is_existing:
            return
        worker = _worker_with(sociallogin)
        if worker is None:
            raise ImmediateHttpResponse(refused(request))
        sociallogin.connect(request, worker)
        actions.change_sign_in(
            what="add-staff-identity",
            user_id=worker.pk,
            by=actions.the_system(timezone.localdate()),
            at=timezone.now(),
        )

    def on_authentication_error(self, request: HttpRequest, provider: Any, **details: Any) -> None:
        """Show our own page. Raises ImmediateHttpResponse with it."""
        raise ImmediateHttpResponse(refused(request))


def refused(request: HttpRequest) -> HttpResponse:
    """Return the page for an identity that opens nothing here."""
    page = StaffIdentityRefusedPage(settings.STAFF_IDENTITY_NAME, settings.HELP_TELEPHONE)
    return render(request, "account/staff_identity_refused.html", page, status=403)


def _worker_with(sociallogin: SocialLogin) -> User | None:
    addresses = [address.email.lower() for address in sociallogin.email_addresses if address.verified]
    for user in User.objects.filter(email__in=addresses, is_active=True):
        if queries.viewer_for(user, today=timezone.localdate()).is_staff:
            return user
    return None


@opens_to(EVERYBODY)
def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send a worker to their organisation's sign-in."""
    return openid_connect.login(request, provider_id)


@opens_to(EVERYBODY)
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take what the organisation's sign-in says, and sign the worker in."""
    return openid_connect.callback(request, provider_id)
