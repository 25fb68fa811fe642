"""Every figure that is published beside waits: access, priority groups, contacts in each mode, who is taken on."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.urls import reverse

from lodestar.access.roles import FIGURES_ROLES
from lodestar.commissioning import queries
from lodestar.commissioning.models import PublishedResult
from lodestar.commissioning.queries import Publication
from lodestar.indicators import catalogue
from lodestar.rules import creaming, therapies
from lodestar.web.commissioning import indicators_page, wait_words
from lodestar.web.commissioning.indicators_page import Definition, Provenance
from lodestar.web.components.lists import Column, EmptyState, Link, Table
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

OTHERS = tuple(one for one in catalogue.INDICATORS if one is not catalogue.WAIT_TO_FIRST_CONTACT)
PARTS = {
    "in-person": "Face to face",
    "telephone": "Telephone",
    "video": "Video",
    "text": "Text message",
    "looked-after": "Looked after by the council",
    "care-leaver": "Care leavers",
    "in-custody": "In custody",
    "none": "In no priority group",
    "not-known": "Age not known",
}
NAMED_BY = {
    "age-band": "Age",
    "priority-group": "Group",
    "mode": "How",
    "service": "Service",
    "month": "Month, then place",
    "neighbourhood": "Neighbourhood",
    "condition": "Condition",
}
COUNTED = {"contacts": "Contacts", "social_answers": "Answers", "therapy_offers": "Therapies offered"}
ALL = "All together"


@dataclass(frozen=True)
class MeasuresPage:
    """The list of figures."""

    links: tuple[tuple[Link, str], ...]


@dataclass(frozen=True)
class MeasurePage:
    """One figure: what it says, its table, and what it counts. Either `table` or `empty` is there."""

    heading: str
    definition: Definition
    finding: str
    signals: tuple[str, ...]
    table: Table | None
    provenance: Provenance | None
    fewer_than: str
    csv_url: str
    empty: EmptyState | None


@opens_to(FIGURES_ROLES)
def measures(request: Request) -> HttpResponse:
    """List the figures that are published beside waits."""
    links = tuple(
        (Link(words=one.name, url=reverse("commissioning:measure", kwargs={"slug": one.slug})), one.question)
        for one in OTHERS
    )
    return render(request, "commissioning/measures.html", MeasuresPage(links=links))


@opens_to(FIGURES_ROLES)
def measure(request: Request, slug: str) -> HttpResponse:
    """Show the newest publication of one figure."""
    indicator = next((one for one in OTHERS if one.slug == slug), None)
    if indicator is None:
        raise Http404
    publication = queries.published_results(request.viewer, indicator=slug)
    return render(request, "commissioning/measure.html", _page(indicator, publication))


def _page(indicator: catalogue.Indicator, publication: Publication | None) -> MeasurePage:
    shown = _shown(indicator, publication) if publication else ()
    return MeasurePage(
        heading=indicator.name,
        definition=indicators_page.definition(indicator),
        finding=_finding(indicator, publication) if publication else "",
        signals=_signals(shown, publication) if publication and indicator is catalogue.ACCEPTED_BY_NEED else (),
        table=_table(indicator, shown) if publication else None,
        provenance=_provenance(indicator, publication) if publication else None,
        fewer_than=wait_words.fewer_than(publication.as_at) if publication else "",
        csv_url=reverse("commissioning:indicator-csv", kwargs={"slug": indicator.slug}),
        empty=None if publication else _nothing_yet(),
    )


def _nothing_yet() -> EmptyState:
    return EmptyState(
        title="No figures yet",
        words=(
            "Figures are made from an extract that holds no names. Whoever runs Lodestar here makes them with two"
            " commands: “lodestar extract”, then “lodestar indicators run”."
        ),
    )


def _provenance(indicator: catalogue.Indicator, publication: Publication) -> Provenance:
    return indicators_page.provenance_of(publication, counted=COUNTED.get(indicator.table, "Referrals received"))


def _shown(indicator: catalogue.Indicator, publication: Publication) -> tuple[PublishedResult, ...]:
    total = publication.of(catalogue.TOTAL)
    parts = [one for name in indicator.breakdowns if name != catalogue.TOTAL for one in publication.of(name)]
    return (*total, *parts)


def _finding(indicator: catalogue.Indicator, publication: Publication) -> str:
    (total,) = publication.of(catalogue.TOTAL)
    if total.count is None:
        return f"{indicator.counted.label}: {wait_words.fewer_than(publication.as_at)}."
    return f"{indicator.counted.label}: about {total.count:,} {indicator.unit}."


def _table(indicator: catalogue.Indicator, shown: tuple[PublishedResult, ...]) -> Table:
    part = next(name for name in indicator.breakdowns if name != catalogue.TOTAL)
    others = (*indicator.counts, *indicator.shares)
    return Table(
        caption=indicator.name,
        is_caption_hidden=True,
        columns=(
            Column(label=NAMED_BY[part]),
            Column(label=indicator.counted.label, is_figure=True),
            *(Column(label=_label(one), is_figure=True) for one in others),
        ),
        rows=tuple(
            (
                ALL if one.breakdown == catalogue.TOTAL else _part(one),
                wait_words.count_words(one),
                *(_value(other, one) for other in others),
            )
            for one in shown
        ),
    )


def _label(measure: catalogue.Measure) -> str:
    return f"{measure.label} (%)" if measure.unit == "percent" else measure.label


def _part(result: PublishedResult) -> str:
    if result.breakdown == "month":
        return wait_words.month_words(result.key)
    if result.breakdown == "neighbourhood":
        return result.label if result.key != "not-known" else "Place not known"
    if result.breakdown == "condition":
        named = {row.code: row.label for row in therapies.conditions(on=result.as_at)}
        return named.get(result.key, "Condition not said")
    return PARTS.get(result.key, result.label)


def _value(measure: catalogue.Measure, result: PublishedResult) -> str:
    return wait_words.number_words(result.values.get(measure.name))


def _signals(shown: tuple[PublishedResult, ...], publication: Publication) -> tuple[str, ...]:
    """Return a sentence for each service that takes people with more need much less often."""
    said = []
    for one in shown:
        more, less = (one.values.get(f"share_{need}_accepted_percent") for need in ("more", "less"))
        if one.breakdown != catalogue.TOTAL and creaming.is_signal(
            more_percent=more, less_percent=less, on=publication.as_at
        ):
            said.append(f"{one.label} took on {more}% of people with more need, and {less}% of people with less.")
    return tuple(said)
