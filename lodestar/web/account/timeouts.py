"""When a session ends: for workers after some minutes without use, for everybody twelve hours after sign-in.

The person's words are not lost with it: a form that comes too late is kept for its user. The same module holds
the second step that workers owe before anything else opens.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from lodestar.access import queries, row_security
from lodestar.access.sessions import SessionStore
from lodestar.web.account import devices, kept, second_step
from lodestar.web.doors import EVERYBODY
from lodestar.web.requests import Request

GetResponse = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponse]
# Written down at most this often, so that a busy page costs no write for each of its parts.
USED_EVERY = timedelta(seconds=15)

IDLE, LONG, LEFT = "idle", "long", "left"
FRESH = "fresh"


@dataclass(frozen=True)
class SessionEnd:
    """Why a session ended with this request, and whose it was."""

    why: str
    user_id: UUID


class LimitedRequest(Request):
    """A request whose session has been held against its limits."""

    session_end: SessionEnd | None
    htmx: HtmxDetails


class SessionLimitsMiddleware:
    """Ends sessions that are over. Stands inside ViewerMiddleware, as roles decide how long a session lasts."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: LimitedRequest) -> HttpResponse:
        request.session_end = _end_of(request)
        if request.session_end is not None:
            logout(request)
            request.viewer = queries.viewer_for(None, today=timezone.localdate())
            row_security.set_viewer(request.viewer)
        elif request.viewer.is_signed_in:
            _write_down_use(request)
        return self.get_response(request)

    def process_view(
        self, request: LimitedRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Send somebody whose session ended to sign in, once the form is known to come from our own page."""
        if getattr(view, "opens_to", EVERYBODY) == EVERYBODY:
            return None
        end = request.session_end
        if end is not None:
            return _ask_to_sign_in(request, end)
        opens_before = getattr(view, "opens_before_second_step", False)
        if request.viewer.is_staff and not opens_before and not second_step.is_done(request):
            return HttpResponseRedirect(reverse("mfa_index"))
        return None


def idle_minutes(request: Request) -> int | None:
    """Return after how many minutes without use the viewer is signed out; None: only after twelve hours."""
    return settings.STAFF_IDLE_MINUTES if request.viewer.is_staff else None


def _end_of(request: Request) -> SessionEnd | None:
    session: SessionStore = request.session
    if session.ended_row is not None and session.ended_row.user_id:
        # What has run out stays until it was asked for, so that a form that comes with it can be kept.
        user_id = session.ended_row.user_id
        type(session.ended_row).objects.filter(pk=session.ended_row.pk).delete()
        session.ended_row = None
        return SessionEnd(LONG, user_id)
    if not request.user.is_authenticated:
        return None
    if not request.viewer.is_signed_in:
        return SessionEnd(LEFT, request.user.pk)
    minutes = idle_minutes(request)
    if minutes is not None and timezone.now() - session.row.last_used_at >= timedelta(minutes=minutes):
        return SessionEnd(IDLE, request.user.pk)
    return None


def _write_down_use(request: Request) -> None:
    row = request.session.row
    now = timezone.now()
    if not row.device or now - row.last_used_at >= USED_EVERY:
        request.session.touch(now, devices.device_words(request.headers.get("User-Agent", "")))


def _ask_to_sign_in(request: LimitedRequest, end: SessionEnd) -> HttpResponse:
    is_kept = (
        request.method == "POST"
        and end.why != LEFT
        and kept.keep(user_id=end.user_id, path=request.path, typed=request.POST, at=timezone.now())
    )
    following = reverse("account_kept") if is_kept else request.path if request.method == "GET" else ""
    why = {"why": end.why, **({"kept": "1"} if is_kept else {}), **({"next": following} if following else {})}
    address = f"{reverse('account_login')}?{urlencode(why)}"
    return HttpResponseClientRedirect(address) if request.htmx else HttpResponseRedirect(address)
