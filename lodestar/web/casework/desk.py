"""The referral desk: what came, from whom, what they hope for, and how long they have waited."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from lodestar.access.roles import DESK_ROLES, Role
from lodestar.directory.routes import queries as routes
from lodestar.referrals import queries as referral_queries
from lodestar.referrals.course import queries as course_queries
from lodestar.referrals.queries import Standing
from lodestar.web import filters
from lodestar.web.casework import course_words, words
from lodestar.web.components.lists import Chip, ChipGroup, Column, EmptyState, Link, Table
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

DONE = {
    "accepted": "Accepted. The person and their worker can see it.",
    "ended": "Ended, with what came of it. They can ask again, and you then have what was here before.",
    "declined": "Declined, with what you offer instead. The person and their worker can see it.",
}


@dataclass(frozen=True)
class DeskCard:
    """One referral that is to be answered."""

    name: str
    url: str
    hopes: str
    life_area: str
    came_from: str
    waited: str
    service_name: str
    go_with_me: bool


@dataclass(frozen=True)
class DeskPage:
    """What lies on the desks of the viewer's teams."""

    done: str
    teams: str
    count_words: str
    turned_away: tuple[str, ...]
    ring: tuple[Link, ...]
    filter: ChipGroup
    to_answer: tuple[DeskCard, ...]
    to_answer_words: str
    to_meet: Table | None
    being_seen: Table | None
    empty: EmptyState | None


@opens_to(DESK_ROLES)
def desk(request: Request) -> HttpResponse:
    """Show the desk."""
    viewer = request.viewer
    standings = referral_queries.desk(viewer)
    show = request.GET.get("show", "open")
    shows = _shows(standings)
    to_answer = shows["answer"] if show in ("open", "answer") else []
    to_meet = shows["meet"] if show in ("open", "meet") else []
    being_seen = shows["seen"] if show == "seen" else []
    page = DeskPage(
        done=DONE.get(request.GET.get("done", ""), ""),
        teams=" and ".join(viewer.team_names),
        count_words=filters.plural(len(standings), "open referral"),
        turned_away=_turned_away(request) if Role.PROVIDER_MANAGER in viewer.roles else (),
        ring=_ring(request),
        filter=_filter(shows, show),
        to_answer=tuple(_card(one) for one in to_answer),
        to_answer_words=filters.plural(len(to_answer), "referral"),
        to_meet=_table("Accepted, to meet", to_meet) if to_meet else None,
        being_seen=_table("Being seen", being_seen) if being_seen else None,
        empty=_empty(standings, to_answer or to_meet or being_seen),
    )
    return render(request, "casework/desk.html", page)


def _ring(request: Request) -> tuple[Link, ...]:
    """Return the services of the viewer's desks of which nobody lately made sure whom others ring."""
    return tuple(
        Link(
            words=f"{one.name}: {one.contact.name}, last made sure of "
            f"{filters.days_ago_words(one.contact.sure_on, request.viewer.today)}"
            if one.contact
            else f"{one.name}: nobody is named",
            url=reverse("casework:entry-routes", kwargs={"service_id": one.service_id}),
        )
        for one in routes.stale_of_desk(request.viewer)
    )


def address(referral_id: UUID) -> str:
    """Return where a referral on the desk is."""
    return reverse("casework:desk-referral", kwargs={"referral_id": referral_id})


def _shows(standings: list[Standing]) -> dict[str, list[Standing]]:
    return {
        "answer": [one for one in standings if one.is_to_answer],
        "meet": [one for one in standings if one.is_to_meet],
        "seen": [one for one in standings if not one.is_to_answer and not one.is_to_meet],
    }


def _filter(shows: dict[str, list[Standing]], show: str) -> ChipGroup:
    labels = (("open", "To do"), ("answer", "To answer"), ("meet", "To meet"), ("seen", "Being seen"))
    counts = {key: len(standings) for key, standings in shows.items()}
    counts["open"] = counts["answer"] + counts["meet"]
    return ChipGroup(
        legend="Show",
        name="show",
        chips=tuple(
            Chip(value=value, label=f"{label} ({counts[value]})", is_on=value == show) for value, label in labels
        ),
        is_many=False,
    )


def _card(standing: Standing) -> DeskCard:
    return DeskCard(
        name=standing.person_name,
        url=address(standing.referral_id),
        hopes=standing.hopes,
        life_area=standing.life_area,
        came_from=f"From {words.came_from(standing)}",
        waited=_waiting(standing),
        service_name=standing.service_name,
        go_with_me=standing.go_with_me,
    )


def _waiting(standing: Standing) -> str:
    return f"Waiting {words.waited(standing.waited_days)}"


def _table(caption: str, standings: list[Standing]) -> Table:
    return Table(
        caption=caption,
        count_words=filters.plural(len(standings), "referral"),
        columns=(
            Column(label="Name"),
            Column(label="From"),
            Column(label="Service"),
            Column(label="Waited"),
            Column(label="Where it stands"),
        ),
        rows=tuple(
            (
                Link(words=one.person_name, url=address(one.referral_id)),
                words.capital(words.came_from(one)),
                one.service_name,
                words.waited(one.waited_days),
                words.state(one),
            )
            for one in standings
        ),
    )


def _turned_away(request: Request) -> tuple[str, ...]:
    found = referral_queries.turned_away_too_often(request.viewer)
    counted = course_queries.doors_of(request.viewer, person_ids=[one.person_id for one in found])
    return tuple(
        f"{one.preferred_name}, turned away {one.times} times. {course_words.doors(counted[one.person_id])}".strip(". ")
        for one in found
    )


def _empty(standings: list[Standing], shown: list[Standing]) -> EmptyState | None:
    if shown:
        return None
    if standings:
        return EmptyState(
            title="Nothing waits here just now",
            words="No referral waits for an answer or a first meeting here. Those being seen are one step away.",
            action=Link(words="Show those being seen", url=f"{reverse('casework:desk')}?show=seen"),
        )
    return EmptyState(
        title="The desk is clear",
        words="Nobody is waiting for your answer. When somebody is referred to you, they are here first.",
    )
