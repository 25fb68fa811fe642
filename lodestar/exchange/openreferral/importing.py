"""What `lodestar directory import` runs: a source read, sorted, brought in, and told of."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils import timezone

from lodestar.access.actions import the_system
from lodestar.access.viewers import Viewer
from lodestar.directory import actions
from lodestar.exchange.openreferral import column_mapping, gathering, naming, reading, reporting

ImportReport = reporting.ImportReport
Progress = Callable[[str], None]
RETIRES_MANY = "If that is so, say --retire-many. If it is another source, give it a --name of its own."


class ImportRefused(Exception):
    """The source was not imported and nothing was changed; the message says why and how to mend it."""


@contextmanager
def _without_collecting() -> Iterator[None]:
    # Python walks all rows of a feed again and again for rings that are not there: a fifth of the whole work.
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_without_collecting()
def run_import(
    source: str,
    *,
    name: str | None,
    mapping: Path | None,
    dry_run: bool,
    quarantine_file: Path | None,
    progress: Progress,
    may_retire_many: bool = False,
    by: Viewer | None = None,
) -> ImportReport:
    """Import a file, folder, zip or web address into the directory and return what happened.

    `name` says which source it is an edition of; without it the file's or host's own name does, if what is
    held under that name came from the same place. Rows held back go to `quarantine_file` even when the import
    is refused for want of any row that stands. `may_retire_many` lets an edition take away more than half of
    what is held. Raises ImportRefused.
    """
    started = time.perf_counter()
    if quarantine_file is not None:
        refuse_unwritable(quarantine_file)
    gathered = gathered_or_refused(source, mapping=mapping, progress=progress)
    named = named_or_refused(source, name=name)
    at = timezone.now()
    remarks = remarks_on(gathered)
    held = gathered.pile.held
    progress(f"sorting and comparing {sum(tally.read for tally in gathered.pile.tallies.values()):,} rows")
    try:
        done = actions.import_source(
            source=actions.SourceNamed(
                slug=named.slug,
                name=named.name,
                address=named.address,
                format=gathered.format,
                remarks=tuple(remarks),
            ),
            pile=gathered.pile,
            is_part=gathered.is_part,
            dry_run=dry_run,
            may_retire_many=may_retire_many,
            by=by or the_system(timezone.localdate()),
            at=at,
            progress=progress,
        )
    except actions.NothingToImport as error:
        lines = "\n".join([str(error), *reporting.reasons(held)])
        raise ImportRefused(lines) from error
    except actions.RetiresMany as error:
        raise ImportRefused(f"{error} {RETIRES_MANY}") from error
    finally:
        if quarantine_file is not None and held:
            reporting.write_quarantine(quarantine_file, held)
    services = done.counts.get("service")
    if services is not None and services.read and services.quarantined == services.read - services.repeated:
        remarks.append("Not one service could be taken: the reasons below say why. Mend the source and import again.")
    if dry_run and not may_retire_many and (much := actions.too_much_retired(done.counts)):
        remarks.append(f"The import itself would be refused: {much} {RETIRES_MANY}")
    if quarantine_file is not None and held:
        remarks.append(f"{len(held):,} entries of the quarantine are in {quarantine_file.name}.")
    return ImportReport(
        source_slug=named.slug,
        format=gathered.format,
        counts=done.counts,
        held=done.held,
        remarks=remarks,
        is_dry_run=dry_run,
        seconds=time.perf_counter() - started,
    )


def named_or_refused(source: str, *, name: str | None) -> naming.Named:
    """Return what a source is kept under. Raises ImportRefused with the sentence of what stands in the way."""
    try:
        return naming.named(source, name=name)
    except naming.NameRefused as error:
        raise ImportRefused(str(error)) from error


def gathered_or_refused(
    source: str, *, mapping: Path | None, progress: Progress, inspect: gathering.Inspect = gathering.look_away
) -> gathering.Gathered:
    """Return all that a source holds. Raises ImportRefused with the sentence of what stands in the way."""
    try:
        wanted = column_mapping.load(mapping) if mapping is not None else None
        return gathering.gather(source, mapping=wanted, progress=progress, inspect=inspect)
    except reading.CannotRead as error:
        raise ImportRefused(str(error)) from error
    except OSError as error:
        raise ImportRefused(f"{source} could not be read: {error.strerror or error}.") from error


def refuse_unwritable(quarantine_file: Path) -> None:
    """Raise ImportRefused when a file cannot be written; leave none behind that was not there."""
    was_there = quarantine_file.exists()
    try:
        with quarantine_file.open("a", encoding="utf-8"):
            pass
    except OSError as error:
        reason = error.strerror or error
        raise ImportRefused(
            f"The file for the quarantine, {quarantine_file}, cannot be written: {reason}. "
            "Nothing was read. Name a file in a folder that is there and that you may write to."
        ) from error
    if not was_there:
        quarantine_file.unlink()


def remarks_on(gathered: gathering.Gathered) -> list[str]:
    """Return sentences on the source as a whole: what was passed over, what it is a part of, odd encodings."""
    remarks = [
        f"Read by the mapping “{name}”, which comes with Lodestar." for name in sorted(gathered.shipped_mappings)
    ]
    if gathered.is_part:
        parts = ", ".join(sorted(set(gathered.missing_pages)))
        absent = "what is absent is not taken for gone, and nothing is retired"
        remarks.append(f"The source says that it goes on ({parts} read): {absent}.")
    if gathered.passed_over:
        remarks.append(f"Passed over, being no data: {', '.join(gathered.passed_over[:8])}.")
    for table_name, _ in gathered.strange_tables:
        remarks.append(f"{table_name} is a table that we do not know: its rows are kept as they came.")
    odd = [name for name in gathered.encodings if name != "utf-8"]
    if odd:
        remarks.append(f"Read from {', '.join(sorted(odd))}.")
    return remarks
