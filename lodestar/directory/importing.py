"""The work of an import inside its transaction: kind by kind, parents first, only what changed is written."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from lodestar.directory import comparing, incoming, indexing, making, placing, sorting, writing
from lodestar.directory.comparing import Counts, Ledger
from lodestar.directory.entries import preferring
from lodestar.directory.incoming import HeldBack, Row
from lodestar.directory.making import Making, Record
from lodestar.directory.models import ImportRun, RawRecord, Source
from lodestar.directory.touching import Touched

# The search's words are made from these kinds too: a change of theirs is a change of their services.
_TOUCHES_SEARCH = ("service", "service_at_location", "attribute", "location", "organization", "taxonomy_term")
_RAW_COLUMNS = (
    *("source_id", "kind", "source_key", "entity_id", "payload", "payload_hash", "made_hash", "notes"),
    *("first_seen_at", "retired_at"),
)


def name_source(slug: str, name: str, address: str, format_slug: str) -> Source:
    """Make the source, or bring its name, address and format up to date; return it."""
    source, _ = Source.objects.update_or_create(
        slug=slug, defaults={"name": name[:200], "address": address[:500], "format": format_slug}
    )
    return source


class Run:
    """One import: what it compares with, and what it writes."""

    def __init__(
        self, slug: str, *, at: datetime, ledger: Ledger, dry_run: bool, progress: Callable[[str], None]
    ) -> None:
        self.slug = slug
        self.at = at
        self.ledger = ledger
        self.dry_run = dry_run
        self.progress = progress
        self.written_kinds: set[str] = set()
        self.touched = Touched()
        self.rewritten: set[UUID] = set()

    def bring(self, found: sorting.Sorted, *, is_part: bool) -> Mapping[str, Counts]:
        """Write what is new or changed, retire what is gone, and return the checked counts."""
        standing = {kind: {row.key for row in rows} for kind, rows in found.rows.items()}
        gone = {} if is_part else self.ledger.gone(standing, found.held)
        maker = Making(slug=self.slug, at=self.at, rows=found.rows, places=_places(found))
        for kind in incoming.ORDER:
            rows = found.rows.get(kind, [])
            if rows:
                self._bring_kind(kind, rows, maker)
        counts = self.ledger.close(found.tallies)
        if not self.dry_run:
            self._retire(gone)
            # Of a source that is new, every service has this moment already.
            if self.ledger.kept:
                self.touched.move(at=self.at)
                writing.keep_replaced(at=self.at)
            preferring.hold_to_preferred(source=self.slug, rewritten=self.rewritten, at=self.at)
            if self.written_kinds & set(_TOUCHES_SEARCH):
                self.progress("making the search's words")
                indexing.index_services(service_ids=self._service_ids(standing, gone))
        return counts

    def _bring_kind(self, kind: str, rows: Sequence[Row], maker: Making) -> None:
        records: list[Record] = []
        raw: list[tuple[Any, ...]] = []
        replaced: list[str] = []
        for row in rows:
            made = maker.records(row)
            payload_hash, made_hash = comparing.fingerprint(row.payload), comparing.fingerprint_of(made)
            was_there = row.key in self.ledger.kept.get(kind, {})
            write_raw, write_records = self.ledger.note(kind, row.key, payload_hash, made_hash)
            if write_raw:
                raw.append(self._raw(row, maker.entity_id(row), payload_hash, made_hash))
            if write_records:
                records += made
                if was_there:
                    replaced.append(row.key)
        if self.dry_run or not raw:
            return
        self.progress(f"{kind.replace('_', ' ')}: writing {len(raw)} of {len(rows)}")
        self.written_kinds.add(kind)
        if kind == "service":
            self.rewritten = {record.id for record in records}
        model = making.MODELS.get(kind)
        is_first = not self.ledger.kept.get(kind)
        if model is not None:
            self.touched.note(kind, records)
            if kind not in comparing.LASTING:
                self.touched.note_leaving(model, source=self.slug, keys=replaced)
                writing.take_away(model, source=self.slug, keys=replaced)
            writing.put(model, records, are_new=is_first)
        if is_first:
            writing.add(RawRecord._meta.db_table, _RAW_COLUMNS, raw)
            return
        sets = dict.fromkeys(("entity_id", "payload", "payload_hash", "made_hash", "notes", "retired_at"), "")
        writing.upsert(RawRecord._meta.db_table, _RAW_COLUMNS, raw, key=["source_id", "kind", "source_key"], sets=sets)

    def _raw(self, row: Row, entity_id: UUID, payload_hash: str, made_hash: str) -> tuple[Any, ...]:
        notes = list(row.notes)
        told = (self.slug, row.kind, row.key, entity_id, row.payload, payload_hash, made_hash, notes)
        return (*told, self.at, None)

    def _retire(self, gone: Mapping[str, Sequence[str]]) -> None:
        for kind, keys in gone.items():
            self.written_kinds.add(kind)
            model = making.MODELS.get(kind)
            if kind == "service":
                writing.retire_services([self.ledger.kept[kind][key].entity_id for key in keys], at=self.at)
            elif model is not None and kind not in comparing.LASTING:
                self.touched.note_leaving(model, source=self.slug, keys=keys)
                writing.take_away(model, source=self.slug, keys=keys)
            retired = RawRecord.objects.filter(source_id=self.slug, kind=kind, source_key__in=keys)
            retired.update(retired_at=self.at)
            if kind == "contact":
                # A person's name and address are not kept once their source no longer publishes them.
                retired.update(payload={})

    def _service_ids(self, standing: Mapping[str, set[str]], gone: Mapping[str, Sequence[str]]) -> set[UUID]:
        keys = standing.get("service", set()) | set(gone.get("service", ()))
        return {incoming.stable_id(self.slug, "service", key) for key in keys}

    def keep_run(
        self, *, format_slug: str, counts: Mapping[str, Counts], held: Sequence[HeldBack], remarks: Sequence[str]
    ) -> ImportRun:
        """Keep that the source was read, what happened to its rows, and the rows that were held back."""
        run = ImportRun.objects.create(
            source_id=self.slug,
            started_at=self.at,
            finished_at=timezone.now(),
            format=format_slug,
            counts={kind: dataclasses.asdict(one) for kind, one in counts.items()},
            remarks=list(remarks),
        )
        columns = ("run_id", "kind", "source_key", "reason", "explanation", "is_link_only", "payload")
        writing.add("directory_quarantinedrow", columns, self._quarantined(run.pk, held))
        return run

    def _quarantined(self, run_id: UUID, held: Sequence[HeldBack]) -> Iterator[tuple[Any, ...]]:
        for one in held:
            yield run_id, one.kind, one.key, one.reason.value, one.explanation, one.is_link_only, one.payload


def _places(found: sorting.Sorted) -> placing.Places:
    rows = (*found.rows.get("location", ()), *found.rows.get("address", ()))
    return placing.Places(row.values.get("postcode", "") for row in rows)
