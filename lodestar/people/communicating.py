"""What to know before speaking with a person or writing to them, for whoever may see their record."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from lodestar.access.viewers import Viewer
from lodestar.people.models import CommunicationNeed, Person
from lodestar.rules import communication_needs
from lodestar.rules.communication_needs import Kind, Letter


@dataclass(frozen=True)
class Known:
    """One thing to know, with the person's own words on it, since when, and who wrote it down."""

    need_id: UUID
    kind: Kind
    words: str
    since: date
    recorded_by_name: str


def needs_of(viewer: Viewer, *, person_ids: Collection[UUID]) -> dict[UUID, list[Known]]:
    """Return what holds today for each person whom `viewer` may see, in the order of pages. One query."""
    held = CommunicationNeed.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=viewer.today),
        person_id__in=person_ids,
        person__in=Person.objects.visible_to(viewer),
        starts_on__lte=viewer.today,
    ).select_related("recorded_by")
    known: dict[UUID, list[Known]] = {person_id: [] for person_id in person_ids}
    place = {kind: number for number, kind in enumerate(Kind)}
    for need in sorted(held, key=lambda need: place[Kind(need.kind)]):
        known[need.person_id].append(
            Known(
                need_id=need.pk,
                kind=Kind(need.kind),
                words=need.words,
                since=need.starts_on,
                recorded_by_name=need.recorded_by.name,
            )
        )
    return known


def letter_to(viewer: Viewer, *, person_id: UUID) -> Letter:
    """Return how a letter to a person is made. Whatever writes letters asks this first. One query."""
    known = needs_of(viewer, person_ids=[person_id])[person_id]
    return communication_needs.letter_for(one.kind for one in known)
