"""Rows of how people of the stories keep well, and of what they decide together with their workers."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from lodestar.demo import rows, written
from lodestar.demo.histories import Writer
from lodestar.demo.population import Resident
from lodestar.plans.conversation.models import WorkImpact
from lodestar.plans.deciding.models import DecisionMade, DecisionOption, Review, SharedDecision
from lodestar.plans.wellness.models import ChoiceAhead, RoutineSlot, Section, SectionWords, Suggestion, WarningSign

WRITTEN_DAYS_AGO = 15


def add_keeping_well(writer: Writer, resident: Resident) -> None:
    """Add what a person of a story wrote and decided; nothing for anybody else."""
    said = written.read("keeping_well").get(resident.story.get("key", ""), {})
    if resident.user_id is None or not said:
        return
    # A source of chance of its own: more of this changes nothing else of the place.
    writer = replace(writer, rng=rows.stream(0, f"well:{resident.id}"))
    at = rows.moment(writer.on - timedelta(days=WRITTEN_DAYS_AGO), 19)
    sections = {one["heading"]: _add_section(writer, resident, one) for one in said.get("section", ())}
    for one in said.get("impact", ()):
        writer.made.add(
            WorkImpact,
            **_of(writer, resident),
            task=one["task"],
            what_happens=one["happens"],
            what_helps=one["helps"],
            said_by_id=resident.user_id,
            said_at=at,
        )
    if "suggestion" in said:
        offered = said["suggestion"]
        writer.made.add(
            Suggestion,
            **_of(writer, resident),
            section_id=sections[offered["heading"]],
            words=offered["words"],
            suggested_by_id=writer.workers[offered["by"]].id,
            suggested_at=at + timedelta(days=2),
        )
    for sign in said.get("sign", ()):
        writer.made.add(
            WarningSign,
            **_of(writer, resident),
            sign=sign["sign"],
            who_may_notice=sign["who"],
            what_i_want_done=sign["done"],
            is_for_workers=sign.get("workers", False),
            said_at=at,
        )
    for slot in said.get("slot", ()):
        writer.made.add(
            RoutineSlot,
            **_of(writer, resident),
            weekday=slot["weekday"],
            part_of_day=slot["part"],
            words=slot["words"],
            set_at=at,
        )
    for choice in said.get("choice", ()):
        day = writer.on - timedelta(days=choice["days_ago"])
        writer.made.add(
            ChoiceAhead,
            **_of(writer, resident),
            kind=choice["kind"],
            words=choice["words"],
            kept_where=choice["kept_where"],
            witness=choice["witness"],
            made_on=day,
            written_at=rows.moment(day, 19),
        )
    if "decision" in said:
        _add_decision(writer, resident, said["decision"])
    if "review" in said:
        _add_review(writer, resident, said["review"])


def _add_section(writer: Writer, resident: Resident, told: Mapping[str, Any]) -> UUID:
    at = rows.moment(writer.on - timedelta(days=WRITTEN_DAYS_AGO), 19)
    section = writer.made.add(
        Section,
        **_of(writer, resident),
        plan=told["plan"],
        heading=told["heading"],
        is_for_workers=told.get("workers", False),
        is_for_emergency=told.get("emergency", False),
        begun_at=at,
    )
    writer.made.add(
        SectionWords,
        **_of(writer, resident),
        section_id=section["id"],
        words=told["words"],
        written_by_id=resident.user_id,
        written_at=at,
    )
    section_id: UUID = section["id"]
    return section_id


def _add_decision(writer: Writer, resident: Resident, told: Mapping[str, Any]) -> None:
    worker = writer.workers[told["by"]]
    asked_at = rows.moment(writer.on - timedelta(days=told["days_ago"]), 10)
    area = {"life_area": told["area"]}
    asked = writer.made.add(
        SharedDecision,
        **_of(writer, resident),
        **area,
        question=told["question"],
        preferences=told["preferences"],
        asked_by_id=worker.id,
        asked_at=asked_at,
    )
    options = [
        writer.made.add(
            DecisionOption,
            **_of(writer, resident),
            **area,
            decision_id=asked["id"],
            words=words,
            speaks_for=speaks_for,
            speaks_against=speaks_against,
            added_by_id=worker.id,
            added_at=asked_at,
        )
        for words, speaks_for, speaks_against in told["options"]
    ]
    writer.made.add(
        DecisionMade,
        **_of(writer, resident),
        **area,
        decision_id=asked["id"],
        option_id=options[told["chosen"]]["id"],
        decided_by=told["decided_by"],
        with_whom=told["with_whom"],
        written_by_id=resident.user_id,
        decided_at=asked_at + timedelta(minutes=50),
    )


def _add_review(writer: Writer, resident: Resident, told: Mapping[str, Any]) -> None:
    day = writer.on - timedelta(days=told["days_ago"])
    writer.made.add(
        Review,
        **_of(writer, resident),
        happened_on=day,
        is_with_person=True,
        words=told["words"],
        next_on=writer.on + timedelta(days=told["next_in_days"]),
        held_by_id=writer.workers[told["by"]].id,
        recorded_at=rows.moment(day, 15),
    )


def _of(writer: Writer, resident: Resident) -> dict[str, Any]:
    return {"id": rows.new_id(writer.rng), "person_id": resident.id}
