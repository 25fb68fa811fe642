"""What goes into a team's pack: who its people are, how to reach and speak with them, who else is there, what is due.

Each member's people are gathered as that member sees them, with row security on, so that nothing is in a pack
that its team may not see. A crisis card is in it, because it is for such a night; anything else that people wrote,
and what is noted about them, stays out.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from lodestar.access import actions as access_actions
from lodestar.access import audit, row_security
from lodestar.access import queries as access_queries
from lodestar.access.models import Membership, Team, User
from lodestar.access.roles import CASEWORK_ROLES
from lodestar.access.viewers import Viewer
from lodestar.people import communicating
from lodestar.people import queries as people_queries
from lodestar.people.models import Person
from lodestar.people.voice import queries as voice_queries
from lodestar.referrals import queries as referral_queries
from lodestar.rules.communication_needs import Kind


@dataclass(frozen=True)
class PackedContact:
    """Somebody who is there for a person, and how to reach them."""

    name: str
    role: str
    where: str
    telephone: str
    is_key_worker: bool


@dataclass(frozen=True)
class PackedCard:
    """A person's crisis card, in their own words: the one thing they wrote that a pack holds, as it is for this."""

    signs: str
    helps: str
    does_not_help: str
    people: tuple[str, ...]
    safe_place: str


@dataclass(frozen=True)
class PackedPerson:
    """One person as the pack holds them. Dates are written out, as the page has no code to say them."""

    name: str
    full_name: str
    pronouns: str
    born_on: str
    telephone: str
    email: str
    how_to_speak: str
    crisis_card: PackedCard | None
    to_know: tuple[tuple[str, str], ...]
    contacts: tuple[PackedContact, ...]
    due_on: str
    last_contact_on: str
    turned_away_times: int


@dataclass(frozen=True)
class PackedWorker:
    """One member of the team and the people whom they support, what is due first at the top."""

    name: str
    telephone: str
    people: tuple[PackedPerson, ...]


@dataclass(frozen=True)
class TeamPack:
    """One team's pack before it is sealed."""

    team: str
    organisation: str
    telephone: str
    made_at: str
    workers: tuple[PackedWorker, ...]

    def as_json_values(self) -> dict[str, object]:
        """Return the pack as plain values, for JSON."""
        return asdict(self)


def teams_with_casework(*, on: date) -> list[Team]:
    """Return the teams in which somebody supports people on this day, by organisation and name."""
    held = _casework(on).values_list("team_id", flat=True)
    return list(
        Team.objects.filter(pk__in=held).select_related("organisation").order_by("organisation__name", "name", "id")
    )


def gather(*, team: Team, on: date, at: datetime, said: Callable[[date], str]) -> TeamPack:
    """Return a team's pack, and write down for each person that they are in it.

    `said` writes a date out. The database looks as each member in turn.
    """
    members = _casework(on).filter(team=team).select_related("user").order_by("user__name", "user_id")
    users = {membership.user_id: membership.user for membership in members}
    seen: set[UUID] = set()
    workers = []
    for user in users.values():
        with transaction.atomic():
            viewer = access_queries.viewer_for(user, today=on)
            row_security.set_viewer(viewer)
            people = _people(viewer, said)
            for person_id in set(people) - seen:
                audit.record(
                    by=access_actions.the_system(on),
                    at=at,
                    action="make-pack",
                    person_id=person_id,
                    subject_kind="team",
                    subject_id=team.pk,
                )
            seen |= set(people)
        workers.append(_worker(user, people))
    return TeamPack(
        team=team.name,
        organisation=team.organisation.name,
        telephone=team.telephone,
        made_at=at.isoformat(timespec="minutes"),
        workers=tuple(workers),
    )


def _casework(on: date) -> QuerySet[Membership]:
    not_ended = Membership.objects.exclude(ends_on__lte=on)
    return not_ended.filter(team__isnull=False, role__in=CASEWORK_ROLES, starts_on__lte=on, user__is_active=True)


def _worker(user: User, people: dict[UUID, PackedPerson]) -> PackedWorker:
    in_order = sorted(people.values(), key=lambda one: (not one.due_on, one.name.casefold()))
    return PackedWorker(name=user.name, telephone=user.telephone, people=tuple(in_order))


def _people(viewer: Viewer, said: Callable[[date], str]) -> dict[UUID, PackedPerson]:
    ids = [row.person_id for row in people_queries.caseload(viewer)]
    work = referral_queries.work_for(viewer, person_ids=ids)
    people = Person.objects.visible_to(viewer).in_bulk(ids)
    return {person_id: _person(viewer, person, work[person_id], said) for person_id, person in people.items()}


def _person(viewer: Viewer, person: Person, work: referral_queries.Work, said: Callable[[date], str]) -> PackedPerson:
    return PackedPerson(
        name=person.preferred_name,
        full_name=person.full_name,
        pronouns=person.pronouns,
        born_on=said(person.born_on) if person.born_on else "",
        telephone=person.telephone,
        email=person.email,
        how_to_speak=person.how_to_speak_to_me,
        crisis_card=_card(viewer, person),
        to_know=tuple((Kind(one.kind).value, one.words) for one in communicating.known_of(person)),
        contacts=tuple(
            PackedContact(
                name=one.name,
                role=one.role,
                where=", ".join(part for part in (one.team_name, one.organisation_name) if part),
                telephone=one.telephone,
                is_key_worker=one.is_key_worker,
            )
            for one in people_queries.my_people(viewer, person_id=person.pk)
        ),
        due_on=said(work.expected_on) if work.expected_on else "",
        last_contact_on=said(work.last_contact_on) if work.last_contact_on else "",
        turned_away_times=work.times_turned_away,
    )


def _card(viewer: Viewer, person: Person) -> PackedCard | None:
    card = voice_queries.crisis_card(viewer, person_id=person.pk)
    if card is None:
        return None
    return PackedCard(
        signs=card.signs,
        helps=card.helps,
        does_not_help=card.does_not_help,
        people=tuple(card.people),
        safe_place=card.safe_place,
    )
