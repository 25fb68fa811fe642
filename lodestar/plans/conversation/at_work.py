"""What happens to a person's account of how things are for them at work: written, and taken out again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from lodestar.access import audit
from lodestar.access.viewers import Viewer
from lodestar.people import locks
from lodestar.people.queries import RecordNotFound
from lodestar.plans.conversation.models import WorkImpact
from lodestar.rules.life_areas import LifeArea

AREA = LifeArea.WORK_AND_LEARNING.value


class WordsMissing(ValueError):
    """A task, or what happens with it, has no words."""


def say_work_impact(
    *,
    person_id: UUID,
    task: str,
    what_happens: str,
    what_helps: str,
    by: Viewer,
    at: datetime,
    impact_id: UUID | None = None,
) -> WorkImpact:
    """Write down how something gets in the way of a task, in the person's words. The same `impact_id` twice adds one.

    Raises RecordNotFound and WordsMissing.
    """
    with transaction.atomic():
        locks.locked_person(person_id, life_area=AREA, by=by)
        if not task.strip() or not what_happens.strip():
            raise WordsMissing
        known = WorkImpact.objects.filter(pk=impact_id, person_id=person_id).first() if impact_id else None
        if known is not None:
            return known
        made: WorkImpact = WorkImpact.objects.create(
            **({"pk": impact_id} if impact_id else {}),
            person_id=person_id,
            life_area=AREA,
            task=task.strip(),
            what_happens=what_happens.strip(),
            what_helps=what_helps.strip(),
            said_by_id=by.own_id,
            said_at=at,
        )
        _record("say-work-impact", made, by, at)
        return made


def take_out_work_impact(*, impact_id: UUID, by: Viewer, at: datetime) -> WorkImpact:
    """Take out what is no longer so; it is kept in the history. Raises RecordNotFound."""
    with transaction.atomic():
        rows = WorkImpact.objects.visible_to(by).filter(pk=impact_id, taken_out_at=None)
        found: WorkImpact | None = rows.first()
        if found is None:
            raise RecordNotFound
        found.taken_out_at = at
        found.save(update_fields=["taken_out_at"])
        _record("take-out-work-impact", found, by, at)
        return found


def _record(action: str, impact: WorkImpact, by: Viewer, at: datetime) -> None:
    audit.record(
        by=by,
        at=at,
        action=action,
        person_id=impact.person_id,
        life_areas=[AREA],
        subject_kind="work-impact",
        subject_id=impact.pk,
    )
