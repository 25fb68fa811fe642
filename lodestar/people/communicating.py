"""What to know before speaking with a person or writing to them, for whoever may see their record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

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


def known_of(person: Person) -> list[Known]:
    """Return what to know before speaking with a person whom a query of this viewer's gave. One query.

    In the order of pages; what no longer holds is left out. A row policy guards it once more.
    """
    held = CommunicationNeed.objects.filter(person=person, ends_on=None).select_related("recorded_by")
    return in_order(Known(need.pk, Kind(need.kind), need.words, need.starts_on, need.recorded_by.name) for need in held)


def in_order(known: Iterable[Known]) -> list[Known]:
    """Return what to know in the order of pages."""
    place = {kind: number for number, kind in enumerate(Kind)}
    return sorted(known, key=lambda one: place[one.kind])


def letter_to(person: Person) -> Letter:
    """Return how a letter to a person is made. Whatever writes letters asks this first. One query."""
    return communication_needs.letter_for(one.kind for one in known_of(person))
