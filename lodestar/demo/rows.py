"""Rows made by the demo, kept in memory until all of them go into the database at once."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime, time
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.db import connections, models
from psycopg import sql
from psycopg.types.json import Jsonb

LONDON = ZoneInfo("Europe/London")


def stream(seed: int, topic: str) -> Random:
    """Return a source of chance for one topic, so that more of one thing does not change another."""
    return Random(f"{seed}:{topic}")  # noqa: S311  (invented people, not secrets)


def new_id(rng: Random) -> UUID:
    """Return an id that is the same for the same seed."""
    return UUID(int=rng.getrandbits(128), version=4)


def moment(day: Any, hour: int, minute: int = 0) -> datetime:
    """Return a London time of day as an aware moment."""
    return datetime.combine(day, time(hour, minute), tzinfo=LONDON)


class Rows:
    """Rows by model, in the order in which the models first came."""

    def __init__(self) -> None:
        """Start with none."""
        self._by_model: dict[type[models.Model], list[dict[str, Any]]] = {}

    def add(self, model: type[models.Model], **values: Any) -> dict[str, Any]:
        """Add one row by its column attributes (person_id, not person) and return it."""
        self._by_model.setdefault(model, []).append(values)
        return values

    def of(self, model: type[models.Model]) -> list[dict[str, Any]]:
        """Return the rows of a model."""
        return self._by_model.get(model, [])

    def counts(self) -> dict[str, int]:
        """Return how many rows there are of each table."""
        return {model._meta.db_table: len(rows) for model, rows in self._by_model.items()}

    def fingerprint(self) -> str:
        """Return a SHA-256 over every value of every row: the same rows, the same text."""
        digest = hashlib.sha256()
        for model, rows in self._by_model.items():
            for row in rows:
                digest.update(f"{model._meta.db_table}{sorted(row.items())!r}".encode())
        return digest.hexdigest()

    def copy_into(self, alias: str) -> None:
        """Put all of them into the database with COPY. Call it in a transaction of that alias."""
        with connections[alias].cursor() as cursor:
            for model, rows in self._by_model.items():
                fields = _columns(model)
                statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
                    sql.Identifier(model._meta.db_table),
                    sql.SQL(", ").join(sql.Identifier(field.column) for field in fields),
                )
                with cursor.copy(statement) as copy:
                    for values in _in_order(model, fields, rows):
                        copy.write_row(values)


def _columns(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if not field.generated]


def _in_order(model: type[models.Model], fields: list[Any], rows: list[dict[str, Any]]) -> Iterator[list[Any]]:
    known = {field.attname for field in fields}
    kinds = [(field.attname, field, isinstance(field, models.JSONField)) for field in fields]
    for row in rows:
        if unknown := row.keys() - known:
            raise KeyError(f"{model.__name__} has no {sorted(unknown)}.")
        values = []
        for name, field, is_json in kinds:
            value = row[name] if name in row else _default(field)
            values.append(Jsonb(value, json.dumps) if is_json and value is not None else value)
        yield values


def _default(field: Any) -> Any:
    if isinstance(field, ArrayField):
        return []
    if field.null and not field.has_default():
        return None
    return field.get_default()
