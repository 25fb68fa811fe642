"""What people wanted and could not have: the gap log that link workers fill, counted without anybody in it."""

from dataclasses import dataclass

from django.http import HttpResponse

from lodestar.access.roles import FIGURES_ROLES
from lodestar.directory.gaps import counting
from lodestar.directory.gaps.counting import Unmet
from lodestar.rules import months
from lodestar.rules.connections import ConnectionKind
from lodestar.rules.life_areas import LifeArea
from lodestar.web import filters
from lodestar.web.charts import chart
from lodestar.web.commissioning import gap_map
from lodestar.web.components.lists import Column, EmptyState, Table
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

MONTHS = 12
REASONS = {
    ConnectionKind.NOT_FOR_ME: "It was not for them",
    ConnectionKind.NOT_AVAILABLE: "It is not available",
    ConnectionKind.COULD_NOT_GET_THERE: "They could not get there",
    ConnectionKind.DID_NOT_WANT: "They did not want it",
}


@dataclass(frozen=True, kw_only=True)
class UnmetPage:
    """The finding in a sentence, and its tables; `empty` when nothing is counted yet."""

    finding: str
    caveat: str
    tables: tuple[Table, ...]
    map: chart.Chart | None
    empty: EmptyState | None


@opens_to(FIGURES_ROLES)
def unmet(request: Request) -> HttpResponse:
    """Show what was wanted and did not work out in twelve months."""
    since = months.add_months(request.viewer.today, months=-MONTHS)
    found = counting.unmet_requests(request.viewer, since=since)
    if found is None or not found.reasons:
        empty = EmptyState(
            title="Nothing is counted yet",
            words="When a worker records that something was not there, it is counted here, and the person is not.",
        )
        return render(
            request, "commissioning/unmet.html", UnmetPage(finding="", caveat="", tables=(), map=None, empty=empty)
        )
    drawn = gap_map.requests_map(request.viewer, since=since)
    page = UnmetPage(
        finding=_finding(found),
        caveat=(
            f"Counts are rounded to the nearest 5, and fewer than {found.fewer_than} are hidden. They count requests "
            "and not people, as workers recorded them. Reasons, parts of life and places are counted apart."
        ),
        tables=(
            _table("Why", "Reason", [(REASONS[ConnectionKind(slug)], count) for slug, count in found.reasons]),
            _table("What it was about", "Part of life", [(LifeArea(slug).label, n) for slug, n in found.life_areas]),
            *(() if drawn else (_table("Where", "Neighbourhood", [(n or "Not known", c) for n, c in found.areas]),)),
        ),
        map=drawn,
        empty=None,
    )
    return render(request, "commissioning/unmet.html", page)


def _finding(found: Unmet) -> str:
    since = f"since {filters.short_date_words(found.since)}"
    if found.total is None:
        return f"Fewer than {found.fewer_than} requests did not work out {since}."
    return f"About {found.total:,} times something was wanted and did not work out {since}."


def _table(caption: str, label: str, rows: list[tuple[str, int | None]]) -> Table:
    return Table(
        caption=caption,
        columns=(Column(label=label), Column(label="Requests", is_figure=True)),
        rows=tuple((name, "Hidden" if count is None else f"{count:,}") for name, count in rows),
    )
