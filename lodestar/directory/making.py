"""From rows that stand to the records that we keep: one row may become several, and several fold into one."""

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models

from lodestar.access.models import Organisation
from lodestar.directory import incoming
from lodestar.directory.incoming import Row
from lodestar.directory.models import (
    Accessibility,
    Contact,
    CostOption,
    Funding,
    Language,
    Location,
    Phone,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    ServiceTerm,
    Taxonomy,
    TaxonomyTerm,
)
from lodestar.directory.placing import Places

Values = dict[str, Any]
# More copies than this of one row are no row of opening times but a mistake: the first ones are kept.
MOST_COPIES = 400
_ADDRESS = ("address_1", "address_2", "city", "county", "postcode", "country")

MODELS: Mapping[str, type[models.Model]] = {
    "organization": Organisation,
    "taxonomy": Taxonomy,
    "taxonomy_term": TaxonomyTerm,
    "location": Location,
    "service": Service,
    "service_at_location": ServiceAtLocation,
    "contact": Contact,
    "phone": Phone,
    "schedule": Schedule,
    "service_area": ServiceArea,
    "cost_option": CostOption,
    "funding": Funding,
    "language": Language,
    "accessibility": Accessibility,
    "attribute": ServiceTerm,
}


@dataclass(frozen=True, slots=True)
class Record:
    """One record to keep: its id and its columns."""

    id: UUID
    columns: Values


class Making:
    """Makes records of one source's rows, knowing all of them: addresses fold into locations, words into services."""

    def __init__(self, *, slug: str, at: datetime, rows: Mapping[str, list[Row]], places: Places) -> None:
        self.slug = slug
        self.at = at
        self.places = places
        self._ids: dict[tuple[str, str], UUID] = {}
        self.addresses = _by_link(rows.get("address", ()), "location")
        self.eligibility = _by_link(rows.get("eligibility", ()), "service")
        self.documents = _by_link(rows.get("required_document", ()), "service")
        self.identifiers = _by_link(rows.get("organization_identifier", ()), "organization")
        self.costs = _by_link(rows.get("cost_option", ()), "service")
        self.schedules = _by_link(rows.get("schedule", ()), "service")
        self.contacts = {row.key: row for row in rows.get("contact", ())}
        self.location_types = {row.key: row.values.get("location_type", "") for row in rows.get("location", ())}
        pairs = [
            (row.key, service, location)
            for row in rows.get("service_at_location", ())
            for service, location in itertools.product(row.links["service"], row.links["location"])
        ]
        self.pair_of = {key: (service, location) for key, service, location in pairs}
        self.locations_of: dict[str, list[str]] = defaultdict(list)
        for _, service, location in pairs:
            self.locations_of[service].append(location)

    def id(self, kind: str, key: str) -> UUID:
        """Return the lasting id of a row of this source."""
        known = self._ids.get((kind, key))
        if known is None:
            known = self._ids[kind, key] = incoming.stable_id(self.slug, kind, key)
        return known

    def entity_id(self, row: Row) -> UUID:
        """Return the id of what a row is kept in: its own record, or the record that it folds into."""
        if row.kind in MODELS:
            return self.id(row.kind, row.key)
        for name in ("location", "service", "organization"):
            if name in row.links:
                return self.id(name, row.links[name][0])
        return self.id(row.kind, row.key)

    def records(self, row: Row) -> list[Record]:
        """Return the records that a row becomes; none for a kind that we keep only as it came."""
        maker = _MAKERS.get(row.kind)
        if maker is None:
            return []
        made = []
        for number, columns in enumerate(itertools.islice(maker(self, row), MOST_COPIES)):
            key = row.key if number == 0 else f"{row.key}\x1f{number}"
            made.append(Record(self.id(row.kind, key), columns))
        return made

    def link(self, row: Row, name: str, kind: str | None = None) -> UUID | None:
        """Return the id that a row's link points to, the first if there are several."""
        keys = row.links.get(name)
        return self.id(kind or name, keys[0]) if keys else None

    def entity(self, row: Row) -> Values:
        """Return the columns that every record of a source has."""
        return {"source_id": self.slug, "source_key": row.key}


def _by_link(rows: Iterable[Row], name: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        for key in row.links.get(name, ()):
            found[key].append(row)
    return found


def _kept(row: Row, *names: str) -> Values:
    return {name: row.values[name] for name in names if name in row.values}


def _organization(making: Making, row: Row) -> Iterable[Values]:
    columns = _kept(row, "name", "description", "website", "email")
    for identifier in making.identifiers.get(row.key, ()):
        scheme = f"{identifier.values.get('scheme', '')} {identifier.values.get('type', '')}".lower()
        number = identifier.values.get("identifier", "")[:20]
        if "chc" in scheme or "charity" in scheme:
            columns["charity_number"] = number
        elif "coh" in scheme or "company" in scheme:
            columns["company_number"] = number
        elif "ods" in scheme and len(number) <= 10:
            columns["ods_code"] = number
    yield {**columns, "changed_at": making.at}


def _service(making: Making, row: Row) -> Iterable[Values]:
    columns = _kept(
        row,
        *("name", "alternate_name", "summary", "description", "url", "email", "status", "audience"),
        *("minimum_age", "maximum_age", "is_free", "cost_text", "accepts_self_referral"),
        *("source_said_at", "checked_on", "checked_by_name"),
    )
    columns["eligibility_text"] = _joined(row.values.get("eligibility_text"), making.eligibility.get(row.key))
    documents = ", ".join(document.values.get("text", "") for document in making.documents.get(row.key, ()))
    bring = f"Bring: {documents}" if documents.strip(", ") else ""
    columns["how_to_apply"] = "\n\n".join(text for text in (row.values.get("how_to_apply"), bring) if text)
    if "is_free" not in columns:
        columns["is_free"] = _is_free(making.costs.get(row.key, ()))
    yield {
        **columns,
        **_ways_to_attend(making, row.key),
        **making.entity(row),
        "organisation_id": making.link(row, "organization"),
        "changed_at": making.at,
        "retired_at": None,
    }


def _joined(own: str | None, rows: Iterable[Row] | None) -> str:
    texts = [own or "", *(row.values.get("text", "") for row in rows or ())]
    return "\n".join(dict.fromkeys(text for text in texts if text))


def _is_free(costs: Iterable[Row]) -> bool | None:
    """Return whether all prices are nothing; None where no price is told."""
    amounts = [cost.values["amount_pounds"] for cost in costs if "amount_pounds" in cost.values]
    return all(amount == Decimal(0) for amount in amounts) if amounts else None


def _ways_to_attend(making: Making, key: str) -> Values:
    """Return in person, online and by telephone: true where the source says so, else not known."""
    kinds = {making.location_types.get(location, "") for location in making.locations_of.get(key, ())}
    said = " ".join(row.values.get("attending_type", "") for row in making.schedules.get(key, ())).lower()
    is_online = "virtual" in kinds or any(word in said for word in ("online", "virtual", "video"))
    return {
        "is_in_person": True if kinds - {"virtual", "postal"} or "in-person" in said or "venue" in said else None,
        "is_online": True if is_online else None,
        "is_by_telephone": True if "phone" in said else None,
    }


def _location(making: Making, row: Row) -> Iterable[Values]:
    addresses = sorted(
        making.addresses.get(row.key, ()), key=lambda address: address.values.get("address_type") == "postal"
    )
    own = _kept(row, *_ADDRESS)
    address = own if own.get("address_1") or not addresses else {**own, **_kept(addresses[0], *_ADDRESS)}
    point = making.places.point(
        latitude=row.values.get("latitude"),
        longitude=row.values.get("longitude"),
        postcode=address.get("postcode", ""),
        is_masked=row.values.get("is_approximate", False),
    )
    yield {
        **making.entity(row),
        **_kept(row, "name", "description"),
        **address,
        **point,
        "transport": row.values.get("transport", ""),
        "organisation_id": making.link(row, "organization"),
    }


def _service_at_location(making: Making, row: Row) -> Iterable[Values]:
    for service, location in itertools.product(row.links["service"], row.links["location"]):
        yield {
            **making.entity(row),
            "service_id": making.id("service", service),
            "location_id": making.id("location", location),
        }


def _places_of(making: Making, row: Row, *names: str) -> list[Values]:
    """Return the columns that tie a row to its places, one set for each copy that it needs.

    A row that names several services, or several locations, is kept once for each. A row that names a
    service at a location is tied to both.
    """
    links = {name: row.links[name] for name in names if name in row.links}
    ties: list[Values] = []
    for key in row.links.get("service_at_location", ()):
        service, location = making.pair_of.get(key, (None, None))
        if service and location:
            pair = {"service_id": making.id("service", service), "location_id": making.id("location", location)}
            ties.append(pair)
    several = [name for name, keys in links.items() if len(keys) > 1]
    if not several:
        one = {_column(name): making.id(name, keys[0]) for name, keys in links.items()}
        if not ties:
            return [one]
        return [{**one, **tie} for tie in ties]
    for name, keys in links.items():
        ties += [{_column(name): making.id(name, key)} for key in keys]
    return ties


def _column(name: str) -> str:
    return "organisation_id" if name == "organization" else f"{name}_id"


def _contact(making: Making, row: Row) -> Iterable[Values]:
    columns = {**making.entity(row), **_kept(row, "name", "title", "department", "email")}
    for tie in _places_of(making, row, "service", "organization", "location"):
        yield {**columns, **tie}


def _phone(making: Making, row: Row) -> Iterable[Values]:
    columns = {**making.entity(row), **_kept(row, "number", "extension", "note")}
    for tie in _places_of(making, row, "service", "location", "organization", "contact"):
        yield {**columns, **_service_of_contact(making, row), **tie}


def _service_of_contact(making: Making, row: Row) -> Values:
    """Return the service that a telephone number reaches through its contact, where it names none itself."""
    contact = making.contacts.get(row.links.get("contact", ("",))[0])
    services = contact.links.get("service", ()) if contact else ()
    return {"service_id": making.id("service", services[0])} if services else {}


def _schedule(making: Making, row: Row) -> Iterable[Values]:
    shared = _kept(row, "valid_from", "valid_to", "starts_on", "description", "raw_text")
    ties = _places_of(making, row, "service", "location")
    for rule, tie in itertools.product(row.values.get("rules", ()), ties):
        yield {**making.entity(row), **shared, **dict(rule), **tie}


def _service_area(making: Making, row: Row) -> Iterable[Values]:
    keys = row.links.get("service") or tuple(
        making.pair_of[key][0] for key in row.links.get("service_at_location", ()) if key in making.pair_of
    )
    for key in dict.fromkeys(keys):
        columns = _kept(row, "name", "extent", "extent_type", "uri")
        yield {**making.entity(row), **columns, "service_id": making.id("service", key)}


def _cost_option(making: Making, row: Row) -> Iterable[Values]:
    columns = _kept(row, "option", "amount_pounds", "currency", "note", "valid_from", "valid_to")
    for key in row.links["service"]:
        yield {**making.entity(row), **columns, "service_id": making.id("service", key)}


def _funding(making: Making, row: Row) -> Iterable[Values]:
    for tie in _places_of(making, row, "service", "organization"):
        yield {**making.entity(row), "paid_by": row.values.get("paid_by", ""), **tie}


def _language(making: Making, row: Row) -> Iterable[Values]:
    if row.values.get("name") or row.values.get("code"):
        for tie in _places_of(making, row, "service", "location", "phone"):
            yield {**making.entity(row), **_kept(row, "name", "code"), **tie}


def _accessibility(making: Making, row: Row) -> Iterable[Values]:
    columns = _kept(row, "description", "details", "url")
    for key in row.links["location"]:
        yield {**making.entity(row), **columns, "location_id": making.id("location", key)}


def _taxonomy(making: Making, row: Row) -> Iterable[Values]:
    yield {**making.entity(row), **_kept(row, "name", "description", "uri", "version")}


def _taxonomy_term(making: Making, row: Row) -> Iterable[Values]:
    yield {
        **making.entity(row),
        **_kept(row, "name", "description", "scheme", "code", "uri"),
        "parent_id": making.link(row, "parent", "taxonomy_term"),
        "taxonomy_id": making.link(row, "taxonomy"),
    }


def _attribute(making: Making, row: Row) -> Iterable[Values]:
    # A nested record says whose it is twice: by where it stands and by its fields.
    services, terms = dict.fromkeys(row.links.get("service", ())), dict.fromkeys(row.links["term"])
    for service, term in itertools.product(services, terms):
        yield {
            **making.entity(row),
            "service_id": making.id("service", service),
            "term_id": making.id("taxonomy_term", term),
        }


_MAKERS: Mapping[str, Callable[[Making, Row], Iterable[Values]]] = {
    "organization": _organization,
    "service": _service,
    "location": _location,
    "service_at_location": _service_at_location,
    "contact": _contact,
    "phone": _phone,
    "schedule": _schedule,
    "service_area": _service_area,
    "cost_option": _cost_option,
    "funding": _funding,
    "language": _language,
    "accessibility": _accessibility,
    "taxonomy": _taxonomy,
    "taxonomy_term": _taxonomy_term,
    "attribute": _attribute,
}
