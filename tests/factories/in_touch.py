"""Records of keeping in touch, for tests."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone

from lodestar.access.models import User
from lodestar.people.models import Person
from lodestar.referrals.in_touch.models import Appointment, Concern, Cover, MeetingWish, Rhythm, SensitiveDate
from lodestar.referrals.models import Contact, Referral
from lodestar.referrals.waits.models import WaitingPlan
from tests.factories import people as make
from tests.roles import as_owner

THEN = datetime(2026, 3, 4, 14, 30, tzinfo=UTC)


def rhythm(person: Person, worker: User, **fields: Any) -> Rhythm:
    """A weekly call, on any day, since March 2026."""
    with as_owner():
        return Rhythm.objects.create(
            person=person,
            worker=worker,
            agreed_by=worker,
            **{
                "life_area": "social-connection",
                "every": "weekly",
                "mode": "telephone",
                "since": date(2026, 3, 2),
                "agreed_at": THEN,
                **fields,
            },
        )


def contact(person: Person, worker: User, **fields: Any) -> Contact:
    with as_owner():
        return Contact.objects.create(
            person=person,
            by=worker,
            **{
                "life_area": "social-connection",
                "happened_on": timezone.localdate(),
                "mode": "telephone",
                "attendance": "attended",
                **fields,
            },
        )


def appointment(person: Person, worker: User, **fields: Any) -> Appointment:
    with as_owner():
        return Appointment.objects.create(
            person=person,
            worker=worker,
            made_by=worker,
            made_at=THEN,
            **{"life_area": "social-connection", "starts_at": THEN, "mode": "in-person", **fields},
        )


def concern(person: Person, sender: User, receiver: User, **fields: Any) -> Concern:
    with as_owner():
        return Concern.objects.create(
            person=person,
            sent_by=sender,
            to_user=receiver,
            **{
                "life_area": "home",
                "kind": "concern",
                "seen_by": "housing",
                "words": "The curtains stay shut",
                "sent_at": THEN,
                "due_at": THEN + timedelta(days=1),
                **fields,
            },
        )


def cover(person: Person, away: User, covered_by: User, **fields: Any) -> Cover:
    with as_owner():
        return Cover.objects.create(
            person=person,
            away=away,
            covered_by=covered_by,
            arranged_by=away,
            arranged_at=THEN,
            **{
                "overlap_on": date(2026, 3, 5),
                "starts_on": date(2026, 3, 6),
                "ends_on": date(2026, 3, 20),
                "is_their_choice": True,
                **fields,
            },
        )


def waiting_plan(referral: Referral, named: User, **fields: Any) -> WaitingPlan:
    with as_owner():
        return WaitingPlan.objects.create(
            referral=referral,
            person_id=referral.person_id,
            life_area=referral.life_area,
            named=named,
            made_by=named,
            **{"check_every_days": 14, "knows_crisis_route": True, "made_at": THEN, **fields},
        )


def fill(person: Person, worker: User) -> None:
    """A row in every table of this kind."""
    rhythm(person, worker)
    appointment(person, worker)
    concern(person, worker, worker)
    cover(person, worker, make.worker())
    with as_owner():
        MeetingWish.objects.create(
            person=person,
            venue="The library",
            not_to_ask="Do not ask about my brother",
            recorded_by=worker,
            recorded_at=THEN,
        )
        SensitiveDate.objects.create(
            person=person,
            life_area="social-connection",
            day=date(2019, 3, 4),
            words="Mum's day",
            recorded_by=worker,
            recorded_at=THEN,
        )
