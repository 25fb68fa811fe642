"""Feeds made for tests, with the faults that real ones of their families have. All of it is invented."""

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lodestar.directory import sorting
from lodestar.exchange.openreferral import gathering, importing

Rows = Sequence[Mapping[str, Any]]


def quiet(_: str) -> None:
    """Progress that nobody reads."""


def run(source: Path | str, *, name: str | None = "test", dry_run: bool = False, **more: Any) -> importing.ImportReport:
    """Import a source under a name and return its report."""
    wanted = {"mapping": None, "quarantine_file": None, **more}
    return importing.run_import(str(source), name=name, dry_run=dry_run, progress=quiet, **wanted)


def sorted_rows(source: Path | str) -> sorting.Sorted:
    """Return what a source holds, sorted, without a database."""
    return sorting.settle(gathering.gather(str(source), mapping=None, progress=quiet).pile)


def as_csv(rows: Rows) -> str:
    """Return rows as CSV under the columns of the first."""
    told = io.StringIO()
    writer = csv.DictWriter(told, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return told.getvalue()


def package(folder: Path, tables: Mapping[str, Rows], *, encoding: str = "utf-8") -> Path:
    """Write a data package of CSV tables into a folder and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        (folder / f"{name}.csv").write_bytes(as_csv(rows).encode(encoding))
    return folder


def zipped(path: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write a zip of files and return its path."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def page(contents: Sequence[Any], **more: Any) -> dict[str, Any]:
    """Return a whole ORUK 3.0 page."""
    return {
        "total_items": len(contents),
        "total_pages": 1,
        "page_number": 1,
        "size": len(contents),
        "first_page": True,
        "last_page": True,
        "empty": not contents,
        "contents": list(contents),
        **more,
    }


def write_json(path: Path, value: Any) -> Path:
    """Write JSON to a file and return its path."""
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def service(key: str = "s1", **more: Any) -> dict[str, Any]:
    """Return a small ORUK 3.0 service."""
    return {
        "id": key,
        "name": f"Service {key}",
        "status": "active",
        "organization": {"id": "o1", "name": "An organisation", "description": ""},
        "contacts": [],
        **more,
    }


def two_one_one(services: int = 40, *, organisations: int = 10, missing: int = 4) -> dict[str, list[dict[str, Any]]]:
    """Return a package as a telephone directory service publishes it: HSDS 1.1, numbers for ids, its own faults.

    Services and locations share their ids, and no table ties them. The first `missing` services name an
    organisation that is not there. Schedules have no ids, countries are spaces, states are empty.
    """
    numbers = range(1, services + 1)

    def organisation(number: int) -> str:
        return str(9000 + number) if number <= missing else str(number % organisations + 1)

    return {
        "organizations": [
            {"id": str(n), "name": f"Organisation {n}", "description": "Helps.", "url": f"www.example.org/{n}"}
            | {"email": "", "tax_status": "", "tax_id": "", "year_incorporated": "", "legal_status": ""}
            for n in range(1, organisations + 1)
        ],
        "services": [
            {"id": str(n), "organization_id": organisation(n), "program_id": "", "name": f"Service {n}"}
            | {"description": "Help, with <b>care</b>.", "url": f"www.example.org/s/{n}", "status": ""}
            | {"application_process": "Call.", "fees": "None", "wait_time": ""}
            for n in numbers
        ],
        "locations": [
            {"id": str(n), "organization_id": organisation(n), "name": f"Place {n}", "transportation": ""}
            | {"latitude": "" if n % 2 else "25.77", "longitude": "" if n % 2 else "-80.19"}
            for n in numbers
        ],
        "physical_addresses": [
            {"id": "", "location_id": str(n), "attention": "", "address_1": f"{n} Elm Street", "city": "Miami"}
            | {"region": "", "state_province": "FL", "postal_code": "33101", "country": "  "}
            for n in numbers
        ],
        "phones": [
            {"id": str(n), "location_id": "", "service_id": str(n), "organization_id": "", "contact_id": ""}
            | {"number": f"(305) 555-{n:04}", "extension": "", "type": "voice", "language": "", "description": ""}
            for n in numbers
        ],
        "regular_schedules": [
            {"id": "", "service_id": str(n), "location_id": "", "weekday": day}
            | {"opens_at": "" if n % 30 == 0 else "9:00am", "closes_at": "" if n % 30 == 0 else "5:00pm"}
            for n in numbers
            for day in ("Monday", "Tuesday", "Friday")
        ],
        "taxonomy": [
            {"id": f"B{n}", "name": f"Term {n}", "parent_id": "B1" if n > 1 else "", "parent_name": ""}
            | {"vocabulary": "AIRS"}
            for n in range(1, 6)
        ],
        "services_taxonomy": [
            {"id": "", "service_id": str(n), "taxonomy_id": f"B{n % 7 + 1}", "taxonomy_detail": ""} for n in numbers
        ],
    }


def airtable(services: int = 12, *, times: int = 1, renumbered: bool = False) -> dict[str, list[dict[str, Any]]]:
    """Return a package as an Airtable-born directory exports it: HSDS 2 with its own column names and faults.

    `times`: how often each service stands in the table. `renumbered`: its ids no longer match its links.
    """
    numbers = range(1, services + 1)
    shift = 5000 if renumbered else 0
    return {
        "organizations": [
            {"id": str(n), "name": f"Organisation {n}", "alternate_name": "", "description": "Helps."}
            | {"url": "", "email": "", "tax_status": "", "legal_status": ""}
            for n in (1, 2, 3)
        ],
        "services": [
            {"service_recordid": str(n), "service_name": f"Service {n}", "service_organization": str(n % 3 + 1)}
            | {"service_description": "Help.", "service_url": "", "service_email": "help@example.org"}
            | {"service_status": ("1", "2", "6", "")[n % 4], "service_application_process": ""}
            | {"service_fees": "", "eligibility_description": "", "minimum_age": "-1", "maximum_age": ""}
            for _ in range(times)
            for n in numbers
        ],
        "locations": [
            {"id": str(100 + n), "organization_id": "", "name": f"Place {n}", "transportation": ""}
            | {"latitude": "0", "longitude": "0", "location_services": "", "flag": ""}
            for n in numbers
        ],
        "services_at_location": [
            {"id": str(n), "service_id": str(n + shift), "location_id": str(100 + n), "description": ""}
            for n in numbers
        ],
        "physical_addresses": [
            # Slipped one column to the right, as in a real edition.
            {"id": str(n), "location_id": str(100 + n), "attention": "", "address_1": "", "address_2": f"{n} Elm St"}
            | {"city": "", "region": "Washington", "state_province": "", "postal_code": "DC", "country": "20001"}
            for n in numbers
        ],
        "schedules": [
            {"id": str(n), "name": "", "service_id": "", "location_id": str(100 + n), "weekday": "Monday-Friday"}
            | {"dtstart": "8:30AM", "until": "5:00PM", "byday": "", "opens_at": "", "closes_at": ""}
            for n in numbers
        ],
        "phones": [
            {"id": "1", "location_id": "101,102", "service_id": "1,2,77", "organization_id": "", "contact_id": ""}
            | {"number": "202-555-0101 ask for Ann", "extension": "", "type": "", "language": "", "description": ""}
        ],
        "taxonomy_terms": [
            {"taxonomy_recordid": str(n), "taxonomy_name": f"Term {n}", "taxonomy_parent_name": "1" if n > 1 else ""}
            | {"taxonomy_vocabulary": "Local", "taxonomy_id": "7"}
            for n in (1, 2, 3)
        ],
        "service_attributes": [
            {"id": str(n), "service_id": str(n + shift), "taxonomy_term_id": str(n % 4 + 1)} for n in numbers
        ],
    }


def thin(key: str) -> dict[str, Any]:
    """Return a service as a list tells of it: single values and its organisation, nothing that is several."""
    return {name: value for name, value in service(key).items() if not isinstance(value, list)}
