"""What happens in the conversation: it begins, is saved area by area, and ends when no need hangs."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from lodestar.access import audit
from lodestar.access.viewers import Viewer
from lodestar.people import locks
from lodestar.people import queries as people_queries
from lodestar.plans import queries as plan_queries
from lodestar.plans.conversation import helps, queries
from lodestar.plans.conversation.models import (
    AreaWords,
    Conversation,
    NeedDecision,
    NeedUrgency,
    SupportWish,
    WorkWish,
)
from lodestar.plans.goals import queries as goal_queries
from lodestar.plans.models import Need
from lodestar.rules import needs, versions
from lodestar.rules.life_areas import LifeArea
from lodestar.rules.needs import Disposition, NamedNeed, NeedsHanging, WorkAnswer, WorkTopic
from lodestar.rules.service_kinds import Help

__all__ = [
    "AreaSaid",
    "ChangedMeanwhile",
    "NeedsHanging",
    "NotFinished",
    "SaidForThem",
    "WorkNotAsked",
    "answer_on_work",
    "begin_conversation",
    "decide_need",
    "finish_conversation",
    "mark_urgent",
    "note_support",
    "save_area",
]


class ChangedMeanwhile(ValueError):
    """Somebody else saved this life area in the meantime. `now` is what stands there; nothing was lost."""

    def __init__(self, now: AreaWords) -> None:
        """Keep the version that stands there now, to show both."""
        super().__init__("The words were changed meanwhile.")
        self.now = now


class NotFinished(ValueError):
    """A need that is an action names its step; one that is parked has a day to look again."""


class SaidForThem(ValueError):
    """Only the person declines a need: they do it themselves, or a worker writes down that they said so."""


class WorkNotAsked(ValueError):
    """Work, education and volunteering are always asked; "not now" is an answer. `topics` are those left blank."""

    def __init__(self, topics: tuple[WorkTopic, ...]) -> None:
        """Keep the topics that nobody asked about."""
        super().__init__(f"{len(topics)} questions on work are not asked yet.")
        self.topics = topics


@dataclass(frozen=True)
class AreaSaid:
    """What is said of a life area. Every part may be empty."""

    where_i_am: str = ""
    what_i_want: str = ""
    in_place: str = ""

    def __post_init__(self) -> None:
        """Keep line breaks in one way, as browsers send them in theirs."""
        for name in ("where_i_am", "what_i_want", "in_place"):
            object.__setattr__(self, name, getattr(self, name).replace("\r\n", "\n").strip())


def begin_conversation(*, person_id: UUID, held_by: Conversation.HeldBy, by: Viewer, at: datetime) -> Conversation:
    """Begin a conversation, or go on with the one that is open. Raises RecordNotFound."""
    with transaction.atomic():
        people_queries.person_seen(by, person_id=person_id)
        now = queries.conversation_now(by, person_id=person_id)
        if now is not None and now.finished_at is None:
            return now
        begun: Conversation = Conversation.objects.create(
            person_id=person_id, held_by=held_by, begun_by_id=by.own_id, begun_at=at
        )
        audit.record(
            by=by,
            at=at,
            action="begin-conversation",
            person_id=person_id,
            subject_kind="conversation",
            subject_id=begun.pk,
        )
        return begun


def save_area(
    *, person_id: UUID, life_area: str, said: AreaSaid, seen_id: UUID | None, by: Viewer, at: datetime
) -> AreaWords | None:
    """Save what is said of a life area as a new version; None where nothing new was said.

    `seen_id` is the version that the writer had before their eyes, None for none. Raises RecordNotFound and
    ChangedMeanwhile, which holds the other text.
    """
    with transaction.atomic():
        locks.locked_person(person_id, life_area=life_area, by=by)
        newest = queries.area_words(by, person_id=person_id, life_areas=[life_area]).get(life_area)
        stands = AreaSaid(newest.where_i_am, newest.what_i_want, newest.in_place) if newest else AreaSaid()
        if said == stands:
            return newest
        if newest is not None and newest.pk != seen_id:
            raise ChangedMeanwhile(newest)
        version: AreaWords = AreaWords.objects.create(
            person_id=person_id,
            life_area=life_area,
            where_i_am=said.where_i_am,
            what_i_want=said.what_i_want,
            in_place=said.in_place,
            said_by_id=by.own_id,
            said_at=versions.dated(at, after=newest.said_at if newest else None),
        )
        audit.record(
            by=by,
            at=at,
            action="save-area",
            person_id=person_id,
            life_areas=[life_area],
            subject_kind="area-words",
            subject_id=version.pk,
        )
        return version


def decide_need(
    *,
    need_id: UUID,
    disposition: Disposition,
    by: Viewer,
    at: datetime,
    step_id: UUID | None = None,
    look_again_on: date | None = None,
    words: str = "",
    said_by_person: bool = False,
) -> NeedDecision:
    """Write down what a need came to: an action with its step, parked until a day, or declined by the person.

    Raises NeedNotFound, StepNotFound, NotFinished, and SaidForThem where the person did not say it.
    """
    with transaction.atomic():
        need = _locked_need(need_id, by)
        is_own = need.person.user_id == by.own_id
        step = goal_queries.step_seen(by, step_id=step_id) if step_id else None
        if step is not None and step.person_id != need.person_id:
            raise goal_queries.StepNotFound
        named = NamedNeed(
            key=str(need.pk),
            life_area=LifeArea(need.life_area),
            disposition=disposition,
            action_owner=step.owner if step else "",
            look_again_on=look_again_on,
            said_by_person=is_own or said_by_person,
        )
        hanging = needs.why_hanging(named)
        if hanging is needs.Hanging.DECLINED_BY_SOMEBODY_ELSE:
            raise SaidForThem
        if hanging is not None or (look_again_on is not None and look_again_on <= by.today):
            raise NotFinished
        decision: NeedDecision = NeedDecision.objects.create(
            **_about_need(need, by, at),
            disposition=disposition,
            step=step,
            look_again_on=look_again_on if disposition is Disposition.PARKED else None,
            words=words.strip(),
            said_by_person=is_own or said_by_person,
        )
        audit.record(by=by, at=at, action="decide-need", reason=disposition, **_event(need))
        return decision


def mark_urgent(*, need_id: UUID, is_urgent: bool, by: Viewer, at: datetime) -> NeedUrgency:
    """Say that a need is urgent, or no longer: it jumps the list, and nothing else waits. Raises NeedNotFound."""
    with transaction.atomic():
        need = _locked_need(need_id, by)
        urgency: NeedUrgency = NeedUrgency.objects.create(**_about_need(need, by, at), is_urgent=is_urgent)
        audit.record(by=by, at=at, action="mark-urgent", reason="urgent" if is_urgent else "no-longer", **_event(need))
        return urgency


def answer_on_work(
    *,
    person_id: UUID,
    topic: WorkTopic,
    answer: WorkAnswer,
    by: Viewer,
    at: datetime,
    words: str = "",
    support: str = "",
    next_step: str = "",
) -> WorkWish:
    """Write down what a person says to one of the questions on work. Raises RecordNotFound."""
    with transaction.atomic():
        locks.locked_person(person_id, life_area=LifeArea.WORK_AND_LEARNING, by=by)
        wish: WorkWish = WorkWish.objects.create(
            person_id=person_id,
            topic=topic,
            answer=answer,
            words=words.strip(),
            support=support.strip(),
            next_step=next_step.strip(),
            said_by_id=by.own_id,
            said_at=at,
        )
        audit.record(
            by=by,
            at=at,
            action="answer-on-work",
            person_id=person_id,
            life_areas=[LifeArea.WORK_AND_LEARNING.value],
            subject_kind="work-wish",
            subject_id=wish.pk,
            reason=topic,
        )
        return wish


def note_support(
    *, person_id: UUID, help_wanted: Help, said: SupportWish.Said, on: date, by: Viewer, at: datetime
) -> SupportWish:
    """Note one day in the story of a kind of help: asked about, wanted, offered, received. Raises RecordNotFound."""
    with transaction.atomic():
        life_area = helps.area_of(help_wanted)
        locks.locked_person(person_id, life_area=life_area, by=by)
        wish: SupportWish = SupportWish.objects.create(
            person_id=person_id,
            life_area=life_area,
            help=help_wanted,
            said=said,
            on=on,
            said_by_id=by.own_id,
            said_at=at,
        )
        audit.record(
            by=by,
            at=at,
            action="note-support",
            person_id=person_id,
            life_areas=[life_area],
            subject_kind="support-wish",
            subject_id=wish.pk,
            reason=help_wanted,
        )
        return wish


def finish_conversation(*, person_id: UUID, by: Viewer, at: datetime) -> Conversation:
    """Finish the open conversation. It can be saved at any time; it is finished when nothing hangs.

    Looks at the life areas that open to `by`. Raises RecordNotFound, NeedsHanging (rules) and WorkNotAsked.
    """
    with transaction.atomic():
        areas = people_queries.areas_open_to(by, person_id=person_id)
        now = queries.conversation_now(by, person_id=person_id)
        if not areas or now is None or now.finished_at is not None:
            raise people_queries.RecordNotFound
        needs.check_nothing_hangs(needs=queries.named_needs(by, person_id=person_id, life_areas=areas))
        if LifeArea.WORK_AND_LEARNING in areas:
            wishes = queries.work_wishes(by, person_id=person_id)
            blank = needs.topics_left_blank(answers={topic: wish.answer for topic, wish in wishes.items()})
            if blank:
                raise WorkNotAsked(blank)
        now.finished_at = at
        now.save(update_fields=["finished_at"])
        audit.record(
            by=by,
            at=at,
            action="finish-conversation",
            person_id=person_id,
            life_areas=areas,
            subject_kind="conversation",
            subject_id=now.pk,
        )
        return now


def _locked_need(need_id: UUID, by: Viewer) -> Need:
    need = plan_queries.need_seen(by, need_id=need_id)
    locks.locked_person(need.person_id, life_area=need.life_area, by=by)
    return need


def _about_need(need: Need, by: Viewer, at: datetime) -> dict[str, Any]:
    return {
        "person_id": need.person_id,
        "life_area": need.life_area,
        "need": need,
        "said_by_id": by.own_id,
        "said_at": at,
    }


def _event(need: Need) -> dict[str, Any]:
    return {
        "person_id": need.person_id,
        "life_areas": [need.life_area],
        "subject_kind": "need",
        "subject_id": need.pk,
    }
