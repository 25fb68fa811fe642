"""Meeting: what ends a wait, what does not, and what is never counted twice."""

import uuid
from datetime import timedelta

import pytest

from lodestar.people import queries as people_queries
from lodestar.referrals import actions, queries
from lodestar.referrals.models import Contact
from lodestar.rules.referral_states import StepKind
from tests.factories import people as make
from tests.factories import referring
from tests.factories.referring import (
    NOW,
    TODAY,
    LookAs,
    Town,
    accepted,
    events,
    first_contact,
    referred,
)


@pytest.fixture
def town(db: None) -> Town:
    return referring.town()


def test_a_first_contact_ends_the_wait_on_the_day_that_it_happened(town: Town, look_as: LookAs) -> None:
    referral = accepted(town, look_as)
    desk = look_as(town.desk_worker, today=TODAY + timedelta(days=12))

    first_contact(referral, desk, happened_on=TODAY + timedelta(days=9))

    standing = queries.referral_detail(desk, referral_id=referral.pk)
    assert (standing.state, standing.waited_days) == (StepKind.FIRST_CONTACT, 9)
    assert events() == ["accept-referral", "refer", "record-first-contact"]


@pytest.mark.parametrize("attendance", ["not-reached", "cancelled-by-person", "cancelled-by-service"])
def test_a_try_that_reached_nobody_does_not_end_the_wait(town: Town, look_as: LookAs, attendance: str) -> None:
    referral = accepted(town, look_as)
    desk = look_as(town.desk_worker, today=TODAY + timedelta(days=12))

    first_contact(referral, desk, attendance=attendance)

    standing = queries.referral_detail(desk, referral_id=referral.pk)
    assert (standing.state, standing.waited_days) == (StepKind.ACCEPTED, 12)


def test_a_contact_sent_twice_is_kept_once(town: Town, look_as: LookAs) -> None:
    referral = accepted(town, look_as)
    desk = look_as(town.desk_worker, today=TODAY)
    contact_id = uuid.uuid4()

    for _ in range(2):
        first_contact(referral, desk, contact_id=contact_id, attendance="not-reached")

    assert Contact.objects.count() == 1


def test_a_first_contact_waits_for_an_acceptance(town: Town, look_as: LookAs) -> None:
    referral = referred(town, look_as)

    with pytest.raises(actions.NotAcceptedYet):
        first_contact(referral, look_as(town.desk_worker, today=TODAY))


def test_a_first_contact_happens_once(town: Town, look_as: LookAs) -> None:
    referral = accepted(town, look_as)
    desk = look_as(town.desk_worker, today=TODAY)
    first_contact(referral, desk)

    with pytest.raises(actions.AlreadyAnswered):
        first_contact(referral, desk)

    assert Contact.objects.count() == 1


@pytest.mark.parametrize("days", [-1, 1])
def test_a_contact_is_neither_before_the_referral_nor_still_to_come(town: Town, look_as: LookAs, days: int) -> None:
    referral = accepted(town, look_as)

    with pytest.raises(actions.ContactDateRefused):
        first_contact(referral, look_as(town.desk_worker, today=TODAY), happened_on=TODAY + timedelta(days=days))


@pytest.mark.inventory("S0-10")
def test_a_navigator_notes_a_contact_and_connections_are_counted(town: Town, look_as: LookAs) -> None:
    first_contact(accepted(town, look_as), look_as(town.desk_worker, today=TODAY))
    viewer = look_as(town.navigator, today=TODAY)

    actions.record_contact(
        person_id=town.person.pk,
        life_area="social-connection",
        happened_on=TODAY,
        mode="telephone",
        attendance="attended",
        note="Walked to the allotment together",
        by=viewer,
        at=NOW,
    )

    assert len(queries.contacts_of(viewer, person_id=town.person.pk)) == 2
    ids = [town.person.pk]
    assert len(queries.work_for(viewer, person_ids=ids)[town.person.pk].first_contacts_at) == 1
    stranger = look_as(make.worker(), today=TODAY)
    assert queries.work_for(stranger, person_ids=ids)[town.person.pk].first_contacts_at == ()
    look_as(town.navigator, today=TODAY)
    with pytest.raises(people_queries.RecordNotFound):
        actions.record_contact(
            person_id=town.person.pk,
            life_area="home",
            happened_on=TODAY,
            mode="telephone",
            attendance="attended",
            by=look_as(make.worker(), today=TODAY),
            at=NOW,
        )
