"""What is decided together, asked of a team, looked at again, and handed on with a plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from lodestar.access import audit
from lodestar.access.models import Team
from lodestar.access.viewers import Viewer
from lodestar.people import locks
from lodestar.people import queries as people_queries
from lodestar.plans.deciding import queries
from lodestar.plans.deciding.models import (
    CareDecision,
    CareRequest,
    DecisionMade,
    DecisionOption,
    PlanHandover,
    Review,
    SharedDecision,
    Stance,
)
from lodestar.plans.deciding.queries import NotThere
from lodestar.plans.goals import queries as goal_queries
from lodestar.plans.goals.models import Goal

__all__ = [
    "AlreadyDecided",
    "Choice",
    "DayMissing",
    "NotTheirTeam",
    "NotThere",
    "Option",
    "WordsMissing",
    "acknowledge_plan",
    "ask_for_care",
    "ask_to_decide",
    "decide_on_care",
    "decide_together",
    "hand_on_plan",
    "hold_review",
    "take_stance",
]


class WordsMissing(ValueError):
    """A question, a request or a choice has no words; or there are fewer than two options."""


class DayMissing(ValueError):
    """The next review is agreed for a day after this one, and this one is not to come."""


class AlreadyDecided(ValueError):
    """The team answered this request before."""


class NotTheirTeam(ValueError):
    """Only somebody of the team says how its plan goes, or takes a plan on."""


@dataclass(frozen=True)
class Option:
    """One option as it is put: what it is, what speaks for it, what speaks against it."""

    words: str
    speaks_for: str = ""
    speaks_against: str = ""


@dataclass(frozen=True)
class Choice:
    """What was chosen, by whom, and with whom."""

    decided_by: DecisionMade.DecidedBy
    option_id: UUID | None = None
    words: str = ""
    with_whom: str = ""


def ask_to_decide(
    *,
    person_id: UUID,
    life_area: str,
    question: str,
    preferences: str,
    options: Sequence[Option],
    by: Viewer,
    at: datetime,
) -> SharedDecision:
    """Put options side by side with what matters to the person. Raises RecordNotFound and WordsMissing."""
    with transaction.atomic():
        locks.locked_person(person_id, life_area=life_area, by=by)
        said = [one for one in options if one.words.strip()]
        if not question.strip() or len(said) < 2:
            raise WordsMissing
        area = {"person_id": person_id, "life_area": life_area}
        asked: SharedDecision = SharedDecision.objects.create(
            **area,
            question=question.strip()[:300],
            preferences=preferences.strip(),
            asked_by_id=by.own_id,
            asked_at=at,
        )
        for one in said:
            DecisionOption.objects.create(
                **area,
                decision=asked,
                words=one.words.strip()[:300],
                speaks_for=one.speaks_for.strip(),
                speaks_against=one.speaks_against.strip(),
                added_by_id=by.own_id,
                added_at=at,
            )
        audit.record(by=by, at=at, action="ask-to-decide", **_event(asked, "decision"))
        return asked


def decide_together(*, decision_id: UUID, choice: Choice, by: Viewer, at: datetime) -> DecisionMade:
    """Write down what was chosen and who decided; an earlier choice is kept. Raises NotThere and WordsMissing."""
    with transaction.atomic():
        asked = queries.decision_seen(by, decision_id=decision_id)
        locks.locked_person(asked.person_id, life_area=asked.life_area, by=by)
        option = None
        if choice.option_id is not None:
            option = DecisionOption.objects.filter(pk=choice.option_id, decision=asked).first()
        if option is None and not choice.words.strip():
            raise WordsMissing
        made: DecisionMade = DecisionMade.objects.create(
            person_id=asked.person_id,
            life_area=asked.life_area,
            decision=asked,
            option=option,
            words=choice.words.strip(),
            decided_by=choice.decided_by,
            with_whom=choice.with_whom.strip()[:200],
            written_by_id=by.own_id,
            decided_at=at,
        )
        audit.record(by=by, at=at, action="decide-together", reason=choice.decided_by, **_event(asked, "decision"))
        return made


def ask_for_care(
    *, person_id: UUID, life_area: str, direction: CareRequest.Direction, words: str, by: Viewer, at: datetime
) -> CareRequest:
    """Ask the team for more care or for less; the clock to its answer runs from now.

    Raises RecordNotFound and WordsMissing.
    """
    with transaction.atomic():
        locks.locked_person(person_id, life_area=life_area, by=by)
        if not words.strip():
            raise WordsMissing
        request: CareRequest = CareRequest.objects.create(
            person_id=person_id,
            life_area=life_area,
            direction=direction,
            words=words.strip(),
            asked_by_id=by.own_id,
            asked_at=at,
        )
        audit.record(by=by, at=at, action="ask-for-care", reason=direction, **_event(request, "care-request"))
        return request


def decide_on_care(
    *,
    request_id: UUID,
    outcome: CareDecision.Outcome,
    words: str,
    members: Sequence[str],
    has_peer: bool,
    has_person: bool,
    by: Viewer,
    at: datetime,
) -> CareDecision:
    """Write down what the team decided on a request, and who was there.

    Raises NotThere, WordsMissing and AlreadyDecided.
    """
    with transaction.atomic():
        request = queries.care_request_seen(by, request_id=request_id)
        locks.locked_person(request.person_id, life_area=request.life_area, by=by)
        if not words.strip():
            raise WordsMissing
        if CareDecision.objects.filter(request=request).exists():
            raise AlreadyDecided
        decision: CareDecision = CareDecision.objects.create(
            person_id=request.person_id,
            life_area=request.life_area,
            request=request,
            outcome=outcome,
            words=words.strip(),
            members=[one.strip()[:120] for one in members if one.strip()],
            has_peer=has_peer,
            has_person=has_person,
            decided_by_id=by.own_id,
            decided_at=at,
        )
        audit.record(by=by, at=at, action="decide-on-care", reason=outcome, **_event(request, "care-request"))
        return decision


def hold_review(
    *,
    person_id: UUID,
    happened_on: date,
    is_with_person: bool,
    who_was_there: str,
    words: str,
    next_on: date,
    by: Viewer,
    at: datetime,
) -> Review:
    """Write down a look at the whole plan, and the day that was agreed for the next.

    Raises RecordNotFound and DayMissing.
    """
    with transaction.atomic():
        people_queries.person_supported(by, person_id=person_id)
        if happened_on > by.today or next_on <= happened_on:
            raise DayMissing
        review: Review = Review.objects.create(
            person_id=person_id,
            happened_on=happened_on,
            is_with_person=is_with_person,
            who_was_there=who_was_there.strip()[:300],
            words=words.strip(),
            next_on=next_on,
            held_by_id=by.own_id,
            recorded_at=at,
        )
        audit.record(
            by=by, at=at, action="hold-review", person_id=person_id, subject_kind="review", subject_id=review.pk
        )
        return review


def take_stance(*, goal_id: UUID, team_id: UUID, way: Stance.Way, words: str, by: Viewer, at: datetime) -> Stance:
    """Say whether a team's own plan goes the way of a goal; where it does not, the plan shows it until it does.

    Raises GoalNotFound, NotTheirTeam, and WordsMissing where it goes another way and nobody says which.
    """
    with transaction.atomic():
        goal = goal_queries.goal_seen(by, goal_id=goal_id)
        if team_id not in by.team_ids:
            raise NotTheirTeam
        if way == Stance.Way.OTHER and not words.strip():
            raise WordsMissing
        stance: Stance = Stance.objects.create(
            person_id=goal.person_id,
            life_area=goal.life_area,
            goal=goal,
            team_id=team_id,
            way=way,
            words=words.strip(),
            said_by_id=by.own_id,
            said_at=at,
        )
        audit.record(by=by, at=at, action="take-stance", reason=way, **_event(goal, "goal"))
        return stance


def hand_on_plan(*, person_id: UUID, to_team_id: UUID, words: str, by: Viewer, at: datetime) -> PlanHandover:
    """Hand a plan on to another team or unit with every goal in it; they say when they have read it.

    Nothing is copied: the plan is the person's, and goes with them. Raises RecordNotFound and NotThere.
    """
    with transaction.atomic():
        people_queries.person_supported(by, person_id=person_id)
        if not Team.objects.filter(pk=to_team_id).exists():
            raise NotThere
        goal_ids = list(Goal.objects.filter(person_id=person_id).order_by("set_at", "id").values_list("pk", flat=True))
        handover: PlanHandover = PlanHandover.objects.create(
            person_id=person_id,
            to_team_id=to_team_id,
            from_team_id=min(by.team_ids, default=None),
            goal_ids=goal_ids,
            words=words.strip(),
            sent_by_id=by.own_id,
            sent_at=at,
        )
        audit.record(
            by=by,
            at=at,
            action="hand-on-plan",
            person_id=person_id,
            subject_kind="plan-handover",
            subject_id=handover.pk,
        )
        return handover


def acknowledge_plan(*, handover_id: UUID, by: Viewer, at: datetime) -> PlanHandover:
    """Say that the team has the plan and every goal that came with it. Raises NotThere and NotTheirTeam."""
    with transaction.atomic():
        handover: PlanHandover | None = (
            PlanHandover.objects.visible_to(by).select_for_update().filter(pk=handover_id).first()
        )
        if handover is None:
            raise NotThere
        if handover.to_team_id not in by.team_ids:
            raise NotTheirTeam
        if handover.received_at is None:
            handover.received_at, handover.received_by_id = at, by.own_id
            handover.save(update_fields=["received_at", "received_by_id"])
        audit.record(
            by=by,
            at=at,
            action="acknowledge-plan",
            person_id=handover.person_id,
            subject_kind="plan-handover",
            subject_id=handover_id,
        )
        return handover


def _event(row: Any, kind: str) -> dict[str, Any]:
    return {"person_id": row.person_id, "life_areas": [row.life_area], "subject_kind": kind, "subject_id": row.pk}
