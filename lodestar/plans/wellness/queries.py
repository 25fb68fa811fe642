"""Reads of wellness plans. What opens to whom is the database's word, section by section."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, OuterRef, Subquery

from lodestar.access.viewers import Viewer
from lodestar.people.models import Person
from lodestar.plans.wellness.models import ChoiceAhead, RoutineSlot, Section, SectionWords, WarningSign


@dataclass(frozen=True)
class SectionRow:
    """One heading with its newest words."""

    section_id: UUID
    plan: str
    heading: str
    words: str
    written_at: datetime | None
    is_for_workers: bool
    is_for_emergency: bool


@dataclass(frozen=True)
class Wellness:
    """All of a person's wellness plan that opens to a viewer."""

    sections: tuple[SectionRow, ...]
    signs: tuple[WarningSign, ...]
    choices: tuple[ChoiceAhead, ...]

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is there, or nothing that opens."""
        return not (self.sections or self.signs or self.choices)


def wellness_of(viewer: Viewer, *, person_id: UUID) -> Wellness:
    """Return the sections, early signs and choices made ahead that open to `viewer`. Three queries."""
    seen = {"person_id": person_id, "person__in": Person.objects.visible_to(viewer)}
    newest = SectionWords.objects.filter(section_id=OuterRef("pk")).order_by("-written_at", "-id")
    sections = (
        Section.objects.filter(**seen, taken_out_at=None)
        .annotate(words=Subquery(newest.values("words")[:1]), written_at=Subquery(newest.values("written_at")[:1]))
        .order_by("begun_at", "id")
    )
    return Wellness(
        sections=tuple(
            SectionRow(
                one.pk, one.plan, one.heading, one.words or "", one.written_at, one.is_for_workers, one.is_for_emergency
            )
            for one in sections
        ),
        signs=tuple(WarningSign.objects.filter(**seen, taken_out_at=None).order_by("said_at", "id")),
        choices=tuple(ChoiceAhead.objects.filter(**seen, taken_back_at=None).order_by("kind", "made_on", "id")),
    )


def versions_of(viewer: Viewer, *, section_id: UUID) -> list[SectionWords]:
    """Return every version of a section of the viewer's own, the newest first."""
    rows = SectionWords.objects.filter(section_id=section_id, person__user_id=viewer.own_id)
    return list(rows.annotate(by=F("written_by__name")).order_by("-written_at", "-id"))


def routine_of(viewer: Viewer, *, person_id: UUID) -> list[RoutineSlot]:
    """Return the shape of the viewer's own week, by day and part of the day."""
    rows = RoutineSlot.objects.filter(person_id=person_id, person__user_id=viewer.own_id, taken_out_at=None)
    return sorted(rows, key=lambda slot: (slot.weekday, _PARTS.index(slot.part_of_day), slot.set_at))


_PARTS = [one.value for one in RoutineSlot.PartOfDay]
