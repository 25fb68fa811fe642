"""Reads of what is decided together, asked of teams, looked at again, and handed on."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from uuid import UUID

from django.db.models import Q

from lodestar.access.models import Team
from lodestar.access.viewers import Viewer
from lodestar.people.models import Involvement, Person
from lodestar.plans.deciding.models import CareRequest, PlanHandover, Review, SharedDecision, Stance
from lodestar.plans.goals.models import Goal


class NotThere(LookupError):
    """There is no such row, or none that this viewer may see: nobody is told which."""


@dataclass(frozen=True)
class Conflict:
    """A team whose own plan goes another way than one goal."""

    goal_id: UUID
    team_name: str
    words: str
    said_at: datetime


@dataclass(frozen=True)
class HandedOn:
    """A plan handed on: how many goals went along, and how many of them are there now."""

    handover: PlanHandover
    goals_sent: int
    goals_there: int

    @property
    def is_whole(self) -> bool:
        """Return whether no goal was lost."""
        return self.goals_there == self.goals_sent


def decision_seen(viewer: Viewer, *, decision_id: UUID) -> SharedDecision:
    """Return one decision that `viewer` may see. Raises NotThere."""
    found: SharedDecision | None = SharedDecision.objects.visible_to(viewer).filter(pk=decision_id).first()
    if found is None:
        raise NotThere
    return found


def care_request_seen(viewer: Viewer, *, request_id: UUID) -> CareRequest:
    """Return one request for more care or less that `viewer` may see. Raises NotThere."""
    found: CareRequest | None = CareRequest.objects.visible_to(viewer).filter(pk=request_id).first()
    if found is None:
        raise NotThere
    return found


def decisions_of(viewer: Viewer, *, person_id: UUID) -> list[SharedDecision]:
    """Return what was put to decide, the newest first, with options and choices. Three queries."""
    rows = SharedDecision.objects.visible_to(viewer).filter(person_id=person_id)
    return list(rows.select_related("asked_by").prefetch_related("options", "made__option").order_by("-asked_at", "id"))


def care_requests_of(viewer: Viewer, *, person_id: UUID) -> list[CareRequest]:
    """Return the requests for more care or less, the newest first, each with its answer. One query."""
    rows = CareRequest.objects.visible_to(viewer).filter(person_id=person_id)
    return list(rows.select_related("asked_by", "decision__decided_by").order_by("-asked_at", "id"))


def median_hours_to_decide(viewer: Viewer, *, person_id: UUID | None = None) -> float | None:
    """Return the median time from request to decision, in hours, of what `viewer` may see; None with no answer yet."""
    rows = CareRequest.objects.visible_to(viewer).filter(decision__isnull=False)
    if person_id is not None:
        rows = rows.filter(person_id=person_id)
    took = [
        (decided_at - asked_at).total_seconds() / 3600
        for asked_at, decided_at in rows.values_list("asked_at", "decision__decided_at")
    ]
    return median(took) if took else None


def reviews_of(viewer: Viewer, *, person_id: UUID) -> list[Review]:
    """Return the reviews of a plan, the newest first. One query."""
    rows = Review.objects.visible_to(viewer).filter(person_id=person_id)
    return list(rows.select_related("held_by").order_by("-happened_on", "-recorded_at"))


def conflicts(viewer: Viewer, *, person_id: UUID, life_areas: Collection[str]) -> list[Conflict]:
    """Return the teams whose own plan goes another way than a goal, of what each said last. One query."""
    rows = Stance.objects.filter(person_id=person_id, life_area__in=life_areas)
    newest = (
        rows.select_related("team").order_by("goal_id", "team_id", "-said_at", "-id").distinct("goal_id", "team_id")
    )
    return [
        Conflict(row.goal_id, row.team.name, row.words, row.said_at) for row in newest if row.way == Stance.Way.OTHER
    ]


def teams_around(viewer: Viewer, *, person_id: UUID) -> list[tuple[UUID, str]]:
    """Return the teams in a person's life by name: those involved, and those of the workers who are. Two queries."""
    held = Involvement.objects.current(viewer).filter(person_id=person_id, person__in=Person.objects.visible_to(viewer))
    users = [user_id for user_id in held.values_list("user_id", flat=True) if user_id]
    teams = Team.objects.filter(
        Q(pk__in=held.values("team_id")) | Q(memberships__user_id__in=users, memberships__starts_on__lte=viewer.today)
    )
    return list(teams.distinct().order_by("name", "id").values_list("pk", "name"))


def handovers_of(viewer: Viewer, *, person_id: UUID) -> list[HandedOn]:
    """Return where a plan was handed on to, the newest first, and whether any goal was lost. Two queries."""
    rows = PlanHandover.objects.visible_to(viewer).filter(person_id=person_id)
    there = set(Goal.objects.filter(person_id=person_id).values_list("pk", flat=True))
    return [
        HandedOn(row, len(row.goal_ids), len(there.intersection(row.goal_ids)))
        for row in rows.select_related("to_team", "from_team", "sent_by", "received_by").order_by("-sent_at", "id")
    ]
