"""Rows of the trail: what the actions would have written, had the history been lived."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from lodestar.access.models import AuditEvent
from lodestar.demo import rows
from lodestar.demo.asking import Asked
from lodestar.demo.staff import Worker
from lodestar.demo.timelines import Event, Meeting
from lodestar.rules.referral_states import StepKind

if TYPE_CHECKING:
    from lodestar.demo.histories import Writer

# Openings of records are told for as long as somebody would read back in the diary of who looked.
OPENINGS_FOR_DAYS = 183

_ACTIONS = {
    StepKind.ACCEPTED: "accept-referral",
    StepKind.DECLINED: "decline-referral",
    StepKind.WITHDRAWN: "withdraw-referral",
}


def add_event(
    writer: "Writer",
    by: Worker,
    action: str,
    person_id: UUID,
    life_areas: Iterable[str],
    *,
    at: datetime,
    subject_kind: str = "",
    subject_id: str = "",
    reason: str = "",
) -> None:
    """Add one event by a worker."""
    writer.made.add(
        AuditEvent,
        id=rows.new_id(writer.rng),
        at=at,
        action=action,
        by_user_id=by.id,
        by_name=by.name,
        by_role=by.role,
        by_organisation_name=by.organisation_name,
        person_id=person_id,
        life_areas=list(life_areas),
        subject_kind=subject_kind,
        subject_id=subject_id,
        reason=reason,
    )


def add(writer: "Writer", by: Worker, action: str, asked: Asked, referral_id: UUID, *, at: datetime) -> None:
    """Add the event of a referral that was made, and of the record that was opened to make it."""
    _add_opening(writer, by, asked.resident.id, [asked.life_area], at=at - timedelta(minutes=12), reason="find-support")
    add_event(
        writer, by, action, asked.resident.id, [asked.life_area], at=at, subject_kind="referral",
        subject_id=str(referral_id),
    )  # fmt: skip


def add_step(
    writer: "Writer", by: Worker | None, asked: Asked, event: Event, referral_id: UUID, *, at: datetime
) -> None:
    """Add the event of a step that an action of somebody makes."""
    if by is None or event.kind not in _ACTIONS:
        return
    if event.kind is not StepKind.WITHDRAWN:
        _add_opening(writer, by, asked.resident.id, [asked.life_area], at=at - timedelta(minutes=4), reason="referral")
    add_event(
        writer, by, _ACTIONS[event.kind], asked.resident.id, [asked.life_area], at=at, subject_kind="referral",
        subject_id=str(referral_id),
    )  # fmt: skip


def add_meeting(
    writer: "Writer",
    by: Worker,
    person_id: UUID,
    opened: Iterable[str],
    life_area: str,
    meeting: Meeting,
    contact_id: UUID,
) -> None:
    """Add the event of a worker's contact, and of the record that was opened for it."""
    at = rows.moment(meeting.on, 16, writer.rng.randrange(30))
    _add_opening(writer, by, person_id, opened, at=at - timedelta(minutes=6), reason="support")
    add_event(
        writer, by, "record-contact", person_id, [life_area], at=at, subject_kind="contact",
        subject_id=str(contact_id), reason=meeting.attendance,
    )  # fmt: skip


def _add_opening(
    writer: "Writer", by: Worker, person_id: UUID, life_areas: Iterable[str], *, at: datetime, reason: str
) -> None:
    if (writer.on - at.date()).days <= OPENINGS_FOR_DAYS:
        add_event(writer, by, "open-record", person_id, life_areas, at=at, reason=reason)
