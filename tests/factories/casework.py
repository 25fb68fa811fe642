"""A small town for tests of casework: a navigator with one person and their need, and a service with a desk."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from lodestar.access.models import AuditEvent, Team, User
from lodestar.access.roles import Role
from lodestar.directory import indexing
from lodestar.directory.models import Service
from lodestar.people.models import Person
from lodestar.plans.models import Need
from lodestar.referrals.models import Referral, ReferralStep
from tests.factories import people as make
from tests.roles import as_owner

HOPES = "To open the door without dread"


def to(page: str, **parts: Any) -> str:
    """The address of one of the workers' pages."""
    return reverse(f"casework:{page}", kwargs=parts or None)


@dataclass
class Town:
    """A navigator with one person and their need, and a service with a desk."""

    navigator: User
    person: Person
    need: Need
    team: Team
    service: Service
    desk_worker: User

    @property
    def refer_address(self) -> str:
        return to("refer", need_id=self.need.pk, service_id=self.service.pk)


def town() -> Town:
    """A town with one of each."""
    navigator = make.worker(name="Noor Malik", role=Role.NAVIGATOR)
    person = make.person(
        preferred_name="Sam",
        telephone="07700 900123",
        what_matters="My lad on Saturdays",
        how_to_speak_to_me="Text before you ring",
        born_on=date(1980, 3, 4),
        easting=379_000,
        northing=391_000,
    )
    make.involve(person, navigator)
    team = make.team(name="Floating support", organisation=make.organisation(name="Breakwater"))
    service = make.service(
        name="Breakwater floating support",
        team=team,
        organisation=team.organisation,
        life_areas=["home"],
        eligibility_rules=[],
        summary="A housing worker who comes to you.",
        location=make.location(easting=379_500, northing=391_000, latitude=53.4, longitude=-2.3),
    )
    with as_owner():
        need = Need.objects.create(
            person=person,
            life_area="home",
            words="A door that locks",
            recorded_by=navigator,
            recorded_at=timezone.now(),
        )
        indexing.index_services()
    desk_worker = make.worker(name="Sol Reyes", role=Role.REFERRAL_DESK, team=team)
    return Town(navigator, person, need, team, service, desk_worker)


def read(response: Any) -> str:
    """What somebody reads: the words of the page, without its tags."""
    html = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("&#39;", "'").replace("’", "'").split())


def events() -> list[str]:
    with as_owner():
        return list(AuditEvent.objects.order_by("at", "id").values_list("action", flat=True))


def kinds(referral: Referral) -> list[str]:
    with as_owner():
        return list(ReferralStep.objects.filter(referral=referral).order_by("number").values_list("kind", flat=True))


def on_desk(town: Town, *steps: str, **fields: Any) -> Referral:
    return make.referral(
        person=town.person,
        service=town.service,
        steps=steps or ("sent", "received"),
        hopes=HOPES,
        asked_by=town.navigator,
        **fields,
    )


def answers(**given: str) -> dict[str, str]:
    return {"stage": "check", "hopes": HOPES, "consent": "yes", "how": "in-person", **given}
