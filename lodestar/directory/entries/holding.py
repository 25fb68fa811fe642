"""Reading and writing one field of an entry, whatever it is kept in: a column of the service, or rows that hang on it.

A value is plain JSON, so that it can be kept beside another and compared. Rows of a source keep whose they are, so
that they can be put back as they were.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db import models

from lodestar.directory.models import Phone, Schedule, Service
from lodestar.rules.entry_changes import EntryField

Value = Any


class _Rows(NamedTuple):
    """Rows that hold one field: their model, what is said in them, and what else they carry along."""

    model: type[models.Model]
    said: tuple[str, ...]
    carried: tuple[str, ...]
    order: tuple[str, ...]


_OWNERS = ("id", "source_id", "source_key")
_ROWS: Mapping[EntryField, _Rows] = {
    EntryField.TELEPHONES: _Rows(
        Phone, ("number", "extension", "note"), (*_OWNERS, "location_id", "contact_id"), ("id",)
    ),
    EntryField.TIMES: _Rows(
        Schedule,
        ("weekday", "week_of_month", "day_of_month", "opens_at", "closes_at", "frequency", "interval", "description"),
        (*_OWNERS, "valid_from", "valid_to", "starts_on", "raw_text", "location_id"),
        ("week_of_month", "weekday", "opens_at", "id"),
    ),
}


def read(service: Service, field: EntryField) -> Value:
    """Return what an entry says in a field now."""
    kept = _ROWS.get(field)
    if kept is None:
        return getattr(service, field.value)
    return _read_rows(kept, service=service)


def read_of_sources(service: Service, field: EntryField) -> Value:
    """Return what a field says, of its rows only those that came from a source."""
    kept = _ROWS.get(field)
    if kept is None:
        return getattr(service, field.value)
    return _read_rows(kept, service=service, source__isnull=False)


def _read_rows(kept: _Rows, **which: Any) -> Value:
    rows = kept.model._default_manager.filter(**which).order_by(*kept.order).values(*kept.said, *kept.carried)
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def write(service: Service, field: EntryField, value: Value) -> None:
    """Let an entry say this in a field. Columns stay unsaved: see `columns_of`."""
    kept = _ROWS.get(field)
    if kept is None:
        setattr(service, field.value, value)
        return
    kept.model._default_manager.filter(service=service).delete()
    kept.model._default_manager.bulk_create(_made(kept, service, row) for row in value)


def _made(kept: _Rows, service: Service, row: Mapping[str, Value]) -> models.Model:
    columns = {field.attname: field for field in kept.model._meta.concrete_fields}
    told = {name: columns[name].to_python(value) for name, value in row.items() if name in columns}
    return kept.model(**{**told, "service_id": service.pk})


def columns_of(fields: Iterable[EntryField]) -> list[str]:
    """Return the columns of the service among these fields, to be saved."""
    return [field.value for field in fields if field not in _ROWS]


def is_kept_in_rows(field: EntryField) -> bool:
    """Return whether a field is kept in rows of its own."""
    return field in _ROWS


def rows_of_sources(service: Service, field: EntryField) -> bool:
    """Return whether any row of a field came from a source."""
    kept = _ROWS[field]
    return kept.model._default_manager.filter(service=service, source__isnull=False).exists()


def says_the_same(field: EntryField, one: Value, other: Value) -> bool:
    """Return whether two values say the same, whoever said them."""
    return said(field, one) == said(field, other)


def said(field: EntryField, value: Value) -> Value:
    """Return what a value says, without whose rows it stands in; None for nothing."""
    kept = _ROWS.get(field)
    if kept is None:
        return None if value == "" else value
    empty = (None, "")
    told = [{name: row[name] for name in kept.said if row.get(name) not in empty} for row in value or ()]
    return sorted(told, key=lambda row: sorted((name, str(one)) for name, one in row.items())) or None


def _plain(value: Any) -> Value:
    return value if value is None or isinstance(value, str | int | bool) else str(value)
