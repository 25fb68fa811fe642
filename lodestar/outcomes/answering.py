"""Answers of a check-in, row by row: for the actions that write the event of the trail."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lodestar.access.viewers import Viewer
from lodestar.outcomes import queries
from lodestar.outcomes.models import Answer, CheckIn, OwnAnswer
from lodestar.people import queries as people_queries
from lodestar.rules import instruments, own_questions, scores
from lodestar.rules.own_questions import OwnQuestion


class CheckInFinished(ValueError):
    """The check-in is finished; begin another one."""


class NothingAnswered(ValueError):
    """Nothing was answered yet, so there is nothing to finish."""


class QuestionNotAsked(LookupError):
    """This check-in does not ask that."""


@dataclass(frozen=True)
class ItemAnswer:
    """One answer to one item; `value` None is a question that was passed over."""

    instrument: str
    item: int
    value: int | None
    does_not_apply: bool = False
    wants_more_help: bool = False


def about(check_in: CheckIn) -> dict[str, Any]:
    """Return what the trail says of any action on a check-in."""
    return {
        "person_id": check_in.person_id,
        "life_areas": [check_in.life_area],
        "subject_kind": "check-in",
        "subject_id": check_in.pk,
    }


def locked(check_in_id: UUID, *, by: Viewer) -> CheckIn:
    """Return a check-in that is still open, locked for one writer. Raises CheckInNotFound and CheckInFinished."""
    seen = queries.check_in_seen(by, check_in_id=check_in_id)
    check_in = CheckIn.objects.select_for_update().get(pk=seen.pk)
    if check_in.finished_at is not None:
        raise CheckInFinished
    return check_in


def write_answers(
    check_in: CheckIn, answers: Iterable[ItemAnswer], *, by: Viewer, at: datetime
) -> dict[str, tuple[int, ...]]:
    """Write answers over earlier ones to the same items, and return the safety items raised, by instrument."""
    raised: dict[str, tuple[int, ...]] = {}
    for one in answers:
        if one.instrument not in check_in.instruments:
            raise QuestionNotAsked
        row = instruments.instrument(one.instrument, on=by.today)
        scores.score_answers(
            instrument=row,
            answers={one.item: one.value},
            not_applicable={one.item} if one.does_not_apply else frozenset(),
        )
        Answer.objects.update_or_create(
            check_in=check_in,
            instrument=one.instrument,
            item=one.item,
            defaults={
                "person_id": check_in.person_id,
                "value": None if one.does_not_apply else one.value,
                "does_not_apply": one.does_not_apply,
                "wants_more_help": one.wants_more_help,
                "answered_by_id": by.own_id,
                "answered_at": at,
            },
        )
        asks_for_help = scores.safety_items_raised(instrument=row, answers={one.item: one.value})
        if asks_for_help:
            raised[one.instrument] = raised.get(one.instrument, ()) + asks_for_help
    return raised


def write_own_answers(check_in: CheckIn, own: Mapping[str, str], *, by: Viewer, at: datetime) -> None:
    """Write answers to our own questions, each into the life area that the question is about."""
    if not own:
        return
    open_areas = people_queries.areas_open_to(by, person_id=check_in.person_id)
    for code, answer in own.items():
        if code not in check_in.own_questions:
            raise QuestionNotAsked
        row = own_questions.question(OwnQuestion(code), on=by.today)
        if row.life_area.value not in open_areas:
            raise QuestionNotAsked
        own_questions.check_answer(row=row, answer=answer)
        OwnAnswer.objects.update_or_create(
            check_in_id=check_in.pk,
            question=code,
            defaults={
                "person_id": check_in.person_id,
                "life_area": row.life_area.value,
                "answer": answer,
                "answered_by_id": by.own_id,
                "answered_at": at,
            },
        )


def check_that_something_is_answered(check_in: CheckIn) -> None:
    """Refuse an empty check-in. Raises NothingAnswered."""
    has_answer = Answer.objects.filter(check_in=check_in, value__isnull=False).exists()
    if not has_answer and not OwnAnswer.objects.filter(check_in_id=check_in.pk).exists():
        raise NothingAnswered
