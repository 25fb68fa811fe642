"""What changes the directory."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from lodestar.access import audit
from lodestar.access.viewers import Viewer
from lodestar.directory import comparing, importing, sorting
from lodestar.directory.comparing import Counts
from lodestar.directory.incoming import HeldBack


class NothingToImport(Exception):
    """Rows were read and none of them could be taken: a fault, so nothing is changed."""


@dataclass(frozen=True, slots=True)
class SourceNamed:
    """The source that rows come from."""

    slug: str
    name: str
    address: str
    format: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or (in a dry run) would do."""

    counts: Mapping[str, Counts]
    held: list[HeldBack]


def import_source(
    *,
    source: SourceNamed,
    pile: sorting.Pile,
    is_part: bool,
    dry_run: bool,
    by: Viewer,
    at: datetime,
    progress: Callable[[str], None],
) -> Imported:
    """Bring the directory to what a source says now, in one transaction: add, update, retire.

    `is_part`: the pile is not the whole source, so that what is absent from it is not gone. A dry run
    counts and writes nothing. Raises NothingToImport when no row can be taken, and CountsDoNotAddUp,
    either of which leaves everything as it was.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Two imports of one source wait for each other.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"import {source.slug}"])
        ledger = comparing.Ledger.of_source(source.slug)
        found = sorting.settle(pile, known=ledger.live_keys() if is_part else None)
        if not found.standing:
            raise NothingToImport("Not one row could be taken. Look at the reasons and mend the source.")
        run = importing.Run(source.slug, at=at, ledger=ledger, dry_run=dry_run, progress=progress)
        if not dry_run:
            importing.name_source(source.slug, source.name, source.address, source.format)
        counts = run.bring(found, is_part=is_part)
        if not dry_run:
            run.keep_run(format_slug=source.format, counts=counts, held=found.held)
            audit.record(by=by, at=at, action="import-source", subject_kind="source", subject_id=source.slug)
    return Imported(counts=counts, held=found.held)
