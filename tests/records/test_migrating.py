"""Bringing a database to this version: the tables are as the models say, from nothing and from half-way."""

from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections
from django.db.models import ForeignKey, Model
from pytest_django import DjangoDbBlocker

from lodestar.config import migrating
from tests.exchange import own_database

MODELS = [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]


@pytest.mark.django_db
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_table_has_the_columns_keys_indexes_and_constraints_of_its_model(model: type[Model]) -> None:
    meta = model._meta
    # Of a column that the database works out, Django does not say that it is always set.
    columns = {
        field.column: (field.db_type(connection), not field.null and not field.generated)
        for field in meta.local_concrete_fields
    }
    points_at = {
        field.column: (field.target_field.model._meta.db_table, field.target_field.column)
        for field in meta.local_concrete_fields
        if isinstance(field, ForeignKey) and field.db_constraint
    }
    named = {one.name for one in (*meta.indexes, *meta.constraints)}

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname, format_type(atttypid, atttypmod), attnotnull FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
            [meta.db_table],
        )
        stands = {name: (_short(kind), is_set) for name, kind, is_set in cursor.fetchall()}
        found = connection.introspection.get_constraints(cursor, meta.db_table)

    assert stands == {name: (_short(kind), is_set) for name, (kind, is_set) in columns.items()}
    pointing = {one["columns"][0]: one["foreign_key"] for one in found.values() if one["foreign_key"]}
    assert points_at.items() <= pointing.items()
    assert named <= found.keys()


def _short(kind: str) -> str:
    """One word for a type that has two: how Django asks for it, and how PostgreSQL calls it."""
    asked, _, _ = kind.removesuffix(" NOT NULL").partition(" GENERATED")
    same = {"timestamp with time zone": "timestamptz", "character varying": "varchar", "double precision": "float8"}
    for long, short in {**same, "time without time zone": "time"}.items():
        asked = asked.replace(long, short)
    return asked.replace(", ", ",")


def test_an_older_database_is_brought_to_this_version_and_keeps_its_rows(django_db_blocker: DjangoDbBlocker) -> None:
    said: list[str] = []
    with django_db_blocker.unblock():
        own_database.make("test_migrating")
        try:
            with own_database.connected_to("test_migrating"):
                whole = _tables()
                call_command("migrate", "letters", "0001", database="owner", verbosity=0)
                older = _tables()
                migrating.migrate(said.append)
                migrating.migrate(said.append)
                again = _tables()
        finally:
            own_database.drop("test_migrating")

    assert len(older) < len(whole)
    assert again == whole
    assert said == ["Bringing the database to this version: 2 steps…"]


def _tables() -> set[tuple[Any, ...]]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns"
            " WHERE table_schema = 'public'"
        )
        return set(cursor.fetchall())
