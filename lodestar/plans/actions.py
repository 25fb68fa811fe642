"""What happens to a plan: somebody says what they need, and a referral is made for it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from lodestar.access import audit
from lodestar.access.viewers import Viewer
from lodestar.people import locks
from lodestar.people.agreeing import ConsentTerms
from lodestar.people.voice import correcting
from lodestar.people.voice.models import Correction
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
        known: Need | None = Need.objects.filter(pk=need_id).first() if need_id else None
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


def correct_need(*, need_id: UUID, seen: str, after: str, reason: str, by: Viewer, at: datetime) -> Correction:
    """Put right how the viewer's own need is said; the old words are kept beside the new ones.

    `seen` is what they had before their eyes. Nobody but the person changes the person's words.
    Raises NeedNotFound (plans.queries), WordsMissing, and correcting's ReasonMissing, NothingChanged and
    ChangedMeanwhile.
    """
    with transaction.atomic():
        need = queries.need_seen(by, need_id=need_id)
        if need.person.user_id != by.own_id:
            raise queries.NeedNotFound
        need = Need.objects.select_for_update().get(pk=need_id)
        if not after.strip():
            raise WordsMissing
        correction = correcting.write_correction(
            person_id=need.person_id,
            life_area=need.life_area,
            subject_kind="need",
            subject_id=need.pk,
            text="words",
            seen=seen,
            before=need.words,
            after=after,
            reason=reason,
            by=by,
            at=at,
        )
        need.words = correction.after
        need.save(update_fields=["words"])
        audit.record(
            by=by,
            at=at,
            action="correct",
            person_id=need.person_id,
            life_areas=[need.life_area],
            subject_kind="need",
            subject_id=need.pk,
            reason="words",
        )
        return correction


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
