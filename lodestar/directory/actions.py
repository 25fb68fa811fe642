"""What changes the directory."""

from collections.abc import Callable, Mapping, Sequence
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


class RetiresMany(Exception):
    """More than half of what a source held would be retired: more likely another source than an edition."""


@dataclass(frozen=True, slots=True)
class SourceNamed:
    """The source that rows come from, with what its reader says of it as a whole."""

    slug: str
    name: str
    address: str
    format: str
    remarks: Sequence[str] = ()


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
    may_retire_many: bool = False,
    by: Viewer,
    at: datetime,
    progress: Callable[[str], None],
) -> Imported:
    """Bring the directory to what a source says now, in one transaction: add, update, retire.

    `is_part`: the pile is not the whole source, so that what is absent from it is not gone. A dry run
    counts and writes nothing. Raises NothingToImport when no row can be taken, RetiresMany when more than
    half would go and `may_retire_many` does not say so, and CountsDoNotAddUp; each leaves everything as it was.
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
            if not may_retire_many and (much := too_much_retired(counts)):
                raise RetiresMany(much)
            run.keep_run(format_slug=source.format, counts=counts, held=found.held, remarks=source.remarks)
            audit.record(by=by, at=at, action="import-source", subject_kind="source", subject_id=source.slug)
    return Imported(counts=counts, held=found.held)


def too_much_retired(counts: Mapping[str, Counts]) -> str:
    """Return in a sentence that more than half of a source's services, or of all its rows, goes; else nothing."""
    services = counts.get("service", Counts())
    if 2 * services.retired > services.before:
        return f"This would retire {services.retired:,} of the {services.before:,} services held of this source."
    retired, before = (sum(getattr(one, name) for one in counts.values()) for name in ("retired", "before"))
    return f"This would retire {retired:,} of the {before:,} rows held of this source." if 2 * retired > before else ""
