"""What is done in a check-in: begin, save, finish, talk it over, agree; and who looks after an answer on safety."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from lodestar.access import audit
from lodestar.access.roles import Role
from lodestar.access.viewers import Viewer
from lodestar.outcomes import answering, queries, registry, safety, talking
from lodestar.outcomes.answering import CheckInFinished, ItemAnswer, NothingAnswered, QuestionNotAsked
from lodestar.outcomes.models import (
    CLINICAL_CARE,
    AgreedAction,
    CheckIn,
    InstrumentSwitch,
    LicensedReading,
    SafetyTask,
    TalkedArea,
)
from lodestar.outcomes.talking import ActionMissing, AreaNotes, ChangedMeanwhile, TooManyAreas
from lodestar.people import locks
from lodestar.people import queries as people_queries
from lodestar.rules import instruments, own_questions, scores
from lodestar.rules.instruments import Needs

__all__ = [
    "ActionMissing",
    "AlreadyAcknowledged",
    "AreaNotes",
    "ChangedMeanwhile",
    "CheckInFinished",
    "DayRefused",
    "InstrumentNotInUse",
    "ItemAnswer",
    "LicenceMissing",
    "LicenceTerms",
    "MayNotEnter",
    "NotTheirsToSwitch",
    "NothingAnswered",
    "QuestionNotAsked",
    "Saved",
    "TooManyAreas",
    "WordsMissing",
]

SWITCHES = frozenset({Role.INFORMATION_LEAD})


class NotTheirsToSwitch(Exception):
    """Only an information lead says which instruments are used here."""


class LicenceMissing(ValueError):
    """The instrument needs a licence, permission or registration, and none is on file that covers the day.

    Write its reference down first; DIALOG needs none.
    """


class InstrumentNotInUse(ValueError):
    """The instrument is switched off here, or is not answered item by item."""


class MayNotEnter(ValueError):
    """The licence names the roles that may enter this, and the viewer holds none of them."""


class WordsMissing(ValueError):
    """An acknowledgement says what was done, so that the person and the next worker know."""


class AlreadyAcknowledged(ValueError):
    """A colleague was first."""


class DayRefused(ValueError):
    """The day is still to come."""


@dataclass(frozen=True)
class LicenceTerms:
    """What stands on a licence: its reference and holder, the days, labels of a container, who may enter."""

    reference: str = ""
    holder: str = ""
    valid_to: date | None = None
    labels: tuple[str, ...] = ()
    acknowledgement: str = ""
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Saved:
    """What came of saving: whether help comes first, and how many workers were told of it just now."""

    is_safety_first: bool
    told: int


def switch_instrument(
    *, instrument: str, is_on: bool, terms: LicenceTerms, by: Viewer, at: datetime
) -> InstrumentSwitch:
    """Decide whether an instrument is used here from now on, with its licence where it needs one.

    Raises NotTheirsToSwitch, UnknownInstrument (rules.instruments), LicenceMissing for one that needs a reference
    and gets none, and LabelsRefused (rules.scores) for a container without labels, or with too many.
    """
    with transaction.atomic():
        if not by.has_any(SWITCHES):
            raise NotTheirsToSwitch
        row = instruments.instrument(instrument, on=by.today)
        labels = [label.strip() for label in terms.labels if label.strip()]
        if is_on and row.needs is not Needs.NOTHING and not terms.reference.strip():
            raise LicenceMissing
        if is_on and row.code == registry.CONTAINER and not 0 < len(labels) <= row.items:
            raise scores.LabelsRefused(f"{row.name} takes 1 to {row.items} labels.")
        switch = InstrumentSwitch.objects.create(
            instrument=row.code,
            is_on=is_on,
            reference=terms.reference.strip(),
            holder=terms.holder.strip(),
            valid_from=by.today,
            valid_to=terms.valid_to,
            labels=labels,
            acknowledgement=terms.acknowledgement.strip(),
            roles=list(terms.roles),
            decided_by_id=by.own_id,
            decided_at=at,
        )
        reason = f"{row.code} {'on' if is_on else 'off'}"
        audit.record(
            by=by, at=at, action="switch-instrument", subject_kind="instrument", subject_id=switch.pk, reason=reason
        )
        return switch


def begin_check_in(
    *,
    person_id: UUID,
    instruments: Iterable[str],
    how: CheckIn.How,
    by: Viewer,
    at: datetime,
    asks_own_questions: bool = True,
    check_in_id: UUID | None = None,
) -> CheckIn:
    """Begin a check-in with these instruments, and our own questions of every life area that opens to the viewer.

    The same `check_in_id` a second time changes nothing. Raises RecordNotFound (people.queries) for a stranger or
    where clinical care does not open, and InstrumentNotInUse.
    """
    with transaction.atomic():
        locks.locked_person(person_id, life_area=CLINICAL_CARE, by=by)
        known: CheckIn | None = CheckIn.objects.filter(pk=check_in_id).first() if check_in_id else None
        if known is not None:
            return known
        chosen = list(dict.fromkeys(instruments))
        usable = {row.code for row in registry.answerable(on=by.today)}
        if not chosen or not set(chosen) <= usable:
            raise InstrumentNotInUse
        areas = people_queries.areas_open_to(by, person_id=person_id)
        asked = own_questions.questions_for(life_areas=areas, on=by.today) if asks_own_questions else ()
        check_in: CheckIn = CheckIn.objects.create(
            **({"pk": check_in_id} if check_in_id else {}),
            person_id=person_id,
            instruments=chosen,
            own_questions=[row.code.value for row in asked],
            how=how,
            begun_by_id=by.own_id,
            begun_at=at,
        )
        audit.record(by=by, at=at, action="begin-check-in", reason=how, **answering.about(check_in))
        return check_in


def save_answers(
    *,
    check_in_id: UUID,
    by: Viewer,
    at: datetime,
    answers: Iterable[ItemAnswer] = (),
    own: Mapping[str, str] | None = None,
) -> Saved:
    """Save answers as they are given; a later answer to the same question takes the earlier one's place.

    An answer that asks for help opens a task and tells the right workers in the same step: it is never only stored.
    Raises CheckInNotFound (outcomes.queries), CheckInFinished, QuestionNotAsked, and what rules.scores and
    rules.own_questions refuse as no answer.
    """
    with transaction.atomic():
        check_in = answering.locked(check_in_id, by=by)
        raised: list[safety.Told] = []
        for code, items in answering.write_answers(check_in, answers, by=by, at=at).items():
            raised += safety.raise_tasks(check_in, instrument=code, items=items, by=by, at=at)
        answering.write_own_answers(check_in, own or {}, by=by, at=at)
        reason = f"safety first, told {sum(one.told for one in raised)}" if raised else ""
        audit.record(by=by, at=at, action="save-answers", reason=reason, **answering.about(check_in))
        return Saved(is_safety_first=bool(raised), told=sum(one.told for one in raised))


def finish_check_in(*, check_in_id: UUID, by: Viewer, at: datetime) -> CheckIn:
    """Finish a check-in: from now on its answers count. A second time changes nothing.

    Raises CheckInNotFound (outcomes.queries) and NothingAnswered.
    """
    with transaction.atomic():
        try:
            check_in = answering.locked(check_in_id, by=by)
        except CheckInFinished:
            return queries.check_in_seen(by, check_in_id=check_in_id)
        answering.check_that_something_is_answered(check_in)
        check_in.finished_at = max(at, check_in.begun_at)
        check_in.save(update_fields=["finished_at"])
        audit.record(by=by, at=at, action="finish-check-in", **answering.about(check_in))
        return check_in


def acknowledge_safety(*, task_id: UUID, words: str, by: Viewer, at: datetime) -> SafetyTask:
    """Answer for a safety task: say what was done. Until somebody does, it stays open to all who were told.

    Raises SafetyTaskNotFound (outcomes.queries), for the person themself too; WordsMissing, AlreadyAcknowledged.
    """
    with transaction.atomic():
        task = queries.safety_task_seen(by, task_id=task_id)
        if task.person.user_id == by.own_id:
            raise queries.SafetyTaskNotFound
        locked: SafetyTask = SafetyTask.objects.select_for_update().get(pk=task.pk)
        if locked.acknowledged_at is not None:
            raise AlreadyAcknowledged
        if not words.strip():
            raise WordsMissing
        locked.acknowledged_by_id, locked.acknowledged_at, locked.words = by.own_id, at, words.strip()
        locked.save(update_fields=["acknowledged_by", "acknowledged_at", "words"])
        audit.record(
            by=by,
            at=at,
            action="acknowledge-safety",
            person_id=locked.person_id,
            life_areas=[locked.life_area],
            subject_kind="safety-task",
            subject_id=locked.pk,
        )
        return locked


def talk_area_over(
    *, check_in_id: UUID, item: int, notes: AreaNotes, seen_version: int, by: Viewer, at: datetime
) -> TalkedArea:
    """Write what was said of one area in a check-in's conversation, as it goes; three areas at the most.

    `seen_version` is 0 for an area that is new to the conversation. Raises CheckInNotFound, QuestionNotAsked,
    TooManyAreas, and ChangedMeanwhile where somebody else wrote to it since.
    """
    with transaction.atomic():
        check_in = queries.check_in_seen(by, check_in_id=check_in_id)
        CheckIn.objects.select_for_update().get(pk=check_in.pk)
        area = talking.write_area(check_in, item, notes, seen_version=seen_version, at=at)
        audit.record(by=by, at=at, action="talk-area-over", **answering.about(check_in))
        return area


def agree_action(
    *,
    talked_area_id: UUID,
    words: str,
    owner: AgreedAction.Owner,
    due_on: date,
    by: Viewer,
    at: datetime,
    owner_words: str = "",
    action_id: UUID | None = None,
) -> AgreedAction:
    """Write down one thing that was agreed: what, who does it, by when. The same `action_id` twice writes it once.

    Raises CheckInNotFound (outcomes.queries), and ActionMissing without words, or without a name for somebody else.
    """
    with transaction.atomic():
        area = talking.area_seen(by, talked_area_id=talked_area_id)
        known: AgreedAction | None = AgreedAction.objects.filter(pk=action_id).first() if action_id else None
        if known is not None:
            return known
        if not words.strip() or (owner == AgreedAction.Owner.OTHER and not owner_words.strip()):
            raise ActionMissing
        agreed: AgreedAction = AgreedAction.objects.create(
            **({"pk": action_id} if action_id else {}),
            person_id=area.person_id,
            talked_area=area,
            words=words.strip(),
            owner=owner,
            owner_words=owner_words.strip() if owner == AgreedAction.Owner.OTHER else "",
            due_on=due_on,
            agreed_by_id=by.own_id,
            agreed_at=at,
        )
        audit.record(by=by, at=at, action="agree-action", **answering.about(area.check_in))
        return agreed


def finish_action(*, action_id: UUID, by: Viewer, at: datetime) -> AgreedAction:
    """Tick off one thing that was agreed. A second time changes nothing. Raises CheckInNotFound."""
    with transaction.atomic():
        agreed: AgreedAction | None = AgreedAction.objects.visible_to(by).filter(pk=action_id).first()
        if agreed is None:
            raise queries.CheckInNotFound
        if agreed.done_at is None:
            agreed.done_at = at
            agreed.save(update_fields=["done_at"])
            audit.record(
                by=by,
                at=at,
                action="finish-action",
                person_id=agreed.person_id,
                life_areas=[agreed.life_area],
                subject_kind="agreed-action",
                subject_id=agreed.pk,
            )
        return agreed


def record_licensed_reading(
    *, person_id: UUID, points: tuple[int, ...], taken_on: date, by: Viewer, at: datetime
) -> LicensedReading:
    """Take in one reading of the licensed container: labelled scores, under the licence that stands on file.

    Raises RecordNotFound, LicenceMissing without a licence that covers today, MayNotEnter, DayRefused, and
    LabelsRefused or AnswerOutOfRange (rules.scores).
    """
    with transaction.atomic():
        locks.locked_person(person_id, life_area=CLINICAL_CARE, by=by)
        standing = registry.standing_of(registry.CONTAINER, on=by.today)
        if not standing.is_in_use or standing.switch is None:
            raise LicenceMissing
        if standing.switch.roles and not {role.value for role in by.roles} & set(standing.switch.roles):
            raise MayNotEnter
        if taken_on > by.today:
            raise DayRefused
        labels = standing.switch.labels
        if len(points) != len(labels):
            raise scores.LabelsRefused("There is one score for each label.")
        scores.score_labelled(instrument=standing.instrument, scores=dict(zip(labels, points, strict=True)))
        reading: LicensedReading = LicensedReading.objects.create(
            person_id=person_id,
            switch=standing.switch,
            labels=labels,
            scores=list(points),
            taken_on=taken_on,
            entered_by_id=by.own_id,
            entered_at=at,
        )
        audit.record(
            by=by,
            at=at,
            action="record-licensed-reading",
            person_id=person_id,
            life_areas=[CLINICAL_CARE],
            subject_kind="licensed-reading",
            subject_id=reading.pk,
        )
        return reading
