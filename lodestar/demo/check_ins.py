"""Rows of check-ins: eighteen months of DIALOG and our own questions, a conversation here and there, safety first.

Levels and changes follow the published ones: life about 4.65, work lowest, meetings highest, a rise of about half a
point.  Source: East London NHS Foundation Trust, as in domain facts §2.3.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from lodestar.demo import rows, timelines, trail, written
from lodestar.demo.histories import Writer
from lodestar.demo.population import Resident
from lodestar.demo.staff import Circle, Knowing, Worker
from lodestar.outcomes.models import (
    AgreedAction,
    Answer,
    CheckIn,
    InstrumentSwitch,
    OwnAnswer,
    SafetyNotice,
    SafetyTask,
    TalkedArea,
)
from lodestar.rules import own_questions

CLINICAL_CARE = "clinical-care"
HISTORY_DAYS = 540
EVERY_DAYS = 182
# Share of people with a first check-in, and with each one that should follow (assumed; missing more often later).
WITH_BASELINE, WITH_NEXT = 0.65, 0.75
# Mean by item, from 1 to 7, and how much it rises by the second check-in.
LEVELS = (4.4, 4.6, 4.05, 4.9, 4.6, 4.7, 4.9, 5.1, 4.9, 5.2, 5.5)
RISES = (0.94, 0.3, 0.3, 0.3, 0.4, 0.4, 0.34, 0.3, 0.4, 0.4, 0.3)
SPREAD = 1.1
PHQ = "phq-9"


def add_switches(made: rows.Rows, *, lead: Worker, on: date, seed: int) -> None:
    """Add what the information lead decided: PHQ-9 and GAD-7 are used here, and nothing that needs a licence."""
    rng = rows.stream(seed, "instruments")
    since = on - timedelta(days=400)
    for code in (PHQ, "gad-7"):
        made.add(
            InstrumentSwitch,
            id=rows.new_id(rng),
            instrument=code,
            is_on=True,
            valid_from=since,
            decided_by_id=lead.id,
            decided_at=rows.moment(since, 10),
        )


def add_check_ins(writer: Writer, resident: Resident, circle: Circle) -> None:
    """Add a person's check-ins: their own where they sign in, else together with their key worker."""
    # A source of chance of its own: one more check-in changes nothing else of the place.
    writer = replace(writer, rng=rows.stream(0, f"check-ins:{resident.id}"))
    knowing = next((one for one in circle.key_workers if CLINICAL_CARE in one.life_areas), None)
    if knowing is None and resident.user_id is None:
        return
    if not resident.story and writer.rng.random() > WITH_BASELINE:
        return
    person = writer.rng.gauss(0, SPREAD * 0.7)
    days = _days(writer, resident, knowing)
    for number, day in enumerate(days):
        worker = writer.workers[knowing.worker] if knowing and resident.user_id is None else None
        check_in_id = _add_dialog(writer, resident, day, worker, person, number)
        if number == len(days) - 1 and worker is not None and writer.rng.random() < 0.35:
            _add_conversation(writer, resident, day, worker, check_in_id)
    if knowing is not None and knowing.until is None and writer.rng.random() < 0.12:
        _add_phq(writer, resident, knowing)


def _days(writer: Writer, resident: Resident, knowing: Knowing | None) -> list[date]:
    since = max(knowing.since if knowing else resident.came_on, writer.on - timedelta(days=HISTORY_DAYS))
    until = min(knowing.until or writer.on, writer.on) if knowing and resident.user_id is None else writer.on
    day = since + timedelta(days=writer.rng.randint(3, 28))
    found = []
    while day < until:
        found.append(timelines.weekday(day))
        if not resident.story and writer.rng.random() > WITH_NEXT:
            break
        day += timedelta(days=84 if resident.story else EVERY_DAYS + writer.rng.randint(-20, 20))
    return found


def _add_dialog(
    writer: Writer, resident: Resident, day: date, worker: Worker | None, person: float, number: int
) -> UUID:
    rng = writer.rng
    by_id = worker.id if worker else resident.user_id
    at = rows.moment(day, rng.randint(9, 17) if worker else rng.randint(18, 21), rng.randrange(60))
    asked = [row for row in own_questions.all_questions() if row.holds_on(day)]
    check_in_id: UUID = writer.made.add(
        CheckIn,
        id=rows.new_id(rng),
        person_id=resident.id,
        instruments=["dialog"],
        own_questions=[row.code.value for row in asked],
        how=CheckIn.How.TOGETHER if worker else CheckIn.How.BY_PERSON,
        begun_by_id=by_id,
        begun_at=at,
        finished_at=at + timedelta(minutes=14),
    )["id"]
    rise = min(number, 2) * (0.7 if number else 0)
    for item, (level, gain) in enumerate(zip(LEVELS, RISES, strict=True), start=1):
        value = max(1, min(7, round(rng.gauss(level + person + gain * rise, SPREAD * 0.6))))
        is_passed_over = rng.random() < 0.03
        writer.made.add(
            Answer,
            id=rows.new_id(rng),
            person_id=resident.id,
            check_in_id=check_in_id,
            instrument="dialog",
            item=item,
            value=None if is_passed_over else value,
            wants_more_help=value <= 3 and not is_passed_over and rng.random() < 0.6,
            answered_by_id=by_id,
            answered_at=at + timedelta(minutes=item),
        )
    for row in asked:
        _add_own(writer, resident, row, check_in_id, by_id, at + timedelta(minutes=12))
    if worker is not None:
        trail.add_event(
            writer, worker, "finish-check-in", resident.id, [CLINICAL_CARE], at=at + timedelta(minutes=14),
            subject_kind="check-in", subject_id=str(check_in_id),
        )  # fmt: skip
    return check_in_id


def _add_own(
    writer: Writer, resident: Resident, row: own_questions.QuestionRow, check_in_id: UUID, by_id: Any, at: Any
) -> None:
    # About 46 percent have as much contact as they want; the rest of the answers are assumed.
    weights = (46, 24, 20, 10) if row.code == "social-contact" else (30, 30, 20, 12, 8)[: len(row.answers)]
    answer = writer.rng.choices(row.answers, weights[: len(row.answers)])[0]
    writer.made.add(
        OwnAnswer,
        id=rows.new_id(writer.rng),
        person_id=resident.id,
        check_in_id=check_in_id,
        life_area=row.life_area.value,
        question=row.code.value,
        answer=own_questions.NOT_SAID if writer.rng.random() < 0.05 else answer,
        answered_by_id=by_id,
        answered_at=at,
    )


def _add_conversation(writer: Writer, resident: Resident, day: date, worker: Worker, check_in_id: UUID) -> None:
    said: Mapping[str, Sequence[str]] = written.read("health")
    at = rows.moment(day, 17, 30)
    for item in sorted(writer.rng.sample(range(1, 9), 2)):
        area_id = writer.made.add(
            TalkedArea,
            id=rows.new_id(writer.rng),
            person_id=resident.id,
            check_in_id=check_in_id,
            item=item,
            understanding=writer.one_of(said["notes"]),
            strengths=writer.one_of(said["strengths"]),
            written_at=at,
        )["id"]
        due_on = day + timedelta(days=28)
        writer.made.add(
            AgreedAction,
            id=rows.new_id(writer.rng),
            person_id=resident.id,
            talked_area_id=area_id,
            words=writer.one_of(said["agreed"]),
            owner=writer.one_of(("person", "worker")),
            due_on=due_on,
            agreed_by_id=worker.id,
            agreed_at=at,
            done_at=rows.moment(due_on, 12) if due_on < writer.on and writer.rng.random() < 0.7 else None,
        )


def _add_phq(writer: Writer, resident: Resident, knowing: Knowing) -> None:
    """Add a PHQ-9 from paper; where it asks for help first there is a task, open only if it came yesterday."""
    rng, worker = writer.rng, writer.workers[knowing.worker]
    is_raised = rng.random() < 0.25
    day = timelines.weekday(writer.on - timedelta(days=1 if is_raised and rng.random() < 0.3 else rng.randint(5, 90)))
    if day <= knowing.since:
        return
    at = rows.moment(day, 11, rng.randrange(60))
    check_in_id = writer.made.add(
        CheckIn,
        id=rows.new_id(rng),
        person_id=resident.id,
        instruments=[PHQ],
        own_questions=[],
        how=CheckIn.How.FROM_PAPER,
        begun_by_id=worker.id,
        begun_at=at,
        finished_at=at + timedelta(minutes=6),
    )["id"]
    for item in range(1, 10):
        writer.made.add(
            Answer,
            id=rows.new_id(rng),
            person_id=resident.id,
            check_in_id=check_in_id,
            instrument=PHQ,
            item=item,
            value=rng.randint(0, 3) if item < 9 else int(is_raised),
            answered_by_id=worker.id,
            answered_at=at,
        )
    if is_raised:
        _add_safety(writer, resident, worker, check_in_id, day)


def _add_safety(writer: Writer, resident: Resident, worker: Worker, check_in_id: UUID, day: date) -> None:
    at = rows.moment(day, 11, 40)
    is_open = (writer.on - day).days <= 4
    task_id = writer.made.add(
        SafetyTask,
        id=rows.new_id(writer.rng),
        person_id=resident.id,
        check_in_id=check_in_id,
        instrument=PHQ,
        item=9,
        raised_by_id=worker.id,
        raised_at=at,
        acknowledged_by_id=None if is_open else worker.id,
        acknowledged_at=None if is_open else at + timedelta(minutes=50),
        words="" if is_open else writer.one_of(written.read("health")["answered"]),
    )["id"]
    writer.made.add(
        SafetyNotice,
        id=rows.new_id(writer.rng),
        person_id=resident.id,
        task_id=task_id,
        to_user_id=worker.id,
        sent_at=at,
    )
