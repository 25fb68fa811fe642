"""How a referral goes on: told, reopened, ended with who and why; and the person a party to all of it."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from lodestar.access.roles import Role
from lodestar.people.agreeing import ConsentMissing
from lodestar.people.models import Person
from lodestar.referrals import queries
from lodestar.referrals.course import actions as course
from lodestar.referrals.course import queries as course_queries
from lodestar.referrals.course.models import ContactChoice, Told
from lodestar.referrals.models import ReferralStep
from lodestar.referrals.steps import AlreadyAnswered
from lodestar.rules.referral_states import EndedBy, EndReason, EndRefused, Outcome, PersonsView, ReopenReason, StepKind
from tests.factories import people as make
from tests.factories import referring
from tests.factories.referring import AGREED, NOW, TODAY, LookAs, Town, accepted, decline, events, kinds, referred
from tests.roles import as_owner

ENDING = {
    "ended_by": EndedBy.PERSON,
    "reason": EndReason.NO_LONGER_NEEDED,
    "outcome": Outcome.HELPED,
    "persons_view": PersonsView.AGREES,
}


@pytest.fixture
def town(db: None) -> Town:
    return referring.town()


def met(town: Town, look_as: LookAs):
    referral = accepted(town, look_as)
    referring.first_contact(referral, look_as(town.desk_worker, today=TODAY))
    return referral


@pytest.mark.inventory("S0-01")
def test_support_ends_with_who_why_outcome_and_view_and_never_without(town: Town, look_as: LookAs) -> None:
    referral = met(town, look_as)
    desk = look_as(town.desk_worker, today=TODAY)
    later = NOW + timedelta(hours=6)
    course.start_support(referral_id=referral.pk, by=desk, at=later)

    with pytest.raises(EndRefused):
        course.end_support(referral_id=referral.pk, by=desk, at=later, **{**ENDING, "reason": None})
    course.end_support(referral_id=referral.pk, by=desk, at=later, **ENDING)

    assert kinds(referral)[-2:] == ["started", "ended"]
    standing = queries.referral_detail(look_as(town.navigator, today=TODAY), referral_id=referral.pk)
    assert (standing.last.ended_by, standing.last.reason) == ("person", "no-longer-needed")
    assert (standing.last.outcome, standing.last.persons_view) == ("helped", "agrees")
    assert standing.next_step is None
    with pytest.raises(queries.ReferralNotFound):
        queries.referral_detail(look_as(town.desk_worker, today=TODAY), referral_id=referral.pk)


def test_the_database_refuses_an_end_without_who_and_why(town: Town, look_as: LookAs) -> None:
    referral = met(town, look_as)

    with as_owner(), pytest.raises(IntegrityError), transaction.atomic():
        ReferralStep.objects.create(referral=referral, person=town.person, number=9, kind="ended", at=NOW)


@pytest.mark.inventory("S0-01")
def test_years_going_by_close_nothing(town: Town, look_as: LookAs) -> None:
    referral = referred(town, look_as)
    viewer = look_as(town.navigator, today=date(2026, 12, 28))

    standing = queries.referral_detail(viewer, referral_id=referral.pk)

    assert standing.is_open
    assert standing.next_step is not None
    assert standing.next_step.is_late(on=viewer.today)
    assert kinds(referral) == ["sent", "received"]


@pytest.mark.inventory("S1-22")
def test_the_person_asks_again_in_one_step_with_the_history_kept(town: Town, look_as: LookAs) -> None:
    own = make.user()
    with as_owner():
        town.person.user = own
        town.person.save()
    make.involve(town.person, own, basis="self")
    referral = referred(town, look_as)
    decline(referral, look_as(town.desk_worker, today=TODAY))
    later = TODAY + timedelta(days=40)
    at = NOW + timedelta(days=40)

    course.reopen_referral(
        referral_id=referral.pk, reason=ReopenReason.ASKED_AGAIN, by=look_as(own, today=later), at=at
    )

    desk = look_as(town.desk_worker, today=later + timedelta(days=3))
    (standing,) = queries.desk(desk)
    assert kinds(referral) == ["sent", "received", "declined", "received"]
    assert standing.waited_days == 3, "the wait counts from asking again"
    assert standing.last.reason == "asked-again"
    with pytest.raises(AlreadyAnswered):
        course.reopen_referral(
            referral_id=referral.pk, reason=ReopenReason.ASKED_AGAIN, by=look_as(own, today=later), at=at
        )


def test_a_worker_opens_it_again_with_the_persons_yes_only(town: Town, look_as: LookAs) -> None:
    referral = referred(town, look_as)
    decline(referral, look_as(town.desk_worker, today=TODAY))
    navigator = look_as(town.navigator, today=TODAY)
    asked = {"referral_id": referral.pk, "by": navigator, "at": NOW + timedelta(hours=1)}

    with pytest.raises(course.ReasonMissing):
        course.reopen_referral(reason=None, consent=AGREED, **asked)
    with pytest.raises(ConsentMissing):
        course.reopen_referral(reason=ReopenReason.MORE_IS_KNOWN, **asked)
    course.reopen_referral(reason=ReopenReason.MORE_IS_KNOWN, consent=AGREED, **asked)

    assert kinds(referral)[-1] == "received"
    assert "reopen-referral" in events()


@pytest.mark.inventory("S0-18")
def test_a_decline_says_who_told_the_person_and_when(town: Town, look_as: LookAs) -> None:
    told, not_told = referred(town, look_as), None
    desk = look_as(town.desk_worker, today=TODAY)
    decline(told, desk, told_how=Told.How.TELEPHONE)
    not_told = referring.refer(
        town, look_as(town.navigator, today=TODAY), service_id=make.service(team=town.team, eligibility_rules=[]).pk
    )
    decline(not_told, look_as(town.desk_worker, today=TODAY))
    navigator = look_as(town.navigator, today=TODAY)

    by_desk = course_queries.telling_of(navigator, referral_id=told.pk)
    assert course_queries.telling_of(navigator, referral_id=not_told.pk) is None
    with pytest.raises(course.DayRefused):
        course.record_told(
            referral_id=not_told.pk, told_on=TODAY + timedelta(days=1), how=Told.How.IN_PERSON, by=navigator, at=NOW
        )
    course.record_told(referral_id=not_told.pk, told_on=TODAY, how=Told.How.IN_PERSON, by=navigator, at=NOW)
    by_navigator = course_queries.telling_of(navigator, referral_id=not_told.pk)

    assert by_desk is not None
    assert by_navigator is not None
    assert (by_desk.by_name, by_desk.told_on) == ("Sol", TODAY)
    assert (by_navigator.by_name, by_navigator.how) == ("Noor", "in-person")


@pytest.mark.inventory("S0-18")
def test_two_declines_alert_the_manager_with_the_length_of_the_chain(town: Town, look_as: LookAs) -> None:
    manager = make.worker(role=Role.PROVIDER_MANAGER, team=town.team)
    make.involve(town.person, town.team)
    decline(referred(town, look_as), look_as(town.desk_worker, today=TODAY))
    assert queries.turned_away_too_often(look_as(manager, today=TODAY)) == []
    second = referring.refer(
        town,
        look_as(town.navigator, today=TODAY),
        service_id=make.service(team=town.team, eligibility_rules=[]).pk,
        at=NOW + timedelta(hours=2),
    )
    decline(second, look_as(town.desk_worker, today=TODAY), at=NOW + timedelta(hours=3))

    viewer = look_as(manager, today=TODAY)
    (alerted,) = queries.turned_away_too_often(viewer)
    counted = course_queries.doors_of(viewer, person_ids=[town.person.pk])[town.person.pk]

    assert (alerted.person_id, alerted.times) == (town.person.pk, 2)
    assert (counted.chain_length, counted.handovers) == (2, 1)


def test_only_the_person_chooses_how_to_be_reached_and_the_desk_reads_it(town: Town, look_as: LookAs) -> None:
    own = make.user()
    make.involve(town.person, own, basis="self")
    with as_owner():
        Person.objects.filter(pk=town.person.pk).update(user=own)
    referral = referred(town, look_as)

    with pytest.raises(queries.ReferralNotFound):
        course.choose_contact(
            referral_id=referral.pk, way=ContactChoice.Way.TEXT, by=look_as(town.navigator, today=TODAY), at=NOW
        )
    course.choose_contact(referral_id=referral.pk, way=ContactChoice.Way.TEXT, by=look_as(own, today=TODAY), at=NOW)
    course.choose_contact(
        referral_id=referral.pk,
        way=ContactChoice.Way.NOT_AT_ALL,
        words="I ring on Friday",
        by=look_as(own, today=TODAY),
        at=NOW + timedelta(minutes=1),
    )

    chosen = course_queries.contact_choice(look_as(town.desk_worker, today=TODAY), referral_id=referral.pk)
    assert chosen == course_queries.Choice("not-at-all", "I ring on Friday")


def test_a_wait_has_a_day_and_a_mistake_is_cancelled_with_words(town: Town, look_as: LookAs) -> None:
    referral = referred(town, look_as)
    desk = look_as(town.desk_worker, today=TODAY)
    with pytest.raises(course.DayRefused):
        course.put_on_waiting_list(referral_id=referral.pk, expected_on=TODAY - timedelta(days=1), by=desk, at=NOW)
    course.put_on_waiting_list(referral_id=referral.pk, expected_on=TODAY + timedelta(days=30), by=desk, at=NOW)
    standing = queries.referral_detail(desk, referral_id=referral.pk)
    assert standing.state is StepKind.WAITING
    assert standing.next_step is not None
    assert standing.next_step.by_on == TODAY + timedelta(days=30)

    navigator = look_as(town.navigator, today=TODAY)
    with pytest.raises(course.ReasonMissing):
        course.cancel_referral(referral_id=referral.pk, note=" ", by=navigator, at=NOW)
    course.cancel_referral(referral_id=referral.pk, note="Meant for somebody else", by=navigator, at=NOW)

    assert kinds(referral)[-1] == "cancelled"
