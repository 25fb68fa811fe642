"""Recording what comes of connecting somebody; what tells of a gap is counted without them."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from lodestar.access import audit
from lodestar.access.viewers import Viewer
from lodestar.directory.gaps import counting
from lodestar.people import locks
from lodestar.referrals import steps
from lodestar.referrals.connecting.models import Connection
from lodestar.referrals.queries import ReferralNotFound
from lodestar.rules import connections
from lodestar.rules.connections import ConnectionKind


class NothingNamed(ValueError):
    """It names a service, or says in words what was wanted; going along names who goes."""


class DayRefused(ValueError):
    """What has happened is not dated in the future."""


def record_connection(
    *,
    person_id: UUID,
    life_area: str,
    kind: ConnectionKind,
    on: date,
    by: Viewer,
    at: datetime,
    referral_id: UUID | None = None,
    wanted: str = "",
    companion: str = "",
    was_accompanied: bool | None = None,
    words: str = "",
    connection_id: UUID | None = None,
) -> Connection:
    """Record a talk, an introduction, who goes along, a first time, or what came of it; the same id twice adds one.

    Not for me, not available, could not get there, did not want: each is counted in the gap log too, by month,
    neighbourhood and part of life, and without the person. Raises RecordNotFound, ReferralNotFound, NothingNamed and
    DayRefused.
    """
    with transaction.atomic():
        person = locks.locked_person(person_id, life_area=life_area, by=by)
        known: Connection | None = None
        if connection_id is not None:
            known = Connection.objects.filter(pk=connection_id, person=person).first()
        if known is not None:
            return known
        referral = steps.locked(referral_id, by=by) if referral_id else None
        if referral is not None and referral.person_id != person.pk:
            raise ReferralNotFound
        if (referral is None and not wanted.strip()) or (kind is ConnectionKind.GOING_ALONG and not companion.strip()):
            raise NothingNamed
        if kind is not ConnectionKind.GOING_ALONG and on > by.today:
            raise DayRefused
        made = Connection.objects.create(
            **({"pk": connection_id} if connection_id else {}),
            person=person,
            life_area=life_area,
            referral=referral,
            service_id=referral.service_id if referral else None,
            wanted=wanted.strip()[:200],
            kind=kind.value,
            on=on,
            companion=companion.strip()[:120],
            was_accompanied=was_accompanied,
            words=words.strip(),
            by_id=by.own_id,
            at=at,
        )
        if connections.tells_of_a_gap(kind):
            counting.count_unmet(
                kind=kind, life_area=life_area, neighbourhood_code=person.neighbourhood_code, on=by.today
            )
        audit.record(
            action="record-connection",
            by=by,
            at=at,
            person_id=person.pk,
            life_areas=[life_area],
            subject_kind="connection",
            subject_id=made.pk,
            reason=kind.value,
        )
        return made
