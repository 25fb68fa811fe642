"""Reads about people: who is on a caseload, who is in somebody's life, and who looked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from lodestar.access import queries as access_queries
from lodestar.access.models import Membership
from lodestar.access.viewers import Viewer
from lodestar.people.models import Consent, Involvement, Person
from lodestar.rules import life_areas, reach
from lodestar.rules.reach import Purpose


class RecordNotFound(LookupError):
    """There is no such record, or none that this viewer may see: nobody is told which."""


@dataclass(frozen=True)
class CaseloadRow:
    """One person whom the viewer supports. `life_areas` are the slugs that the viewer may see, in order."""

    person_id: UUID
    preferred_name: str
    pronouns: str
    is_key_worker: bool
    is_own: bool
    since: date
    life_areas: tuple[str, ...]


@dataclass(frozen=True)
class Supporter:
    """Somebody, or a team, who is involved with a person. `role` and `basis` are slugs."""

    involvement_id: UUID
    holder_id: UUID
    name: str
    role: str
    organisation_name: str
    team_name: str
    telephone: str
    email: str
    basis: str
    is_key_worker: bool
    life_areas: tuple[str, ...]
    since: date


@dataclass(frozen=True)
class Look:
    """Somebody who opened or changed a person's record on one day; `times` says how often."""

    event_id: UUID
    on: date
    at: datetime
    by_name: str
    by_role: str
    organisation_name: str
    action: str
    life_areas: tuple[str, ...]
    reason: str
    times: int


def person_seen(viewer: Viewer, *, person_id: UUID) -> Person:
    """Return a person whom `viewer` is involved with. Raises RecordNotFound.

    It leaves no trace: to show a record, use `people.actions.open_record`.
    """
    person = Person.objects.visible_to(viewer).filter(pk=person_id).first()
    if person is None:
        raise RecordNotFound
    return person


def person_supported(viewer: Viewer, *, person_id: UUID) -> Person:
    """Return a person who is open to `viewer` on a lasting ground, not for hours. Raises RecordNotFound."""
    person = person_seen(viewer, person_id=person_id)
    if not areas_passed_on(viewer, person_id=person_id):
        raise RecordNotFound
    return person


def own_record(viewer: Viewer) -> Person | None:
    """Return the viewer's own record, if they have one."""
    if viewer.user_id is None:
        return None
    return Person.objects.visible_to(viewer).filter(user_id=viewer.user_id).first()


def areas_open_to(viewer: Viewer, *, person_id: UUID) -> tuple[str, ...]:
    """Return the life areas of a person's record that open to `viewer`, in order; none for a stranger."""
    held = Involvement.objects.held_by(viewer).filter(person_id=person_id)
    return held.areas_opened()


def areas_open_for(viewer: Viewer, *, person_id: UUID, purpose: Purpose) -> tuple[str, ...]:
    """Return the life areas that open to `viewer` for a purpose that both their role and an involvement serve."""
    if purpose not in reach.purposes_of(viewer.roles):
        return ()
    serving = [held for held, served in reach.SERVES.items() if purpose in served]
    held = Involvement.objects.held_by(viewer).filter(person_id=person_id, purpose__in=serving)
    return held.areas_opened()


def areas_passed_on(viewer: Viewer, *, person_id: UUID) -> tuple[str, ...]:
    """Return the life areas that `viewer` may open to others: what is open to them on a lasting ground."""
    held = Involvement.objects.held_by(viewer).filter(person_id=person_id).exclude(purpose=Purpose.EMERGENCY)
    return held.areas_opened()


def purpose_of_look(viewer: Viewer, *, person_id: UUID) -> Purpose | None:
    """Return the widest purpose for which a record is open to `viewer`: support, referral, emergency; None: none."""
    held = Involvement.objects.held_by(viewer).filter(person_id=person_id)
    served = set(held.values_list("purpose", flat=True))
    return next((one for one in (Purpose.DIRECT_SUPPORT, Purpose.REFERRAL, Purpose.EMERGENCY) if one in served), None)


def is_only_referred_to(viewer: Viewer, *, person_id: UUID) -> bool:
    """Return whether a referral or an emergency is all that opens this record: then what matters stays closed."""
    held = Involvement.objects.held_by(viewer).filter(person_id=person_id)
    return not held.exclude(basis__in=(Involvement.Basis.REFERRAL, Involvement.Basis.EMERGENCY)).exists()


def caseload(viewer: Viewer) -> list[CaseloadRow]:
    """Return the people whom `viewer` or one of the viewer's teams supports, by name. One query.

    The viewer's own record is not part of it. `is_own` is set where the viewer is named, not just the team.
    """
    held = (
        Involvement.objects.held_by(viewer)
        .exclude(basis__in=(Involvement.Basis.SELF, Involvement.Basis.EMERGENCY))
        .select_related("person")
        .order_by("starts_on", "id")
    )
    by_person: dict[UUID, list[Involvement]] = {}
    for involvement in held:
        by_person.setdefault(involvement.person_id, []).append(involvement)
    rows = [_caseload_row(involvements) for involvements in by_person.values()]
    return sorted(rows, key=lambda row: (row.preferred_name.casefold(), str(row.person_id)))


def _caseload_row(involvements: list[Involvement]) -> CaseloadRow:
    person = involvements[0].person
    return CaseloadRow(
        person_id=person.pk,
        preferred_name=person.preferred_name,
        pronouns=person.pronouns,
        is_key_worker=any(one.is_key_worker and one.user_id for one in involvements),
        is_own=any(one.user_id for one in involvements),
        since=involvements[0].starts_on,
        life_areas=life_areas.in_order(area for one in involvements for area in _open_areas(one)),
    )


def _open_areas(held: Involvement) -> Iterable[str]:
    # An annotation of `held_by`, which the type of a row does not know.
    areas: list[str] = getattr(held, "open_areas")  # noqa: B009
    return areas


def my_people(viewer: Viewer, *, person_id: UUID) -> list[Supporter]:
    """Return who is involved with a person today, key worker first, then the longest known. Two queries.

    A stranger to the person gets an empty list.
    """
    involvements = list(
        Involvement.objects.current(viewer)
        .filter(person_id=person_id, person__in=Person.objects.visible_to(viewer))
        .exclude(basis=Involvement.Basis.SELF)
        .select_related("user", "team__organisation")
        .order_by("-is_key_worker", "starts_on", "id")
    )
    works_at = _memberships(viewer, {one.user_id for one in involvements if one.user_id})
    return [_supporter(one, works_at) for one in involvements]


def _memberships(viewer: Viewer, user_ids: set[UUID]) -> dict[UUID, Membership]:
    not_ended = Q(ends_on__isnull=True) | Q(ends_on__gt=viewer.today)
    held = Membership.objects.filter(not_ended, user_id__in=user_ids, starts_on__lte=viewer.today).select_related(
        "organisation", "team"
    )
    return {membership.user_id: membership for membership in held.order_by("-starts_on", "id")}


def _supporter(involvement: Involvement, works_at: dict[UUID, Membership]) -> Supporter:
    user = involvement.user
    membership = works_at.get(user.pk) if user else None
    team = involvement.team or (membership.team if membership else None)
    organisation = involvement.team.organisation if involvement.team else None
    if membership is not None:
        organisation = membership.organisation
    return Supporter(
        involvement_id=involvement.pk,
        holder_id=involvement.holder_id,
        name=user.name if user else involvement.team.name if involvement.team else "",
        role=involvement.role or (membership.role if membership else ""),
        organisation_name=organisation.name if organisation else "",
        team_name=team.name if team else "",
        telephone=(user.telephone if user else "") or (team.telephone if team else ""),
        email=user.email if user and membership else "",
        basis=involvement.basis,
        is_key_worker=involvement.is_key_worker,
        life_areas=life_areas.in_order(involvement.life_areas),
        since=involvement.starts_on,
    )


def looks_at(viewer: Viewer, *, person_id: UUID, limit: int = 200) -> list[Look]:
    """Return who opened or changed a person's record, newest first, one row a day for the same thing.

    What the viewer did themself is left out. The row policy on the trail shows it to the person and to an
    information lead; anybody else gets an empty list.
    """
    looks: dict[tuple[object, ...], Look] = {}
    for event in access_queries.events_about(viewer, person_id=person_id, limit=limit):
        if event.by_user_id == viewer.user_id:
            continue
        on = timezone.localdate(event.at)
        key = (on, event.by_user_id, event.action, event.reason)
        seen = looks.get(key)
        looks[key] = Look(
            event_id=seen.event_id if seen else event.pk,
            on=on,
            at=seen.at if seen else event.at,
            by_name=event.by_name,
            by_role=event.by_role,
            organisation_name=event.by_organisation_name,
            action=event.action,
            life_areas=life_areas.in_order([*event.life_areas, *(seen.life_areas if seen else ())]),
            reason=event.reason,
            times=seen.times + 1 if seen else 1,
        )
    return list(looks.values())


def consents_of(viewer: Viewer, *, person_id: UUID) -> list[Consent]:
    """Return what a person agreed to, newest first, the withdrawn and the ended ones too."""
    return list(
        Consent.objects.visible_to(viewer)
        .filter(person_id=person_id)
        .select_related("asked_by")
        .order_by("-given_at", "id")
    )
