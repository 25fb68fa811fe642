"""Plans: needs in the person's own words, and the referrals that were made for them."""

import uuid
from collections.abc import Callable

import pytest
from django.utils import timezone

from lodestar.access.models import AuditEvent
from lodestar.access.viewers import Viewer
from lodestar.people import queries as people_queries
from lodestar.people.actions import ConsentTerms
from lodestar.plans import actions, queries
from lodestar.plans.models import Need, NeedReferral
from tests.factories import people as make
from tests.roles import as_owner

LookAs = Callable[..., Viewer]
AGREED = ConsentTerms(words="Your name, your phone number and what you hope for.", how="in-person")


def events() -> list[str]:
    with as_owner():
        return list(AuditEvent.objects.order_by("at").values_list("action", flat=True))


def test_a_need_is_kept_in_the_words_that_were_said(look_as: LookAs) -> None:
    worker, person = make.worker(), make.person()
    make.involve(person, worker)
    viewer = look_as(worker)

    need = actions.record_need(
        person_id=person.pk,
        life_area="home",
        words="A door  that locks,\nand no damp",
        by=viewer,
        at=timezone.now(),
    )

    need.refresh_from_db()
    assert need.words == "A door  that locks,\nand no damp"
    assert events() == ["record-need"]


def test_a_need_sent_twice_is_kept_once(look_as: LookAs) -> None:
    worker, person = make.worker(), make.person()
    make.involve(person, worker)
    viewer = look_as(worker)
    need_id = uuid.uuid4()

    for _ in range(2):
        actions.record_need(
            person_id=person.pk,
            life_area="home",
            words="A quieter flat",
            by=viewer,
            at=timezone.now(),
            need_id=need_id,
        )

    assert Need.objects.count() == 1
    assert events() == ["record-need"]


def test_nobody_records_a_need_in_a_life_area_that_is_not_open_to_them(look_as: LookAs) -> None:
    worker, stranger, person = make.worker(), make.worker(), make.person()
    make.involve(person, worker, life_areas=["home"])

    for user, life_area in ((worker, "money"), (stranger, "home")):
        viewer = look_as(user)
        with pytest.raises(people_queries.RecordNotFound):
            actions.record_need(person_id=person.pk, life_area=life_area, words="Rent", by=viewer, at=timezone.now())

    assert events() == []


def test_a_need_without_words_is_refused(look_as: LookAs) -> None:
    worker, person = make.worker(), make.person()
    make.involve(person, worker)
    viewer = look_as(worker)

    with pytest.raises(actions.WordsMissing):
        actions.record_need(person_id=person.pk, life_area="home", words=" \n", by=viewer, at=timezone.now())


@pytest.mark.inventory("S0-10")
def test_a_referral_for_a_need_is_one_event_and_stands_under_the_need(
    look_as: LookAs, django_assert_num_queries: Callable[..., object]
) -> None:
    worker, person = make.worker(), make.person()
    make.involve(person, worker)
    service = make.service(team=make.team(), eligibility_rules=[])
    viewer = look_as(worker)
    need = actions.record_need(
        person_id=person.pk, life_area="money", words="I hide the letters", by=viewer, at=timezone.now()
    )

    referral = actions.refer_for_need(
        need_id=need.pk,
        service_id=service.pk,
        hopes="To open the letters",
        consent=AGREED,
        by=viewer,
        at=timezone.now(),
    )

    assert referral.life_area == "money"
    assert NeedReferral.objects.get().need_id == need.pk
    assert events() == ["record-need", "refer"]
    with django_assert_num_queries(4):
        rows = queries.plan_by_area(viewer, person_id=person.pk)
    assert [row.life_area for row in rows] == make.ALL_AREAS
    (row,) = rows[4].needs
    assert row.words == "I hide the letters"
    assert [one.service_name for one in row.referrals] == [service.name]
    assert rows[4].other_referrals == ()


def test_a_plan_shows_the_life_areas_that_are_open_and_no_others(look_as: LookAs) -> None:
    worker, housing, person = make.worker(), make.worker(), make.person()
    make.involve(person, worker)
    make.involve(person, housing, life_areas=["home"])
    viewer = look_as(worker)
    for life_area, words in (("home", "A door that locks"), ("money", "The letters")):
        actions.record_need(person_id=person.pk, life_area=life_area, words=words, by=viewer, at=timezone.now())

    (row,) = queries.plan_by_area(look_as(housing), person_id=person.pk)

    assert [need.words for need in row.needs] == ["A door that locks"]
    assert queries.plan_by_area(look_as(make.worker()), person_id=person.pk) == []


def test_a_need_of_somebody_else_cannot_be_referred_for(look_as: LookAs) -> None:
    worker, person = make.worker(), make.person()
    make.involve(person, worker)
    viewer = look_as(worker)
    need = actions.record_need(person_id=person.pk, life_area="money", words="Letters", by=viewer, at=timezone.now())
    service = make.service(team=make.team())

    viewer = look_as(make.worker())
    with pytest.raises(queries.NeedNotFound):
        actions.refer_for_need(
            need_id=need.pk,
            service_id=service.pk,
            hopes="Help",
            consent=AGREED,
            by=viewer,
            at=timezone.now(),
        )
