"""Reads of what imports did: each run's table, and the rows that were held back with how to mend them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from lodestar.access.roles import DIRECTORY_ROLES
from lodestar.access.viewers import Viewer
from lodestar.directory.models import ImportRun, QuarantinedRow, Source


class RunNotFound(LookupError):
    """There is no such import run, or the viewer has nothing to do with imports."""


@dataclass(frozen=True)
class RunRow:
    """One reading of a source. `counts` is by kind: read, created, updated, unchanged, retired, quarantined…"""

    run_id: UUID
    source_name: str
    address: str
    format: str
    finished_at: datetime
    counts: dict[str, dict[str, int]]
    quarantined: int


@dataclass(frozen=True)
class HeldRow:
    """One source row that could not be taken, why (a slug), and how to mend it, in words."""

    kind: str
    source_key: str
    reason: str
    explanation: str


@dataclass(frozen=True)
class HeldSource:
    """A source that we hold rows of: what it is called, and where it was read from last."""

    name: str
    address: str


def held_source(*, slug: str) -> HeldSource | None:
    """Return the source that is kept under a slug, if there is one. One query."""
    source = Source.objects.filter(slug=slug).first()
    return HeldSource(source.name, source.address) if source else None


def import_runs(viewer: Viewer, *, limit: int = 50) -> list[RunRow]:
    """Return the newest import runs; none for a viewer who has nothing to do with the directory. One query."""
    if not viewer.has_any(DIRECTORY_ROLES):
        return []
    runs = ImportRun.objects.select_related("source").annotate(held=Count("quarantined")).order_by("-finished_at", "id")
    return [_run_row(run, run.held) for run in runs[:limit]]


def import_run(viewer: Viewer, *, run_id: UUID) -> RunRow:
    """Return one import run. Raises RunNotFound."""
    runs = ImportRun.objects.select_related("source").annotate(held=Count("quarantined"))
    run = runs.filter(pk=run_id).first() if viewer.has_any(DIRECTORY_ROLES) else None
    if run is None:
        raise RunNotFound
    return _run_row(run, run.held)


def reasons_held(viewer: Viewer, *, run_id: UUID) -> dict[str, int]:
    """Return how many rows of a run were held back for each reason, most first. One query."""
    counted = QuarantinedRow.objects.filter(run_id=run_id).values_list("reason").annotate(rows=Count("pk"))
    return dict(counted.order_by("-rows", "reason")) if viewer.has_any(DIRECTORY_ROLES) else {}


def quarantined_rows(
    viewer: Viewer, *, run_id: UUID, reason: str = "", start: int = 0, limit: int = 100
) -> list[HeldRow]:
    """Return a run's rows that were held back, of one reason if given, in the order in which they were read."""
    if not viewer.has_any(DIRECTORY_ROLES):
        return []
    rows = QuarantinedRow.objects.filter(run_id=run_id, **({"reason": reason} if reason else {}))
    return [
        HeldRow(row.kind, row.source_key, row.reason, row.explanation)
        for row in rows.order_by("id")[start : start + limit]
    ]


def _run_row(run: ImportRun, quarantined: int) -> RunRow:
    return RunRow(
        run_id=run.pk,
        source_name=run.source.name,
        address=run.source.address,
        format=run.format,
        finished_at=run.finished_at,
        counts=run.counts,
        quarantined=quarantined,
    )
