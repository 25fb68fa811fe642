"""Rows for carers, care leavers and schools: what people live with, what the evidence says, and talks."""

from collections.abc import Sequence
from datetime import timedelta

from lodestar.demo import rows, timelines
from lodestar.demo.histories import Writer
from lodestar.demo.population import Resident
from lodestar.directory.schools.models import EvidenceRating, TalkTime
from lodestar.people.circumstances.models import Circumstance

TEAM, HOST = "young-people", "hana"
RATED = (
    ("young-people", "offered", "NICE NG134, 2019: offer talking therapy for depression from 5 to 18"),
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
ADVICE = "Keep the one grown-up whom they talk to. Ring again in three weeks."
# What schools asked about in the year before, and how often.
ASKED = (("worry", 14), ("not-in-school", 9), ("self-harm", 7), ("low-mood", 6), ("eating", 3))
CARERS_OF_100, LEAVERS_UP_TO_AGE = 6, 24


def add_young(writer: Writer, residents: Sequence[Resident], *, seed: int) -> None:
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


def _add_talks(writer: Writer, *, seed: int) -> None:
    rng = rows.stream(seed, "talks")
    on, host, team_id = writer.on, writer.workers[HOST], writer.directory.teams[TEAM]
    for number, days in enumerate(TALKS_AHEAD_DAYS):
        day = timelines.weekday(on + timedelta(days=days))
        writer.made.add(
            TalkTime, id=rows.new_id(rng), team_id=team_id, starts_at=rows.moment(day, 15 + number % 2, 15),
            minutes=30, made_by_id=host.id,
        )  # fmt: skip
    long_ago = [(theme, "secondary", "Kittiwake High School", ADVICE) for theme, count in ASKED for _ in range(count)]
    rng.shuffle(long_ago)
    for number, (theme, band, school, advice) in enumerate([*BOOKED, *long_ago]):
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
