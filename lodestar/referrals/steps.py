"""The steps of a referral: locked, read, added to. Actions of this app use it, and nobody else."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.utils import timezone

from lodestar.access.viewers import Viewer
from lodestar.people import agreeing
from lodestar.people.models import Person
from lodestar.referrals.models import Referral, ReferralStep
from lodestar.referrals.queries import ReferralNotFound
from lodestar.rules import referral_states
from lodestar.rules.referral_states import StepKind


class AlreadyAnswered(ValueError):
    """Somebody was first: the referral has moved on, and this step no longer follows."""

    def __init__(self, step: ReferralStep) -> None:
        """Keep what was done, by whom and when."""
        super().__init__("The referral has moved on.")
        self.kind = StepKind(step.kind)
        self.at = step.at
        self.by_name = step.by.name if step.by else ""


def locked(referral_id: UUID, *, by: Viewer) -> Referral:
    """Return a referral that `by` may see, locked until the transaction ends. Raises ReferralNotFound."""
    referral = (
        Referral.objects.filter(pk=referral_id, person__in=Person.objects.visible_to(by))
        .select_for_update(of=("self",))
        .first()
    )
    if referral is None:
        raise ReferralNotFound
    return referral


def locked_on_desk(referral_id: UUID, *, by: Viewer) -> Referral:
    """Return a referral on the desk of a team of `by`, locked. Raises ReferralNotFound."""
    referral = locked(referral_id, by=by)
    if referral.team_id is None or referral.team_id not in by.team_ids:
        raise ReferralNotFound
    return referral


def last_step(referral: Referral) -> ReferralStep:
    """Return where the referral stands. Raises ReferralNotFound when it went out of sight meanwhile."""
    step = ReferralStep.objects.filter(referral=referral).select_related("by").order_by("-number").first()
    # Whoever waited for the lock may have lost sight of the referral meanwhile: a colleague declined it.
    if step is None:
        raise ReferralNotFound
    return step


def follow(referral: Referral, kind: StepKind, *, by: Viewer, at: datetime, **told: object) -> None:
    """Add the next step. Raises AlreadyAnswered when it cannot follow the last one."""
    last = last_step(referral)
    if not referral_states.may_follow(current=StepKind(last.kind), step=kind):
        raise AlreadyAnswered(last)
    add_step(referral, number=last.number + 1, kind=kind, by=by, at=at, **told)


def add_step(referral: Referral, *, number: int, kind: StepKind, by: Viewer, at: datetime, **told: object) -> None:
    """Add a step with this number; a number is taken once."""
    ReferralStep.objects.create(
        referral=referral,
        person_id=referral.person_id,
        number=number,
        kind=kind.value,
        at=at,
        by_id=by.user_id,
        **told,
    )


def close_to_team(referral: Referral, *, on: date) -> None:
    """End what the referral opened to its team, unless another open referral there needs the same."""
    if referral.team_id is None:
        return
    others = Referral.objects.filter(
        person_id=referral.person_id, team_id=referral.team_id, life_area=referral.life_area
    ).exclude(pk=referral.pk)
    latest = dict(
        ReferralStep.objects.filter(referral__in=others).order_by("number").values_list("referral_id", "kind")
    )
    if all(StepKind(kind) in referral_states.CLOSED for kind in latest.values()):
        agreeing.end_team_involvement(
            person_id=referral.person_id, team_id=referral.team_id, life_area=referral.life_area, ends_on=on
        )


def met_at(happened_on: date, referral: Referral, *, recorded_at: datetime) -> datetime:
    """Return the moment that stands for a meeting of which only the day is known."""
    if happened_on == timezone.localdate(recorded_at):
        return recorded_at
    # Two things on one day keep their order: nobody is met before the referral came.
    midday = timezone.make_aware(datetime.combine(happened_on, time(12)))
    return max(midday, referral.received_at)


def about(referral: Referral) -> dict[str, Any]:
    """Return what every event about a referral names: its person, its life area and itself."""
    return {
        "person_id": referral.person_id,
        "life_areas": [referral.life_area],
        "subject_kind": "referral",
        "subject_id": referral.pk,
    }
