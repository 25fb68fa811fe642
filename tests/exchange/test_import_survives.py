"""The ten things that an importer must survive, read off real feeds; one test or more for each."""

import json
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from lodestar.access.models import Organisation
from lodestar.directory import incoming
from lodestar.directory.models import (
    Location,
    Phone,
    QuarantinedRow,
    RawRecord,
    Schedule,
    Service,
    ServiceAtLocation,
    ServiceTerm,
)
from lodestar.exchange.openreferral import importing
from lodestar.places.models import Postcode
from tests.exchange import feeds

pytestmark = pytest.mark.django_db


# --- 1. shapes -------------------------------------------------------------------------------------------


@pytest.mark.inventory("S0-30")
@pytest.mark.parametrize(
    "envelope",
    [
        {"total_items": 1, "total_pages": 1, "page_number": 1, "contents": None},
        {"totalItems": 1, "totalPages": 1, "pageNumber": 1, "contents": None},
        {"totalElements": 1, "totalPages": 1, "number": 1, "content": None},
        {"totalelements": 1, "totalpages": 1, "number": 1, "content": None},
    ],
    ids=["snake", "camel", "spring", "lower-case"],
)
def test_every_page_envelope_is_read(tmp_path: Path, envelope: dict[str, Any]) -> None:
    page = {name: [feeds.service()] if value is None else value for name, value in envelope.items()}

    report = feeds.run(feeds.write_json(tmp_path / "feed", page))

    assert report.counts["service"].created == 1


@pytest.mark.parametrize("shape", ["array", "bare", "lines"])
def test_arrays_bare_records_and_lines_of_json_are_read(tmp_path: Path, shape: str) -> None:
    one = feeds.service()
    text = {"array": json.dumps([one]), "bare": json.dumps(one), "lines": f"{json.dumps(one)}\n{json.dumps(one)}\n"}
    file = tmp_path / "anything.txt"
    file.write_text(text[shape], encoding="utf-8")

    report = feeds.run(file)

    assert report.counts["service"].created == 1


@pytest.mark.parametrize("form", ["folder", "zip", "zip with a folder inside"])
def test_a_data_package_is_read_with_or_without_its_folder(tmp_path: Path, form: str) -> None:
    tables = {name: feeds.as_csv(rows) for name, rows in feeds.two_one_one(services=6, missing=0).items()}
    if form == "folder":
        source = feeds.package(tmp_path / "package", feeds.two_one_one(services=6, missing=0))
    else:
        inside = "export/" if "inside" in form else ""
        source = feeds.zipped(tmp_path / "package.bin", {f"{inside}{name}.csv": text for name, text in tables.items()})

    report = feeds.run(source)

    assert report.counts["service"].created == 6
    assert report.format == "hsds-1.1-csv"


def test_tables_are_known_by_their_columns_when_their_names_say_nothing(tmp_path: Path) -> None:
    tables = feeds.two_one_one(services=6, missing=0)
    renamed = {f"table{number}": rows for number, rows in enumerate(tables.values())}

    report = feeds.run(feeds.package(tmp_path / "package", renamed))

    assert {kind: counts.read for kind, counts in report.counts.items()} == {
        "organization": 10,
        "service": 6,
        "location": 6,
        "address": 6,
        "phone": 6,
        "schedule": 18,
        "taxonomy_term": 5,
        "attribute": 6,
        "service_at_location": 6,
    }


def test_column_names_of_an_airtable_export_are_read(tmp_path: Path) -> None:
    report = feeds.run(feeds.package(tmp_path / "package", feeds.airtable()))

    assert report.format == "hsds-2.0-csv"
    assert Service.objects.get(source_key="1").organisation == Organisation.objects.get(name="Organisation 2")
    assert ServiceAtLocation.objects.count() == 12


# --- 2. ids ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["ac148810-d857-441c-9679-408f346de14b", 2830, "a text of their own"])
def test_any_id_is_kept_with_its_source_and_gives_a_lasting_one_of_ours(tmp_path: Path, key: Any) -> None:
    feed = feeds.write_json(tmp_path / "feed.json", [feeds.service(key)])

    feeds.run(feed, name="one")
    feeds.run(feed, name="two")

    found = {one.source_id: one for one in Service.objects.all()}
    assert {one.source_key for one in found.values()} == {str(key)}
    assert found["one"].pk == incoming.stable_id("one", "service", str(key))
    assert found["one"].pk != found["two"].pk, "an id means nothing outside its source"


def test_an_all_zero_id_is_no_id(tmp_path: Path) -> None:
    nil = "00000000-0000-0000-0000-000000000000"
    places = [{"id": nil, "location": {"id": nil, "name": name}} for name in ("North hall", "South hall")]

    feeds.run(feeds.write_json(tmp_path / "feed.json", [feeds.service(service_at_locations=places)]))

    assert set(Location.objects.values_list("name", flat=True)) == {"North hall", "South hall"}


# --- 3. broken links -------------------------------------------------------------------------------------


def test_a_row_whose_parent_is_missing_goes_to_quarantine_and_stops_nothing(tmp_path: Path) -> None:
    report = feeds.run(feeds.package(tmp_path / "package", feeds.two_one_one(services=40, missing=4)))

    assert report.counts["service"].quarantined == 4
    assert Service.objects.count() == 36
    row = QuarantinedRow.objects.filter(kind="service").order_by("source_key").first()
    assert row is not None
    assert (row.reason, row.payload["organization_id"]) == ("missing-parent", "9001")
    assert "Add the organisation to the source, or correct the id" in row.explanation


def test_what_hangs_on_a_quarantined_row_is_quarantined_with_it(tmp_path: Path) -> None:
    report = feeds.run(feeds.package(tmp_path / "package", feeds.two_one_one(services=40, missing=4)))

    assert report.counts["schedule"].quarantined == 12
    assert set(QuarantinedRow.objects.filter(kind="schedule").values_list("reason", flat=True)) == {"parent-held-back"}


def test_a_row_that_can_do_without_a_broken_link_goes_in_and_the_link_is_held_back(tmp_path: Path) -> None:
    report = feeds.run(feeds.package(tmp_path / "package", feeds.two_one_one(services=40, missing=4)))

    assert (report.counts["location"].created, report.counts["location"].links_held) == (40, 4)
    assert QuarantinedRow.objects.filter(kind="location", is_link_only=True).count() == 4


def test_ids_renumbered_so_that_every_link_is_broken_leave_the_rows_that_stand(tmp_path: Path) -> None:
    report = feeds.run(feeds.package(tmp_path / "package", feeds.airtable(renumbered=True)))

    assert report.counts["service"].created == 12
    assert (report.counts["service_at_location"].quarantined, report.counts["attribute"].quarantined) == (12, 12)


def test_several_ids_in_one_cell_are_several_links(tmp_path: Path) -> None:
    feeds.run(feeds.package(tmp_path / "package", feeds.airtable()))

    ties = set(Phone.objects.values_list("service__source_key", "location__source_key"))
    assert ties == {("1", None), ("2", None), (None, "101"), (None, "102")}
    assert QuarantinedRow.objects.get(kind="phone").is_link_only, "the third service is not there"


def test_broken_term_links_are_quarantined_row_by_row(tmp_path: Path) -> None:
    report = feeds.run(feeds.package(tmp_path / "package", feeds.airtable()))

    assert (report.counts["attribute"].read, report.counts["attribute"].quarantined) == (12, 3)
    assert ServiceTerm.objects.count() == 9


# --- 4. duplicate keys -----------------------------------------------------------------------------------


def test_identical_rows_with_one_id_are_kept_once_and_counted(tmp_path: Path) -> None:
    report = feeds.run(feeds.package(tmp_path / "package", feeds.airtable(times=4)))

    counts = report.counts["service"]
    assert (counts.read, counts.created, counts.repeated, counts.quarantined) == (48, 12, 36, 0)


def test_differing_rows_with_one_id_are_a_conflict_that_names_what_differs(tmp_path: Path) -> None:
    services = [feeds.service(name="Walking group"), feeds.service(name="Debt advice")]

    report = feeds.run(feeds.write_json(tmp_path / "feed.json", feeds.page(services)))

    assert Service.objects.get().name == "Walking group"
    conflict = QuarantinedRow.objects.get()
    assert (conflict.reason, report.counts["service"].quarantined) == ("conflicting-duplicate", 1)
    assert "differ in name" in conflict.explanation
    assert conflict.payload["name"] == "Debt advice"


def test_of_two_differing_rows_the_one_that_says_it_changed_later_is_kept(tmp_path: Path) -> None:
    services = [
        feeds.service(name="Old name", last_modified="2025-01-01T00:00:00Z"),
        feeds.service(name="New name", last_modified="2026-01-01T00:00:00Z"),
    ]

    feeds.run(feeds.write_json(tmp_path / "feed.json", feeds.page(services)))

    assert Service.objects.get().name == "New name"


# --- 5. coordinates --------------------------------------------------------------------------------------


@pytest.fixture
def a_postcode() -> Postcode:
    return Postcode.objects.create(
        postcode="M332AB",
        easting=379000,
        northing=392000,
        latitude=53.42,
        longitude=-2.32,
        local_authority_code="E08000009",
    )


@pytest.mark.parametrize(("latitude", "longitude"), [(0, 0), (None, None), ("25.77", "-80.19"), (100, 101)], ids=str)
def test_a_place_without_usable_coordinates_is_put_where_its_postcode_is_and_marked(
    tmp_path: Path, a_postcode: Postcode, latitude: Any, longitude: Any
) -> None:
    address = {"id": "a1", "address_1": "1 High Street", "city": "Sale", "postal_code": "m332ab"}
    place = {"id": "l1", "latitude": latitude, "longitude": longitude, "addresses": [address]}
    services = [feeds.service(service_at_locations=[{"id": "sl1", "location": place}])]

    feeds.run(feeds.write_json(tmp_path / "feed.json", services))

    found = Location.objects.get()
    assert (found.easting, found.northing, found.is_approximate) == (379000, 392000, True)
    assert found.postcode == "M33 2AB"


def test_coordinates_of_its_own_are_kept_and_swapped_ones_put_right(tmp_path: Path) -> None:
    place = {"id": "l1", "latitude": -2.2426, "longitude": 53.4808}

    feeds.run(
        feeds.write_json(
            tmp_path / "feed.json", [feeds.service(service_at_locations=[{"id": "sl1", "location": place}])]
        )
    )

    found = Location.objects.get()
    assert (found.latitude, found.longitude, found.is_approximate) == (53.4808, -2.2426, False)
    assert abs(found.easting - 384000) < 500
    assert "swapped" in RawRecord.objects.get(kind="location").notes[0]


# --- 6. times --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "days", "opens", "closes"),
    [
        ({"weekday": "Monday", "opens_at": "9:00am", "closes_at": "5:00pm"}, [0], time(9), time(17)),
        ({"weekday": "Monday-Friday", "dtstart": "8:30AM", "until": "4:00PM"}, [0, 1, 2, 3, 4], time(8, 30), time(16)),
        (
            {"freq": "WEEKLY", "byday": "TH,FR", "opens_at": "10:00:00", "closes_at": "18:00"},
            [3, 4],
            time(10),
            time(18),
        ),
        ({"rrule": "FREQ=WEEKLY;BYDAY=SA", "opens_at": "10:00", "closes_at": "12:00"}, [5], time(10), time(12)),
    ],
    ids=["weekday", "range of days", "byday", "rule"],
)
def test_times_in_every_manner_become_one_schedule_with_their_words_kept(
    tmp_path: Path, told: dict[str, str], days: list[int], opens: time, closes: time
) -> None:
    services = [feeds.service(schedules=[{"id": "t1", **told}])]

    feeds.run(feeds.write_json(tmp_path / "feed.json", services))

    found = list(Schedule.objects.order_by("weekday"))
    assert [one.weekday for one in found] == days
    assert {(one.opens_at, one.closes_at) for one in found} == {(opens, closes)}
    assert all(written in found[0].raw_text for written in told.values())


# --- 7. values -------------------------------------------------------------------------------------------


def test_values_are_repaired_and_every_repair_is_noted(tmp_path: Path) -> None:
    one = feeds.service(
        description="<h1>About</h1><p>Help &amp; care</p><script>steal()</script>",
        minimum_age=-1,
        maximum_age="",
        url="help@example.org",
        email="www.example.org",
        contacts=[{"id": "c1", "phones": [{"number": "Young people: 0117 496 0111"}]}],
    )

    feeds.run(feeds.write_json(tmp_path / "feed.json", [one]))

    found = Service.objects.get()
    assert found.description == "About\n\nHelp & care"
    assert (found.minimum_age, found.maximum_age) == (None, None)
    assert (found.url, found.email) == ("https://www.example.org", "help@example.org")
    assert list(Phone.objects.values_list("number", "note")) == [("0117 496 0111", "Young people")]
    notes = RawRecord.objects.get(kind="service").notes
    assert "minimum age -1 read as none" in notes
    assert "an e-mail address stood in the web field: moved" in notes
    assert "markup read as plain text" in notes


def test_an_address_that_slipped_one_column_is_put_back(tmp_path: Path) -> None:
    feeds.run(feeds.package(tmp_path / "package", feeds.airtable()))

    found = Location.objects.get(source_key="101")
    assert (found.address_1, found.city, found.postcode, found.country) == ("1 Elm St", "Washington", "20001", "")


def test_an_unknown_status_code_is_taken_as_open_and_noted(tmp_path: Path) -> None:
    feeds.run(feeds.package(tmp_path / "package", feeds.airtable()))

    assert set(Service.objects.values_list("status", flat=True)) == {"active"}
    notes = RawRecord.objects.get(kind="service", source_key="2").notes
    assert any('status "6" is a code that we do not know' in note for note in notes)


@pytest.mark.parametrize(
    ("line", "mend"),
    [
        ("99,A name, with a comma,Helps.,,,,,,", "with commas may lack its quotation marks"),
        ("99,A name,Helps", "with line breaks may lack its quotation marks"),
        ('99,"A name,,,,,,,\n100,B,,,,,,,\n101,C,,,,,,,\n102,D,,,,,,,', "quotation mark of this row is not closed"),
    ],
    ids=["too many cells", "too few cells", "an open quotation mark"],
)
def test_a_row_whose_cells_have_slipped_is_quarantined(tmp_path: Path, line: str, mend: str) -> None:
    folder = feeds.package(tmp_path / "package", feeds.two_one_one(services=4, missing=0))
    with (folder / "organizations.csv").open("a", encoding="utf-8") as opened:
        opened.write(f"{line}\n")

    report = feeds.run(folder)

    assert report.counts["organization"].quarantined == 1
    held = QuarantinedRow.objects.get(kind="organization")
    assert (held.reason, mend in held.explanation) == ("shifted-cells", True)


# --- 8. nothing ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [{"totalelements": 0, "totalpages": 0, "number": 1, "last": False, "content": []}, [], [{"colour": "red"}]],
    ids=["empty page", "empty array", "no records"],
)
def test_a_source_without_a_row_is_an_error_and_changes_nothing(tmp_path: Path, content: Any) -> None:
    feeds.run(feeds.write_json(tmp_path / "before.json", [feeds.service()]))

    with pytest.raises(importing.ImportRefused, match=r"no rows|holds no services"):
        feeds.run(feeds.write_json(tmp_path / "feed.json", content))

    assert Service.objects.get().retired_at is None


def test_rows_of_which_none_can_be_taken_are_an_error_with_their_reasons(tmp_path: Path) -> None:
    nameless = [{"id": str(number), "name": "", "organization_id": ""} for number in range(3)]
    aside = tmp_path / "aside.ndjson"

    with pytest.raises(importing.ImportRefused, match=r"Not one row could be taken(.|\n)*no-name"):
        feeds.run(feeds.write_json(tmp_path / "feed.json", nameless), quarantine_file=aside)

    assert not Service.objects.exists()
    assert len(aside.read_text(encoding="utf-8").splitlines()) == 3


# --- 9. encodings ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_every_usual_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    tables = feeds.two_one_one(services=3, missing=0)
    tables["services"][0]["name"] = "Café – £5"

    feeds.run(feeds.package(tmp_path / "package", tables, encoding=encoding))

    assert Service.objects.filter(name="Café – £5").exists()


# --- 10. a second edition --------------------------------------------------------------------------------


def test_a_second_edition_updates_adds_and_retires_and_nothing_doubles(tmp_path: Path) -> None:
    first = [feeds.service("s1"), feeds.service("s2"), feeds.service("s3")]
    second = [feeds.service("s2", name="Renamed"), feeds.service("s3"), feeds.service("s4")]
    feeds.run(feeds.write_json(tmp_path / "a.json", first))
    ids = dict(Service.objects.values_list("source_key", "pk"))

    counts = feeds.run(feeds.write_json(tmp_path / "b.json", second)).counts["service"]

    assert (counts.created, counts.updated, counts.unchanged, counts.retired) == (1, 1, 1, 1)
    assert (counts.before, counts.after) == (3, 3)
    assert Service.objects.get(source_key="s2").name == "Renamed"
    assert Service.objects.get(source_key="s1").retired_at is not None
    assert {key: pk for key, pk in Service.objects.values_list("source_key", "pk") if key in ids} == ids
    assert Organisation.objects.count() == 1


def test_three_dates_are_never_mixed_up(tmp_path: Path) -> None:
    before = timezone.now()
    one = feeds.service(
        last_modified="2025-09-02T12:06:15Z", assured_date="2025-08-01", assurer_email="ann@care.example"
    )

    feeds.run(feeds.write_json(tmp_path / "feed.json", [one]))

    found = Service.objects.get()
    assert found.changed_at >= before
    assert found.source_said_at == datetime(2025, 9, 2, 12, 6, 15, tzinfo=UTC)
    assert (found.checked_on, found.checked_by_name) == (date(2025, 8, 1), "care.example")
