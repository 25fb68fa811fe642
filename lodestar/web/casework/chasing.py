"""A service that has no desk here gets a link; and what a service has not answered comes back to whoever asked."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access.roles import CASEWORK_ROLES
from lodestar.access.viewers import Viewer
from lodestar.people.actions import OpenReason
from lodestar.referrals import queries as referral_queries
from lodestar.referrals.queries import Standing
from lodestar.referrals.receiving import actions, queries
from lodestar.referrals.receiving.models import Chase
from lodestar.referrals.steps import AlreadyAnswered
from lodestar.web import filters
from lodestar.web.casework import record
from lodestar.web.components.lists import Column, EmptyState, Link, Table
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request


@dataclass(frozen=True)
class LinkCard:
    """How the link to a service stands, with what can be done about it: each a form with one button."""

    words: str
    actions: tuple[Link, ...]


@dataclass(frozen=True)
class NoReplyPage:
    """What the viewer asked for and no service answered in its working days."""

    table: Table | None
    empty: EmptyState | None


def mail_link(request: Request, referral_id: UUID) -> bool:
    """Send the service its link, and return whether there was an address to send it to."""
    base = request.build_absolute_uri(reverse("front_door:answer", kwargs={"secret": "x"}))[: -len("x/")]
    try:
        actions.send_link(referral_id=referral_id, base=base, by=request.viewer, at=timezone.now())
    except actions.NoAddress:
        return False
    return True


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def send_link(request: Request, referral_id: UUID) -> HttpResponse:
    """Send a fresh link; the one before stops working."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    _opened(request, referral_id)
    try:
        done = "mailed" if mail_link(request, referral_id) else "sent"
    except AlreadyAnswered as closed:
        raise Http404 from closed
    return _to(referral_id, done)


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def revoke_link(request: Request, referral_id: UUID) -> HttpResponse:
    """Take the link back."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    _opened(request, referral_id)
    actions.revoke_link(referral_id=referral_id, by=request.viewer, at=timezone.now())
    return _to(referral_id, "link-back")


@opens_to(CASEWORK_ROLES)
def no_reply(request: Request) -> HttpResponse:
    """List what the viewer asked for and nobody answered: to ring, and not to take as a no."""
    found = queries.no_reply(request.viewer)
    table = Table(
        caption="No reply yet",
        count_words=filters.plural(len(found), "referral"),
        columns=(Column(label="Name"), Column(label="Service"), Column(label="Asked"), Column(label="So far")),
        rows=tuple(
            (
                Link(words=one.person_name, url=reverse("casework:referral", kwargs={"referral_id": one.referral_id})),
                one.service_name,
                filters.date_words(one.asked_at),
                "; ".join(Chase.Kind(kind).label for kind in one.chased),
            )
            for one in found
        ),
    )
    empty = EmptyState(
        title="Nothing waits for you to ring",
        words="When a service has not answered after 9 working days, it stands here. Until then it is reminded.",
    )
    page = NoReplyPage(table=table if found else None, empty=None if found else empty)
    return render(request, "casework/no_reply.html", page)


def link_card(viewer: Viewer, standing: Standing) -> LinkCard | None:
    """Return how the link of a referral stands; None where the service has a desk, or where it is closed."""
    if standing.team_id is not None or not standing.is_open:
        return None

    def to(name: str, words: str) -> Link:
        return Link(words=words, url=reverse(name, kwargs={"referral_id": standing.referral_id}))

    link = queries.newest_link(viewer, referral_id=standing.referral_id)
    if link is None:
        return LinkCard(
            "The service has no desk here. Send it a link, or ring", (to("casework:send-link", "Send a link"),)
        )
    again = to("casework:send-link", "Send a new link")
    if link.is_revoked:
        return LinkCard("The link was taken back and opens nothing", (again,))
    until = filters.date_words(link.expires_at)
    sent = f"A link was sent on {filters.date_words(link.made_at)}" if link.mailed_at else "A link waits to be mailed"
    return LinkCard(f"{sent}. It works until {until}", (again, to("casework:revoke-link", "Take the link back")))


def _opened(request: Request, referral_id: UUID) -> None:
    standing = referral_queries.referral_detail(request.viewer, referral_id=referral_id)
    record.opened(request, person_id=standing.person_id, reason=OpenReason.SUPPORT, life_areas=[standing.life_area])


def _to(referral_id: UUID, done: str) -> HttpResponseRedirect:
    address = reverse("casework:referral", kwargs={"referral_id": referral_id})
    return HttpResponseRedirect(f"{address}?done={done}")
