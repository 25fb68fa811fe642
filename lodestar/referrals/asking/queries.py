"""Reads of what was asked at the front door: the team's list, one request, and what its asker can follow."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F

from lodestar.access import tokens
from lodestar.access.viewers import Viewer
from lodestar.referrals.asking.models import FrontDoor, HelpRequest


class RequestNotFound(LookupError):
    """There is no such request, or none that this viewer may see: nobody is told which."""


@dataclass(frozen=True)
class Followed:
    """What somebody reads of the request that they made: who has it, by when they hear, and what came of it."""

    asked_at: datetime
    owner_name: str
    team_name: str
    team_telephone: str
    next_on: date
    outcome: str
    outcome_words: str
    not_heard_at: datetime | None


def is_answered_here(viewer: Viewer) -> bool:
    """Return whether a team answers the front door. One query."""
    return FrontDoor.objects.exists()


def answers_door(viewer: Viewer) -> bool:
    """Return whether a team of the viewer's answers the front door. One query."""
    return FrontDoor.objects.filter(team_id__in=viewer.team_ids).exists()


def open_requests(viewer: Viewer) -> list[HelpRequest]:
    """Return the open requests of the viewer's teams: who has not heard first, then urgent words, then by day."""
    return list(
        HelpRequest.objects.filter(team_id__in=viewer.team_ids, closed_at=None)
        .select_related("owner", "service")
        .order_by(F("not_heard_at").asc(nulls_last=True), "-is_urgent", "next_on", "asked_at")
    )


def request_seen(viewer: Viewer, *, request_id: UUID) -> HelpRequest:
    """Return one request of the viewer's teams. Raises RequestNotFound."""
    found = (
        HelpRequest.objects.filter(pk=request_id, team_id__in=viewer.team_ids)
        .select_related("owner", "service", "person")
        .first()
    )
    if found is None:
        raise RequestNotFound
    return found


def followed(viewer: Viewer, *, secret: str) -> Followed:
    """Return what the holder of a secret may read of their request. Raises RequestNotFound."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT lodestar_asked(%s)", [tokens.hashed(secret)])
        row = cursor.fetchone()
    if row is None or row[0] is None:
        raise RequestNotFound
    said: dict[str, Any] = json.loads(row[0]) if isinstance(row[0], str) else row[0]
    heard = said["not_heard_at"]
    return Followed(
        asked_at=datetime.fromisoformat(said["asked_at"]),
        owner_name=said["owner_name"],
        team_name=said["team_name"],
        team_telephone=said["team_telephone"],
        next_on=date.fromisoformat(said["next_on"]),
        outcome=said["outcome"],
        outcome_words=said["outcome_words"],
        not_heard_at=datetime.fromisoformat(heard) if heard else None,
    )
