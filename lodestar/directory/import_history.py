"""What imports did, and the rows that they could not take: what the quarantine's screen shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from lodestar.access.viewers import Viewer
from lodestar.directory.models import ImportRun, QuarantinedRow

PAGE = 50


@dataclass(frozen=True, slots=True)
class Quarantined:
    """One row that could not be taken: which, why, how to mend it, and what it said."""

    source_name: str
    kind: str
    source_key: str
    reason: str
    explanation: str
    is_link_only: bool
    payload: Mapping[str, Any]
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class QuarantinePage:
    """One page of the quarantine, with how many rows there are for each reason."""

    rows: tuple[Quarantined, ...]
    total: int
    reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PastImport:
    """One reading of a source, with its counts by kind."""

    run_id: UUID
    source_slug: str
    source_name: str
    address: str
    format: str
    finished_at: datetime
    counts: Mapping[str, Mapping[str, int]]
    quarantined: int


def quarantined_rows(
    viewer: Viewer, *, source_slug: str | None = None, reason: str | None = None, kind: str | None = None, page: int = 1
) -> QuarantinePage:
    """Return a page of the rows that the newest import of each source could not take.

    Rows of earlier imports are history: the source has spoken again since. They hold what a source has
    published, so every viewer who may open the screen may see them; the door says who that is.
    """
    rows = QuarantinedRow.objects.filter(run__in=_newest_runs(source_slug))
    if kind:
        rows = rows.filter(kind=kind)
    reasons = dict(rows.values_list("reason").annotate(count=Count("pk")).order_by("-count"))
    if reason:
        rows = rows.filter(reason=reason)
    start = (max(page, 1) - 1) * PAGE
    shown = rows.select_related("run__source").order_by("run__source", "kind", "is_link_only", "pk")
    return QuarantinePage(
        rows=tuple(_as_quarantined(row) for row in shown[start : start + PAGE]),
        total=rows.count(),
        reasons=reasons,
    )


def past_imports(viewer: Viewer, *, limit: int = 20) -> tuple[PastImport, ...]:
    """Return the newest imports of all sources, the newest first."""
    runs = ImportRun.objects.select_related("source").annotate(held=Count("quarantined"))
    return tuple(
        PastImport(
            run_id=run.pk,
            source_slug=run.source_id,
            source_name=run.source.name,
            address=run.source.address,
            format=run.format,
            finished_at=run.finished_at,
            counts=run.counts,
            quarantined=run.held,
        )
        for run in runs.order_by("-finished_at")[:limit]
    )


def _newest_runs(source_slug: str | None) -> "QuerySet[ImportRun, Any]":
    runs = ImportRun.objects.filter(source=source_slug) if source_slug else ImportRun.objects.all()
    return runs.order_by("source", "-finished_at").distinct("source").values("pk")


def _as_quarantined(row: QuarantinedRow) -> Quarantined:
    payload = row.payload if isinstance(row.payload, dict) else {"row": row.payload}
    return Quarantined(
        source_name=row.run.source.name,
        kind=row.kind,
        source_key=row.source_key,
        reason=row.reason,
        explanation=row.explanation,
        is_link_only=row.is_link_only,
        payload=payload,
        seen_at=row.run.finished_at,
    )
