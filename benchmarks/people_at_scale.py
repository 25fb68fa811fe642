"""What the pages about people cost with 100,000 people and 200,000 notes, beside a Django peer.

Run: python -m benchmarks.people_at_scale. The people are invented from a seed: 40 first and 50 last names, as the
peer was measured with. The first run makes the database; later runs use it again (--afresh makes it anew).
"""

import itertools
import logging
import os
import random
import statistics
import sys
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psutil
import psycopg

from benchmarks import bench_database

PEOPLE, NOTES = 100_000, 200_000
CASELOAD, EPISODES, NOTES_EACH = 100, 5, 40
SEED = 11
DATABASE = "lodestar_bench_people"
ROUNDS, REQUESTS = 5, 12
MOST_FOR_ROW_SECURITY = 1.3
TODAY = date(2026, 11, 22)
LONG_AGO = date(2020, 1, 1)
BATCH = 2_000

_FIRST = """
Aisha Mohammed Sarah David Emma James Olivia Liam Grace Noah Priya Daniel Chloe Thomas Fatima Samuel Hannah Joseph
Zainab Stephen Catherine Ivan Maria Kwame Siobhan Patrick Nia Owen Yusuf Leila Tariq Rosa Chen Amara Felix Ingrid Hassan
Judith Peter Anya
"""
_LAST = """
Patel Smith Jones Khan Williams Brown Taylor Davies Evans Wilson Begum Hughes Roberts Green Hall Wood Ahmed Hussain
Clarke Walker Okafor Delgado Nguyen Murphy Kelly Singh Ali Wright Robinson Thompson White Edwards Turner Cooper Hill
Ward Morris Moore Clark Lee King Baker Harrison Morgan Allen Scott Watson Parker Price Bennett
"""
FIRST, LAST = _FIRST.split(), _LAST.split()


@dataclass(frozen=True)
class Peer:
    """What a peer needed: database queries and application CPU, the lower figure of the range (design notes, §5)."""

    queries: int
    cpu_ms: float


@dataclass(frozen=True)
class Case:
    """One page or step, with the most that it may take."""

    name: str
    request: Callable[[], Any]
    most_queries: int
    most_ms: float
    peer: Peer | None = None


@dataclass(frozen=True)
class Figure:
    """CPU in milliseconds: the application's own, and the database's connection; and its database queries."""

    app_ms: float
    database_ms: float
    queries: int


def open_database() -> None:
    """Set Django up on this benchmark's own database, made and filled when it is not there."""
    from lodestar.config import embedded

    server = embedded.start(bench_database.VAR, keep=True)
    with psycopg.connect(server.get_uri(), autocommit=True) as admin:
        if "--afresh" in sys.argv:
            admin.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        is_new = not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if is_new:
            admin.execute(f"CREATE DATABASE {DATABASE} OWNER {embedded.ROLES['owner']}")
    urls = embedded.urls(bench_database.VAR, DATABASE)
    os.environ.update(
        DATABASE_URL=urls["default"],
        DATABASE_OWNER_URL=urls["owner"],
        DJANGO_SETTINGS_MODULE="lodestar.config.settings",
        LODESTAR_DEMO="1",
        LODESTAR_RATELIMIT="0",
    )
    import django

    django.setup()
    # A line for every request would bury the figures.
    logging.getLogger("lodestar").setLevel(logging.WARNING)
    from lodestar.config import serving

    serving.collect_static(print)
    bench_database.migrate()
    if is_new:
        fill()


def fill() -> None:
    """Make 100,000 people: each in one worker's caseload of 100 and known to one large team; one caseload is full."""
    from django.db import connections

    started = time.perf_counter()
    chance = random.Random(SEED)
    workers, everybody = _staff()
    people = _people(chance)
    _involve(people, workers, everybody)
    _histories(chance, people, workers[0])
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE people_namekey SET compared_at = now()")
        cursor.execute("VACUUM ANALYZE")
    print(f"made {PEOPLE:,} people and {NOTES:,} notes in {time.perf_counter() - started:.0f} s")


def _make(model: Any, rows: Iterable[Any]) -> None:
    """Insert rows, a batch a transaction: the database locks each person while their key worker is checked."""
    left = iter(rows)
    while batch := list(itertools.islice(left, BATCH)):
        model.objects.using("owner").bulk_create(batch)


def _staff() -> tuple[list[Any], Any]:
    from lodestar.access.models import Membership, Organisation, Team, User

    trust = Organisation.objects.using("owner").create(name="Bench trust", kind="nhs-trust")
    small, everybody = (
        Team.objects.using("owner").create(organisation=trust, name=name) for name in ("Small team", "Every team")
    )
    workers = [
        User(email=f"worker{n}@example.org", name=f"Worker {n}", password="!") for n in range(PEOPLE // CASELOAD)
    ]
    reaches_all = User(email="reaches-all@example.org", name="Reaches All", password="!")
    _make(User, [*workers, reaches_all])
    _make(
        Membership,
        [
            Membership(user=worker, organisation=trust, team=team, role="key-worker", starts_on=LONG_AGO)
            for worker, team in [*((one, small) for one in workers), (reaches_all, everybody)]
        ],
    )
    return workers, everybody


def _people(chance: random.Random) -> list[Any]:
    from lodestar.people.models import Person

    def one(number: int) -> Any:
        first, last = chance.choice(FIRST), chance.choice(LAST)
        return Person(
            preferred_name=first,
            full_name=f"{first} {last}",
            born_on=date(1940, 1, 1) + timedelta(days=chance.randrange(25_000)),
            postcode=f"M{chance.randint(1, 35)} {chance.randint(1, 9)}{''.join(chance.choices('ABDEFGHJ', k=2))}",
            telephone=f"07700 {number:06}",
            what_matters="A quiet morning and the garden. " * 3,
        )

    people = [one(number) for number in range(PEOPLE)]
    _make(Person, people)
    return people


def _involve(people: list[Any], workers: list[Any], everybody: Any) -> None:
    from lodestar.people.models import Involvement
    from lodestar.rules.life_areas import LIFE_AREAS

    areas = [area.value for area in LIFE_AREAS]
    rows = []
    for number, person in enumerate(people):
        known = {"person": person, "basis": "care-team", "life_areas": areas, "starts_on": LONG_AGO}
        rows.append(Involvement(user=workers[number // CASELOAD], is_key_worker=True, **known))
        rows.append(Involvement(team=everybody, **known))
    _make(Involvement, rows)


def _histories(chance: random.Random, people: list[Any], worker: Any) -> None:
    from lodestar.directory.models import Service
    from lodestar.referrals.models import Contact, Referral, ReferralStep

    service = Service.objects.using("owner").create(
        name="Bench service", changed_at=datetime(2026, 1, 1, tzinfo=UTC), life_areas=["home"]
    )
    full = people[:CASELOAD]
    referrals = [
        Referral(
            person=person,
            service=service,
            life_area="home",
            hopes="Somewhere quiet",
            came_from="key-worker",
            asked_by=worker,
            received_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=30 * number),
        )
        for person in full
        for number in range(EPISODES)
    ]
    _make(Referral, referrals)
    _make(
        ReferralStep,
        [
            ReferralStep(referral=one, person_id=one.person_id, number=step, kind=kind, at=one.received_at, by=worker)
            for one in referrals
            for step, kind in enumerate(("sent", "received", "accepted", "first-contact"), start=1)
        ],
    )
    about = [person for person in full for _ in range(NOTES_EACH)]
    about += chance.choices(people[CASELOAD:], k=NOTES - len(about))
    _make(
        Contact,
        (
            Contact(
                person=person,
                life_area="home",
                happened_on=TODAY - timedelta(days=chance.randrange(700)),
                by=worker,
                mode="telephone",
                attendance="attended",
                note="We spoke about the flat and what comes next. " * 4,
            )
            for person in about
        ),
    )


def signed_in(email: str) -> Any:
    """Return a browser in which a worker is signed in."""
    from django.test import Client

    from lodestar.access.models import User

    browser = Client(SERVER_NAME="localhost")
    browser.force_login(User.objects.get(email=email))
    return browser


def ok(response: Any, *, within: Iterable[int] = (200,)) -> Any:
    """Return the response. Raises AssertionError when the page did not do what it is measured for."""
    assert response.status_code in within, (response.status_code, response.request["PATH_INFO"])
    return response


def cases() -> list[Case]:
    """Return what is measured, with the limits of the plan and the peer's figures."""
    from django.urls import reverse

    from lodestar.people.models import Involvement

    worker, reaches_all = signed_in("worker0@example.org"), signed_in("reaches-all@example.org")
    # Not the worker whose caseload is measured: it would grow with each run.
    registers = signed_in("worker1@example.org")
    ids = list(
        Involvement.objects.using("owner").filter(user__email="worker0@example.org").values_list("person_id", flat=True)
    )
    numbers = iter(range(10**9))
    find, register = reverse("casework:people"), reverse("casework:register")

    def opened() -> Any:
        return ok(worker.get(reverse("casework:person", kwargs={"person_id": ids[next(numbers) % len(ids)]})))

    def registered() -> Any:
        number = next(numbers)
        form = {
            "row_id": str(uuid.uuid4()),
            "is_somebody_else": "true",
            "preferred_name": f"Quenby{number}",
            "full_name": f"Quenby{number} Zwettler",
            "life_areas": ["home"],
            "team": "",
            "born_on-day": "1",
            "born_on-month": "2",
            "born_on-year": str(1900 + number % 39),
        }
        return ok(registers.post(register, form), within=(302,))

    def found(browser: Any, name: str) -> Callable[[], Any]:
        def request() -> Any:
            answer = ok(browser.post(find, {"asked": name}))
            assert b"ls-table" in answer.content, f"nobody is found for {name}"
            return answer

        return request

    def alike() -> Any:
        number = next(numbers)
        form = {
            "row_id": str(uuid.uuid4()),
            "preferred_name": "Roza",
            "full_name": f"{FIRST[number % 40]} {LAST[number % 50]}",
            "life_areas": ["home"],
            "team": "",
            "postcode": f"M{1 + number % 35} {1 + number % 9}AB",
            "born_on-day": str(1 + number % 28),
            "born_on-month": str(1 + number % 12),
            "born_on-year": str(1950 + number % 40),
        }
        return ok(reaches_all.post(register, form), within=(200, 302))

    search = Peer(145, 190)
    misspelt = "Stephan Okaffor"
    return [
        Case("open a person, 5 episodes, 40 notes", opened, 12, 60, Peer(342, 349)),
        Case("caseload of 100", lambda: ok(worker.get(reverse("casework:caseload"))), 8, 70, Peer(1_005, 1_007)),
        Case("name search, 100 people, exact", found(worker, ids_name(ids[0])), 5, 40, search),
        Case("name search, 100,000 people, surname", found(reaches_all, "Patel"), 5, 40, search),
        Case("name search, 100,000 people, misspelt", found(reaches_all, misspelt), 5, 40, search),
        Case("register, with a look for second records", alike, 20, 50, Peer(6, 8)),
        Case("create a person with audit", registered, 20, 40, Peer(0, 36)),
    ]


def ids_name(person_id: uuid.UUID) -> str:
    """Return the full name on a record."""
    from lodestar.people.models import Person

    return Person.objects.using("owner").get(pk=person_id).full_name


def measure(request: Callable[[], Any]) -> Figure:
    """Return what a request costs: the median of several rounds, after one unmeasured."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    # Once in a while a request also writes down that its session is in use; the second one tells.
    request()
    with CaptureQueriesContext(connection) as captured:
        request()
    asked = [one for one in captured if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = psutil.Process(int(cursor.fetchone()[0]))
    app, database = [], []
    for _ in range(ROUNDS):
        ours, theirs = time.process_time(), sum(backend.cpu_times()[:2])
        for _ in range(REQUESTS):
            request()
        app.append((time.process_time() - ours) * 1000 / REQUESTS)
        database.append((sum(backend.cpu_times()[:2]) - theirs) * 1000 / REQUESTS)
    return Figure(statistics.median(app), statistics.median(database), len(asked))


def as_role(role: str) -> None:
    """Make the web process connect as `role`: as the owner, row security is off."""
    from django.db import connections

    connections["default"].close()
    connections["default"].settings_dict["USER"] = role


def main() -> int:
    """Print every figure beside its limit and the peer. Returns 1 when one is over its limit."""
    from lodestar.config import embedded

    open_database()
    over = []
    print(bench_database.machine())
    print(f"{'':42}{'queries':>9}{'app ms':>8}{'db ms':>7}{'limit':>12}{'peer / ours':>22}{'on / off':>10}")
    for case in cases():
        guarded = measure(case.request)
        as_role(embedded.ROLES["owner"])
        bare = measure(case.request)
        as_role(embedded.ROLES["default"])
        ratio = (guarded.app_ms + guarded.database_ms) / (bare.app_ms + bare.database_ms)
        print(_line(case, guarded, ratio))
        if guarded.queries > case.most_queries or guarded.app_ms > case.most_ms or ratio > MOST_FOR_ROW_SECURITY:
            over.append(case.name)
    if over:
        print("over its limit: " + "; ".join(over))
    return 1 if over else 0


def _line(case: Case, figure: Figure, ratio: float) -> str:
    peer = ""
    if case.peer:
        queries = f"{case.peer.queries / figure.queries:.0f}x SQL, " if case.peer.queries else ""
        peer = f"{queries}{case.peer.cpu_ms / figure.app_ms:.1f}x CPU"
    return (
        f"{case.name:42}{figure.queries:>9}{figure.app_ms:>8.1f}{figure.database_ms:>7.1f}"
        f"{f'{case.most_queries}, {case.most_ms:.0f} ms':>12}{peer:>22}{ratio:>10.2f}"
    )


if __name__ == "__main__":
    sys.exit(main())
