"""Reads of circumstances: those of a person that hold today."""

from uuid import UUID

from django.db.models import Q

from lodestar.access.viewers import Viewer
from lodestar.people.circumstances.models import Circumstance


def circumstances_of(viewer: Viewer, *, person_id: UUID) -> list[Circumstance]:
    """Return the circumstances that hold today, as far as they open to `viewer`, in the order said. One query."""
    holds = Q(ends_on__isnull=True) | Q(ends_on__gt=viewer.today)
    rows = Circumstance.objects.visible_to(viewer).filter(holds, person_id=person_id, starts_on__lte=viewer.today)
    return list(rows.order_by("said_at", "id"))
