"""What our own feed says, read again, is the same directory; and our own feed has nothing that `check` would mend."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from lodestar.directory import models
from lodestar.exchange.openreferral import checking
from tests.exchange import feeds

pytestmark = [pytest.mark.django_db, pytest.mark.inventory("S0-37")]
COPY = "/open-referral/services?full=true&format=ndjson&profile="
PLACE = {
    "id": "l1", "location_type": "physical", "name": "Hall", "latitude": 53.41, "longitude": -2.33,
    "transportation": "Bus 4",
    "addresses": [
        {"id": "a1", "address_1": "1 Quay", "address_2": "Floor 2", "city": "Harbourne Bay", "state_province": "",
         "postal_code": "M33 7AB", "country": "GB", "address_type": "physical"},
    ],
    "accessibility": [{"id": "x1", "description": "Step-free"}],
}  # fmt: skip
WHOLE = {
    "organization": {
        "id": "o1", "name": "Quay trust", "description": "Runs the quay.", "website": "https://quay.example.org/",
        "email": "quay@example.org",
    },
    "alternate_name": "The boats", "description": "Men mending boats.", "url": "https://boats.example.org/",
    "email": "boats@example.org", "minimum_age": 18, "maximum_age": 65, "eligibility_description": "For men.",
    "application_process": "Ring first.", "assured_date": "2026-10-01",
    "phones": [{"id": "p1", "number": "0161 496 0123", "extension": "4", "description": "mornings"}],
    "contacts": [{"id": "c1", "title": "Desk", "department": "Boats", "email": "desk@example.org",
                  "phones": [{"id": "p2", "number": "0161 496 0124"}]}],
    "schedules": [
        {"id": "h1", "freq": "WEEKLY", "byday": "MO", "opens_at": "09:00", "closes_at": "17:00"},
        {"id": "h2", "freq": "MONTHLY", "byday": "2TU", "opens_at": "18:00", "closes_at": "20:00"},
    ],
    "service_areas": [{"id": "sa1", "name": "Harbourne Bay"}],
    "service_at_locations": [{"id": "sl1", "location": PLACE}],
    "languages": [{"id": "la1", "name": "Polish", "code": "pl"}],
    "funding": [{"id": "f1", "source": "The council"}],
    "cost_options": [{"id": "co1", "option": "A session", "amount": 3, "currency": "GBP"}],
    "attributes": [
        {"id": "at1", "link_id": "s1", "taxonomy_term_id": "t1",
         "taxonomy_term": {"id": "t1", "name": "Peer support", "description": "", "code": "PS"}},
    ],
}  # fmt: skip


def copied(client: Client, profile: str, path: Path) -> Path:
    answer = client.get(COPY + profile)
    path.write_bytes(b"".join(answer.streaming_content))
    return path


def told(path: Path, service_ids: set[str]) -> list[Any]:
    """Return what a copy says of some services, without ids and the moment of change."""
    records = [json.loads(line) for line in path.read_text().splitlines()]
    return [bare(record) for record in records if record["id"] in service_ids]


def bare(value: Any) -> Any:
    if isinstance(value, list):
        return sorted(map(bare, value), key=json.dumps)
    if isinstance(value, dict):
        kept = {name: bare(one) for name, one in value.items() if not name.endswith("id") and name != "last_modified"}
        return dict(sorted(kept.items()))
    return value


def ids_of(source: str) -> set[str]:
    return {str(pk) for pk in models.Service.objects.filter(source_id=source).values_list("pk", flat=True)}


@pytest.mark.parametrize("profile", ["extended", "strict"])
def test_a_copy_that_is_read_again_gives_the_same_directory(client: Client, tmp_path: Path, profile: str) -> None:
    plain = feeds.service("s2", name="Debt clinic", organization=WHOLE["organization"])
    feeds.run(feeds.write_json(tmp_path / "feed.json", feeds.page([feeds.service("s1", **WHOLE), plain])), name="first")
    first = copied(client, profile, tmp_path / "first.ndjson")

    report = feeds.run(first, name="second")
    both = copied(client, profile, tmp_path / "both.ndjson")

    assert not report.held
    before, after = told(first, ids_of("first")), told(both, ids_of("second"))
    assert len(before) == 2
    assert sorted(after, key=json.dumps) == sorted(before, key=json.dumps)
    if profile == "extended":
        whole = json.dumps(after)
        for words in ("The boats", "Ring first.", "0161 496 0124", "Floor 2", "Bus 4", "Polish", "2TU", "Step-free"):
            assert words in whole, words


def test_our_own_feed_has_nothing_to_mend(client: Client, tmp_path: Path) -> None:
    feeds.run(feeds.write_json(tmp_path / "feed.json", feeds.page([feeds.service("s1", **WHOLE)])), name="first")
    own = tmp_path / "own.json"
    own.write_bytes(client.get("/open-referral/services?full=true").content)

    report = checking.run_check(str(own), progress=feeds.quiet)

    assert report.checked == 1
    assert not report.faults and not report.held
    assert "nothing to mend" in report.as_text()


def test_a_real_feed_is_told_its_faults(shared_data: Path) -> None:
    (page,) = (path for path in (shared_data / "directory" / "oruk3-bristol").glob("*page*.json"))

    report = checking.run_check(str(page), progress=feeds.quiet)

    said = report.as_text()
    assert report.has_faults
    assert "last_modified" in said
    assert "contacts.phones" in said or "pc_metadata" in said
