"""Reads of connections: what happened with one referral, and how first times went with company and without."""

from dataclasses import dataclass
from uuid import UUID

from lodestar.access.viewers import Viewer
from lodestar.referrals.connecting.models import Connection
from lodestar.rules.connections import ConnectionKind


@dataclass(frozen=True)
class FirstTimes:
    """How many went the first time, with somebody and alone, among the people whom the viewer may see."""

    accompanied: int
    alone: int


def connections_of(viewer: Viewer, *, referral_id: UUID) -> list[Connection]:
    """Return what happened with one referral, in its order. One query."""
    seen = Connection.objects.visible_to(viewer).filter(referral_id=referral_id)
    return list(seen.select_related("by").order_by("at", "id"))


def without_referral(viewer: Viewer, *, person_id: UUID) -> list[Connection]:
    """Return what a person wanted that never got as far as a referral, the newest first. One query."""
    seen = Connection.objects.visible_to(viewer).filter(person_id=person_id, referral=None)
    return list(seen.select_related("by").order_by("-at", "id"))


def first_times(viewer: Viewer) -> FirstTimes:
    """Return the counts of first times, with company and without. One query."""
    said = list(
        Connection.objects.visible_to(viewer)
        .filter(kind=ConnectionKind.ATTENDED.value, was_accompanied__isnull=False)
        .values_list("was_accompanied", flat=True)
    )
    return FirstTimes(accompanied=sum(said), alone=len(said) - sum(said))
