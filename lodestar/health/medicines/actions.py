"""What is done about medicines: a diary of side effects, a talk that is asked for, and its decision."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from lodestar.access import audit
from lodestar.access.viewers import Viewer
from lodestar.health.models import CLINICAL_CARE, MedicineTalk, SideEffect
from lodestar.people import locks
from lodestar.people.queries import RecordNotFound

AREAS = [CLINICAL_CARE]


class WordsMissing(ValueError):
    """A line of the diary says what was noticed; a decision says what was talked about."""


class DayRefused(ValueError):
    """The day is still to come."""


class AlreadyDecided(ValueError):
    """A colleague was first: the talk has a decision."""


class NotTheirsToDecide(Exception):
    """A person asks for a talk; what came of it is written down by the worker whom they had it with."""


@dataclass(frozen=True)
class Noticed:
    """One line of the diary. `bothers` goes from 1 (hardly) to 5 (very much)."""

    words: str
    noticed_on: date
    time_of_day: SideEffect.TimeOfDay
    bothers: int
    medicine: str = ""
    affects_work: bool = False
    work_words: str = ""


def write_side_effect(
    *,
    person_id: UUID,
    noticed: Noticed,
    by: Viewer,
    at: datetime,
    wants_talk: bool = False,
    talk_by: date | None = None,
    side_effect_id: UUID | None = None,
) -> SideEffect:
    """Write a line in the diary. One that gets in the way of work opens a talk, and so does one that asks for it.

    `talk_by` is a day before which the talk is needed, like the first day of a job. The same `side_effect_id` twice
    writes one line. Raises RecordNotFound (people.queries), WordsMissing and DayRefused.
    """
    with transaction.atomic():
        locks.locked_person(person_id, life_area=CLINICAL_CARE, by=by)
        known: SideEffect | None = SideEffect.objects.filter(pk=side_effect_id).first() if side_effect_id else None
        if known is not None:
            return known
        if not noticed.words.strip():
            raise WordsMissing
        if noticed.noticed_on > by.today:
            raise DayRefused
        line: SideEffect = SideEffect.objects.create(
            **({"pk": side_effect_id} if side_effect_id else {}),
            person_id=person_id,
            noticed_on=noticed.noticed_on,
            words=noticed.words.strip(),
            medicine=noticed.medicine.strip(),
            time_of_day=noticed.time_of_day,
            bothers=noticed.bothers,
            affects_work=noticed.affects_work,
            work_words=noticed.work_words.strip() if noticed.affects_work else "",
            written_by_id=by.own_id,
            written_at=at,
        )
        if noticed.affects_work or wants_talk:
            MedicineTalk.objects.create(
                person_id=person_id,
                because=MedicineTalk.Because.WORK if noticed.affects_work else MedicineTalk.Because.SIDE_EFFECT,
                side_effect=line,
                wanted_by=talk_by,
                asked_by_id=by.own_id,
                asked_at=at,
            )
        audit.record(
            by=by, at=at, action="write-side-effect", subject_kind="side-effect", subject_id=line.pk, **_of(person_id)
        )
        return line


def ask_for_talk(
    *,
    person_id: UUID,
    because: MedicineTalk.Because,
    by: Viewer,
    at: datetime,
    wanted_by: date | None = None,
    talk_id: UUID | None = None,
) -> MedicineTalk:
    """Ask for a talk about medicines. The same `talk_id` twice asks once. Raises RecordNotFound (people.queries)."""
    with transaction.atomic():
        locks.locked_person(person_id, life_area=CLINICAL_CARE, by=by)
        known: MedicineTalk | None = MedicineTalk.objects.filter(pk=talk_id).first() if talk_id else None
        if known is not None:
            return known
        talk: MedicineTalk = MedicineTalk.objects.create(
            **({"pk": talk_id} if talk_id else {}),
            person_id=person_id,
            because=because,
            wanted_by=wanted_by,
            asked_by_id=by.own_id,
            asked_at=at,
        )
        audit.record(
            by=by,
            at=at,
            action="ask-for-medicine-talk",
            subject_kind="medicine-talk",
            subject_id=talk.pk,
            **_of(person_id),
        )
        return talk


def decide_talk(
    *,
    talk_id: UUID,
    held_on: date,
    said: str,
    decision: MedicineTalk.Decision,
    by: Viewer,
    at: datetime,
    decision_words: str = "",
) -> MedicineTalk:
    """Write down what was talked about and decided: then the flag is closed, and by nothing else.

    Raises RecordNotFound, NotTheirsToDecide for the person themself, WordsMissing, DayRefused and AlreadyDecided.
    """
    with transaction.atomic():
        talk: MedicineTalk | None = MedicineTalk.objects.visible_to(by).select_for_update().filter(pk=talk_id).first()
        if talk is None:
            raise RecordNotFound
        if not by.is_staff:
            raise NotTheirsToDecide
        if talk.decision:
            raise AlreadyDecided
        if not said.strip():
            raise WordsMissing
        if held_on > by.today:
            raise DayRefused
        talk.held_on, talk.said = held_on, said.strip()
        talk.decision, talk.decision_words = decision, decision_words.strip()
        talk.decided_by_id, talk.decided_at = by.own_id, at
        talk.save()
        audit.record(
            by=by,
            at=at,
            action="decide-medicine-talk",
            subject_kind="medicine-talk",
            subject_id=talk.pk,
            **_of(talk.person_id),
        )
        return talk


def _of(person_id: UUID) -> dict[str, Any]:
    return {"person_id": person_id, "life_areas": AREAS}
