"""One key worker at a time, a handover on which both names stand, and a clock for those who have none."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from lodestar.access.roles import Role
from lodestar.access.viewers import Viewer
from lodestar.people import queries as people_queries
from lodestar.people.handovers import actions, queries
from lodestar.people.models import Involvement
from tests.factories import people as make
from tests.roles import as_owner

LookAs = Callable[..., Viewer]


def key_workers(person, look_as: LookAs, on) -> list[str]:
    viewer = look_as(person.user, today=on)
    helpers = people_queries.my_people(viewer, person_id=person.pk)
    return [one.name for one in helpers if one.is_key_worker]


def names(person, look_as: LookAs, on) -> set[str]:
    return {one.name for one in people_queries.my_people(look_as(person.user, today=on), person_id=person.pk)}


@pytest.fixture
def sam(db: None):
    return make.person(user=make.user(), preferred_name="Sam")


def test_on_each_day_of_a_handover_there_is_one_key_worker_and_on_the_overlap_both_names(sam, look_as: LookAs) -> None:
    team = make.team()
    dee = make.worker(role=Role.KEY_WORKER, name="Dee", team=team)
    jo = make.worker(role=Role.KEY_WORKER, name="Jo", team=team)
    make.involve(sam, dee, is_key_worker=True)
    viewer = look_as(dee)
    first, change = viewer.today + timedelta(days=2), viewer.today + timedelta(days=5)

    actions.hand_over(
        person_id=sam.pk, to_user_id=jo.pk, both_from=first, changes_on=change, by=viewer, at=timezone.now()
    )

    expected = {0: ("Dee", {"Dee"}), 2: ("Dee", {"Dee", "Jo"}), 4: ("Dee", {"Dee", "Jo"}), 5: ("Jo", {"Jo"})}
    for days, (key, there) in expected.items():
        on = viewer.today + timedelta(days=days)
        assert key_workers(sam, look_as, on) == [key]
        assert names(sam, look_as, on) == there
    under_way = queries.handover_under_way(look_as(dee), person_id=sam.pk)
    assert under_way is not None
    assert (under_way.from_name, under_way.to_name, under_way.changes_on) == ("Dee", "Jo", change)


def test_a_handover_without_a_day_with_both_or_to_oneself_or_twice_is_refused(sam, look_as: LookAs) -> None:
    team = make.team()
    dee, jo = (make.worker(role=Role.KEY_WORKER, team=team) for _ in range(2))
    make.involve(sam, dee, is_key_worker=True)
    viewer = look_as(dee)
    today = viewer.today
    given = {"person_id": sam.pk, "by": viewer, "at": timezone.now()}

    with pytest.raises(actions.NoOverlap):
        actions.hand_over(**given, to_user_id=jo.pk, both_from=today, changes_on=today)
    with pytest.raises(actions.NoOverlap):
        actions.hand_over(**given, to_user_id=jo.pk, both_from=today - timedelta(days=1), changes_on=today)
    with pytest.raises(actions.SameWorker):
        actions.hand_over(**given, to_user_id=dee.pk, both_from=today, changes_on=today + timedelta(days=1))
    with pytest.raises(actions.NotAWorker):
        commissioner = make.worker(role=Role.COMMISSIONER, team=team)
        actions.hand_over(**given, to_user_id=commissioner.pk, both_from=today, changes_on=today + timedelta(days=1))
    actions.hand_over(**given, to_user_id=jo.pk, both_from=today, changes_on=today + timedelta(days=1))
    with pytest.raises(actions.TwoKeyWorkers):
        actions.hand_over(**given, to_user_id=jo.pk, both_from=today, changes_on=today + timedelta(days=1))
    with pytest.raises(people_queries.RecordNotFound):
        actions.hand_over(
            **{**given, "by": look_as(make.worker(role=Role.KEY_WORKER))},
            to_user_id=jo.pk,
            both_from=today,
            changes_on=today + timedelta(days=1),
        )


def test_who_takes_over_sees_what_is_passed_on_and_what_their_role_reaches(sam, look_as: LookAs) -> None:
    team = make.team()
    dee = make.worker(role=Role.KEY_WORKER, team=team)
    housing = make.worker(role=Role.HOUSING_WORKER, team=team)
    make.involve(sam, dee, is_key_worker=True, life_areas=["clinical-care", "home"])
    viewer = look_as(dee)

    actions.hand_over(
        person_id=sam.pk,
        to_user_id=housing.pk,
        both_from=viewer.today,
        changes_on=viewer.today + timedelta(days=1),
        by=viewer,
        at=timezone.now(),
    )

    assert people_queries.areas_open_to(look_as(housing), person_id=sam.pk) == ("home",)


def test_the_database_holds_one_key_worker_at_a_time(sam) -> None:
    make.involve(sam, make.worker(), is_key_worker=True, ends_on=timezone.localdate() + timedelta(days=5))

    with pytest.raises(DatabaseError, match="key worker in that time"), transaction.atomic():
        make.involve(sam, make.worker(), is_key_worker=True, starts_on=timezone.localdate())
    make.involve(sam, make.worker(), is_key_worker=True, starts_on=timezone.localdate() + timedelta(days=5))


def test_somebody_without_a_key_worker_has_a_clock(sam, look_as: LookAs) -> None:
    team = make.team()
    dee = make.worker(role=Role.KEY_WORKER, team=team)
    today = timezone.localdate()
    make.involve(sam, team, starts_on=today - timedelta(days=100))
    make.involve(sam, dee, is_key_worker=True, starts_on=today - timedelta(days=90), ends_on=today - timedelta(days=12))
    never = make.person(preferred_name="Never")
    make.involve(never, team, starts_on=today - timedelta(days=3))
    held = make.person()
    make.involve(held, team)
    make.involve(held, dee, is_key_worker=True)
    referred = make.person()
    make.involve(referred, team, basis=Involvement.Basis.REFERRAL)

    viewer = look_as(dee)

    assert [(one.preferred_name, one.days) for one in queries.without_key_worker(people_queries.caseload(viewer))] == [
        ("Sam", 12),
        ("Never", 3),
    ]
    assert queries.without_key_worker(people_queries.caseload(look_as(make.worker()))) == []


def test_a_person_without_one_gets_a_key_worker_from_the_first_day(sam, look_as: LookAs) -> None:
    team = make.team()
    jo = make.worker(role=Role.KEY_WORKER, name="Jo", team=team)
    make.involve(sam, team)
    viewer = look_as(jo)

    actions.hand_over(
        person_id=sam.pk,
        to_user_id=jo.pk,
        both_from=viewer.today,
        changes_on=viewer.today + timedelta(days=1),
        by=viewer,
        at=timezone.now(),
    )

    assert key_workers(sam, look_as, viewer.today) == ["Jo"]
    with as_owner():
        assert Involvement.objects.filter(person=sam, is_key_worker=True).count() == 1
