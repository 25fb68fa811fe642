"""Finding, by looking into a source, that one of the mappings that come with Lodestar is for it."""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import Any

from lodestar.exchange.openreferral import column_mapping
from lodestar.exchange.openreferral.column_mapping import TableMapping, WholeMapping

_MOST_LOOKED_AT = 500


@cache
def shipped() -> tuple[WholeMapping, ...]:
    """Return the mappings that come with Lodestar."""
    return tuple(column_mapping.load(Path(name)) for name in column_mapping.shipped_names())


def for_json(value: Any) -> WholeMapping | None:
    """Return the mapping whose paths lead to records in a JSON value that have every column it reads."""
    for mapping in shipped():
        if all(table.rows for table in mapping.tables) and all(_is_at(table, value) for table in mapping.tables):
            return mapping
    return None


def for_tables(headers: Sequence[Sequence[str]]) -> tuple[WholeMapping, list[list[TableMapping]]] | None:
    """Return the mapping that is for every table of a folder, by their columns, with what it makes of each.

    The names of the files say nothing: a table is the one whose columns the mapping reads and it has.
    """
    for mapping in shipped():
        found = [_tables_with(mapping, set(columns)) for columns in headers]
        if found and all(found):
            return mapping, found
    return None


def _tables_with(mapping: WholeMapping, columns: set[str]) -> list[TableMapping]:
    for file in dict.fromkeys(table.file for table in mapping.tables if not table.rows):
        tables = [table for table in mapping.tables if table.file == file]
        if set(chain.from_iterable(map(_columns_read, tables))) <= columns:
            return tables
    return []


def _is_at(table: TableMapping, value: Any) -> bool:
    """Whether the records at a table's path have, between them, every column that it reads."""
    seen: set[str] = set()
    for flat, _ in islice(column_mapping.records_at(table, value), _MOST_LOOKED_AT):
        seen.update(flat)
    return bool(seen) and set(_columns_read(table)) <= seen


def _columns_read(table: TableMapping) -> Iterator[str]:
    yield from table.only_with
    for told in table.columns.values():
        if isinstance(told, str):
            yield told
        elif isinstance(told, list):
            yield from told
        elif "labelled" in told:
            yield from told["labelled"].values()
        else:
            yield from told.get("made_from", [told.get("column", "")])
