"""Reads of what the place has published. Published figures are the same for everybody."""

from dataclasses import dataclass
from datetime import date, datetime

from lodestar.access.viewers import Viewer
from lodestar.commissioning.models import PublishedResult


@dataclass(frozen=True, kw_only=True)
class Publication:
    """One indicator's figures, made together from one extract for one period."""

    indicator: str
    definition_version: str
    period_from: date
    period_to: date
    as_at: date
    extract_id: str
    computed_at: datetime
    results: tuple[PublishedResult, ...]

    def of(self, breakdown: str) -> tuple[PublishedResult, ...]:
        """Return the results of one breakdown, in the order of their labels."""
        return tuple(result for result in self.results if result.breakdown == breakdown)


def published_results(viewer: Viewer, *, indicator: str) -> Publication | None:
    """Return the newest publication of an indicator, or None when nothing was published yet.

    It holds nothing about one person, so every signed-in viewer may read it; the door says who does.
    """
    newest = PublishedResult.objects.filter(indicator=indicator).order_by("-computed_at", "-extract_id").first()
    if newest is None or not viewer.is_signed_in:
        return None
    results = PublishedResult.objects.filter(
        indicator=indicator,
        extract_id=newest.extract_id,
        period_from=newest.period_from,
        period_to=newest.period_to,
    ).order_by("breakdown", "label", "key")
    return Publication(
        indicator=indicator,
        definition_version=newest.definition_version,
        period_from=newest.period_from,
        period_to=newest.period_to,
        as_at=newest.as_at,
        extract_id=newest.extract_id,
        computed_at=newest.computed_at,
        results=tuple(results),
    )
