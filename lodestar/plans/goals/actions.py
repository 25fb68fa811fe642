"""What happens to goals and next steps: they are set, said better, rated, turned, done. Nothing is ever deleted."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from lodestar.access import audit
from lodestar.access.viewers import Viewer
from lodestar.people import locks
from lodestar.people.models import Involvement, Person
from lodestar.people.supporting import queries as supporting
from lodestar.people.supporting.models import SupporterTask
from lodestar.plans import queries as plan_queries
from lodestar.plans.goals import queries
from lodestar.plans.goals.models import Goal, GoalRating, GoalTurn, GoalWords, PlanStep
from lodestar.plans.goals.queries import GoalNotFound, StepNotFound
from lodestar.rules import goals, versions
from lodestar.rules.goals import GoalState, NotTheirWords

__all__ = [
    "ChangedMeanwhile",
    "GoalNotFound",
    "NotTheirWords",
    "OnlyThePerson",
    "OutOfRange",
    "Owner",
    "OwnerUnknown",
    "StepNotFound",
    "WordsMissing",
    "add_step",
    "do_step",
    "drop_step",
    "rate_goal",
    "reword_goal",
    "set_goal",
    "turn_goal",
]

LONGEST_STEP = 300


class OnlyThePerson(ValueError):
    """Only the person says of their own goal that they did not reach it."""


class OutOfRange(ValueError):
    """A rating is a whole number from 0 to 10."""


class WordsMissing(ValueError):
    """A step has no words."""


class OwnerUnknown(LookupError):
    """Whoever is to take the step is not in this person's life here; choose somebody from the list."""


class ChangedMeanwhile(ValueError):
    """Somebody else said it another way in the meantime. `now` is what stands there; nothing was changed."""

    def __init__(self, now: str) -> None:
        """Keep the words that stand there now, to show both."""
        super().__init__("The words were changed meanwhile.")
        self.now = now


@dataclass(frozen=True)
class Owner:
    """Who takes a step: the person where nothing is given, else one worker, service or supporter by id."""

    worker_id: UUID | None = None
    service_id: UUID | None = None
    supporter_id: UUID | None = None


ME = Owner()


def set_goal(
    *,
    person_id: UUID,
    life_area: str,
    words: str,
    by: Viewer,
    at: datetime,
    need_id: UUID | None = None,
    goal_id: UUID | None = None,
) -> Goal:
    """Set a goal in the person's own words, kept exactly as they were said. The same `goal_id` twice sets one.

    Raises RecordNotFound for a stranger or a life area that does not open to `by`, NeedNotFound, and NotTheirWords.
    """
    with transaction.atomic():
        locks.locked_person(person_id, life_area=life_area, by=by)
        said = goals.kept_words(words)
        known: Goal | None = Goal.objects.filter(pk=goal_id, person_id=person_id).first() if goal_id else None
        if known is not None:
            return known
        if need_id is not None and plan_queries.need_seen(by, need_id=need_id).person_id != person_id:
            raise plan_queries.NeedNotFound
        given_id = {"pk": goal_id} if goal_id else {}
        goal = Goal.objects.create(
            **given_id, person_id=person_id, life_area=life_area, need_id=need_id, set_by_id=by.own_id, set_at=at
        )
        GoalWords.objects.create(**_about(goal, by, at), words=said)
        audit.record(by=by, at=at, action="set-goal", **_event(goal))
        return goal


def reword_goal(
    *, goal_id: UUID, seen: str, words: str, by: Viewer, at: datetime, is_correction: bool = False
) -> GoalWords:
    """Say a goal another way; the words before are kept. What is no correction begins its ratings anew.

    `seen` is what the writer had before their eyes. Raises GoalNotFound, NotTheirWords and ChangedMeanwhile.
    """
    with transaction.atomic():
        goal = _locked(goal_id, by)
        said = goals.kept_words(words)
        now: GoalWords | None = GoalWords.objects.filter(goal=goal).order_by("-said_at", "-id").first()
        assert now is not None, "a goal has words from its first moment"
        if _plain(now.words) != _plain(seen):
            raise ChangedMeanwhile(now.words)
        if _plain(said) == _plain(now.words):
            return now
        said_at = versions.dated(at, after=now.said_at)
        version = GoalWords.objects.create(**_about(goal, by, said_at), words=said, is_correction=is_correction)
        audit.record(by=by, at=at, action="reword-goal", **_event(goal))
        return version


def turn_goal(*, goal_id: UUID, state: GoalState, by: Viewer, at: datetime, learned: str = "") -> GoalTurn:
    """Say where a goal is now, and what the person takes from it. Raises GoalNotFound and OnlyThePerson."""
    with transaction.atomic():
        goal = _locked(goal_id, by)
        if state is GoalState.NOT_REACHED and goal.person.user_id != by.own_id:
            raise OnlyThePerson
        turn = GoalTurn.objects.create(**_about(goal, by, at), state=state, learned=learned.strip())
        audit.record(by=by, at=at, action="turn-goal", reason=state, **_event(goal))
        return turn


def rate_goal(*, goal_id: UUID, points: int, by: Viewer, at: datetime) -> GoalRating:
    """Write down how far along the person feels, from 0 to 10. Raises GoalNotFound and OutOfRange."""
    with transaction.atomic():
        goal = _locked(goal_id, by)
        if not 0 <= points <= 10:
            raise OutOfRange
        rating = GoalRating.objects.create(**_about(goal, by, at), points=points)
        audit.record(by=by, at=at, action="rate-goal", **_event(goal))
        return rating


def add_step(
    *,
    person_id: UUID,
    life_area: str,
    words: str,
    owner: Owner,
    by: Viewer,
    at: datetime,
    goal_id: UUID | None = None,
    need_id: UUID | None = None,
    due_on: date | None = None,
    is_urgent: bool = False,
    step_id: UUID | None = None,
) -> PlanStep:
    """Add a next step with its one owner. The same `step_id` twice adds one.

    A supporter is asked by the person alone, and reads nothing but the words of the step. Raises RecordNotFound,
    GoalNotFound, NeedNotFound, WordsMissing and OwnerUnknown.
    """
    with transaction.atomic():
        person = locks.locked_person(person_id, life_area=life_area, by=by)
        if not words.strip():
            raise WordsMissing
        known: PlanStep | None = PlanStep.objects.filter(pk=step_id, person=person).first() if step_id else None
        if known is not None:
            return known
        _check_belongs(person, goal_id, need_id, by)
        given_id = {"pk": step_id} if step_id else {}
        step: PlanStep = PlanStep.objects.create(
            **given_id,
            **_owned(person, owner, words, by, at),
            person=person,
            life_area=life_area,
            goal_id=goal_id,
            need_id=need_id,
            words=words.strip()[:LONGEST_STEP],
            due_on=due_on,
            is_urgent=is_urgent,
            set_by_id=by.own_id,
            set_at=at,
        )
        audit.record(by=by, at=at, action="add-step", **_step_event(step))
        return step


def do_step(*, step_id: UUID, by: Viewer, at: datetime) -> PlanStep:
    """Say that a step is done. Twice is once. Raises StepNotFound."""
    with transaction.atomic():
        step = _locked_step(step_id, by)
        if step.done_at is None:
            step.done_at = at
            step.save(update_fields=["done_at"])
        audit.record(by=by, at=at, action="do-step", **_step_event(step))
        return step


def drop_step(*, step_id: UUID, by: Viewer, at: datetime) -> None:
    """Take a step off the plan that nobody needs any more; it is kept. Raises StepNotFound."""
    with transaction.atomic():
        step = _locked_step(step_id, by)
        step.dropped_at = at
        step.save(update_fields=["dropped_at"])
        audit.record(by=by, at=at, action="drop-step", **_step_event(step))


def _locked(goal_id: UUID, by: Viewer) -> Goal:
    goal = queries.goal_seen(by, goal_id=goal_id)
    locks.locked_person(goal.person_id, life_area=goal.life_area, by=by)
    return goal


def _locked_step(step_id: UUID, by: Viewer) -> PlanStep:
    queries.step_seen(by, step_id=step_id)
    step: PlanStep = PlanStep.objects.select_for_update().get(pk=step_id)
    return step


def _about(goal: Goal, by: Viewer, at: datetime) -> dict[str, Any]:
    return {
        "person_id": goal.person_id,
        "goal": goal,
        "life_area": goal.life_area,
        "said_by_id": by.own_id,
        "said_at": at,
    }


def _event(goal: Goal) -> dict[str, Any]:
    return {
        "person_id": goal.person_id,
        "life_areas": [goal.life_area],
        "subject_kind": "goal",
        "subject_id": goal.pk,
    }


def _step_event(step: PlanStep) -> dict[str, Any]:
    return {
        "person_id": step.person_id,
        "life_areas": [step.life_area],
        "subject_kind": "plan-step",
        "subject_id": step.pk,
    }


def _check_belongs(person: Person, goal_id: UUID | None, need_id: UUID | None, by: Viewer) -> None:
    if goal_id is not None and queries.goal_seen(by, goal_id=goal_id).person_id != person.pk:
        raise GoalNotFound
    if need_id is not None and plan_queries.need_seen(by, need_id=need_id).person_id != person.pk:
        raise plan_queries.NeedNotFound


def _owned(person: Person, owner: Owner, words: str, by: Viewer, at: datetime) -> dict[str, Any]:
    """Return the columns of a step's owner; who it is has to be in the person's life."""
    if owner.worker_id is not None:
        theirs = Involvement.objects.current(by).filter(person=person, user_id=owner.worker_id)
        if not theirs.exclude(basis=Involvement.Basis.SELF).exists():
            raise OwnerUnknown
        return {"owner": PlanStep.Owner.WORKER, "worker_id": owner.worker_id}
    if owner.service_id is not None:
        return {"owner": PlanStep.Owner.SERVICE, "service_id": owner.service_id}
    if owner.supporter_id is None:
        return {"owner": PlanStep.Owner.ME}
    share = supporting.supporter_of(by, person_id=person.pk, supporter_id=owner.supporter_id)
    if share is None:
        raise OwnerUnknown
    task = SupporterTask.objects.create(
        person=person, supporter_id=share.supporter_id, words=words.strip()[:LONGEST_STEP], asked_at=at
    )
    return {"owner": PlanStep.Owner.SUPPORTER, "supporter_task": task, "supporter_name": share.name}


def _plain(words: str) -> str:
    # A browser sends line breaks its own way; that is no change.
    return words.replace("\r\n", "\n").strip()
