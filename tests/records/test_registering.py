"""Registering a person: by whom, with what, and what nobody learns from it."""

import uuid
from datetime import date

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from lodestar.access.models import AuditEvent
from lodestar.access.roles import Role
from lodestar.people import actions
from lodestar.people.actions import NewPerson
from lodestar.people.models import Involvement, Person
from lodestar.people.registering import REGISTRAR_ROLES
from tests.factories import people as make
from tests.roles import as_owner

ROSA = NewPerson(preferred_name="Rosa", full_name="Rosa Delgado", born_on=date(1984, 3, 7), nhs_number="999 000 0018")


def register(viewer, **given):
    return actions.register_person(
        **{
            "new": ROSA,
            "life_areas_opened": ["home", "money"],
            "by": viewer,
            "at": timezone.now(),
            "person_id": uuid.uuid4(),
            **given,
        }
    )


@pytest.mark.django_db
@pytest.mark.parametrize("role", sorted(REGISTRAR_ROLES))
def test_whoever_registers_a_person_is_involved_from_that_moment(role: Role, look_as) -> None:
    worker = make.worker(role=role)
    viewer = look_as(worker)

    made = register(viewer)

    person = Person.objects.get(pk=made)
    assert (person.full_name, person.nhs_number, person.born_on) == ("Rosa Delgado", "9990000018", date(1984, 3, 7))
    held = Involvement.objects.get(person=made)
    assert (held.user_id, held.life_areas, held.basis, held.role) == (worker.pk, ["home", "money"], "care-team", role)
    with as_owner():
        assert list(AuditEvent.objects.filter(person_id=made).values_list("action", "by_user_id")) == [
            ("register-person", worker.pk)
        ]


@pytest.mark.django_db
@pytest.mark.parametrize("role", sorted(set(Role) - REGISTRAR_ROLES))
def test_nobody_else_registers_people(role: Role, look_as) -> None:
    viewer = look_as(make.worker(role=role))

    with pytest.raises(actions.CannotRegister):
        register(viewer)


@pytest.mark.django_db
@pytest.mark.parametrize("role", sorted(set(Role) - REGISTRAR_ROLES))
def test_the_database_refuses_them_too(role: Role, look_as) -> None:
    look_as(make.worker(role=role))

    with (
        pytest.raises(ProgrammingError, match="only a worker or a desk"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT lodestar_register_person('{}', '{home}', NULL, false, 'navigator')")


@pytest.mark.django_db
def test_the_web_role_cannot_add_a_person_past_the_function(look_as) -> None:
    look_as(make.worker())

    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Person.objects.create(preferred_name="x", full_name="x")


@pytest.mark.django_db
def test_a_person_can_be_registered_for_the_team_with_a_key_worker(look_as) -> None:
    team = make.team()
    worker = make.worker(team=team)

    made = register(look_as(worker), team_id=team.pk, is_key_worker=True)

    assert set(Involvement.objects.filter(person=made).values_list("user_id", "team_id", "is_key_worker")) == {
        (worker.pk, None, True),
        (None, team.pk, False),
    }


@pytest.mark.django_db
def test_nobody_registers_for_a_team_that_is_not_theirs(look_as) -> None:
    with pytest.raises(actions.CannotRegister):
        register(look_as(make.worker()), team_id=make.team().pk)


@pytest.mark.django_db
def test_a_person_who_signs_in_already_sees_all_of_their_own_record(look_as) -> None:
    rosa = make.user()

    made = register(look_as(make.worker()), user_id=rosa.pk)
    look_as(rosa)

    assert Person.objects.get().pk == made
    assert len(Involvement.objects.get(basis="self").life_areas) == 6


@pytest.mark.django_db
def test_the_same_form_twice_makes_one_person(look_as) -> None:
    viewer, person_id = look_as(make.worker()), uuid.uuid4()

    assert register(viewer, person_id=person_id) == register(viewer, person_id=person_id) == person_id
    assert Person.objects.count() == 1


@pytest.mark.django_db
def test_the_id_of_a_hidden_record_makes_a_record_of_its_own(look_as) -> None:
    hidden = make.person()

    made = register(look_as(make.worker()), person_id=hidden.pk)

    assert made != hidden.pk
    assert Person.objects.get().pk == made


@pytest.mark.django_db
@pytest.mark.parametrize(
    "number", ["999 000 0019", "999000001", "99900000188", "abcdefghij", "٩٩٩٠٠٠٠٠١٨", "1234567890"]
)
def test_a_number_that_cannot_be_an_nhs_number_is_refused_without_repeating_it(number: str, look_as) -> None:
    with pytest.raises(actions.NotAnNhsNumber) as refused:
        register(look_as(make.worker()), new=NewPerson(preferred_name="Rosa", nhs_number=number))

    assert number not in str(refused.value)
    assert not Person.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["", "  ", "9990000018", "999 000 0018", "999-000-0018"])
def test_an_nhs_number_is_optional_and_may_be_spaced(number: str, look_as) -> None:
    made = register(look_as(make.worker()), new=NewPerson(preferred_name="Rosa", nhs_number=number))

    assert Person.objects.get(pk=made).nhs_number == ("9990000018" if number.strip() else "")


@pytest.mark.django_db
def test_a_name_is_all_that_is_asked_for(look_as) -> None:
    viewer = look_as(make.worker())

    made = register(viewer, new=NewPerson(preferred_name="Rosa"))

    assert Person.objects.get(pk=made).full_name == "Rosa"
    with pytest.raises(actions.NameMissing):
        register(viewer, new=NewPerson(preferred_name=" "))


@pytest.mark.django_db
def test_registering_says_the_same_with_and_without_a_hidden_record(look_as, django_assert_num_queries) -> None:
    viewer = look_as(make.worker())
    with django_assert_num_queries(5) as without:
        register(viewer)
    make.person(full_name=ROSA.full_name, born_on=ROSA.born_on, nhs_number="9990000018")

    with django_assert_num_queries(5) as with_one:
        register(viewer)

    said = [[query["sql"].split('"')[0][:40] for query in queries] for queries in (without, with_one)]
    assert said[0] == said[1]
