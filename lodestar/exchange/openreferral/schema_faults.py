"""A record held against Open Referral UK's own schemas, with each fault in words and its mend."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import referencing
from jsonschema import Draft202012Validator, FormatChecker
from referencing.jsonschema import DRAFT202012

FOLDER = Path(__file__).parent / "schemas" / "oruk-3.0"
_WITH_SCHEMA = frozenset(path.stem for path in FOLDER.glob("*.json"))
_FORMATS = {
    "date-time": "a moment with its time zone, like 2025-09-02T12:06:15Z",
    "uri": "a web address with its scheme, like https://www.example.org",
    "email": "an e-mail address",
    "uuid": "a UUID, like 2a3483ea-8966-4f50-9dc3-7bafa1e5c623",
}
_TYPES = {"string": "text", "number": "a number", "integer": "a whole number", "array": "a list", "object": "a record"}


@dataclass(frozen=True, slots=True)
class Fault:
    """One way in which a record breaks the schema: where, without the numbers of list items, and how to mend it."""

    where: str
    mend: str


def faults(record: Mapping[str, Any], kind: str) -> Iterator[Fault]:
    """Yield each fault of a record of a kind that the standard has a schema for; nothing for other kinds."""
    if kind not in _WITH_SCHEMA:
        return
    for error in _validator(kind).iter_errors(record):
        path = [kind, *(str(part) for part in error.absolute_path if not isinstance(part, int))]
        yield Fault(".".join(path), _mend(error))


def unlisted(record: Mapping[str, Any], kind: str) -> list[str]:
    """Return a record's own fields that the schema does not name. The standard allows them."""
    if kind not in _WITH_SCHEMA:
        return []
    named = set(_schema(kind).get("properties", {}))
    return [f"{kind}.{name}" for name in record if name not in named]


def _mend(error: jsonschema.ValidationError) -> str:
    told = error.validator_value
    if error.validator == "required":
        missing = [name for name in told if isinstance(error.instance, dict) and name not in error.instance]
        return f"lacks {', '.join(missing)}: add it"
    if error.validator == "format":
        return f"is not {_FORMATS.get(str(told), told)}: write it so, or leave the field out"
    if error.validator == "enum":
        return f"is to be one of {', '.join(map(str, told))}"
    if error.validator == "type":
        wanted = [str(name) for name in (told if isinstance(told, list) else [told])]
        return f"is to be {' or '.join(_TYPES.get(name, name) for name in wanted)}: leave out an empty field"
    return f"breaks the schema's rule {error.validator!r}"


@cache
def _schema(kind: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{kind}.json").read_text(encoding="utf-8"))
    return found


def _retrieve(address: str) -> referencing.Resource[Any]:
    """Answer a reference between schemas from the folder, never from the web."""
    return referencing.Resource.from_contents(_schema(Path(address).stem), default_specification=DRAFT202012)


@cache
def _validator(kind: str) -> Draft202012Validator:
    registry: referencing.Registry[Any] = referencing.Registry(retrieve=_retrieve)  # type: ignore[call-arg]
    return Draft202012Validator(_schema(kind), registry=registry, format_checker=FormatChecker())
