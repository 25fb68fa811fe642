"""The whole plan at once, for the one page that shows it: bounded queries, however much is in it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lodestar.access.viewers import Viewer
from lodestar.people import queries as people_queries
from lodestar.plans import queries as plan_queries
from lodestar.plans.all_said import LastConversation, SaidOfArea, all_said
from lodestar.plans.conversation import helps
from lodestar.plans.conversation.queries import Decision, Wish
from lodestar.plans.deciding.queries import Conflict
from lodestar.plans.goals import queries as goal_queries
from lodestar.plans.goals.queries import GoalRow, StepRow
from lodestar.plans.queries import NeedRow
from lodestar.referrals.queries import Standing
from lodestar.rules import support_gaps
from lodestar.rules.needs import WorkTopic
from lodestar.rules.service_kinds import Help
from lodestar.rules.support_gaps import DatedSupport, SupportAnswer


@dataclass(frozen=True)
class PlannedNeed:
    """One need with what it came to, its steps and its referrals."""

    row: NeedRow
    is_urgent: bool
    decision: Decision | None
    steps: tuple[StepRow, ...]


@dataclass(frozen=True)
class HelpLine:
    """One kind of help: what is known today of wanted, offered and received, and the days."""

    help: Help
    answer: SupportAnswer
    story: DatedSupport


@dataclass(frozen=True)
class PlannedArea:
    """One life area of the plan. `steps` are those that are still to be done, urgent ones first."""

    life_area: str
    said: SaidOfArea | None
    needs: tuple[PlannedNeed, ...]
    goals: tuple[GoalRow, ...]
    steps: tuple[StepRow, ...]
    helps: tuple[HelpLine, ...]
    referrals: tuple[Standing, ...]
    other_referrals: tuple[Standing, ...]

    @property
    def is_empty(self) -> bool:
        """Return whether nothing was said here yet."""
        return not (self.said or self.needs or self.goals or self.steps or self.referrals or self.other_referrals)


@dataclass(frozen=True)
class WholePlan:
    """A person's plan as far as it opens to a viewer."""

    areas: tuple[PlannedArea, ...]
    steps: tuple[StepRow, ...]
    work: dict[WorkTopic, Wish]
    conversation: LastConversation | None
    conflicts: tuple[Conflict, ...]

    @property
    def open_steps(self) -> tuple[StepRow, ...]:
        """Return what is still to be done in the whole plan, urgent ones first."""
        return tuple(step for step in self.steps if step.is_open)

    @property
    def kept_goals(self) -> tuple[GoalRow, ...]:
        """Return the goals that came to something: reached, learned from, changed, set aside. They are kept."""
        return tuple(goal for area in self.areas for goal in area.goals if not goal.is_live)


def whole_plan(viewer: Viewer, *, person_id: UUID, life_areas: Collection[str] | None = None) -> WholePlan:
    """Return a person's plan, one entry for each life area that opens to `viewer`. Five queries.

    `life_areas` are those that open to `viewer`, where they are known already; asking for them is one query more.
    """
    areas = people_queries.areas_open_to(viewer, person_id=person_id) if life_areas is None else tuple(life_areas)
    rows = plan_queries.plan_by_area(viewer, person_id=person_id, life_areas=areas)
    steps = tuple(goal_queries.steps_of(viewer, person_id=person_id, life_areas=areas))
    goals = goal_queries.goals_of(viewer, person_id=person_id, life_areas=areas, steps=steps)
    said = all_said(person_id=person_id, life_areas=areas)
    for_need = _grouped(steps, "need_id")
    in_area = _grouped(steps, "life_area")
    found = []
    for row in rows:
        needs = [
            PlannedNeed(
                row=need,
                is_urgent=need.need_id in said.urgent,
                decision=said.decisions.get(need.need_id),
                steps=tuple(for_need.get(need.need_id, ())),
            )
            for need in row.needs
        ]
        found.append(
            PlannedArea(
                life_area=row.life_area,
                said=said.of_areas.get(row.life_area),
                needs=tuple(sorted(needs, key=lambda need: not need.is_urgent)),
                goals=tuple(goal for goal in goals if goal.life_area == row.life_area),
                steps=tuple(step for step in in_area.get(row.life_area, ()) if step.is_open),
                helps=_help_lines(row.life_area, said.support, viewer.today),
                referrals=row.referrals,
                other_referrals=row.other_referrals,
            )
        )
    return WholePlan(
        areas=tuple(found),
        steps=steps,
        work=said.work,
        conversation=said.conversation,
        conflicts=said.conflicts,
    )


def _grouped(steps: Collection[StepRow], field: str) -> dict[object, list[StepRow]]:
    grouped: dict[object, list[StepRow]] = {}
    for step in steps:
        grouped.setdefault(getattr(step, field), []).append(step)
    return grouped


def _help_lines(life_area: str, stories: dict[Help, DatedSupport], on: date) -> tuple[HelpLine, ...]:
    return tuple(
        HelpLine(one, support_gaps.answer_on(stories[one], on=on), stories[one])
        for one in helps.helps_of(life_area)
        if one in stories
    )
