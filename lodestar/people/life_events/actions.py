"""Something happened in a person's life: it is written down, and those who need to know are told, within consent."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from lodestar.access import audit
from lodestar.access.viewers import Viewer
from lodestar.people import locks
from lodestar.people.life_events import telling
from lodestar.people.sharing.models import Alert, LifeEvent
from lodestar.rules import life_events
from lodestar.rules.life_events import LifeEventKind


class DayRefused(ValueError):
    """The day is still to come."""


class AlertNotFound(LookupError):
    """There is no such alert, or none for this viewer, or the person took back what it rested on."""


def record_life_event(
    *,
    person_id: UUID,
    kind: LifeEventKind,
    happened_on: date,
    words: str,
    by: Viewer,
    at: datetime,
    event_id: UUID | None = None,
    happened_at: datetime | None = None,
) -> LifeEvent:
    """Write down what happened, and tell everybody involved whom involvement or consent lets hear of it.

    What they are told is the kind and the day: the words stay with those who see the life area.
    The same `event_id` a second time changes nothing and tells nobody again. `happened_at` is the moment, where it
    counts in hours.
    Raises RecordNotFound (people.queries) for a stranger or a life area that does not open, and DayRefused.
    """
    row = life_events.event_row(kind)
    with transaction.atomic():
        locks.locked_person(person_id, life_area=row.life_area.value, by=by)
        assert by.user_id is not None, "nobody sees a record without signing in"
        known: LifeEvent | None = LifeEvent.objects.filter(pk=event_id).first() if event_id else None
        if known is not None:
            return known
        if happened_on > by.today or (happened_at is not None and happened_at > at):
            raise DayRefused
        event: LifeEvent = LifeEvent.objects.create(
            **({"pk": event_id} if event_id else {}),
            person_id=person_id,
            kind=kind.value,
            life_area=row.life_area.value,
            happened_on=happened_on,
            happened_at=happened_at,
            words=words.strip(),
            recorded_by_id=by.user_id,
            recorded_at=at,
        )
        told = telling.write_alerts(event, by=by, at=at)
        audit.record(
            by=by,
            at=at,
            action="record-life-event",
            person_id=person_id,
            life_areas=[event.life_area],
            subject_kind="life-event",
            subject_id=event.pk,
            reason=f"{kind.value}, told {told}",
        )
        return event


def read_alert(*, alert_id: UUID, by: Viewer, at: datetime) -> Alert:
    """Write the receipt: somebody for whom an alert is has it on their screen. A second time changes nothing.

    Raises AlertNotFound.
    """
    with transaction.atomic():
        alert = Alert.objects.visible_to(by).filter(pk=alert_id).first()
        if alert is None:
            raise AlertNotFound
        if alert.read_at is None:
            alert.read_at, alert.read_by_id = at, by.user_id
            alert.save(update_fields=["read_at", "read_by"])
            audit.record(
                by=by,
                at=at,
                action="read-alert",
                person_id=alert.person_id,
                life_areas=[alert.life_area] if alert.life_area else [],
                subject_kind="alert",
                subject_id=alert.pk,
                reason=alert.event_kind or alert.kind,
            )
        return alert
