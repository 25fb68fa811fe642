"""JSON records of every family, taken apart into rows: what is nested becomes a row of its own, linked to its place."""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from lodestar.directory import incoming
from lodestar.exchange.openreferral import cleaning, fields, headers

Record = Mapping[str, Any]

# For each kind, the nested fields that hold rows of their own, by compact name.
_ANYWHERE = {"attributes": "attribute"}
_TIMES = {
    "schedules": "schedule",
    "schedule": "schedule",
    "regularschedules": "schedule",
    "regularschedule": "schedule",
    "holidayschedules": "holiday_schedule",
    "holidayschedule": "holiday_schedule",
}
_CHILDREN: Mapping[str, Mapping[str, str]] = {
    "service": {
        **_TIMES,
        "organization": "organization",
        "program": "program",
        "contacts": "contact",
        "phones": "phone",
        "serviceareas": "service_area",
        "serviceatlocations": "service_at_location",
        "serviceatlocation": "service_at_location",
        "locations": "location",
        "languages": "language",
        "funding": "funding",
        "fundings": "funding",
        "costoptions": "cost_option",
        "requireddocuments": "required_document",
        "eligibilitys": "eligibility",
        "eligibilities": "eligibility",
        "taxonomies": "taxonomy_term",
        "servicetaxonomys": "attribute",
        "servicetaxonomies": "attribute",
    },
    "organization": {
        "funding": "funding",
        "contacts": "contact",
        "phones": "phone",
        "locations": "location",
        "programs": "program",
        "organizationidentifiers": "organization_identifier",
        "services": "service",
    },
    "service_at_location": {
        **_TIMES,
        "location": "location",
        "service": "service",
        "contacts": "contact",
        "phones": "phone",
        "serviceareas": "service_area",
    },
    "location": {
        **_TIMES,
        "addresses": "address",
        "physicaladdresses": "address",
        "postaladdresses": "address",
        "accessibility": "accessibility",
        "accessibilities": "accessibility",
        "accessibilityfordisabilities": "accessibility",
        "languages": "language",
        "contacts": "contact",
        "phones": "phone",
    },
    "contact": {"phones": "phone"},
    "phone": {"languages": "language"},
    "taxonomy": {"taxonomyterms": "taxonomy_term"},
    "taxonomy_term": {"taxonomydetail": "taxonomy", "children": "taxonomy_term", "taxonomy": "taxonomy"},
    "attribute": {"taxonomyterm": "taxonomy_term", "taxonomy": "taxonomy_term"},
    "cost_option": {},
}
# Nested records that the row that holds them points to, and not the other way round.
_POINTED_AT = {
    ("service", "organization"): "organization",
    ("service", "program"): "program",
    ("service_at_location", "location"): "location",
    ("service_at_location", "service"): "service",
    ("taxonomy_term", "taxonomy"): "taxonomy",
    ("attribute", "taxonomy_term"): "term",
}
_TELLING = (
    ("taxonomy_term", {"children", "level"}),
    ("service_at_location", {"location", "service"}),
    (
        "service",
        {
            "serviceatlocations",
            "costoptions",
            "organization",
            "organizationid",
            "minimumage",
            "minage",
            "assureddate",
        }
        | {
            "eligibilitydescription",
            "servicetaxonomys",
            "serviceareas",
            "applicationprocess",
            "regularschedules",
        },
    ),
    ("taxonomy_term", {"termuri", "taxonomydetail", "vocabulary", "term"}),
    ("taxonomy", {"taxonomyterms", "version"}),
    ("location", {"locationtype", "latitude", "addresses", "physicaladdresses", "geometry"}),
    (
        "organization",
        {
            "website",
            "organizationidentifiers",
            "parentorganizationid",
            "taxstatus",
            "legalstatus",
            "services",
            "logo",
        },
    ),
    ("taxonomy_term", {"parentid"}),
)


def kind_of_record(record: Record) -> str | None:
    """Return the kind of a record by the fields that it has; one with just an id and a name is a service."""
    names = {headers.compact(name) for name in record}
    for kind, telling in _TELLING:
        if kind == "service_at_location" and "location" in names and "organization" not in names:
            if isinstance(record.get("location"), dict) and "name" not in names:
                return kind
        elif telling & names and kind != "service_at_location":
            return kind
    return "service" if {"id", "name"} <= names else None


def rows(record: Record, kind: str | None = None) -> Iterator[incoming.Row | incoming.HeldBack]:
    """Yield the row of a record and of everything that is nested in it."""
    kind = kind or kind_of_record(record)
    if kind is None:
        yield not_a_record(record)
        return
    yield from _walk(kind, record, {})


def not_a_record(found: Any) -> incoming.HeldBack:
    """Return the quarantine entry for something in a feed that is no record that we know."""
    return incoming.HeldBack(
        "other",
        "",
        incoming.Reason.NOT_A_RECORD,
        "This is not a record of any kind that we know: it has no id and no name. Correct it at its source.",
        payload=fields.as_json(found),
    )


def _walk(kind: str, record: Record, parents: Mapping[str, str]) -> Iterator[incoming.Row | incoming.HeldBack]:
    children, own = _parted(kind, record)
    flat = _flat(kind, own)
    pointed: dict[str, str] = {}
    for child_kind, found in children:
        link = _POINTED_AT.get((kind, child_kind))
        if link is None:
            continue
        # The row that is pointed at comes first: its key may have to be made.
        for row in _remembered(child_kind, fields.as_json(found)):
            if row.kind == child_kind and isinstance(row, incoming.Row):
                pointed.setdefault(link, row.key)
            yield row
    row = fields.make_row(
        kind, _without_links(flat, pointed), payload=own, parents={**parents, **pointed}, is_nested=True
    )
    yield row
    at_locations: list[str] = []
    for child_kind, found in children:
        if (kind, child_kind) not in _POINTED_AT:
            yield from _child(row, child_kind, found, at_locations)
    if kind == "contact" and cleaning.plain(flat.get("phone")):
        yield from _walk("phone", {"number": flat["phone"]}, {"contact": row.key})


@lru_cache(maxsize=20_000)
def _remembered(kind: str, text: str) -> tuple[incoming.Row | incoming.HeldBack, ...]:
    """Return the rows of a record that many others point at, such as an organisation: each time the same words."""
    return tuple(_walk(kind, json.loads(text), {}))


def _child(
    row: incoming.Row, kind: str, found: Record, at_locations: list[str]
) -> Iterator[incoming.Row | incoming.HeldBack]:
    """Yield the rows of one nested record that hangs on `row`."""
    if row.kind == "service" and kind == "taxonomy_term":
        yield from _walk(kind, found, {})
        term = cleaning.key_of(found.get("id"))
        yield fields.make_row(
            "attribute",
            {"id": f"{row.key}#{term}", "service_id": row.key, "taxonomy_term_id": term},
            payload={"service_id": row.key, "taxonomy_term_id": found.get("id")},
            is_nested=True,
        )
        return
    if row.kind == "service" and kind == "location":
        yield from _walk(kind, found, {})
        location = cleaning.key_of(found.get("id"))
        if location and location not in at_locations:
            yield fields.make_row(
                "service_at_location",
                {"service_id": row.key, "location_id": location},
                payload={"service_id": row.key, "location_id": found.get("id")},
                is_nested=True,
            )
        return
    if kind == "service_at_location":
        at_locations.append(cleaning.key_of(found.get("location_id") or _id_of(found.get("location"))))
    link = {"taxonomy_term": "parent"}.get(row.kind, row.kind)
    if kind == "attribute" and row.kind not in incoming.KINDS["attribute"].any_of:
        link = "subject"
    yield from _walk(kind, found, {link: row.key})


def _id_of(found: Any) -> Any:
    return found.get("id") if isinstance(found, dict) else None


def _parted(kind: str, record: Record) -> tuple[list[tuple[str, Record]], dict[str, Any]]:
    """Return the nested records that are rows of their own, and the record without them."""
    children: list[tuple[str, Record]] = []
    own: dict[str, Any] = {}
    for name, value in record.items():
        child_kind = _child_kind(kind, name)
        found = [value] if isinstance(value, dict) else value
        if child_kind is None or not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            own[name] = value
            continue
        if child_kind == "address":
            found = [_with_address_type(name, one) for one in found]
        children += [(child_kind, one) for one in found if one]
    # A service's locations come after its service_at_locations, which already say which they are.
    children.sort(key=lambda child: kind == "service" and child[0] == "location")
    return children, own


@lru_cache(maxsize=20_000)
def _child_kind(kind: str, name: str) -> str | None:
    """Return the kind of record that a list under this name holds, if it holds records."""
    compact = headers.compact(name)
    return _CHILDREN.get(kind, {}).get(compact) or _ANYWHERE.get(compact)


def _with_address_type(name: str, record: Record) -> Record:
    for word in ("physical", "postal"):
        if word in headers.compact(name) and not record.get("address_type"):
            return {**record, "address_type": word}
    return record


def _without_links(flat: dict[str, Any], pointed: Mapping[str, str]) -> dict[str, Any]:
    """Return `flat` without ids that repeat what a nested record says: the nested one tells its own key."""
    return {name: value for name, value in flat.items() if name.removesuffix("_id") not in pointed}


def _flat(kind: str, own: Record) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in own.items():
        standard = headers.canonical(kind, name)
        if name == "id" or standard not in flat or flat[standard] in (None, ""):
            flat[standard] = value
    geometry = flat.get("geometry")
    if isinstance(geometry, dict) and len(geometry.get("coordinates") or []) >= 2:
        flat["longitude"], flat["latitude"] = geometry["coordinates"][:2]
    if kind == "service":
        flat["audience"] = _audience(flat)
        assurance = flat.get("pc_metadata")
        if isinstance(assurance, dict):
            flat.setdefault("assured_date", assurance.get("date_assured"))
    return flat


def _audience(flat: Mapping[str, Any]) -> str:
    """Return who it is for, from the lists that UK feeds add to the standard."""
    told: list[str] = []
    for name in ("pc_target_audience", "suitabilities", "send_needs"):
        for one in flat.get(name) or []:
            if isinstance(one, dict):
                told.append(cleaning.plain(one.get("audienceType") or one.get("name")))
    return ", ".join(dict.fromkeys(text for text in told if text))
