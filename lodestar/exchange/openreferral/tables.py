"""CSV data packages: tables known by their columns, and the links that stand in cells instead of tables."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lodestar.directory import incoming
from lodestar.exchange.openreferral import cleaning, fields, headers

Incoming = incoming.Row | incoming.HeldBack


@dataclass(slots=True)
class Table:
    """One table of a source: its name, its columns as written, and its rows of cells."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]

    @property
    def kind(self) -> str | None:
        return headers.kind_of_table(self.columns, named=self.name)


def rows_of_package(tables: Sequence[Table]) -> Iterator[Incoming]:
    """Yield the rows of all tables of one package.

    A link that stands only in a cell of a service ("service_locations", "taxonomy_ids") becomes a row
    of its own kind, unless the package has a table of such links.
    """
    kinds = [table.kind or "other" for table in tables]
    package = _Package(has_places="service_at_location" in kinds, has_terms="attribute" in kinds)
    for table, kind in zip(tables, kinds, strict=True):
        yield from package.rows(table, kind)
    yield from package.places_of_the_same_id()


class _Package:
    def __init__(self, *, has_places: bool, has_terms: bool) -> None:
        self.has_places = has_places
        self.has_terms = has_terms
        self.services: list[str] = []
        self.locations: set[str] = set()

    def rows(self, table: Table, kind: str) -> Iterator[Incoming]:
        """Yield the rows of one table."""
        names = [headers.canonical(kind, column) for column in table.columns]
        if "recordid" in "".join(map(headers.compact, table.columns)):
            names = _own_id_only(names, table.columns)
        rows = [cells for cells in table.rows if any(cleaning.plain(cell) for cell in cells)]
        shape = Shape.of(rows, columns=len(names))
        for cells in rows:
            if fault := shape.fault(cells):
                yield slipped(kind, table.columns, cells, fault)
                continue
            yield from self._row(table, kind, _flat(names, cells), payload_of(table.columns, cells))

    def _row(self, table: Table, kind: str, flat: dict[str, Any], payload: dict[str, Any]) -> Iterator[Incoming]:
        if kind == "other":
            key = cleaning.key_of(flat.get("id")) or incoming.key_from_content(fields.as_json(payload))
            key = f"{headers.snake(table.name)}/{key}"
            text = fields.as_json(payload)
            yield incoming.Row("other", incoming.short_key(key), values={"row": text}, payload=text)
            return
        if kind == "address" and not flat.get("address_type"):
            flat["address_type"] = _address_type(table.name)
        row = fields.make_row(kind, flat, payload=payload)
        if kind == "address":
            # Two tables of addresses may number their rows alike.
            row = _with_key(row, f"{flat.get('address_type') or 'address'}/{row.key}")
        if kind == "holiday_schedule":
            row = _with_key(row, f"holiday/{row.key}")
        yield row
        yield from self._links_in_cells(kind, row.key, flat)

    def _links_in_cells(self, kind: str, key: str, flat: dict[str, Any]) -> Iterator[Incoming]:
        if kind == "service":
            self.services.append(key)
            if not self.has_places:
                for location in _split(flat.get("location_ids")):
                    yield _place(key, location)
            if not self.has_terms:
                for term in _split(flat.get("taxonomy_ids")):
                    link = {"service_id": key, "taxonomy_term_id": term}
                    yield fields.make_row("attribute", {"id": f"{key}#{term}", **link}, payload=link)
        if kind == "location":
            self.locations.add(key)
            if not self.has_places:
                for service in _split(flat.get("service_ids")):
                    yield _place(service, key)

    def places_of_the_same_id(self) -> Iterator[Incoming]:
        """Yield a link for each service whose id is also a location's, where a package tells places in no other way.

        Only if nearly every service has such a twin: ids that meet by chance say nothing.
        """
        twins = [key for key in dict.fromkeys(self.services) if key in self.locations]
        if self.has_places or not twins or len(twins) < 0.9 * len(set(self.services)):
            return
        for key in twins:
            row = _place(key, key)
            yield _with_note(row, "linked because the service and the location carry the same id")


def _split(cell: Any) -> list[str]:
    return [part for part in re.split(r"\s*[,;|]\s*", cleaning.plain(cell)) if part]


def _place(service: str, location: str) -> incoming.Row:
    link = {"service_id": service, "location_id": location}
    return fields.make_row("service_at_location", link, payload=link)


def _with_key(row: incoming.Row, key: str) -> incoming.Row:
    return incoming.Row(row.kind, incoming.short_key(key), row.links, row.values, row.payload, row.notes)


def _with_note(row: incoming.Row, note: str) -> incoming.Row:
    return incoming.Row(row.kind, row.key, row.links, row.values, row.payload, (*row.notes, note))


def _own_id_only(names: Sequence[str], columns: Sequence[str]) -> list[str]:
    """Return names with a plain running number left out where the Airtable record id is the row's own id."""
    has_record_id = any(
        name == "id" and headers.compact(column) != "id" for name, column in zip(names, columns, strict=True)
    )
    if not has_record_id:
        return list(names)
    return [
        "row_number" if headers.compact(column) == "id" else "category_number" if name == "taxonomy_id" else name
        for name, column in zip(names, columns, strict=True)
    ]


def payload_of(columns: Sequence[str], cells: Sequence[Any]) -> dict[str, Any]:
    """Return a row of cells as it came, under its columns' own names."""
    named = [column or f"column {number}" for number, column in enumerate(columns, start=1)]
    named += [f"column {number}" for number in range(len(named) + 1, len(cells) + 1)]
    payload: dict[str, Any] = {}
    for name, cell in zip(named, cells, strict=False):
        payload[name if name not in payload else f"{name} (again)"] = cell
    return payload


def _flat(names: Sequence[str], cells: Sequence[Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, cell in zip(names, cells, strict=False):
        if name and not cleaning.plain(flat.get(name)):
            flat[name] = cell
    return flat


def _address_type(table_name: str) -> str:
    name = headers.compact(table_name)
    return "physical" if "physical" in name else "postal" if "postal" in name else ""


@dataclass(frozen=True, slots=True)
class Shape:
    """How many cells the rows of a table have: what is usual in it is no fault."""

    columns: int
    usual: int
    may_be_short: bool

    @classmethod
    def of(cls, rows: Sequence[Sequence[Any]], *, columns: int) -> "Shape":
        """Return the shape of a table. Some exports end every row with a separator, or leave off empty cells."""
        lengths = Counter(len(cells) for cells in rows)
        short = sum(count for length, count in lengths.items() if length < columns)
        usual = lengths.most_common(1)[0][0] if lengths else columns
        return cls(columns, usual, may_be_short=short > 0.2 * len(rows))

    def fault(self, cells: Sequence[Any]) -> str:
        """Return what is wrong with a row's cells, in words, or ""."""
        if any(self._holds_rows(cell) for cell in cells):
            return (
                "A quotation mark of this row is not closed, so that the rows after it were read as one text. "
                "Close it and import again."
            )
        told = f"The row has {len(cells)} cells and the table {self.columns} columns, so the cells have slipped. "
        extra = cells[self.columns :]
        if extra and (len(cells) != self.usual or any(cleaning.plain(cell) for cell in extra)):
            return told + "A text with commas may lack its quotation marks: put them round it and import again."
        if len(cells) < self.columns and not self.may_be_short:
            return told + "A text with line breaks may lack its quotation marks: put them round it and import again."
        return ""

    def _holds_rows(self, cell: Any) -> bool:
        if not isinstance(cell, str) or cell.count("\n") < 2 or self.columns < 4:
            return False
        return sum(line.count(",") == self.columns - 1 for line in cell.split("\n")) >= 2


def slipped(kind: str, columns: Sequence[str], cells: Sequence[Any], fault: str) -> incoming.HeldBack:
    """Return the quarantine entry for a row whose cells do not stand under their columns."""
    names = [headers.canonical(kind, column) for column in columns]
    return incoming.HeldBack(
        kind,
        incoming.short_key(cleaning.key_of(_flat(names, cells).get("id"))),
        incoming.Reason.SHIFTED_CELLS,
        fault,
        payload=fields.as_json(payload_of(columns, cells)),
    )
