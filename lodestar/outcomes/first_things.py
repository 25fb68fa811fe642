"""What comes before a worker's other work: an answer that asks for help, a concern, something that happened."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import DateField, DateTimeField, F, Value

from lodestar.access.viewers import Viewer
from lodestar.outcomes import queries as outcome_queries
from lodestar.people.sharing import queries as sharing_queries
from lodestar.referrals.in_touch import queries as in_touch_queries


@dataclass(frozen=True)
class WaitingSafety:
    """One safety task that nobody has answered for yet."""

    task_id: UUID
    preferred_name: str
    raised_at: datetime


@dataclass(frozen=True)
class WaitingConcern:
    """One concern that nobody has said they have yet. `is_late`: its moment is over."""

    concern_id: UUID
    preferred_name: str
    kind: str
    due_at: datetime
    is_late: bool


@dataclass(frozen=True)
class WaitingAlert:
    """Something that happened and that nobody here has read yet. `event_kind` is a slug of `rules/life_events`."""

    alert_id: UUID
    preferred_name: str
    event_kind: str
    happened_on: date


@dataclass(frozen=True)
class FirstThings:
    """What waits: safety tasks, the oldest first; concerns, the first due first; alerts, the newest first."""

    safety: tuple[WaitingSafety, ...]
    concerns: tuple[WaitingConcern, ...]
    alerts: tuple[WaitingAlert, ...]


_NO_DAY = Value(None, output_field=DateField())
_NO_MOMENT = Value(None, output_field=DateTimeField())
_NAME = F("person__preferred_name")


def first_things(viewer: Viewer, *, at: datetime) -> FirstThings:
    """Return what waits for `viewer` at this moment. One query for all three kinds."""
    alerts = sharing_queries.alerts_waiting(viewer).values_list(
        Value("alert"), "pk", _NAME, F("event_kind"), F("happened_on"), F("sent_at")
    )
    concerns = in_touch_queries.concerns_waiting(viewer, at=at).values_list(
        Value("concern"), "pk", _NAME, F("kind"), _NO_DAY, F("due_at")
    )
    safety = outcome_queries.safety_waiting(viewer).values_list(
        Value("safety"), "pk", _NAME, Value(""), _NO_DAY, F("raised_at")
    )
    found = defaultdict(list)
    for kind, *row in sorted(alerts.union(concerns, safety, all=True), key=lambda row: (row[-1], str(row[1]))):
        found[kind].append(row)
    return FirstThings(
        safety=tuple(WaitingSafety(pk, name, moment) for pk, name, _, _, moment in found["safety"]),
        concerns=tuple(
            WaitingConcern(pk, name, kind, due_at, at > due_at) for pk, name, kind, _, due_at in found["concern"]
        ),
        alerts=tuple(WaitingAlert(pk, name, kind, day) for pk, name, kind, day, _ in reversed(found["alert"])),
    )
