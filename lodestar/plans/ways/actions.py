"""What happens on a way: it begins, the person moves along it, things on it are added, put off and done, it ends."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from lodestar.access import audit
from lodestar.access.viewers import Viewer
from lodestar.people import locks
from lodestar.plans.ways import queries
from lodestar.plans.ways.models import Way, WayNow, WayPoint, WayTurn
from lodestar.plans.ways.queries import WayRow
from lodestar.rules.ways import Decider, WayKind


class WordsMissing(ValueError):
    """A way says where to and where the person is; a thing on it says what must happen."""


class WayHasEnded(ValueError):
    """This way is over: it is read, and not written on."""


@dataclass(frozen=True)
class Point:
    """Something that must happen: what, who decides (and by name, where known), and by when, if that is known."""

    words: str
    decider: Decider
    decider_name: str = ""
    target_on: date | None = None


def begin_way(
    *,
    person_id: UUID,
    life_area: str,
    kind: WayKind,
    heading_to: str,
    where_i_am: str,
    by: Viewer,
    at: datetime,
    way_id: UUID | None = None,
) -> Way:
    """Begin a way, with where the person is now. Raises RecordNotFound and WordsMissing."""
    with transaction.atomic():
        locks.locked_person(person_id, life_area=life_area, by=by)
        if not heading_to.strip() or not where_i_am.strip():
            raise WordsMissing
        way: Way = Way.objects.create(
            **({"pk": way_id} if way_id else {}),
            person_id=person_id,
            life_area=life_area,
            kind=kind,
            heading_to=heading_to.strip()[:300],
            begun_by_id=by.own_id,
            begun_at=at,
        )
        _say(way.pk, person_id, life_area, where_i_am, by, at)
        audit.record(by=by, at=at, action="begin-way", **_event(person_id, life_area, way.pk))
        return way


def say_where(*, person_id: UUID, way_id: UUID, words: str, by: Viewer, at: datetime) -> None:
    """Write down where the person is on a way now; what was said before is kept.

    Raises RecordNotFound, WayNotFound, WayHasEnded and WordsMissing.
    """
    with transaction.atomic():
        way = _open(person_id, way_id, by)
        if not words.strip():
            raise WordsMissing
        _say(way_id, person_id, way.life_area, words, by, at)
        audit.record(by=by, at=at, action="say-where", **_event(person_id, way.life_area, way_id))


def add_point(
    *, person_id: UUID, way_id: UUID, point: Point, by: Viewer, at: datetime, point_id: UUID | None = None
) -> WayPoint:
    """Add something that must happen. Raises RecordNotFound, WayNotFound, WayHasEnded and WordsMissing."""
    with transaction.atomic():
        way = _open(person_id, way_id, by)
        if not point.words.strip():
            raise WordsMissing
        made: WayPoint = WayPoint.objects.create(
            **({"pk": point_id} if point_id else {}),
            person_id=person_id,
            life_area=way.life_area,
            way_id=way_id,
            words=point.words.strip()[:300],
            decider=point.decider,
            decider_name=point.decider_name.strip()[:120],
            added_by_id=by.own_id,
            added_at=at,
        )
        _turn(made.pk, way, WayTurn.State.TO_COME, point.target_on, "", by, at)
        audit.record(by=by, at=at, action="add-way-point", **_event(person_id, way.life_area, made.pk))
        return made


def turn_point(
    *,
    person_id: UUID,
    point_id: UUID,
    state: WayTurn.State,
    target_on: date | None,
    words: str,
    by: Viewer,
    at: datetime,
) -> None:
    """Say how something on a way stands: still to come by another day, happened, or not needed. All of it is kept.

    Raises RecordNotFound, WayNotFound and WayHasEnded.
    """
    with transaction.atomic():
        way, _ = queries.point_seen(by, person_id=person_id, point_id=point_id)
        way = _open(person_id, way.way_id, by)
        _turn(point_id, way, state, target_on, words, by, at)
        audit.record(by=by, at=at, action="turn-way-point", **_event(person_id, way.life_area, point_id))


def end_way(*, person_id: UUID, way_id: UUID, ended: Way.Ended, words: str, by: Viewer, at: datetime) -> None:
    """Say that a way is over: the person got there, or it is not going on. It is kept with all of its history.

    Raises RecordNotFound, WayNotFound and WayHasEnded.
    """
    with transaction.atomic():
        way = _open(person_id, way_id, by)
        Way.objects.filter(pk=way_id).update(ended=ended, ended_words=words.strip(), ended_by_id=by.own_id, ended_at=at)
        audit.record(by=by, at=at, action="end-way", **_event(person_id, way.life_area, way_id))


def _open(person_id: UUID, way_id: UUID, by: Viewer) -> WayRow:
    """Return a way that goes on, with its person held for this writer."""
    way = queries.way_seen(by, person_id=person_id, way_id=way_id)
    locks.locked_person(person_id, life_area=way.life_area, by=by)
    # Somebody may have ended it while this writer waited.
    way = queries.way_seen(by, person_id=person_id, way_id=way_id)
    if way.ended:
        raise WayHasEnded
    return way


def _say(way_id: UUID, person_id: UUID, life_area: str, words: str, by: Viewer, at: datetime) -> None:
    WayNow.objects.create(
        person_id=person_id,
        life_area=life_area,
        way_id=way_id,
        words=words.strip(),
        said_by_id=by.own_id,
        said_at=at,
    )


def _turn(
    point_id: UUID, way: WayRow, state: WayTurn.State, target_on: date | None, words: str, by: Viewer, at: datetime
) -> None:
    WayTurn.objects.create(
        person_id=way.person_id,
        life_area=way.life_area,
        point_id=point_id,
        state=state,
        target_on=target_on,
        words=words.strip(),
        said_by_id=by.own_id,
        said_at=at,
    )


def _event(person_id: UUID, life_area: str, subject_id: UUID) -> dict[str, Any]:
    return {"person_id": person_id, "life_areas": [life_area], "subject_kind": "way", "subject_id": subject_id}
