"""The information lead's care: pairs that may be one person's, merging and undoing, holds, erasing."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from lodestar.access.models import AuditEvent, User
from lodestar.access.roles import Role
from lodestar.people import actions as people_actions
from lodestar.people import queries as people_queries
from lodestar.people.circumstances.models import Circumstance
from lodestar.people.models import CommunicationNeed, Involvement, Merge, NameKey, Person, PossibleDuplicate
from lodestar.people.stewardship import actions, queries
from lodestar.plans.models import Need
from lodestar.rules.reach import Purpose
from tests.factories import people as make
from tests.records.test_row_security import fill_every_table, tables_about_people
from tests.roles import as_owner

ROSA = {"full_name": "Rosa Delgado", "born_on": date(1984, 3, 7), "postcode": "M33 7AB"}
ALL_BUT_THE_LEAD = sorted(set(Role) - {Role.INFORMATION_LEAD})


@pytest.fixture
def lead(look_as) -> User:
    return make.worker(role=Role.INFORMATION_LEAD, name="Ingrid Lead")


def everything() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table about people, but the trail, as the owner sees it."""
    rows = {}
    with as_owner(), connection.cursor() as cursor:
        for table in tables_about_people():
            if table in {"access_auditevent", "people_namekey"}:
                continue
            cursor.execute(f"SELECT one::text FROM {table} one ORDER BY 1")
            rows[table] = cursor.fetchall()
    return rows


def rows_of(person: Person) -> dict[str, int]:
    counts = {}
    with as_owner(), connection.cursor() as cursor:
        for table in tables_about_people():
            key = "id" if table == "people_person" else "person_id"
            cursor.execute(f"SELECT count(*) FROM {table} WHERE {key} = %s", [person.pk])
            counts[table] = cursor.fetchone()[0]
    return counts


@pytest.mark.django_db
def test_a_hidden_second_record_reaches_the_information_lead_and_nobody_else(lead: User, look_as) -> None:
    hidden = make.person(**ROSA)
    registrar = make.worker()
    made = people_actions.register_person(
        new=people_actions.NewPerson(preferred_name="Rosie", full_name="Roza Delgado", born_on=date(1984, 3, 7)),
        life_areas_opened=["home"],
        by=look_as(registrar),
        at=timezone.now(),
        person_id=make.nobody(),
    )
    assert not PossibleDuplicate.objects.exists()

    viewer = look_as(lead)
    added = actions.find_duplicates(by=viewer, at=timezone.now())
    (pair,) = queries.review_queue(viewer)

    assert added == 1
    assert {pair.newer_id, pair.older_id} == {made, hidden.pk}
    assert actions.find_duplicates(by=viewer, at=timezone.now()) == 0
    for somebody in (registrar, make.worker(role=Role.ADMINISTRATOR), None):
        look_as(somebody)
        assert not PossibleDuplicate.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("role", ALL_BUT_THE_LEAD)
def test_nobody_but_the_information_lead_does_any_of_it(role: Role, look_as) -> None:
    one, other = make.person(), make.person()
    viewer, now = look_as(make.worker(role=role)), timezone.now()
    tries = [
        lambda: actions.find_duplicates(by=viewer, at=now),
        lambda: actions.merge_people(kept_id=one.pk, gone_id=other.pk, by=viewer, at=now),
        lambda: actions.undo_merge(merge_id=one.pk, by=viewer, at=now),
        lambda: actions.keep_apart(pair_id=one.pk, by=viewer, at=now),
        lambda: actions.place_hold(person_id=one.pk, reason="claim", by=viewer, at=now),
        lambda: actions.lift_hold(person_id=one.pk, by=viewer, at=now),
        lambda: actions.erase_person(person_id=one.pk, reason=actions.EraseReason.PERSON_ASKED, by=viewer, at=now),
    ]

    for attempt in tries:
        with pytest.raises(actions.NotTheInformationLead):
            attempt()
    for call in (
        "lodestar_not_compared(9)",
        "lodestar_near(gen_random_uuid(), '{}')",
        "lodestar_identities('{}')",
        "lodestar_merge_people(gen_random_uuid(), gen_random_uuid(), gen_random_uuid())",
        "lodestar_undo_merge(gen_random_uuid())",
        "lodestar_ended_before('2030-01-01')",
        "lodestar_erase_person(gen_random_uuid(), '')",
    ):
        with (
            pytest.raises(ProgrammingError, match="only an information lead"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"SELECT {call}")


@pytest.mark.django_db
def test_an_information_lead_sees_who_people_are_and_nothing_that_is_written(lead: User, look_as) -> None:
    someone = fill_every_table()
    viewer = look_as(lead)

    assert queries.identities(viewer, person_ids=[someone.pk])
    assert not Person.objects.exists()
    assert not Need.objects.exists()
    assert not CommunicationNeed.objects.exists()


@pytest.mark.django_db
def test_a_pair_that_is_two_people_does_not_come_back(lead: User, look_as) -> None:
    make.person(**ROSA), make.person(**ROSA)
    viewer, now = look_as(lead), timezone.now()
    actions.find_duplicates(by=viewer, at=now)
    (pair,) = queries.review_queue(viewer)

    actions.keep_apart(pair_id=pair.pair_id, by=viewer, at=now)
    with as_owner():
        NameKey.objects.update(compared_at=None)

    assert actions.find_duplicates(by=viewer, at=now) == 0
    assert queries.review_queue(viewer) == []


@pytest.mark.django_db
def test_a_merge_moves_every_row_and_its_undoing_puts_each_back(lead: User, look_as) -> None:
    kept, gone = fill_every_table(), fill_every_table()
    with as_owner():
        Person.objects.filter(pk=gone.pk).update(user=None, telephone="07700 900123")
        Involvement.objects.filter(person=gone, basis="self").delete()
        CommunicationNeed.objects.filter(person=gone).update(kind="large-print")
        Circumstance.objects.filter(person=gone).update(kind="care-leaver")
        gone.refresh_from_db()
    with as_owner():
        from lodestar.people.models import RetentionHold

        RetentionHold.objects.filter(person=gone).delete()
    make.involve(kept, make.worker(), is_key_worker=True)
    make.involve(gone, make.worker(), is_key_worker=True)
    before = everything()
    viewer, now = look_as(lead), timezone.now()

    merge = actions.merge_people(kept_id=kept.pk, gone_id=gone.pk, by=viewer, at=now)
    merged = rows_of(gone)
    with as_owner():
        kept.refresh_from_db()
        key_workers = Involvement.objects.filter(person=kept, is_key_worker=True, ends_on=None).count()

    assert set(merged.values()) - {0} == {1}
    assert {table for table, count in merged.items() if count} == {
        "access_auditevent",
        "people_namekey",
        "people_person",
    }
    assert kept.telephone == "07700 900123"
    assert key_workers == 1

    actions.undo_merge(merge_id=merge.pk, by=viewer, at=now)

    assert everything() == before
    with as_owner():
        assert sorted(
            AuditEvent.objects.filter(person_id=kept.pk, by_user_id=lead.pk).values_list("action", flat=True)
        ) == ["merge-people", "undo-merge"]


@pytest.mark.django_db
def test_what_was_written_after_a_merge_stays_where_it_is(lead: User, look_as) -> None:
    kept, gone = make.person(), make.person(telephone="07700 900123")
    viewer, now = look_as(lead), timezone.now()
    merge = actions.merge_people(kept_id=kept.pk, gone_id=gone.pk, by=viewer, at=now)
    with as_owner():
        later = make.involve(kept, make.worker())
        Person.objects.filter(pk=kept.pk).update(telephone="07700 900999")

    actions.undo_merge(merge_id=merge.pk, by=viewer, at=now)

    with as_owner():
        kept.refresh_from_db()
        assert kept.telephone == "07700 900999"
        assert Involvement.objects.get(pk=later.pk).person_id == kept.pk
        gone.refresh_from_db()
        assert gone.telephone == "07700 900123"


@pytest.mark.django_db
def test_the_sign_in_and_the_diary_go_with_the_record(lead: User, look_as) -> None:
    kept, gone = make.person(), make.person(user=make.user())
    visitor = make.worker(name="Noor")
    make.involve(gone, visitor)
    people_actions.open_record(
        person_id=gone.pk,
        by=look_as(visitor),
        at=timezone.now(),
        life_areas=["home"],
        purpose=Purpose.DIRECT_SUPPORT,
        reason="support",
    )
    merge = actions.merge_people(kept_id=kept.pk, gone_id=gone.pk, by=look_as(lead), at=timezone.now())

    viewer = look_as(gone.user)
    own = people_queries.own_record(viewer)

    assert own == kept
    assert {look.by_name for look in people_queries.looks_at(viewer, person_id=kept.pk)} == {"Noor", "Ingrid Lead"}
    actions.undo_merge(merge_id=merge.pk, by=look_as(lead), at=timezone.now())
    assert people_queries.own_record(look_as(gone.user)) == gone


@pytest.mark.django_db
def test_two_records_whose_people_both_sign_in_are_not_merged(lead: User, look_as) -> None:
    kept, gone = make.person(user=make.user()), make.person(user=make.user())

    with pytest.raises(actions.BothSignIn):
        actions.merge_people(kept_id=kept.pk, gone_id=gone.pk, by=look_as(lead), at=timezone.now())

    assert not Merge.objects.exists()


@pytest.mark.django_db
def test_records_that_both_hold_what_there_is_one_of_are_not_merged(lead: User, look_as) -> None:
    kept, gone = make.person(), make.person()
    with as_owner():
        for someone in (kept, gone):
            CommunicationNeed.objects.create(
                person=someone, kind="braille", recorded_by=lead, recorded_at=timezone.now(), starts_on="2026-01-01"
            )

    with pytest.raises(actions.MergeCollides, match="people_communicationneed"):
        actions.merge_people(kept_id=kept.pk, gone_id=gone.pk, by=look_as(lead), at=timezone.now())

    assert rows_of(gone)["people_communicationneed"] == 1


@pytest.mark.django_db
def test_merging_what_is_not_there_or_is_merged_already_is_refused(lead: User, look_as) -> None:
    kept, gone = make.person(), make.person()
    viewer, now = look_as(lead), timezone.now()
    merge = actions.merge_people(kept_id=kept.pk, gone_id=gone.pk, by=viewer, at=now)

    for pair in ((kept.pk, gone.pk), (kept.pk, kept.pk), (kept.pk, make.nobody())):
        with pytest.raises(actions.NoSuchRecord):
            actions.merge_people(kept_id=pair[0], gone_id=pair[1], by=viewer, at=now)
    actions.undo_merge(merge_id=merge.pk, by=viewer, at=now)
    with pytest.raises(actions.NoSuchRecord):
        actions.undo_merge(merge_id=merge.pk, by=viewer, at=now)


@pytest.mark.django_db
def test_records_fall_due_by_rule_and_open_ones_never_do(lead: User, look_as) -> None:
    viewer = look_as(lead)
    nhs = make.team(organisation=make.organisation(kind="nhs-trust"))
    long_ago = viewer.today.replace(year=viewer.today.year - 9)
    charity_ended, nhs_ended, still_open, newer = (make.person() for _ in range(4))
    make.involve(charity_ended, make.team(), starts_on=date(2000, 1, 1), ends_on=long_ago)
    make.involve(nhs_ended, nhs, starts_on=date(2000, 1, 1), ends_on=long_ago)
    make.involve(still_open, make.team(), starts_on=date(2000, 1, 1), ends_on=long_ago)
    make.involve(still_open, make.team())
    make.involve(newer, make.team(), starts_on=date(2000, 1, 1), ends_on=viewer.today - timedelta(days=7 * 365))

    due = queries.due_for_review(viewer)

    assert [one.person_id for one in due] == [charity_ended.pk]
    assert due[0].due_on == long_ago.replace(year=long_ago.year + 8)


@pytest.mark.django_db
def test_a_hold_keeps_a_record_from_being_erased_until_it_is_lifted(lead: User, look_as) -> None:
    someone = make.person()
    viewer, now = look_as(lead), timezone.now()
    actions.place_hold(person_id=someone.pk, reason="inquiry", by=viewer, at=now)

    with pytest.raises(actions.RecordIsHeld):
        actions.erase_person(person_id=someone.pk, reason=actions.EraseReason.PERSON_ASKED, by=viewer, at=now)

    actions.lift_hold(person_id=someone.pk, by=viewer, at=now)
    actions.erase_person(person_id=someone.pk, reason=actions.EraseReason.PERSON_ASKED, by=viewer, at=now)
    assert rows_of(someone)["people_person"] == 0


@pytest.mark.django_db
def test_erasing_leaves_no_row_but_the_trail_and_no_name_in_it(lead: User, look_as) -> None:
    someone, somebody_else = fill_every_table(), fill_every_table()
    earlier = make.person()
    with as_owner():
        from lodestar.people.models import RetentionHold

        RetentionHold.objects.filter(person=someone).delete()
        User.objects.filter(pk=someone.user_id).update(name="Sam Unmistakable", email="sam@unmistakable.example")
    viewer, now = look_as(lead), timezone.now()
    actions.merge_people(kept_id=someone.pk, gone_id=earlier.pk, by=viewer, at=now)
    own = look_as(someone.user)
    people_actions.open_record(
        person_id=someone.pk, by=own, at=now, life_areas=["home"], purpose=Purpose.OWN, reason="own"
    )
    others_before = rows_of(somebody_else)

    actions.erase_person(person_id=someone.pk, reason=actions.EraseReason.RETENTION_ENDED, by=look_as(lead), at=now)

    left = {table for table, count in rows_of(someone).items() if count}
    assert left == {"access_auditevent"}
    assert not rows_of(earlier)["people_person"]
    assert rows_of(somebody_else) == others_before
    with as_owner(), connection.cursor() as cursor:
        stub = AuditEvent.objects.get(person_id=someone.pk, action="erase-person")
        assert (stub.by_name, stub.reason) == ("Ingrid Lead", "retention-ended")
        cursor.execute(
            "SELECT count(*) FROM access_auditevent one WHERE one::text LIKE '%Unmistakable%'"
            " UNION ALL SELECT count(*) FROM access_user one WHERE one::text ILIKE '%unmistakable%'"
        )
        assert cursor.fetchall() == [(0,), (0,)]
        gone_user = User.objects.get(pk=someone.user_id)
    assert not gone_user.is_active
    with pytest.raises(actions.NoSuchRecord):
        actions.erase_person(person_id=someone.pk, reason=actions.EraseReason.RETENTION_ENDED, by=look_as(lead), at=now)


@pytest.mark.django_db
def test_the_trail_still_refuses_every_change_after_an_erasure(lead: User, look_as) -> None:
    from django.db.utils import InternalError

    someone = make.person()
    actions.erase_person(
        person_id=someone.pk, reason=actions.EraseReason.MADE_BY_MISTAKE, by=look_as(lead), at=timezone.now()
    )

    with as_owner(), pytest.raises((InternalError, ProgrammingError), match="never changed"), transaction.atomic():
        AuditEvent.objects.update(by_name="x")
