"""The extract: only its views, only under keys, in flat memory, all or nothing."""

import hashlib
import hmac
import json
import re
import tracemalloc
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
import pyarrow.parquet as pq
import pytest
from django.db import connections
from django.utils import timezone

from lodestar.exchange.extract import manifest as manifests
from lodestar.exchange.extract import writer
from lodestar.indicators import tables
from lodestar.people.circumstances.models import Circumstance
from lodestar.people.models import Person
from lodestar.referrals.models import Contact, Referral, ReferralStep
from tests.conftest import server
from tests.factories import people as make
from tests.factories import sharing
from tests.roles import as_owner

AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

SECRETS_OF_A_PERSON = {
    "preferred_name": "Marigold",
    "full_name": "Marigold Featherstonehaugh",
    "pronouns": "they-them-theirs",
    "born_on": date(1981, 7, 23),
    "died_on": date(2033, 3, 19),
    "gender": "agender-in-my-words",
    "nhs_number": "9990000123",
    "telephone": "07700 900123",
    "email": "marigold.f@example.org",
    "postcode": "M33 7ZZ",
    "easting": 379123,
    "northing": 391456,
    "how_to_speak_to_me": "slowly-and-in-writing",
    "what_matters": "my-allotment-matters",
    "strengths": "patient-with-seedlings",
}
HOPES = "to-grow-beans-with-others"
NOTE = "rang-and-left-a-message"


@pytest.fixture
def marigold(committed: None) -> Referral:
    """A person with a word in every personal field, and a referral that was met, all committed."""
    someone = make.person(**SECRETS_OF_A_PERSON, neighbourhood_code="HB-04")
    service = make.service(name="Allotment group", organisation=make.organisation(name="Green Shoots"))
    referral = make.referral(
        person=someone,
        service=service,
        hopes=HOPES,
        steps=("sent", "received", "accepted"),
        # Half past midnight in London, still the day before in UTC.
        received_at=datetime(2025, 7, 1, 23, 30, tzinfo=UTC),
    )
    contact(referral, "attended", date(2025, 7, 20))
    with as_owner():
        ReferralStep.objects.filter(referral=referral).update(note=NOTE)
    return referral


def contact(referral: Referral, attendance: str, happened_on: date) -> None:
    with as_owner():
        Contact.objects.create(
            person_id=referral.person_id,
            referral=referral,
            life_area=referral.life_area,
            happened_on=happened_on,
            mode="telephone",
            attendance=attendance,
            note=NOTE,
        )


def step(referral: Referral, kind: str, at: datetime) -> None:
    needed = {"reason": "out-of-area", "instead": "Another group"} if kind == "declined" else {}
    with as_owner():
        number = ReferralStep.objects.filter(referral=referral).count() + 1
        ReferralStep.objects.create(
            referral=referral, person_id=referral.person_id, number=number, kind=kind, at=at, **needed
        )


def extracted(folder: Path, table: str = "referrals") -> list[dict[str, Any]]:
    made = writer.make_extract(extracts=folder, at=AT)
    return pq.read_table(folder / made.extract_id / f"{table}.parquet").to_pylist()


def extract_role() -> psycopg.Connection[tuple[Any, ...]]:
    """Sign in as the extract role itself, with nothing of ours in between."""
    name = connections["extract"].settings_dict["NAME"]
    connection = psycopg.connect(server(), dbname=name, user="lodestar_extract", autocommit=True)
    connection.execute("SELECT set_config('lodestar.extract_id', 'a-test', false)")
    return connection


# --- what the role can reach -----------------------------------------------------------------------------


EVERY_RELATION = """
SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND n.nspname <> 'information_schema'
    AND n.nspname NOT LIKE 'pg\\_%'
ORDER BY 1
"""


def test_the_extract_role_can_read_its_views_and_no_other_relation(marigold: Referral) -> None:
    readable = set()
    with extract_role() as connection:
        relations = [name for (name,) in connection.execute(EVERY_RELATION).fetchall()]
        for relation in relations:
            try:
                connection.execute(f"SELECT * FROM {relation}").fetchall()
            except psycopg.errors.InsufficientPrivilege:
                continue
            readable.add(relation)

    assert len(relations) > 40
    assert readable == {f'"extract".{table.name}' for table in tables.TABLES}


def test_the_extract_role_can_write_nowhere_and_become_nobody_else(marigold: Referral) -> None:
    attempts = (
        "DELETE FROM extract.referrals",
        "UPDATE extract.people SET age_band = ''",
        "CREATE TABLE public.kept (a int)",
        "CREATE TABLE extract.kept (a int)",
        "SET ROLE lodestar_owner",
        "SELECT inner_key FROM extract.pseudonym_secret",
        "COPY extract.people TO '/tmp/people'",
    )
    with extract_role() as connection:
        for attempt in attempts:
            with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.ObjectNotInPrerequisiteState)):
                connection.execute(attempt)


def test_the_web_role_cannot_read_the_views_or_the_secret(marigold: Referral) -> None:
    name = connections["extract"].settings_dict["NAME"]
    for relation in ("people", "referrals", "pseudonym_secret"):
        with (
            psycopg.connect(server(), dbname=name, user="lodestar_web") as web,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            web.execute(f"SELECT * FROM extract.{relation}")


# --- what the views emit ---------------------------------------------------------------------------------


def test_no_view_emits_a_name_a_number_a_birthday_a_place_or_words(marigold: Referral) -> None:
    declared = {field for field in Person.PERSONAL if field not in {"neighbourhood_code", "ethnic_group"}}
    assert declared == set(SECRETS_OF_A_PERSON), "the test fills every personal field, and misses one"

    emitted = everything_emitted()

    words = {str(value) for value in SECRETS_OF_A_PERSON.values()} | {HOPES, NOTE, str(marigold.person_id)}
    assert not [word for word in words if word.lower() in emitted]
    assert "allotment group" in emitted


def everything_emitted() -> str:
    with extract_role() as connection:
        return "\n".join(
            str(row) for table in tables.TABLES for row in connection.execute(f"SELECT * FROM extract.{table.name}")
        ).lower()


def test_the_views_have_the_declared_columns_and_no_other(marigold: Referral) -> None:
    with extract_role() as connection:
        for table in tables.TABLES:
            columns = connection.execute(f"SELECT * FROM extract.{table.name} LIMIT 0").description
            assert [column.name for column in columns] == list(table.column_names)


def test_keys_are_hmac_under_the_secret_and_differ_between_extracts(marigold: Referral) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT inner_key FROM extract.pseudonym_secret")
        key = bytes(byte ^ 0x36 for byte in cursor.fetchone()[0])
    with extract_role() as connection:
        first = connection.execute("SELECT person_key FROM extract.people").fetchone()
        joined = connection.execute("SELECT person_key FROM extract.referrals").fetchone()
        connection.execute("SELECT set_config('lodestar.extract_id', 'another', false)")
        second = connection.execute("SELECT person_key FROM extract.people").fetchone()

    expected = hmac.new(key, f"a-test:person:{marigold.person_id}".encode(), hashlib.sha256).hexdigest()
    assert first == joined == (expected,)
    assert second != first


def test_the_views_refuse_an_extract_without_a_name(marigold: Referral) -> None:
    with extract_role() as connection:
        connection.execute("SELECT set_config('lodestar.extract_id', '', false)")
        with pytest.raises(psycopg.errors.RaiseException, match="name the extract first"):
            connection.execute("SELECT * FROM extract.people")


# --- what a row says -------------------------------------------------------------------------------------


def test_a_referral_is_told_in_london_dates_slugs_and_bands(marigold: Referral, tmp_path: Path) -> None:
    (row,) = extracted(tmp_path)

    keys = {row.pop("referral_key"), row.pop("person_key")}
    assert all(re.fullmatch("[0-9a-f]{64}", key) for key in keys)
    assert row == {
        "service_key": str(marigold.service_id),
        "service_name": "Allotment group",
        "organisation_name": "Green Shoots",
        "received_on": date(2025, 7, 2),
        "first_contact_on": date(2025, 7, 20),
        "ended_on": None,
        "end_state": "",
        "life_area": "home",
        "source": "navigator",
        "neighbourhood_code": "HB-04",
        "age_band": "35-44",
        "month": date(2025, 7, 1),
        "accepted_on": date(2025, 7, 4),
        "declined_on": None,
        "need": "less",
    }


@pytest.mark.inventory("S4-37")
def test_a_contact_is_told_with_the_priority_group_of_its_day(marigold: Referral, tmp_path: Path) -> None:
    with as_owner():
        Circumstance.objects.create(
            person_id=marigold.person_id,
            kind="in-custody",
            life_area="home",
            agreed_by="person",
            words="said-in-private",
            starts_on=date(2025, 8, 1),
            ends_on=date(2025, 9, 1),
            said_by=make.worker(),
            said_at=AT,
        )
    for day in (date(2025, 7, 31), date(2025, 8, 1), date(2025, 9, 1)):
        contact(marigold, "attended", day)

    rows = {row["happened_on"]: row for row in extracted(tmp_path, "contacts")}

    assert {day.isoformat(): row["priority_group"] for day, row in rows.items()} == {
        "2025-07-20": "none",
        "2025-07-31": "none",
        "2025-08-01": "in-custody",
        "2025-09-01": "none",
    }
    assert "said-in-private" not in str(rows)
    assert {(row["age_band"], row["mode"]) for row in rows.values()} == {("35-44", "telephone")}


def test_a_try_and_an_earlier_contact_are_not_a_first_contact(marigold: Referral, tmp_path: Path) -> None:
    other = make.referral(person=make.person(), service=make.service(), received_at=datetime(2025, 8, 1, 9, tzinfo=UTC))
    contact(other, "not-reached", date(2025, 8, 2))
    contact(other, "attended", date(2025, 7, 31))
    step(other, "declined", datetime(2025, 8, 9, 9, tzinfo=UTC))

    row = next(row for row in extracted(tmp_path) if row["received_on"] == date(2025, 8, 1))

    assert (row["first_contact_on"], row["ended_on"], row["end_state"]) == (
        None,
        date(2025, 8, 9),
        "declined",
    )


def test_a_referral_that_was_opened_again_has_not_ended(marigold: Referral, tmp_path: Path) -> None:
    step(marigold, "declined", datetime(2025, 7, 8, 9, tzinfo=UTC))
    step(marigold, "received", datetime(2025, 7, 9, 9, tzinfo=UTC))

    (row,) = extracted(tmp_path)

    assert (row["ended_on"], row["end_state"]) == (None, "")


def test_a_first_contact_step_counts_where_no_contact_was_written_down(marigold: Referral, tmp_path: Path) -> None:
    with as_owner():
        Contact.objects.all().delete()
    step(marigold, "first-contact", datetime(2025, 7, 25, 9, tzinfo=UTC))

    (row,) = extracted(tmp_path)

    assert row["first_contact_on"] == date(2025, 7, 25)


@pytest.mark.parametrize(
    ("born_on", "band"),
    [
        (None, ""),
        (date(2007, 7, 3), "under-18"),
        (date(2007, 7, 2), "18-24"),
        (date(2000, 2, 29), "25-34"),
        (date(1960, 7, 3), "55-64"),
        (date(1960, 7, 2), "65-and-over"),
    ],
)
def test_ages_are_whole_years_on_the_day_in_declared_bands(committed: None, born_on: date | None, band: str) -> None:
    with connections["extract"].cursor() as cursor:
        cursor.execute("SELECT extract.age_band(%s, %s)", [born_on, date(2025, 7, 2)])
        assert cursor.fetchone() == (band,)
    assert band in ("", *tables.AGE_BANDS)


# --- who said no -----------------------------------------------------------------------------------------


def rows_of_each_view() -> dict[str, int]:
    with extract_role() as connection:
        asked = {table.name: f"SELECT count(*) FROM extract.{table.name}" for table in tables.TABLES}
        return {name: connection.execute(query).fetchone()[0] for name, query in asked.items()}


def test_who_objects_is_in_no_view_until_they_are_counted_again(marigold: Referral) -> None:
    make.referral(person=make.person(), service=make.service())
    everybody = rows_of_each_view()
    objection = sharing.choice(marigold.person, role="analyst", purposes=["evaluation"], life_areas=make.ALL_AREAS)

    without = rows_of_each_view()
    with as_owner():
        type(objection).objects.filter(pk=objection.pk).update(ends_on=objection.starts_on)

    assert everybody["people"] == 2 and everybody["referrals"] == 2
    counted = {view: count for view, count in without.items() if count}
    assert counted == {"people": 1, "referrals": 1}
    assert rows_of_each_view() == everybody


def test_who_closed_something_else_is_counted_and_who_took_back_their_story_is_not(marigold: Referral) -> None:
    sharing.choice(marigold.person, role="analyst", purposes=["direct-support"], life_areas=["home"])
    agreed = sharing.consent(marigold.person, purpose="evaluation")
    assert rows_of_each_view()["people"] == 1

    with as_owner():
        type(agreed).objects.filter(pk=agreed.pk).update(withdrawn_at=timezone.now())
    assert rows_of_each_view()["people"] == 0

    sharing.consent(marigold.person, purpose="evaluation", given_at=timezone.now())
    assert rows_of_each_view()["people"] == 1


def test_every_view_about_people_joins_who_is_counted(committed: None) -> None:
    about_people = [table.name for table in tables.TABLES if "person_key" in table.column_names]
    with connections["owner"].cursor() as cursor:
        for name in about_people:
            cursor.execute("SELECT pg_get_viewdef(%s::regclass)", [f"extract.{name}"])
            (definition,) = cursor.fetchone()
            assert '"extract".counted_people' in definition and "people_person" not in definition, name
    assert about_people


# --- the files -------------------------------------------------------------------------------------------


def test_the_manifest_says_what_the_files_hold(marigold: Referral, tmp_path: Path) -> None:
    made = writer.make_extract(extracts=tmp_path, at=AT)

    folder = tmp_path / made.extract_id
    held = json.loads((folder / "manifest.json").read_text())
    assert held["extract_id"].startswith("20260301-120000-")
    assert held["schema_version"] == tables.SCHEMA_VERSION
    rows = {entry["table"]: entry["rows"] for entry in held["files"]}
    assert rows == {"referrals": 1, "people": 1, "contacts": 1, "social_answers": 0, "therapy_offers": 0}
    assert manifests.verified(folder) == made == manifests.read(manifests.newest(tmp_path))
    assert {file.name for file in folder.iterdir()} == {
        "contacts.parquet",
        "manifest.json",
        "people.parquet",
        "referrals.parquet",
        "social_answers.parquet",
        "therapy_offers.parquet",
    }


def test_a_file_that_was_changed_is_refused(marigold: Referral, tmp_path: Path) -> None:
    made = writer.make_extract(extracts=tmp_path, at=AT)
    with (tmp_path / made.extract_id / "people.parquet").open("ab") as file:
        file.write(b"\0")

    with pytest.raises(manifests.DamagedExtract, match=r"people\.parquet"):
        manifests.verified(tmp_path / made.extract_id)


def test_a_value_that_is_not_declared_leaves_nothing_behind(marigold: Referral, tmp_path: Path) -> None:
    with as_owner():
        Referral.objects.update(life_area="wealth")

    with pytest.raises(writer.ExtractRefused, match="life_area"):
        writer.make_extract(extracts=tmp_path, at=AT)

    assert list(tmp_path.iterdir()) == []


def test_no_extract_yet_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(manifests.NoExtract, match="lodestar extract"):
        manifests.newest(tmp_path)


def test_ten_times_the_rows_take_no_more_memory(marigold: Referral, tmp_path: Path) -> None:
    peaks = []
    for rows in (500, 5_000):
        multiply_people(rows)
        tracemalloc.start()
        made = writer.make_extract(extracts=tmp_path, at=AT, batch_rows=500)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert {entry.table: entry.rows for entry in made.files}["people"] == rows

    # One batch is read while the last one is let go.
    assert peaks[1] < peaks[0] * 2


def multiply_people(rows: int) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_person SELECT (jsonb_populate_record(someone, jsonb_build_object("
            "'id', gen_random_uuid()))).* FROM (SELECT p AS someone FROM people_person p LIMIT 1) one,"
            " generate_series(1, %s - (SELECT count(*) FROM people_person))",
            [rows],
        )
