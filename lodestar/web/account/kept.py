"""What somebody had typed when their session ended: kept sealed, given back once, to them alone."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone

from lodestar.access.models import KeptForm
from lodestar.web import sealing
from lodestar.web.doors import SIGNED_IN, opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

LASTS = timedelta(hours=12)
MOST_LETTERS = 200_000
# Never kept: what proves who somebody is. Those pages ask again.
NOT_KEPT = frozenset({"csrfmiddlewaretoken", "password", "code", "credential", "path"})
SHORTEST_WORDS = 12


@dataclass(frozen=True)
class KeptField:
    """One field as it was sent: a name may come several times."""

    name: str
    value: str


@dataclass(frozen=True)
class KeptPage:
    """What was typed, to be sent on or thrown away; `words` are those of the fields that somebody wrote in."""

    kept_id: UUID
    kept_at: datetime
    words: tuple[str, ...]
    fields: tuple[KeptField, ...]


@dataclass(frozen=True)
class NothingKeptPage:
    """There is nothing, or no longer."""


def keep(*, user_id: UUID, path: str, typed: QueryDict, at: datetime) -> bool:
    """Keep what was typed for `path`, and return whether there was anything to keep.

    Pages about signing in are not kept, nor secrets, nor files, nor more than a long letter.
    """
    fields = [(name, value) for name, values in typed.lists() for value in values if name not in NOT_KEPT]
    text = json.dumps(fields)
    if not any(value.strip() for _, value in fields) or path.startswith("/account/") or len(text) > MOST_LETTERS:
        return False
    KeptForm.objects.filter(expires_at__lte=at).delete()
    KeptForm.objects.create(
        user_id=user_id,
        path=path,
        sealed=sealing.seal(text, purpose=_purpose(user_id)),
        kept_at=at,
        expires_at=at + LASTS,
    )
    return True


def has_kept(user_id: UUID, *, at: datetime) -> bool:
    """Return whether something waits for this user."""
    return KeptForm.objects.filter(user_id=user_id, expires_at__gt=at).exists()


@opens_to(SIGNED_IN)
def show(request: Request) -> HttpResponse:
    """Show what the viewer had typed last, and ask whether to send it on."""
    rows = KeptForm.objects.filter(user_id=request.viewer.own_id, expires_at__gt=timezone.now())
    row = rows.order_by("-kept_at").first()
    if row is None:
        return render(request, "account/nothing_kept.html", NothingKeptPage())
    try:
        fields = json.loads(sealing.unseal(row.sealed, purpose=_purpose(row.user_id)))
    except sealing.SealBroken:
        row.delete()
        return render(request, "account/nothing_kept.html", NothingKeptPage())
    page = KeptPage(
        kept_id=row.pk,
        kept_at=row.kept_at,
        words=tuple(value for _, value in fields if _is_written(value)),
        fields=tuple(KeptField(name, value) for name, value in fields),
    )
    return render(request, "account/kept.html", page)


@opens_to(SIGNED_IN)
def take_back(request: Request, kept_id: UUID) -> HttpResponse:
    """Send what was typed to where it was going, or throw it away. Either way it is kept no longer."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("account_kept"))
    row = KeptForm.objects.filter(pk=kept_id, user_id=request.viewer.own_id, expires_at__gt=timezone.now()).first()
    if row is None:
        raise Http404
    path = row.path
    row.delete()
    if "throw-away" in request.POST:
        return HttpResponseRedirect(reverse("home"))
    # The browser sends the same form again, to a path that it was on its way to before.
    return HttpResponseRedirect(path, preserve_request=True)


def _is_written(value: str) -> bool:
    """Return whether a value reads like somebody's words, and not like a choice or an id."""
    return len(value.strip()) >= SHORTEST_WORDS and " " in value.strip()


def _purpose(user_id: UUID) -> str:
    return f"kept form of {user_id}"
