"""The page of one indicator: the finding in words, its chart, the table, and what it all means."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse

from lodestar.commissioning.models import PublishedResult
from lodestar.commissioning.queries import Publication
from lodestar.indicators import catalogue
from lodestar.rules import parameters
from lodestar.web import filters
from lodestar.web.charts import chart, line_over_time, wait_bars
from lodestar.web.commissioning import wait_words
from lodestar.web.components import lists

MOST_BARS = 15


@dataclass(frozen=True, kw_only=True)
class Definition:
    """What an indicator counts, in the catalogue's own words."""

    question: str
    numerator: str
    denominator: str
    unit: str
    source: str
    caveats: tuple[str, ...]
    version: str


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Where the figures came from; it stands with each of them."""

    period: str
    as_at: str
    extract_id: str
    line: str


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Everything that is shown once something was published."""

    headline: lists.StatHeadline
    by_service: chart.Chart | None
    by_month: chart.Chart | None
    table: lists.Table
    provenance: Provenance
    fewer_than: str
    rounded_to: int
    csv_url: str


@dataclass(frozen=True, kw_only=True)
class IndicatorsPage:
    """Either `figures` or `empty` is there, never both."""

    heading: str
    definition: Definition
    figures: Figures | None
    empty: lists.EmptyState | None


def page(indicator: catalogue.Indicator, publication: Publication | None) -> IndicatorsPage:
    """Return the page of an indicator, with its newest publication if there is one."""
    return IndicatorsPage(
        heading=indicator.name,
        definition=definition(indicator),
        figures=_figures(indicator, publication) if publication else None,
        empty=None if publication else _nothing_yet(),
    )


def definition(indicator: catalogue.Indicator) -> Definition:
    """Return what an indicator counts, in the catalogue's own words."""
    return Definition(
        question=indicator.question,
        numerator=indicator.numerator,
        denominator=indicator.denominator,
        unit=indicator.unit,
        source=indicator.source,
        caveats=indicator.caveats,
        version=indicator.version,
    )


def _nothing_yet() -> lists.EmptyState:
    return lists.EmptyState(
        title="No figures yet",
        words=(
            "This page shows how long people wait for a first contact, service by service. Figures are made"
            " from an extract that holds no names. Whoever runs Lodestar here makes them with two commands:"
            " “lodestar extract”, then “lodestar indicators run”."
        ),
    )


def _figures(indicator: catalogue.Indicator, publication: Publication) -> Figures:
    (total,) = publication.of(catalogue.TOTAL)
    provenance = provenance_of(publication)
    services = _longest_first(publication.of("service"))
    return Figures(
        headline=_headline(total, provenance),
        by_service=_by_service(services, total, publication),
        by_month=_by_month(publication),
        table=_table(total, services),
        provenance=provenance,
        fewer_than=wait_words.fewer_than(publication.as_at),
        rounded_to=parameters.whole_number("rounding-base", on=publication.as_at),
        csv_url=reverse("commissioning:indicator-csv", kwargs={"slug": indicator.slug}),
    )


def provenance_of(publication: Publication, *, counted: str = "Referrals received") -> Provenance:
    """Return where figures came from."""
    last_day = publication.period_to - timedelta(days=1)
    period = f"{filters.short_date_words(publication.period_from)} to {filters.short_date_words(last_day)}"
    as_at = filters.short_date_words(publication.as_at)
    return Provenance(
        period=period,
        as_at=as_at,
        extract_id=publication.extract_id,
        line=f"{counted} {period}, as they stood on {as_at}. Extract {publication.extract_id}.",
    )


def _longest_first(services: Sequence[PublishedResult]) -> list[PublishedResult]:
    """Return those with a median, the longest first, then the others by name."""
    return sorted(services, key=lambda one: (-one.values["median_days"] if _has_median(one) else 1, one.label))


def _has_median(result: PublishedResult) -> bool:
    return result.values.get("median_days") is not None


def _headline(total: PublishedResult, provenance: Provenance) -> lists.StatHeadline:
    median = total.values.get("median_days")
    rests_on = f"Half: of {wait_words.count_words(total)} referrals with a first contact."
    share = ""
    if total.values.get("share_within_target_percent") is not None:
        share = f" Within {total.values['target_days']} days: {wait_words.share_words(total)}."
    return lists.StatHeadline(
        words=wait_words.headline(total),
        figure=wait_words.NOT_SHOWN.capitalize() if median is None else filters.plural(median, "day"),
        figure_label="half waited this long or less",
        comparison=f"{rests_on}{share} {provenance.line}",
    )


def _by_service(
    services: Sequence[PublishedResult], total: PublishedResult, publication: Publication
) -> chart.Chart | None:
    measured = [one for one in services if _has_median(one)]
    if not measured:
        return None
    drawn = measured[:MOST_BARS]
    shortest, longest = measured[-1].values["median_days"], measured[0].values["median_days"]
    which = filters.plural(len(measured), "service")
    if len(drawn) < len(measured):
        which = f"the {len(drawn)} longest of {len(measured)} services"
    title = (
        f"Half waited from {shortest} to {longest} days, depending on the service"
        if shortest < longest
        else wait_words.half_waited(longest).capitalize()
    )
    return wait_bars.wait_bars(
        about=chart.About(
            key="wait-by-service",
            title=title,
            summary=(
                f"Waits from referral to first contact at {which}, longest first."
                " The full bar ends where half had been met; the paler one where 9 in 10 had."
            ),
            unit="days",
            source=f"extract {publication.extract_id}",
            as_of=publication.as_at,
            count_words=f"{wait_words.count_words(total)} first contacts at all services together",
            uncertainty="Counts are rounded. People still waiting are not in it.",
        ),
        bars=[
            wait_bars.WaitBar(
                label=one.label,
                count_words=wait_words.count_words(one),
                median_days=one.values["median_days"],
                ninetieth_days=one.values["p90_days"],
            )
            for one in drawn
        ],
        target_days=total.values.get("target_days"),
    )


def _by_month(publication: Publication) -> chart.Chart | None:
    months = sorted(publication.of("month"), key=lambda one: one.key)
    shares = [one.values.get("share_within_target_percent") for one in months]
    known = [share for share in shares if share is not None]
    if len(known) < 2:
        return None
    target = next(one.values["target_days"] for one in months if one.values)
    return line_over_time.line_over_time(
        about=chart.About(
            key="share-by-month",
            title=f"From {min(known)}% to {max(known)}% were met within {target} days, month by month",
            summary="The share of referrals met in time, by the month in which the service received them.",
            unit="percent",
            source=f"extract {publication.extract_id}",
            as_of=publication.as_at,
            count_words=f"{filters.plural(len(known), 'month')} with enough people to show",
            uncertainty="The last months can still change: some people are waiting.",
        ),
        periods=[wait_words.month_words(one.key) for one in months],
        series=[line_over_time.Series(label=f"Within {target} days", values=tuple(shares))],
    )


def _table(total: PublishedResult, services: Sequence[PublishedResult]) -> lists.Table:
    target = total.values.get("target_days")
    return lists.Table(
        caption="Waits by service",
        is_caption_hidden=True,
        columns=(
            lists.Column(label="Service"),
            lists.Column(label="First contacts", is_figure=True),
            lists.Column(label="Still waiting", is_figure=True),
            lists.Column(label="Half waited up to (days)", is_figure=True),
            lists.Column(label="9 in 10 waited up to (days)", is_figure=True),
            lists.Column(label=f"Within {target} days" if target else "Within the target", is_figure=True),
        ),
        rows=(_row("All services", total), *(_row(one.label, one) for one in services)),
        count_words=filters.plural(len(services), "service"),
    )


def _row(label: str, result: PublishedResult) -> tuple[str, ...]:
    values = result.values
    return (
        label,
        wait_words.count_words(result),
        wait_words.number_words(values.get("count_waiting")),
        wait_words.number_words(values.get("median_days")),
        wait_words.number_words(values.get("p90_days")),
        wait_words.share_words(result),
    )
