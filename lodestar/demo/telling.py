"""Rows of what people of the stories tell for others, of whom they chose to support them, and of a no to figures."""

from datetime import timedelta
from random import Random
from typing import Any

from lodestar.access.models import User
from lodestar.demo import rows, written
from lodestar.demo.histories import Writer
from lodestar.demo.population import Resident
from lodestar.people.models import Consent
from lodestar.people.sharing.models import SharingChoice
from lodestar.people.sharing.queries import WHO_COUNTS
from lodestar.people.supporting.models import Supporter, SupporterTask
from lodestar.people.telling.models import Story, StoryShown, StoryText
from lodestar.rules.life_areas import LIFE_AREAS
from lodestar.rules.reach import Purpose


def add_telling(writer: Writer, resident: Resident) -> None:
    """Add what a person of a story tells and chose; nothing for anybody else."""
    said = written.read("voices").get(resident.story.get("key", ""), {})
    if resident.user_id is None:
        return
    # A stream of its own: more of this changes nothing else of the place.
    rng = rows.stream(0, f"telling:{resident.id}")
    for told in said.get("story", ()):
        _add_story(writer, resident, told, rng)
    for supporter in said.get("supporter", ()):
        _add_supporter(writer, resident, supporter, rng)
    if "no_to_figures_days_ago" in said:
        _add_objection(writer, resident, int(said["no_to_figures_days_ago"]), rng)


def _add_story(writer: Writer, resident: Resident, told: dict[str, Any], rng: Random) -> None:
    begun_at = rows.moment(writer.on - timedelta(days=told["days_ago"]), 20, 5)
    helper = writer.workers[told["helper"]] if "helper" in told else None
    story = writer.made.add(
        Story,
        id=rows.new_id(rng),
        person_id=resident.id,
        helper_id=helper.id if helper else None,
        known_as=resident.story["preferred_name"] if helper else "",
        begun_at=begun_at,
    )
    text = writer.made.add(
        StoryText,
        id=rows.new_id(rng),
        person_id=resident.id,
        story_id=story["id"],
        number=1,
        title=told["title"],
        words=told["words"],
        written_by_id=resident.user_id,
        written_at=begun_at,
    )
    if "places" not in told:
        return
    agreed_at = begun_at + timedelta(days=2)
    consent = writer.made.add(
        Consent,
        id=rows.new_id(rng),
        person_id=resident.id,
        purpose="story",
        life_areas=[],
        words=told["agreed"],
        how="online",
        asked_by_id=resident.user_id,
        given_at=agreed_at,
    )
    writer.made.add(
        StoryShown,
        id=rows.new_id(rng),
        person_id=resident.id,
        story_id=story["id"],
        text_id=text["id"],
        consent_id=consent["id"],
        public_id=rows.new_id(rng),
        told_as=told["told_as"],
        places=told["places"],
        service_id=writer.directory.services[told["service"]] if "service" in told else None,
        shown_at=agreed_at,
    )


def _add_supporter(writer: Writer, resident: Resident, chosen: dict[str, Any], rng: Random) -> None:
    """Add somebody whom the person chose, with a sign-in of their own and the password of the place."""
    user_id = rows.new_id(rng)
    password = writer.made.of(User)[0]["password"]
    writer.made.add(User, id=user_id, email=chosen["email"], name=chosen["name"], password=password, is_synthetic=True)
    invited_at = rows.moment(writer.on - timedelta(days=chosen["days_ago"]), 18)
    supporter = writer.made.add(
        Supporter,
        id=rows.new_id(rng),
        person_id=resident.id,
        user_id=user_id,
        name=chosen["name"],
        email=chosen["email"],
        known_as=resident.story["preferred_name"],
        life_areas=chosen["life_areas"],
        has_crisis_card=True,
        code_hash="!",
        invited_at=invited_at,
        accepted_at=invited_at + timedelta(hours=2),
    )
    writer.made.add(
        SupporterTask,
        id=rows.new_id(rng),
        person_id=resident.id,
        supporter_id=supporter["id"],
        words=chosen["task"],
        asked_at=invited_at,
    )


def _add_objection(writer: Writer, resident: Resident, days_ago: int, rng: Random) -> None:
    day = writer.on - timedelta(days=days_ago)
    writer.made.add(
        SharingChoice,
        id=rows.new_id(rng),
        person_id=resident.id,
        role=WHO_COUNTS,
        life_areas=[area.value for area in LIFE_AREAS],
        purposes=[Purpose.EVALUATION.value],
        how="online",
        said_by_id=resident.user_id,
        said_at=rows.moment(day, 19, 30),
        starts_on=day,
    )
