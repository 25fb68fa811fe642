"""What people looked for in the finder and did not find: where the place has a gap, in people's own words."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse

from lodestar.access.roles import FIGURES_ROLES
from lodestar.directory.finding import questions, unanswered
from lodestar.directory.finding.unanswered import Unanswered
from lodestar.rules import months
from lodestar.rules.life_areas import LifeArea
from lodestar.web import filters
from lodestar.web.charts import chart
from lodestar.web.commissioning import gap_map
from lodestar.web.components.lists import Column, EmptyState, Link, Table
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

MONTHS = 12


@dataclass(frozen=True, kw_only=True)
class SearchesPage:
    """The finding in a sentence, and its tables; `empty` when nothing is counted yet."""

    finding: str
    caveat: str
    words: Table | None
    no_words: str
    life_areas: Table | None
    areas: Table | None
    map: chart.Chart | None
    empty: EmptyState | None


@opens_to(FIGURES_ROLES)
def searches(request: Request) -> HttpResponse:
    """Show what was looked for and not found in twelve months."""
    since = months.add_months(request.viewer.today, months=-MONTHS)
    found = unanswered.unanswered_searches(request.viewer, since=since)
    has_any = found is not None and bool(found.areas)
    drawn = gap_map.searches_map(request.viewer, since=since) if has_any else None
    page = SearchesPage(
        finding=_finding(found) if found and has_any else "",
        caveat=_caveat(found) if found and has_any else "",
        words=_words(found, may_keep=request.viewer.has_any(questions.KEEPERS)) if found and found.words else None,
        no_words=f"No words were searched {found.fewer_than} times or more in a month." if found and has_any else "",
        life_areas=_life_areas(found) if found and has_any else None,
        areas=None if drawn or not (found and has_any) else _areas(found),
        map=drawn,
        empty=None
        if has_any
        else EmptyState(
            title="Every search found something",
            words="When a search finds nothing, it is counted here, and nobody is.",
        ),
    )
    return render(request, "commissioning/searches.html", page)


def _finding(found: Unanswered) -> str:
    since = f"since {filters.short_date_words(found.since)}"
    if found.total is None:
        return f"Fewer than {found.fewer_than} searches found nothing {since}."
    return f"About {found.total:,} searches found nothing {since}."


def _caveat(found: Unanswered) -> str:
    return (
        f"Counts are rounded to the nearest 5, and fewer than {found.fewer_than} are hidden. They count searches and "
        "not people: one person may search again. Nothing is kept of who searched, and words, places and parts of "
        "life are counted apart."
    )


def _count(found: Unanswered, count: int | None) -> str:
    return "Hidden" if count is None else f"{count:,}"


def _words(found: Unanswered, *, may_keep: bool) -> Table:
    new = reverse("casework:questions")
    last = (Column(label="What to do"),) if may_keep else ()
    return Table(
        caption="What people wrote",
        columns=(Column(label="Words"), Column(label="Searches", is_figure=True), *last),
        rows=tuple(
            (
                words,
                f"{count:,}",
                *((Link(words="Say what to look for", url=new, hidden_words=f"for {words}"),) if may_keep else ()),
            )
            for words, count in found.words
        ),
    )


def _life_areas(found: Unanswered) -> Table:
    return Table(
        caption="What it was about",
        columns=(Column(label="Part of life"), Column(label="Searches", is_figure=True)),
        rows=tuple(
            (LifeArea(slug).label if slug else "The words did not tell", _count(found, count))
            for slug, count in found.life_areas
        ),
    )


def _areas(found: Unanswered) -> Table:
    return Table(
        caption="Where they looked",
        columns=(Column(label="Neighbourhood"), Column(label="Searches", is_figure=True)),
        rows=tuple((name or "Not said, or not here", _count(found, count)) for name, count in found.areas),
    )
