"""How long a feed of 10,000 services takes to import, and how much memory, beside a plain COPY of the same JSON.

Run: python -m benchmarks.import_directory. The feed is made here, from a seed: ORUK 3.0 in full, one page.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from benchmarks import bench_database

SERVICES = 10_000
ORGANISATIONS = 1_500
TERMS = 300
SEED = 7
LIMIT_SECONDS = 60
LIMIT_SECONDS_AGAIN = 20
LIMIT_MEGABYTES = 500
DATABASE = "lodestar_bench_import"
_WORDS = """
advice support group people help housing money debt talk peer mental health wellbeing family carers drop in weekly
free friendly volunteers recovery crisis listening garden walking cooking employment training benefits
"""
_TOWNS = ("Trafford", "Stockport", "Salford", "Bolton", "Bury", "Oldham", "Rochdale", "Tameside", "Wigan")


def made_feed(services: int = SERVICES) -> dict[str, Any]:
    """Return a page of ORUK 3.0 services, each with its organisation, place, times, telephone, price and terms."""
    chance = random.Random(SEED)
    organisations = [_organisation(chance) for _ in range(ORGANISATIONS)]
    taxonomy = {"id": _id(chance), "name": "Needs", "description": "What people need."}
    terms = [
        {"id": _id(chance), "name": f"{_text(chance, 2)} {number}", "description": "", "taxonomy_detail": taxonomy}
        for number in range(TERMS)
    ]
    contents = list(_services(chance, services, organisations, terms))
    return {
        "total_items": services,
        "total_pages": 1,
        "page_number": 1,
        "size": services,
        "first_page": True,
        "last_page": True,
        "empty": False,
        "contents": contents,
    }


def _services(
    chance: random.Random, count: int, organisations: list[dict[str, Any]], terms: list[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    for number in range(count):
        yield {
            "id": _id(chance),
            "name": f"{_text(chance, 3)} {number}".capitalize(),
            "description": f"<p>{_text(chance, 60)}.</p><p>{_text(chance, 40)}.</p>",
            "url": "www.example.org/" + str(number),
            "email": f"service{number}@example.org",
            "status": "active",
            "minimum_age": chance.choice([-1, 16, 18]),
            "maximum_age": -1,
            "last_modified": "2026-10-01T09:30:00Z",
            "organization": chance.choice(organisations),
            "service_at_locations": [{"id": _id(chance), "location": _location(chance)}],
            "schedules": [_schedule(chance) for _ in range(chance.randint(1, 4))],
            "contacts": [
                {"id": _id(chance), "phones": [{"id": _id(chance), "number": f"0161 496 0{number % 1000:03}"}]}
            ],
            "cost_options": [{"id": _id(chance), "option": "each session", "amount": chance.choice([0, 0, 3.5])}],
            "service_areas": [{"id": _id(chance), "name": chance.choice(_TOWNS)}],
            "attributes": [
                {"id": _id(chance), "link_type": "need", "taxonomy_term": term} for term in chance.sample(terms, 3)
            ],
        }


def _organisation(chance: random.Random) -> dict[str, Any]:
    return {"id": _id(chance), "name": _text(chance, 3).title(), "description": _text(chance, 20)}


def _location(chance: random.Random) -> dict[str, Any]:
    town = chance.choice(_TOWNS)
    address = {
        "id": _id(chance),
        "address_1": f"{chance.randint(1, 200)} High Street",
        "city": town,
        "state_province": "Greater Manchester",
        "postal_code": f"M{chance.randint(1, 35)} {chance.randint(1, 9)}AB",
        "country": "GB",
        "address_type": "physical",
    }
    return {
        "id": _id(chance),
        "location_type": "physical",
        "name": f"{town} Hall",
        "latitude": 53.3 + chance.random() / 4,
        "longitude": -2.4 + chance.random() / 3,
        "addresses": [address],
    }


def _schedule(chance: random.Random) -> dict[str, Any]:
    return {
        "id": _id(chance),
        "freq": "WEEKLY",
        "byday": chance.choice(["MO", "TU", "WE", "TH,FR", "SA"]),
        "opens_at": chance.choice(["09:00", "9:30am"]),
        "closes_at": "17:00",
    }


def _id(chance: random.Random) -> str:
    return str(uuid.UUID(int=chance.getrandbits(128), version=4))


def _text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(_WORDS.split(), k=words))


def open_empty_database() -> str:
    """Make a database of this benchmark's own, point this process and its children at it; return its address."""
    from lodestar.config import embedded

    server = embedded.start(bench_database.VAR, keep=True)
    with psycopg.connect(server.get_uri(), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {DATABASE} OWNER {embedded.ROLES['owner']}")
    urls = embedded.urls(bench_database.VAR, DATABASE)
    os.environ.update(DATABASE_URL=urls["default"], DATABASE_OWNER_URL=urls["owner"], LODESTAR_DEMO="1")
    command = [sys.executable, "-m", "lodestar", "migrate"]
    subprocess.run(command, check=True, capture_output=True)
    return urls["owner"]


def copy_seconds(address: str, feed: dict[str, Any]) -> float:
    """Return how long a plain COPY of the same services takes: read the JSON, write one row for each."""
    text = json.dumps(feed)
    started = time.perf_counter()
    with psycopg.connect(address) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE plain (payload jsonb)")
        with cursor.copy("COPY plain FROM STDIN") as copy:
            for service in json.loads(text)["contents"]:
                copy.write_row([json.dumps(service)])
    return time.perf_counter() - started


def import_once(feed: Path) -> tuple[float, float, float, str]:
    """Return seconds, CPU seconds, peak memory in megabytes, and the words of one import on the command line."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "lodestar", "directory", "import", str(feed), "--name", "bench"]
    said = feed.with_suffix(".said")
    with said.open("w") as opened:
        running = subprocess.Popen(command, stdout=opened, stderr=subprocess.STDOUT)
        # The use of this one child, and of no other: the server may be a child too.
        _, status, used = os.wait4(running.pid, 0)
    seconds = time.perf_counter() - started
    if status:
        raise SystemExit(said.read_text())
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said.read_text()


def main() -> None:
    """Make the feed, import it twice, and print the figures with their limits and the ratio to COPY."""
    address = open_empty_database()
    feed = made_feed()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "feed.json"
        path.write_text(json.dumps(feed), encoding="utf-8")
        size = path.stat().st_size / 1_000_000
        plain = copy_seconds(address, feed)
        del feed
        first, cpu, peak, text = import_once(path)
        again, *_ = import_once(path)
    print(text.split("In quarantine")[0])
    print(
        f"{bench_database.machine()}\n"
        f"import of {SERVICES:,} services ({size:.0f} MB of JSON): {first:.1f} s (limit {LIMIT_SECONDS}; "
        f"{cpu:.1f} s of CPU in our process), "
        f"peak {peak:.0f} MB (limit {LIMIT_MEGABYTES}); "
        f"the same edition again: {again:.1f} s (limit {LIMIT_SECONDS_AGAIN})\n"
        f"reference: COPY of the same JSON into one column, {plain:.1f} s; ratio {first / plain:.1f}"
    )
    if first > LIMIT_SECONDS or again > LIMIT_SECONDS_AGAIN or peak > LIMIT_MEGABYTES:
        raise SystemExit(1)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    main()
