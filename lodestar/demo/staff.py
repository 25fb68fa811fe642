"""The workers of Harbourne Bay, and who of them knows whom, from when to when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from uuid import UUID

from lodestar.access.models import Membership, User
from lodestar.demo import rows, written
from lodestar.demo.directory_rows import Directory
from lodestar.demo.population import Resident
from lodestar.people.models import Involvement
from lodestar.rules.life_areas import LIFE_AREAS

ALL_AREAS = [area.value for area in LIFE_AREAS]
HEALTH_AREAS = ["clinical-care", "physical-health"]

# Caseloads in a place of 600: one navigator of 45, one key worker with 100; the others share the rest.
FULL_SIZE = 600
NAVIGATOR_CASELOADS = {"priya": 45, "callum": 40}
CASELOADS = {"helen": 100, "jo": 26, "sunil": 24, "dee": 22, "noor": 24, "amir": 24}
NORTH_WORKERS, SOUTH_WORKERS = ("grace", "tomasz"), ("rachel", "ibrahim", "megan")
# Seventeen in twenty have a key worker (assumed).
WITH_KEY_WORKER = 0.85
YOUNG_WORKERS = ("jo", "sunil")
YOUNGER_THAN = 36


@dataclass(frozen=True)
class Worker:
    """One worker with what the trail says of them."""

    key: str
    id: UUID
    name: str
    role: str
    team: str
    organisation_name: str


@dataclass(frozen=True)
class Knowing:
    """One worker knows one person in these life areas from a day to a day (not included), or still."""

    worker: str
    since: date
    until: date | None
    life_areas: tuple[str, ...]

    def holds(self, day: date, life_area: str | None = None) -> bool:
        """Return whether it opens this life area on this day."""
        is_time = self.since <= day and (self.until is None or day < self.until)
        return is_time and (life_area is None or life_area in self.life_areas)


@dataclass
class Circle:
    """Who knows one person: key workers, one after the other, and navigators."""

    key_workers: list[Knowing] = field(default_factory=list)
    navigators: list[Knowing] = field(default_factory=list)


def add_staff(made: rows.Rows, *, directory: Directory, on: date, seed: int, password_hash: str) -> dict[str, Worker]:
    """Add every worker with a user and a membership; they have worked here for some years."""
    rng = rows.stream(seed, "staff")
    teams = {table["key"]: table for table in written.read("staff")["team"]}
    workers = {}
    for number, table in enumerate(written.read("staff")["worker"], start=1):
        organisation = table.get("organisation") or teams[table["team"]]["organisation"]
        user_id = rows.new_id(rng)
        made.add(
            User,
            id=user_id,
            email=f"{table['key']}@example.org",
            name=table["name"],
            telephone=f"0161 496 {999 - number:04d}",
            password=password_hash,
            is_synthetic=True,
        )
        made.add(
            Membership,
            id=rows.new_id(rng),
            user_id=user_id,
            organisation_id=directory.organisations[organisation],
            team_id=directory.teams[table["team"]] if "team" in table else None,
            role=table["role"],
            starts_on=on - timedelta(days=2190),
        )
        workers[table["key"]] = Worker(
            table["key"], user_id, table["name"], table["role"], table.get("team", ""),
            directory.organisation_names[organisation],
        )  # fmt: skip
    return workers


def draw_circles(residents: Sequence[Resident], *, northern: frozenset[str], on: date, seed: int) -> dict[UUID, Circle]:
    """Return who knows whom. `northern` are the neighbourhoods of the northern community team."""
    rng = rows.stream(seed, "circles")
    circles = {resident.id: Circle() for resident in residents}
    for resident in residents:
        _take_from_story(circles[resident.id], resident)
    share = len(residents) / FULL_SIZE
    unplaced = [resident for resident in residents if not resident.story]
    _give_navigators(unplaced, circles, share=share, on=on, rng=rng)
    with_worker = rng.sample(unplaced, round(WITH_KEY_WORKER * len(unplaced)))
    counts = {key: max(1, round(number * share)) for key, number in CASELOADS.items()}
    for resident in residents:
        for knowing in circles[resident.id].key_workers:
            counts[knowing.worker] = counts.get(knowing.worker, 0) - 1
    for resident, worker in _key_workers(with_worker, counts, northern=northern, on=on, rng=rng):
        circles[resident.id].key_workers = _worked_with(worker, resident, on=on, rng=rng)
    return circles


def _take_from_story(circle: Circle, resident: Resident) -> None:
    story = resident.story
    if worker := story.get("key_worker"):
        circle.key_workers.append(Knowing(worker, resident.came_on, None, tuple(ALL_AREAS)))
    if navigator := story.get("navigator"):
        circle.navigators.append(Knowing(navigator, resident.came_on, None, tuple(ALL_AREAS)))


def _give_navigators(
    unplaced: list[Resident], circles: Mapping[UUID, Circle], *, share: float, on: date, rng: Random
) -> None:
    order = rng.sample(unplaced, len(unplaced))
    for worker, number in NAVIGATOR_CASELOADS.items():
        held = sum(one.worker == worker for circle in circles.values() for one in circle.navigators)
        for _ in range(max(1, round(number * share)) - held):
            resident = order.pop()
            since = max(resident.came_on, on - timedelta(days=rng.randint(15, 240)))
            circles[resident.id].navigators.append(Knowing(worker, since, None, tuple(ALL_AREAS)))


def _key_workers(
    residents: list[Resident],
    counts: dict[str, int],
    *,
    northern: frozenset[str],
    on: date,
    rng: Random,
) -> list[tuple[Resident, str]]:
    """Return a key worker for each: by age, by side of the bay, and to each full caseload its number."""
    waiting = rng.sample(residents, len(residents))
    given: list[tuple[Resident, str]] = []

    def take(worker: str, suits: set[UUID]) -> None:
        chosen = [one for one in waiting if one.id in suits][: max(0, counts[worker])]
        given.extend((one, worker) for one in chosen)
        taken = {one.id for one in chosen}
        waiting[:] = [one for one in waiting if one.id not in taken]

    young = {one.id for one in waiting if one.age(on) < YOUNGER_THAN}
    north = {one.id for one in waiting if one.neighbourhood_code in northern}
    for worker in YOUNG_WORKERS:
        take(worker, young)
    take("helen", north)
    for worker in ("dee", "noor", "amir"):
        take(worker, {one.id for one in waiting})
    for number, one in enumerate(waiting):
        team = NORTH_WORKERS if one.id in north else SOUTH_WORKERS
        given.append((one, team[number % len(team)]))
    return given


def _worked_with(worker: str, resident: Resident, *, on: date, rng: Random) -> list[Knowing]:
    """Return the current key worker, and for one in eight the one before."""
    since = min(resident.came_on + timedelta(days=rng.randint(0, 10)), on - timedelta(days=5))
    areas = _areas(rng)
    colleagues = {"grace": "tomasz", "tomasz": "grace", "rachel": "megan", "megan": "ibrahim", "ibrahim": "rachel"}
    if rng.random() < 1 / 8 and worker in colleagues and (on - since).days > 300:
        changed_on = since + timedelta(days=rng.randint(150, (on - since).days - 60))
        before = Knowing(colleagues[worker], since, changed_on, areas)
        return [before, Knowing(worker, changed_on, None, areas)]
    return [Knowing(worker, since, None, areas)]


def _areas(rng: Random) -> tuple[str, ...]:
    """Return the life areas that somebody opens: all for most, one or two fewer for the rest."""
    if rng.random() < 0.75:
        return tuple(ALL_AREAS)
    closed = rng.sample(ALL_AREAS[1:], rng.choice((1, 1, 2)))
    return tuple(area for area in ALL_AREAS if area not in closed)


def add_circle(
    made: rows.Rows,
    resident: Resident,
    circle: Circle,
    *,
    workers: Mapping[str, Worker],
    directory: Directory,
    rng: Random,
) -> None:
    """Add the involvements of one person's circle, and their own."""

    def involve(since: date, until: date | None, areas: Sequence[str], **values: object) -> None:
        made.add(
            Involvement,
            id=rows.new_id(rng),
            person_id=resident.id,
            life_areas=list(areas),
            starts_on=since,
            ends_on=until,
            created_at=rows.moment(since, 10),
            **values,
        )

    if resident.user_id:
        involve(resident.came_on, None, ALL_AREAS, user_id=resident.user_id, role="person", basis="self")
    for knowing in circle.key_workers:
        worker = workers[knowing.worker]
        is_nhs = worker.team != "tidewater-recovery"
        involve(
            knowing.since, knowing.until, knowing.life_areas, user_id=worker.id, role="key-worker",
            basis="care-team" if is_nhs else "choice", is_key_worker=True,
        )  # fmt: skip
        if is_nhs:
            areas = [area for area in HEALTH_AREAS if area in knowing.life_areas]
            involve(
                knowing.since, knowing.until, areas, team_id=directory.teams[worker.team], role="care-team",
                basis="care-team",
            )  # fmt: skip
    for knowing in circle.navigators:
        involve(
            knowing.since, knowing.until, knowing.life_areas, user_id=workers[knowing.worker].id,
            role="navigator", basis="choice",
        )  # fmt: skip
