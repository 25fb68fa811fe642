"""Rows of plans of the people of the stories: goals, next steps, what is said of each part of life, and work."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from lodestar.demo import rows, trail, way_rows, written
from lodestar.demo.histories import Writer
from lodestar.demo.population import Resident
from lodestar.plans.conversation import helps
from lodestar.plans.conversation.models import (
    AreaWords,
    Conversation,
    NeedDecision,
    SupportWish,
    WorkWish,
)
from lodestar.plans.goals.models import Goal, GoalRating, GoalTurn, GoalWords, PlanStep
from lodestar.plans.models import Need
from lodestar.rules.service_kinds import Help


def add_plan(writer: Writer, resident: Resident, need_ids: Mapping[int, UUID]) -> None:
    """Add the plan of a person of a story; nothing for anybody else."""
    said = written.read("plans").get(resident.story.get("key", ""), {})
    if resident.user_id is None or not said:
        return
    # A source of chance of its own: a longer plan changes nothing else of the place.
    writer = replace(writer, rng=rows.stream(0, f"plan:{resident.id}"))
    _add_conversation(writer, resident, said)
    for goal in said.get("goal", ()):
        _add_goal(writer, resident, goal)
    steps = [_add_step(writer, resident, step) for step in said.get("step", ())]
    for decision in said.get("decision", ()):
        step = steps[decision["step"]] if "step" in decision else None
        _add_decision(writer, resident, decision, need_ids[decision["need"]], step)
    if "way" in said:
        # Drawn from a stream of its own too, so that a way changes no row of the plan.
        way_rows.add_way(replace(writer, rng=rows.stream(0, f"way:{resident.id}")), resident, said["way"])


def _add_conversation(writer: Writer, resident: Resident, said: Mapping[str, Any]) -> None:
    if talked := said.get("talked"):
        worker = writer.workers[talked["by"]]
        begun_at = _at(writer, talked["days_ago"], 11)
        writer.made.add(
            Conversation,
            id=rows.new_id(writer.rng),
            person_id=resident.id,
            held_by="both",
            begun_by_id=worker.id,
            begun_at=begun_at,
            finished_at=_at(writer, talked["finished_days_ago"], 12) if "finished_days_ago" in talked else None,
        )
        trail.add_event(writer, worker, "begin-conversation", resident.id, [], at=begun_at)
    for area in said.get("area", ()):
        writer.made.add(
            AreaWords,
            **_said(writer, resident, area["days_ago"]),
            life_area=area["area"],
            where_i_am=area.get("now", ""),
            what_i_want=area.get("want", ""),
            in_place=area.get("in_place", ""),
        )
    for work in said.get("work", ()):
        writer.made.add(
            WorkWish,
            **_said(writer, resident, work["days_ago"]),
            topic=work["topic"],
            answer=work["answer"],
            words=work.get("words", ""),
            support=work.get("support", ""),
            next_step=work.get("next_step", ""),
        )
    for one in said.get("help", ()):
        _add_help(writer, resident, one)


def _add_help(writer: Writer, resident: Resident, told: Mapping[str, Any]) -> None:
    for said in SupportWish.Said:
        key = f"{said.value.replace('-', '_')}_days_ago"
        if key in told:
            writer.made.add(
                SupportWish,
                **_said(writer, resident, told[key]),
                life_area=helps.area_of(Help(told["kind"])),
                help=told["kind"],
                said=said.value,
                on=_day(writer, told[key]),
            )


def _add_goal(writer: Writer, resident: Resident, told: Mapping[str, Any]) -> None:
    set_at = _at(writer, told["days_ago"], 14)
    goal_id = writer.made.add(
        Goal,
        id=rows.new_id(writer.rng),
        person_id=resident.id,
        life_area=told["area"],
        set_by_id=resident.user_id,
        set_at=set_at,
    )["id"]
    about = {"goal_id": goal_id, "life_area": told["area"]}
    writer.made.add(GoalWords, **_said(writer, resident, told["days_ago"], 14), **about, words=told["words"])
    for days_ago, points in told.get("ratings", ()):
        writer.made.add(GoalRating, **_said(writer, resident, days_ago, 15), **about, points=points)
    if "state" in told:
        writer.made.add(
            GoalTurn,
            **_said(writer, resident, told["state_days_ago"], 16),
            **about,
            state=told["state"],
            learned=told.get("learned", ""),
        )


def _add_step(writer: Writer, resident: Resident, told: Mapping[str, Any]) -> UUID:
    kind, _, service = told["owner"].partition(":")
    worker = writer.workers.get(kind)
    owner = {"owner": "worker", "worker_id": worker.id} if worker else {"owner": kind}
    if service:
        owner["service_id"] = writer.directory.services[service]
    step_id: UUID = writer.made.add(
        PlanStep,
        id=rows.new_id(writer.rng),
        person_id=resident.id,
        life_area=told["area"],
        words=told["words"],
        **owner,
        is_urgent=told.get("urgent", False),
        due_on=writer.on + timedelta(days=told["due_in_days"]) if "due_in_days" in told else None,
        set_by_id=worker.id if worker else resident.user_id,
        set_at=_at(writer, told["days_ago"], 14),
        done_at=_at(writer, told["done_days_ago"], 18) if "done_days_ago" in told else None,
    )["id"]
    return step_id


def _add_decision(
    writer: Writer, resident: Resident, told: Mapping[str, Any], need_id: UUID, step_id: UUID | None
) -> None:
    area = next(row["life_area"] for row in writer.made.of(Need) if row["id"] == need_id)
    writer.made.add(
        NeedDecision,
        **_said(writer, resident, told["days_ago"], 12),
        life_area=area,
        need_id=need_id,
        disposition=told["comes_to"],
        step_id=step_id,
        look_again_on=writer.on + timedelta(days=told["again_in_days"]) if "again_in_days" in told else None,
        words=told.get("words", ""),
        said_by_person=True,
    )


def _said(writer: Writer, resident: Resident, days_ago: int, hour: int = 11) -> dict[str, Any]:
    return {
        "id": rows.new_id(writer.rng),
        "person_id": resident.id,
        "said_by_id": resident.user_id,
        "said_at": _at(writer, days_ago, hour),
    }


def _day(writer: Writer, days_ago: int) -> date:
    return writer.on - timedelta(days=days_ago)


def _at(writer: Writer, days_ago: int, hour: int) -> datetime:
    return rows.moment(_day(writer, days_ago), hour)
