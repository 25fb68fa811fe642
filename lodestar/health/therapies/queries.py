"""Reads of therapies: where each offer stands, what guidance recommends, and how long help lasted."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lodestar.access.viewers import Viewer
from lodestar.health.models import LengthRating, TherapyOffer, TherapyStep
from lodestar.people.queries import RecordNotFound
from lodestar.rules import therapies
from lodestar.rules.therapies import Offer, OfferStanding, Step, Therapy, TherapyStepKind


@dataclass(frozen=True)
class OfferRow:
    """One offer of therapy, where it stands, and its steps in order."""

    offer_id: UUID
    therapy: Therapy
    condition: str
    offered_on: date
    offered_by_name: str
    standing: OfferStanding
    steps: tuple[Step, ...]
    notes: tuple[str, ...]

    @property
    def facts(self) -> Offer:
        """Return the offer as the rules have it."""
        return Offer(self.therapy.code, self.condition, self.offered_on, self.steps)

    @property
    def is_ended(self) -> bool:
        """Return whether nothing can follow any more."""
        return self.standing.ended_on is not None


def offers_of(viewer: Viewer, *, person_id: UUID) -> list[OfferRow]:
    """Return the therapies that were offered to a person, the newest first. Two queries."""
    steps: dict[UUID, list[TherapyStep]] = {}
    for step in TherapyStep.objects.visible_to(viewer).filter(person_id=person_id).order_by("number"):
        steps.setdefault(step.offer_id, []).append(step)
    rows = TherapyOffer.objects.visible_to(viewer).filter(person_id=person_id).select_related("offered_by")
    return [_row(one, steps.get(one.pk, [])) for one in rows.order_by("-offered_on", "-recorded_at", "id")]


def offer_seen(viewer: Viewer, *, offer_id: UUID) -> OfferRow:
    """Return one offer that `viewer` may see. Raises RecordNotFound (people.queries)."""
    return _row(*_offer_with_steps(viewer, offer_id))


def person_of_offer(viewer: Viewer, *, offer_id: UUID) -> UUID:
    """Return whose offer it is. Raises RecordNotFound (people.queries)."""
    return _offer_with_steps(viewer, offer_id)[0].person_id


def lengths_of(viewer: Viewer, *, person_id: UUID) -> list[LengthRating]:
    """Return what a person said of how long help lasted: what waits for a reply first, then the newest."""
    rows = LengthRating.objects.visible_to(viewer).filter(person_id=person_id).select_related("replied_by")
    return sorted(rows.order_by("-said_at", "id"), key=lambda one: not (one.asks_for_more and not one.reply))


def lengths_waiting(viewer: Viewer) -> list[LengthRating]:
    """Return the ratings that ask for more and have no reply, of everybody whom the viewer may see."""
    if not viewer.is_staff:
        return []
    rows = LengthRating.objects.visible_to(viewer).filter(asks_for_more=True, reply="").select_related("person")
    return list(rows.order_by("said_at", "id"))


def length_seen(viewer: Viewer, *, rating_id: UUID) -> LengthRating:
    """Return one rating that `viewer` may see. Raises RecordNotFound (people.queries)."""
    found: LengthRating | None = LengthRating.objects.visible_to(viewer).filter(pk=rating_id).first()
    if found is None:
        raise RecordNotFound
    return found


def _offer_with_steps(viewer: Viewer, offer_id: UUID) -> tuple[TherapyOffer, list[TherapyStep]]:
    offer = TherapyOffer.objects.visible_to(viewer).filter(pk=offer_id).select_related("offered_by").first()
    if offer is None:
        raise RecordNotFound
    return offer, list(TherapyStep.objects.filter(offer=offer).order_by("number"))


def _row(offer: TherapyOffer, steps: list[TherapyStep]) -> OfferRow:
    facts = tuple(Step(TherapyStepKind(step.kind), step.on) for step in steps)
    return OfferRow(
        offer_id=offer.pk,
        therapy=therapies.all_therapies()[offer.therapy],
        condition=offer.condition,
        offered_on=offer.offered_on,
        offered_by_name=offer.offered_by.name,
        standing=therapies.offer_standing(steps=facts),
        steps=facts,
        notes=tuple(step.note for step in steps),
    )
