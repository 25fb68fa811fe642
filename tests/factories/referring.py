"""Referrals for tests of records: a navigator with one person, and a service with a desk of two colleagues."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from lodestar.access.models import AuditEvent, Team, User
from lodestar.access.roles import Role
from lodestar.access.viewers import Viewer
from lodestar.directory.models import Service
from lodestar.people.actions import ConsentTerms
from lodestar.people.models import Person
from lodestar.referrals import actions
from lodestar.referrals.models import Contact, Referral, ReferralStep
from lodestar.rules.referral_states import DeclineReason
from tests.factories import people as make
from tests.roles import as_owner

LookAs = Callable[..., Viewer]
AGREED = ConsentTerms(words="Your name, your phone number and what you hope for.", how="in-person")
NOW = datetime(2026, 3, 4, 10, 30, tzinfo=UTC)
TODAY = date(2026, 3, 4)


@dataclass
class Town:
    """A navigator with one person, and a service with a desk that two colleagues share."""

    navigator: User
    person: Person
    team: Team
    service: Service
    desk_worker: User
    colleague: User


def town() -> Town:
    """A town with one of each."""
    navigator, person = make.worker(name="Noor"), make.person()
    make.involve(person, navigator)
    team = make.team()
    return Town(
        navigator=navigator,
        person=person,
        team=team,
        service=make.service(team=team, organisation=team.organisation, eligibility_rules=[]),
        desk_worker=make.worker(role=Role.REFERRAL_DESK, team=team, name="Sol"),
        colleague=make.worker(role=Role.REFERRAL_DESK, team=team, name="Bo"),
    )


def refer(town: Town, viewer: Viewer, **given: Any) -> Referral:
    asked: dict[str, Any] = {
        "person_id": town.person.pk,
        "service_id": town.service.pk,
        "life_area": "home",
        "hopes": "To sleep through a night",
        "consent": AGREED,
        "by": viewer,
        "at": NOW,
    }
    return actions.refer(**{**asked, **given})


def referred(town: Town, look_as: LookAs) -> Referral:
    return refer(town, look_as(town.navigator, today=TODAY))


def decline(referral: Referral, viewer: Viewer, **given: Any) -> None:
    said: dict[str, Any] = {
        "referral_id": referral.pk,
        "reason": DeclineReason.BELOW_THRESHOLD,
        "instead": "The Tuesday drop-in, and we ring on Friday",
        "by": viewer,
        "at": NOW,
    }
    actions.decline_referral(**{**said, **given})


def kinds(referral: Referral) -> list[str]:
    with as_owner():
        steps = ReferralStep.objects.filter(referral=referral).order_by("number")
        return list(steps.values_list("kind", flat=True))


def events() -> list[str]:
    with as_owner():
        return list(AuditEvent.objects.order_by("at", "action").values_list("action", flat=True))


def first_contact(referral: Referral, viewer: Viewer, **given: Any) -> Contact:
    said: dict[str, Any] = {
        "referral_id": referral.pk,
        "happened_on": viewer.today,
        "mode": "in-person",
        "attendance": "attended",
        "by": viewer,
        "at": datetime.combine(viewer.today, datetime.min.time(), UTC) + timedelta(hours=15),
    }
    return actions.record_first_contact(**{**said, **given})


def accepted(town: Town, look_as: LookAs) -> Referral:
    referral = referred(town, look_as)
    actions.accept_referral(referral_id=referral.pk, by=look_as(town.desk_worker, today=TODAY), at=NOW)
    return referral
