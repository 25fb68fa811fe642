"""Records for tests. Each sets only what a record must have; a test says what it is about."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from django.utils import timezone

from lodestar.access.models import Membership, Organisation, Team, User
from lodestar.access.roles import Role
from lodestar.directory.models import Location, Service, ServiceAtLocation
from lodestar.people.models import Involvement, Person
from lodestar.referrals.models import Referral, ReferralStep
from lodestar.rules.life_areas import LIFE_AREAS
from tests.roles import as_owner

_number = count(1)
ALL_AREAS = [area.value for area in LIFE_AREAS]
LONG_AGO = date(2020, 1, 1)
SAID_WITH = {
    "declined": {"reason": "waiting-list-closed", "instead": "A call next week"},
    "ended": {"ended_by": "person", "reason": "as-planned", "outcome": "helped", "persons_view": "agrees"},
}
PASSWORD = "correct-horse-battery"


def organisation(**fields: Any) -> Organisation:
    with as_owner():
        return Organisation.objects.create(**{"name": f"Organisation {next(_number)}", **fields})


def team(**fields: Any) -> Team:
    fields.setdefault("organisation", None)
    if fields["organisation"] is None:
        fields["organisation"] = organisation()
    with as_owner():
        return Team.objects.create(**{"name": f"Team {next(_number)}", **fields})


def user(**fields: Any) -> User:
    number = next(_number)
    with as_owner():
        return User.objects.create_user(
            fields.pop("email", f"user{number}@example.org"),
            fields.pop("password", PASSWORD),
            **{"name": f"User {number}", **fields},
        )


def worker(*, role: Role = Role.NAVIGATOR, team: Team | None = None, **fields: Any) -> User:
    """A user with one role, in a team of their own unless one is given."""
    belongs_to = team or globals()["team"]()
    made = user(**fields)
    with as_owner():
        Membership.objects.create(
            user=made, organisation=belongs_to.organisation, team=belongs_to, role=role, starts_on=LONG_AGO
        )
    return made


def person(*, user: User | None = None, **fields: Any) -> Person:
    """A person; with a user they can sign in and see their own record."""
    number = next(_number)
    with as_owner():
        made = Person.objects.create(
            user=user,
            **{"preferred_name": f"Person {number}", "full_name": f"Person Number {number}", **fields},
        )
    if user is not None:
        involve(made, user, basis=Involvement.Basis.SELF)
    return made


def involve(person: Person, holder: User | Team, **fields: Any) -> Involvement:
    """Involve a user or a team with a person, in every life area unless `life_areas` says which."""
    held_by = {"user": holder} if isinstance(holder, User) else {"team": holder}
    defaults = {"basis": Involvement.Basis.CARE_TEAM, "life_areas": ALL_AREAS, "starts_on": LONG_AGO}
    with as_owner():
        return Involvement.objects.create(person=person, **held_by, **{**defaults, **fields})


def service(*, location: Location | None = None, **fields: Any) -> Service:
    fields.setdefault("organisation", None)
    if fields["organisation"] is None:
        fields["organisation"] = organisation()
    with as_owner():
        made = Service.objects.create(
            **{
                "name": f"Service {next(_number)}",
                "changed_at": timezone.now(),
                "life_areas": ["home"],
                **fields,
            }
        )
        if location is not None:
            ServiceAtLocation.objects.create(service=made, location=location)
    return made


def location(**fields: Any) -> Location:
    with as_owner():
        return Location.objects.create(**{"easting": 379_000, "northing": 391_000, **fields})


def referral(*, person: Person, service: Service, steps: tuple[str, ...] = ("sent",), **fields: Any) -> Referral:
    """A referral with its steps a day apart, the last one now; the receiving team is involved."""
    defaults = {
        "team": service.team,
        "life_area": service.life_areas[0],
        "hopes": "To feel less alone",
        "came_from": "navigator",
        "received_at": datetime.now(UTC) - timedelta(days=len(steps)),
    }
    with as_owner():
        made = Referral.objects.create(person=person, service=service, **{**defaults, **fields})
        for number, kind in enumerate(steps, start=1):
            needed = SAID_WITH.get(kind, {})
            ReferralStep.objects.create(
                referral=made,
                person=person,
                number=number,
                kind=kind,
                at=made.received_at + timedelta(days=number - 1),
                **needed,
            )
    if service.team_id:
        involve(person, service.team, basis=Involvement.Basis.REFERRAL, life_areas=[made.life_area])
    return made


def nobody() -> UUID:
    """An id that no record has."""
    return UUID("00000000-0000-4000-8000-000000000000")
