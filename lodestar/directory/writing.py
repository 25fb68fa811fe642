"""Many records into a table at once: PostgreSQL's COPY into a temporary table, then insert or update from it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from psycopg import sql

from lodestar.directory.making import Record

# What an import sets on a record that is there already; what people and other parts set stays.
# A person's check is only replaced by a later one.
_SETS_OF_SERVICE = {
    "checked_on": "GREATEST(kept.checked_on, excluded.checked_on)",
    "checked_by_name": (
        "CASE WHEN excluded.checked_on > COALESCE(kept.checked_on, '-infinity'::date)"
        " THEN excluded.checked_by_name ELSE kept.checked_by_name END"
    ),
}
_LEFT_ALONE: Mapping[str, frozenset[str]] = {
    "service": frozenset(
        {"team_id", "life_areas", "kinds", "eligibility_rules", "is_address_hidden", "is_synthetic", "search_text"}
    ),
    "organisation": frozenset({"kind", "is_synthetic"}),
}


def put(model: type[models.Model], records: Iterable[Record], *, are_new: bool) -> None:
    """Insert or update records of `model` by their id. Columns that a record does not name become empty.

    `are_new`: none of them is there yet, so that they can be written straight away.
    """
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    empty: dict[str, Any] = {str(field.column): _empty(field) for field in fields}
    columns = ["id", *empty]
    rows = ([record.id, *{**empty, **record.columns}.values()] for record in records)
    if are_new:
        add(model._meta.db_table, columns, rows)
        return
    alone = _LEFT_ALONE.get(str(model._meta.model_name), frozenset())
    sets = _SETS_OF_SERVICE if model._meta.model_name == "service" else {}
    upsert(
        model._meta.db_table,
        columns,
        rows,
        key=["id"],
        sets={name: sets.get(name, "") for name in columns[1:] if name not in alone},
    )


def _empty(field: "models.Field[Any, Any]") -> Any:
    if isinstance(field, ArrayField):
        return []
    if field.null:
        return None
    if field.has_default():
        return field.get_default()
    return "" if isinstance(field, models.CharField | models.TextField) else None


def upsert(
    table: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    key: Sequence[str],
    sets: Mapping[str, str],
) -> int:
    """Insert rows, or set columns of those that are there; return how many.

    `sets`: the columns to set, each with SQL for its new value, or "" for the value that comes.
    """
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    assignments = sql.SQL(", ").join(
        sql.SQL("{} = {}").format(
            sql.Identifier(name), sql.SQL(told) if told else sql.SQL("excluded.{}").format(sql.Identifier(name))
        )
        for name, told in sets.items()
    )
    parts = {"table": sql.Identifier(table), "columns": names, "sets": assignments}
    parts["key"] = sql.SQL(", ").join(map(sql.Identifier, key))
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("CREATE TEMP TABLE coming ON COMMIT DROP AS SELECT {columns} FROM {table} LIMIT 0").format(**parts)
        )
        with cursor.copy(sql.SQL("COPY coming ({columns}) FROM STDIN").format(**parts)) as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(
            sql.SQL(
                "INSERT INTO {table} AS kept ({columns}) SELECT {columns} FROM coming"
                " ON CONFLICT ({key}) DO UPDATE SET {sets}"
            ).format(**parts)
        )
        count: int = cursor.rowcount
        cursor.execute("DROP TABLE coming")
    return count


def add(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add rows to a table in which none of them is yet."""
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def take_away(model: type[models.Model], *, source: str, keys: Collection[str]) -> None:
    """Delete the records that were made of these rows of a source. What pointed at them points at nothing."""
    if not keys:
        return
    table = sql.Identifier(model._meta.db_table)
    with connection.cursor() as cursor:
        for relation in model._meta.related_objects:
            field = relation.field
            if field.null:
                cursor.execute(
                    sql.SQL(
                        "UPDATE {0} SET {1} = NULL FROM {2} gone WHERE {0}.{1} = gone.id"
                        " AND gone.source_id = %s AND gone.source_key = ANY(%s)"
                    ).format(sql.Identifier(field.model._meta.db_table), sql.Identifier(str(field.column)), table),
                    [source, list(keys)],
                )
        cursor.execute(
            sql.SQL("DELETE FROM {} WHERE source_id = %s AND source_key = ANY(%s)").format(table),
            [source, list(keys)],
        )


def retire_services(ids: Collection[UUID], *, at: Any) -> None:
    """Mark services as no longer listed by their source. They are kept: people were referred to them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE directory_service SET retired_at = %s, changed_at = %s WHERE id = ANY(%s) AND retired_at IS NULL",
            [at, at, list(ids)],
        )


def keep_replaced(*, at: Any) -> None:
    """Leave entries retired that a person let another stand for, though their source lists them still."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE directory_service SET retired_at = %s, changed_at = %s WHERE retired_at IS NULL AND id IN"
            " (SELECT replaced_id FROM doubles_replacement WHERE undone_at IS NULL)",
            [at, at],
        )
