"""Checks, medicines, therapies and joint plans, for tests."""

from datetime import UTC, date, datetime
from typing import Any

from lodestar.access.models import User
from lodestar.health.models import (
    CareStanding,
    CheckResult,
    ExclusionReview,
    JointPlan,
    LengthRating,
    MedicineTalk,
    QuitOffer,
    ResultAction,
    SideEffect,
    TherapyOffer,
    TherapyStep,
)
from lodestar.people.models import Person
from lodestar.referrals.models import Referral, ReferralStep
from lodestar.rules.physical_checks import CheckPart
from tests.roles import as_owner

THEN = datetime(2026, 3, 4, 14, 30, tzinfo=UTC)
DAY = date(2026, 3, 4)


def result(person: Person, by: User, part: CheckPart, *, on: date = DAY, **fields: Any) -> CheckResult:
    """One part of the check, done on a day with some reading unless the fields say that it was refused."""
    is_smoking = part is CheckPart.SMOKING and not fields.get("is_refused")
    defaults = {"smoking": "never"} if is_smoking else {} if fields.get("is_refused") else {"reading": "Measured"}
    with as_owner():
        return CheckResult.objects.create(
            person=person, part=part, on=on, recorded_by=by, recorded_at=THEN, **{**defaults, **fields}
        )


def fill(person: Person, worker: User, referral: Referral) -> None:
    """A row in every table of this kind."""
    abnormal = result(person, worker, CheckPart.BLOOD_PRESSURE, is_abnormal=True)
    with as_owner():
        ResultAction.objects.create(
            person=person, result=abnormal, words="Measure again", owner_words="The practice", due_on=DAY,
            opened_by=worker, opened_on=DAY,
        )  # fmt: skip
        CareStanding.objects.create(person=person, said_by=worker, said_at=THEN)
        QuitOffer.objects.create(person=person, offered_on=DAY, offered_by=worker, answer="accepted", recorded_at=THEN)
        effect = SideEffect.objects.create(
            person=person, noticed_on=DAY, words="Sleepy", time_of_day="morning", bothers=4, written_by=worker,
            written_at=THEN,
        )  # fmt: skip
        MedicineTalk.objects.create(
            person=person, because="side-effect", side_effect=effect, asked_by=worker, asked_at=THEN
        )
        offer = TherapyOffer.objects.create(
            person=person, therapy="cbt-erp", condition="ocd", offered_on=DAY, offered_by=worker, recorded_at=THEN
        )
        TherapyStep.objects.create(person=person, offer=offer, number=1, kind="accepted", on=DAY, by=worker, at=THEN)
        LengthRating.objects.create(
            person=person, offer=offer, about_words="CBT", answer="too-short", said_by=worker, said_at=THEN
        )
        JointPlan.objects.create(
            person=person, with_words="The Bridge", lead_words="Noor", wants="To sleep", our_part="Calls",
            their_part="Group", agreed_on=DAY, review_on=date(2026, 6, 4), written_by=worker, written_at=THEN,
        )  # fmt: skip
        step = ReferralStep.objects.filter(referral=referral).order_by("number")[0]
        ExclusionReview.objects.create(
            person=person, life_area=referral.life_area, step=step, finding="overturned", words="It is taken back",
            reviewed_by=worker, reviewed_at=THEN,
        )  # fmt: skip
