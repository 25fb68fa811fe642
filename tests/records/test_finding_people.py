"""Finding people by name: misspelt, among those whom the viewer may see, and nobody else."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lodestar.people import finding
from lodestar.people.models import NameKey
from lodestar.rules import names
from lodestar.rules.duplicates import Identity, Likeness
from tests.factories import people as make
from tests.roles import as_owner

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDXYZéÉüñçøØłŁßẞæÆıİ'’- .,ИваنمحمдÅ0123~^\\"


@pytest.mark.django_db
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(alphabet=LETTERS, max_size=30))
def test_the_database_finds_by_the_same_keys_as_the_rule(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT lodestar_name_keys(%s), lodestar_name_words(%s)", [name, name])
        keys, words = cursor.fetchone()

    assert set(keys) == names.name_keys(name)
    assert words == names.name_words(name)


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["Steven", "stephn", "Stephen Okafor", "okafer stephan", "STE", "Okaf", "ste oka"])
def test_a_misspelt_or_half_typed_name_is_found(asked: str, look_as) -> None:
    worker = make.worker()
    stephen = make.person(preferred_name="Stevie", full_name="Stephen Okafor")
    other = make.person(preferred_name="Maria", full_name="Maria Lund")
    for someone in (stephen, other):
        make.involve(someone, worker)

    found = finding.find_people(look_as(worker), asked=asked)

    assert [one.person_id for one in found] == [stephen.pk]


@pytest.mark.django_db
def test_the_name_as_typed_comes_before_its_likes(look_as) -> None:
    worker = make.worker()
    for full_name in ("Catherine Moss", "Kathryn Moss", "Katherine Moss"):
        make.involve(make.person(preferred_name=full_name.split()[0], full_name=full_name), worker)

    found = finding.find_people(look_as(worker), asked="Kathryn Moss")

    assert found[0].full_name == "Kathryn Moss"
    assert len(found) == 3


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["Zebulon", "Zebulon Quartermain", "zeb", "", "  ", "'", "%", "\\", "{}", "~"])
def test_a_stranger_finds_nobody_whatever_they_type(asked: str, look_as) -> None:
    make.person(full_name="Zebulon Quartermain")
    worker = make.worker()
    make.involve(make.person(full_name="Rosa Delgado"), worker)

    assert finding.find_people(look_as(worker), asked=asked) == []
    assert finding.find_people(look_as(None), asked=asked) == []


@pytest.mark.django_db
def test_a_large_team_finds_by_the_index_and_still_only_its_own(look_as) -> None:
    """Beyond 5,000 people the index is asked: the same answer, and no stranger in it."""
    team = make.team()
    worker = make.worker(team=team)
    stranger = make.person(full_name="Zebulon Quartermain")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO people_person (id, preferred_name, full_name, pronouns, gender, ethnic_group, nhs_number,
                   telephone, email, postcode, neighbourhood_code, local_authority_code, how_to_speak_to_me,
                   what_matters, strengths, is_synthetic, created_at)
               SELECT gen_random_uuid(), 'P' || n, 'Person Zebra' || n, '', '', '', '', '', '', '', '', '', '', '', '',
                   true, now() FROM generate_series(1, 5001) n"""
        )
        cursor.execute(
            """INSERT INTO people_involvement (id, person_id, team_id, role, basis, life_areas, is_key_worker,
                   starts_on, created_at)
               SELECT gen_random_uuid(), id, %s, '', 'care-team', '{home}', false, '2020-01-01', now()
               FROM people_person WHERE id <> %s""",
            [team.pk, stranger.pk],
        )
    rosa = make.person(full_name="Rosa Delgado")
    make.involve(rosa, team)
    viewer = look_as(worker)

    assert [one.person_id for one in finding.find_people(viewer, asked="Roza Delgardo")] == [rosa.pk]
    assert finding.find_people(viewer, asked="Zebulon Quartermain") == []


@pytest.mark.django_db
@pytest.mark.parametrize("how_many", [10, 100])
def test_a_search_is_one_query_however_many_it_finds(how_many: int, look_as) -> None:
    worker = make.worker()
    for _ in range(how_many):
        make.involve(make.person(full_name="Rosa Delgado"), worker)
    viewer = look_as(worker)

    with CaptureQueriesContext(connection) as queries:
        found = finding.find_people(viewer, asked="Rosa")

    assert len(queries) == 1
    assert len(found) == min(how_many, finding.MOST_FOUND)


@pytest.mark.django_db
def test_a_new_name_is_found_and_the_old_one_is_not(look_as) -> None:
    worker = make.worker()
    someone = make.person(preferred_name="Kim", full_name="Kim Aldous")
    make.involve(someone, worker)
    with as_owner():
        someone.full_name = "Kim Trevelyan"
        someone.save(update_fields=["full_name"])
    viewer = look_as(worker)

    assert finding.find_people(viewer, asked="Trevelyan")
    assert not finding.find_people(viewer, asked="Aldous")


@pytest.mark.django_db
def test_the_web_role_cannot_write_keys(look_as) -> None:
    from django.db import transaction
    from django.db.utils import ProgrammingError

    worker = make.worker()
    make.involve(make.person(), worker)
    look_as(worker)

    with pytest.raises(ProgrammingError), transaction.atomic():
        NameKey.objects.update(keys=[])


@pytest.mark.django_db
def test_those_who_may_be_registered_already_are_shown_with_why(look_as) -> None:
    worker = make.worker()
    rosa = make.person(full_name="Rosa Delgado", born_on=date(1984, 3, 7), postcode="M33 7AB")
    make.involve(rosa, worker)
    asked = Identity("Roza Delgado", born_on=date(1984, 7, 3), postcode="M33 1AA")

    (found,) = finding.alike_people(look_as(worker), identity=asked)

    assert found.person_id == rosa.pk
    assert found.likenesses == (Likeness.NAME_AND_NEAR_BIRTH,)


@pytest.mark.django_db
def test_a_record_that_the_registrar_may_not_see_is_never_shown_as_alike(look_as) -> None:
    make.person(full_name="Rosa Delgado", born_on=date(1984, 3, 7), postcode="M33 7AB", nhs_number="9990000018")
    asked = Identity("Rosa Delgado", born_on=date(1984, 3, 7), postcode="M33 7AB", nhs_number="9990000018")

    assert finding.alike_people(look_as(make.worker()), identity=asked) == []
