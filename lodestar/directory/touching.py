"""When only what hangs on a service changes, the service has changed too: whoever keeps a copy asks by its date."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models
from psycopg import sql

from lodestar.directory.making import Record

_HOLDS = ("service_id", "location_id", "contact_id")
_MOVE = """
UPDATE directory_service SET changed_at = %(at)s
WHERE changed_at <> %(at)s AND retired_at IS NULL AND (
    id = ANY(%(service)s)
    OR id IN (SELECT service_id FROM directory_serviceatlocation WHERE location_id = ANY(%(location)s))
    OR id IN (SELECT service_id FROM directory_contact WHERE id = ANY(%(contact)s))
    OR organisation_id = ANY(%(organisation)s))
"""


class Touched:
    """Which services, and which of the things that they hang on or hold, an import changed something of."""

    def __init__(self) -> None:
        """Start with none."""
        self._ids: dict[str, set[UUID]] = {name: set() for name in ("service", "location", "contact", "organisation")}

    def note(self, kind: str, records: Iterable[Record]) -> None:
        """Note what records that are written hang on, and locations and organisations themselves."""
        own = {"location": "location", "organization": "organisation", "contact": "contact"}.get(kind)
        for record in records:
            if own:
                self._ids[own].add(record.id)
            self._hangs_on(record.columns.get(name) for name in _HOLDS)

    def note_leaving(self, model: type[models.Model], *, source: str, keys: Collection[str]) -> None:
        """Note what records hang on that are about to be taken away. One query."""
        held = {str(getattr(field, "column", "")) for field in model._meta.concrete_fields}
        names = [name for name in _HOLDS if name in held]
        if not names or not keys:
            return
        columns = sql.SQL(", ").join(
            sql.Identifier(name) if name in names else sql.SQL("NULL::uuid") for name in _HOLDS
        )
        with connection.cursor() as cursor:
            cursor.execute(
                sql.SQL("SELECT {} FROM {} WHERE source_id = %s AND source_key = ANY(%s)").format(
                    columns, sql.Identifier(model._meta.db_table)
                ),
                [source, list(keys)],
            )
            for row in cursor.fetchall():
                self._hangs_on(row)

    def move(self, *, at: datetime) -> None:
        """Give every touched service this moment as its last change. One statement."""
        if any(self._ids.values()):
            with connection.cursor() as cursor:
                cursor.execute(_MOVE, {"at": at, **{name: list(ids) for name, ids in self._ids.items()}})

    def _hangs_on(self, held: Iterable[Any]) -> None:
        for name, key in zip(("service", "location", "contact"), held, strict=True):
            if key is not None:
                self._ids[name].add(key)
