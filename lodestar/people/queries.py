"""Reads about people: who is on a caseload, who is in somebody's life, and who looked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, Exists, F, JSONField, OuterRef, Q, Subquery, When
from django.db.models.functions import JSONObject
from django.utils import timezone

from lodestar.access import queries as access_queries
from lodestar.access.models import Membership
from lodestar.access.viewers import Viewer
from lodestar.people.models import Consent, Involvement, Person
from lodestar.people.reach import reaches
from lodestar.rules import handover, life_areas, reach
from lodestar.rules.handover import KeyWorkerTime
from lodestar.rules.reach import Purpose


class RecordNotFound(LookupError):
    """There is no such record, or none that this viewer may see: nobody is told which."""


@dataclass(frozen=True)
class CaseloadRow:
    """One person whom the viewer supports. `life_areas` are the slugs that the viewer may see, in order.

    `days_without_key_worker` counts whole days; None for whoever has a key worker today, or was only referred.
    """

    person_id: UUID
    preferred_name: str
    pronouns: str
    is_key_worker: bool
    is_own: bool
    since: date
    life_areas: tuple[str, ...]
    days_without_key_worker: int | None


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
        .annotate(support=_support_without_key_worker(viewer))
        .order_by("starts_on", "id")
    )
    # Plain rows, not records: a long list costs several times as much with them.
    fields = ("person_id", *(f"person__{name}" for name in ("preferred_name", "pronouns")), *_Held._fields)
    named: dict[UUID, tuple[str, str]] = {}
    by_person: dict[UUID, list[_Held]] = {}
    for person_id, preferred_name, pronouns, *facts in held.values_list(*fields):
        named[person_id] = (preferred_name, pronouns)
        by_person.setdefault(person_id, []).append(_Held(*facts))
    rows = [
        _caseload_row(person_id, *named[person_id], held_of_one, viewer.today)
        for person_id, held_of_one in by_person.items()
    ]
    return sorted(rows, key=lambda row: (row.preferred_name.casefold(), str(row.person_id)))


class _Held(NamedTuple):
    """What a caseload asks of one involvement. `support` is None for whoever has a key worker today."""

    is_key_worker: bool
    user_id: UUID | None
    purpose: str
    starts_on: date
    open_areas: list[str]
    support: list[dict[str, Any]] | None


def _support_without_key_worker(viewer: Viewer) -> Case:
    """Return the expression of everybody who ever supported a person, asked only where nobody is the key worker."""
    support = Involvement.objects.filter(person_id=OuterRef("person_id"), purpose=Purpose.DIRECT_SUPPORT)
    key_now = support.current(viewer).filter(is_key_worker=True)
    facts = JSONObject(is_key="is_key_worker", starts_on="starts_on", ends_on="ends_on")
    return Case(
        When(is_key_worker=True, then=None),
        When(Exists(key_now), then=None),
        default=ArraySubquery(support.values(facts=facts)),
        output_field=ArrayField(JSONField()),
    )


def _caseload_row(person_id: UUID, preferred_name: str, pronouns: str, held: list[_Held], today: date) -> CaseloadRow:
    supports = [one for one in held if one.purpose == Purpose.DIRECT_SUPPORT]
    without = supports and all(one.support is not None for one in supports)
    return CaseloadRow(
        person_id=person_id,
        preferred_name=preferred_name,
        pronouns=pronouns,
        is_key_worker=any(one.is_key_worker and one.user_id for one in held),
        is_own=any(one.user_id for one in held),
        since=held[0].starts_on,
        life_areas=life_areas.in_order(area for one in held for area in one.open_areas),
        days_without_key_worker=_days_without(supports[0].support or [], today) if without else None,
    )


def _days_without(support: list[dict[str, Any]], today: date) -> int:
    times = [
        (date.fromisoformat(one["starts_on"]), date.fromisoformat(one["ends_on"]) if one["ends_on"] else None)
        for one in support
    ]
    key_times = [
        KeyWorkerTime("", starts_on, ends_on)
        for (starts_on, ends_on), one in zip(times, support, strict=True)
        if one["is_key"] and (ends_on is None or ends_on > starts_on)
    ]
    since = min(starts_on for starts_on, _ in times)
    return handover.days_without_key_worker(times=key_times, since=since, on=today)


def my_people(viewer: Viewer, *, person_id: UUID) -> list[Supporter]:
    """Return who is involved with a person today, key worker first, then the longest known. One query.

    Besides the key worker, a viewer gets those only who share a life area that is open to the viewer: which other
    teams there are says much of somebody. A stranger to the person gets an empty list.
    """
    held = (
        Involvement.objects.current(viewer)
        .filter(person_id=person_id, person__in=Person.objects.visible_to(viewer))
        .filter(Q(is_key_worker=True) | reaches(viewer, areas_field="life_areas"))
        .exclude(basis=Involvement.Basis.SELF)
        .select_related("user", "team__organisation")
        .annotate(works_at=_works_at(viewer))
        .order_by("-is_key_worker", "starts_on", "id")
    )
    return [_supporter(one, one.works_at or {}) for one in held]


def _works_at(viewer: Viewer) -> Subquery:
    """Return the expression of where an involvement's user has worked longest, of what holds today."""
    not_ended = Q(ends_on__isnull=True) | Q(ends_on__gt=viewer.today)
    held = Membership.objects.filter(not_ended, user_id=OuterRef("user_id"), starts_on__lte=viewer.today)
    facts = JSONObject(
        role="role",
        organisation=F("organisation__name"),
        team=F("team__name"),
        telephone=F("team__telephone"),
    )
    return Subquery(held.order_by("starts_on", "-id").values(facts=facts)[:1])


def _supporter(involvement: Involvement, works_at: Mapping[str, str | None]) -> Supporter:
    """Return one row of a list; `works_at` holds what `_works_at` found, and nothing where it found nothing."""
    user, team = involvement.user, involvement.team
    return Supporter(
        involvement_id=involvement.pk,
        holder_id=involvement.holder_id,
        name=user.name if user else team.name if team else "",
        role=involvement.role or works_at.get("role") or "",
        organisation_name=works_at.get("organisation") or (team.organisation.name if team else ""),
        team_name=team.name if team else works_at.get("team") or "",
        telephone=(user.telephone if user else "") or (team.telephone if team else works_at.get("telephone") or ""),
        email=user.email if user and works_at else "",
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
