"""Imports: what was read from each source, and the rows that were held back, each with how to mend it."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse

from lodestar.access.roles import DIRECTORY_ROLES
from lodestar.directory import import_runs
from lodestar.directory.import_runs import RunRow
from lodestar.web import filters
from lodestar.web.components.frame import BackLink
from lodestar.web.components.lists import (
    Chip,
    ChipGroup,
    Column,
    EmptyState,
    Link,
    Paging,
    Table,
)
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

ROWS_A_PAGE = 100
COUNTS = ("read", "created", "updated", "unchanged", "repeated", "retired", "quarantined")


@dataclass(frozen=True)
class ImportsPage:
    """The newest import runs."""

    table: Table | None
    empty: EmptyState


@dataclass(frozen=True)
class ImportRunPage:
    """One run: its table by kind, and its rows in quarantine."""

    back: BackLink
    title: str
    lead: str
    kinds: Table
    filter: ChipGroup
    held: Table | None
    empty: EmptyState
    paging: Paging | None


@opens_to(DIRECTORY_ROLES)
def imports(request: Request) -> HttpResponse:
    """Show what was imported lately."""
    runs = import_runs.import_runs(request.viewer)
    page = ImportsPage(
        table=_runs_table(runs) if runs else None,
        empty=EmptyState(
            title="Nothing is imported yet",
            words=(
                "A feed or a file of services is read with the command “lodestar directory import”. "
                "What it did, and what it could not take, is shown here."
            ),
        ),
    )
    return render(request, "casework/imports.html", page)


@opens_to(DIRECTORY_ROLES)
def import_run(request: Request, run_id: UUID) -> HttpResponse:
    """Show one import run."""
    viewer = request.viewer
    try:
        run = import_runs.import_run(viewer, run_id=run_id)
    except import_runs.RunNotFound as missing:
        raise Http404 from missing
    reasons = import_runs.reasons_held(viewer, run_id=run_id)
    reason = request.GET.get("reason", "")
    number = _page_number(request)
    rows = import_runs.quarantined_rows(
        viewer, run_id=run_id, reason=reason, start=(number - 1) * ROWS_A_PAGE, limit=ROWS_A_PAGE
    )
    count = reasons.get(reason, 0) if reason else sum(reasons.values())
    page = ImportRunPage(
        back=BackLink(label="imports", url=reverse("casework:imports")),
        title=run.source_name,
        lead=(
            f"Read on {filters.date_words(run.finished_at)} at {filters.time_words(run.finished_at)} "
            f"from {run.address or 'an unnamed place'}. Format: {run.format}."
        ),
        kinds=_kinds_table(run),
        filter=_filter(reasons, reason),
        held=_held_table(rows, count) if rows else None,
        empty=EmptyState(title="Nothing is held back", words="Every row of this source could be taken."),
        paging=_paging(run_id, reason, number, count) if count > ROWS_A_PAGE else None,
    )
    return render(request, "casework/import_run.html", page)


def _runs_table(runs: list[RunRow]) -> Table:
    return Table(
        caption="Import runs",
        is_caption_hidden=True,
        count_words=filters.plural(len(runs), "run"),
        columns=(
            Column(label="Source"),
            Column(label="When"),
            Column(label="Format"),
            Column(label="Rows read", is_figure=True),
            Column(label="Held back", is_figure=True),
        ),
        rows=tuple(
            (
                Link(
                    words=run.source_name,
                    url=reverse("casework:import-run", kwargs={"run_id": run.run_id}),
                ),
                filters.short_date_words(run.finished_at),
                run.format,
                f"{sum(counts.get('read', 0) for counts in run.counts.values()):,}",
                f"{run.quarantined:,}",
            )
            for run in runs
        ),
    )


def _kinds_table(run: RunRow) -> Table:
    return Table(
        caption="What happened to each kind of row",
        columns=(Column(label="Kind"), *(Column(label=one.capitalize(), is_figure=True) for one in COUNTS)),
        rows=tuple(
            (kind.replace("_", " ").capitalize(), *(f"{counts.get(one, 0):,}" for one in COUNTS))
            for kind, counts in run.counts.items()
        ),
    )


def _filter(reasons: dict[str, int], chosen: str) -> ChipGroup:
    return ChipGroup(
        legend="Held back because",
        name="reason",
        is_many=False,
        chips=(
            Chip(value="", label=f"Any reason ({sum(reasons.values()):,})", is_on=not chosen),
            *(
                Chip(value=slug, label=f"{_words(slug)} ({count:,})", is_on=slug == chosen)
                for slug, count in reasons.items()
            ),
        ),
    )


def _held_table(rows: list[import_runs.HeldRow], count: int) -> Table:
    return Table(
        caption="Rows held back",
        count_words=filters.plural(count, "row"),
        columns=(
            Column(label="Row"),
            Column(label="Kind"),
            Column(label="Reason"),
            Column(label="How to mend it"),
        ),
        rows=tuple(
            (
                row.source_key or "No id",
                row.kind.replace("_", " ").capitalize(),
                _words(row.reason),
                row.explanation,
            )
            for row in rows
        ),
    )


def _words(slug: str) -> str:
    return slug.replace("-", " ").capitalize()


def _page_number(request: Request) -> int:
    typed = request.GET.get("page", "1")
    return max(int(typed), 1) if typed.isdigit() else 1


def _paging(run_id: UUID, reason: str, number: int, count: int) -> Paging:
    address = f"{reverse('casework:import-run', kwargs={'run_id': run_id})}?reason={reason}"
    last = -(-count // ROWS_A_PAGE)
    return Paging(
        words=f"Page {number} of {last}",
        previous_url=f"{address}&page={number - 1}" if number > 1 else None,
        next_url=f"{address}&page={number + 1}" if number < last else None,
    )
