"""Writing a table of referrals as an extract holds it, for the engine to read."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from lodestar.indicators import tables

_ARROW_TYPES = {"text": pa.string(), "date": pa.date32()}


def row(
    *,
    received_on: date,
    first_contact_on: date | None = None,
    ended_on: date | None = None,
    service: str = "harbour-mind",
    **told: Any,
) -> dict[str, Any]:
    """Return one row; what the test is not about is the same in every row."""
    return {
        "referral_key": "r",
        "person_key": "p",
        "service_key": service,
        "service_name": service.replace("-", " ").capitalize(),
        "organisation_name": "Harbour Mind",
        "received_on": received_on,
        "first_contact_on": first_contact_on,
        "ended_on": ended_on,
        "end_state": "declined" if ended_on else "",
        "life_area": "home",
        "source": "navigator",
        "neighbourhood_code": "",
        "age_band": "35-44",
        "month": received_on.replace(day=1),
        "accepted_on": first_contact_on,
        "declined_on": ended_on,
        "need": "less",
        **told,
    }


def contact(*, person: str, happened_on: date, **told: Any) -> dict[str, Any]:
    """Return one contact, met in person by a community team unless `told` says otherwise."""
    return {
        "contact_key": "c",
        "person_key": person,
        "happened_on": happened_on,
        "attendance": "attended",
        "mode": "in-person",
        "planned_mode": "",
        "team_type": "A06",
        "age_band": "35-44",
        "priority_group": "none",
        **told,
    }


def write_contacts(folder: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    """Write the rows as contacts.parquet and return the folder."""
    schema = pa.schema([(c.name, _ARROW_TYPES[c.type]) for c in tables.CONTACTS.columns])
    pq.write_table(pa.Table.from_pylist(list(rows), schema=schema), folder / "contacts.parquet")
    return folder


def write_referrals(folder: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    """Write the rows as referrals.parquet and return the folder."""
    schema = pa.schema([(c.name, _ARROW_TYPES[c.type]) for c in tables.REFERRALS.columns])
    pq.write_table(pa.Table.from_pylist(list(rows), schema=schema), folder / "referrals.parquet")
    return folder


def write_table(folder: Path, table: tables.Table, rows: Iterable[Mapping[str, Any]]) -> Path:
    """Write the rows as the file of a declared table and return the folder."""
    schema = pa.schema([(c.name, _ARROW_TYPES[c.type]) for c in table.columns])
    pq.write_table(pa.Table.from_pylist(list(rows), schema=schema), folder / f"{table.name}.parquet")
    return folder
