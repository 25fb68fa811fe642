"""The gap map: where people looked for something and did not find it, and where what they wanted was not there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.urls import reverse

from lodestar.access.roles import FIGURES_ROLES
from lodestar.access.viewers import Viewer
from lodestar.directory.finding import unanswered
from lodestar.directory.gaps import counting
from lodestar.places import queries as places
from lodestar.rules import months
from lodestar.web import filters
from lodestar.web.charts import area_map, chart
from lodestar.web.components.lists import EmptyState, Link
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

MONTHS = 12


@dataclass(frozen=True, kw_only=True)
class GapPage:
    """Both maps; `empty` where the place has no shapes or nothing is counted."""

    caveat: str
    searches: chart.Chart | None
    requests: chart.Chart | None
    more: tuple[Link, ...]
    empty: EmptyState | None


@opens_to(FIGURES_ROLES)
def gaps(request: Request) -> HttpResponse:
    """Draw where searches found nothing, and where what was wanted was not there, in twelve months."""
    viewer = request.viewer
    since = months.add_months(viewer.today, months=-MONTHS)
    searched, unmet = searches_map(viewer, since=since), requests_map(viewer, since=since)
    page = GapPage(
        caveat="Counts are rounded to the nearest 5, and small ones hidden. Nothing is kept of who searched or asked.",
        searches=searched,
        requests=unmet,
        more=(
            Link(words="What nobody found, in people's own words", url=reverse("commissioning:searches")),
            Link(words="What was not there for people, and why", url=reverse("commissioning:unmet")),
            Link(words="How services, money and ways hang together", url=reverse("commissioning:ecosystem")),
        ),
        empty=None
        if searched or unmet
        else EmptyState(
            title="No gap is counted yet",
            words="When a search finds nothing, or something was not there for somebody, its neighbourhood is drawn.",
        ),
    )
    return render(request, "commissioning/gap_map.html", page)


def searches_map(viewer: Viewer, *, since: date) -> chart.Chart | None:
    """Return where searches found nothing; None where nothing is counted or the place has no shapes."""
    found = unanswered.unanswered_searches(viewer, since=since)
    if found is None:
        return None
    return _map(
        viewer,
        found.by_code,
        key="gap-searches",
        what="searches that found nothing",
        unit="searches",
        source="the finder, without who searched",
        total=found.total,
        fewer_than=found.fewer_than,
    )


def requests_map(viewer: Viewer, *, since: date) -> chart.Chart | None:
    """Return where what was wanted did not work out; None where nothing is counted or the place has no shapes."""
    found = counting.unmet_requests(viewer, since=since)
    if found is None:
        return None
    return _map(
        viewer,
        found.by_code,
        key="gap-requests",
        what="requests that did not work out",
        unit="requests",
        source="what workers recorded, without the person",
        total=found.total,
        fewer_than=found.fewer_than,
    )


def _map(
    viewer: Viewer, counts: Mapping[str, int | None], *, key: str, what: str, unit: str, source: str,
    total: int | None, fewer_than: int,
) -> chart.Chart | None:  # fmt: skip
    drawn = places.drawn_neighbourhoods()
    shapes = [area_map.Place(name=one.name, geometry=one.geometry, count=counts.get(one.code, 0)) for one in drawn]
    here = {one.code for one in drawn}
    elsewhere = [("Not said, or not here", count) for code, count in counts.items() if code not in here]
    if not shapes or not counts:
        return None
    return area_map.area_map(
        about=chart.About(
            key=key,
            title=_title(shapes, what),
            summary=_summary(shapes, what, fewer_than),
            unit=f"{unit} since the same month last year",
            source=source,
            as_of=viewer.today,
            count_words=f"About {total:,} in all" if total is not None else f"Fewer than {fewer_than} in all",
            uncertainty="They are counts of searches and requests, not of people.",
        ),
        places=shapes,
        elsewhere=elsewhere,
        label=unit.capitalize(),
    )


def _title(shapes: Sequence[area_map.Place], what: str) -> str:
    most = max(shapes, key=lambda one: one.count or 0)
    return f"Most {what}: {most.name}" if most.count else f"No neighbourhood stands out: {what}"


def _summary(shapes: Sequence[area_map.Place], what: str, fewer_than: int) -> str:
    shown = sorted((one for one in shapes if one.count), key=lambda one: (-(one.count or 0), one.name))[:3]
    hidden = sum(one.count is None for one in shapes)
    named = ", ".join(f"{one.name} about {one.count}" for one in shown)
    told = f"Of {what}: {named}." if named else f"No neighbourhood has {fewer_than} or more of the {what}."
    return f"{told} {filters.plural(hidden, 'neighbourhood')} hidden, as they are too few." if hidden else told
