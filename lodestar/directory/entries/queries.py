"""Reads of entries for those who keep them, and of what they said for everybody."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Prefetch

from lodestar.access.models import Membership
from lodestar.access.roles import DESK_ROLES, Role
from lodestar.access.viewers import Viewer
from lodestar.directory.entries import holding, reaching
from lodestar.directory.entries.models import AdjustmentCheck, ChangedField, ChangeRequest, PreferredValue
from lodestar.directory.models import CapacityStatement, Service
from lodestar.rules import adjustments, freshness
from lodestar.rules.adjustments import BadgeState
from lodestar.rules.entry_changes import EntryField


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidOfPlaces:
    """What a service said last of its places; `is_stale` when nobody may rely on it any more."""

    takes_people_now: bool | None
    usual_wait_days: int | None
    places: int | None
    unit: str
    said_at: datetime
    expires_on: date
    is_stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """One entry in the list of those that the viewer keeps."""

    service_id: UUID
    name: str
    organisation_name: str
    status: str
    capacity: SaidOfPlaces | None
    checked_on: date | None
    freshness: freshness.Freshness
    changes_waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSaid:
    """What an entry says in one field, and who said it; `source_value` is what its source says instead."""

    field: EntryField
    value: holding.Value
    said_by_name: str
    said_for: str
    said_at: datetime | None
    is_preferred: bool
    has_source: bool
    source_value: holding.Value
    source_seen_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field of a change: before, after, and what stands there now."""

    field: EntryField
    before: holding.Value
    after: holding.Value
    now: holding.Value
    has_moved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change that was asked for, with who asked and what became of it."""

    request_id: UUID
    service_id: UUID
    service_name: str
    asked_at: datetime
    asked_by_name: str
    asked_for: str
    words: str
    decided_at: datetime | None
    decided_by_name: str
    is_approved: bool | None
    reason: str
    is_own: bool
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """A self-check of what one activity adjusts, while it counts or after it lapsed."""

    activity: str
    offers: tuple[str, ...]
    quiet_times: str
    evidence: str
    checked_on: date
    lapses_on: date
    state: BadgeState


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody else who keeps the same entry, or takes its referrals."""

    name: str
    role_label: str
    team_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry with who said what of it."""

    service_id: UUID
    name: str
    organisation_name: str
    source_name: str
    is_own: bool
    may_keep: bool
    may_state_capacity: bool
    fields: tuple[FieldSaid, ...]
    capacity: SaidOfPlaces | None
    checked_on: date | None
    badges: tuple[Badge, ...]
    colleagues: tuple[Colleague, ...]
    history: tuple[Change, ...]


def entries_kept(viewer: Viewer, *, limit: int = 200) -> list[EntryLine]:
    """Return the viewer's own entries and those whose referrals their team takes, by name."""
    own = reaching.own_entries(viewer)
    if viewer.has_any(DESK_ROLES):
        own |= Service.objects.filter(team__in=viewer.team_ids, retired_at=None)
    services = list(own.select_related("organisation").distinct().order_by("name", "id")[:limit])
    said = capacities(viewer, service_ids=[one.pk for one in services])
    waiting: dict[UUID, int] = {}
    open_changes = ChangeRequest.objects.filter(service__in=services, decided_at=None)
    for service_id in open_changes.values_list("service_id", flat=True):
        waiting[service_id] = waiting.get(service_id, 0) + 1
    return [
        EntryLine(
            service_id=one.pk,
            name=one.name,
            organisation_name=one.organisation.name if one.organisation else "",
            status=one.status,
            capacity=said.get(one.pk),
            checked_on=one.checked_on,
            freshness=freshness.freshness(checked_on=_not_to_come(one.checked_on, viewer.today), on=viewer.today),
            changes_waiting=waiting.get(one.pk, 0),
        )
        for one in services
    ]


def entry(viewer: Viewer, *, service_id: UUID) -> Entry:
    """Return one entry with who said what. Raises EntryNotFound for whoever has no business with entries."""
    service = reaching.entry_to_speak_of(viewer, service_id=service_id)
    is_own = reaching.manages(viewer, service)
    may_keep = is_own or reaching.is_lead(viewer)
    at_its_desk = viewer.has_any(DESK_ROLES) and service.team_id in viewer.team_ids
    return Entry(
        service_id=service.pk,
        name=service.name,
        organisation_name=service.organisation.name if service.organisation else "",
        source_name=service.source.name if service.source else "",
        is_own=is_own,
        may_keep=may_keep,
        may_state_capacity=may_keep or at_its_desk,
        fields=tuple(_fields_said(service)),
        capacity=capacities(viewer, service_ids=[service.pk]).get(service.pk),
        checked_on=service.checked_on,
        badges=badges(viewer, service_ids=[service.pk]).get(service.pk, ()),
        colleagues=_colleagues(viewer, service) if is_own or at_its_desk else (),
        history=tuple(_changes(viewer, ChangeRequest.objects.filter(service=service), limit=20)) if may_keep else (),
    )


def _fields_said(service: Service) -> Iterable[FieldSaid]:
    preferred = {one.field: one for one in PreferredValue.objects.filter(service=service)}
    for field in EntryField:
        ours = preferred.get(field)
        yield FieldSaid(
            field=field,
            value=holding.read(service, field),
            said_by_name=ours.said_by_name if ours else "",
            said_for=ours.said_for if ours else "",
            said_at=ours.said_at if ours else None,
            is_preferred=ours is not None,
            has_source=ours is not None and ours.source_seen_at is not None,
            source_value=ours.source_value if ours else None,
            source_seen_at=ours.source_seen_at if ours else None,
        )


def _colleagues(viewer: Viewer, service: Service) -> tuple[Colleague, ...]:
    roles = [Role.PROVIDER_MANAGER.value, *(role.value for role in DESK_ROLES)]
    keeping = Membership.objects.filter(
        organisation=service.organisation_id, role__in=roles, starts_on__lte=viewer.today
    )
    found = keeping.exclude(ends_on__lte=viewer.today).exclude(user=viewer.user_id).select_related("user", "team")
    return tuple(
        Colleague(name=one.user.name, role_label=Role(one.role).label, team_name=one.team.name if one.team else "")
        for one in found.filter(user__is_active=True).order_by("user__name", "id")
    )


def capacities(viewer: Viewer, *, service_ids: Collection[UUID]) -> dict[UUID, SaidOfPlaces]:
    """Return what each service said of its places last, stale or not. One query."""
    said = CapacityStatement.objects.filter(service__in=service_ids).order_by("service_id", "-said_at", "id")
    return {
        one.service_id: SaidOfPlaces(
            takes_people_now=one.takes_people_now,
            usual_wait_days=one.usual_wait_days,
            places=one.places,
            unit=one.unit,
            said_at=one.said_at,
            expires_on=one.expires_on,
            is_stale=one.expires_on <= viewer.today,
        )
        for one in said.distinct("service_id")
    }


def badges(viewer: Viewer, *, service_ids: Collection[UUID]) -> dict[UUID, tuple[Badge, ...]]:
    """Return the newest self-check of each activity of these services, lapsed ones among them. One query."""
    newest = AdjustmentCheck.objects.filter(service__in=service_ids).order_by(
        "service_id", "activity", "-checked_at", "id"
    )
    found: dict[UUID, list[Badge]] = {}
    for one in newest.distinct("service_id", "activity"):
        state = adjustments.badge_state(offers=one.offers, lapses_on=one.lapses_on, on=viewer.today)
        if state is not BadgeState.TOO_LITTLE:
            found.setdefault(one.service_id, []).append(
                Badge(
                    activity=one.activity,
                    offers=tuple(one.offers),
                    quiet_times=one.quiet_times,
                    evidence=one.evidence,
                    checked_on=one.checked_on,
                    lapses_on=one.lapses_on,
                    state=state,
                )
            )
    return {service_id: tuple(rows) for service_id, rows in found.items()}


def changes_waiting(viewer: Viewer, *, limit: int = 200) -> list[Change]:
    """Return the changes that wait for the viewer's word, and the viewer's own that wait, the oldest first."""
    waiting = reaching.changes_to_decide(viewer).filter(decided_at=None)
    waiting |= ChangeRequest.objects.filter(decided_at=None, asked_by_user_id=viewer.own_id)
    return _changes(viewer, waiting.distinct(), limit=limit, newest_first=False)


def change(viewer: Viewer, *, request_id: UUID) -> Change:
    """Return one change, for whoever has a say in it or asked for it. Raises EntryNotFound."""
    asked = reaching.changes_to_decide(viewer) | ChangeRequest.objects.filter(asked_by_user_id=viewer.own_id)
    found = _changes(viewer, asked.distinct().filter(pk=request_id), limit=1)
    if not found:
        raise reaching.EntryNotFound
    return found[0]


def _changes(viewer: Viewer, changes: object, *, limit: int, newest_first: bool = True) -> list[Change]:
    ordered = changes.select_related("service").prefetch_related(  # type: ignore[attr-defined]
        Prefetch("fields", queryset=ChangedField.objects.order_by("field"))
    )
    ordered = ordered.order_by("-asked_at" if newest_first else "asked_at", "id")[:limit]
    return [_change(viewer, one) for one in ordered]


def _change(viewer: Viewer, one: ChangeRequest) -> Change:
    order = list(EntryField)
    fields = sorted(one.fields.all(), key=lambda field: order.index(EntryField(field.field)))
    return Change(
        request_id=one.pk,
        service_id=one.service_id,
        service_name=one.service.name,
        asked_at=one.asked_at,
        asked_by_name=one.asked_by_name,
        asked_for=one.asked_for,
        words=one.words,
        decided_at=one.decided_at,
        decided_by_name=one.decided_by_name,
        is_approved=one.is_approved,
        reason=one.reason,
        is_own=one.asked_by_user_id == viewer.user_id,
        fields=tuple(_field_change(one, field) for field in fields),
    )


def _field_change(request: ChangeRequest, row: ChangedField) -> FieldChange:
    field = EntryField(row.field)
    # What is decided is told as it was; only what waits is held against what stands now.
    now = holding.read(request.service, field) if request.decided_at is None else row.before
    return FieldChange(
        field=field,
        before=row.before,
        after=row.after,
        now=now,
        has_moved=not holding.says_the_same(field, row.before, now),
    )


def _not_to_come(day: date | None, today: date) -> date | None:
    return min(day, today) if day else None
