"""Webhooks: where programs of other systems are told that a referral moved on. A manager adds and ends them."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access import queries as access_queries
from lodestar.access.roles import Role
from lodestar.referrals.programs import actions, queries
from lodestar.referrals.programs.addresses import AddressRefused
from lodestar.referrals.programs.queries import HookRow
from lodestar.web import filters
from lodestar.web.components.fields import RadiosField, TextField
from lodestar.web.components.forms import PageForm
from lodestar.web.components.lists import EmptyState
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

MANAGERS = frozenset({Role.PROVIDER_MANAGER})


@dataclass(frozen=True)
class HookCard:
    """One webhook, with how its letters fare. `has_given_up` offers to begin anew."""

    webhook_id: UUID
    address: str
    desk: str
    fares: str
    has_given_up: bool


@dataclass(frozen=True)
class WebhooksPage:
    """The webhooks of the viewer's desks, and the form for another."""

    hooks: tuple[HookCard, ...]
    empty: EmptyState | None
    form: PageForm


@dataclass(frozen=True)
class WebhookMadePage:
    """A new webhook, with the secret that its receiver checks letters with, shown once."""

    address: str
    secret: str


class WebhookForm(PageForm):
    """Which desk, and where it is told."""

    team = RadiosField(
        label="Which desk?", missing="Choose the desk", error_messages={"invalid_choice": "Choose from the list"}
    )
    address = TextField(
        label="Which address is told?",
        hint="It begins with https. For example, https://system.example.org/referrals",
        missing="Enter an address that begins with https",
        max_length=500,
        error_messages={"max_length": "Use 500 letters or fewer"},
    )


@opens_to(MANAGERS)
def show(request: Request) -> HttpResponse:
    """List the webhooks, and add another."""
    form = WebhookForm(request.POST if request.method == "POST" else None)
    desks = form.fields["team"]
    assert isinstance(desks, RadiosField), "one desk is chosen"
    desks.choices = [(str(team_id), name) for team_id, name in access_queries.teams_of(request.viewer).items()]
    if request.method == "POST" and form.is_valid():
        try:
            webhook, secret = actions.add_webhook(
                team_id=UUID(form.cleaned_data["team"]),
                address=form.cleaned_data["address"].strip(),
                by=request.viewer,
                at=timezone.now(),
            )
        except AddressRefused:
            form.add_error("address", "Enter an address that begins with https, without a name or password in it")
        else:
            # Shown in the answer itself, not after a redirect: nobody can show it again.
            return render(request, "account/webhook_made.html", WebhookMadePage(webhook.address, secret))
    hooks = tuple(_card(row) for row in queries.webhooks_of(request.viewer))
    empty = EmptyState(
        title="No system is told yet",
        words="Add an address, and it hears of each step of a referral within a minute: an id and a state, no name.",
    )
    return render(request, "account/webhooks.html", WebhooksPage(hooks, None if hooks else empty, form))


@opens_to(MANAGERS)
def end(request: Request, webhook_id: UUID) -> HttpResponse:
    """Tell an address nothing more."""
    return _done(request, lambda: actions.end_webhook(webhook_id=webhook_id, by=request.viewer, at=timezone.now()))


@opens_to(MANAGERS)
def again(request: Request, webhook_id: UUID) -> HttpResponse:
    """Begin anew with the letters that were given up."""
    return _done(request, lambda: actions.tell_again(webhook_id=webhook_id, by=request.viewer, at=timezone.now()))


def _done(request: Request, act: Callable[[], object]) -> HttpResponse:
    if request.method == "POST":
        try:
            act()
        except actions.WebhookNotFound:
            raise Http404 from None
    return HttpResponseRedirect(reverse("account_webhooks"))


def _card(row: HookRow) -> HookCard:
    parts = [
        f"Told {filters.plural(row.told, 'time')}",
        f"last on {filters.short_date_words(row.last_told_at)}" if row.last_told_at else "",
        f"{row.waiting} to be told" if row.waiting else "",
        f"{row.given_up} given up after 8 tries" if row.given_up else "",
    ]
    return HookCard(
        webhook_id=row.webhook_id,
        address=row.address,
        desk=row.team_name,
        fares=", ".join(part for part in parts if part),
        has_given_up=bool(row.given_up),
    )
