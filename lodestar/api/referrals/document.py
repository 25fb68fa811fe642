"""openapi.json, made from the addresses that are served: what it says and what happens cannot part."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver

from lodestar.api.openreferral import answers
from lodestar.api.referrals import problems, schemas
from lodestar.api.referrals.operations import KEY, Operation
from lodestar.api.referrals.reading import MOST_PER_PAGE, SHOW
from lodestar.web.doors import EVERYBODY, opens_to

VERSION = "1.0.0"
# An id in an address, as Django writes it.
_PART = re.compile(r"<uuid:(\w+)>")


@opens_to(EVERYBODY)
def openapi(request: HttpRequest) -> HttpResponse:
    """Answer the OpenAPI document of this API; it holds nothing that is not public."""
    server = request.build_absolute_uri(problems.PREFIX).rstrip("/")
    return answers.found(request, {**_document(), "servers": [{"url": server}]})


@cache
def _document() -> dict[str, Any]:
    paths: dict[str, dict[str, Any]] = {}
    for address, method, operation in served():
        paths.setdefault(written(address), {})[method.lower()] = _told(operation, _PART.findall(address))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Lodestar referrals",
            "version": VERSION,
            "description": "Refer, read where it stands, and answer for your team's desk. "
            "Made for programs: see docs/reference/api.md.",
        },
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {**schemas.BODIES, **schemas.ANSWERS},
        },
    }


def written(address: str) -> str:
    """Return an address of ours as OpenAPI writes it."""
    return "/" + _PART.sub(r"{\1}", address)


def served() -> Iterator[tuple[str, str, Operation]]:
    """Yield every operation with its address and method, as the addresses have them."""
    ours = [one for one in get_resolver().url_patterns if isinstance(one, URLResolver) and one.namespace == "api"]
    for pattern in ours[0].url_patterns:
        if isinstance(pattern, URLPattern):
            for method, operation in getattr(pattern.callback, "operations", {}).items():
                yield str(pattern.pattern), method, operation


def _told(operation: Operation, ids: list[str]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": operation.slug,
        "summary": operation.summary,
        "description": f"Scope: {operation.scope.value}.",
        "parameters": [*(_in("path", name, schemas.ID) for name in ids), *_query(operation), *_key(operation)],
        "responses": _responses(operation, has_id=bool(ids)),
    }
    if operation.body:
        told["requestBody"] = {"required": True, "content": {"application/json": {"schema": _named(operation.body)}}}
    return told


def _query(operation: Operation) -> list[dict[str, Any]]:
    if operation.answer != "Referrals":
        return []
    return [
        _in("query", "page", {"type": "integer", "minimum": 1, "maximum": 100_000, "default": 1}),
        _in("query", "per_page", {"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE, "default": 50}),
        _in("query", "show", {"type": "string", "enum": list(SHOW), "default": SHOW[0]}),
    ]


def _key(operation: Operation) -> list[dict[str, Any]]:
    if not operation.body:
        return []
    return [_in("header", "Idempotency-Key", {"type": "string", "pattern": f"^{KEY}$"})]


def _responses(operation: Operation, *, has_id: bool) -> dict[str, Any]:
    refused = ["401", "403", "429"]
    if operation.body:
        refused += ["400", "409", "413", "415", "422"]
    if operation.answer == "Referrals":
        refused.append("400")
    if has_id or operation.slug == "refer":
        refused.append("404")
    answered = {"description": operation.summary, "content": {"application/json": {"schema": _named(operation.answer)}}}
    problem = {
        "description": "What stands in the way, and how to mend it.",
        "content": {problems.MEDIA_TYPE: {"schema": _named("Problem")}},
    }
    return {str(operation.status): answered, **dict.fromkeys(sorted(refused), problem)}


def _in(where: str, name: str, schema: dict[str, Any]) -> dict[str, Any]:
    needed = {"required": True} if where != "query" else {}
    return {"name": name, "in": where, **needed, "schema": schema}


def _named(schema: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{schema}"}
