"""What happened in a life, as far as a viewer may see it: needs, goals, requests and events on one line."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.utils import timezone

from lodestar.access.viewers import Viewer
from lodestar.people.sharing.models import LifeEvent
from lodestar.plans.goals.models import GoalWords
from lodestar.plans.models import Need
from lodestar.referrals.models import ReferralStep
from lodestar.rules import life_events
from lodestar.rules.life_events import LifeEventKind
from lodestar.rules.referral_states import StepKind

_STEPS = (StepKind.RECEIVED, StepKind.DECLINED, StepKind.FIRST_CONTACT, StepKind.STARTED, StepKind.ENDED)


class Kind(StrEnum):
    """What sort of thing happened."""

    NEED = "need"
    GOAL = "goal"
    ASKED = "asked"
    SAID_NO = "said-no"
    MET = "met"
    STARTED = "started"
    ENDED = "ended"
    EVENT = "event"


_OF_STEP = {
    StepKind.RECEIVED: Kind.ASKED,
    StepKind.DECLINED: Kind.SAID_NO,
    StepKind.FIRST_CONTACT: Kind.MET,
    StepKind.STARTED: Kind.STARTED,
    StepKind.ENDED: Kind.ENDED,
}


@dataclass(frozen=True)
class Happened:
    """One thing that happened on a London date. `words` are the person's own, a service's name, or an event's label."""

    on: date
    life_area: str
    kind: Kind
    words: str
    by_name: str


def happened_to(viewer: Viewer, *, person_id: UUID) -> list[Happened]:
    """Return what happened to a person in the life areas that open to `viewer`, the first first. Four queries.

    Supporters and strangers get an empty list: each table shows only what the person shares.
    """
    found = [
        Happened(timezone.localdate(one.recorded_at), one.life_area, Kind.NEED, one.words, one.recorded_by.name)
        for one in Need.objects.visible_to(viewer).filter(person_id=person_id).select_related("recorded_by")
    ]
    first_words: dict[UUID, GoalWords] = {}
    goals = GoalWords.objects.visible_to(viewer).filter(person_id=person_id).select_related("said_by")
    for words in goals.order_by("said_at", "id"):
        first_words.setdefault(words.goal_id, words)
    found += [
        Happened(timezone.localdate(one.said_at), one.life_area, Kind.GOAL, one.words, one.said_by.name)
        for one in first_words.values()
    ]
    steps = ReferralStep.objects.visible_to(viewer).filter(person_id=person_id, kind__in=_STEPS)
    found += [
        Happened(
            timezone.localdate(one.at),
            one.referral.life_area,
            _OF_STEP[StepKind(one.kind)],
            one.referral.service.name,
            one.by.name if one.by else "",
        )
        for one in steps.select_related("referral__service", "by")
    ]
    events = LifeEvent.objects.visible_to(viewer).filter(person_id=person_id).select_related("recorded_by")
    found += [
        Happened(
            one.happened_on,
            one.life_area,
            Kind.EVENT,
            life_events.event_row(LifeEventKind(one.kind)).label,
            one.recorded_by.name,
        )
        for one in events
    ]
    return sorted(found, key=lambda one: (one.on, one.kind, one.words))
