"""Reads of what imports did: each run's table, and the rows that were held back with how to mend them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from lodestar.access.roles import DIRECTORY_ROLES
from lodestar.access.viewers import Viewer
from lodestar.directory import incoming
from lodestar.directory.models import ImportRun, QuarantinedRow, Source


class RunNotFound(LookupError):
    """There is no such import run, or the viewer has nothing to do with imports."""


@dataclass(frozen=True)
class RunRow:
    """One reading of a source. `counts` is by kind, in the order of the report: read, created, updated…

    `quarantined` counts the rows that are not in, `links_held` the links left off rows that are, and `remarks`
    are the report's sentences on the whole source.
    """

    run_id: UUID
    source_name: str
    address: str
    format: str
    finished_at: datetime
    counts: dict[str, dict[str, int]]
    quarantined: int
    links_held: int
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class HeldRow:
    """One source row, or one link of a row, that could not be taken, why (a slug), and its mend, in words."""

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
    return [_run_row(run, run.rows_held, run.links_held) for run in _runs().order_by("-finished_at", "id")[:limit]]


def import_run(viewer: Viewer, *, run_id: UUID) -> RunRow:
    """Return one import run. Raises RunNotFound."""
    run = _runs().filter(pk=run_id).first() if viewer.has_any(DIRECTORY_ROLES) else None
    if run is None:
        raise RunNotFound
    return _run_row(run, run.rows_held, run.links_held)


def reasons_held(viewer: Viewer, *, run_id: UUID, are_links: bool = False) -> dict[str, int]:
    """Return how many rows (or links) of a run were held back for each reason, most first. One query."""
    counted = (
        QuarantinedRow.objects.filter(run_id=run_id, is_link_only=are_links)
        .values_list("reason")
        .annotate(rows=Count("pk"))
    )
    return dict(counted.order_by("-rows", "reason")) if viewer.has_any(DIRECTORY_ROLES) else {}


def quarantined_rows(
    viewer: Viewer, *, run_id: UUID, are_links: bool = False, reason: str = "", start: int = 0, limit: int = 100
) -> list[HeldRow]:
    """Return a run's rows (or links) held back, of one reason if given, in the order in which they were read."""
    if not viewer.has_any(DIRECTORY_ROLES):
        return []
    rows = QuarantinedRow.objects.filter(run_id=run_id, is_link_only=are_links)
    if reason:
        rows = rows.filter(reason=reason)
    return [
        HeldRow(row.kind, row.source_key, row.reason, row.explanation)
        for row in rows.order_by("id")[start : start + limit]
    ]


def _runs() -> Any:
    held = {"rows_held": Q(quarantined__is_link_only=False), "links_held": Q(quarantined__is_link_only=True)}
    counts = {name: Count("quarantined", filter=which) for name, which in held.items()}
    return ImportRun.objects.select_related("source").annotate(**counts)


def _run_row(run: ImportRun, quarantined: int, links_held: int) -> RunRow:
    # The database keeps the kinds of a run in no order of ours.
    order = {kind: number for number, kind in enumerate(incoming.ORDER)}
    return RunRow(
        run_id=run.pk,
        source_name=run.source.name,
        address=run.source.address,
        format=run.format,
        finished_at=run.finished_at,
        counts=dict(sorted(run.counts.items(), key=lambda one: order.get(one[0], len(order)))),
        quarantined=quarantined,
        links_held=links_held,
        remarks=tuple(run.remarks),
    )
