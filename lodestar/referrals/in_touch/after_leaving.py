"""Being in touch with somebody who left hospital or a crisis house: by when, and after how many hours it was."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from lodestar.access.viewers import Viewer
from lodestar.people.sharing.models import LifeEvent
from lodestar.referrals.models import Contact
from lodestar.rules import after_leaving
from lodestar.rules.after_leaving import Standing
from lodestar.rules.life_events import LifeEventKind

# As long as it is shown; it stays in the history.
SHOWN_FOR = timedelta(days=28)


@dataclass(frozen=True)
class Left:
    """That somebody left, when, where being in touch stands, and who was first."""

    left_at: datetime
    standing: Standing
    first_name: str


def left_lately(viewer: Viewer, *, person_id: UUID, now: datetime) -> Left | None:
    """Return where being in touch stands since a person left last, of what opens to `viewer`.

    None where nobody wrote down the moment in the last four weeks. Two queries.
    """
    left_at: datetime | None = (
        LifeEvent.objects.visible_to(viewer)
        .filter(person_id=person_id, kind=LifeEventKind.LEFT_HOSPITAL, happened_at__range=(now - SHOWN_FOR, now))
        .order_by("-happened_at")
        .values_list("happened_at", flat=True)
        .first()
    )
    if left_at is None:
        return None
    met = Contact.objects.visible_to(viewer).filter(
        person_id=person_id, attendance=Contact.Attendance.ATTENDED, happened_at__gte=left_at
    )
    names = dict(met.order_by("-happened_at").values_list("happened_at", "by__name"))
    standing = after_leaving.standing(left_at=left_at, reached_at=list(names), now=now)
    first = names.get(standing.reached_at) if standing.reached_at else None
    return Left(left_at, standing, first or "")
