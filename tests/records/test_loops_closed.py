"""The loop closes: whoever asked reads what came of it, for advocacy and advice as for anything else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lodestar.access.models import User
from lodestar.access.roles import Role
from lodestar.people.handovers import actions as handovers
from lodestar.people.handovers import queries as handover_queries
from lodestar.referrals import actions, queries
from lodestar.referrals.course import actions as course
from lodestar.referrals.course import queries as course_queries
from lodestar.referrals.models import Referral
from lodestar.referrals.queries import Standing
from lodestar.rules import service_kinds
from lodestar.rules.referral_states import EndedBy, EndReason, Outcome, PersonsView, StepKind
from tests.factories import people as make
from tests.factories import referring, sharing
from tests.factories.referring import NOW, TODAY, LookAs, Town


@pytest.fixture
def town(db: None) -> Town:
    return referring.town()


def helped(referral: Referral, look_as: LookAs, desk: User) -> None:
    """The desk takes the referral from a yes to an end with its outcome."""
    later = NOW + timedelta(hours=6)
    actions.accept_referral(referral_id=referral.pk, by=look_as(desk, today=TODAY), at=NOW)
    referring.first_contact(referral, look_as(desk, today=TODAY))
    course.start_support(referral_id=referral.pk, by=look_as(desk, today=TODAY), at=later)
    course.end_support(
        referral_id=referral.pk,
        ended_by=EndedBy.PERSON,
        reason=EndReason.NO_LONGER_NEEDED,
        outcome=Outcome.HELPED,
        persons_view=PersonsView.AGREES,
        by=look_as(desk, today=TODAY),
        at=later,
    )


def read_by(user: User, referral: Referral, look_as: LookAs) -> Standing:
    return queries.referral_detail(look_as(user, today=TODAY), referral_id=referral.pk)


@pytest.mark.inventory("S0-05")
@pytest.mark.parametrize("kind", ["advocacy", "statutory-advocacy"])
def test_advocacy_is_a_kind_of_referral_whose_outcome_comes_back(town: Town, look_as: LookAs, kind: str) -> None:
    advocates = make.team()
    desk = make.worker(role=Role.REFERRAL_DESK, team=advocates)
    service = make.service(team=advocates, kinds=[kind], life_areas=["clinical-care"], eligibility_rules=[])
    viewer = look_as(town.navigator, today=TODAY)
    referral = referring.refer(town, viewer, service_id=service.pk, life_area="clinical-care")

    helped(referral, look_as, desk)

    standing = read_by(town.navigator, referral, look_as)
    assert standing.service_kinds == (kind,)
    assert "Advocacy" in service_kinds.service_kind(kind).label
    assert (standing.state, standing.last.outcome) == (StepKind.ENDED, "helped")
    assert standing.first_contact_at is not None


@pytest.mark.inventory("S0-62")
def test_clinician_and_adviser_refer_both_ways_and_read_the_outcome_while_the_person_agrees(
    town: Town, look_as: LookAs
) -> None:
    clinic, advice = make.team(), make.team()
    clinician = make.worker(role=Role.CLINICIAN, team=clinic)
    adviser = make.worker(role=Role.MONEY_ADVISER, team=advice)
    desks = {team: make.worker(role=Role.REFERRAL_DESK, team=team) for team in (clinic, advice)}
    for worker in (clinician, adviser):
        make.involve(town.person, worker)

    def sent(by: User, to, area: str) -> Referral:
        service = make.service(team=to, life_areas=[area], eligibility_rules=[])
        return referring.refer(town, look_as(by, today=TODAY), service_id=service.pk, life_area=area)

    to_advice, to_clinic = sent(clinician, advice, "money"), sent(adviser, clinic, "social-connection")
    helped(to_advice, look_as, desks[advice])
    helped(to_clinic, look_as, desks[clinic])

    assert read_by(clinician, to_advice, look_as).last.outcome == "helped"
    assert read_by(adviser, to_clinic, look_as).last.outcome == "helped"
    sharing.choice(town.person, life_areas=["money"], role="clinician", said_by=town.navigator)
    with pytest.raises(queries.ReferralNotFound):
        read_by(clinician, to_advice, look_as)


@pytest.mark.inventory("S0-19")
def test_handovers_chain_and_repeated_assessments_are_counted_for_each_person_over_branches(
    town: Town, look_as: LookAs
) -> None:
    # One no; two are asked side by side after it; one of them says no; a third follows; two of them meet the person.
    def asked(hours: int) -> Referral:
        service = make.service(team=town.team, organisation=town.team.organisation, eligibility_rules=[])
        viewer = look_as(town.navigator, today=TODAY)
        return referring.refer(town, viewer, service_id=service.pk, at=NOW + timedelta(hours=hours))

    referring.decline(asked(0), look_as(town.desk_worker, today=TODAY), at=NOW + timedelta(minutes=30))
    left, right = asked(1), asked(1)
    referring.decline(left, look_as(town.desk_worker, today=TODAY), at=NOW + timedelta(hours=2))
    last = asked(3)
    for referral in (right, last):
        actions.accept_referral(
            referral_id=referral.pk, by=look_as(town.desk_worker, today=TODAY), at=NOW + timedelta(hours=4)
        )
        referring.first_contact(referral, look_as(town.desk_worker, today=TODAY))

    counted = course_queries.doors_of(look_as(town.navigator, today=TODAY), person_ids=[town.person.pk])
    found = counted[town.person.pk]
    assert (found.chain_length, found.handovers, found.repeated_assessments) == (3, 3, 1)


@pytest.mark.inventory("S0-19")
def test_a_warm_handover_is_on_record_with_both_names(db: None, look_as: LookAs) -> None:
    team, sam = make.team(), make.person(user=make.user())
    dee, jo = (make.worker(role=Role.KEY_WORKER, name=name, team=team) for name in ("Dee", "Jo"))
    make.involve(sam, dee, is_key_worker=True)
    viewer = look_as(dee)
    day = viewer.today + timedelta(days=3)

    handovers.hand_over(
        person_id=sam.pk, to_user_id=jo.pk, both_from=viewer.today, changes_on=day, by=viewer, at=timezone.now()
    )

    under_way = handover_queries.handover_under_way(look_as(dee), person_id=sam.pk)
    assert under_way is not None
    assert (under_way.from_name, under_way.to_name) == ("Dee", "Jo")
