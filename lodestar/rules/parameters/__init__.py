"""Dated numbers that rules stand on: targets, thresholds, limits, holidays.

Every `*.toml` file beside this module may hold `[[row]]` tables. A row says its name,
value, unit, first day (`from`), last day (`to`, if it has ended), source and the day
on which somebody last held it against that source (`checked`).
"""

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path

ParameterValue = int | Decimal | str | bool | tuple[date, ...] | tuple[str, ...]

_FOLDER = Path(__file__).parent
_REQUIRED = ("name", "value", "unit", "from", "source", "checked")
_ALLOWED = frozenset((*_REQUIRED, "to"))


class MissingParameter(LookupError):
    """No row of this name is in force on this day."""


class BadParameter(ValueError):
    """A row in a parameter file is incomplete, or two rows hold on the same day."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One dated value with the evidence for it."""

    name: str
    value: ParameterValue
    unit: str
    valid_from: date
    valid_to: date | None
    source: str
    checked: date

    def holds_on(self, day: date) -> bool:
        """Return whether the row is in force on `day`; both its end days count."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def parameter(name: str, *, on: date) -> Parameter:
    """Return the row of this name that is in force on this day.

    Raises MissingParameter when there is no such name, or none for the day: a rate of
    another year is never used in silence.
    """
    rows = all_parameters().get(name)
    if rows is None:
        raise MissingParameter(f"No parameter is called {name!r}.")
    for row in rows:
        if row.holds_on(on):
            return row
    raise MissingParameter(f"Parameter {name!r} has no value for {on.isoformat()}.")


def whole_number(name: str, *, on: date) -> int:
    """Return a parameter that is a whole number.

    Raises MissingParameter as `parameter` does, and BadParameter for another kind.
    """
    value = parameter(name, on=on).value
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadParameter(f"Parameter {name!r} is not a whole number.")
    return value


def days_listed(name: str, *, on: date) -> tuple[date, ...]:
    """Return a parameter that is a list of days.

    Raises MissingParameter as `parameter` does, and BadParameter for another kind.
    """
    value = parameter(name, on=on).value
    days = tuple(day for day in value if isinstance(day, date)) if isinstance(value, tuple) else ()
    if not isinstance(value, tuple) or len(days) != len(value):
        raise BadParameter(f"Parameter {name!r} is not a list of days.")
    return days


def codes_listed(name: str, *, on: date) -> tuple[str, ...]:
    """Return a parameter that is a list of codes.

    Raises MissingParameter as `parameter` does, and BadParameter for another kind.
    """
    value = parameter(name, on=on).value
    codes = tuple(code for code in value if isinstance(code, str)) if isinstance(value, tuple) else ()
    if not isinstance(value, tuple) or len(codes) != len(value):
        raise BadParameter(f"Parameter {name!r} is not a list of codes.")
    return codes


@cache
def all_parameters() -> Mapping[str, tuple[Parameter, ...]]:
    """Return every row by name, earliest first.

    Raises BadParameter when a row lacks a field or two rows of a name overlap.
    """
    found: defaultdict[str, list[Parameter]] = defaultdict(list)
    for path in sorted(_FOLDER.glob("*.toml")):
        for row in _rows_in(path.read_text(encoding="utf-8"), file_name=path.name):
            found[row.name].append(row)
    return {name: in_order(rows) for name, rows in found.items()}


def in_order(rows: list[Parameter]) -> tuple[Parameter, ...]:
    """Return the rows of one name, earliest first.

    Raises BadParameter when two of them hold on the same day.
    """
    ordered = tuple(sorted(rows, key=lambda row: row.valid_from))
    for earlier, later in pairwise(ordered):
        last_day = earlier.valid_to or later.valid_from + timedelta(days=1)
        if last_day >= later.valid_from:
            raise BadParameter(f"Two rows of {later.name!r} hold on the same day.")
    return ordered


def _rows_in(text: str, *, file_name: str) -> list[Parameter]:
    tables = tomllib.loads(text, parse_float=Decimal).get("row", [])
    return [as_parameter(table, file_name=file_name) for table in tables]


def as_parameter(table: Mapping[str, object], *, file_name: str) -> Parameter:
    """Return one table of a file as a Parameter.

    Raises BadParameter when a field is missing, unknown or of the wrong kind.
    """
    name = table.get("name", "a row without a name")
    missing = [field for field in _REQUIRED if table.get(field) in (None, "")]
    unknown = sorted(set(table) - _ALLOWED)
    if missing or unknown:
        raise BadParameter(f"{file_name}: {name}: missing {missing}, not understood {unknown}.")
    value = table["value"]
    if isinstance(value, list):
        value = tuple(value)
    valid_from, valid_to, checked = table["from"], table.get("to"), table["checked"]
    if (
        not isinstance(valid_from, date)
        or not isinstance(checked, date)
        or not (valid_to is None or isinstance(valid_to, date))
        or not isinstance(value, int | Decimal | str | bool | tuple)
    ):
        raise BadParameter(f"{file_name}: {name}: a field is of the wrong kind.")
    if valid_to is not None and valid_to < valid_from:
        raise BadParameter(f"{file_name}: {name}: ends before it starts.")
    return Parameter(
        name=str(name),
        value=value,
        unit=str(table["unit"]),
        valid_from=valid_from,
        valid_to=valid_to,
        source=str(table["source"]),
        checked=checked,
    )
