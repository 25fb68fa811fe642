"""Our own OpenAPI document: every address, every parameter, and every field that a record of a profile may have."""

import json
from collections.abc import Mapping
from typing import Any

from lodestar.exchange.openreferral import schema_faults
from lodestar.exchange.openreferral.publishing import profiles
from lodestar.exchange.openreferral.publishing.profiles import Profile

VERSION = "HSDS-UK-3.0"
_KINDS = (
    *("service", "organization", "organization_identifier", "service_at_location", "location", "address"),
    *("accessibility", "schedule", "service_area", "cost_option", "funding", "language", "contact", "phone"),
    *("attribute", "taxonomy", "taxonomy_term", "api_details"),
)
_PAGE: Mapping[str, Any] = {
    "total_items": {"type": "integer"},
    "total_pages": {"type": "integer"},
    "page_number": {"type": "integer"},
    "size": {"type": "integer"},
    "first_page": {"type": "boolean"},
    "last_page": {"type": "boolean"},
    "empty": {"type": "boolean"},
}
_TYPES: Mapping[str, Mapping[str, Any]] = {
    "page": {"type": "integer", "minimum": 1},
    "per_page": {"type": "integer", "minimum": 1},
    "format": {"type": "string", "enum": ["json", "ndjson"]},
    "profile": {"type": "string", "enum": [profile.value for profile in Profile]},
    "modified_after": {"type": "string", "format": "date-time"},
    "minimum_age": {"type": "integer", "minimum": 0},
    "maximum_age": {"type": "integer", "minimum": 0},
    "proximity": {"type": "integer", "minimum": 1},
    **{name: {"type": "boolean"} for name in ("minimal", "full", "full_service", "top_only")},
}


def document(*, server: str, parameters: Mapping[str, str], lists: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """Return the document for a feed at an address.

    `parameters`: what each parameter means, in words. `lists`: the parameters of each list, by its name.
    """
    paths: dict[str, Any] = {"/": {"get": _get("What this feed is.", "api_details", ())}}
    for name, taken in lists.items():
        kind = "taxonomy" if name == "taxonomies" else name.removesuffix("s")
        own = tuple(one for one in ("full_service", "profile") if one in taken)
        paths[f"/{name}"] = {"get": _get(f"A page of {name.replace('_', ' ')}.", f"{kind}_page", taken)}
        whole = _get("One of them, whole.", kind, own)
        whole["parameters"].insert(0, {"name": "id", "in": "path", "required": True, "schema": profiles.ID})
        paths[f"/{name}/{{id}}"] = {"get": whole}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Open Referral UK feed", "version": VERSION},
        "servers": [{"url": server}],
        "paths": paths,
        "components": {
            "schemas": schemas(Profile.EXTENDED),
            "parameters": {
                name: {"name": name, "in": "query", "description": words, "schema": _TYPES.get(name, profiles.TEXT)}
                for name, words in parameters.items()
            },
        },
    }


def schemas(profile: Profile) -> dict[str, Any]:
    """Return the schema of each kind of record in a profile; none allows a field that it does not name."""
    made = {kind: _schema(kind, profile) for kind in _KINDS}
    if profile is Profile.EXTENDED:
        made |= {kind: dict(told) | {"additionalProperties": False} for kind, told in profiles.EXTRA_KINDS.items()}
    for kind in ("service", "organization", "service_at_location", "taxonomy", "taxonomy_term"):
        contents = {"type": "array", "items": {"$ref": f"#/components/schemas/{kind}"}}
        made[f"{kind}_page"] = {
            "type": "object",
            "required": [*_PAGE, "contents"],
            "properties": {**_PAGE, "contents": contents},
            "additionalProperties": False,
        }
    made["error"] = {
        "type": "object",
        "required": ["status", "message"],
        "properties": {"status": {"type": "integer"}, "parameter": profiles.TEXT, "message": profiles.TEXT},
        "additionalProperties": False,
    }
    return made


def _schema(kind: str, profile: Profile) -> dict[str, Any]:
    told = json.loads((schema_faults.FOLDER / f"{kind}.json").read_text(encoding="utf-8"))
    properties = {name: _property(one) for name, one in told["properties"].items()}
    if profile is Profile.EXTENDED:
        properties |= {name: dict(one) for name, one in profiles.EXTRA_FIELDS.get(kind, {}).items()}
    made = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**made, "required": told["required"]} if told.get("required") else made


def _property(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return a field's type alone: the words of the standard stay in the standard."""
    if "$ref" in told:
        return {"$ref": _here(told["$ref"])}
    kept = {name: told[name] for name in ("type", "format", "enum") if name in told}
    if "$ref" in (told.get("items") or {}):
        kept["items"] = {"$ref": _here(told["items"]["$ref"])}
    return kept


def _here(reference: str) -> str:
    return f"#/components/schemas/{reference.rpartition('/')[2].removesuffix('.json')}"


def _get(summary: str, kind: str, parameters: tuple[str, ...]) -> dict[str, Any]:
    def answer(words: str, schema: str) -> dict[str, Any]:
        reference = {"$ref": f"#/components/schemas/{schema}"}
        return {"description": words, "content": {"application/json": {"schema": reference}}}

    return {
        "summary": summary,
        "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in parameters],
        "responses": {"200": answer(summary, kind), "default": answer("What was wrong, in words.", "error")},
    }
