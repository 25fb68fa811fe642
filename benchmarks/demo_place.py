"""How long making the demo place takes, from an empty, migrated database to published figures.

Run as `python -m benchmarks.demo_place`. The reference is the limit that the place was given: 40 seconds.
"""

import os
import tempfile
from datetime import date
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parents[1]
DATABASE = "lodestar_bench_demo"
LIMIT_SECONDS = 40
ON = date(2026, 11, 22)


def main() -> None:
    """Make a database for this alone, make the place in it, print the figures, and remove it."""
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
        DATABASE_EXTRACT_URL=urls["extract"],
        DJANGO_SETTINGS_MODULE="lodestar.config.settings",
        LODESTAR_DEMO="1",
    )
    import django

    django.setup()
    from django.conf import settings

    from benchmarks import bench_database
    from lodestar.demo import loading

    bench_database.migrate()
    print(bench_database.machine())
    with tempfile.TemporaryDirectory() as folder:
        settings.VAR = Path(folder)
        made = loading.load_demo(on=ON)
    rows = sum(made.counts.values())
    print(
        f"demo place: {made.seconds:.1f} s for {rows:,} rows besides postcodes"
        f" ({made.seconds / LIMIT_SECONDS:.2f} of the limit of {LIMIT_SECONDS} s)"
    )


if __name__ == "__main__":
    main()
