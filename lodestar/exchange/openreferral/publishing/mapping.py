"""From a row of the directory to a record of Open Referral, field by field. Nothing here asks the database.

A row is a plain mapping of the model's columns. Empty fields are left out, but for those that the standard requires.
Names of contact persons stay here: what is published in bulk says what a contact is for, not who it is.
"""

import re
import urllib.parse
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from lodestar.directory import incoming

Row = Mapping[str, Any]
Record = dict[str, Any]

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WEB = re.compile(r"https?://[A-Za-z0-9._~%!$&'()*+,;=:@\[\]-]+(?:[/?#]\S*)?$")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+$")
# What may stand in an address as it is; all else is written with percent signs.
_SAFE = "/:?#[]@!$&'()*+,;=%~-._"
_IDENTIFIERS = (
    ("charity_number", "GB-CHC", "Charity Commission number"),
    ("company_number", "GB-COH", "Companies House number"),
    ("ods_code", "GB-ODS", "NHS organisation code"),
)


def said(record: Mapping[str, Any]) -> Record:
    """Return a record without its empty fields. Nothing, false and 0 are not the same: they stay."""
    return {name: value for name, value in record.items() if value is not None and value != "" and value != []}


def moment(value: datetime) -> str:
    """Return a moment as RFC 3339 writes it, in UTC."""
    return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def web_address(text: str) -> str:
    """Return a web address as RFC 3986 writes it; empty where the text is none."""
    quoted = urllib.parse.quote(text.strip(), safe=_SAFE)
    if not _WEB.match(quoted) or re.search(r"%(?![0-9A-Fa-f]{2})", quoted):
        return ""
    head, _, rest = quoted.partition("://")
    host, slash, path = rest.partition("/")
    # Brackets stand only around the number of a host, and a second # nowhere.
    path = path.replace("[", "%5B").replace("]", "%5D")
    before, mark, fragment = path.partition("#")
    return f"{head}://{host}{slash}{before}{mark}{fragment.replace('#', '%23')}"


def email_address(text: str) -> str:
    """Return an e-mail address; empty where the text is none."""
    return text.strip() if _EMAIL.match(text.strip()) else ""


def tombstone(row: Row) -> Record:
    """Return what is left to say of a service that ended or left its source."""
    return {
        "id": str(row["id"]),
        "name": row["name"],
        "status": "defunct",
        "last_modified": moment(row["changed_at"]),
    }


def organization_tombstone(row: Row) -> Record:
    """Return what is left to say of an organisation that offers nothing here any more."""
    return {
        "id": str(row["id"]),
        "name": row["name"],
        "description": "It offers nothing here any more.",
        "status": "defunct",
    }


def at_location_tombstone(pk: uuid.UUID) -> Record:
    """Return what is left of a service at a location: its id, with neither service nor location."""
    return {"id": str(pk), "status": "defunct"}


def service(row: Row) -> Record:
    """Return a service's own fields, without what hangs on it."""
    fees = row["cost_text"] or ("Free" if row["is_free"] else "")
    return said(
        {
            "id": str(row["id"]),
            "organization_id": _id(row["organisation_id"]),
            "name": row["name"],
            "alternate_name": row["alternate_name"],
            "description": row["description"] or row["summary"],
            "url": web_address(row["url"]),
            "email": email_address(row["email"]),
            "status": row["status"],
            "fees": fees,
            "fees_description": fees,
            "application_process": row["how_to_apply"],
            "eligibility_description": row["eligibility_text"] or row["audience"],
            "minimum_age": row["minimum_age"],
            "maximum_age": row["maximum_age"],
            "assured_date": _day(row["checked_on"]),
            "last_modified": moment(row["changed_at"]),
        }
    )


def organization(row: Row, *, is_full: bool = True) -> Record:
    """Return an organisation; its numbers are a list, so only a full record has them."""
    record = said(
        {
            "name": row["name"],
            "email": email_address(row["email"]),
            "website": web_address(row["website"]),
            "organization_identifiers": [
                {
                    "id": str(uuid.uuid5(row["id"], field)),
                    "organization_id": str(row["id"]),
                    "identifier_scheme": scheme,
                    "identifier_type": label,
                    "identifier": row[field],
                }
                for field, scheme, label in _IDENTIFIERS
                if is_full and row[field]
            ],
        }
    )
    return {"id": str(row["id"]), "description": row["description"], **record}


def location(row: Row) -> Record:
    """Return a location with its address, without what else hangs on it."""
    has_place = row["latitude"] is not None or any(row[name] for name in ("address_1", "city", "postcode"))
    return said(
        {
            "id": str(row["id"]),
            "location_type": "physical" if has_place else "virtual",
            "name": row["name"],
            "description": row["description"],
            "latitude": row["latitude"],
            "longitude": row["longitude"],
            "transportation": row["transport"],
        }
    )


def address(row: Row) -> Record | None:
    """Return a location's address, with every field that the standard requires; None where there is none."""
    if not any(row[name] for name in ("address_1", "city", "postcode")):
        return None
    return {
        "id": str(uuid.uuid5(row["id"], "address")),
        "location_id": str(row["id"]),
        "address_1": row["address_1"],
        **({"address_2": row["address_2"]} if row["address_2"] else {}),
        "city": row["city"],
        "state_province": row["county"],
        "postal_code": row["postcode"],
        "country": row["country"] or "GB",
        "address_type": "physical",
    }


def schedule(row: Row, *, service_id: uuid.UUID, at_location_id: uuid.UUID | None = None) -> Record:
    """Return one rule of hours. Those of a location are told of each service there, under an id of their own."""
    is_monthly = row["week_of_month"] is not None or row["day_of_month"] is not None or row["frequency"] == "monthly"
    byday = ""
    if row["weekday"] is not None:
        byday = f"{row['week_of_month'] or ''}{_DAYS[row['weekday']]}"
    freq = "MONTHLY" if is_monthly else ("WEEKLY" if row["frequency"] == "weekly" or byday else "")
    own_id = row["id"] if at_location_id is None else uuid.uuid5(row["id"], str(at_location_id))
    return said(
        {
            "id": str(own_id),
            "service_id": str(service_id),
            "service_at_location_id": _id(at_location_id),
            "freq": freq,
            "interval": row["interval"],
            "byday": byday,
            "bymonthday": str(row["day_of_month"]) if row["day_of_month"] is not None else "",
            "opens_at": _clock(row["opens_at"]),
            "closes_at": _clock(row["closes_at"]),
            "valid_from": _day(row["valid_from"]),
            "valid_to": _day(row["valid_to"]),
            "dtstart": _day(row["starts_on"]),
            "description": row["description"] or (row["raw_text"] if row["opens_at"] is None else ""),
        }
    )


def phone(row: Row) -> Record:
    """Return a telephone number."""
    return said(
        {
            "id": str(row["id"]),
            "service_id": _id(row["service_id"]),
            "location_id": _id(row["location_id"]),
            "contact_id": _id(row["contact_id"]),
            "number": row["number"],
            "extension": row["extension"],
            "description": row["note"],
        }
    )


def contact(row: Row) -> Record:
    """Return a contact: what for and an address, never a person's name."""
    return said(
        {
            "id": str(row["id"]),
            "service_id": _id(row["service_id"]),
            "title": row["title"],
            "department": row["department"],
            "email": email_address(row["email"]),
        }
    )


def service_area(row: Row) -> Record:
    """Return an area that a service covers."""
    return said(
        {
            "id": str(row["id"]),
            "service_id": str(row["service_id"]),
            "name": row["name"],
            "extent": row["extent"],
            "extent_type": row["extent_type"],
            "uri": web_address(row["uri"]),
        }
    )


def cost_option(row: Row) -> Record:
    """Return a price; the amount is a number."""
    return said(
        {
            "id": str(row["id"]),
            "service_id": str(row["service_id"]),
            "valid_from": _day(row["valid_from"]),
            "valid_to": _day(row["valid_to"]),
            "option": row["option"],
            "amount": float(row["amount_pounds"]) if row["amount_pounds"] is not None else None,
            "amount_description": row["note"],
            "currency": row["currency"],
        }
    )


def funding(row: Row) -> Record:
    """Return a source of money."""
    return said({"id": str(row["id"]), "service_id": _id(row["service_id"]), "source": row["paid_by"]})


def language(row: Row) -> Record:
    """Return a language."""
    return said({"id": str(row["id"]), "service_id": _id(row["service_id"]), "name": row["name"], "code": row["code"]})


def accessibility(row: Row) -> Record:
    """Return what a location offers people who need an adjustment."""
    return said(
        {
            "id": str(row["id"]),
            "location_id": str(row["location_id"]),
            "description": row["description"],
            "details": row["details"],
            "url": web_address(row["url"]),
        }
    )


def taxonomy(row: Row) -> Record:
    """Return a scheme of terms."""
    record = said({"name": row["name"], "uri": web_address(row["uri"]), "version": row["version"]})
    return {"id": str(row["id"]), "description": row["description"], **record}


def taxonomy_term(row: Row) -> Record:
    """Return a term of a scheme."""
    record = said(
        {
            "name": row["name"],
            "parent_id": _id(row["parent_id"]),
            "taxonomy": row["scheme"],
            "taxonomy_id": _id(row["taxonomy_id"]),
            "term_uri": web_address(row["uri"]),
            "code": row["code"],
        }
    )
    return {"id": str(row["id"]), "description": row["description"], **record}


def attribute(row: Row, *, term: Record) -> Record:
    """Return that a service is of a term."""
    return {
        "id": str(row["id"]),
        "link_id": str(row["service_id"]),
        "link_type": "service",
        "taxonomy_term_id": str(row["term_id"]),
        "taxonomy_term": term,
    }


def capacity(row: Row) -> Record:
    """Return what a service said of its places, with the unit that it counts them in."""
    unit = row["unit"] or "person"
    return said(
        {
            "id": str(row["id"]),
            "service_id": str(row["service_id"]),
            "unit": {"id": str(uuid.uuid5(incoming.NAMESPACE, f"unit\x1f{unit}")), "name": unit},
            "available": row["places"],
            "updated": moment(row["said_at"]),
        }
    )


def _id(value: uuid.UUID | None) -> str:
    return str(value) if value is not None else ""


def _day(value: Any) -> str:
    return value.isoformat() if value is not None else ""


def _clock(value: Any) -> str:
    return value.strftime("%H:%M") if value is not None else ""
