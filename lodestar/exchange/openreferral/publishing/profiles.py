"""What each profile may say: `strict` the fields of Open Referral UK 3.0 alone, `extended` those of HSDS 3.1 too."""

import json
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from lodestar.exchange.openreferral import schema_faults

TEXT: Mapping[str, Any] = {"type": "string"}
ID: Mapping[str, Any] = {"type": "string", "format": "uuid"}


def _list_of(kind: str) -> dict[str, Any]:
    return {"type": "array", "items": {"$ref": f"#/components/schemas/{kind}"}}


class Profile(StrEnum):
    """How much a record says."""

    STRICT = "strict"
    EXTENDED = "extended"


# Fields of HSDS 3.0 and 3.1 that we fill and the UK profile leaves out, by kind of record.
EXTRA_FIELDS: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "service": {
        "alternate_name": TEXT,
        "application_process": TEXT,
        "eligibility_description": TEXT,
        "fees_description": TEXT,
        "phones": _list_of("phone"),
        "capacities": _list_of("service_capacity"),
        "replaced_by": ID,
    },
    "location": {"transportation": TEXT, "phones": _list_of("phone")},
    "address": {"address_2": TEXT},
    "contact": {"department": TEXT, "email": {"type": "string", "format": "email"}, "phones": _list_of("phone")},
    "phone": {"service_id": ID, "location_id": ID, "extension": TEXT},
    "cost_option": {"currency": TEXT},
    "language": {"name": TEXT, "code": TEXT},
    "taxonomy_term": {"code": TEXT},
    "organization": {"services": _list_of("service"), "status": TEXT},
    "service_at_location": {"status": TEXT},
}
# Kinds that the UK profile does not have at all.
EXTRA_KINDS: Mapping[str, Mapping[str, Any]] = {
    "service_capacity": {
        "type": "object",
        "required": ["id", "unit", "available", "updated"],
        "properties": {
            "id": ID,
            "service_id": ID,
            "unit": {"$ref": "#/components/schemas/unit"},
            "available": {"type": "number"},
            "description": TEXT,
            "updated": {"type": "string", "format": "date-time"},
        },
    },
    "unit": {"type": "object", "required": ["id", "name"], "properties": {"id": ID, "name": TEXT}},
}


def strict(record: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """Return a record with no field but those that the schema of its kind names, all the way down."""
    told: dict[str, Any] = {}
    nested = _named(kind)
    if kind == "address" and record.get("address_2"):
        lines = ", ".join(line for line in (record["address_1"], record["address_2"]) if line)
        record = {**record, "address_1": lines}
    for name, value in record.items():
        if name not in nested:
            continue
        child = nested[name]
        if child is None:
            told[name] = value
        elif isinstance(value, list):
            if kept := [strict(one, child) for one in value if _says_something(one, child)]:
                told[name] = kept
        elif isinstance(value, dict):
            told[name] = strict(value, child)
    return told


def _says_something(record: Mapping[str, Any], kind: str) -> bool:
    """Return whether a record says more than whose it is, once only the standard's fields are left."""
    return any(name in record for name in _named(kind) if name != "id" and not name.endswith("_id")) or kind not in (
        "contact",
        "language",
    )


@cache
def _named(kind: str) -> Mapping[str, str | None]:
    """Return the fields that a schema names, each with the kind of record it holds, if it does."""
    schema = json.loads((schema_faults.FOLDER / f"{kind}.json").read_text(encoding="utf-8"))
    named: dict[str, str | None] = {}
    for name, told in schema["properties"].items():
        reference = told.get("$ref") or (told.get("items") or {}).get("$ref")
        named[name] = Path(reference).stem if reference else None
    return named
