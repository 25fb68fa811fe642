"""Reads of the conversation: what is said of each life area, what every need came to, the questions on work.

`life_areas` are those of a record that open to the viewer, as `people.queries.areas_open_to` told: none for a stranger.
A plan reads many tables by them, so who may look is asked once, and by the database's row policies for every row.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from lodestar.access.viewers import Viewer
from lodestar.plans.conversation import helps
from lodestar.plans.conversation.models import (
    AreaWords,
    Conversation,
    NeedDecision,
    NeedUrgency,
    SupportWish,
    WorkImpact,
    WorkWish,
)
from lodestar.plans.models import Need
from lodestar.rules.life_areas import LifeArea
from lodestar.rules.needs import Disposition, NamedNeed, WorkAnswer, WorkTopic
from lodestar.rules.service_kinds import Help
from lodestar.rules.support_gaps import DatedSupport


@dataclass(frozen=True)
class Decision:
    """What one need came to. `step_id` is its next step, for an action."""

    need_id: UUID
    disposition: Disposition
    step_id: UUID | None
    look_again_on: date | None
    words: str
    said_by_person: bool
    said_by_name: str
    said_at: datetime


@dataclass(frozen=True)
class Wish:
    """The answer to one question on work."""

    topic: WorkTopic
    answer: WorkAnswer
    words: str
    support: str
    next_step: str
    said_by_name: str
    said_at: datetime


def conversation_now(viewer: Viewer, *, person_id: UUID) -> Conversation | None:
    """Return the newest conversation, finished or not; None where there never was one, or for a stranger."""
    rows = Conversation.objects.filter(person_id=person_id)
    return rows.select_related("begun_by").order_by("-begun_at", "-id").first()


def area_words(viewer: Viewer, *, person_id: UUID, life_areas: Collection[str]) -> dict[str, AreaWords]:
    """Return the newest words on each life area, by area. One query."""
    rows = AreaWords.objects.filter(person_id=person_id, life_area__in=life_areas)
    newest = rows.select_related("said_by").order_by("life_area", "-said_at", "-id").distinct("life_area")
    return {row.life_area: row for row in newest}


def words_of_area(viewer: Viewer, *, person_id: UUID, life_area: str) -> list[AreaWords]:
    """Return every version of what is said of one life area, the newest first."""
    rows = AreaWords.objects.visible_to(viewer).filter(person_id=person_id, life_area=life_area)
    return list(rows.select_related("said_by").order_by("-said_at", "-id"))


def decisions(viewer: Viewer, *, person_id: UUID, life_areas: Collection[str]) -> dict[UUID, Decision]:
    """Return what each need came to, by need; a need without an entry hangs. One query."""
    rows = NeedDecision.objects.filter(person_id=person_id, life_area__in=life_areas)
    fields = ("disposition", "step_id", "look_again_on", "words", "said_by_person", "said_by__name", "said_at")
    newest = rows.order_by("need_id", "-said_at", "-id").distinct("need_id").values_list("need_id", *fields)
    return {need_id: Decision(need_id, Disposition(kind), *rest) for need_id, kind, *rest in newest}


def urgent_needs(viewer: Viewer, *, person_id: UUID, life_areas: Collection[str]) -> frozenset[UUID]:
    """Return the needs that are urgent now. One query."""
    rows = NeedUrgency.objects.filter(person_id=person_id, life_area__in=life_areas)
    newest = rows.order_by("need_id", "-said_at", "-id").distinct("need_id")
    return frozenset(row.need_id for row in newest if row.is_urgent)


def named_needs(viewer: Viewer, *, person_id: UUID, life_areas: Collection[str]) -> list[NamedNeed]:
    """Return every need of a plan with what it came to, for the rules that ask whether one hangs. Three queries."""
    decided = decisions(viewer, person_id=person_id, life_areas=life_areas)
    urgent = urgent_needs(viewer, person_id=person_id, life_areas=life_areas)
    rows = Need.objects.filter(person_id=person_id, life_area__in=life_areas)
    return [
        _named_need(need_id, life_area, decided.get(need_id), is_urgent=need_id in urgent)
        for need_id, life_area in rows.order_by("recorded_at", "id").values_list("pk", "life_area")
    ]


def work_wishes(viewer: Viewer, *, person_id: UUID) -> dict[WorkTopic, Wish]:
    """Return the newest answer to each question on work; what nobody asked is not there. One query."""
    rows = WorkWish.objects.filter(person_id=person_id)
    fields = ("answer", "words", "support", "next_step", "said_by__name", "said_at")
    newest = rows.order_by("topic", "-said_at", "-id").distinct("topic").values_list("topic", *fields)
    return {WorkTopic(topic): Wish(WorkTopic(topic), WorkAnswer(answer), *rest) for topic, answer, *rest in newest}


def work_impacts(viewer: Viewer, *, person_id: UUID) -> list[WorkImpact]:
    """Return what gets in the way of a person at work and what helps, in the order in which they said it. One query."""
    rows = WorkImpact.objects.visible_to(viewer).filter(person_id=person_id, taken_out_at=None)
    return list(rows.order_by("said_at", "id"))


def support_stories(viewer: Viewer, *, person_id: UUID, life_areas: Collection[str]) -> dict[Help, DatedSupport]:
    """Return the story of each kind of help that was asked about: when wanted, offered, received. One query."""
    rows = SupportWish.objects.filter(person_id=person_id, life_area__in=life_areas)
    return helps.stories_of(rows.order_by("said_at", "id").values_list("help", "said", "on"))


def _named_need(need_id: UUID, life_area: str, decision: Decision | None, *, is_urgent: bool) -> NamedNeed:
    """Return a need as the rules know it. An action has an owner, since its step has one."""
    return NamedNeed(
        key=str(need_id),
        life_area=LifeArea(life_area),
        is_urgent=is_urgent,
        disposition=decision.disposition if decision else None,
        action_owner="step" if decision and decision.step_id else "",
        look_again_on=decision.look_again_on if decision else None,
        said_by_person=bool(decision and decision.said_by_person),
    )
