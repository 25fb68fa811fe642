"""A person's own copy: every row of every table about them, found by looking at the tables and not from a list."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection, models

from lodestar.people.models import Person

# A related row is told by its name where it has one: who wrote it down, which team, which service.
_NAMED_BY = "name"


@dataclass(frozen=True)
class Column:
    """One value of a row. `name` is the column's; `reference` is set for an id of another row."""

    name: str
    value: Any
    is_id: bool


@dataclass(frozen=True)
class Table:
    """All rows of one table about the person. `model` is its label, like people.Consent."""

    model: str
    title: str
    says: str
    rows: tuple[tuple[Column, ...], ...]


@dataclass(frozen=True)
class OwnCopy:
    """Everything, with the moment at which it was gathered and how the person is called."""

    made_at: datetime
    name: str
    tables: tuple[Table, ...]

    def as_data(self) -> dict[str, Any]:
        """Return it as plain values, for a machine: ids and all."""
        return {
            "format": "lodestar-own-copy",
            "version": 1,
            "made_at": self.made_at.isoformat(),
            "name": self.name,
            "tables": {
                table.model: {
                    "what_one_row_is": table.says,
                    "rows": [{column.name: column.value for column in row} for row in table.rows],
                }
                for table in self.tables
            },
        }


def gather(own: Person, *, at: datetime) -> OwnCopy:
    """Return every row about a person, for the action that hands it to them.

    The row policies hold here too: they show a person all that is about them.
    """
    ids = [own.pk, *_merged_into(own)]
    found = [_table(model, key, ids) for model, key in tables_about_people()]
    return OwnCopy(made_at=at, name=own.preferred_name, tables=tuple(table for table in found if table.rows))


def tables_about_people() -> list[tuple[type[models.Model], str]]:
    """Return every model whose rows are about a person, with the column that says about whom."""
    found: list[tuple[type[models.Model], str]] = [(Person, "id")]
    for model in apps.get_models():
        columns = {field.attname for field in model._meta.concrete_fields}
        if model is not Person and "person_id" in columns:
            found.append((model, "person_id"))
    return found


def _merged_into(own: Person) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT lodestar_merged_from(%s)", [own.pk])
        (merged,) = cursor.fetchone()
    return list(merged)


def _table(model: type[models.Model], key: str, ids: list[Any]) -> Table:
    related = [field.name for field in model._meta.concrete_fields if _is_named(field)]
    rows = model._default_manager.filter(**{f"{key}__in": ids}).select_related(*related).order_by(*_order(model))
    return Table(
        model=model._meta.label,
        title=str(model._meta.verbose_name_plural).capitalize(),
        says=(model.__doc__ or "").strip().splitlines()[0],
        rows=tuple(_row(row) for row in rows),
    )


def _order(model: type[models.Model]) -> list[str]:
    moments = [f.name for f in model._meta.concrete_fields if isinstance(f, models.DateField)]
    return [*moments[:1], "pk"]


def _is_named(field: "models.Field[Any, Any]") -> bool:
    target = field.related_model if field.is_relation else None
    return isinstance(target, type) and any(f.name == _NAMED_BY for f in target._meta.concrete_fields)  # type: ignore[attr-defined]


def _row(row: models.Model) -> tuple[Column, ...]:
    columns = []
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        columns.append(Column(field.attname, _plain(value), field.is_relation or field.primary_key))
        if _is_named(field) and value is not None:
            columns.append(Column(f"{field.name}_name", getattr(getattr(row, field.name), _NAMED_BY), False))
    return tuple(columns)


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: moments and dates as ISO 8601, ids as text."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
