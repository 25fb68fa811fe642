"""Answering a referral: once, by the team that was asked, and never no without a reason and an offer."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from lodestar.access.roles import Role
from lodestar.people import queries as people_queries
from lodestar.people.models import Consent, Involvement, Person
from lodestar.referrals import actions, queries
from lodestar.referrals.models import ReferralStep
from lodestar.rules.referral_states import DeclineReason, DeclineRefused, StepKind
from tests.factories import people as make
from tests.factories import referring
from tests.factories.referring import NOW, TODAY, LookAs, Town, decline, events, kinds, refer, referred
from tests.roles import as_owner


@pytest.fixture
def town(db: None) -> Town:
    return referring.town()


def test_an_accepted_referral_says_when_the_person_can_expect_to_be_met(town: Town, look_as: LookAs) -> None:
    referral = referred(town, look_as)
    desk = look_as(town.desk_worker, today=TODAY)

    actions.accept_referral(
        referral_id=referral.pk, by=desk, at=NOW, expected_on=date(2026, 3, 10), note="Ring the blue bell."
    )

    standing = queries.referral_detail(desk, referral_id=referral.pk)
    assert standing.state is StepKind.ACCEPTED
    assert (standing.last.by_name, standing.last.expected_on) == ("Sol", date(2026, 3, 10))
    assert events() == ["accept-referral", "refer"]


def test_the_second_to_answer_is_told_who_was_first(town: Town, look_as: LookAs) -> None:
    referral = referred(town, look_as)
    actions.accept_referral(referral_id=referral.pk, by=look_as(town.desk_worker, today=TODAY), at=NOW)
    colleague = look_as(town.colleague, today=TODAY)

    with pytest.raises(actions.AlreadyAnswered) as refused:
        actions.accept_referral(referral_id=referral.pk, by=colleague, at=NOW + timedelta(minutes=1))

    assert (refused.value.kind, refused.value.by_name, refused.value.at) == (StepKind.ACCEPTED, "Sol", NOW)
    assert kinds(referral) == ["sent", "received", "accepted"]


def test_a_step_number_is_taken_once_whatever_the_code_forgets(town: Town, look_as: LookAs) -> None:
    referral = referred(town, look_as)

    with pytest.raises(IntegrityError), transaction.atomic():
        ReferralStep.objects.create(
            referral=referral, person=town.person, number=2, kind="accepted", at=NOW, by=town.navigator
        )


@pytest.mark.parametrize("who", ["navigator", "another desk", "stranger"])
def test_only_the_team_that_was_asked_can_answer(town: Town, look_as: LookAs, who: str) -> None:
    referral = referred(town, look_as)
    other_team = make.team()
    make.involve(town.person, other_team)
    user = {
        "navigator": town.navigator,
        "another desk": make.worker(role=Role.REFERRAL_DESK, team=other_team),
        "stranger": make.worker(role=Role.REFERRAL_DESK),
    }[who]
    viewer = look_as(user, today=TODAY)

    with pytest.raises(actions.ReferralNotFound):
        actions.accept_referral(referral_id=referral.pk, by=viewer, at=NOW)
    with pytest.raises(actions.ReferralNotFound):
        decline(referral, viewer)

    assert kinds(referral) == ["sent", "received"]


@pytest.mark.inventory("S0-18")
@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"reason": None}, "reason"),
        ({"reason": DeclineReason.NO_REASON_GIVEN}, "reason"),
        ({"instead": "  "}, "instead"),
    ],
)
def test_a_decline_without_a_reason_or_an_offer_is_refused(
    town: Town, look_as: LookAs, given: dict[str, Any], missing: str
) -> None:
    referral = referred(town, look_as)
    desk = look_as(town.desk_worker, today=TODAY)

    with pytest.raises(DeclineRefused) as refused:
        decline(referral, desk, **given)

    assert refused.value.missing == missing
    assert kinds(referral) == ["sent", "received"]
    assert events() == ["refer"]


@pytest.mark.inventory("S0-18")
def test_a_decline_can_offer_another_service_and_must_not_offer_a_closed_one(town: Town, look_as: LookAs) -> None:
    referral = referred(town, look_as)
    other, closed = make.service(), make.service(status="defunct")
    desk = look_as(town.desk_worker, today=TODAY)

    with pytest.raises(actions.ServiceNotOpen):
        decline(referral, desk, instead="", instead_service_id=closed.pk)
    decline(referral, desk, instead="", instead_service_id=other.pk)

    standing = queries.referral_detail(look_as(town.navigator, today=TODAY), referral_id=referral.pk)
    assert (standing.last.reason, standing.last.instead_service_name) == ("below-threshold", other.name)


@pytest.mark.inventory("S2-73")
def test_a_team_that_declined_sees_the_person_no_more(town: Town, look_as: LookAs) -> None:
    referral = referred(town, look_as)
    desk = look_as(town.desk_worker, today=TODAY)

    decline(referral, desk)

    assert people_queries.areas_open_to(desk, person_id=town.person.pk) == ()
    assert queries.desk(desk, with_closed=True) == []
    with pytest.raises(queries.ReferralNotFound):
        queries.referral_detail(desk, referral_id=referral.pk)
    assert events() == ["decline-referral", "refer"]


def test_a_team_that_declined_one_of_two_referrals_still_sees_the_other(town: Town, look_as: LookAs) -> None:
    first = referred(town, look_as)
    second_service = make.service(team=town.team, eligibility_rules=[])
    second = refer(town, look_as(town.navigator, today=TODAY), service_id=second_service.pk)
    desk = look_as(town.desk_worker, today=TODAY)

    decline(first, desk)

    assert [one.referral_id for one in queries.desk(desk)] == [second.pk]


def test_a_person_can_take_their_referral_back_and_the_team_sees_them_no_more(town: Town, look_as: LookAs) -> None:
    with as_owner():
        user = make.user()
        Person.objects.filter(pk=town.person.pk).update(user=user)
    make.involve(town.person, user, basis=Involvement.Basis.SELF)
    referral = referred(town, look_as)
    desk = look_as(town.desk_worker, today=TODAY)

    with pytest.raises(actions.ReferralNotFound):
        actions.withdraw_referral(referral_id=referral.pk, by=desk, at=NOW)
    actions.withdraw_referral(referral_id=referral.pk, by=look_as(user, today=TODAY), at=NOW)

    assert kinds(referral)[-1] == "withdrawn"
    assert Consent.objects.get().withdrawn_at == NOW
    assert queries.desk(look_as(town.desk_worker, today=TODAY)) == []
    assert events() == ["refer", "withdraw-referral"]


def test_a_desk_asks_and_the_answer_puts_the_referral_before_it_again(town: Town, look_as: LookAs) -> None:
    referral = referred(town, look_as)
    desk = look_as(town.desk_worker, today=TODAY)

    actions.ask_for_more(referral_id=referral.pk, question="Which days suit you?", by=desk, at=NOW)
    with pytest.raises(actions.ReferralNotFound):
        actions.answer_desk(referral_id=referral.pk, words="Any", by=desk, at=NOW)
    navigator = look_as(town.navigator, today=TODAY)
    actions.answer_desk(referral_id=referral.pk, words="Tuesdays", by=navigator, at=NOW)

    standing = queries.referral_detail(navigator, referral_id=referral.pk)
    assert [step.note for step in standing.steps] == ["", "", "Which days suit you?", "Tuesdays"]
    assert standing.state is StepKind.RECEIVED
    assert events() == ["answer-desk", "ask-for-more", "refer"]
    with pytest.raises(actions.AlreadyAnswered):
        actions.answer_desk(referral_id=referral.pk, words="Tuesdays", by=navigator, at=NOW)


def test_neither_a_question_nor_an_answer_goes_without_words(town: Town, look_as: LookAs) -> None:
    referral = referred(town, look_as)

    with pytest.raises(actions.WordsMissing):
        actions.ask_for_more(referral_id=referral.pk, question=" ", by=look_as(town.desk_worker, today=TODAY), at=NOW)
    with pytest.raises(actions.WordsMissing):
        actions.answer_desk(referral_id=referral.pk, words="", by=look_as(town.navigator, today=TODAY), at=NOW)
