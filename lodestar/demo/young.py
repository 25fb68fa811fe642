"""Rows for young people, carers and schools: what they live with, who moves on, what the evidence says, and talks."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from lodestar.demo import rows, timelines
from lodestar.demo.histories import Writer
from lodestar.demo.population import Resident
from lodestar.demo.staff import Circle
from lodestar.directory.schools.models import EvidenceRating, TalkTime
from lodestar.people.circumstances.models import Circumstance
from lodestar.referrals.moving_on.models import Transition, TransitionStep

TEAM, HOST = "cmht-north", "helen"
RATED = (
    ("early-intervention", "offered", "NICE CG155, 2013: offer early intervention in psychosis"),
    ("young-carers", "considered", "NICE NG150, 2020: think about breaks for young carers"),
    ("young-drop-in", "promising", "Youth Access, 2020: drop-in hubs; no trial yet"),
)
TALKS_AHEAD_DAYS = (3, 3, 10, 17)
BOOKED = (
    ("worry", "primary", "Harbourne Primary School", "Write down the worry at the door, open it at three. Ring again."),
    (
        "not-in-school",
        "secondary",
        "Kittiwake High School",
        "Agree one short visit a week. The group on Tuesdays helps.",
    ),
    ("whole-school", "mixed", "Harbourne Sixth Form", ""),
)
CARERS_OF_100, LEAVERS_UP_TO_AGE = 6, 24
MOVES = ((40, ("plan-signed", "folder-given")), (-21, ("plan-signed", "met-adult-worker", "appointment-missed")))


def add_young(writer: Writer, residents: Sequence[Resident], circles: Mapping[UUID, Circle], *, seed: int) -> None:
    """Add all of it, from a stream of its own: more of this changes nothing else of the place."""
    rng = rows.stream(seed, "young")
    made, on, host = writer.made, writer.on, writer.workers[HOST]
    services = writer.directory.services
    for key, rating, source in RATED:
        if key in services:
            made.add(
                EvidenceRating, id=rows.new_id(rng), service_id=services[key], rating=rating, source=source,
                rated_by_id=host.id, rated_at=rows.moment(on - timedelta(days=90), 10),
            )  # fmt: skip
    _add_talks(writer, seed=seed)
    for resident in residents:
        if rng.randrange(100) < CARERS_OF_100:
            _say(writer, resident, "carer", "social-connection", seed=seed)
        elif resident.age(on) <= LEAVERS_UP_TO_AGE and rng.randrange(100) < 2 * CARERS_OF_100:
            _say(writer, resident, "care-leaver", "home", seed=seed)
    known = [one for one in residents if circles[one.id].key_workers]
    youngest = sorted(known, key=lambda one: (one.born_on, str(one.id)), reverse=True)[: len(MOVES)]
    for resident, (days_ahead, kinds) in zip(youngest, MOVES, strict=False):
        _add_move(writer, resident, circles[resident.id], days_ahead, kinds, seed=seed)


def _add_talks(writer: Writer, *, seed: int) -> None:
    rng = rows.stream(seed, "talks")
    on, host, team_id = writer.on, writer.workers[HOST], writer.directory.teams[TEAM]
    for number, days in enumerate(TALKS_AHEAD_DAYS):
        day = timelines.weekday(on + timedelta(days=days))
        writer.made.add(
            TalkTime, id=rows.new_id(rng), team_id=team_id, starts_at=rows.moment(day, 15, 20 * (number % 3)),
            minutes=30, made_by_id=host.id,
        )  # fmt: skip
    for number, (theme, band, school, advice) in enumerate(BOOKED):
        day = timelines.weekday(on - timedelta(days=7 * number + 5))
        row_id = rows.new_id(rng)
        writer.made.add(
            TalkTime,
            id=row_id,
            team_id=team_id,
            starts_at=rows.moment(day, 15, 30),
            minutes=30,
            made_by_id=host.id,
            secret_hash=f"demo {row_id}",
            school=school,
            school_telephone=f"0161 496 04{number:02}",
            theme=theme,
            year_band=band,
            booked_at=rows.moment(day - timedelta(days=4), 12),
            advice=advice,
            noted_by_id=host.id if advice else None,
            noted_at=rows.moment(day, 16, 10) if advice else None,
        )


def _say(writer: Writer, resident: Resident, kind: str, life_area: str, *, seed: int) -> None:
    rng = rows.stream(seed, f"circumstance:{resident.id}")
    said_on = timelines.weekday(resident.came_on + timedelta(days=7))
    writer.made.add(
        Circumstance,
        id=rows.new_id(rng),
        person_id=resident.id,
        kind=kind,
        life_area=life_area,
        agreed_by="person",
        starts_on=min(said_on, writer.on),
        said_by_id=writer.workers[HOST].id,
        said_at=rows.moment(min(said_on, writer.on), 11),
    )


def _add_move(
    writer: Writer, resident: Resident, circle: Circle, days_ahead: int, kinds: Sequence[str], *, seed: int
) -> None:
    rng = rows.stream(seed, f"move:{resident.id}")
    on, services = writer.on, writer.directory.services
    named = writer.workers[circle.key_workers[-1].worker]
    begun_on = timelines.weekday(on - timedelta(days=60))
    move = writer.made.add(
        Transition,
        id=rows.new_id(rng),
        person_id=resident.id,
        life_area="clinical-care",
        from_service_id=services["young-drop-in"],
        to_service_id=services["cmht-north"],
        named_id=named.id,
        target_on=timelines.weekday(on + timedelta(days=days_ahead)),
        wishes="That I do not have to tell it all again.",
        begun_by_id=named.id,
        begun_at=rows.moment(begun_on, 14),
    )
    for number, kind in enumerate(kinds):
        day = timelines.weekday(on - timedelta(days=40 - 13 * number))
        writer.made.add(
            TransitionStep,
            id=rows.new_id(rng),
            transition_id=move["id"],
            person_id=resident.id,
            kind=kind,
            on=day,
            by_id=named.id,
            at=rows.moment(day, 15),
        )
