"""Reads of goals and next steps."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from lodestar.access.viewers import Viewer
from lodestar.people import queries as people_queries
from lodestar.people.models import Involvement, Person
from lodestar.people.supporting import queries as supporting
from lodestar.plans.goals.models import Goal, PlanStep
from lodestar.referrals.models import Referral
from lodestar.rules import goals, needs
from lodestar.rules.goals import GoalProgress, GoalState, GoalVersion, Rating
from lodestar.rules.life_areas import LifeArea


class GoalNotFound(LookupError):
    """There is no such goal, or none that this viewer may see: nobody is told which."""


class StepNotFound(LookupError):
    """There is no such step, or none that this viewer may see: nobody is told which."""


@dataclass(frozen=True)
class Version:
    """The words of a goal from a moment on."""

    words: str
    said_at: datetime
    said_by_name: str
    is_correction: bool


@dataclass(frozen=True)
class Turn:
    """Where a goal was from a moment on, and what the person took from it."""

    state: GoalState
    learned: str
    said_at: datetime
    said_by_name: str


@dataclass(frozen=True)
class StepRow:
    """One next step with its owner. `owner_name` is empty for the person, and for a supporter whom only they know."""

    step_id: UUID
    life_area: str
    goal_id: UUID | None
    need_id: UUID | None
    words: str
    owner: str
    owner_name: str
    worker_id: UUID | None
    is_urgent: bool
    due_on: date | None
    done_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Return whether it is still to be done."""
        return self.done_at is None


@dataclass(frozen=True)
class GoalRow:
    """One goal: its words with every version before, its states, ratings and steps."""

    goal_id: UUID
    life_area: str
    need_id: UUID | None
    versions: tuple[Version, ...]
    turns: tuple[Turn, ...]
    ratings: tuple[Rating, ...]
    progress: GoalProgress
    steps: tuple[StepRow, ...]

    @property
    def words(self) -> str:
        """Return the words that count now."""
        return self.versions[-1].words

    @property
    def state(self) -> GoalState:
        """Return where it is now; being worked on until somebody says otherwise."""
        return self.turns[-1].state if self.turns else GoalState.WORKING_ON_IT

    @property
    def is_live(self) -> bool:
        """Return whether it is being worked on."""
        return self.state is GoalState.WORKING_ON_IT


def goal_seen(viewer: Viewer, *, goal_id: UUID) -> Goal:
    """Return one goal that `viewer` may see. Raises GoalNotFound."""
    goal = Goal.objects.filter(pk=goal_id, person__in=Person.objects.visible_to(viewer)).first()
    if goal is None or goal.life_area not in people_queries.areas_open_to(viewer, person_id=goal.person_id):
        raise GoalNotFound
    return goal  # type: ignore[no-any-return]


def step_seen(viewer: Viewer, *, step_id: UUID) -> PlanStep:
    """Return one step that `viewer` may see, not dropped. Raises StepNotFound."""
    steps = PlanStep.objects.filter(pk=step_id, dropped_at=None, person__in=Person.objects.visible_to(viewer))
    step = steps.select_related("person").first()
    if step is None or step.life_area not in people_queries.areas_open_to(viewer, person_id=step.person_id):
        raise StepNotFound
    return step  # type: ignore[no-any-return]


@dataclass(frozen=True)
class PossibleOwner:
    """Somebody who may take a step: a slug of PlanStep.Owner, an id, and a name. Without an id: the person."""

    owner: str
    holder_id: UUID | None
    name: str


def possible_owners(viewer: Viewer, *, person: Person) -> list[PossibleOwner]:
    """Return who may take a step: the person, their workers, services they were asked to join, their supporters.

    Supporters are the person's own affair: nobody else is offered one. Three queries at most.
    """
    held = Involvement.objects.current(viewer).filter(person=person, user__isnull=False)
    workers = held.exclude(basis=Involvement.Basis.SELF).order_by("user__name").values_list("user_id", "user__name")
    services = Referral.objects.visible_to(viewer).filter(person=person).order_by("service__name")
    found = [PossibleOwner(PlanStep.Owner.ME, None, person.preferred_name)]
    found += [PossibleOwner(PlanStep.Owner.WORKER, pk, name) for pk, name in dict(workers).items()]
    found += [
        PossibleOwner(PlanStep.Owner.SERVICE, pk, name)
        for pk, name in dict(services.values_list("service_id", "service__name")).items()
    ]
    found += [
        PossibleOwner(PlanStep.Owner.SUPPORTER, share.supporter_id, share.name)
        for share in supporting.supporters_of(viewer, person_id=person.pk)
    ]
    return found


def steps_of(viewer: Viewer, *, person_id: UUID, life_areas: Collection[str]) -> list[StepRow]:
    """Return the steps of a plan that were not dropped: urgent ones first, then by the day they are due. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_STEPS, {"person": person_id, "areas": list(life_areas), "viewer": viewer.user_id})
        found = {str(row[0]): StepRow(*row) for row in cursor.fetchall()}
    tasks = [needs.ListedTask(key, LifeArea(row.life_area), row.is_urgent, row.due_on) for key, row in found.items()]
    return [found[task.key] for task in needs.urgent_first(tasks=tasks)]


def goals_of(
    viewer: Viewer, *, person_id: UUID, life_areas: Collection[str], steps: Collection[StepRow] | None = None
) -> list[GoalRow]:
    """Return a person's goals, the oldest first, each with its history. One query, and one for steps not given."""
    known = steps_of(viewer, person_id=person_id, life_areas=life_areas) if steps is None else steps
    for_goal: dict[UUID | None, list[StepRow]] = {}
    for step in known:
        for_goal.setdefault(step.goal_id, []).append(step)
    with connection.cursor() as cursor:
        cursor.execute(_GOALS, {"person": person_id, "areas": list(life_areas)})
        rows = cursor.fetchall()
    return [_goal_row(*row, steps=for_goal.get(row[0], []), today=viewer.today) for row in rows]


def goal_detail(viewer: Viewer, *, goal_id: UUID) -> GoalRow:
    """Return one goal with its history. Raises GoalNotFound."""
    goal = goal_seen(viewer, goal_id=goal_id)
    rows = goals_of(viewer, person_id=goal.person_id, life_areas=[goal.life_area])
    return next(row for row in rows if row.goal_id == goal_id)


def _goal_row(
    goal_id: UUID,
    life_area: str,
    need_id: UUID | None,
    *histories: str | None,
    steps: Collection[StepRow],
    today: date,
) -> GoalRow:
    said, turned, rated = (json.loads(rows or "[]") for rows in histories)
    versions = tuple(Version(words, _moment(at), by, is_correction) for words, at, by, is_correction in said)
    ratings = tuple(Rating(at=_moment(at), points=points, by_name=by) for points, at, by in rated)
    progress = goals.goal_progress(
        versions=[GoalVersion(one.words, one.said_at, one.is_correction) for one in versions],
        ratings=ratings,
        on=today,
    )
    return GoalRow(
        goal_id=goal_id,
        life_area=life_area,
        need_id=need_id,
        versions=versions,
        turns=tuple(Turn(GoalState(state), learned, _moment(at), by) for state, learned, at, by in turned),
        ratings=ratings,
        progress=progress,
        steps=tuple(steps),
    )


def _moment(said: str) -> datetime:
    return datetime.fromisoformat(said)


# Written out: put together by the ORM, the two cost as much as a page that shows three hundred steps and forty goals.
# The name of a supporter whom only the person knows is shown to nobody else.
_STEPS = """SELECT step.id, step.life_area, step.goal_id, step.need_id, step.words, step.owner,
    coalesce(worker.name, service.name, CASE WHEN person.user_id = %(viewer)s THEN step.supporter_name ELSE '' END),
    step.worker_id, step.is_urgent, step.due_on, step.done_at
FROM goals_planstep step
JOIN people_person person ON person.id = step.person_id
LEFT JOIN access_user worker ON worker.id = step.worker_id
LEFT JOIN directory_service service ON service.id = step.service_id
WHERE step.person_id = %(person)s AND step.life_area = ANY (%(areas)s) AND step.dropped_at IS NULL
ORDER BY step.set_at, step.id"""
_GOALS = """SELECT goal.id, goal.life_area, goal.need_id, said.rows::text, turned.rows::text, rated.rows::text
FROM goals_goal goal
JOIN (
    SELECT one.goal_id, json_agg(
        json_build_array(one.words, one.said_at, by.name, one.is_correction) ORDER BY one.said_at, one.id) AS rows
    FROM goals_goalwords one JOIN access_user by ON by.id = one.said_by_id
    WHERE one.person_id = %(person)s GROUP BY one.goal_id) said ON said.goal_id = goal.id
LEFT JOIN (
    SELECT one.goal_id, json_agg(
        json_build_array(one.state, one.learned, one.said_at, by.name) ORDER BY one.said_at, one.id) AS rows
    FROM goals_goalturn one JOIN access_user by ON by.id = one.said_by_id
    WHERE one.person_id = %(person)s GROUP BY one.goal_id) turned ON turned.goal_id = goal.id
LEFT JOIN (
    SELECT one.goal_id, json_agg(
        json_build_array(one.points, one.said_at, by.name) ORDER BY one.said_at, one.id) AS rows
    FROM goals_goalrating one JOIN access_user by ON by.id = one.said_by_id
    WHERE one.person_id = %(person)s GROUP BY one.goal_id) rated ON rated.goal_id = goal.id
WHERE goal.person_id = %(person)s AND goal.life_area = ANY (%(areas)s)
ORDER BY goal.set_at, goal.id"""
