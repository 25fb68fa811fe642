"""My copy: every row of every table about the person is in it, whoever adds a table."""

import json

import pytest
from django.apps import apps
from django.db import connection

from lodestar.access.models import AuditEvent
from lodestar.people.models import Person
from lodestar.people.voice import actions, copying
from lodestar.web.person import own_copy_document
from tests.factories import voice
from tests.records.test_row_security import fill_every_table, tables_about_people
from tests.roles import as_owner

BY_TABLE = {model._meta.db_table: model for model in apps.get_models()}


def ids_in_database(table: str, person: Person) -> set[str]:
    key = "id" if table == "people_person" else "person_id"
    with as_owner(), connection.cursor() as cursor:
        primary = BY_TABLE[table]._meta.pk.column
        cursor.execute(f"SELECT {primary}::text FROM {table} WHERE {key} = %s", [person.pk])
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.django_db
def test_every_row_of_every_table_about_the_person_is_in_the_copy(look_as) -> None:
    someone = fill_every_table()
    fill_every_table()
    in_database = {table: ids_in_database(table, someone) for table in tables_about_people()}
    assert all(in_database.values())

    copy = actions.take_copy(form="json", by=look_as(someone.user), at=voice.THEN).as_data()

    for table, ids in in_database.items():
        model = BY_TABLE[table]
        rows = copy["tables"][model._meta.label]["rows"]
        assert ids <= {row[model._meta.pk.attname] for row in rows}, f"{table} is not whole in the copy"
        assert {field.attname for field in model._meta.concrete_fields} <= set(rows[0])


@pytest.mark.django_db
def test_the_copy_holds_nothing_of_anybody_else(look_as) -> None:
    someone, other = fill_every_table(), fill_every_table()

    copy = json.dumps(actions.take_copy(form="json", by=look_as(someone.user), at=voice.THEN).as_data())

    assert str(someone.pk) in copy
    assert str(other.pk) not in copy


@pytest.mark.django_db
def test_the_copy_tells_dates_own_words_and_who_looked(look_as) -> None:
    someone = fill_every_table()
    copy = actions.take_copy(form="json", by=look_as(someone.user), at=voice.THEN).as_data()

    (need,) = copy["tables"]["plans.Need"]["rows"]
    actions_told = {event["action"] for event in copy["tables"]["access.AuditEvent"]["rows"]}

    assert need["words"] == "A door that locks"
    assert need["recorded_at"][:4].isdigit()
    assert need["recorded_by_name"]
    assert {"open-record", "take-copy"} <= actions_told


@pytest.mark.django_db
def test_the_readable_copy_leaves_out_no_table_and_no_words(look_as) -> None:
    someone = fill_every_table()
    copy = actions.take_copy(form="pdf", by=look_as(someone.user), at=voice.THEN)

    document = own_copy_document.document(copy)

    assert len(document["tables"]) == len(copy.tables) == len(copying.tables_about_people())
    told = json.dumps(document, ensure_ascii=False)
    for words in ("A door that locks", "Walking by the sea", "Joan 07700 900456", "4 March 2026"):
        assert words in told
    assert own_copy_document.as_pdf(copy).startswith(b"%PDF-")


@pytest.mark.django_db
def test_taking_the_copy_is_one_event(look_as) -> None:
    someone = fill_every_table()
    by = look_as(someone.user)
    actions.take_copy(form="pdf", by=by, at=voice.THEN)

    assert AuditEvent.objects.filter(action="take-copy").count() == 1


@pytest.mark.django_db
def test_somebody_without_a_record_has_no_copy(look_as) -> None:
    from tests.factories import people as make

    with pytest.raises(actions.RecordNotFound):
        actions.take_copy(form="json", by=look_as(make.user()), at=voice.THEN)
