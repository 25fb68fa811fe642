"""From an extract to published figures: engine, disclosure, publication, in this order and no other."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.utils import timezone

from lodestar.access import actions as access
from lodestar.commissioning import actions as commissioning
from lodestar.exchange.extract import extracting
from lodestar.exchange.extract import manifest as manifests
from lodestar.indicators import catalogue, disclosure, engine
from lodestar.indicators.periods import Period, last_twelve_months


class RunRefused(ValueError):
    """The figures cannot be made as asked; the words say how to mend it."""


class NoExtract(RunRefused):
    """There is no such extract, or none yet, or it is damaged."""


def run_indicators(
    *,
    slugs: Sequence[str] = (),
    extract_id: str | None = None,
    period_from: date | None = None,
    period_to: date | None = None,
    at: datetime | None = None,
    progress: Callable[[str], None] = lambda line: None,
) -> str:
    """Make, disclose and publish the indicators of `slugs`, or all of them, and return a report in words.

    Figures stand at the end of the London day on which the extract was made. Without a period they cover
    the twelve whole months before it. Raises RunRefused, and NoExtract.
    """
    try:
        wanted = [catalogue.indicator(slug) for slug in slugs] or list(catalogue.INDICATORS)
    except catalogue.NoSuchIndicator as error:
        raise RunRefused(str(error)) from error
    manifest = _extract(extract_id)
    as_at = timezone.localdate(manifest.made_at)
    period = _period(period_from, period_to, as_at=as_at)
    lines = []
    for indicator in wanted:
        progress(f"{indicator.slug}: counting extract {manifest.extract_id}")
        lines.append(_run_one(indicator, manifest, period, as_at=as_at, at=at or timezone.now()))
    return "\n".join(lines)


def _extract(extract_id: str | None) -> manifests.Manifest:
    folder = extracting.extracts_folder()
    try:
        return manifests.verified(folder / extract_id if extract_id else manifests.newest(folder))
    except (manifests.NoExtract, manifests.DamagedExtract) as error:
        raise NoExtract(str(error)) from error


def _period(period_from: date | None, period_to: date | None, *, as_at: date) -> Period:
    if period_from is None and period_to is None:
        return last_twelve_months(on=as_at)
    if period_from is None or period_to is None:
        raise RunRefused("Say both days of the period, or neither: --from 2025-04-01 --to 2026-04-01.")
    if period_to > as_at:
        raise RunRefused(f"The period is not over: the extract is of {as_at.isoformat()}. Choose an earlier --to.")
    if period_to <= period_from:
        raise RunRefused("The period ends before it starts. --to is the first day after it.")
    return Period(period_from, period_to)


def _run_one(
    indicator: catalogue.Indicator,
    manifest: manifests.Manifest,
    period: Period,
    *,
    as_at: date,
    at: datetime,
) -> str:
    folder = extracting.extracts_folder() / manifest.extract_id
    results = engine.run(indicator, folder, period=period, on=as_at)
    shown = disclosure.publishable(indicator, results, on=as_at)
    commissioning.publish_results(
        indicator=indicator,
        results=shown,
        extract_id=manifest.extract_id,
        as_at=as_at,
        by=access.the_system(as_at),
        at=at,
    )
    hidden = sum(result.count is None for result in shown)
    return (
        f"{indicator.slug}: {len(shown)} rows of figures published, {hidden} of them hidden,"
        f" for {period.starts_on.isoformat()} up to {period.until.isoformat()}"
    )
