"""What is published of services, gathered from the database for many of them at once: one query for each kind.

A hidden address is taken out here, before anything is written: no caller is ever given it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model, Q

from lodestar.access.models import Organisation
from lodestar.directory import hidden_places, models
from lodestar.directory.doubles import following
from lodestar.exchange.openreferral.publishing import mapping, masking, selecting
from lodestar.rules import hidden_addresses

Row = Mapping[str, Any]
Record = dict[str, Any]

_SERVICE = (
    *("id", "organisation_id", "name", "alternate_name", "summary", "description", "url", "email", "status"),
    *("audience", "eligibility_text", "minimum_age", "maximum_age", "is_free", "cost_text", "how_to_apply"),
    *("is_address_hidden", "changed_at", "checked_on", "retired_at"),
)
_ORGANISATION = ("id", "name", "description", "website", "email", "charity_number", "company_number", "ods_code")
_LOCATION = (
    *("id", "name", "description", "address_1", "address_2", "city", "county", "postcode", "country"),
    *("latitude", "longitude", "transport"),
)
_SCHEDULE = (
    *("id", "service_id", "location_id", "weekday", "opens_at", "closes_at", "frequency", "interval", "day_of_month"),
    *("week_of_month", "valid_from", "valid_to", "starts_on", "description", "raw_text"),
)
_PHONE = ("id", "service_id", "location_id", "contact_id", "number", "extension", "note")
_TERM = ("id", "taxonomy_id", "parent_id", "scheme", "code", "name", "description", "uri")
_OF_SERVICE: Mapping[type[Model], tuple[str, ...]] = {
    models.Contact: ("id", "service_id", "title", "department", "email"),
    models.ServiceArea: ("id", "service_id", "name", "extent", "extent_type", "uri"),
    models.CostOption: (
        *("id", "service_id", "option", "amount_pounds", "currency", "note"),
        *("valid_from", "valid_to"),
    ),
    models.Funding: ("id", "service_id", "paid_by"),
    models.Language: ("id", "service_id", "name", "code"),
    models.ServiceTerm: ("id", "service_id", "term_id"),
}


@dataclass(slots=True)
class _Hung:
    """Rows that hang on services or locations, by what they hang on."""

    of_service: dict[type[Model], dict[UUID, list[Row]]] = field(default_factory=dict)
    at_locations: dict[UUID, list[Row]] = field(default_factory=dict)
    locations: dict[UUID, Row] = field(default_factory=dict)
    of_location: dict[type[Model], dict[UUID, list[Row]]] = field(default_factory=dict)
    phones_of_contact: dict[UUID, list[Row]] = field(default_factory=dict)
    terms: dict[UUID, Record] = field(default_factory=dict)


def services(ids: Sequence[UUID], *, is_full: bool, on: date) -> list[Record]:
    """Return these services in this order, extended; whole, or with their one-to-one fields only.

    A service that ended or left its source is a tombstone. Ids that are of no service are left out.
    """
    rows = {row["id"]: row for row in models.Service.objects.filter(pk__in=ids).values(*_SERVICE)}
    living = [row for row in rows.values() if not is_gone(row)]
    organisations = _organisations(living)
    hung = _hung(living, on=on) if is_full else _Hung()
    secrets = hidden_places.address_words([row["id"] for row in rows.values() if row["is_address_hidden"]])
    gone = [row["id"] for row in rows.values() if is_gone(row)]
    replaced = following.replacements_of(gone) if gone else {}
    made = []
    for row in (rows[pk] for pk in ids if pk in rows):
        record = mapping.tombstone(row) if is_gone(row) else mapping.service(row)
        if row["id"] in replaced:
            record["replaced_by"] = str(replaced[row["id"]])
        organisation = organisations.get(row["organisation_id"])
        if organisation is not None and not is_gone(row):
            record["organization"] = mapping.organization(organisation, is_full=is_full)
        if is_full and not is_gone(row):
            _hang(record, row, hung)
        if row["is_address_hidden"]:
            record = hidden_addresses.masked(record, secrets=secrets.get(row["id"], ()))
        made.append(record)
    return made


def is_gone(row: Row) -> bool:
    """Return whether a service is published as a tombstone only."""
    return row["retired_at"] is not None or row["status"] == models.Service.Status.DEFUNCT


def organisations(ids: Sequence[UUID], *, is_full: bool) -> list[Record]:
    """Return these organisations in this order, with nothing of the addresses that their services hide.

    One that offers nothing any more is a tombstone.
    """
    rows = {row["id"]: row for row in Organisation.objects.filter(pk__in=ids).values(*_ORGANISATION)}
    hidden = dict(
        models.Service.objects.filter(organisation__in=ids, is_address_hidden=True).values_list("pk", "organisation_id")
    )
    secrets: defaultdict[UUID, set[str]] = defaultdict(set)
    for service_id, found in hidden_places.address_words(list(hidden)).items():
        secrets[hidden[service_id]] |= found
    offering = set(selecting.organisations("").filter(pk__in=ids).values_list("pk", flat=True))
    made = []
    for pk in ids:
        if pk in rows and pk not in offering:
            made.append(mapping.organization_tombstone(rows[pk]))
        elif pk in rows:
            record = mapping.organization(rows[pk], is_full=is_full)
            made.append(hidden_addresses.masked(record, secrets=secrets[pk]) if pk in hidden.values() else record)
    return made


def at_locations(ids: Sequence[UUID], *, is_full: bool) -> list[Record]:
    """Return these services at locations, in this order; with `is_full` the location with all that hangs on it.

    What is there no more is a tombstone, and so is what belongs to a service that ended or left its source.
    """
    rows = {row["id"]: row for row in _at_location_rows(Q(pk__in=ids) & selecting.LISTED_SERVICE)}
    hung = _locations([row for row in rows.values() if not row["service__is_address_hidden"]], is_full=is_full)
    return [
        _at_location(rows[pk], hung, is_full=is_full) if pk in rows else mapping.at_location_tombstone(pk) for pk in ids
    ]


def terms(ids: Sequence[UUID]) -> list[Record]:
    """Return these terms in this order."""
    rows = {row["id"]: row for row in models.TaxonomyTerm.objects.filter(pk__in=ids).values(*_TERM)}
    return [mapping.taxonomy_term(rows[pk]) for pk in ids if pk in rows]


def taxonomies(ids: Sequence[UUID]) -> list[Record]:
    """Return these schemes in this order, without their terms."""
    fields = ("id", "name", "description", "uri", "version")
    rows = {row["id"]: row for row in models.Taxonomy.objects.filter(pk__in=ids).values(*fields)}
    return [mapping.taxonomy(rows[pk]) for pk in ids if pk in rows]


def _organisations(rows: Sequence[Row]) -> dict[UUID, Row]:
    wanted = {row["organisation_id"] for row in rows if row["organisation_id"]}
    return {row["id"]: row for row in Organisation.objects.filter(pk__in=wanted).values(*_ORGANISATION)}


def _hung(rows: Sequence[Row], *, on: date) -> _Hung:
    ids = [row["id"] for row in rows]
    open_ids = {row["id"] for row in rows if not row["is_address_hidden"]}
    at = list(_at_location_rows(Q(service__in=ids)))
    hung = _locations([one for one in at if one["service_id"] in open_ids], is_full=True)
    hung.at_locations = _by(at, "service_id")
    for model, fields in _OF_SERVICE.items():
        hung.of_service[model] = _by(_rows(model, "service_id", ids, fields), "service_id")
    hung.of_service[models.Schedule] = _by(_rows(models.Schedule, "service_id", ids, _SCHEDULE), "service_id")
    contacts = [row["id"] for found in hung.of_service[models.Contact].values() for row in found]
    of_contact = Q(service=None, contact__in=contacts) if contacts else Q(pk__in=())
    phones = list(models.Phone.objects.filter(Q(service__in=ids) | of_contact).order_by("id").values(*_PHONE))
    hung.of_service[models.Phone] = _by([row for row in phones if row["service_id"]], "service_id")
    hung.phones_of_contact = _by([row for row in phones if not row["service_id"]], "contact_id")
    said = models.CapacityStatement.objects.filter(service__in=ids).order_by("service_id", "-said_at", "id")
    newest = said.distinct("service_id").values(*("id", "service_id", "said_at", "places", "unit", "expires_on"))
    standing = [row for row in newest if row["places"] is not None and row["expires_on"] > on]
    hung.of_service[models.CapacityStatement] = _by(standing, "service_id")
    held = {row["term_id"] for found in hung.of_service[models.ServiceTerm].values() for row in found}
    hung.terms = {UUID(record["id"]): record for record in terms(sorted(held))}
    return hung


def _at_location_rows(wanted: Q) -> Iterable[Row]:
    found = models.ServiceAtLocation.objects.filter(wanted).order_by("id")
    return found.values("id", "service_id", "location_id", "service__is_address_hidden", "location__postcode")


def _locations(rows: Sequence[Row], *, is_full: bool) -> _Hung:
    """Return the locations of services whose address may be told."""
    ids = list({row["location_id"] for row in rows})
    hung = _Hung(locations={row["id"]: row for row in models.Location.objects.filter(pk__in=ids).values(*_LOCATION)})
    if is_full and ids:
        fields = ("id", "location_id", "description", "details", "url")
        of_location = ((models.Schedule, _SCHEDULE), (models.Phone, _PHONE), (models.Accessibility, fields))
        for model, named in of_location:
            hung.of_location[model] = _by(_rows(model, "location_id", ids, named), "location_id")
    return hung


def _rows(model: type[Model], link: str, ids: Sequence[UUID], fields: Sequence[str]) -> list[Row]:
    """Return the rows that hang on these. In our own SQL: a page asks ten times, and to build each query costs more
    than to answer it.
    """
    if not ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_select(model._meta.db_table, link, tuple(fields)), [list(ids)])
        return [dict(zip(fields, row, strict=True)) for row in cursor.fetchall()]


@cache
def _select(table: str, link: str, fields: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{name}"' for name in fields)
    return f'SELECT {columns} FROM "{table}" WHERE "{link}" = ANY(%s) ORDER BY id'  # noqa: S608 -- our own names


def _by(rows: Iterable[Row], link: str) -> dict[UUID, list[Row]]:
    found: defaultdict[UUID, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[link]].append(row)
    return found


def _hang(record: Record, row: Row, hung: _Hung) -> None:
    """Hang on a service's record all that belongs to it."""
    pk = row["id"]

    def of(model: type[Model]) -> list[Row]:
        return hung.of_service[model].get(pk, [])

    places = hung.at_locations.get(pk, [])
    schedules = [mapping.schedule(one, service_id=pk) for one in of(models.Schedule)]
    if not schedules and not row["is_address_hidden"]:
        schedules = [
            mapping.schedule(one, service_id=pk, at_location_id=place["id"])
            for place in places
            for one in hung.of_location.get(models.Schedule, {}).get(place["location_id"], [])
            if one["service_id"] is None
        ]
    areas = [{**one, "extent": ""} for one in of(models.ServiceArea)] if row["is_address_hidden"] else None
    hanging = {
        "schedules": schedules,
        "service_areas": [mapping.service_area(one) for one in (areas or of(models.ServiceArea))],
        "service_at_locations": [_at_location(one, hung, is_full=True) for one in places],
        "languages": [mapping.language(one) for one in of(models.Language)],
        "funding": [mapping.funding(one) for one in of(models.Funding)],
        "cost_options": [mapping.cost_option(one) for one in of(models.CostOption)],
        "contacts": [_contact(one, hung) for one in of(models.Contact)],
        "phones": [mapping.phone(_untied(one, row)) for one in of(models.Phone)],
        "attributes": [
            mapping.attribute(one, term=hung.terms[one["term_id"]])
            for one in of(models.ServiceTerm)
            if one["term_id"] in hung.terms
        ],
        "capacities": [mapping.capacity(one) for one in of(models.CapacityStatement)],
    }
    record.update({name: found for name, found in hanging.items() if found})


def _untied(phone: Row, service: Row) -> Row:
    """Return a telephone number that names no location, where the location is hidden."""
    return {**phone, "location_id": None} if service["is_address_hidden"] else phone


def _contact(row: Row, hung: _Hung) -> Record:
    phones = [mapping.phone(one) for one in hung.phones_of_contact.get(row["id"], [])]
    return {**mapping.contact(row), **({"phones": phones} if phones else {})}


def _at_location(row: Row, hung: _Hung, *, is_full: bool) -> Record:
    if row["service__is_address_hidden"]:
        location = masking.masked_location(at_location_id=row["id"], postcode=row["location__postcode"])
    else:
        location = _location(hung.locations[row["location_id"]], hung, is_full=is_full)
    return {
        "id": str(row["id"]),
        "service_id": str(row["service_id"]),
        "location_id": location["id"],
        "location": location,
    }


def _location(row: Row, hung: _Hung, *, is_full: bool) -> Record:
    record = mapping.location(row)
    address = mapping.address(row)
    if not is_full:
        return record
    accessibility = hung.of_location.get(models.Accessibility, {}).get(row["id"], [])
    phones = [one for one in hung.of_location.get(models.Phone, {}).get(row["id"], []) if not one["service_id"]]
    return mapping.said(
        {
            **record,
            "addresses": [address] if address else [],
            "accessibility": [mapping.accessibility(one) for one in accessibility],
            "phones": [mapping.phone(one) for one in phones],
        }
    )
