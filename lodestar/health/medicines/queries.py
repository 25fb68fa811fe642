"""Reads of medicines: the diary of side effects, and the talks that were asked for."""

from uuid import UUID

from lodestar.access.viewers import Viewer
from lodestar.health.models import MedicineTalk, SideEffect
from lodestar.people.queries import RecordNotFound


def side_effects(viewer: Viewer, *, person_id: UUID) -> list[SideEffect]:
    """Return the lines of a person's diary, the newest first."""
    rows = SideEffect.objects.visible_to(viewer).filter(person_id=person_id)
    return list(rows.order_by("-noticed_on", "-written_at", "id"))


def talks(viewer: Viewer, *, person_id: UUID) -> list[MedicineTalk]:
    """Return the talks of a person: the open ones first, those wanted soonest before; then what was decided."""
    rows = MedicineTalk.objects.visible_to(viewer).filter(person_id=person_id)
    found = list(rows.select_related("side_effect", "asked_by", "decided_by").order_by("-asked_at", "id"))
    return sorted(found, key=_urgency)


def open_talks(viewer: Viewer) -> list[MedicineTalk]:
    """Return the open talks of everybody whom the viewer may see, those wanted soonest first."""
    if not viewer.is_staff:
        return []
    rows = MedicineTalk.objects.visible_to(viewer).filter(decision="").select_related("person", "side_effect")
    return sorted(rows.order_by("asked_at", "id"), key=_urgency)


def talk_seen(viewer: Viewer, *, talk_id: UUID) -> MedicineTalk:
    """Return one talk that `viewer` may see. Raises RecordNotFound (people.queries)."""
    found: MedicineTalk | None = (
        MedicineTalk.objects.visible_to(viewer).filter(pk=talk_id).select_related("side_effect").first()
    )
    if found is None:
        raise RecordNotFound
    return found


def _urgency(talk: MedicineTalk) -> tuple[bool, bool, str]:
    return bool(talk.decision), talk.wanted_by is None, str(talk.wanted_by or "")
