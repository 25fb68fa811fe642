"""Where somebody is signed in: seeing it, ending it, and staying signed in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth import logout
from django.http import Http404, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access import actions, queries
from lodestar.web.account import kept
from lodestar.web.doors import SIGNED_IN, opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request


@dataclass(frozen=True)
class SignedIn:
    """One browser in which the viewer is signed in."""

    session_id: UUID
    device: str
    started_at: datetime
    last_used_at: datetime
    is_this_one: bool


@dataclass(frozen=True)
class SessionsPage:
    """Every browser in which the viewer is signed in, this one first."""

    sessions: tuple[SignedIn, ...]
    has_others: bool


@opens_to(SIGNED_IN)
def show(request: Request) -> HttpResponse:
    """List where the viewer is signed in."""
    now = timezone.now()
    rows = [row for row in queries.sessions_of(request.viewer) if row.expires_at > now]
    here = request.session.row.pk
    sessions = [
        SignedIn(row.pk, row.device or "A browser", row.started_at, row.last_used_at, row.pk == here) for row in rows
    ]
    sessions.sort(key=lambda session: not session.is_this_one)
    return render(request, "account/sessions.html", SessionsPage(tuple(sessions), len(sessions) > 1))


@opens_to(SIGNED_IN)
def end(request: Request, session_id: UUID) -> HttpResponse:
    """End one session of the viewer's."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("account_sessions"))
    is_this_one = session_id == request.session.row.pk
    try:
        actions.end_session(session_id=session_id, by=request.viewer, at=timezone.now())
    except actions.SessionNotFound:
        raise Http404 from None
    if is_this_one:
        logout(request)
        return HttpResponseRedirect(reverse("account_login"))
    return HttpResponseRedirect(reverse("account_sessions"))


@opens_to(SIGNED_IN)
def end_others(request: Request) -> HttpResponse:
    """End every session of the viewer's but this one."""
    if request.method == "POST":
        actions.end_other_sessions(but=request.session.row.pk, by=request.viewer, at=timezone.now())
    return HttpResponseRedirect(reverse("account_sessions"))


@opens_to(SIGNED_IN)
def stay(request: Request) -> HttpResponse:
    """Answer the page's script when its reader wants to stay: that it asked is use enough."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    request.session.touch(timezone.now(), request.session.row.device)
    return HttpResponse(status=204)


@opens_to(SIGNED_IN)
def leave(request: Request) -> HttpResponse:
    """Sign out a page whose reader has gone, and keep what they had typed for the path that it was meant for."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    path = request.POST.get("path", "")
    is_ours = path.startswith("/") and not path.startswith("//") and len(path) <= 300
    is_kept = is_ours and kept.keep(user_id=request.viewer.own_id, path=path, typed=request.POST, at=timezone.now())
    logout(request)
    return HttpResponse("kept" if is_kept else "")
