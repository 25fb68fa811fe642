"""Reads of the ways that a person has before them, with all that was said of each."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Prefetch

from lodestar.access.viewers import Viewer
from lodestar.plans.ways.models import Way, WayNow, WayPoint, WayTurn
from lodestar.rules import ways
from lodestar.rules.ways import Decider, WayKind


class WayNotFound(LookupError):
    """There is no such way or thing on it, or none that this viewer may see: nobody is told which."""


@dataclass(frozen=True)
class Turn:
    """How something stood from a moment on, and who said so."""

    state: WayTurn.State
    target_on: date | None
    words: str
    by_name: str
    at: datetime


@dataclass(frozen=True)
class PointRow:
    """One thing that must happen: who decides, and its turns, the newest first."""

    point_id: UUID
    words: str
    decider: Decider
    decider_name: str
    turns: tuple[Turn, ...]

    @property
    def now(self) -> Turn:
        """Return how it stands."""
        return self.turns[0]

    @property
    def target_on(self) -> date | None:
        """Return its day as it stands."""
        return self.now.target_on

    @property
    def is_open(self) -> bool:
        """Return whether it is still to come."""
        return self.now.state == WayTurn.State.TO_COME


@dataclass(frozen=True)
class Said:
    """Where the person was on the way, from a moment on."""

    words: str
    by_name: str
    at: datetime


@dataclass(frozen=True)
class WayRow:
    """One way: where to, where they are (newest first), and what must happen, in order."""

    way_id: UUID
    person_id: UUID
    life_area: str
    kind: WayKind
    heading_to: str
    begun_at: datetime
    begun_by_name: str
    ended: str
    ended_words: str
    ended_at: datetime | None
    ended_by_name: str
    nows: tuple[Said, ...]
    points: tuple[PointRow, ...]

    @property
    def next_point(self) -> PointRow | None:
        """Return what comes next."""
        return ways.next_point(self.points)


def ways_of(viewer: Viewer, *, person_id: UUID) -> list[WayRow]:
    """Return a person's ways in the life areas that open to `viewer`, those that go on first. Four queries.

    A stranger gets an empty list.
    """
    turns = WayTurn.objects.select_related("said_by").order_by("-said_at", "-id")
    found = (
        Way.objects.visible_to(viewer)
        .filter(person_id=person_id)
        .select_related("begun_by", "ended_by")
        .prefetch_related(
            Prefetch("nows", WayNow.objects.select_related("said_by").order_by("-said_at", "-id")),
            Prefetch("points", WayPoint.objects.order_by("added_at", "id").prefetch_related(Prefetch("turns", turns))),
        )
        .order_by("ended_at", "begun_at", "id")
    )
    return sorted((_row(one) for one in found), key=lambda one: bool(one.ended))


def way_seen(viewer: Viewer, *, person_id: UUID, way_id: UUID) -> WayRow:
    """Return one way of a person. Raises WayNotFound."""
    for one in ways_of(viewer, person_id=person_id):
        if one.way_id == way_id:
            return one
    raise WayNotFound


def point_seen(viewer: Viewer, *, person_id: UUID, point_id: UUID) -> tuple[WayRow, PointRow]:
    """Return one thing that must happen, with its way. Raises WayNotFound."""
    for way in ways_of(viewer, person_id=person_id):
        for point in way.points:
            if point.point_id == point_id:
                return way, point
    raise WayNotFound


def _row(way: Way) -> WayRow:
    points = [
        PointRow(
            point_id=one.pk,
            words=one.words,
            decider=Decider(one.decider),
            decider_name=one.decider_name,
            turns=tuple(
                Turn(WayTurn.State(turn.state), turn.target_on, turn.words, turn.said_by.name, turn.said_at)
                for turn in one.turns.all()
            ),
        )
        for one in way.points.all()
    ]
    return WayRow(
        way_id=way.pk,
        person_id=way.person_id,
        life_area=way.life_area,
        kind=WayKind(way.kind),
        heading_to=way.heading_to,
        begun_at=way.begun_at,
        begun_by_name=way.begun_by.name,
        ended=way.ended,
        ended_words=way.ended_words,
        ended_at=way.ended_at,
        ended_by_name=way.ended_by.name if way.ended_by else "",
        nows=tuple(Said(one.words, one.said_by.name, one.said_at) for one in way.nows.all()),
        points=tuple(ways.in_order(points)),
    )
