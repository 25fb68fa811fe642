"""The register of agreements about referrals, and of whom to ring at each service, with how old that is."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse

from lodestar.access.roles import FIGURES_ROLES
from lodestar.access.viewers import Viewer
from lodestar.directory.entries import reaching
from lodestar.directory.routes import queries
from lodestar.directory.routes.queries import ServiceRoutes
from lodestar.web import filters, route_words
from lodestar.web.components.lists import Chip, ChipGroup, Column, EmptyState, Link, Table
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

STALE, UNNAMED, DUE, ALL = "stale", "unnamed", "due", "all"
LABELS = {ALL: "All", STALE: "Contact out of date", UNNAMED: "Nobody named", DUE: "Agreement to look at"}


@dataclass(frozen=True, kw_only=True)
class AgreementsPage:
    """The finding in a sentence, a filter, and a row for each service."""

    finding: str
    filter: ChipGroup
    table: Table | None
    empty: EmptyState | None


@opens_to(FIGURES_ROLES)
def agreements(request: Request) -> HttpResponse:
    """Show whom to ring at each service and what is agreed about it; what is out of date comes first."""
    viewer = request.viewer
    lines = queries.register(viewer)
    shows = {
        ALL: lines,
        STALE: [one for one in lines if one.is_stale],
        UNNAMED: [one for one in lines if one.contact is None],
        DUE: [one for one in lines if one.is_due],
    }
    show = request.GET.get("show", ALL)
    shown = shows.get(show, lines)
    page = AgreementsPage(
        finding=_finding(shows),
        filter=ChipGroup(
            legend="Show",
            name="show",
            chips=tuple(
                Chip(value=key, label=f"{label} ({len(shows[key])})", is_on=key == show)
                for key, label in LABELS.items()
            ),
            is_many=False,
        ),
        table=_table(shown, viewer) if shown else None,
        empty=None
        if shown
        else EmptyState(
            title="None here" if lines else "No service has a desk yet",
            words="Each service with a desk is listed here, with whom to ring and what is agreed about it.",
        ),
    )
    return render(request, "commissioning/agreements.html", page)


def _finding(shows: dict[str, list[ServiceRoutes]]) -> str:
    return (
        f"Of {filters.plural(len(shows[ALL]), 'service')}, {len(shows[STALE])} have a contact of which nobody made "
        f"sure for over 6 months, and for {len(shows[UNNAMED])} nobody is named."
    )


def _table(lines: list[ServiceRoutes], viewer: Viewer) -> Table:
    keeps = reaching.is_lead(viewer)
    return Table(
        caption="Services, whom to ring and what is agreed",
        is_caption_hidden=True,
        columns=(
            Column(label="Service"),
            Column(label="Whom to ring"),
            Column(label="Made sure of"),
            Column(label="Agreements"),
        ),
        rows=tuple((_name(one, keeps=keeps), *_contact(one, viewer), _agreed(one)) for one in lines),
    )


def _name(one: ServiceRoutes, *, keeps: bool) -> Link:
    name = "casework:entry-routes" if keeps else "public:service"
    return Link(words=one.name, url=reverse(name, kwargs={"service_id": one.service_id}))


def _contact(one: ServiceRoutes, viewer: Viewer) -> tuple[str, str]:
    if one.contact is None:
        return "Nobody is named", "Never"
    age = route_words.sure(one.contact, viewer=viewer)
    return route_words.contact_words(one.contact), f"Out of date. {age.words}" if age.is_old else age.words


def _agreed(one: ServiceRoutes) -> str:
    return (
        " · ".join(f"{line.sender_name}: {route_words.agreement_words(line)}" for line in one.agreements)
        or "None written down"
    )
