"""What happens to a plan: somebody says what they need, and a referral is made for it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from lodestar.access import audit
from lodestar.access.viewers import Viewer
from lodestar.people import locks
from lodestar.people.agreeing import ConsentTerms
from lodestar.plans import queries
from lodestar.plans.models import Need, NeedReferral
from lodestar.referrals import sending, steps
from lodestar.referrals.models import Referral


class WordsMissing(ValueError):
    """A need has no words: it would be ours, not the person's."""


def record_need(
    *, person_id: UUID, life_area: str, words: str, by: Viewer, at: datetime, need_id: UUID | None = None
) -> Need:
    """Record what a person wants help with, in their own words, and keep the words as they were said.

    The same `need_id` a second time changes nothing and returns what is there.
    Raises RecordNotFound for a stranger or a life area that does not open to `by`, and WordsMissing.
    """
    with transaction.atomic():
        locks.locked_person(person_id, life_area=life_area, by=by)
        assert by.user_id is not None, "nobody sees a record without signing in"
        if not words.strip():
            raise WordsMissing
        known = Need.objects.filter(pk=need_id).first() if need_id else None
        if known is not None:
            return known
        given_id = {"pk": need_id} if need_id else {}
        need = Need.objects.create(
            **given_id,
            person_id=person_id,
            life_area=life_area,
            words=words,
            recorded_by_id=by.user_id,
            recorded_at=at,
        )
        audit.record(
            by=by,
            at=at,
            action="record-need",
            person_id=person_id,
            life_areas=[life_area],
            subject_kind="need",
            subject_id=need.pk,
        )
        return need


def refer_for_need(
    *,
    need_id: UUID,
    service_id: UUID,
    hopes: str,
    consent: ConsentTerms | None,
    by: Viewer,
    at: datetime,
    go_with_me: bool = False,
    is_agreed_with_service: bool = False,
) -> Referral:
    """Refer a person for one of their needs, in its life area; one event tells of both.

    Raises NeedNotFound (plans.queries), and whatever `referrals.actions.refer` raises.
    """
    with transaction.atomic():
        need = queries.need_seen(by, need_id=need_id)
        referral = sending.send(
            person_id=need.person_id,
            service_id=service_id,
            life_area=need.life_area,
            hopes=hopes,
            consent=consent,
            by=by,
            at=at,
            go_with_me=go_with_me,
            is_agreed_with_service=is_agreed_with_service,
        )
        NeedReferral.objects.create(person_id=need.person_id, need=need, referral=referral)
        audit.record(action="refer", by=by, at=at, **steps.about(referral))
        return referral
