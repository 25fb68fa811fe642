"""A person's record held for one writer at a time. Actions use it before they check and change."""

from uuid import UUID

from lodestar.access.viewers import Viewer
from lodestar.people import queries
from lodestar.people.models import Person


def locked_person(person_id: UUID, *, life_area: str, by: Viewer) -> Person:
    """Return the person, locked until the transaction ends, so that two writers see each other's rows.

    Raises RecordNotFound for a stranger, and for a life area that does not open to `by`.
    """
    person = Person.objects.visible_to(by).select_for_update().filter(pk=person_id).first()
    if person is None or life_area not in queries.areas_open_to(by, person_id=person_id):
        raise queries.RecordNotFound
    return person
