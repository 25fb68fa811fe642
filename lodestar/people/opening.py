"""One record as it opens to one viewer: on what grounds, what to know before speaking, and what is under way.

Everything that a page inside a record needs before it shows anything, in one query.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from lodestar.access.viewers import Viewer
from lodestar.people import communicating
from lodestar.people import reach as reach_queries
from lodestar.people.communicating import Known
from lodestar.people.models import Involvement, Person
from lodestar.people.queries import RecordNotFound
from lodestar.rules import life_areas, reach
from lodestar.rules.communication_needs import Kind
from lodestar.rules.reach import Purpose

PASSING = (Involvement.Basis.REFERRAL, Involvement.Basis.EMERGENCY)


@dataclass(frozen=True)
class Ground:
    """One involvement through which the record opens: `life_areas` are those that open by it."""

    purpose: str
    basis: str
    life_areas: tuple[str, ...]


@dataclass(frozen=True)
class OnBreak:
    """That the person wants no calls and visits for now, and what they want said of it."""

    words: str
    begun_at: datetime
    back_on: date | None


@dataclass(frozen=True)
class NextKeyWorker:
    """A handover that has not changed over yet: who becomes the key worker, and from which day."""

    to_name: str
    changes_on: date


@dataclass(frozen=True)
class Opening:
    """One record, for the one viewer whom it was asked for."""

    person: Person
    grounds: tuple[Ground, ...]
    known: tuple[Known, ...]
    on_break: OnBreak | None
    handover: NextKeyWorker | None

    @property
    def life_areas(self) -> tuple[str, ...]:
        """Return the life areas that open, in order."""
        return life_areas.in_order(area for ground in self.grounds for area in ground.life_areas)

    @property
    def purpose(self) -> Purpose:
        """Return the widest purpose for which the record is open: support, then referral, then emergency."""
        served = {ground.purpose for ground in self.grounds}
        order = (Purpose.DIRECT_SUPPORT, Purpose.REFERRAL, Purpose.EMERGENCY)
        return next((one for one in order if one in served), Purpose.DIRECT_SUPPORT)

    @property
    def is_only_referred_to(self) -> bool:
        """Return whether a referral or an emergency is all that opens it: then what matters stays closed."""
        return all(ground.basis in PASSING for ground in self.grounds)

    def areas_for(self, viewer: Viewer, purpose: Purpose) -> tuple[str, ...]:
        """Return the life areas that open for a purpose that both the viewer's role and a ground serve."""
        if purpose not in reach.purposes_of(viewer.roles):
            return ()
        serving = {held for held, served in reach.SERVES.items() if purpose in served}
        return life_areas.in_order(
            area for ground in self.grounds if ground.purpose in serving for area in ground.life_areas
        )


def opening_of(viewer: Viewer, *, person_id: UUID) -> Opening:
    """Return how a record opens to `viewer`. One query. Raises RecordNotFound.

    It leaves no trace: to show a record, use `people.actions.open_record`.
    """
    found = _opening(viewer, "person.id", person_id)
    if found is None:
        raise RecordNotFound
    return found


def own_opening(viewer: Viewer) -> Opening | None:
    """Return how the viewer's own record opens to them; None where they have none. One query."""
    return None if viewer.user_id is None else _opening(viewer, "person.user_id", viewer.user_id)


def _opening(viewer: Viewer, key: str, value: UUID) -> Opening | None:
    held, values = reach_queries.grounds(viewer, person="person.id")
    rows = Person.objects.raw(_OPENING.format(held=held, key=key), [*values, viewer.today, viewer.today, value])
    row: Any = next(iter(rows), None)
    if row is None or not row.held:
        return None
    return Opening(
        person=row,
        grounds=tuple(Ground(one["purpose"], one["basis"], tuple(one["areas"])) for one in row.held),
        known=tuple(communicating.in_order(_known(one) for one in row.to_know or ())),
        on_break=_on_break(row.pauses_now or ()),
        handover=_handover(row.handovers_now or ()),
    )


def _known(row: dict[str, str]) -> Known:
    return Known(UUID(row["id"]), Kind(row["kind"]), row["words"], _day(row["since"]), row["by"])


def _day(said: str) -> date:
    return date.fromisoformat(said)


def _on_break(rows: Sequence[dict[str, str]]) -> OnBreak | None:
    for row in rows:
        back_on = _day(row["back_on"]) if row["back_on"] else None
        return OnBreak(row["words"], datetime.fromisoformat(row["begun_at"]), back_on)
    return None


def _handover(rows: Sequence[dict[str, str]]) -> NextKeyWorker | None:
    for row in rows:
        return NextKeyWorker(row["to"], _day(row["changes_on"]))
    return None


# Written out: put together by the ORM, it cost every page inside a record more than its answer did.
_OPENING = """SELECT person.*, {held} AS held,
(SELECT json_agg(json_build_object('id', need.id, 'kind', need.kind, 'words', need.words, 'since', need.starts_on,
        'by', by.name) ORDER BY need.starts_on, need.id)
    FROM people_communicationneed need JOIN access_user by ON by.id = need.recorded_by_id
    WHERE need.person_id = person.id AND need.ends_on IS NULL) AS to_know,
(SELECT json_agg(pause) FROM (
    SELECT pause.words, pause.begun_at, pause.back_on FROM voice_pause pause
    WHERE pause.person_id = person.id AND pause.ended_at IS NULL AND (pause.back_on IS NULL OR pause.back_on > %s)
    ORDER BY pause.begun_at DESC, pause.id DESC LIMIT 1) pause) AS pauses_now,
(SELECT json_agg(handover) FROM (
    SELECT next.name AS to, handover.changes_on FROM sharing_handover handover
    JOIN access_user next ON next.id = handover.to_user_id
    WHERE handover.person_id = person.id AND handover.changes_on > %s
    ORDER BY handover.made_at DESC, handover.id DESC LIMIT 1) handover) AS handovers_now
FROM people_person person WHERE {key} = %s ORDER BY person.id LIMIT 1"""
