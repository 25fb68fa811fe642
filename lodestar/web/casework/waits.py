"""The waits board: who waits, for what, how long, what comes next; drawn so that a team can stand before it."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from lodestar.access import queries as access_queries
from lodestar.access.roles import CASEWORK_ROLES, DESK_ROLES
from lodestar.access.viewers import Viewer
from lodestar.referrals.waits import queries
from lodestar.referrals.waits.queries import Board, Wait
from lodestar.rules import waiting
from lodestar.rules.clocks import ClockSpread
from lodestar.web import filters
from lodestar.web.casework import wait_words
from lodestar.web.charts import chart, dot_strip
from lodestar.web.components.lists import Chip, ChipGroup, Column, EmptyState, Link, Table
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

EVERYBODY = "all"
DAYS_IN_A_WEEK = 7


@dataclass(frozen=True)
class UnseenLine:
    """Somebody who waits and heard from nobody for 28 days."""

    person: Link
    words: str


@dataclass(frozen=True)
class BoardPage:
    """Who waits, as filtered: those unseen first, the drawing, the list, and how the clocks of a year stand."""

    count_words: str
    filter: ChipGroup | None
    unseen: tuple[UnseenLine, ...]
    drawing: chart.Chart | None
    waits: Table | None
    clocks: Table
    load_url: str
    empty: EmptyState


@opens_to(CASEWORK_ROLES | DESK_ROLES)
def board(request: Request) -> HttpResponse:
    """Show who waits."""
    viewer = request.viewer
    teams = access_queries.teams_of(viewer)
    show = request.GET.get("team", EVERYBODY)
    team_id = next((team for team in teams if str(team) == show), None)
    found = queries.waits_board(viewer, team_id=team_id)
    page = BoardPage(
        count_words=_count_words(found),
        filter=_filter(teams, team_id) if teams else None,
        unseen=tuple(
            UnseenLine(person=_link(one), words=wait_words.contact(one, viewer.today))
            for one in found.waits
            if one.is_unseen
        ),
        drawing=_drawing(found, viewer) if found.waits else None,
        waits=_table(found.waits, viewer) if found.waits else None,
        clocks=_clocks(found.spreads),
        load_url=reverse("casework:load"),
        empty=EmptyState(
            title="Nobody is waiting",
            words="When somebody is referred and help has not begun, they stand here, the longest wait first.",
        ),
    )
    return render(request, "casework/waits.html", page)


def _count_words(found: Board) -> str:
    people = filters.plural(len({one.person_id for one in found.waits}), "person waits", "people wait")
    unseen = len({one.person_id for one in found.waits if one.is_unseen})
    seen = f"{filters.plural(unseen, 'person', 'people')} heard from nobody for 28 days" if unseen else ""
    return ". ".join(part for part in (people, seen) if part)


def _filter(teams: dict[UUID, str], team_id: UUID | None) -> ChipGroup:
    chips = ((EVERYBODY, "Everybody I may see"), *((str(team), name) for team, name in teams.items()))
    chosen = str(team_id) if team_id else EVERYBODY
    return ChipGroup(
        legend="Whose waits",
        name="team",
        chips=tuple(Chip(value=value, label=label, is_on=value == chosen) for value, label in chips),
        is_many=False,
    )


def _drawing(found: Board, viewer: Viewer) -> chart.Chart:
    days = [one.waited_days for one in found.waits]
    median = waiting.median_days(days=days) or 0.0
    ninetieth = waiting.percentile_days(days=days, percent=90) or 0.0
    half, most = round(median / DAYS_IN_A_WEEK), round(ninetieth / DAYS_IN_A_WEEK)
    about = chart.About(
        key="waits",
        title=f"Half have waited up to {filters.plural(half, 'week')}, 9 in 10 up to {filters.plural(most, 'week')}",
        summary=(
            f"Each dot is one wait that is not over. The longest is {filters.span_words(max(days))}, "
            f"the shortest {filters.span_words(min(days))}."
        ),
        unit="weeks since the referral came",
        source="referrals and contacts noted in Lodestar",
        as_of=viewer.today,
        count_words=filters.plural(len(days), "wait"),
        uncertainty="Waits that are not over will grow.",
    )
    return dot_strip.dot_strip(
        about=about,
        waits_weeks=[one / DAYS_IN_A_WEEK for one in days],
        median_weeks=median / DAYS_IN_A_WEEK,
        ninetieth_weeks=ninetieth / DAYS_IN_A_WEEK,
    )


def _table(waits: tuple[Wait, ...], viewer: Viewer) -> Table:
    return Table(
        caption="Who waits, the longest first",
        count_words=filters.plural(len(waits), "wait"),
        columns=(
            Column(label="Name"),
            Column(label="For"),
            Column(label="Waited"),
            Column(label="Where it stands"),
            Column(label="What comes next"),
            Column(label="Contact"),
        ),
        rows=tuple(
            (
                _link(one),
                one.service_name if one.team_name in one.service_name else f"{one.service_name}, {one.team_name}",
                filters.span_words(one.waited_days) if one.waited_days else "since today",
                wait_words.state(one),
                wait_words.next_thing(one, viewer.today),
                wait_words.contact(one, viewer.today),
            )
            for one in waits
        ),
    )


def _link(one: Wait) -> Link:
    return Link(
        words=one.person_name,
        hidden_words=f"waiting for {one.service_name}",
        url=reverse("casework:waiting-well", kwargs={"referral_id": one.referral_id}),
    )


def _clocks(spreads: tuple[ClockSpread, ...]) -> Table:
    return Table(
        caption="The clocks of the last 12 months",
        columns=(
            Column(label="Clock"),
            Column(label="Stopped", is_figure=True),
            Column(label="Half within"),
            Column(label="9 in 10 within"),
            Column(label="Longest"),
            Column(label="Still running", is_figure=True),
            Column(label="Longest still running"),
        ),
        rows=tuple(
            (
                wait_words.CLOCKS[one.clock],
                str(one.stopped),
                _days(one.median_days),
                _days(one.p90_days),
                _days(one.longest_days),
                str(one.running),
                _days(one.longest_running_days),
            )
            for one in spreads
        ),
    )


def _days(days: float | None) -> str:
    return "None yet" if days is None else filters.plural(round(days), "day")
