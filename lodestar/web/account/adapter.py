"""How allauth signs people in here: nobody makes an account for themselves, and every sign-in is in the trail."""

import time
from typing import Any, cast

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from lodestar.access import actions, queries, row_security
from lodestar.access.models import User
from lodestar.access.sessions import SIGNED_IN_AT
from lodestar.web.requests import Request

log = structlog.get_logger("lodestar.web.account")

# What may be asked for again before a change to how somebody signs in, in seconds.
FRESH_SECONDS = 5 * 60


class AccountAdapter(DefaultAccountAdapter):
    """allauth's hooks: who may sign in, what is written down, and what is said when it does not work."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The e-mail address or the password is not right. Check both, then try again",
        "too_many_login_attempts": "There were too many tries. Wait 5 minutes, then try again",
        "rate_limited": "There were too many tries. Wait 5 minutes, then try again",
        "incorrect_password": "That password is not right. Try again",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: people are helped to sign up by a worker, staff by their information lead."""
        return False

    def get_login_stages(self) -> list[str]:
        """Return what stands between the first step and being signed in: the second step."""
        return ["lodestar.web.account.second_step.SecondStepStage"]

    def pre_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponse | None:
        """Turn away who has left, or has not begun, as allauth turns away closed accounts."""
        if not queries.viewer_for(user, today=timezone.localdate()).is_signed_in:
            clear_login(request)
            return self.respond_user_inactive(request, user)
        return None

    def post_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponse:
        """Start the session's clock, and write down that it began."""
        now = timezone.now()
        request = cast(Request, request)
        request.session[SIGNED_IN_AT] = now.isoformat()
        request.viewer = queries.viewer_for(user, today=timezone.localdate())
        row_security.set_viewer(request.viewer)
        actions.begin_session(method=_method(request, user), by=request.viewer, at=now)
        return super().post_login(request, user, **details)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Log that a try failed: not with what, and the same for addresses that nobody has."""
        log.warning("sign-in failed")

    def is_reauthentication_required(self, *, app: str, **details: Any) -> bool:
        """Return whether to ask again who it is: not straight after signing in."""
        records = get_authentication_records(self.request, self.request.user)
        return not any(time.time() - record.get("at", 0) < FRESH_SECONDS for record in records)


def _method(request: HttpRequest, user: User) -> str:
    """Return the steps of this sign-in as a code, like password or password, totp."""
    records = get_authentication_records(request, user)
    return ", ".join(str(record.get("type") or record.get("method")) for record in records[-2:]) or "unknown"
