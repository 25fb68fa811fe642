"""Reads of check-ins: what somebody said, how it changed, what asks for help first, and what was agreed."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from lodestar.access.viewers import Viewer
from lodestar.outcomes.models import (
    AgreedAction,
    Answer,
    CheckIn,
    LicensedReading,
    OwnAnswer,
    SafetyNotice,
    SafetyTask,
    TalkedArea,
)
from lodestar.rules import instruments, scores
from lodestar.rules.instruments import Instrument
from lodestar.rules.scores import Change, ScoredAnswers


class CheckInNotFound(LookupError):
    """There is no such check-in, or none that this viewer may see: nobody is told which."""


class SafetyTaskNotFound(LookupError):
    """There is no such safety task, or none that this viewer may see: nobody is told which."""


@dataclass(frozen=True)
class Given:
    """What was answered to one item: points, or that it does not apply, and whether more help is wanted."""

    value: int | None
    does_not_apply: bool = False
    wants_more_help: bool = False


@dataclass(frozen=True)
class Reading:
    """One instrument in one finished check-in: answers by item, and their scores by the instrument's own rules."""

    check_in_id: UUID
    on: date
    how: str
    by_name: str
    answers: dict[int, Given]
    scored: ScoredAnswers


@dataclass(frozen=True)
class History:
    """All readings of one instrument, the earliest first."""

    instrument: Instrument
    readings: tuple[Reading, ...]

    def item_points(self, item: int) -> tuple[tuple[date, int], ...]:
        """Return the answers to one item with their days, those that were passed over left out."""
        said = ((one.on, one.answers[item].value) for one in self.readings if item in one.answers)
        return tuple((on, value) for on, value in said if value is not None)

    def item_change(self, item: int) -> Change | None:
        """Return what first and last answer to one item say together; None with fewer than two."""
        points = self.item_points(item)
        if len(points) < 2:
            return None
        return scores.item_change(instrument=self.instrument, item=item, before=points[0][1], after=points[-1][1])

    def scale_readings(self, scale: str) -> tuple[Reading, ...]:
        """Return the readings that have this score."""
        return tuple(one for one in self.readings if one.scored.value_of(scale) is not None)


@dataclass(frozen=True)
class OwnLine:
    """What a person answered to one question of ours, the earliest first."""

    question: str
    life_area: str
    answers: tuple[tuple[date, str], ...]


@dataclass(frozen=True)
class OpenSafety:
    """One safety task that nobody has answered for yet."""

    task_id: UUID
    person_id: UUID
    preferred_name: str
    instrument: str
    raised_at: datetime
    is_told: bool
    """Whether it was sent to this viewer, or a team of theirs."""


def check_in_seen(viewer: Viewer, *, check_in_id: UUID) -> CheckIn:
    """Return one check-in that `viewer` may see. Raises CheckInNotFound."""
    found: CheckIn | None = (
        CheckIn.objects.visible_to(viewer).filter(pk=check_in_id).select_related("person", "begun_by").first()
    )
    if found is None:
        raise CheckInNotFound
    return found


def open_check_in(viewer: Viewer, *, person_id: UUID) -> CheckIn | None:
    """Return the check-in that the viewer began with this person and has not finished, the latest."""
    found: CheckIn | None = (
        CheckIn.objects.visible_to(viewer)
        .filter(person_id=person_id, begun_by_id=viewer.user_id, finished_at=None)
        .order_by("-begun_at", "id")
        .first()
    )
    return found


def answers_in(viewer: Viewer, *, check_in_id: UUID) -> dict[tuple[str, int], Given]:
    """Return what was answered in one check-in, by instrument and item."""
    rows = Answer.objects.visible_to(viewer).filter(check_in_id=check_in_id)
    return {(row.instrument, row.item): _given(row) for row in rows}


def own_answers_in(viewer: Viewer, *, check_in_id: UUID) -> dict[str, str]:
    """Return what was answered to our own questions in one check-in, by question."""
    rows = OwnAnswer.objects.visible_to(viewer).filter(check_in_id=check_in_id)
    return {row.question: row.answer for row in rows}


def histories(viewer: Viewer, *, person_id: UUID) -> tuple[History, ...]:
    """Return every instrument that a person finished a check-in with, in the registry's order. Two queries."""
    finished = (
        CheckIn.objects.visible_to(viewer)
        .filter(person_id=person_id, finished_at__isnull=False)
        .select_related("begun_by")
        .order_by("begun_at", "id")
    )
    answers: dict[tuple[UUID, str], dict[int, Given]] = {}
    for row in Answer.objects.visible_to(viewer).filter(person_id=person_id, check_in__finished_at__isnull=False):
        answers.setdefault((row.check_in_id, row.instrument), {})[row.item] = _given(row)
    found: dict[str, list[Reading]] = {}
    for check_in in finished:
        on = timezone.localdate(check_in.begun_at)
        for code in check_in.instruments:
            given = answers.get((check_in.pk, code))
            if given:
                found.setdefault(code, []).append(_reading(check_in, code, on, given))
    order = list(instruments.all_instruments())
    return tuple(
        History(instruments.instrument(code, on=readings[-1].on), tuple(readings))
        for code, readings in sorted(found.items(), key=lambda pair: order.index(pair[0]))
    )


def own_lines(viewer: Viewer, *, person_id: UUID) -> tuple[OwnLine, ...]:
    """Return what a person answered to our own questions, in the life areas that open to `viewer`. One query."""
    lines: dict[tuple[str, str], list[tuple[date, str]]] = {}
    rows = OwnAnswer.objects.visible_to(viewer).filter(person_id=person_id).order_by("answered_at", "id")
    for row in rows:
        lines.setdefault((row.question, row.life_area), []).append((timezone.localdate(row.answered_at), row.answer))
    return tuple(OwnLine(question, area, tuple(said)) for (question, area), said in lines.items())


def safety_waiting(viewer: Viewer) -> QuerySet[SafetyTask]:
    """Return the safety tasks that nobody has answered for; none for a person, who is not the one to answer."""
    if not viewer.is_staff:
        return SafetyTask.objects.none()
    return SafetyTask.objects.visible_to(viewer).filter(acknowledged_at=None)


def open_safety(viewer: Viewer, *, person_id: UUID | None = None) -> list[OpenSafety]:
    """Return the safety tasks that nobody has answered for, of people whom `viewer` may see, the oldest first.

    A person's own are left out: they asked for help, and are not the one to answer. Two queries.
    """
    tasks = safety_waiting(viewer).select_related("person")
    if person_id is not None:
        tasks = tasks.filter(person_id=person_id)
    found = list(tasks.order_by("raised_at", "id"))
    if not found:
        return []
    to_them = Q(to_user_id=viewer.user_id) | Q(to_team_id__in=viewer.team_ids)
    told = set(SafetyNotice.objects.filter(to_them, task__in=found).values_list("task_id", flat=True))
    return [
        OpenSafety(
            task_id=task.pk,
            person_id=task.person_id,
            preferred_name=task.person.preferred_name,
            instrument=task.instrument,
            raised_at=task.raised_at,
            is_told=task.pk in told,
        )
        for task in found
    ]


def safety_task_seen(viewer: Viewer, *, task_id: UUID) -> SafetyTask:
    """Return one safety task that `viewer` may see. Raises SafetyTaskNotFound."""
    found: SafetyTask | None = (
        SafetyTask.objects.visible_to(viewer)
        .filter(pk=task_id)
        .select_related("person", "raised_by", "acknowledged_by", "check_in")
        .first()
    )
    if found is None:
        raise SafetyTaskNotFound
    return found


def safety_in(viewer: Viewer, *, check_in_id: UUID) -> tuple[list[SafetyTask], list[str]]:
    """Return the safety tasks of one check-in, and the names of the workers and teams who were told."""
    tasks = list(SafetyTask.objects.visible_to(viewer).filter(check_in_id=check_in_id).order_by("raised_at", "id"))
    notices = SafetyNotice.objects.visible_to(viewer).filter(task__in=tasks).select_related("to_user", "to_team")
    named = [one.to_user.name if one.to_user else one.to_team.name for one in notices]
    return tasks, sorted(set(named))


def talked_areas(viewer: Viewer, *, check_in_id: UUID) -> list[TalkedArea]:
    """Return the areas that a check-in's conversation chose, in the order of their items."""
    return list(TalkedArea.objects.visible_to(viewer).filter(check_in_id=check_in_id).order_by("item"))


def agreed_actions(viewer: Viewer, *, person_id: UUID) -> list[AgreedAction]:
    """Return what was agreed in a person's conversations: what is open first, by its day; then what was done."""
    rows = AgreedAction.objects.visible_to(viewer).filter(person_id=person_id)
    found = list(rows.select_related("talked_area", "agreed_by").order_by("due_on", "id"))
    return sorted(found, key=lambda one: one.done_at is not None)


def licensed_readings(viewer: Viewer, *, person_id: UUID) -> list[LicensedReading]:
    """Return the readings of licensed containers, the earliest first."""
    rows = LicensedReading.objects.visible_to(viewer).filter(person_id=person_id).select_related("switch", "entered_by")
    return list(rows.order_by("taken_on", "entered_at", "id"))


def last_finished(viewer: Viewer, *, person_id: UUID) -> CheckIn | None:
    """Return the last finished check-in; None while there is none."""
    found = CheckIn.objects.visible_to(viewer).filter(person_id=person_id, finished_at__isnull=False)
    last: CheckIn | None = found.order_by("-begun_at", "-id").first()
    return last


def _given(row: Answer) -> Given:
    return Given(row.value, row.does_not_apply, row.wants_more_help)


def _reading(check_in: CheckIn, code: str, on: date, given: dict[int, Given]) -> Reading:
    instrument = instruments.instrument(code, on=on)
    scored = scores.score_answers(
        instrument=instrument,
        answers={item: one.value for item, one in given.items()},
        not_applicable=[item for item, one in given.items() if one.does_not_apply],
    )
    return Reading(
        check_in_id=check_in.pk,
        on=on,
        how=check_in.how,
        by_name=check_in.begun_by.name,
        answers=given,
        scored=scored,
    )
