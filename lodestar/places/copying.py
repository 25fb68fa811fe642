"""Puts many rows into a table at once: PostgreSQL's COPY, then only what is new or changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, models
from psycopg import sql


@dataclass(frozen=True)
class Merged:
    """How many rows came, and how many of them were new or changed."""

    read: int = 0
    created: int = 0
    updated: int = 0

    def __add__(self, other: "Merged") -> "Merged":
        return Merged(self.read + other.read, self.created + other.created, self.updated + other.updated)


def merge(
    model: type[models.Model],
    columns: tuple[str, ...],
    lines: Iterable[str],
    *,
    fixed: dict[str, Any] | None = None,
) -> Merged:
    """Insert or update rows of `model`, the first of `columns` being its key; leave the same ones alone.

    `lines` are rows in COPY's text format: values with tabs between, no tab or backslash inside, a
    line feed at the end. `fixed` gives columns that only a new row gets. Call it in a transaction.
    """
    named = {
        "table": sql.Identifier(model._meta.db_table),
        "key": sql.Identifier(columns[0]),
        "columns": _names(columns),
        "same": sql.SQL(" AND ").join(
            sql.SQL("kept.{0} IS NOT DISTINCT FROM incoming.{0}").format(sql.Identifier(name)) for name in columns
        ),
        "all": _names((*columns, *(fixed or {}))),
        "values": sql.SQL(", ").join([*map(sql.Identifier, columns), *map(sql.Literal, (fixed or {}).values())]),
        "sets": sql.SQL(", ").join(sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in columns[1:]),
    }
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("CREATE TEMP TABLE incoming ON COMMIT DROP AS SELECT {columns} FROM {table} LIMIT 0").format(
                **named
            )
        )
        with cursor.copy(sql.SQL("COPY incoming ({columns}) FROM STDIN").format(**named)) as copy:
            for line in lines:
                copy.write(line)
        read = cursor.rowcount
        cursor.execute(
            sql.SQL("DELETE FROM incoming USING {table} kept WHERE kept.{key} = incoming.{key} AND {same}").format(
                **named
            )
        )
        # A row that was there carries the transaction that changed it in xmax; a new one carries 0.
        cursor.execute(
            sql.SQL(
                "WITH put AS (INSERT INTO {table} ({all}) SELECT {values} FROM incoming"
                " ON CONFLICT ({key}) DO UPDATE SET {sets} RETURNING xmax = 0 AS is_new)"
                " SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM put"
            ).format(**named)
        )
        created, updated = cursor.fetchone()
        cursor.execute("DROP TABLE incoming")
    return Merged(read=read, created=created, updated=updated)


def set_column(model: type[models.Model], column: str, values: Iterable[tuple[str, str]]) -> int:
    """Set one text column of the rows with these keys; return how many changed. Call it in a transaction."""
    named = {
        "table": sql.Identifier(model._meta.db_table),
        "key": sql.Identifier(str(model._meta.pk.column)),
        "column": sql.Identifier(column),
    }
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE incoming (key text, value text) ON COMMIT DROP")
        with cursor.copy("COPY incoming (key, value) FROM STDIN") as copy:
            for row in values:
                copy.write_row(row)
        cursor.execute(
            sql.SQL(
                "UPDATE {table} kept SET {column} = incoming.value FROM incoming"
                " WHERE kept.{key} = incoming.key AND kept.{column} IS DISTINCT FROM incoming.value"
            ).format(**named)
        )
        changed: int = cursor.rowcount
        cursor.execute("DROP TABLE incoming")
    return changed


def _names(columns: tuple[str, ...]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))
