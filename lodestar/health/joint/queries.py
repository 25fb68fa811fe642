"""Reads of joint plans, and of services that said no because of drink or drugs: each such no is to be reviewed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lodestar.access.viewers import Viewer
from lodestar.health.models import ExclusionReview, JointPlan
from lodestar.people.queries import RecordNotFound
from lodestar.referrals.models import ReferralStep
from lodestar.rules.referral_states import DeclineReason, StepKind


@dataclass(frozen=True)
class Exclusion:
    """One no because of drink or drugs; `review` is None while nobody has looked at it."""

    step_id: UUID
    person_id: UUID
    preferred_name: str
    service_name: str
    said_at: datetime
    review: ExclusionReview | None


def joint_plan_of(viewer: Viewer, *, person_id: UUID) -> JointPlan | None:
    """Return the plan with addiction services that holds; None where there is none."""
    rows = JointPlan.objects.visible_to(viewer).filter(person_id=person_id, ended_on=None)
    found: JointPlan | None = rows.select_related("referral__service").order_by("-agreed_on", "-written_at").first()
    return found


def exclusions_of(viewer: Viewer, *, person_id: UUID) -> list[Exclusion]:
    """Return every no that a person had because of drink or drugs, the newest first, with its review."""
    return _exclusions(viewer, person_id)


def exclusions_to_review(viewer: Viewer) -> list[Exclusion]:
    """Return every such no that nobody has reviewed, of people whom the viewer may see, the oldest first."""
    if not viewer.is_staff:
        return []
    return [one for one in reversed(_exclusions(viewer, None)) if one.review is None]


def exclusion_seen(viewer: Viewer, *, step_id: UUID) -> ReferralStep:
    """Return the step of such a no, for a worker. Raises RecordNotFound (people.queries)."""
    found: ReferralStep | None = (
        ReferralStep.objects.visible_to(viewer)
        .filter(pk=step_id, kind=StepKind.DECLINED, reason=DeclineReason.SUBSTANCE_USE)
        .select_related("referral__service", "person")
        .first()
    )
    if found is None or not viewer.is_staff:
        raise RecordNotFound
    return found


def _exclusions(viewer: Viewer, person_id: UUID | None) -> list[Exclusion]:
    steps = ReferralStep.objects.visible_to(viewer).filter(kind=StepKind.DECLINED, reason=DeclineReason.SUBSTANCE_USE)
    if person_id is not None:
        steps = steps.filter(person_id=person_id)
    found = list(steps.select_related("referral__service", "person").order_by("-at", "id"))
    reviews = ExclusionReview.objects.visible_to(viewer).filter(step__in=found).select_related("reviewed_by")
    by_step = {one.step_id: one for one in reviews}
    return [
        Exclusion(
            step_id=step.pk,
            person_id=step.person_id,
            preferred_name=step.person.preferred_name,
            service_name=step.referral.service.name,
            said_at=step.at,
            review=by_step.get(step.pk),
        )
        for step in found
    ]
