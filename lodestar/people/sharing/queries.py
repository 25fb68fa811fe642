"""Reads of sharing: who sees which part and until when, what is closed, what left, and who was told what."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from lodestar.access import queries as access_queries
from lodestar.access.models import User
from lodestar.access.roles import Role
from lodestar.access.viewers import Viewer
from lodestar.people import queries as people_queries
from lodestar.people.models import Consent, Involvement, Person
from lodestar.people.sharing.models import Alert, Share, SharingChoice
from lodestar.rules import life_areas
from lodestar.rules.reach import Purpose

# An objection to figures is a choice about those who make them.
WHO_COUNTS = Role.ANALYST.value


@dataclass(frozen=True)
class Seer:
    """Somebody, or a team, who sees a part of a record: which, on what ground, and until when (first day without).

    `life_areas` is what is open to them, after everything that the person closed.
    """

    involvement_id: UUID
    user_id: UUID | None
    team_id: UUID | None
    organisation_id: UUID | None
    name: str
    role: str
    organisation_name: str
    basis: str
    lawful_basis: str
    life_areas: tuple[str, ...]
    since: date
    until: date | None
    until_at: datetime | None
    rests_on_consent_id: UUID | None


@dataclass(frozen=True)
class Closed:
    """Something that the person closed and that still holds: to whom, which parts, until when."""

    choice_id: UUID
    audience: str
    life_areas: tuple[str, ...]
    purposes: tuple[str, ...]
    words: str
    since: date
    until: date | None


def who_sees(viewer: Viewer, *, person_id: UUID) -> list[Seer]:
    """Return who sees which part of a record today, key worker first; a stranger gets an empty list.

    For the person, who alone knows what they closed: each row has only what is really open. Two queries and one
    for each row that something is closed to.
    """
    held = (
        Involvement.objects.current(viewer)
        .filter(person_id=person_id, person__in=Person.objects.visible_to(viewer))
        .exclude(basis=Involvement.Basis.SELF)
        .select_related("user", "team__organisation")
        .order_by("-is_key_worker", "starts_on", "id")
    )
    has_choices = SharingChoice.objects.visible_to(viewer).filter(person_id=person_id).exists()
    return [_seer(one, viewer, has_choices) for one in held]


def choices_of(viewer: Viewer, *, person_id: UUID) -> list[Closed]:
    """Return what the person closed to somebody and what still holds, newest first, as far as `viewer` may know.

    One query. An objection to figures is not among them: see `figures_objection`.
    """
    choices = (
        SharingChoice.objects.visible_to(viewer)
        .filter(_in_force(viewer), person_id=person_id)
        .exclude(role=WHO_COUNTS, purposes=[Purpose.EVALUATION])
        .select_related("user", "team", "organisation")
        .order_by("-said_at", "id")
    )
    return [_closed(choice) for choice in choices]


def figures_objection(viewer: Viewer, *, person_id: UUID) -> SharingChoice | None:
    """Return a person's objection to being counted in figures that holds, as far as `viewer` may know, or None."""
    held: SharingChoice | None = (
        SharingChoice.objects.visible_to(viewer)
        .filter(_in_force(viewer), person_id=person_id, role=WHO_COUNTS, purposes=[Purpose.EVALUATION])
        .order_by("said_at", "id")
        .first()
    )
    return held


def areas_seen_by(viewer: Viewer, *, person_id: UUID, user: User) -> tuple[str, ...]:
    """Return the life areas of a record that open to `user` today: what the person sees as "what Aisha sees".

    A viewer to whom the record is not open gets an empty answer.
    """
    if not Person.objects.visible_to(viewer).filter(pk=person_id).exists():
        return ()
    theirs = access_queries.viewer_for(user, today=viewer.today)
    return people_queries.areas_open_to(theirs, person_id=person_id)


def alerts_waiting(viewer: Viewer) -> QuerySet[Alert]:
    """Return the alerts for `viewer` or a team of theirs that nobody has read."""
    mine = Q(to_user_id__in=viewer.holder_ids) | Q(to_team_id__in=viewer.team_ids)
    return Alert.objects.visible_to(viewer).filter(mine, read_at=None)


def alerts_about(viewer: Viewer, *, person_id: UUID) -> list[Alert]:
    """Return who was told what about a person, and when they had it, newest first: for the person. One query."""
    about = Alert.objects.visible_to(viewer).filter(person_id=person_id)
    return list(about.select_related("to_user", "to_team", "read_by").order_by("-sent_at", "id"))


def shares_of(viewer: Viewer, *, person_id: UUID) -> list[Share]:
    """Return what left for somebody outside, newest first. One query."""
    left = Share.objects.visible_to(viewer).filter(person_id=person_id)
    return list(left.select_related("consent", "sent_by").order_by("-sent_at", "id"))


def consent_seen(viewer: Viewer, *, consent_id: UUID) -> Consent | None:
    """Return a consent that `viewer` may see and that was not withdrawn, or None."""
    found: Consent | None = (
        Consent.objects.visible_to(viewer).filter(pk=consent_id, withdrawn_at=None).select_related("person").first()
    )
    return found


def _in_force(viewer: Viewer) -> Q:
    return Q(ends_on__isnull=True) | Q(ends_on__gt=viewer.today)


def _seer(held: Involvement, viewer: Viewer, has_choices: bool) -> Seer:
    organisation = held.team.organisation if held.team else None
    opened = life_areas.in_order(held.life_areas)
    if has_choices:
        opened = _open_to(held, viewer)
    return Seer(
        involvement_id=held.pk,
        user_id=held.user_id,
        team_id=held.team_id,
        organisation_id=organisation.pk if organisation else None,
        name=held.user.name if held.user else held.team.name if held.team else "",
        role=held.role,
        organisation_name=organisation.name if organisation else "",
        basis=held.basis,
        lawful_basis=held.lawful_basis,
        life_areas=opened,
        since=held.starts_on,
        until=held.ends_on,
        until_at=held.ends_at,
        rests_on_consent_id=held.consent_id,
    )


def _open_to(held: Involvement, viewer: Viewer) -> tuple[str, ...]:
    """Return what is open through one involvement: as its holder, or as nobody in particular of its team."""
    if held.user is not None:
        theirs = access_queries.viewer_for(held.user, today=viewer.today)
    else:
        assert held.team is not None, "an involvement is a user's or a team's"
        organisation_id = held.team.organisation_id
        theirs = Viewer(
            user_id=None,
            today=viewer.today,
            roles=frozenset({Role.REFERRAL_DESK}),
            team_ids=frozenset({held.team.pk}),
            organisation_ids=frozenset({organisation_id}),
        )
    return Involvement.objects.held_by(theirs).filter(pk=held.pk).areas_opened()


def _closed(choice: SharingChoice) -> Closed:
    audience = choice.user or choice.team or choice.organisation
    return Closed(
        choice_id=choice.pk,
        audience=audience.name if audience else Role(choice.role).label,
        life_areas=life_areas.in_order(choice.life_areas),
        purposes=tuple(choice.purposes),
        words=choice.words,
        since=choice.starts_on,
        until=choice.ends_on,
    )
