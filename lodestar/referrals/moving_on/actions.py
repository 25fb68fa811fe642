"""What changes a young person's move to a service for adults."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from lodestar.access import audit
from lodestar.access.models import User
from lodestar.access.viewers import Viewer
from lodestar.directory.models import Service
from lodestar.people import locks
from lodestar.referrals.moving_on import queries
from lodestar.referrals.moving_on.models import Transition, TransitionStep
from lodestar.referrals.sending import ServiceNotOpen
from lodestar.rules import young_people
from lodestar.rules.young_people import EndBeforeArrival, TransitionEnd, TransitionStepKind

__all__ = [
    "DayRefused",
    "EndBeforeArrival",
    "EndNotSaid",
    "MoveUnderWay",
    "ServiceNotOpen",
    "TransitionNotFound",
    "begin_transition",
    "record_transition_step",
]


class MoveUnderWay(ValueError):
    """There is a move under way already: go on with that one."""


class TransitionNotFound(LookupError):
    """There is no such move, or none that this viewer may see."""


class DayRefused(ValueError):
    """What has happened is not dated in the future, and a move is not planned into the past."""


class EndNotSaid(ValueError):
    """An end says how: joined adult care, other help, none wanted, or lost."""


def begin_transition(
    *,
    person_id: UUID,
    life_area: str,
    from_service_id: UUID,
    to_service_id: UUID,
    target_on: date,
    by: Viewer,
    at: datetime,
    named_id: UUID | None = None,
    wishes: str = "",
) -> Transition:
    """Begin a move, with a named worker and the day that was agreed. It closes nothing.

    Raises RecordNotFound (people.queries), MoveUnderWay, ServiceNotOpen and DayRefused.
    """
    with transaction.atomic():
        person = locks.locked_person(person_id, life_area=life_area, by=by)
        if target_on < by.today:
            raise DayRefused
        if any(one.facts.end is None for one in queries.transitions_of(by, person_id=person_id)):
            raise MoveUnderWay
        services = Service.objects.filter(
            pk__in=[from_service_id, to_service_id], status=Service.Status.ACTIVE, retired_at=None
        )
        if services.count() != len({from_service_id, to_service_id}):
            raise ServiceNotOpen
        made = Transition.objects.create(
            person=person,
            life_area=life_area,
            from_service_id=from_service_id,
            to_service_id=to_service_id,
            named=User.objects.get(pk=named_id or by.own_id),
            target_on=target_on,
            wishes=wishes.strip(),
            begun_by_id=by.own_id,
            begun_at=at,
        )
        audit.record(by=by, at=at, action="begin-transition", **_about(made))
        return made


def record_transition_step(
    *,
    transition_id: UUID,
    kind: TransitionStepKind,
    on: date,
    by: Viewer,
    at: datetime,
    end: TransitionEnd | None = None,
    words: str = "",
    step_id: UUID | None = None,
) -> None:
    """Write down what happened in a move; the same `step_id` twice adds one. After an end it can go on again.

    Raises TransitionNotFound, DayRefused, EndNotSaid, and EndBeforeArrival for somebody who is said to have joined
    adult care before they kept an appointment there.
    """
    with transaction.atomic():
        made = Transition.objects.visible_to(by).filter(pk=transition_id).select_for_update(of=("self",)).first()
        if made is None:
            raise TransitionNotFound
        if step_id is not None and TransitionStep.objects.filter(pk=step_id, transition=made).exists():
            return
        if on > by.today:
            raise DayRefused
        if (kind is TransitionStepKind.ENDED) != (end is not None):
            raise EndNotSaid
        if end is TransitionEnd.JOINED_ADULT_CARE:
            (now,) = (one for one in queries.transitions_of(by, person_id=made.person_id) if one.pk == made.pk)
            if not young_people.has_arrived(now.facts, on=by.today):
                raise EndBeforeArrival("Nobody joined adult care before an appointment there was kept.")
        TransitionStep.objects.create(
            **({"pk": step_id} if step_id else {}),
            transition=made,
            person_id=made.person_id,
            kind=kind.value,
            on=on,
            end=end.value if end else "",
            words=words.strip(),
            by_id=by.own_id,
            at=at,
        )
        audit.record(by=by, at=at, action="record-transition-step", reason=kind.value, **_about(made))


def _about(made: Transition) -> dict[str, Any]:
    return {
        "person_id": made.person_id,
        "life_areas": [made.life_area],
        "subject_kind": "transition",
        "subject_id": made.pk,
    }
