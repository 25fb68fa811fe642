"""Reading any CSV or JSON by a mapping file, which says what each column is in the standard's words."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from lodestar.directory import incoming
from lodestar.exchange.openreferral import cleaning, fields, reading, tables

SHIPPED = Path(__file__).parent / "mappings"
_KNOWN_KEYS = {"file", "rows", "kind", "only_with", "columns", "constants"}


@dataclass(frozen=True, slots=True)
class TableMapping:
    """How one table of a source becomes rows of one kind."""

    kind: str
    columns: Mapping[str, Any]
    file: str = ""
    rows: str = ""
    only_with: Sequence[str] = ()
    constants: Mapping[str, Any] = field(default_factory=dict)
    is_main: bool = True


@dataclass(frozen=True, slots=True)
class WholeMapping:
    """A whole mapping file."""

    name: str
    tables: Sequence[TableMapping]

    def tables_for(self, document_name: str) -> list[TableMapping]:
        """Return the table mappings that are for a document."""
        name = PurePosixPath(document_name).name.lower()
        return [table for table in self.tables if not table.file or table.file.lower() == name]


def shipped_names() -> list[str]:
    """Return the names of the mappings that come with Lodestar."""
    return sorted(path.stem for path in SHIPPED.glob("*.toml"))


def load(path: Path) -> WholeMapping:
    """Return the mapping in a TOML file, or the one of that name that comes with Lodestar. Raises CannotRead."""
    if not path.exists() and (SHIPPED / f"{path.name}.toml").exists():
        path = SHIPPED / f"{path.name}.toml"
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        names = ", ".join(shipped_names())
        raise reading.CannotRead(f"There is no mapping file {path}. Those that come with Lodestar: {names}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise reading.CannotRead(f"The mapping file {path.name} is not TOML: {error}.") from error
    entries = told.get("table", [])
    if not entries:
        raise reading.CannotRead(f"The mapping file {path.name} has no [[table]]. See docs/how-to/import-a-feed.md.")
    seen: set[tuple[str, str]] = set()
    return WholeMapping(str(told.get("name", path.stem)), [_entry(entry, path.name, seen) for entry in entries])


def _entry(entry: Mapping[str, Any], file_name: str, seen: set[tuple[str, str]]) -> TableMapping:
    strange = set(entry) - _KNOWN_KEYS
    if strange:
        raise reading.CannotRead(f"{file_name}: a [[table]] has {', '.join(sorted(strange))}, which we do not know.")
    kind = entry.get("kind", "")
    if kind not in incoming.KINDS:
        known = ", ".join(sorted(incoming.KINDS))
        raise reading.CannotRead(f'{file_name}: "{kind}" is no kind of row. The kinds are {known}.')
    only_with = entry.get("only_with", [])
    place = (entry.get("file", ""), entry.get("rows", ""))
    is_main = place not in seen
    seen.add(place)
    return TableMapping(
        kind=kind,
        columns=entry.get("columns", {}),
        file=place[0],
        rows=place[1],
        only_with=[only_with] if isinstance(only_with, str) else only_with,
        constants=entry.get("constants", {}),
        is_main=is_main,
    )


def rows_of_table(mapping: TableMapping, columns: Sequence[str], rows: Sequence[Any]) -> Iterator[tables.Incoming]:
    """Yield the rows that a table mapping makes of a table of cells."""
    told = [cells for cells in rows if any(cleaning.plain(cell) for cell in cells)]
    shape = tables.Shape.of(told, columns=len(columns))
    for cells in told:
        if fault := shape.fault(cells):
            if mapping.is_main:
                yield tables.slipped(mapping.kind, columns, cells, fault)
        else:
            yield from _rows(mapping, tables.payload_of(columns, cells))


def rows_of_json(mapping: TableMapping, value: Any) -> Iterator[tables.Incoming]:
    """Yield the rows that a table mapping makes of a JSON value, following its `rows` path."""
    for flat, record in records_at(mapping, value):
        yield from _rows(mapping, flat, payload=record)


def records_at(mapping: TableMapping, value: Any) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Yield each record at the end of a table mapping's `rows` path: flat, as the columns name it, and as it came."""
    steps = [step for step in mapping.rows.removesuffix("[]").split("[].") if step] if mapping.rows else []
    starts = value if isinstance(value, list) else [value]
    for start in starts:
        for record, told in _along(start, steps, {}, ""):
            yield {**told, **_dotted(record)}, record


def _along(
    value: Any, steps: Sequence[str], told: Mapping[str, Any], path: str
) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Yield each record at the end of a path, with the single values of those that hold it."""
    if not isinstance(value, dict):
        return
    if not steps:
        yield value, told
        return
    single = {f"{path}{name}": one for name, one in value.items() if not isinstance(one, dict | list)}
    found = value.get(steps[0])
    for inner in found if isinstance(found, list) else []:
        yield from _along(inner, steps[1:], {**told, **single}, f"{path}{steps[0]}.")


def _dotted(record: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in record.items():
        if isinstance(value, dict):
            flat.update(_dotted(value, f"{path}{name}."))
        else:
            flat[f"{path}{name}"] = value
    return flat


def _rows(mapping: TableMapping, row: Mapping[str, Any], *, payload: Any = None) -> Iterator[incoming.Row]:
    if mapping.only_with and not any(cleaning.plain(row.get(name)) for name in mapping.only_with):
        return
    split = next((name for name, told in mapping.columns.items() if isinstance(told, dict) and "split" in told), None)
    told_once = {name: _value(told, row) for name, told in mapping.columns.items() if name != split}
    whole = dict(row) if payload is None else payload
    if split is None:
        flat = {**mapping.constants, **told_once}
        yield fields.make_row(mapping.kind, flat, payload=whole if mapping.is_main else flat)
        return
    told = mapping.columns[split]
    for part in cleaning.plain(row.get(told["column"])).split(told["split"]):
        if part.strip():
            flat = {**mapping.constants, **told_once, split: part.strip()}
            yield fields.make_row(mapping.kind, flat, payload=flat)


def _value(told: Any, row: Mapping[str, Any]) -> Any:
    """Return what a mapping's entry says of a row: one column, several, several with labels, or an id made of some."""
    if isinstance(told, str):
        return row.get(told)
    if isinstance(told, list):
        return "\n\n".join(text for text in (cleaning.plain(row.get(name)) for name in told) if text)
    if "made_from" in told:
        return incoming.key_from_content(*(cleaning.plain(row.get(name)) for name in told["made_from"]))
    if "labelled" in told:
        texts = ((label, cleaning.plain(row.get(name))) for label, name in told["labelled"].items())
        return "\n".join(f"{label}: {text}" for label, text in texts if text and text.lower() != "false")
    return row.get(told.get("column", ""))
