"""Opens a database of the benchmarks' own on the embedded server, and says how much CPU a thing takes."""

import logging
import os
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import psutil
import psycopg

ROOT = Path(__file__).resolve().parents[1]
VAR = ROOT / "var"
DATABASE = "lodestar_bench"
ROUNDS = 3


def open_database(*, afresh: bool = False) -> None:
    """Set Django up on the benchmark's database, made and filled when it is not there.  Takes half a minute then."""
    from lodestar.config import embedded

    server = embedded.start(VAR, keep=True)
    with psycopg.connect(server.get_uri(), autocommit=True) as admin:
        if afresh:
            admin.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        is_new = not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if is_new:
            admin.execute(f"CREATE DATABASE {DATABASE} OWNER {embedded.ROLES['owner']}")
    urls = embedded.urls(VAR, DATABASE)
    os.environ.update(
        DATABASE_URL=urls["default"],
        DATABASE_OWNER_URL=urls["owner"],
        DJANGO_SETTINGS_MODULE="lodestar.config.settings",
        LODESTAR_DEMO="1",
        LODESTAR_SEARCH_RATE="1000000/m",
        LODESTAR_OPEN_REFERRAL_RATE="1000000/m",
    )
    import django

    django.setup()
    # A line for every request would bury the figures.
    logging.getLogger("lodestar").setLevel(logging.WARNING)
    migrate()
    if is_new:
        _fill()


def migrate() -> None:
    """Bring a database that an earlier version made to this one."""
    from lodestar.config import migrating

    migrating.migrate(print)


def _fill() -> None:
    from django.db import connections

    from benchmarks import made_directory

    made_directory.fill()
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


@dataclass(frozen=True)
class Cost:
    """CPU of one request, server and database together, in milliseconds; the median and the worst round."""

    median_ms: float
    worst_ms: float


def cost_of(requests: list[Callable[[], object]]) -> Cost:
    """Return the CPU that a request takes: this process and its database connection, user and system time.

    The requests run once unmeasured, then in three rounds; each round gives one mean.
    """
    for request in requests:
        request()
    backend = psutil.Process(_backend_pid())
    rounds = []
    for _ in range(ROUNDS):
        before = _cpu_seconds(backend)
        for request in requests:
            request()
        rounds.append((_cpu_seconds(backend) - before) * 1000 / len(requests))
    return Cost(statistics.median(rounds), max(rounds))


def _cpu_seconds(backend: psutil.Process) -> float:
    ours, theirs = psutil.Process().cpu_times(), backend.cpu_times()
    return ours.user + ours.system + theirs.user + theirs.system


def _backend_pid() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


@cache
def application() -> Any:
    """Return the application as a server would call it, saying nothing of each request."""
    import logging

    from django.core.wsgi import get_wsgi_application

    from lodestar.config import serving

    serving.collect_static(lambda line: None)
    logging.disable(logging.INFO)
    return get_wsgi_application()


def machine() -> str:
    """Return the machine in a few words, to stand beside every figure."""
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.processor(),
    )
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores {model}, Python {platform.python_version()}, load {load:.1f},"
        f" {_plain_python_ms():.0f} ms for two million rounds of plain Python"
    )


def _plain_python_ms() -> float:
    """Return the CPU of a loop that never changes, by which runs on an unsteady machine can be held side by side."""
    costs = []
    for _ in range(ROUNDS):
        before, total = time.process_time(), 0
        for number in range(2_000_000):
            total += number * number % 7
        costs.append((time.process_time() - before) * 1000)
    return statistics.median(costs)
