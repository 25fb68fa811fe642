"""One mapping for every family: a row with the standard's field names becomes a row of the directory."""

import json
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from lodestar.directory import incoming
from lodestar.exchange.openreferral import addresses, cleaning, timetables

Values = dict[str, Any]
Made = tuple[Values, list[str]]

_LINK_FIELDS = {
    "organization": "organization_id",
    "parent_organization": "parent_organization_id",
    "service": "service_id",
    "location": "location_id",
    "service_at_location": "service_at_location_id",
    "contact": "contact_id",
    "phone": "phone_id",
    "program": "program_id",
    "taxonomy": "taxonomy_id",
    "parent": "parent_id",
    "term": "taxonomy_term_id",
    "subject": "link_id",
}
_SCHEDULE_LINKS = frozenset({"id", "service_id", "location_id", "service_at_location_id"})
_SUMMARY_LENGTH = 300
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str)
# An escaped NUL, but not the letters of one after an escaped backslash.
_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


def make_row(
    kind: str,
    flat: Mapping[str, Any],
    *,
    payload: Any,
    parents: Mapping[str, str] | None = None,
    is_nested: bool = False,
) -> incoming.Row:
    """Return a row of the directory from one row of a source.

    `flat` holds the source's values under the standard's names; `payload` is the row as it came.
    `parents` are links that the row's place in the source tells, by kind.
    """
    links = _links(kind, flat, parents or {})
    maker = _MAKERS.get(kind)
    values, notes = maker(flat) if maker else (_as_told(flat), [])
    text = as_json(payload)
    key = cleaning.key_of(flat.get("id"))
    if not key:
        if kind == "service_at_location" and {"service", "location"} <= links.keys():
            key = f"{','.join(links['service'])}@{','.join(links['location'])}"
        else:
            key = incoming.key_from_content(kind, repr(sorted(links.items())), text)
    return incoming.Row(
        kind=kind,
        key=incoming.short_key(key),
        links=links,
        values={name: value for name, value in values.items() if value not in (None, "", [], ())},
        payload=text,
        notes=tuple(note for note in notes if note),
        is_nested=is_nested,
    )


def _as_told(flat: Mapping[str, Any]) -> Values:
    """Return the words of a row that we keep only as it came, so that its repeats are known again."""
    return {name: cleaning.plain(value) for name, value in flat.items() if not name.endswith("id")}


def as_json(payload: Any) -> str:
    """Return any JSON value as compact text that PostgreSQL takes: no NUL, no lone surrogate, no NaN."""
    text = _ENCODER.encode(payload)
    if "\\u0000" in text:
        text = _NUL.sub(r"\1", text)
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode()
    return text


def _links(kind: str, flat: Mapping[str, Any], parents: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    links: dict[str, tuple[str, ...]] = {}
    for name in incoming.KINDS[kind].links:
        written = cleaning.key_of(flat.get(_LINK_FIELDS[name]))
        if name == "parent" and not written:
            written = cleaning.key_of(flat.get("parent_name"))
        key = written or parents.get(name, "")
        if key:
            links[name] = (key,)
    return links


def _organization(flat: Mapping[str, Any]) -> Made:
    name, cut = cleaning.line(flat.get("name"), 300)
    description, note = cleaning.words(flat.get("description"))
    website, email, notes = cleaning.web_and_email(flat.get("url") or flat.get("uri"), flat.get("email"))
    return {"name": name, "description": description, "website": website[:500], "email": email}, [
        cut,
        note,
        *notes,
    ]


def _service(flat: Mapping[str, Any]) -> Made:
    name, cut = cleaning.line(flat.get("name"), 300)
    description, markup = cleaning.words(flat.get("description"))
    url, email, notes = cleaning.web_and_email(flat.get("url"), flat.get("email"))
    status, unknown = cleaning.status(flat.get("status"))
    youngest, oldest, age_notes = cleaning.ages(flat.get("minimum_age"), flat.get("maximum_age"))
    said_at, zone = cleaning.moment(flat.get("last_modified"))
    how, _ = cleaning.words(flat.get("application_process"))
    eligibility, _ = cleaning.words(flat.get("eligibility_description"))
    fees, _ = cleaning.line(flat.get("fees_description") or flat.get("fees"), 400)
    needs_referral = cleaning.yes_no(flat.get("needs_referral"))
    values = {
        "name": name,
        "alternate_name": cleaning.line(flat.get("alternate_name"), 300)[0],
        "summary": first_sentence(description),
        "description": description,
        "url": url,
        "email": email,
        "status": status,
        "audience": cleaning.line(flat.get("audience"), 400)[0],
        "eligibility_text": eligibility,
        "minimum_age": youngest,
        "maximum_age": oldest,
        "is_free": _is_free(flat, fees),
        "cost_text": fees,
        "accepts_self_referral": None if needs_referral is None else not needs_referral,
        "how_to_apply": how,
        "source_said_at": said_at,
        "checked_on": cleaning.day(flat.get("assured_date")),
        "checked_by_name": _assurer(flat),
    }
    return values, [cut, markup, unknown, zone, *notes, *age_notes]


def _is_free(flat: Mapping[str, Any], fees: str) -> bool | None:
    said = cleaning.yes_no(flat.get("free"))
    if said is not None:
        return said
    words = fees.lower().strip(" .!")
    if words in {"free", "no fee", "no fees", "none", "no charge", "free of charge", "free to everyone"}:
        return True
    return None


def _assurer(flat: Mapping[str, Any]) -> str:
    """Return who vouched for the entry, as the body behind the e-mail address: a person's own address stays raw."""
    written = cleaning.plain(flat.get("assurer_email"))
    return written.rpartition("@")[2][:200] if cleaning.day(flat.get("assured_date")) else ""


def first_sentence(text: str) -> str:
    """Return the first sentence of a text, or its beginning where the sentence is long."""
    start = text.split("\n\n", 1)[-1] if len(text.split("\n", 1)[0]) < 25 and "\n\n" in text else text
    paragraph = " ".join(start.split("\n\n", 1)[0].split())
    for mark in (". ", "! ", "? "):
        head, found, _ = paragraph.partition(mark)
        if found and 25 <= len(head) < _SUMMARY_LENGTH:
            return head + found.strip()
    return paragraph if len(paragraph) <= _SUMMARY_LENGTH else paragraph[: _SUMMARY_LENGTH - 1].rstrip() + "…"


def _location(flat: Mapping[str, Any]) -> Made:
    name, cut = cleaning.line(flat.get("name"), 300)
    description, markup = cleaning.words(flat.get("description"))
    transport, _ = cleaning.words(flat.get("transportation"))
    latitude, longitude, misplaced = cleaning.coordinates(flat.get("latitude"), flat.get("longitude"))
    address, notes = addresses.read(flat)
    is_masked = cleaning.yes_no(flat.get("mask_exact_address")) is True
    values = {
        **address,
        "name": name,
        "description": description,
        "transport": transport,
        "latitude": latitude,
        "longitude": longitude,
        "is_approximate": is_masked or None,
        "location_type": cleaning.plain(flat.get("location_type")).lower(),
    }
    return values, [cut, markup, misplaced, *notes, "its source hides the exact address" if is_masked else ""]


def _address(flat: Mapping[str, Any]) -> Made:
    values, notes = addresses.read(flat)
    return {**values, "address_type": cleaning.plain(flat.get("address_type")).lower()}, notes


def _contact(flat: Mapping[str, Any]) -> Made:
    _, email, notes = cleaning.web_and_email("", flat.get("email"))
    values = {name: cleaning.line(flat.get(name), 200)[0] for name in ("name", "title", "department")}
    return {**values, "email": email}, notes


def _phone(flat: Mapping[str, Any]) -> Made:
    number, extension, said = cleaning.phone(flat.get("number"))
    own_extension = cleaning.plain(flat.get("extension")).removesuffix(".0")
    description, _ = cleaning.words(flat.get("description"))
    note, cut = cleaning.line(" · ".join(text for text in (said, description) if text), 300)
    values = {"number": number, "extension": (own_extension or extension)[:20], "note": note}
    return values, ["words beside the number kept as its note" if said and number else "", cut]


def _schedule(flat: Mapping[str, Any]) -> Made:
    # Whole towns open from nine to five on weekdays: what is said the same is read once.
    told = tuple((name, value) for name, value in flat.items() if name not in _SCHEDULE_LINKS)
    if all(value is None or isinstance(value, str) for _, value in told):
        return _remembered_timetable(told)
    return _timetable(dict(told))


@lru_cache(maxsize=20_000)
def _remembered_timetable(told: tuple[tuple[str, str | None], ...]) -> Made:
    return _timetable(dict(told))


def _timetable(flat: Mapping[str, Any]) -> Made:
    rules, shared, raw_text, notes = timetables.read(flat)
    frozen = tuple(tuple(sorted(rule.items())) for rule in rules)
    attending = cleaning.plain(flat.get("attending_type"))
    return {**shared, "rules": frozen, "raw_text": raw_text, "attending_type": attending}, notes


def _service_area(flat: Mapping[str, Any]) -> Made:
    name, cut = cleaning.line(flat.get("name") or flat.get("service_area"), 300)
    extent = flat.get("extent")
    text = as_json(extent) if isinstance(extent, dict | list) else cleaning.words(extent)[0]
    values = {
        "name": name,
        "extent": text or cleaning.words(flat.get("description"))[0],
        "extent_type": cleaning.line(flat.get("extent_type"), 40)[0],
        "uri": cleaning.plain(flat.get("uri"))[:500],
    }
    return values, [cut]


def _cost_option(flat: Mapping[str, Any]) -> Made:
    amount, unreadable = cleaning.pounds(flat.get("amount"))
    said = cleaning.plain(flat.get("amount")) if amount is None else ""
    parts = (said, flat.get("amount_description"), flat.get("cost_type"))
    note = " ".join(text for text in (cleaning.words(part)[0] for part in parts) if text)
    values = {
        "option": cleaning.line(flat.get("option"), 300)[0],
        "amount_pounds": amount,
        "currency": cleaning.plain(flat.get("currency")).upper()[:3],
        "note": note,
        "valid_from": cleaning.day(flat.get("valid_from")),
        "valid_to": cleaning.day(flat.get("valid_to")),
    }
    return values, [unreadable]


def _funding(flat: Mapping[str, Any]) -> Made:
    return {"paid_by": cleaning.words(flat.get("source"))[0]}, []


def _language(flat: Mapping[str, Any]) -> Made:
    return {
        "name": cleaning.line(flat.get("name"), 120)[0],
        "code": cleaning.plain(flat.get("code"))[:20],
    }, []


def _accessibility(flat: Mapping[str, Any]) -> Made:
    url, _, notes = cleaning.web_and_email(flat.get("url"), "")
    described = flat.get("description") or flat.get("name")
    description, details = cleaning.words(described)[0], cleaning.words(flat.get("details"))[0]
    return {"description": description, "details": details, "url": url}, notes


def _told(flat: Mapping[str, Any]) -> Made:
    text, note = cleaning.words(flat.get("description") or flat.get("document") or flat.get("name"))
    return {"text": text}, [note]


def _identifier(flat: Mapping[str, Any]) -> Made:
    return {
        "scheme": cleaning.plain(flat.get("identifier_scheme")),
        "type": cleaning.plain(flat.get("identifier_type")),
        "identifier": cleaning.plain(flat.get("identifier")),
    }, []


def _taxonomy(flat: Mapping[str, Any]) -> Made:
    return {
        "name": cleaning.line(flat.get("name"), 300)[0],
        "description": cleaning.words(flat.get("description"))[0],
        "uri": cleaning.plain(flat.get("uri"))[:500],
        "version": cleaning.plain(flat.get("version"))[:40],
    }, []


def _taxonomy_term(flat: Mapping[str, Any]) -> Made:
    scheme = cleaning.plain(flat.get("vocabulary")) or cleaning.plain(flat.get("taxonomy"))
    return {
        "name": cleaning.line(flat.get("name") or flat.get("term") or flat.get("label"), 300)[0],
        "description": cleaning.words(flat.get("description"))[0],
        "scheme": scheme[:120],
        "code": (cleaning.plain(flat.get("code")) or cleaning.plain(flat.get("slug")))[:200],
        "uri": (cleaning.plain(flat.get("term_uri")) or cleaning.plain(flat.get("uri")))[:500],
    }, []


def _attribute(flat: Mapping[str, Any]) -> Made:
    return {
        "value": cleaning.plain(flat.get("value")),
        "link_type": cleaning.plain(flat.get("link_type")),
    }, []


_MAKERS: Mapping[str, Callable[[Mapping[str, Any]], Made]] = {
    "organization": _organization,
    "service": _service,
    "location": _location,
    "address": _address,
    "contact": _contact,
    "phone": _phone,
    "schedule": _schedule,
    "service_area": _service_area,
    "cost_option": _cost_option,
    "funding": _funding,
    "language": _language,
    "accessibility": _accessibility,
    "eligibility": _told,
    "required_document": _told,
    "organization_identifier": _identifier,
    "taxonomy": _taxonomy,
    "taxonomy_term": _taxonomy_term,
    "attribute": _attribute,
}
