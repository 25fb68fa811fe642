"""What changes how somebody waits."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from lodestar.access import audit
from lodestar.access.models import Membership
from lodestar.access.viewers import Viewer
from lodestar.directory.models import Service
from lodestar.referrals import steps
from lodestar.referrals.queries import ReferralNotFound
from lodestar.referrals.waits.models import WaitingPlan
from lodestar.rules import parameters, reach, referral_states
from lodestar.rules.referral_states import StepKind

__all__ = [
    "CheckInsTooFar",
    "CrisisRouteNotTold",
    "NotAColleague",
    "NotWaiting",
    "ReferralNotFound",
    "plan_waiting",
]


class NotWaiting(ValueError):
    """The referral is closed: nobody waits for it."""


class NotAColleague(ValueError):
    """The named worker holds no role today in an organisation of who plans."""


class CheckInsTooFar(ValueError):
    """Check-ins are so far apart that somebody could wait unseen."""


class CrisisRouteNotTold(ValueError):
    """Somebody who waits is told whom to ring when it gets worse, before anything else is planned."""


def plan_waiting(
    *,
    referral_id: UUID,
    named_id: UUID,
    check_every_days: int,
    knows_crisis_route: bool,
    by: Viewer,
    at: datetime,
    meanwhile: str = "",
    meanwhile_service_id: UUID | None = None,
) -> WaitingPlan:
    """Say who is there for somebody while they wait, how often, and what they have meanwhile. The newest counts.

    Open to the desk that has the referral, and to whoever supports the person in that life area.
    Raises ReferralNotFound, NotWaiting, NotAColleague, CheckInsTooFar, and CrisisRouteNotTold.
    """
    with transaction.atomic():
        referral = steps.locked(referral_id, by=by)
        if StepKind(steps.last_step(referral).kind) in referral_states.CLOSED:
            raise NotWaiting
        if not knows_crisis_route:
            raise CrisisRouteNotTold
        if not 1 <= check_every_days < parameters.whole_number("waiting-unseen", on=by.today) + 1:
            raise CheckInsTooFar
        if not _is_colleague(named_id, by=by):
            raise NotAColleague
        plan = WaitingPlan.objects.create(
            referral=referral,
            person_id=referral.person_id,
            life_area=referral.life_area,
            named_id=named_id,
            check_every_days=check_every_days,
            meanwhile=meanwhile.strip(),
            meanwhile_service=Service.objects.filter(pk=meanwhile_service_id).first() if meanwhile_service_id else None,
            knows_crisis_route=knows_crisis_route,
            made_by_id=by.own_id,
            made_at=at,
        )
        audit.record(by=by, at=at, action="plan-waiting", **steps.about(referral))
        return plan


def _is_colleague(user_id: UUID, *, by: Viewer) -> bool:
    not_ended = Q(ends_on__isnull=True) | Q(ends_on__gt=by.today)
    held = Membership.objects.filter(
        not_ended,
        user_id=user_id,
        user__is_active=True,
        organisation_id__in=by.organisation_ids,
        starts_on__lte=by.today,
    )
    return any(reach.Power.SUPPORT in reach.powers_of([one.role]) for one in held)
