"""What is done together with addiction services, and when a service says no because of drink or drugs."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from lodestar.access import audit
from lodestar.access.viewers import Viewer
from lodestar.health.joint import queries
from lodestar.health.models import CLINICAL_CARE, ExclusionReview, JointPlan
from lodestar.people import locks
from lodestar.people.queries import RecordNotFound
from lodestar.referrals.models import Referral


class PartMissing(ValueError):
    """A joint plan says with whom, who leads, what the person wants, and what each service does."""


class DayRefused(ValueError):
    """The day of agreeing is still to come, or the review does not come after it."""


class AlreadyReviewed(ValueError):
    """A colleague was first."""


class WordsMissing(ValueError):
    """A review says what was found and what follows, for the person to read."""


@dataclass(frozen=True)
class PlanParts:
    """What a joint plan says."""

    with_words: str
    lead_words: str
    wants: str
    our_part: str
    their_part: str
    agreed_on: date
    review_on: date
    referral_id: UUID | None = None


def agree_joint_plan(
    *, person_id: UUID, parts: PlanParts, by: Viewer, at: datetime, plan_id: UUID | None = None
) -> JointPlan:
    """Write down a plan of both services with one named lead; one that holds already ends with it.

    The same `plan_id` twice agrees it once. Raises RecordNotFound (people.queries), PartMissing and DayRefused.
    """
    said = (parts.with_words, parts.lead_words, parts.wants, parts.our_part, parts.their_part)
    with transaction.atomic():
        locks.locked_person(person_id, life_area=CLINICAL_CARE, by=by)
        known: JointPlan | None = JointPlan.objects.filter(pk=plan_id).first() if plan_id else None
        if known is not None:
            return known
        if not all(words.strip() for words in said):
            raise PartMissing
        if parts.agreed_on > by.today or parts.review_on <= parts.agreed_on:
            raise DayRefused
        theirs = Referral.objects.visible_to(by).filter(pk=parts.referral_id, person_id=person_id)
        if parts.referral_id is not None and not theirs.exists():
            raise RecordNotFound
        JointPlan.objects.filter(person_id=person_id, ended_on=None).update(ended_on=parts.agreed_on)
        plan: JointPlan = JointPlan.objects.create(
            **({"pk": plan_id} if plan_id else {}),
            person_id=person_id,
            with_words=parts.with_words.strip(),
            lead_words=parts.lead_words.strip(),
            wants=parts.wants.strip(),
            our_part=parts.our_part.strip(),
            their_part=parts.their_part.strip(),
            agreed_on=parts.agreed_on,
            review_on=parts.review_on,
            referral_id=parts.referral_id,
            written_by_id=by.own_id,
            written_at=at,
        )
        audit.record(
            by=by,
            at=at,
            action="agree-joint-plan",
            person_id=person_id,
            life_areas=[CLINICAL_CARE],
            subject_kind="joint-plan",
            subject_id=plan.pk,
        )
        return plan


def review_exclusion(
    *, step_id: UUID, finding: ExclusionReview.Finding, words: str, by: Viewer, at: datetime
) -> ExclusionReview:
    """Review a no because of drink or drugs: say what was found and what follows, for the person to read.

    Raises RecordNotFound for any other step, and for the person themself; WordsMissing and AlreadyReviewed.
    """
    with transaction.atomic():
        step = queries.exclusion_seen(by, step_id=step_id)
        locks.locked_person(step.person_id, life_area=step.referral.life_area, by=by)
        if ExclusionReview.objects.filter(step=step).exists():
            raise AlreadyReviewed
        if not words.strip():
            raise WordsMissing
        review: ExclusionReview = ExclusionReview.objects.create(
            person_id=step.person_id,
            life_area=step.referral.life_area,
            step=step,
            finding=finding,
            words=words.strip(),
            reviewed_by_id=by.own_id,
            reviewed_at=at,
        )
        audit.record(
            by=by,
            at=at,
            action="review-exclusion",
            person_id=step.person_id,
            life_areas=[review.life_area],
            subject_kind="exclusion-review",
            subject_id=review.pk,
            reason=finding,
        )
        return review
