"""Rows of what the people of the stories say for themselves: a crisis card, and messages with their answers."""

from datetime import timedelta

from lodestar.demo import rows, timelines, trail, written
from lodestar.demo.histories import Writer
from lodestar.demo.population import Resident
from lodestar.people.voice.models import CrisisCard, Message


def add_voice(writer: Writer, resident: Resident) -> None:
    """Add what a person of a story said; nothing for anybody else."""
    said = written.read("voices").get(resident.story.get("key", ""), {})
    if resident.user_id is None or "card" not in said:
        return
    writer.made.add(
        CrisisCard,
        id=rows.new_id(writer.rng),
        person_id=resident.id,
        written_by_id=resident.user_id,
        written_at=rows.moment(writer.on - timedelta(days=20), 19, 40),
        **said["card"],
    )
    for message in said.get("message", ()):
        _add_message(writer, resident, message)


def _add_message(writer: Writer, resident: Resident, message: dict[str, object]) -> None:
    worker = writer.workers[str(message["to"])]
    asked = writer.made.add(
        Message,
        id=rows.new_id(writer.rng),
        person_id=resident.id,
        kind="message",
        is_from_person=True,
        said_by_id=resident.user_id,
        said_at=rows.moment(writer.on - timedelta(days=_days(message, "days_ago")), 20, 15),
        words=message["words"],
        to_user_id=worker.id,
    )
    if "answer" not in message:
        return
    answered_on = timelines.weekday(writer.on - timedelta(days=_days(message, "answered_days_ago")))
    # Nobody answers before they were asked.
    at = max(rows.moment(answered_on, 9, 20), asked["said_at"] + timedelta(minutes=40))
    answer = writer.made.add(
        Message,
        id=rows.new_id(writer.rng),
        person_id=resident.id,
        kind="message",
        is_from_person=False,
        said_by_id=worker.id,
        said_at=at,
        words=message["answer"],
        answers_id=asked["id"],
    )
    trail.add_event(
        writer, worker, "answer-message", resident.id, [], at=at, subject_kind="message",
        subject_id=str(answer["id"]), reason="message",
    )  # fmt: skip


def _days(message: dict[str, object], name: str) -> int:
    return int(str(message[name]))
