"""What a place does with its figures."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from lodestar.access import audit
from lodestar.access.viewers import Viewer
from lodestar.commissioning.models import PublishedResult
from lodestar.indicators import catalogue
from lodestar.indicators.disclosure import Publishable


class NothingToPublish(ValueError):
    """A publication holds at least the total."""


def publish_results(
    *,
    indicator: catalogue.Indicator,
    results: Sequence[Publishable],
    extract_id: str,
    as_at: date,
    by: Viewer,
    at: datetime,
) -> list[PublishedResult]:
    """Publish an indicator's figures, which went through disclosure, as they stood at the end of `as_at`.

    Figures of the same extract and period are replaced: they are the same question put again. Older
    ones stay. Raises NothingToPublish when there are none.
    """
    if not results:
        raise NothingToPublish(f"{indicator.slug} gave no results.")
    period = results[0].result.period
    rows = [
        PublishedResult(
            indicator=indicator.slug,
            definition_version=indicator.version,
            breakdown=one.result.breakdown,
            key=one.result.key,
            label=one.result.label,
            period_from=period.starts_on,
            period_to=period.until,
            as_at=as_at,
            count=one.count,
            values=dict(one.values),
            hidden_because=one.hidden_because,
            extract_id=extract_id,
            computed_at=at,
        )
        for one in results
    ]
    with transaction.atomic():
        PublishedResult.objects.filter(
            indicator=indicator.slug,
            extract_id=extract_id,
            period_from=period.starts_on,
            period_to=period.until,
        ).delete()
        made = PublishedResult.objects.bulk_create(rows)
        audit.record(by=by, at=at, action="publish-results", subject_kind="indicator", subject_id=indicator.slug)
    return made
