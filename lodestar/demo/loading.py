"""Makes Harbourne Bay: postcodes, directory, people and eighteen months of what happened, always up to today."""

import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from lodestar.access import actions as access
from lodestar.access.models import User
from lodestar.commissioning.models import PublishedResult
from lodestar.demo import (
    asking,
    check_ins,
    checks,
    contracts,
    directory_rows,
    entries,
    finding,
    front_doors,
    histories,
    keeping_in_touch,
    keeping_well,
    letters,
    neighbours_feed,
    plans,
    population,
    rows,
    sign_ins,
    staff,
    support,
    ways,
    written,
    young,
    young_people,
)
from lodestar.demo.directory_rows import Spot
from lodestar.demo.population import Home, Resident
from lodestar.directory import indexing
from lodestar.directory.doubles import finding as doubles
from lodestar.exchange import pipeline
from lodestar.exchange.extract import extracting
from lodestar.people.models import Person
from lodestar.places import actions as places
from lodestar.places import hierarchy
from lodestar.places.hierarchy import AreaDeclaration
from lodestar.places.models import Postcode
from lodestar.referrals import showing_routes, showing_use

OWNER = "owner"
SEED = 20261122
NORTHERN_NETWORKS = frozenset({"north-quays", "estuary"})

Say = Callable[[str], None]


class DemoRefused(RuntimeError):
    """The demo place is not loaded here: it is not a demo, or there is something here already."""


@dataclass(frozen=True)
class DemoSummary:
    """What was made: rows by table, the fingerprint of all of them, and the seconds that it took."""

    counts: Mapping[str, int]
    fingerprint: str
    seconds: float


@dataclass(frozen=True)
class Ground:
    """Where the place stands: its codes, live postcodes for buildings and terminated ones for homes."""

    area_code: str
    commissioner_code: str
    homes: tuple[Home, ...]
    live: Mapping[str, Sequence[Spot]]
    northern: frozenset[str]


def is_loaded() -> bool:
    """Return whether the demo place is here, to its last step: its figures."""
    return _has_people() and PublishedResult.objects.using(OWNER).exists()


def _has_people() -> bool:
    return Person.objects.using(OWNER).filter(is_synthetic=True).exists()


def load_demo(*, on: date, seed: int = SEED, people: int = 600, progress: Say = lambda line: None) -> DemoSummary:
    """Make the demo place, up to `on`. The same day and seed make the same rows.

    Postcodes and index are made by their own actions; everything else goes in at once, as the owner, or
    not at all. Raises DemoRefused outside the demo, and where there are users already.
    """
    if not settings.IS_DEMO:
        raise DemoRefused("The demo place has known passwords. It is loaded under LODESTAR_DEMO only.")
    started = time.monotonic()
    at = timezone.now()
    if not User.objects.using(OWNER).exists():
        progress("Postcodes and neighbourhoods…")
        areas = load_ground(on=on, at=at)
        progress(f"{people} people, their services and eighteen months…")
        made = make_rows(ground=read_ground(areas), on=on, seed=seed, people=people)
        with transaction.atomic(using=OWNER):
            made.copy_into(OWNER)
    elif _has_people() and not is_loaded():
        # A start that was broken off after the rows were in: only what is made of them is missing.
        made = rows.Rows()
    else:
        raise DemoRefused("There are users here already. `lodestar demo --reset` makes the place afresh.")
    progress("Words for the search…")
    neighbours_feed.read(on=on, using=OWNER)
    indexing.index_services()
    doubles.find_doubles(at=at)
    progress("Figures…")
    extracting.run_extract(at=at)
    pipeline.run_indicators(at=at)
    contracts.hold_to_what_was_short(on=on, using=OWNER)
    with transaction.atomic():
        showing_use.learn(by=access.the_system(on), at=at)
        showing_routes.learn(by=access.the_system(on), at=at)
    seconds = time.monotonic() - started
    progress(f"Harbourne Bay is ready after {seconds:.0f} seconds.")
    return DemoSummary(made.counts(), made.fingerprint(), seconds)


def load_ground(*, on: date, at: datetime) -> tuple[AreaDeclaration, ...]:
    """Load areas, postcodes and neighbourhood shapes, and mark the postcodes at which nobody lives."""
    by = access.the_system(on)
    areas = hierarchy.read_hierarchy(written.FOLDER / "neighbourhoods.toml")
    places.load_areas(areas=areas, by=by, at=at)
    places.load_postcodes(local_authority_codes=hierarchy.local_authorities(areas=areas), by=by, at=at)
    places.mark_terminated(postcodes=written.terminated_postcodes(), by=by, at=at)
    places.make_neighbourhoods(areas=areas, by=by, at=at)
    return areas


def read_ground(areas: Sequence[AreaDeclaration]) -> Ground:
    """Return the ground from what is in the database."""
    (area_code,) = hierarchy.local_authorities(areas=areas)
    live: dict[str, list[Spot]] = defaultdict(list)
    empty: dict[str, list[Spot]] = defaultdict(list)
    # The data package tells live from terminated by nothing, so what is not known to be terminated is live.
    for row in Postcode.objects.filter(local_authority_code=area_code).order_by("postcode"):
        spot = Spot(
            row.postcode, row.easting, row.northing, row.latitude, row.longitude, row.neighbourhood_code,
            row.local_authority_code,
        )  # fmt: skip
        (empty if row.is_terminated else live)[row.neighbourhood_code].append(spot)
    neighbourhoods = [area for area in areas if area.kind == hierarchy.NEIGHBOURHOOD]
    return Ground(
        area_code=area_code,
        commissioner_code=next(area.code for area in areas if area.kind == "icb"),
        homes=tuple(
            Home(area.code, area.population or 0, area.deprivation_decile or 5, empty[area.code])
            for area in neighbourhoods
        ),
        live=live,
        northern=frozenset(area.code for area in neighbourhoods if area.parent in NORTHERN_NETWORKS),
    )


def make_rows(*, ground: Ground, on: date, seed: int, people: int) -> rows.Rows:
    """Return every row of the place but its geography. The database is not asked."""
    made = rows.Rows()
    password_hash = make_password(sign_ins.PASSWORD, salt=f"harbourne{seed}")
    directory = directory_rows.add_directory(
        made, spots=ground.live, area_code=ground.area_code, commissioner_code=ground.commissioner_code,
        on=on, seed=seed,
    )  # fmt: skip
    workers = staff.add_staff(made, directory=directory, on=on, seed=seed, password_hash=password_hash)
    residents = population.add_people(
        made, homes=ground.homes, count=people, on=on, seed=seed, password_hash=password_hash
    )
    circles = staff.draw_circles(residents, northern=ground.northern, on=on, seed=seed)
    asked = asking.ask(residents, circles, northern=ground.northern, area_code=ground.area_code, on=on, seed=seed)
    teams = defaultdict(list)
    for worker in workers.values():
        teams[worker.team].append(worker)
    writer = histories.Writer(
        made=made, directory=directory, workers=workers, teams=_desks_first(teams), on=on,
        rng=rows.stream(seed, "histories"),
    )  # fmt: skip
    check_ins.add_switches(made, lead=workers["anwen"], on=on, seed=seed)
    by_resident: dict[UUID, list[asking.Asked]] = defaultdict(list)
    for one in asked:
        by_resident[one.resident.id].append(one)
    for resident in residents:
        _add_history(writer, resident, circles[resident.id], by_resident[resident.id])
    entries.add_entries(made, directory=directory, workers=workers, on=on, seed=seed)
    ways.add_ways(made, directory=directory, workers=workers, on=on, seed=seed)
    front_doors.add_front_doors(writer, residents=residents, seed=seed)
    keeping_in_touch.add_all(writer, residents, circles)
    letters.add_letters(writer, residents=residents, seed=seed)
    letters.add_programs(writer, seed=seed)
    front_doors.add_connections(
        made, workers=workers, residents=residents, neighbourhoods=[home.code for home in ground.homes], on=on,
        seed=seed,
    )  # fmt: skip
    young.add_young(writer, residents, seed=seed)
    young_people.add_young_people(writer, residents, ground.homes, seed=seed)
    contracts.add_contracts(made, directory=directory, workers=workers, on=on, seed=seed)
    finding.add_finding(
        made, workers=workers, neighbourhoods=[home.code for home in ground.homes],
        service_ids=list(directory.services.values())[:4], on=on, seed=seed,
    )  # fmt: skip
    return made


def _desks_first(teams: Mapping[str, list[staff.Worker]]) -> dict[str, list[staff.Worker]]:
    return {
        team: sorted(members, key=lambda worker: (worker.role != "referral-desk", worker.key))
        for team, members in teams.items()
    }


def _add_history(
    writer: histories.Writer, resident: Resident, circle: staff.Circle, asked: Sequence[asking.Asked]
) -> None:
    staff.add_circle(writer.made, resident, circle, workers=writer.workers, directory=writer.directory, rng=writer.rng)
    need_ids = support.add_support(writer, resident, circle)
    check_ins.add_check_ins(writer, resident, circle)
    checks.add_health(writer, resident, circle)
    plans.add_plan(writer, resident, need_ids)
    keeping_well.add_keeping_well(writer, resident)
    # Somebody is known here from their first referral at the latest, which is dealt after they are made.
    resident.row["created_at"] = rows.moment(resident.came_on, 8, 30)
    spans: dict[tuple[str, str], list[tuple[date, date | None]]] = defaultdict(list)
    for one in asked:
        spans[one.service.desk, one.life_area].append(histories.add_referral(writer, one, need_ids=need_ids))
    histories.add_team_involvements(writer, resident, spans)
