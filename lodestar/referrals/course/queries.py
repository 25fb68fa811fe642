"""Reads of a referral's course: who told the person, how they want to be reached, and how often they were passed on."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lodestar.access.viewers import Viewer
from lodestar.people.models import Person
from lodestar.referrals.course.models import ContactChoice, Told
from lodestar.referrals.models import ReferralStep
from lodestar.rules import no_wrong_door
from lodestar.rules.no_wrong_door import Doors
from lodestar.rules.referral_states import StepKind


@dataclass(frozen=True)
class Telling:
    """Who told a person of a decline, when and how."""

    by_name: str
    told_on: date
    how: str


@dataclass(frozen=True)
class Choice:
    """How a person wants to be reached about a referral: a slug of ContactChoice.Way, and their words."""

    way: str
    words: str


def telling_of(viewer: Viewer, *, referral_id: UUID) -> Telling | None:
    """Return the first telling of the newest decline, or None while nobody has told the person. Two queries."""
    visible = Person.objects.visible_to(viewer)
    declined = (
        ReferralStep.objects.filter(referral_id=referral_id, kind=StepKind.DECLINED, person__in=visible)
        .order_by("-number")
        .first()
    )
    if declined is None:
        return None
    told = (
        Told.objects.filter(referral_id=referral_id, recorded_at__gte=declined.at, person__in=visible)
        .select_related("by")
        .order_by("recorded_at")
        .first()
    )
    return Telling(told.by.name, told.told_on, told.how) if told else None


def contact_choice(viewer: Viewer, *, referral_id: UUID) -> Choice | None:
    """Return how the person wants to be reached about a referral, or None where they chose nothing. One query."""
    chosen = (
        ContactChoice.objects.filter(referral_id=referral_id, person__in=Person.objects.visible_to(viewer))
        .order_by("-chosen_at")
        .first()
    )
    return Choice(chosen.way, chosen.words) if chosen else None


def doors_of(viewer: Viewer, *, person_ids: Collection[UUID]) -> dict[UUID, Doors]:
    """Return how often each of these people was passed on in their present journey, as far as `viewer` sees.

    One query.
    """
    rows = (
        ReferralStep.objects.filter(person_id__in=person_ids, person__in=Person.objects.visible_to(viewer))
        .order_by("at", "number")
        .values_list("person_id", "referral_id", "kind")
    )
    steps: dict[UUID, list[tuple[str, StepKind]]] = {person_id: [] for person_id in person_ids}
    for person_id, referral_id, kind in rows:
        steps[person_id].append((str(referral_id), StepKind(kind)))
    return {person_id: no_wrong_door.doors(steps=theirs) for person_id, theirs in steps.items()}
