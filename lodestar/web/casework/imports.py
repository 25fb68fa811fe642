"""Imports: what was read from each source, and the rows that were held back, each with how to mend it."""

from dataclasses import dataclass
from urllib.parse import urlencode
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
# In the order of the command's report, so that the two can be laid side by side.
COUNTS = ("read", "created", "updated", "unchanged", "repeated", "quarantined", "retired")
BRITISH = {
    "organization": "organisation",
    "organization_identifier": "organisation identifier",
    "program": "programme",
}


@dataclass(frozen=True)
class ImportsPage:
    """The newest import runs."""

    table: Table | None
    empty: EmptyState


@dataclass(frozen=True)
class ImportRunPage:
    """One run: its table by kind with what the table says, its rows in quarantine, and its links held back."""

    back: BackLink
    title: str
    lead: str
    kinds: Table
    notes: tuple[str, ...]
    lists: tuple["HeldList", ...]
    empty: EmptyState


@dataclass(frozen=True)
class HeldList:
    """The rows, or the links, that were held back. `kept` is the other list's choice, which this form keeps."""

    heading: str
    filter: ChipGroup
    kept: tuple[tuple[str, str], ...]
    table: Table
    paging: Paging | None


@dataclass(frozen=True)
class _Which:
    """Which of the two lists: what it calls its things, and its names in the address."""

    are_links: bool
    heading: str
    noun: str
    reason: str
    page: str


ROWS = _Which(are_links=False, heading="Rows in quarantine", noun="row", reason="reason", page="page")
LINKS = _Which(
    are_links=True,
    heading="Links held back, their rows being in",
    noun="link",
    reason="link-reason",
    page="link-page",
)


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
    lists = (_held_list(request, run, which=which) for which in (ROWS, LINKS))
    page = ImportRunPage(
        back=BackLink(label="imports", url=reverse("casework:imports")),
        title=run.source_name,
        lead=(
            f"Read on {filters.date_words(run.finished_at)} at {filters.time_words(run.finished_at)} "
            f"from {run.address or 'an unnamed place'}. Format: {run.format}."
        ),
        kinds=_kinds_table(run),
        notes=_notes(run),
        lists=tuple(one for one in lists if one is not None),
        empty=EmptyState(title="Nothing is held back", words="Every row of this source could be taken."),
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
            Column(label="Rows in quarantine", is_figure=True),
            Column(label="Links held back", is_figure=True),
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
                f"{run.links_held:,}",
            )
            for run in runs
        ),
    )


def _kinds_table(run: RunRow) -> Table:
    return Table(
        caption="What happened to each kind of row",
        columns=(Column(label="Kind"), *(Column(label=one.capitalize(), is_figure=True) for one in COUNTS)),
        rows=(
            *(
                (_kind(kind).capitalize(), *(f"{counts.get(one, 0):,}" for one in COUNTS))
                for kind, counts in run.counts.items()
            ),
            ("All", *(f"{_sum(run, one):,}" for one in COUNTS)),
        ),
    )


def _notes(run: RunRow) -> tuple[str, ...]:
    """Return what the command's report says below its table."""
    notes = [
        "Read = created + updated + unchanged + repeated + quarantined.",
        f"Held before {_sum(run, 'before'):,} + created {_sum(run, 'created'):,} − retired {_sum(run, 'retired'):,} "
        f"= held after {_sum(run, 'after'):,}.",
    ]
    links = [(kind, counts.get("links_held", 0)) for kind, counts in run.counts.items()]
    if told := ", ".join(f"{number:,} of {_kind(kind)}" for kind, number in links if number):
        notes.append(f"Links held back, their rows being in: {told}.")
    return (*notes, *run.remarks)


def _sum(run: RunRow, name: str) -> int:
    return sum(counts.get(name, 0) for counts in run.counts.values())


def _kind(slug: str) -> str:
    return BRITISH.get(slug, slug.replace("_", " "))


def _held_list(request: Request, run: RunRow, *, which: _Which) -> HeldList | None:
    """Return one of the two lists of what was held back, or none where there is nothing to list."""
    viewer = request.viewer
    reasons = import_runs.reasons_held(viewer, run_id=run.run_id, are_links=which.are_links)
    if not reasons:
        return None
    reason = request.GET.get(which.reason, "")
    reason = reason if reason in reasons else ""
    count = reasons[reason] if reason else sum(reasons.values())
    number = min(_page_number(request, which), -(-count // ROWS_A_PAGE))
    rows = import_runs.quarantined_rows(
        viewer,
        run_id=run.run_id,
        are_links=which.are_links,
        reason=reason,
        start=(number - 1) * ROWS_A_PAGE,
        limit=ROWS_A_PAGE,
    )
    other = LINKS if which is ROWS else ROWS
    kept = tuple((name, request.GET[name]) for name in (other.reason, other.page) if name in request.GET)
    return HeldList(
        heading=f"{which.heading}: {sum(reasons.values()):,}",
        filter=_filter(reasons, reason, which),
        kept=kept,
        table=_held_table(rows, count, which),
        paging=_paging(kept, reason, number, count, which) if count > ROWS_A_PAGE else None,
    )


def _filter(reasons: dict[str, int], chosen: str, which: _Which) -> ChipGroup:
    return ChipGroup(
        legend="Held back because",
        name=which.reason,
        is_many=False,
        chips=(
            Chip(value="", label=f"Any reason ({sum(reasons.values()):,})", is_on=not chosen),
            *(
                Chip(value=slug, label=f"{_words(slug)} ({count:,})", is_on=slug == chosen)
                for slug, count in reasons.items()
            ),
        ),
    )


def _held_table(rows: list[import_runs.HeldRow], count: int, which: _Which) -> Table:
    return Table(
        caption=which.heading,
        is_caption_hidden=True,
        count_words=filters.plural(count, which.noun),
        columns=(
            Column(label="Row"),
            Column(label="Kind"),
            Column(label="Reason"),
            Column(label="How to mend it"),
        ),
        rows=tuple(
            (
                row.source_key or "No id",
                _kind(row.kind).capitalize(),
                _words(row.reason),
                row.explanation,
            )
            for row in rows
        ),
    )


def _words(slug: str) -> str:
    return slug.replace("-", " ").capitalize()


def _page_number(request: Request, which: _Which) -> int:
    typed = request.GET.get(which.page, "1")
    return max(int(typed), 1) if typed.isdecimal() else 1


def _paging(kept: tuple[tuple[str, str], ...], reason: str, number: int, count: int, which: _Which) -> Paging:
    last = -(-count // ROWS_A_PAGE)

    def address(page: int) -> str:
        return "?" + urlencode([*kept, (which.reason, reason), (which.page, page)])

    return Paging(
        words=f"Page {number} of {last}",
        previous_url=address(number - 1) if number > 1 else None,
        next_url=address(number + 1) if number < last else None,
    )
