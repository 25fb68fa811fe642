"""Saying a circumstance, and that it no longer holds."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from lodestar.access import audit
from lodestar.access.viewers import Viewer
from lodestar.people import locks
from lodestar.people.circumstances.models import Circumstance
from lodestar.rules import circumstances
from lodestar.rules.circumstances import AgreedBy, CircumstanceKind


class CircumstanceNotFound(LookupError):
    """There is no such circumstance in force, or none that this viewer may see."""


def say_circumstance(
    *, person_id: UUID, kind: CircumstanceKind, agreed_by: AgreedBy, by: Viewer, at: datetime, words: str = ""
) -> Circumstance:
    """Write down a circumstance with who agreed to it. Said again, the words are added to and nothing is doubled.

    Raises RecordNotFound (people.queries) and CircumstanceRefused (rules.circumstances).
    """
    area = circumstances.KINDS[kind].life_area.value
    with transaction.atomic():
        person = locks.locked_person(person_id, life_area=area, by=by)
        circumstances.check_circumstance(kind=kind, agreed_by=agreed_by, born_on=person.born_on, on=by.today)
        said = Circumstance.objects.filter(person=person, kind=kind.value, ends_on=None).first()
        if said is None:
            said = Circumstance(person=person, kind=kind.value, life_area=area, starts_on=by.today)
        said.words = words.strip() or said.words
        said.agreed_by, said.said_by_id, said.said_at = agreed_by.value, by.own_id, at
        said.save()
        audit.record(by=by, at=at, action="say-circumstance", **_about(said))
        return said


def end_circumstance(*, circumstance_id: UUID, by: Viewer, at: datetime) -> None:
    """Say that a circumstance no longer holds from today. Raises CircumstanceNotFound."""
    with transaction.atomic():
        said = (
            Circumstance.objects.visible_to(by)
            .filter(pk=circumstance_id, ends_on=None)
            .select_for_update(of=("self",))
            .first()
        )
        if said is None:
            raise CircumstanceNotFound
        said.ends_on = by.today
        said.save(update_fields=["ends_on"])
        audit.record(by=by, at=at, action="end-circumstance", **_about(said))


def _about(said: Circumstance) -> dict[str, Any]:
    return {
        "person_id": said.person_id,
        "life_areas": [said.life_area],
        "subject_kind": "circumstance",
        "subject_id": said.pk,
    }
