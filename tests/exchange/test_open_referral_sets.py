"""Every service of every real set that we import leaves again as the standard wants it, formats and all."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from lodestar.directory import models
from lodestar.exchange.openreferral import schema_faults
from lodestar.exchange.openreferral.publishing import gathering, openapi, profiles, selecting, streaming
from lodestar.exchange.openreferral.publishing.profiles import Profile
from lodestar.exchange.openreferral.publishing.selecting import Wanted
from tests.exchange import feeds
from tests.exchange.test_import_sets import sets

ON = date(2026, 11, 22)
KINDS = ("services", "service_at_locations", "organizations", "taxonomies", "taxonomy_terms")


def published(kind: str) -> list[dict[str, Any]]:
    """All that the feed has of a kind, whole, in the extended profile."""
    no_more: dict[str, Any] = {"taxonomy_ids": (), "parent_ids": (), "is_top_only": False}
    found, gather = {
        "services": (
            selecting.services(Wanted()),
            lambda ids: gathering.services(ids, is_full=True, on=ON),
        ),
        "service_at_locations": (
            selecting.at_locations(Wanted()),
            lambda ids: gathering.at_locations(ids, is_full=True),
        ),
        "organizations": (selecting.organisations(""), lambda ids: gathering.organisations(ids, is_full=True)),
        "taxonomies": (selecting.taxonomies(""), gathering.taxonomies),
        "taxonomy_terms": (selecting.terms("", **no_more), gathering.terms),
    }[kind]
    return [record for batch in streaming.records(selecting.Chosen(found), gather) for record in batch]


def validator(kind: str, profile: Profile) -> Draft202012Validator:
    """Our own schema, which allows no field that it does not name."""
    document = {"$ref": f"#/components/schemas/{kind}", "components": {"schemas": openapi.schemas(profile)}}
    return Draft202012Validator(document, format_checker=FormatChecker())


def faults_of(records: list[dict[str, Any]], plural: str) -> Counter[str]:
    """Every fault of records in both profiles, against the official schema and against our own."""
    kind = "taxonomy" if plural == "taxonomies" else plural.removesuffix("s")
    own = {profile: validator(kind, profile) for profile in Profile}
    found: Counter[str] = Counter()
    for record in records:
        in_profile = {Profile.EXTENDED: record, Profile.STRICT: profiles.strict(record, kind)}
        for profile, told in in_profile.items():
            found.update(f"{profile}: {fault}" for fault in schema_faults.faults(told, kind))
            found.update(f"{profile}: {fault.message}"[:200] for fault in own[profile].iter_errors(told))
    return found


def ids_of(record: Any, kind: str = "") -> list[tuple[str, str]]:
    """Every id in a record, with the field that the record stands in."""
    if isinstance(record, list):
        return [one for part in record for one in ids_of(part, kind)]
    if not isinstance(record, dict):
        return []
    own = [(kind, record["id"])] if "id" in record else []
    return own + [one for name, part in record.items() for one in ids_of(part, name)]


@pytest.mark.django_db
@pytest.mark.inventory("S0-37")
def test_every_service_of_every_set_passes_the_official_schemas(shared_data: Path) -> None:
    for folder in sets(shared_data / "directory"):
        feeds.run(folder, name=folder.name)
    counts = dict.fromkeys(KINDS, 0)
    for kind in KINDS:
        records = published(kind)
        counts[kind] = len(records)

        assert not faults_of(records, kind), kind
        assert len({record["id"] for record in records}) == len(records)
    assert counts["services"] == models.Service.objects.filter(retired_at=None).exclude(status="defunct").count()
    assert all(counts.values()), counts


@pytest.mark.django_db
def test_what_a_record_points_at_is_there_and_no_part_stands_twice(shared_data: Path) -> None:
    feeds.run(shared_data / "directory" / "oruk3-bristol", name="bristol")
    feeds.run(shared_data / "directory" / "outpost-bucks", name="bucks")
    records = published("services")
    there = {kind: {record["id"] for record in published(kind)} for kind in KINDS}

    assert records
    for record in records:
        # A source may leave the organisation out; one that is named is there.
        assert record.get("organization_id") in {None, *there["organizations"]}
        assert record.get("organization", {}).get("id") == record.get("organization_id")
        for place in record.get("service_at_locations", ()):
            assert place["id"] in there["service_at_locations"]
            assert (place["service_id"], place["location_id"]) == (record["id"], place["location"]["id"])
        for attribute in record.get("attributes", ()):
            assert attribute["link_id"] == record["id"]
            assert attribute["taxonomy_term_id"] in there["taxonomy_terms"]
            assert attribute["taxonomy_term"].get("taxonomy_id", None) in {None, *there["taxonomies"]}
    parts = Counter(
        one
        for record in records
        for one in ids_of(record)
        # These are of many services: told again with each.
        if one[0] in {"schedules", "contacts", "cost_options", "service_areas", "attributes", "service_at_locations"}
    )
    assert not [one for one, times in parts.items() if times > 1]
