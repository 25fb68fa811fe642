"""A referral on its way: what stops it, and the rows that it is. Actions write the event that tells of it."""

import json
from datetime import date, datetime
from uuid import UUID

from lodestar.access.roles import Role
from lodestar.access.viewers import Viewer
from lodestar.commissioning import contract_queries
from lodestar.commissioning.exits import Closing
from lodestar.directory import eligibility_rules
from lodestar.directory.models import Service
from lodestar.people import agreeing, facts, locks
from lodestar.people import queries as people_queries
from lodestar.people.models import Consent, Person
from lodestar.referrals import steps
from lodestar.referrals.models import Referral, ReferralStep
from lodestar.rules import referral_states
from lodestar.rules.eligibility import Answer, Assessment
from lodestar.rules.referral_states import StepKind

CAME_FROM = {
    Role.NAVIGATOR: "navigator",
    Role.KEY_WORKER: "key-worker",
    Role.PEER_WORKER: "peer-worker",
    Role.PERSON: "self",
}


class ServiceNotOpen(ValueError):
    """The service has ended, or takes nobody for a time, or its source no longer lists it."""


class ServiceClosing(ServiceNotOpen):
    """The contract behind the service ends, and its last safe day for a referral has passed."""

    def __init__(self, closing: Closing) -> None:
        """Keep when it ends and what to use instead, for the page to say it."""
        super().__init__("The service takes no more referrals before it closes.")
        self.closing = closing


class DoesNotFit(ValueError):
    """By its own rules the service is not for this person, and nobody has asked it."""

    def __init__(self, assessment: Assessment) -> None:
        """Keep the answer with its reasons, for the page to say them."""
        super().__init__("By its own rules the service is not for this person.")
        self.assessment = assessment


class AlreadyReferred(ValueError):
    """The person has an open referral to this service."""

    def __init__(self, referral_id: UUID) -> None:
        """Keep which one it is, to lead there."""
        super().__init__("There is an open referral to this service.")
        self.referral_id = referral_id


def route_of(viewer: Viewer) -> str:
    """Return the slug of where a referral by `viewer` comes from, as eligibility rules name it."""
    return next((route for role, route in CAME_FROM.items() if role in viewer.roles), "worker")


def send(
    *,
    person_id: UUID,
    service_id: UUID,
    life_area: str,
    hopes: str,
    consent: agreeing.ConsentTerms | None,
    by: Viewer,
    at: datetime,
    go_with_me: bool = False,
    is_agreed_with_service: bool = False,
) -> Referral:
    """Write a referral with its consent, its first steps and what it opens. Raises as `actions.refer` does."""
    person = locks.locked_person(person_id, life_area=life_area, by=by)
    # Hours of an emergency open nothing to others.
    if life_area not in people_queries.areas_passed_on(by, person_id=person_id):
        raise people_queries.RecordNotFound
    service = Service.objects.filter(pk=service_id).first()
    if service is None or service.retired_at is not None or service.status != Service.Status.ACTIVE:
        raise ServiceNotOpen
    closing = contract_queries.closings(by, service_ids=[service_id]).get(service_id)
    if closing is not None and not closing.takes_referrals(by.today):
        raise ServiceClosing(closing)
    route = route_of(by)
    _refuse_second(person_id, service_id)
    if not is_agreed_with_service:
        _refuse_misfit(person, service, today=by.today, route=route)
    agreed = agreeing.write_consent(
        person_id=person_id,
        purpose=Consent.Purpose.REFERRAL,
        life_areas=[life_area],
        organisation_id=service.organisation_id,
        terms=consent,
        by=by,
        at=at,
    )
    referral = Referral.objects.create(
        person_id=person_id,
        service=service,
        team_id=service.team_id,
        life_area=life_area,
        hopes=hopes.strip(),
        go_with_me=go_with_me,
        asked_by_id=by.user_id,
        came_from=route,
        consent=agreed,
        received_at=at,
    )
    steps.add_step(referral, number=1, kind=StepKind.SENT, by=by, at=at)
    if service.team_id is not None:
        steps.add_step(referral, number=2, kind=StepKind.RECEIVED, by=by, at=at)
        agreeing.involve_team(
            person_id=person_id,
            team_id=service.team_id,
            life_area=life_area,
            starts_on=by.today,
            consent=agreed,
        )
    return referral


def _refuse_second(person_id: UUID, service_id: UUID) -> None:
    referrals = Referral.objects.filter(person_id=person_id, service_id=service_id)
    latest = dict(
        ReferralStep.objects.filter(referral__in=referrals).order_by("number").values_list("referral_id", "kind")
    )
    for referral_id, kind in latest.items():
        if StepKind(kind) not in referral_states.CLOSED:
            raise AlreadyReferred(referral_id)


def _refuse_misfit(person: Person, service: Service, *, today: date, route: str) -> None:
    known = facts.facts_about(person, today=today, referral_route=route)
    who_for = json.dumps([service.eligibility_rules, service.minimum_age, service.maximum_age])
    assessment = eligibility_rules.assess(who_for=who_for, facts=known)
    if assessment.answer is Answer.DOES_NOT_FIT:
        raise DoesNotFit(assessment)
