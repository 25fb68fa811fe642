"""Asking a service for help: with consent, where it is open, once, and nobody sees more than they need."""

from datetime import date
from typing import Any

import pytest

from lodestar.access.roles import Role
from lodestar.people import queries as people_queries
from lodestar.people.actions import ConsentMissing, ConsentTerms
from lodestar.people.models import Consent, Involvement, Person
from lodestar.referrals import actions, queries
from lodestar.referrals.models import Referral
from lodestar.rules.eligibility import ReasonCode
from tests.factories import people as make
from tests.factories import referring
from tests.factories.referring import NOW, TODAY, LookAs, Town, decline, events, kinds, refer, referred
from tests.roles import as_owner


@pytest.fixture
def town(db: None) -> Town:
    return referring.town()


@pytest.mark.inventory("S0-10")
@pytest.mark.inventory("S2-73")
def test_a_referral_opens_one_life_area_to_the_team_that_is_asked(town: Town, look_as: LookAs) -> None:
    viewer = look_as(town.navigator, today=TODAY)

    referral = refer(town, viewer, go_with_me=True)

    assert kinds(referral) == ["sent", "received"]
    assert (referral.team, referral.came_from, referral.go_with_me) == (town.team, "navigator", True)
    consent = Consent.objects.get()
    assert (consent.life_areas, consent.organisation_id) == (["home"], town.team.organisation_id)
    involvement = Involvement.objects.get(team=town.team)
    assert (involvement.basis, involvement.life_areas) == ("referral", ["home"])
    assert events() == ["refer"]
    desk = look_as(town.desk_worker, today=TODAY)
    assert people_queries.areas_open_to(desk, person_id=town.person.pk) == ("home",)


def test_nobody_is_referred_without_saying_yes(town: Town, look_as: LookAs) -> None:
    viewer = look_as(town.navigator, today=TODAY)

    for terms in (None, ConsentTerms(words="", how="in-person")):
        with pytest.raises(ConsentMissing):
            refer(town, viewer, consent=terms)

    assert Referral.objects.count() == 0
    assert events() == []


def test_a_stranger_cannot_refer_anybody(town: Town, look_as: LookAs) -> None:
    viewer = look_as(make.worker(), today=TODAY)

    with pytest.raises(people_queries.RecordNotFound):
        refer(town, viewer)


def test_a_worker_cannot_refer_in_a_life_area_that_is_not_open_to_them(town: Town, look_as: LookAs) -> None:
    peer = make.worker(role=Role.PEER_WORKER)
    make.involve(town.person, peer, life_areas=["social-connection"])
    viewer = look_as(peer, today=TODAY)

    with pytest.raises(people_queries.RecordNotFound):
        refer(town, viewer, life_area="home")


@pytest.mark.parametrize("closed", [{"status": "defunct"}, {"status": "inactive"}, {"retired_at": NOW}])
def test_a_service_that_has_closed_takes_no_referral(town: Town, look_as: LookAs, closed: dict[str, Any]) -> None:
    service = make.service(team=town.team, **closed)
    viewer = look_as(town.navigator, today=TODAY)

    with pytest.raises(actions.ServiceNotOpen):
        refer(town, viewer, service_id=service.pk)


@pytest.mark.inventory("S0-41")
def test_a_service_that_does_not_fit_is_asked_first(town: Town, look_as: LookAs) -> None:
    service = make.service(team=town.team, eligibility_rules=[{"kind": "age", "minimum": 18, "maximum": 25}])
    with as_owner():
        Person.objects.filter(pk=town.person.pk).update(born_on=date(1970, 1, 1))
    viewer = look_as(town.navigator, today=TODAY)

    with pytest.raises(actions.DoesNotFit) as refused:
        refer(town, viewer, service_id=service.pk)

    assert refused.value.assessment.reasons[0].code is ReasonCode.TOO_OLD
    assert refer(town, viewer, service_id=service.pk, is_agreed_with_service=True)


def test_what_nobody_knows_of_a_person_does_not_stop_a_referral(town: Town, look_as: LookAs) -> None:
    service = make.service(team=town.team, eligibility_rules=[{"kind": "age", "minimum": 18}])

    assert refer(town, look_as(town.navigator, today=TODAY), service_id=service.pk)


def test_a_second_open_referral_to_the_same_service_is_refused(town: Town, look_as: LookAs) -> None:
    viewer = look_as(town.navigator, today=TODAY)
    first = refer(town, viewer)

    with pytest.raises(actions.AlreadyReferred) as refused:
        refer(town, viewer)

    assert refused.value.referral_id == first.pk
    assert Consent.objects.count() == 1
    assert events() == ["refer"]


def test_after_a_decline_the_same_service_can_be_asked_again(town: Town, look_as: LookAs) -> None:
    referral = referred(town, look_as)
    decline(referral, look_as(town.desk_worker, today=TODAY))

    again = referred(town, look_as)

    desk = look_as(town.desk_worker, today=TODAY)
    assert [one.referral_id for one in queries.desk(desk)] == [again.pk]


def test_a_service_without_a_desk_is_only_written_to(town: Town, look_as: LookAs) -> None:
    service = make.service(eligibility_rules=[])

    referral = refer(town, look_as(town.navigator, today=TODAY), service_id=service.pk)

    assert kinds(referral) == ["sent"]
    assert not Involvement.objects.filter(basis="referral").exists()
