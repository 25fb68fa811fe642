"""From a source to a pile of rows: every document opened, recognised and taken apart."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from lodestar.directory import incoming, sorting
from lodestar.exchange.openreferral import (
    column_mapping,
    decoding,
    fetching,
    headers,
    nested,
    reading,
    recognising,
    shipped_mappings,
    tables,
)

CORE_KINDS = ("service", "organization", "location", "taxonomy", "taxonomy_term")
Progress = Callable[[str], None]
Inspect = Callable[[Any, str], None]


def look_away(record: Any, family: str) -> None:
    """Inspect nothing of a record as it passes by."""


@dataclass(slots=True)
class Gathered:
    """Everything that a source holds, before it is sorted."""

    pile: sorting.Pile = field(default_factory=sorting.Pile)
    formats: Counter[str] = field(default_factory=Counter)
    encodings: Counter[str] = field(default_factory=Counter)
    passed_over: list[str] = field(default_factory=list)
    missing_pages: list[str] = field(default_factory=list)
    strange_tables: list[tuple[str, list[str]]] = field(default_factory=list)
    shipped_mappings: set[str] = field(default_factory=set)

    @property
    def format(self) -> str:
        """The family that most of it belongs to."""
        return self.formats.most_common(1)[0][0] if self.formats else "none"

    @property
    def is_part(self) -> bool:
        """Whether the source says that there is more of it elsewhere, so that what is absent is not gone."""
        return bool(self.missing_pages)


def gather(
    source: str,
    *,
    mapping: column_mapping.WholeMapping | None,
    progress: Progress,
    inspect: Inspect = look_away,
) -> Gathered:
    """Return everything that a source holds. Raises CannotRead when it holds nothing that we can read.

    `inspect` is shown each JSON record, with its family, before it is taken apart.
    """
    gathering = _Gathering(mapping=mapping, progress=progress, inspect=inspect)
    for name, found in _documents(source, mapping, progress):
        gathering.take(name, found)
    gathered = gathering.finish()
    _refuse_nothing(gathered, source)
    return gathered


def _documents(
    source: str, mapping: column_mapping.WholeMapping | None, progress: Progress
) -> Iterator[tuple[str, recognising.Recognised | Any]]:
    if reading.is_address(source):
        yield from fetching.fetch(source, progress=progress)
        return
    for document in reading.open_local(source):
        progress(f"reading {document.name}")
        data = document.read()
        if mapping is not None and data.lstrip(b"\xef\xbb\xbf \r\n")[:1] in (b"{", b"["):
            yield document.name, _json_or_refusal(data)
        else:
            yield document.name, recognising.recognise(data, named=document.stem)


def _json_or_refusal(data: bytes) -> Any:
    try:
        return decoding.json_of(decoding.text_of(data)[0])
    except ValueError:
        return recognising.Recognised(refusal="The file begins like JSON but is not. Correct it at its source.")


@dataclass(slots=True)
class _Gathering:
    """The work of gathering: tables wait until their whole folder is known."""

    mapping: column_mapping.WholeMapping | None
    progress: Progress
    inspect: Inspect
    gathered: Gathered = field(default_factory=Gathered)
    packages: dict[str, list[tuple[str, tables.Table]]] = field(default_factory=dict)
    envelopes: dict[tuple[str, int, int], set[int]] = field(default_factory=dict)
    refused: list[tuple[str, str]] = field(default_factory=list)

    def take(self, name: str, found: recognising.Recognised | Any) -> None:
        """Take one document: its records at once, its tables with the rest of their package."""
        if not isinstance(found, recognising.Recognised):
            assert self.mapping is not None
            self._take_mapped_json(name, found, self.mapping)
            return
        if found.encoding:
            self.gathered.encodings[found.encoding] += 1
        if found.refusal:
            self._refuse(name, found.refusal)
        elif found.what_else:
            self.gathered.passed_over.append(f"{name} ({found.what_else})")
        if found.mapped is not None:
            mapping, value = found.mapped
            self.gathered.shipped_mappings.add(mapping.name)
            self._take_mapped_json(name, value, mapping)
        for page in found.pages:
            self._take_page(name, page)
        for line in found.broken_lines:
            words = f"Line {line} of {name} is not JSON. Correct it at its source and import again."
            self._hold("other", f"{name}:{line}", incoming.Reason.NOT_A_RECORD, words)
        for table in found.in_tables:
            self.packages.setdefault(str(PurePosixPath(name).parent), []).append((name, table))

    def _refuse(self, name: str, words: str) -> None:
        self.refused.append((name, words))
        self._hold("file", name, incoming.Reason.UNREADABLE_FILE, f"{name}: {words}")

    def _hold(self, kind: str, key: str, reason: incoming.Reason, words: str) -> None:
        self.gathered.pile.take([incoming.HeldBack(kind, incoming.short_key(key), reason, words)])

    def _take_page(self, name: str, page: recognising.Page) -> None:
        records = page.records
        if page.is_envelope and records and page.total_pages is not None:
            first = next((nested.kind_of_record(one) for one in records if isinstance(one, dict)), None) or ""
            group = (first, page.total_pages, page.total_items or 0)
            self.envelopes.setdefault(group, set()).add(page.number if page.number is not None else 1)
        if records:
            self.gathered.formats[page.family] += len(records)
        pile = self.gathered.pile
        for number, record in enumerate(recognising.records_of(page), start=1):
            self.inspect(record, page.family)
            if isinstance(record, dict):
                pile.take(nested.rows(record))
            else:
                pile.take([nested.not_a_record(record)])
            if number % 2000 == 0:
                self.progress(f"{name}: {number} records read")

    def _take_mapped_json(self, name: str, value: Any, mapping: column_mapping.WholeMapping) -> None:
        wanted = [table for table in mapping.tables_for(name) if table.rows or isinstance(value, list)]
        if not wanted:
            self._refuse(name, "The mapping has no [[table]] for this file.")
        for table in wanted:
            self.gathered.formats[recognising.MAPPED] += 1
            self.gathered.pile.take(column_mapping.rows_of_json(table, value))

    def finish(self) -> Gathered:
        """Return everything, once all documents are taken."""
        for package in self.packages.values():
            if self.mapping is not None:
                for name, table in package:
                    self._take_mapped_table(name, table, self.mapping.tables_for(name))
            elif shipped := shipped_mappings.for_tables([table.columns for _, table in package]):
                mapping, wanted = shipped
                self.gathered.shipped_mappings.add(mapping.name)
                for (name, table), one in zip(package, wanted, strict=True):
                    self._take_mapped_table(name, table, one)
            else:
                self._take_package(package)
        for (_, pages, _), numbers in self.envelopes.items():
            if pages > len(numbers):
                self.gathered.missing_pages.append(f"{len(numbers)} of {pages} pages")
        return self.gathered

    def _take_package(self, package: list[tuple[str, tables.Table]]) -> None:
        known = [table for _, table in package]
        for name, table in package:
            if table.kind is None:
                self.gathered.strange_tables.append((name, list(table.columns)))
        if any(table.kind in CORE_KINDS for table in known):
            self.gathered.formats[recognising.family_of_tables(known)] += len(known)
        self.progress(f"{len(known)} tables")
        self.gathered.pile.take(tables.rows_of_package(known))

    def _take_mapped_table(self, name: str, table: tables.Table, wanted: Sequence[column_mapping.TableMapping]) -> None:
        if not wanted:
            self._refuse(name, "The mapping has no [[table]] for this file.")
            return
        rows = list(table.rows)
        for one in wanted:
            self.gathered.formats[recognising.MAPPED] += 1
            self.gathered.pile.take(column_mapping.rows_of_table(one, table.columns, rows))


def _refuse_nothing(gathered: Gathered, source: str) -> None:
    """Raise CannotRead for a source without rows, with the reason that helps most."""
    tallies = gathered.pile.tallies
    read = sum(tally.read for kind, tally in tallies.items() if kind != "file")
    has_core = any(tallies.get(kind) for kind in CORE_KINDS)
    if read and has_core:
        return
    refused = [held.explanation for held in gathered.pile.held if held.kind == "file"]
    if gathered.strange_tables:
        name, columns = gathered.strange_tables[0]
        raise reading.CannotRead(
            f"{name} is a table whose columns we do not know ({', '.join(columns[:8])}…). "
            "Write a column mapping and give it with --mapping."
        )
    if refused:
        raise reading.CannotRead(" ".join(refused[:3]))
    if read:
        kinds = ", ".join(headers.snake(kind) for kind in tallies)
        raise reading.CannotRead(f"{source} holds no services, organisations, locations or terms, only {kinds}.")
    if gathered.passed_over:
        raise reading.CannotRead(f"{source} is not a format that we read: {', '.join(gathered.passed_over[:5])}.")
    raise reading.HoldsNothing(
        f"{source} holds no rows. An empty feed is taken for a fault: nothing was changed. Ask its publisher."
    )
