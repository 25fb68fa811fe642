"""The trail of what was done and opened. It is only ever added to."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from lodestar.access.models import AuditEvent
from lodestar.access.viewers import Viewer


def record(
    *,
    by: Viewer,
    at: datetime,
    action: str,
    person_id: UUID | None = None,
    life_areas: Iterable[str] = (),
    subject_kind: str = "",
    subject_id: UUID | str = "",
    reason: str = "",
) -> None:
    """Write one event, in the transaction of what it tells of.

    `action` is the slug of the action (accept-referral). `reason` is a code or our own words, never
    free text about a person.
    """
    AuditEvent.objects.create(
        at=at,
        action=action,
        by_user_id=by.user_id,
        by_name=by.name,
        by_role=min(by.roles, default=""),
        by_organisation_name=by.organisation_name,
        person_id=person_id,
        life_areas=list(life_areas),
        subject_kind=subject_kind,
        subject_id=str(subject_id),
        reason=reason,
    )
