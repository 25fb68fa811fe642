"""All that was said of a plan, beside its needs, goals and steps, at once: one query for seven lists.

The same lists one by one, each for the page that asks for it alone: `plans/conversation/queries.py` and
`plans/deciding/queries.py`. Put together by the ORM, seven lists cost a third of the page that shows a plan, so they
are written out here. A test holds the two against each other. Who may look, the row policies decide for every row.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from lodestar.plans.conversation import helps
from lodestar.plans.conversation.queries import Decision, Wish
from lodestar.plans.deciding.queries import Conflict
from lodestar.rules.needs import Disposition, WorkAnswer, WorkTopic
from lodestar.rules.service_kinds import Help
from lodestar.rules.support_gaps import DatedSupport


@dataclass(frozen=True)
class SaidOfArea:
    """What is said of one life area now, by whom and when it was written."""

    where_i_am: str
    what_i_want: str
    in_place: str
    said_at: datetime
    said_by_name: str


@dataclass(frozen=True)
class LastConversation:
    """The newest conversation. `finished_at` is None while it goes on."""

    begun_at: datetime
    begun_by_name: str
    finished_at: datetime | None


@dataclass(frozen=True)
class AllSaid:
    """What counts now of everything that was said: by life area, by need, by kind of help, by question."""

    of_areas: dict[str, SaidOfArea]
    decisions: dict[UUID, Decision]
    urgent: frozenset[UUID]
    support: dict[Help, DatedSupport]
    work: dict[WorkTopic, Wish]
    conversation: LastConversation | None
    conflicts: tuple[Conflict, ...]


def all_said(*, person_id: UUID, life_areas: Collection[str]) -> AllSaid:
    """Return what counts now of what was said in these life areas, which are those that open to whoever asks.

    For a stranger, whom no life area opens to, there is nothing. One query.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ALL_SAID, {"person": person_id, "areas": list(life_areas)})
        words, decided, urgent, support, work, talks, stances = (json.loads(told or "[]") for told in cursor.fetchone())
    return AllSaid(
        of_areas={
            area: SaidOfArea(now, wanted, placed, _moment(at), by) for area, now, wanted, placed, at, by in words
        },
        decisions={one.need_id: one for one in (_decision(*row) for row in decided)},
        urgent=frozenset(UUID(need_id) for need_id, is_urgent in urgent if is_urgent),
        support=helps.stories_of((kind, said, date.fromisoformat(on)) for kind, said, on in support),
        work={one.topic: one for one in (_wish(*row) for row in work)},
        conversation=next((_talk(*row) for row in talks), None),
        conflicts=tuple(
            Conflict(UUID(goal_id), team, told, _moment(at)) for goal_id, team, told, at, way in stances if way
        ),
    )


def _decision(need_id: str, kind: str, step_id: str | None, day: str | None, *rest: Any) -> Decision:
    words, is_own, by, at = rest
    step, look_again_on = UUID(step_id) if step_id else None, date.fromisoformat(day) if day else None
    return Decision(UUID(need_id), Disposition(kind), step, look_again_on, words, is_own, by, _moment(at))


def _wish(topic: str, answer: str, words: str, support: str, next_step: str, by: str, at: str) -> Wish:
    return Wish(WorkTopic(topic), WorkAnswer(answer), words, support, next_step, by, _moment(at))


def _talk(begun_at: str, by: str, finished_at: str | None) -> LastConversation:
    return LastConversation(_moment(begun_at), by, _moment(finished_at) if finished_at else None)


def _moment(said: str) -> datetime:
    return datetime.fromisoformat(said)


_ALL_SAID = """SELECT
(SELECT json_agg(json_build_array(life_area, where_i_am, what_i_want, in_place, said_at, name)) FROM (
    SELECT DISTINCT ON (said.life_area) said.*, by.name FROM conversation_areawords said
    JOIN access_user by ON by.id = said.said_by_id
    WHERE said.person_id = %(person)s AND said.life_area = ANY (%(areas)s)
    ORDER BY said.life_area, said.said_at DESC, said.id DESC) newest)::text,
(SELECT json_agg(json_build_array(
    need_id, disposition, step_id, look_again_on, words, said_by_person, name, said_at)) FROM (
    SELECT DISTINCT ON (said.need_id) said.*, by.name FROM conversation_needdecision said
    JOIN access_user by ON by.id = said.said_by_id
    WHERE said.person_id = %(person)s AND said.life_area = ANY (%(areas)s)
    ORDER BY said.need_id, said.said_at DESC, said.id DESC) newest)::text,
(SELECT json_agg(json_build_array(need_id, is_urgent)) FROM (
    SELECT DISTINCT ON (need_id) need_id, is_urgent FROM conversation_needurgency
    WHERE person_id = %(person)s AND life_area = ANY (%(areas)s)
    ORDER BY need_id, said_at DESC, id DESC) newest)::text,
(SELECT json_agg(json_build_array(help, said, "on") ORDER BY said_at, id) FROM conversation_supportwish
    WHERE person_id = %(person)s AND life_area = ANY (%(areas)s))::text,
(SELECT json_agg(json_build_array(topic, answer, words, support, next_step, name, said_at)) FROM (
    SELECT DISTINCT ON (said.topic) said.*, by.name FROM conversation_workwish said
    JOIN access_user by ON by.id = said.said_by_id WHERE said.person_id = %(person)s
    ORDER BY said.topic, said.said_at DESC, said.id DESC) newest)::text,
(SELECT json_agg(json_build_array(begun_at, name, finished_at)) FROM (
    SELECT held.begun_at, held.finished_at, by.name FROM conversation_conversation held
    JOIN access_user by ON by.id = held.begun_by_id WHERE held.person_id = %(person)s
    ORDER BY held.begun_at DESC, held.id DESC LIMIT 1) newest)::text,
(SELECT json_agg(json_build_array(goal_id, name, words, said_at, way = 'other') ORDER BY goal_id, team_id) FROM (
    SELECT DISTINCT ON (said.goal_id, said.team_id) said.*, team.name FROM deciding_stance said
    JOIN access_team team ON team.id = said.team_id
    WHERE said.person_id = %(person)s AND said.life_area = ANY (%(areas)s)
    ORDER BY said.goal_id, said.team_id, said.said_at DESC, said.id DESC) newest)::text"""
