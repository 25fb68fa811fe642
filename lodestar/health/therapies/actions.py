"""What is done about therapies: offered, answered, attended, ended; and whether help lasted long enough."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from lodestar.access import audit
from lodestar.access.viewers import Viewer
from lodestar.health.models import CLINICAL_CARE, LengthRating, TherapyOffer, TherapyStep
from lodestar.people import locks
from lodestar.people.queries import RecordNotFound
from lodestar.rules import therapies
from lodestar.rules.therapies import LengthAnswer, Step, TherapyStepKind

AREAS = [CLINICAL_CARE]


class TherapyUnknown(LookupError):
    """The catalogue has no such therapy, or no such condition on that day."""


class DayRefused(ValueError):
    """The day is still to come, or comes before what it follows."""


class StepNotAllowed(ValueError):
    """This cannot follow what happened last."""


class WordsMissing(ValueError):
    """Say which help it is about; a reply to somebody who asked for more says why."""


class AlreadyReplied(ValueError):
    """A colleague was first, or nothing more was asked for."""


def offer_therapy(
    *,
    person_id: UUID,
    therapy: str,
    offered_on: date,
    by: Viewer,
    at: datetime,
    condition: str = "",
    offer_id: UUID | None = None,
) -> TherapyOffer:
    """Write down that a therapy was offered; for what is said only where the person wants it said.

    The same `offer_id` twice offers once. Raises RecordNotFound (people.queries), TherapyUnknown and DayRefused.
    """
    with transaction.atomic():
        locks.locked_person(person_id, life_area=CLINICAL_CARE, by=by)
        known: TherapyOffer | None = TherapyOffer.objects.filter(pk=offer_id).first() if offer_id else None
        if known is not None:
            return known
        conditions = {row.code for row in therapies.conditions(on=by.today)}
        if therapy not in therapies.all_therapies() or (condition and condition not in conditions):
            raise TherapyUnknown
        if offered_on > by.today:
            raise DayRefused
        offer: TherapyOffer = TherapyOffer.objects.create(
            **({"pk": offer_id} if offer_id else {}),
            person_id=person_id,
            therapy=therapy,
            condition=condition,
            offered_on=offered_on,
            offered_by_id=by.own_id,
            recorded_at=at,
        )
        audit.record(by=by, at=at, action="offer-therapy", **_about(offer))
        return offer


def add_therapy_step(
    *, offer_id: UUID, kind: TherapyStepKind, on: date, by: Viewer, at: datetime, note: str = ""
) -> TherapyStep:
    """Add what happened to an offer: an answer, a session, an end. Nothing is ever changed.

    Raises RecordNotFound, DayRefused and StepNotAllowed.
    """
    with transaction.atomic():
        offer: TherapyOffer | None = TherapyOffer.objects.visible_to(by).select_for_update().filter(pk=offer_id).first()
        if offer is None:
            raise RecordNotFound
        if on > by.today or on < offer.offered_on:
            raise DayRefused
        before = list(TherapyStep.objects.filter(offer=offer).order_by("number"))
        steps = [Step(TherapyStepKind(one.kind), one.on) for one in before]
        if not therapies.may_follow(steps=steps, kind=kind, on=on):
            raise StepNotAllowed
        step: TherapyStep = TherapyStep.objects.create(
            person_id=offer.person_id,
            offer=offer,
            number=len(before) + 1,
            kind=kind.value,
            on=on,
            note=note.strip(),
            by_id=by.own_id,
            at=at,
        )
        audit.record(by=by, at=at, action="add-therapy-step", reason=kind.value, **_about(offer))
        return step


def rate_length(
    *,
    person_id: UUID,
    about_words: str,
    answer: LengthAnswer,
    by: Viewer,
    at: datetime,
    asks_for_more: bool = False,
    offer_id: UUID | None = None,
    rating_id: UUID | None = None,
) -> LengthRating:
    """Say whether some help lasted long enough, and ask for more of it. The same `rating_id` twice says it once.

    Raises RecordNotFound (people.queries), for an offer that is not the person's too; and WordsMissing.
    """
    with transaction.atomic():
        locks.locked_person(person_id, life_area=CLINICAL_CARE, by=by)
        known: LengthRating | None = LengthRating.objects.filter(pk=rating_id).first() if rating_id else None
        if known is not None:
            return known
        if not about_words.strip():
            raise WordsMissing
        theirs = TherapyOffer.objects.visible_to(by).filter(pk=offer_id, person_id=person_id)
        if offer_id is not None and not theirs.exists():
            raise RecordNotFound
        rating: LengthRating = LengthRating.objects.create(
            **({"pk": rating_id} if rating_id else {}),
            person_id=person_id,
            offer_id=offer_id,
            about_words=about_words.strip(),
            answer=answer.value,
            asks_for_more=asks_for_more,
            said_by_id=by.own_id,
            said_at=at,
        )
        audit.record(by=by, at=at, action="rate-length", **_about_rating(rating))
        return rating


def reply_to_length(
    *, rating_id: UUID, reply: LengthRating.Reply, words: str, by: Viewer, at: datetime
) -> LengthRating:
    """Reply to somebody who asked for more, with words that they read. Raises RecordNotFound for the person themself.

    Raises WordsMissing, and AlreadyReplied where nothing was asked for or a colleague was first.
    """
    with transaction.atomic():
        rating: LengthRating | None = (
            LengthRating.objects.visible_to(by).select_for_update().filter(pk=rating_id).first()
        )
        if rating is None or not by.is_staff:
            raise RecordNotFound
        if not rating.asks_for_more or rating.reply:
            raise AlreadyReplied
        if not words.strip():
            raise WordsMissing
        rating.reply, rating.reply_words = reply, words.strip()
        rating.replied_by_id, rating.replied_at = by.own_id, at
        rating.save(update_fields=["reply", "reply_words", "replied_by", "replied_at"])
        audit.record(by=by, at=at, action="reply-to-length", **_about_rating(rating))
        return rating


def _about(offer: TherapyOffer) -> dict[str, Any]:
    return {
        "person_id": offer.person_id,
        "life_areas": AREAS,
        "subject_kind": "therapy-offer",
        "subject_id": offer.pk,
    }


def _about_rating(rating: LengthRating) -> dict[str, Any]:
    return {
        "person_id": rating.person_id,
        "life_areas": AREAS,
        "subject_kind": "length-rating",
        "subject_id": rating.pk,
    }
