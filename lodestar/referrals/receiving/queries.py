"""Reads of links and of what nobody answered."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import OuterRef, Subquery

from lodestar.access.viewers import Viewer
from lodestar.people.models import Person
from lodestar.referrals.models import Referral, ReferralStep
from lodestar.referrals.receiving.models import Chase, ReceiverLink
from lodestar.rules.referral_states import StepKind

UNANSWERED = (StepKind.SENT.value, StepKind.RECEIVED.value)


@dataclass(frozen=True)
class Unanswered:
    """One referral that nobody has answered, as the nightly command reads it: no name, no word of anybody."""

    referral_id: UUID
    person_id: UUID
    life_area: str
    step_number: int
    asked_at: datetime
    has_desk: bool
    email: str
    is_mailed: bool
    chased: tuple[str, ...]


@dataclass(frozen=True)
class LinkState:
    """The newest link of a referral: when it was made, mailed, and until when it opens it."""

    made_at: datetime
    mailed_at: datetime | None
    expires_at: datetime
    is_revoked: bool


@dataclass(frozen=True)
class NoReply:
    """One referral of the viewer's that a service has not answered, with how to reach the service."""

    referral_id: UUID
    person_name: str
    service_name: str
    service_email: str
    asked_at: datetime
    chased: tuple[str, ...]


def unanswered(viewer: Viewer) -> list[Unanswered]:
    """Return every referral that nobody has answered, for the nightly command alone. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM lodestar_unanswered()")
        return [_unanswered(row) for row in cursor.fetchall()]


def _unanswered(row: tuple[Any, ...]) -> Unanswered:
    named = dict(zip(Unanswered.__dataclass_fields__, row, strict=True))
    return Unanswered(**{**named, "chased": tuple(named["chased"])})


def newest_link(viewer: Viewer, *, referral_id: UUID) -> LinkState | None:
    """Return the newest link of a referral that `viewer` may see, or None. One query."""
    link = (
        ReceiverLink.objects.filter(referral_id=referral_id, person__in=Person.objects.visible_to(viewer))
        .order_by("-made_at")
        .first()
    )
    return LinkState(link.made_at, link.mailed_at, link.expires_at, link.revoked_at is not None) if link else None


def chases_of(viewer: Viewer, *, referral_ids: Collection[UUID]) -> dict[UUID, tuple[Chase, ...]]:
    """Return how each of these referrals was chased, the first first. One query."""
    found: dict[UUID, tuple[Chase, ...]] = {}
    rows = Chase.objects.filter(referral_id__in=referral_ids, person__in=Person.objects.visible_to(viewer))
    for one in rows.order_by("at"):
        found[one.referral_id] = (*found.get(one.referral_id, ()), one)
    return found


def no_reply(viewer: Viewer) -> list[NoReply]:
    """Return the referrals that `viewer` sent, that came back unanswered, the oldest first. Two queries."""
    last = ReferralStep.objects.filter(referral_id=OuterRef("pk")).order_by("-number")
    rows = list(
        Referral.objects.visible_to(viewer)
        .filter(asked_by_id=viewer.user_id, chases__kind=Chase.Kind.ESCALATED)
        .annotate(last_kind=Subquery(last.values("kind")[:1]), last_at=Subquery(last.values("at")[:1]))
        .filter(last_kind__in=UNANSWERED)
        .select_related("person", "service")
        .order_by("last_at", "id")
        .distinct()
    )
    chases = chases_of(viewer, referral_ids=[row.pk for row in rows])
    return [
        NoReply(
            referral_id=row.pk,
            person_name=row.person.preferred_name,
            service_name=row.service.name,
            service_email=row.service.email,
            asked_at=row.last_at,
            chased=tuple(one.kind for one in chases.get(row.pk, ())),
        )
        for row in rows
    ]
