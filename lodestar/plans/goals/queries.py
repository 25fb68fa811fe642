"""Reads of goals and next steps."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q
from django.db.models.functions import JSONObject

from lodestar.access.viewers import Viewer
from lodestar.people import queries as people_queries
from lodestar.people.models import Involvement, Person
from lodestar.people.supporting import queries as supporting
from lodestar.plans.goals.models import Goal, GoalRating, GoalTurn, GoalWords, PlanStep
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
    steps = PlanStep.objects.filter(person_id=person_id, life_area__in=life_areas, dropped_at=None).order_by(
        "set_at", "id"
    )
    # Plain values: three hundred steps as records, each with its worker and person, would cost as much as the page.
    known = steps.values(
        "pk",
        *("life_area", "goal_id", "need_id", "words", "owner", "supporter_name", "worker_id", "is_urgent", "due_on"),
        "done_at",
        worker_name=F("worker__name"),
        service_name=F("service__name"),
        own_id=F("person__user_id"),
    )
    found = {str(step["pk"]): _step_row(step, viewer) for step in known}
    tasks = [needs.ListedTask(key, LifeArea(row.life_area), row.is_urgent, row.due_on) for key, row in found.items()]
    return [found[task.key] for task in needs.urgent_first(tasks=tasks)]


def _step_row(step: dict[str, Any], viewer: Viewer) -> StepRow:
    is_own = step["own_id"] is not None and step["own_id"] == viewer.user_id
    supporter_name = step["supporter_name"] if is_own else ""
    return StepRow(
        step_id=step["pk"],
        life_area=step["life_area"],
        goal_id=step["goal_id"],
        need_id=step["need_id"],
        words=step["words"],
        owner=step["owner"],
        owner_name=step["worker_name"] or step["service_name"] or supporter_name,
        worker_id=step["worker_id"],
        is_urgent=step["is_urgent"],
        due_on=step["due_on"],
        done_at=step["done_at"],
    )


def goals_of(
    viewer: Viewer, *, person_id: UUID, life_areas: Collection[str], steps: Collection[StepRow] | None = None
) -> list[GoalRow]:
    """Return a person's goals, the oldest first, each with its history. One query, and one for steps not given."""
    rows = Goal.objects.filter(person_id=person_id, life_area__in=life_areas).order_by("set_at", "id")
    known = steps_of(viewer, person_id=person_id, life_areas=life_areas) if steps is None else steps
    for_goal: dict[UUID | None, list[StepRow]] = {}
    for step in known:
        for_goal.setdefault(step.goal_id, []).append(step)
    return [_goal_row(goal, for_goal.get(goal.pk, []), viewer.today) for goal in _with_history(rows)]


def goal_detail(viewer: Viewer, *, goal_id: UUID) -> GoalRow:
    """Return one goal with its history. Raises GoalNotFound."""
    goal = goal_seen(viewer, goal_id=goal_id)
    steps = steps_of(viewer, person_id=goal.person_id, life_areas=[goal.life_area])
    (row,) = _with_history(Goal.objects.filter(pk=goal_id))
    return _goal_row(row, [step for step in steps if step.goal_id == goal_id], viewer.today)


def _with_history(rows: Any) -> Any:
    said = {"at": "said_at", "by": F("said_by__name")}
    mine = Q(goal_id=OuterRef("pk"))
    return rows.annotate(
        said=ArraySubquery(
            GoalWords.objects.filter(mine)
            .order_by("said_at", "id")
            .values(row=JSONObject(words="words", is_correction="is_correction", **said))
        ),
        turned=ArraySubquery(
            GoalTurn.objects.filter(mine)
            .order_by("said_at", "id")
            .values(row=JSONObject(state="state", learned="learned", **said))
        ),
        rated=ArraySubquery(
            GoalRating.objects.filter(mine)
            .order_by("said_at", "id")
            .values(row=JSONObject(points="points", at="said_at", by="said_by__name"))
        ),
    )


def _goal_row(goal: Any, steps: Collection[StepRow], today: date) -> GoalRow:
    versions = tuple(
        Version(one["words"], datetime.fromisoformat(one["at"]), one["by"], one["is_correction"]) for one in goal.said
    )
    ratings = tuple(
        Rating(at=datetime.fromisoformat(one["at"]), points=one["points"], by_name=one["by"]) for one in goal.rated
    )
    progress = goals.goal_progress(
        versions=[GoalVersion(one.words, one.said_at, one.is_correction) for one in versions],
        ratings=ratings,
        on=today,
    )
    return GoalRow(
        goal_id=goal.pk,
        life_area=goal.life_area,
        need_id=goal.need_id,
        versions=versions,
        turns=tuple(
            Turn(GoalState(one["state"]), one["learned"], datetime.fromisoformat(one["at"]), one["by"])
            for one in goal.turned
        ),
        ratings=ratings,
        progress=progress,
        steps=tuple(steps),
    )
