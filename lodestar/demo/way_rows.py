"""Rows of a way that somebody of the stories has before them: where they are, what must happen, who decides."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from lodestar.demo import rows
from lodestar.demo.histories import Writer
from lodestar.demo.population import Resident
from lodestar.plans.ways.models import Way, WayNow, WayPoint, WayTurn


def add_way(writer: Writer, resident: Resident, said: Mapping[str, Any]) -> None:
    """Add one way with all that was said of it. Days are days from the demo's today; those before have a minus."""
    worker = writer.workers[said["by"]]
    about = {"person_id": resident.id, "life_area": said["area"]}
    begun_at = rows.moment(writer.on - timedelta(days=said["days_ago"]), 14)
    way = writer.made.add(
        Way,
        id=rows.new_id(writer.rng),
        **about,
        kind=said["kind"],
        heading_to=said["heading_to"],
        begun_by_id=worker.id,
        begun_at=begun_at,
    )
    for days_ago, words in said["now"]:
        writer.made.add(
            WayNow,
            id=rows.new_id(writer.rng),
            **about,
            way_id=way["id"],
            words=words,
            said_by_id=worker.id,
            said_at=rows.moment(writer.on - timedelta(days=days_ago), 14, 10),
        )
    for number, point in enumerate(said["points"]):
        added_at = begun_at + timedelta(minutes=number + 1)
        made = writer.made.add(
            WayPoint,
            id=rows.new_id(writer.rng),
            **about,
            way_id=way["id"],
            words=point["words"],
            decider=point["decider"],
            decider_name=point["name"],
            added_by_id=worker.id,
            added_at=added_at,
        )
        turns = [("to-come", point["on"], added_at)]
        if "happened" in point:
            at = rows.moment(writer.on + timedelta(days=point["happened"] + 1), 9, 45)
            turns.append(("happened", point["happened"], at))
        for state, day, said_at in turns:
            writer.made.add(
                WayTurn,
                id=rows.new_id(writer.rng),
                **about,
                point_id=made["id"],
                state=state,
                target_on=writer.on + timedelta(days=day),
                said_by_id=worker.id,
                said_at=said_at,
            )
