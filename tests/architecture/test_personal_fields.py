"""Every field of every model is sorted: personal, or said not to be. A new field fails here until somebody thinks.

Keys are left out: they name rows, and go with them. What is personal is declared on the model (`PERSONAL`); what is
not stands in `not_personal.toml`, one line a model.
"""

import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models

from tests.factories import people as make
from tests.records.test_row_security import tables_about_people

NOT_PERSONAL = tomllib.loads((Path(__file__).parent / "not_personal.toml").read_text(encoding="utf-8"))
OURS = [
    model
    for model in apps.get_models()
    if model.__module__.startswith("lodestar.") and not model.__module__.startswith("lodestar.places")
]


def name_of(model: type[models.Model]) -> str:
    return model._meta.label


def fields_of(model: type[models.Model]) -> set[str]:
    return {
        field.name
        for field in model._meta.concrete_fields
        if not (field.primary_key or field.is_relation or isinstance(field, models.UUIDField))
    }


@pytest.mark.parametrize("model", OURS, ids=name_of)
def test_every_field_is_personal_or_said_not_to_be(model: type[models.Model]) -> None:
    personal, not_personal = set(model.PERSONAL), set(NOT_PERSONAL.get(name_of(model), []))

    unsorted = fields_of(model) - personal - not_personal
    assert not unsorted, (
        f"{name_of(model)}: is {sorted(unsorted)} about a person, or could it tell who somebody is? Then put it into "
        "PERSONAL on the model. If not, put it into tests/architecture/not_personal.toml."
    )
    assert not personal & not_personal, "a field is one or the other"
    assert not not_personal - fields_of(model), "the list names a field that is gone"


def test_the_list_names_no_model_that_is_gone() -> None:
    assert set(NOT_PERSONAL) <= {name_of(model) for model in OURS}


@pytest.mark.parametrize("model", OURS, ids=name_of)
def test_words_that_somebody_types_freely_about_a_person_are_personal(model: type[models.Model]) -> None:
    about_people = any(field.column in {"person_id", "newer_id", "kept_id"} for field in model._meta.concrete_fields)
    free = {
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.TextField | models.EmailField) and not field.choices
    }

    if about_people:
        assert free <= set(model.PERSONAL), f"{name_of(model)}: {sorted(free - set(model.PERSONAL))}"


@pytest.mark.django_db
def test_every_table_about_people_is_reached_by_merging_and_erasing() -> None:
    make.person()
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM lodestar_person_tables()")
        reached = {name for (name,) in cursor.fetchall()}

    left_out = set(tables_about_people()) - reached
    assert left_out == {"people_person", "people_namekey", "access_auditevent"}
