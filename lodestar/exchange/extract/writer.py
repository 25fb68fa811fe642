"""Reading the `extract` views as the extract role, and writing them down in batches.

The role sees the views of schema `extract` and nothing else. Keys of people and referrals are made
by the database under a secret that this role cannot read, and differ from one extract to the next.
"""

import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import connections, transaction
from psycopg import sql

from lodestar.exchange.extract import manifest as manifests
from lodestar.indicators import tables

ALIAS = "extract"
BATCH_ROWS = 10_000

_ARROW_TYPES = {"text": pa.string(), "date": pa.date32()}


class ExtractRefused(ValueError):
    """A view gave a value that the table's declaration does not allow; nothing was kept."""


def make_extract(
    *,
    extracts: Path,
    at: datetime,
    batch_rows: int = BATCH_ROWS,
    told: Callable[[str, int], None] = lambda table, rows: None,
) -> manifests.Manifest:
    """Write every table of an extract under `extracts`, in one reading of the database.

    No more than two batches are in memory. `told` hears the table and its rows so far after each batch.
    The folder appears under its own name only when it is complete. Raises ExtractRefused when a view
    breaks its declaration.
    """
    extract_id = f"{at.astimezone(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
    unfinished = extracts / f".{extract_id}.unfinished"
    unfinished.mkdir(parents=True, mode=0o700)
    try:
        with transaction.atomic(using=ALIAS):
            _open_reading(extract_id)
            files = tuple(_write_table(table, unfinished, batch_rows, told) for table in tables.TABLES)
        held = manifests.Manifest(
            extract_id=extract_id,
            made_at=at.astimezone(UTC),
            schema_version=tables.SCHEMA_VERSION,
            files=files,
        )
        (unfinished / manifests.FILE_NAME).write_text(held.as_json(), encoding="utf-8")
        unfinished.rename(extracts / extract_id)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return held


def arrow_schema(table: tables.Table) -> pa.Schema:
    """Return the Arrow schema of a declared table; each column carries its meaning and unit."""
    return pa.schema(
        [
            pa.field(
                column.name,
                _ARROW_TYPES[column.type],
                nullable=column.may_be_empty,
                metadata={"meaning": column.meaning, "unit": column.unit},
            )
            for column in table.columns
        ],
        metadata={"row_is": table.row_is, "schema_version": str(tables.SCHEMA_VERSION)},
    )


def _open_reading(extract_id: str) -> None:
    """Hold one view of the database for all tables, and name the extract whose keys are to be made."""
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT set_config('lodestar.extract_id', %s, true)", [extract_id])


def _write_table(
    table: tables.Table, folder: Path, batch_rows: int, told: Callable[[str, int], None]
) -> manifests.FileEntry:
    file = folder / f"{table.name}.parquet"
    schema = arrow_schema(table)
    rows = 0
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for batch in _batches(table, batch_rows):
            writer.write_batch(_checked(table, schema, batch))
            rows += len(batch)
            told(table.name, rows)
    return manifests.FileEntry(
        table=table.name,
        file=file.name,
        rows=rows,
        columns=table.column_names,
        sha256=manifests.sha256_of(file),
    )


def _batches(table: tables.Table, batch_rows: int) -> Iterator[Sequence[tuple[Any, ...]]]:
    """Yield rows through a cursor that stays on the server, in the order of the first column."""
    wanted = sql.SQL("SELECT {columns} FROM {view} ORDER BY {key}").format(
        columns=sql.SQL(", ").join(map(sql.Identifier, table.column_names)),
        view=sql.Identifier("extract", table.name),
        key=sql.Identifier(table.columns[0].name),
    )
    with connections[ALIAS].chunked_cursor() as cursor:
        cursor.execute(wanted)
        while batch := cursor.fetchmany(batch_rows):
            yield batch


def _checked(table: tables.Table, schema: pa.Schema, rows: Sequence[tuple[Any, ...]]) -> pa.RecordBatch:
    arrays = []
    for field, column, values in zip(schema, table.columns, zip(*rows, strict=True), strict=True):
        if not column.may_be_empty and None in values:
            raise ExtractRefused(f"{table.name}.{column.name} is empty in some row.")
        if column.allowed and not set(values) <= set(column.allowed):
            raise ExtractRefused(f"{table.name}.{column.name} holds a value that is not declared.")
        arrays.append(pa.array(values, type=field.type))
    return pa.record_batch(arrays, schema=schema)
