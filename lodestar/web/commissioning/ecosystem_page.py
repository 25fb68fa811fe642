"""The ecosystem map: who sends people where, who pays for what, and where people go on, drawn and in a table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.urls import reverse

from lodestar.access.roles import FIGURES_ROLES
from lodestar.commissioning import ecosystem
from lodestar.commissioning.ecosystem import Ecosystem, Known, Node, Source, Way
from lodestar.rules.life_areas import LIFE_AREAS
from lodestar.web import filters
from lodestar.web.charts import chart, ways_between
from lodestar.web.components.lists import Chip, ChipGroup, Column, EmptyState, Link, Table
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

# More than this in one picture is a thicket; the table holds all.
MOST_DRAWN = 10
ORIGINS = {
    "self": "People themselves",
    "gp": "GP practices",
    "ward": "Hospital wards",
    "crisis": "Crisis teams",
    "council": "The council",
    "navigator": "Care navigators",
    "key-worker": "Key workers",
    "peer-worker": "Peer workers",
}


@dataclass(frozen=True, kw_only=True)
class EcosystemPage:
    """The picture, what it shows in sentences, and every way with what it is known from."""

    filter: ChipGroup
    lead: str
    findings: tuple[str, ...]
    into: chart.Chart | None
    went_on: chart.Chart | None
    table: Table | None
    empty: EmptyState | None


@opens_to(FIGURES_ROLES)
def ecosystem_map(request: Request) -> HttpResponse:
    """Draw the ecosystem of one life area, or of all."""
    wanted = request.GET.get("area", "")
    area = next((one for one in LIFE_AREAS if one.value == wanted), None)
    found = ecosystem.ecosystem(request.viewer, life_area=area.value if area else "")
    ways = (*found.sent, *found.paid, *found.went_on)
    page = EcosystemPage(
        filter=ChipGroup(
            legend="Part of life",
            name="area",
            chips=(
                Chip(value="", label="All", is_on=area is None),
                *(Chip(value=one.value, label=one.label, is_on=one is area) for one in LIFE_AREAS),
            ),
            is_many=False,
        ),
        lead=(
            f"{filters.plural(len(found.services), 'service')} and {filters.plural(len(ways), 'way')} between them, "
            "those who send people and those who pay."
        ),
        findings=_findings(found),
        into=_into(found, request.viewer.today),
        went_on=_went_on(found, request.viewer.today),
        table=_table(ways) if ways else None,
        empty=None
        if ways
        else EmptyState(
            title="No way is known yet",
            words="Ways come from referrals, agreements, contracts and exit plans. Enter one, and it is drawn here.",
        ),
    )
    return render(request, "commissioning/ecosystem.html", page)


def _findings(found: Ecosystem) -> tuple[str, ...]:
    said = (
        (len(found.unpaid), "with nobody known who pays", "service"),
        (len(found.used_unagreed), "that people are sent with no agreement behind it", "way"),
        (len(found.agreed_unused), "agreed, and too few went it for that to be told", "way"),
    )
    return tuple(f"{filters.plural(count, thing)} {words}." for count, words, thing in said if count)


def _name(node: Node) -> str:
    return node.name or ORIGINS.get(node.key, "Others")


def _stops(nodes: Iterable[Node]) -> tuple[ways_between.Stop, ...]:
    return tuple(ways_between.Stop(key=f"{one.kind}{one.key}", words=_name(one)) for one in nodes)


def _line(way: Way, *, is_turned: bool = False) -> ways_between.Line:
    ends = [f"{one.kind}{one.key}" for one in (way.start, way.end)]
    left, right = reversed(ends) if is_turned else ends
    return ways_between.Line(left=left, right=right, people=way.people)


def _weight(ways: Sequence[Way], node: Node) -> tuple[int, int, str]:
    mine = [way for way in ways if node in (way.start, way.end)]
    return -sum(way.people or 0 for way in mine), -len(mine), node.name


def _beside(nodes: Iterable[Node], order: Sequence[Node], ways: Sequence[Way]) -> list[Node]:
    """Return nodes in the order of what they lead to, so that few lines cross."""
    place = {node: number for number, node in enumerate(order)}

    def middle(node: Node) -> tuple[float, str]:
        reached = [place[end] for way in ways for end in (way.start, way.end) if node in (way.start, way.end)
                   and end in place]  # fmt: skip
        return sum(reached) / max(len(reached), 1), _name(node)

    return sorted(nodes, key=middle)


def _into(found: Ecosystem, today: date) -> chart.Chart | None:
    """Return the picture of who sends people where and who pays for it."""
    ways = (*found.sent, *found.paid)
    drawn = sorted({way.end for way in ways}, key=lambda node: _weight(ways, node))[:MOST_DRAWN]
    sent = [way for way in found.sent if way.end in drawn]
    paid = [way for way in found.paid if way.end in drawn]
    if not drawn:
        return None
    order = _beside(drawn, _beside({way.start for way in paid}, drawn, paid), paid)
    columns = [
        ways_between.Column(label=label, stops=_stops(nodes))
        for label, nodes in (
            ("Senders", _beside({way.start for way in sent}, order, sent)),
            ("Services", order),
            ("Payers", _beside({way.start for way in paid}, order, paid)),
        )
        if nodes
    ]
    shown = [*sent, *paid]
    whole = len({way.end for way in ways})
    return ways_between.ways_between(
        about=chart.About(
            key="ecosystem-into",
            title=f"{filters.plural(len({way.start for way in sent}), 'kind')} of sender, "
            f"{filters.plural(len(order), 'service')}, {filters.plural(len({way.start for way in paid}), 'payer')}",
            summary=f"{filters.plural(len(sent), 'way')} in, {filters.plural(len(paid), 'way')} of money."
            + (
                f" Drawn are the {len(order)} of {whole} services that most people came to."
                if whole > len(order)
                else ""
            ),
            unit="people, rounded",
            source="referrals that happened, agreements, contracts and entries",
            as_of=today,
            count_words="Ways that fewer than 5 people went are not told",
        ),
        columns=columns,
        lines=[*(_line(way) for way in sent), *(_line(way, is_turned=True) for way in paid)],
        table=_table(shown),
    )


def _went_on(found: Ecosystem, today: date) -> chart.Chart | None:
    """Return the picture of where people go on to."""
    ways = sorted(found.went_on, key=lambda way: (-(way.people or 0), way.start.name, way.end.name))[:MOST_DRAWN]
    if not ways:
        return None
    starts = sorted({way.start for way in ways})
    ends = _beside({way.end for way in ways}, starts, ways) if starts else []
    return ways_between.ways_between(
        about=chart.About(
            key="ecosystem-on",
            title=f"{filters.plural(len(ways), 'way')} on from one service to the next",
            summary=f"The most used leads from {ways[0].start.name} to {ways[0].end.name}.",
            unit="people, rounded",
            source="referrals that happened, exit plans and entries that were replaced",
            as_of=today,
            count_words="A person goes on to the service that they asked next",
        ),
        columns=(
            ways_between.Column(label="From", stops=_on_stops(starts, "from")),
            ways_between.Column(label="On to", stops=_on_stops(ends, "to")),
        ),
        lines=[
            ways_between.Line(left=f"from{way.start.key}", right=f"to{way.end.key}", people=way.people) for way in ways
        ],
        table=_table(ways),
    )


def _on_stops(nodes: Iterable[Node], side: str) -> tuple[ways_between.Stop, ...]:
    return tuple(ways_between.Stop(key=f"{side}{one.key}", words=one.name) for one in nodes)


def _table(ways: Iterable[Way]) -> Table:
    rows = [
        (_name(way.start), _name(way.end), _known(one), f"about {one.people}" if one.people else "")
        for way in ways
        for one in way.known
    ]
    return Table(
        caption="Every way, and what it is known from",
        count_words=filters.plural(len(rows), "line"),
        columns=(
            Column(label="From"),
            Column(label="To"),
            Column(label="Known from"),
            Column(label="People", is_figure=True),
        ),
        rows=tuple(rows),
    )


def _known(one: Known) -> str | Link:
    """Return what a way is known from, leading there where there is a page of it."""
    day = filters.short_date_words(one.on) if one.on else ""
    if one.contract_id is not None:
        address = reverse("commissioning:contract", kwargs={"contract_id": one.contract_id})
        if one.source is Source.EXIT_PLAN:
            return Link(words=f"Exit plan: it closes {day}", url=address)
        return Link(words=f"Contract since {day}: {one.words}", url=address)
    return {
        Source.REFERRALS: f"Referrals since {day}",
        Source.AGREEMENT: f"Agreement of {day}: {one.words}",
        Source.REPLACED: f"Its entry was replaced, {day}",
    }.get(one.source, "What its entry says of its money")
