"""What providers and those who keep the directory do to entries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from lodestar.access import audit
from lodestar.access.viewers import Viewer
from lodestar.directory import indexing
from lodestar.directory.entries import changing, holding, reaching
from lodestar.directory.entries.changing import ChangedMeanwhile, NothingChanged
from lodestar.directory.entries.covering import Covered
from lodestar.directory.entries.models import AdjustmentCheck, ChangeRequest, CoveredArea, PreferredValue
from lodestar.directory.entries.reaching import EntryNotFound
from lodestar.directory.models import CapacityStatement
from lodestar.rules import adjustments, entry_changes, parameters
from lodestar.rules.entry_changes import EntryField

__all__ = [
    "AlreadyDecided",
    "Capacity",
    "ChangedMeanwhile",
    "EntryNotFound",
    "NothingChanged",
    "OwnChange",
    "QuietTimesMissing",
    "ReasonMissing",
    "SelfCheck",
    "Told",
    "approve_change",
    "change_entry",
    "check_adjustments",
    "cover_area",
    "decline_change",
    "state_capacity",
    "take_source_value",
]


class AlreadyDecided(ValueError):
    """A colleague was first."""


class OwnChange(ValueError):
    """Nobody agrees to what they asked for themselves: a colleague or the directory lead does."""


class ReasonMissing(ValueError):
    """Whoever asked is to read why not: write one line."""


class QuietTimesMissing(ValueError):
    """A quiet session helps only somebody who knows when it is: say the day and the time."""


@dataclass(frozen=True)
class Told:
    """What became of a change: fields that stand now, and fields that wait for somebody's word."""

    standing: tuple[EntryField, ...]
    waiting: tuple[EntryField, ...]


@dataclass(frozen=True)
class Capacity:
    """What a service says of its places. None is "not said"."""

    takes_people_now: bool
    usual_wait_days: int | None = None
    places: int | None = None
    unit: str = ""


@dataclass(frozen=True)
class SelfCheck:
    """What whoever runs an activity ticked, with when its quiet sessions are and how anybody can tell."""

    activity: str
    offers: tuple[str, ...]
    quiet_times: str = ""
    evidence: str = ""


def change_entry(
    *,
    service_id: UUID,
    changes: Mapping[EntryField, holding.Value],
    seen: Mapping[EntryField, holding.Value],
    words: str = "",
    by: Viewer,
    at: datetime,
) -> Told:
    """Change what an entry says, or ask for it: `rules.entry_changes` says which field stands at once.

    `seen` is what stood there when whoever changes it looked. Raises EntryNotFound for an entry that the viewer may
    say nothing of, NothingChanged, and ChangedMeanwhile for a field that somebody else changed since.
    """
    with transaction.atomic():
        service = reaching.entry_to_speak_of(by, service_id=service_id, lock=True)
        is_own = reaching.manages(by, service)
        found = changing.compared(service, changes, seen)
        waiting = tuple(one for one in found if entry_changes.needs_approval(field=one, is_own=is_own))
        standing = tuple(one for one in found if one not in waiting)
        if standing:
            made = changing.write_request(service, {one: found[one] for one in standing}, words=words, by=by, at=at)
            changing.decide(made, is_approved=True, reason="", by=by, at=at)
            changing.bring_into_force(service, made, by=by, at=at)
        if waiting:
            changing.write_request(service, {one: found[one] for one in waiting}, words=words, by=by, at=at)
        audit.record(
            by=by,
            at=at,
            action="change-entry",
            subject_kind="service",
            subject_id=service.pk,
            reason="asked" if waiting else "stands",
        )
        return Told(standing, waiting)


def approve_change(*, request_id: UUID, by: Viewer, at: datetime) -> ChangeRequest:
    """Let a change that was asked for stand.

    Raises EntryNotFound where the viewer has no say, AlreadyDecided, and OwnChange.
    """
    with transaction.atomic():
        asked = _undecided(request_id, by)
        service = reaching.entry_to_speak_of(by, service_id=asked.service_id, lock=True)
        changing.decide(asked, is_approved=True, reason="", by=by, at=at)
        changing.bring_into_force(service, asked, by=by, at=at)
        audit.record(by=by, at=at, action="approve-entry-change", subject_kind="service", subject_id=service.pk)
        return asked


def decline_change(*, request_id: UUID, reason: str, by: Viewer, at: datetime) -> ChangeRequest:
    """Leave an entry as it is, and say why to whoever asked. Raises as `approve_change`, and ReasonMissing."""
    with transaction.atomic():
        asked = _undecided(request_id, by)
        if not reason.strip():
            raise ReasonMissing
        changing.decide(asked, is_approved=False, reason=reason.strip(), by=by, at=at)
        audit.record(by=by, at=at, action="decline-entry-change", subject_kind="service", subject_id=asked.service_id)
        return asked


def take_source_value(*, service_id: UUID, field: EntryField, by: Viewer, at: datetime) -> None:
    """Let a field say again what its source says. Raises EntryNotFound where the viewer does not keep the entry."""
    with transaction.atomic():
        service = reaching.entry_to_keep(by, service_id=service_id, lock=True)
        preferred = PreferredValue.objects.filter(service=service, field=field, source_seen_at__isnull=False).first()
        if preferred is None:
            raise EntryNotFound
        made = changing.write_request(
            service, {field: (preferred.value, preferred.source_value)}, words="As its source says", by=by, at=at
        )
        changing.decide(made, is_approved=True, reason="", by=by, at=at)
        changing.put(service, {field: preferred.source_value}, at=at)
        preferred.delete()
        audit.record(by=by, at=at, action="take-source-value", subject_kind="service", subject_id=service.pk)


def state_capacity(*, service_id: UUID, capacity: Capacity, by: Viewer, at: datetime) -> CapacityStatement:
    """Say whether a service takes people, as of now; it holds for the days of `capacity-statement-expiry`.

    A wait, a number of places or a unit that is not said stays as it was said last, where people are taken still.
    Raises EntryNotFound for somebody else's service.
    """
    with transaction.atomic():
        service = reaching.entry_to_keep(by, service_id=service_id, also_desks=True)
        holds_days = parameters.whole_number("capacity-statement-expiry", on=by.today)
        said = CapacityStatement.objects.create(
            service=service,
            said_at=at,
            said_by_user_id=by.user_id,
            takes_people_now=capacity.takes_people_now,
            places=capacity.places,
            unit=capacity.unit,
            usual_wait_days=capacity.usual_wait_days,
            expires_on=by.today + timedelta(days=holds_days),
        )
        indexing.index_services(service_ids=[service.pk])
        audit.record(by=by, at=at, action="state-capacity", subject_kind="service", subject_id=service.pk)
        return said


def check_adjustments(*, service_id: UUID, check: SelfCheck, by: Viewer, at: datetime) -> AdjustmentCheck:
    """Keep a self-check of what one activity adjusts; it counts for the days of `adjustment-badge`.

    Raises EntryNotFound for somebody else's entry, and QuietTimesMissing.
    """
    with transaction.atomic():
        service = reaching.entry_to_keep(by, service_id=service_id)
        known = [slug for slug in adjustments.all_adjustments() if slug in check.offers]
        if adjustments.QUIET_SESSION in known and not check.quiet_times.strip():
            raise QuietTimesMissing
        kept = AdjustmentCheck.objects.create(
            service=service,
            activity=check.activity.strip()[:120],
            offers=known,
            quiet_times=check.quiet_times.strip(),
            evidence=check.evidence.strip(),
            checked_at=at,
            checked_on=by.today,
            lapses_on=adjustments.lapses_on(checked_on=by.today),
            checked_by_user_id=by.user_id,
            checked_by_name=by.name,
        )
        audit.record(by=by, at=at, action="check-adjustments", subject_kind="service", subject_id=service.pk)
        return kept


def cover_area(*, service_id: UUID, covered: Covered, by: Viewer, at: datetime) -> CoveredArea:
    """Say where a service's people may live, instead of what was said before. Raises EntryNotFound."""
    with transaction.atomic():
        service = reaching.entry_to_keep(by, service_id=service_id)
        CoveredArea.objects.filter(service=service).delete()
        kept = CoveredArea.objects.create(
            service=service,
            kind=CoveredArea.Kind.AREAS if covered.codes else CoveredArea.Kind.CIRCLE,
            codes=list(covered.codes),
            easting=covered.easting,
            northing=covered.northing,
            radius_m=covered.radius_m,
            words=covered.words[:200],
            said_at=at,
        )
        indexing.index_services(service_ids=[service.pk])
        audit.record(by=by, at=at, action="cover-area", subject_kind="service", subject_id=service.pk)
        return kept


def _undecided(request_id: UUID, by: Viewer) -> ChangeRequest:
    """Return a change on which the viewer has a say, locked."""
    asked = reaching.changes_to_decide(by).select_for_update(of=("self",)).filter(pk=request_id).first()
    if asked is None:
        raise EntryNotFound
    if asked.decided_at is not None:
        raise AlreadyDecided
    if asked.asked_by_user_id == by.user_id:
        raise OwnChange
    return asked
