"""Putting an answer of a finished check-in right: the new one counts, the old one is kept with the reason."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from lodestar.access import audit
from lodestar.access.viewers import Viewer
from lodestar.outcomes import answering, queries, safety
from lodestar.outcomes.answering import ItemAnswer, QuestionNotAsked
from lodestar.outcomes.models import Answer, CheckIn
from lodestar.people.voice import correcting
from lodestar.people.voice.models import Correction

SUBJECT = "check-in-answer"
PASSED_OVER = "rather not said"
DOES_NOT_APPLY = "does not apply"


class StillOpen(ValueError):
    """The check-in is not finished: go on with it, and answer the question again there."""


@dataclass(frozen=True)
class PutRight:
    """One answer that was put right: which, before and after, why, by whom and when."""

    instrument: str
    item: int
    before: str
    after: str
    reason: str
    by_name: str
    at: datetime


def put_answer_right(*, check_in_id: UUID, answer: ItemAnswer, reason: str, by: Viewer, at: datetime) -> bool:
    """Put one answer right. Returns whether help comes first: an answer that asks for it is told of as ever.

    The person does it, or the worker who began the check-in. Raises CheckInNotFound (outcomes.queries), StillOpen,
    QuestionNotAsked, what rules.scores refuse as no answer, and correcting's ReasonMissing and NothingChanged.
    """
    with transaction.atomic():
        check_in = _theirs(check_in_id, by)
        known = Answer.objects.filter(check_in=check_in, instrument=answer.instrument, item=answer.item).first()
        if known is None:
            raise QuestionNotAsked
        before = _said(known.value, does_not_apply=known.does_not_apply)
        correcting.write_correction(
            person_id=check_in.person_id,
            life_area=check_in.life_area,
            subject_kind=SUBJECT,
            subject_id=known.pk,
            text=f"{answer.instrument}-{answer.item}",
            seen=before,
            before=before,
            after=_said(answer.value, does_not_apply=answer.does_not_apply),
            reason=reason,
            by=by,
            at=at,
        )
        raised: list[safety.Told] = []
        for code, items in answering.write_answers(check_in, [answer], by=by, at=at).items():
            raised += safety.raise_tasks(check_in, instrument=code, items=items, by=by, at=at)
        audit.record(by=by, at=at, action="put-answer-right", **answering.about(check_in))
        return bool(raised)


def put_right_in(viewer: Viewer, *, check_in_id: UUID) -> list[PutRight]:
    """Return the answers of a check-in that were put right, the latest first. Two queries."""
    answers = Answer.objects.visible_to(viewer).filter(check_in_id=check_in_id).values_list("pk", "instrument", "item")
    which = {pk: (code, item) for pk, code, item in answers}
    rows = Correction.objects.filter(subject_kind=SUBJECT, subject_id__in=which)
    return [
        PutRight(*which[row.subject_id], row.before, row.after, row.reason, row.corrected_by.name, row.corrected_at)
        for row in rows.select_related("corrected_by").order_by("-corrected_at", "-id")
    ]


def _theirs(check_in_id: UUID, by: Viewer) -> CheckIn:
    seen = queries.check_in_seen(by, check_in_id=check_in_id)
    if by.own_id not in (seen.person.user_id, seen.begun_by_id):
        raise queries.CheckInNotFound
    check_in: CheckIn = CheckIn.objects.select_for_update().get(pk=seen.pk)
    if check_in.finished_at is None:
        raise StillOpen
    return check_in


def _said(value: int | None, *, does_not_apply: bool) -> str:
    if does_not_apply:
        return DOES_NOT_APPLY
    return PASSED_OVER if value is None else str(value)
