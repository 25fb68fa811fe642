"""The database's own word: a stranger sees nothing, whatever a query forgets."""

from datetime import timedelta

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from lodestar.access.models import AuditEvent, User
from lodestar.people.models import Involvement, Person
from lodestar.plans.models import Need
from tests.conftest import server
from tests.factories import contracts as make_contracts
from tests.factories import health, in_touch, outcomes, plans, sharing, telling, voice
from tests.factories import people as make
from tests.roles import as_owner

TABLES_ABOUT_PEOPLE = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND (c.relname = 'people_person' OR EXISTS (
    SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'person_id' AND NOT a.attisdropped))
ORDER BY 1
"""


def tables_about_people() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(TABLES_ABOUT_PEOPLE)
        return [name for (name,) in cursor.fetchall()]


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


def fill_every_table(person: Person | None = None, worker: User | None = None) -> Person:
    """One person with a row in every table about people, written down by one worker."""
    from django.utils import timezone

    from lodestar.people.circumstances.models import Circumstance
    from lodestar.people.models import CommunicationNeed, Consent, RetentionHold
    from lodestar.plans.models import NeedReferral
    from lodestar.referrals.asking.models import HelpRequest
    from lodestar.referrals.connecting.models import Connection
    from lodestar.referrals.course.models import ContactChoice, Told
    from lodestar.referrals.letters.models import Letter, ReceivedFile
    from lodestar.referrals.models import Contact, NextOffer
    from lodestar.referrals.moving_on.models import Transition, TransitionStep
    from lodestar.referrals.receiving.models import Chase, ReceiverLink

    someone = person or make.person(user=make.user())
    asker = worker or make.worker()
    referral = make.referral(person=someone, service=make.service(team=make.team()))
    with as_owner():
        need = Need.objects.create(
            person=someone,
            life_area="home",
            words="A door that locks",
            recorded_by=asker,
            recorded_at=timezone.now(),
        )
        NeedReferral.objects.create(person=someone, need=need, referral=referral)
        Told.objects.create(
            person=someone,
            referral=referral,
            told_on="2026-01-05",
            how="letter",
            by=asker,
            recorded_at=timezone.now(),
        )
        Connection.objects.create(
            person=someone,
            life_area="home",
            wanted="A door that locks",
            kind="not-available",
            on="2026-01-05",
            by=asker,
            at=timezone.now(),
        )
        Circumstance.objects.create(
            person=someone,
            kind="carer",
            life_area="home",
            agreed_by="person",
            starts_on="2026-01-05",
            said_by=asker,
            said_at=timezone.now(),
        )
        move = Transition.objects.create(
            person=someone,
            life_area="home",
            from_service=referral.service,
            to_service=referral.service,
            named=asker,
            target_on="2026-01-05",
            begun_by=asker,
            begun_at=timezone.now(),
        )
        TransitionStep.objects.create(
            person=someone, transition=move, kind="folder-given", on="2026-01-05", by=asker, at=timezone.now()
        )
        HelpRequest.objects.create(
            person=someone,
            secret_hash=str(someone.pk),
            asker="self",
            has_agreed=True,
            preferred_name="Sam",
            way="text",
            words="A door that locks",
            life_areas=["home"],
            asked_at=timezone.now(),
            team=make.team(),
            owner=asker,
            next_on="2026-01-05",
        )
        letter = Letter.objects.create(
            person=someone,
            referral=referral,
            life_area="home",
            direction="in",
            from_whom="Dr Ash",
            words="They asked for a door that locks",
            dated_on="2026-01-05",
            by=asker,
            at=timezone.now(),
        )
        ReceivedFile.objects.create(
            letter=letter, kind="pdf", content=b"%PDF-1.7 a door", size=15, kept_at=timezone.now()
        )
        ReceiverLink.objects.create(
            person=someone,
            referral=referral,
            secret_hash=str(referral.pk),
            made_at=timezone.now(),
            expires_at=timezone.now() + timedelta(days=1),
        )
        Chase.objects.create(person=someone, referral=referral, kind="reminded", step_number=1, at=timezone.now())
        ContactChoice.objects.create(person=someone, referral=referral, way="text", chosen_at=timezone.now())
        Consent.objects.create(
            person=someone,
            purpose="referral",
            life_areas=["home"],
            words="Yes",
            how="in-person",
            asked_by=asker,
            given_at=timezone.now(),
        )
        CommunicationNeed.objects.create(
            person=someone,
            kind="easy-read",
            recorded_by=asker,
            recorded_at=timezone.now(),
            starts_on="2026-01-05",
        )
        RetentionHold.objects.create(person=someone, reason="person-asked", placed_by=asker, placed_at=timezone.now())
        Contact.objects.create(
            person=someone,
            life_area="home",
            happened_on="2026-01-05",
            mode="telephone",
            attendance="attended",
        )
        NextOffer.objects.create(
            person=someone,
            contract=make_contracts.contract(),
            life_area="home",
            words="Keep the calls",
            answer="offered",
            at=timezone.now(),
        )
        AuditEvent.objects.create(at=timezone.now(), action="open-record", by_name="x", person_id=someone.pk)
    sharing.one_of_each(someone)
    voice.fill(someone, asker)
    telling.shown(telling.story(someone))
    plans.fill(someone, asker, need)
    health.fill(someone, asker, referral)
    outcomes.fill(someone, asker)
    in_touch.fill(someone, asker)
    in_touch.waiting_plan(referral, asker)
    return someone


@pytest.mark.django_db
def test_every_table_about_people_has_a_policy_in_force() -> None:
    with connection.cursor() as cursor:
        for table in tables_about_people():
            cursor.execute("SELECT relrowsecurity FROM pg_class WHERE oid = %s::regclass", [table])
            assert cursor.fetchone()[0], f"{table} holds people's rows and has no row security"
            cursor.execute("SELECT count(*) FROM pg_policies WHERE tablename = %s", [table])
            assert cursor.fetchone()[0], f"{table} has row security and no policy"


@pytest.mark.django_db
def test_a_stranger_sees_no_row_of_any_table_about_people(look_as) -> None:
    fill_every_table()
    with as_owner():
        filled = {table: count(table) for table in tables_about_people()}
    assert all(filled.values()), f"the test fills every table about people, and misses one: {filled}"

    look_as(make.worker())

    assert {table: count(table) for table in filled} == dict.fromkeys(filled, 0)


@pytest.mark.django_db
def test_somebody_who_is_not_signed_in_sees_no_row(look_as) -> None:
    fill_every_table()

    look_as(None)

    assert not any(count(table) for table in tables_about_people())


@pytest.mark.django_db
def test_the_web_role_without_a_viewer_sees_no_row() -> None:
    fill_every_table()

    assert not any(count(table) for table in tables_about_people())


@pytest.mark.django_db
def test_a_person_sees_every_table_of_their_own_record(look_as) -> None:
    someone = fill_every_table()
    fill_every_table()

    look_as(someone.user)

    assert all(count(table) for table in tables_about_people())
    assert Person.objects.get() == someone


@pytest.mark.django_db
def test_an_involvement_opens_its_life_areas_only(look_as) -> None:
    someone = fill_every_table()
    housing_worker, money_adviser = make.worker(), make.worker()
    make.involve(someone, housing_worker, life_areas=["home"])
    make.involve(someone, money_adviser, life_areas=["money"])

    look_as(housing_worker)
    seen_by_housing = Need.objects.count()
    look_as(money_adviser)
    seen_by_money = Need.objects.count()

    assert (seen_by_housing, seen_by_money) == (1, 0)


@pytest.mark.django_db
def test_an_involvement_that_ends_today_opens_nothing_today(look_as) -> None:
    someone, colleague = fill_every_table(), make.worker()
    viewer = look_as(colleague)
    make.involve(someone, colleague, ends_on=viewer.today)

    assert not Person.objects.exists()
    assert not Involvement.objects.exists()


@pytest.mark.django_db
def test_python_and_the_database_give_one_answer(look_as) -> None:
    people = [fill_every_table() for _ in range(4)]
    colleague = make.worker()
    for someone in people[:2]:
        make.involve(someone, colleague)

    viewer = look_as(colleague)
    by_database = set(Person.objects.values_list("pk", flat=True))
    by_python = set(Person.objects.visible_to(viewer).values_list("pk", flat=True))
    with as_owner():
        by_python_alone = set(Person.objects.visible_to(viewer).values_list("pk", flat=True))

    assert by_database == by_python == by_python_alone == {someone.pk for someone in people[:2]}


@pytest.mark.django_db
def test_nobody_can_write_into_a_record_that_they_may_not_see(look_as) -> None:
    from django.db import transaction
    from django.db.utils import ProgrammingError

    someone, stranger = fill_every_table(), make.worker()
    viewer = look_as(stranger)

    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        make_involvement_as_stranger(someone, stranger, viewer.today)


def make_involvement_as_stranger(someone: Person, stranger, today) -> None:
    Involvement.objects.create(person=someone, user=stranger, basis="choice", life_areas=["home"], starts_on=today)


@pytest.mark.django_db
def test_the_web_role_signs_in_by_itself_owns_nothing_and_cannot_bypass() -> None:
    with psycopg.connect(server(), dbname=connection.settings_dict["NAME"], user="lodestar_web") as web:
        owned = web.execute("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole").fetchone()
        powers = web.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        seen = [web.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables_about_people()]

    assert settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
    assert owned == (0,)
    assert powers == (False, False, False)
    assert not any(seen)
