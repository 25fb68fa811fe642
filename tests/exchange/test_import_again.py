"""Importing again, in part, without writing, and being killed half-way."""

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest

from lodestar.access.models import AuditEvent
from lodestar.directory.models import Contact, ImportRun, Location, Phone, RawRecord, Service, ServiceAtLocation
from tests.conftest import server
from tests.exchange import feeds
from tests.roles import as_owner

ROOT = Path(__file__).resolve().parents[2]


def full(key: str = "s1", **more: Any) -> dict[str, Any]:
    """Return a service with everything that hangs on one."""
    place = {"id": f"l-{key}", "name": "Hall", "latitude": 53.48, "longitude": -2.24}
    person = {"id": f"c-{key}", "name": "Ann", "phones": [{"id": f"p-{key}", "number": "0161 496 0001"}]}
    told = {
        "contacts": [person],
        "service_at_locations": [{"id": f"sl-{key}", "location": place}],
        "schedules": [{"id": f"t-{key}", "byday": "MO,TU", "opens_at": "09:00", "closes_at": "17:00"}],
    }
    return feeds.service(key, **{**told, **more})


@pytest.mark.django_db
def test_the_same_edition_again_changes_nothing(tmp_path: Path) -> None:
    feed = feeds.write_json(tmp_path / "feed.json", [full("s1"), full("s2")])
    feeds.run(feed)
    before = list(Service.objects.order_by("pk").values())

    report = feeds.run(feed)

    assert all(one.created == one.updated == one.retired == 0 for one in report.counts.values())
    assert list(Service.objects.order_by("pk").values()) == before
    assert ImportRun.objects.count() == 2


@pytest.mark.django_db
def test_what_people_and_other_parts_set_stays_when_the_source_changes(tmp_path: Path) -> None:
    feeds.run(feeds.write_json(tmp_path / "a.json", [full()]))
    Service.objects.update(life_areas=["money"], kinds=["debt-advice"], is_address_hidden=True, checked_on="2026-05-01")

    edition = [full(name="Renamed", assured_date="2025-01-01")]
    feeds.run(feeds.write_json(tmp_path / "b.json", edition))

    found = Service.objects.get()
    assert (found.name, found.life_areas, found.is_address_hidden) == ("Renamed", ["money"], True)
    assert str(found.checked_on) == "2026-05-01", "an older check of the source does not replace a person's"


@pytest.mark.django_db
def test_what_hangs_on_a_service_is_retired_with_the_words_of_its_people(tmp_path: Path) -> None:
    feeds.run(feeds.write_json(tmp_path / "a.json", [full()]))

    edition = feeds.write_json(tmp_path / "b.json", [full(contacts=[], service_at_locations=[])])
    report = feeds.run(edition, may_retire_many=True)

    assert report.counts["contact"].retired == report.counts["phone"].retired == 1
    assert not (Contact.objects.exists() or Phone.objects.exists() or ServiceAtLocation.objects.exists())
    assert Location.objects.count() == 1, "a place may be told of by others"
    assert RawRecord.objects.get(kind="contact").payload == {}


PHONE = {"id": "p1", "number": "0161 496 0123"}
AT_A_PLACE = {
    "id": "l1", "location_type": "physical", "name": "Hall",
    "addresses": [
        {"id": "a1", "address_1": "1 Quay", "city": "Harbourne Bay", "state_province": "", "postal_code": "M33 7AB",
         "country": "GB", "address_type": "physical"},
    ],
}  # fmt: skip
WITH_PLACE = [{"id": "sl1", "location": AT_A_PLACE}]
HOURS = [{"id": "h1", "freq": "WEEKLY", "byday": "MO", "opens_at": "09:00", "closes_at": "17:00"}]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"phones": [PHONE]}, {"phones": [PHONE | {"number": "0161 496 0124"}]}),
        ({"phones": [PHONE]}, {}),
        ({}, {"phones": [PHONE]}),
        ({"schedules": HOURS}, {"schedules": [HOURS[0] | {"opens_at": "10:00"}]}),
        ({"schedules": HOURS}, {}),
        ({"service_at_locations": WITH_PLACE}, {}),
        (
            {"service_at_locations": WITH_PLACE},
            {"service_at_locations": [{"id": "sl1", "location": AT_A_PLACE | {"name": "New hall"}}]},
        ),
        (
            {"organization": {"id": "o1", "name": "Quay", "description": ""}},
            {"organization": {"id": "o1", "name": "Quayside", "description": ""}},
        ),
    ],
    ids=["phone", "phone-gone", "phone-new", "hours", "hours-gone", "place-gone", "place-renamed", "organisation"],
)
def test_a_service_has_changed_when_only_what_hangs_on_it_has(
    tmp_path: Path, before: dict[str, Any], after: dict[str, Any]
) -> None:
    other = feeds.service("s2", organization={"id": "o2", "name": "Another", "description": ""})
    path = tmp_path / "feed.json"
    feeds.run(feeds.write_json(path, feeds.page([feeds.service("s1", **before), other])))
    first = dict(Service.objects.values_list("source_key", "changed_at"))
    feeds.run(feeds.write_json(path, feeds.page([feeds.service("s1", **before), other])))
    unmoved = dict(Service.objects.values_list("source_key", "changed_at"))

    feeds.run(feeds.write_json(path, feeds.page([feeds.service("s1", **after), other])), may_retire_many=True)

    last = dict(Service.objects.values_list("source_key", "changed_at"))
    assert unmoved == first
    assert last["s1"] > first["s1"]
    assert last["s2"] == first["s2"]


@pytest.mark.django_db
def test_a_service_that_comes_back_is_the_same_service(tmp_path: Path) -> None:
    both = feeds.write_json(tmp_path / "a.json", [full("s1"), full("s2")])
    feeds.run(both)
    ids = set(Service.objects.values_list("pk", flat=True))
    feeds.run(feeds.write_json(tmp_path / "b.json", [full("s1")]))

    report = feeds.run(both)

    assert report.counts["service"].created == 1
    assert set(Service.objects.values_list("pk", flat=True)) == ids
    assert not Service.objects.exclude(retired_at=None).exists()
    assert Phone.objects.count() == 2


@pytest.mark.django_db
def test_a_row_that_comes_broken_keeps_its_earlier_version(tmp_path: Path) -> None:
    feeds.run(feeds.write_json(tmp_path / "a.json", [full("s1"), full("s2")]))

    report = feeds.run(feeds.write_json(tmp_path / "b.json", [full("s1"), full("s2", name="")]))

    assert (report.counts["service"].quarantined, report.counts["service"].retired) == (1, 0)
    kept = Service.objects.get(source_key="s2")
    assert (kept.name, kept.retired_at) == ("Service s2", None)
    assert kept.phones.count() == 1


@pytest.mark.django_db
def test_a_part_of_a_source_retires_nothing(tmp_path: Path) -> None:
    feeds.run(feeds.write_json(tmp_path / "a.json", feeds.page([full("s1"), full("s2")])))

    part = feeds.page([full("s3")], total_pages=3, total_items=3, last_page=False)
    report = feeds.run(feeds.write_json(tmp_path / "b.json", part))

    assert report.counts["service"].retired == 0
    assert "nothing is retired" in report.as_text()


@pytest.mark.django_db
def test_a_dry_run_counts_the_same_and_writes_nothing(tmp_path: Path) -> None:
    feed = feeds.write_json(tmp_path / "feed.json", [full("s1"), full("s2", name="")])

    dry = feeds.run(feed, dry_run=True)

    assert not (Service.objects.exists() or RawRecord.objects.exists() or ImportRun.objects.exists())
    with as_owner():
        assert not AuditEvent.objects.exists()
    assert "Nothing was changed" in dry.as_text()
    assert dry.counts == feeds.run(feed).counts


@pytest.mark.django_db
def test_an_import_is_in_the_trail(tmp_path: Path) -> None:
    feeds.run(feeds.write_json(tmp_path / "feed.json", [full()]), name="Bristol")

    with as_owner():
        event = AuditEvent.objects.get()
    assert (event.action, event.subject_kind, event.subject_id) == ("import-source", "source", "bristol")


@pytest.mark.django_db
def test_the_raw_payload_is_kept_untouched_beside_what_we_made_of_it(tmp_path: Path) -> None:
    feeds.run(feeds.write_json(tmp_path / "feed.json", [full(pc_metadata={"assured_by": "x"}, minimum_age=-1)]))

    raw = RawRecord.objects.get(kind="service")
    assert (raw.payload["pc_metadata"], raw.payload["minimum_age"]) == ({"assured_by": "x"}, -1)
    assert raw.entity_id == Service.objects.get().pk


@pytest.mark.django_db
def test_letters_that_a_database_refuses_do_not_stop_an_import(tmp_path: Path) -> None:
    (tmp_path / "feed.json").write_text(
        '[{"id": "s1", "name": "A\\u0000B \\ud800", "minimum_age": NaN, "organization": {"id": "o", "name": "O"}}]',
        encoding="utf-8",
    )

    feeds.run(tmp_path / "feed.json")

    assert Service.objects.get().name.startswith("AB")


def test_an_import_killed_half_way_changes_nothing(tmp_path: Path, committed: None, second_database: str) -> None:
    first = feeds.write_json(tmp_path / "a.json", [full(f"s{number}") for number in range(5)])
    many = feeds.write_json(tmp_path / "b.json", [full(f"n{number}") for number in range(300)])
    feeds.run(first, name="killed")

    with psycopg.connect(server(), user="postgres", dbname=second_database) as holding:
        # The last table that an import fills but for the trail: there it waits to be killed.
        holding.execute("LOCK TABLE directory_importrun IN SHARE MODE")
        command = [sys.executable, "-c", _IMPORT, second_database, str(many)]
        running = subprocess.Popen(command, cwd=ROOT)
        _wait_until_it_waits(holding, running)
        running.send_signal(signal.SIGKILL)
        running.wait()

    assert set(Service.objects.values_list("source_key", flat=True)) == {f"s{number}" for number in range(5)}
    assert not Service.objects.exclude(retired_at=None).exists()
    assert ImportRun.objects.filter(source="killed").count() == 1
    counts = feeds.run(many, name="killed", may_retire_many=True).counts["service"]
    assert (counts.created, counts.retired) == (300, 5)


_IMPORT = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import django
django.setup()
from django.db import connections
for alias in connections:
    connections[alias].settings_dict["NAME"] = sys.argv[1]
from tests.exchange import feeds
feeds.run(sys.argv[2], name="killed", may_retire_many=True)
"""


def _wait_until_it_waits(holding: psycopg.Connection[Any], running: subprocess.Popen[bytes]) -> None:
    """Return once the import has written its rows and waits for the table that is locked."""
    for _ in range(600):
        waiting = holding.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'directory_importrun'::regclass"
        ).fetchone()
        if waiting and waiting[0]:
            return
        assert running.poll() is None, "the import ended before it could be killed"
        time.sleep(0.1)
    raise AssertionError("the import never reached the table that was locked")
