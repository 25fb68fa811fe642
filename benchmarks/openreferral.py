"""What the open feed costs over 10,000 services: `python -m benchmarks.openreferral [--afresh]`.

A page of 25 whole services is measured through the whole application, as CPU of this process and its database
connection. The copy of everything is measured as time on the wall, with the most memory that it took on the way.
"""

import io
import sys
import time
from collections.abc import Iterator

import psutil

from benchmarks import bench_database

PAGE_LIMIT_MS = 45
COPY_LIMIT_SECONDS = 20
FLAT_MB = 40
PAGES = 20


def main() -> int:
    """Print each figure with its limit; return 1 when one is passed."""
    bench_database.open_database(afresh="--afresh" in sys.argv)
    print(f"Open Referral UK feed. {bench_database.machine()}")
    passed = True
    for profile in ("strict", "extended"):
        pages = [f"/open-referral/services?full=true&profile={profile}&page={page}" for page in range(1, PAGES + 1)]
        cost = bench_database.cost_of([lambda address=address: _read(address) for address in pages])
        passed &= cost.median_ms <= PAGE_LIMIT_MS
        print(
            f"page of 25 whole services, {profile:8}  {cost.median_ms:5.1f} ms CPU (worst round {cost.worst_ms:.1f});"
            f" limit {PAGE_LIMIT_MS}"
        )
    return 0 if passed & _copy() else 1


def _copy() -> bool:
    """Read all services as ndjson; print time, size and memory, and return whether they keep to the limits."""
    process = psutil.Process()
    before = highest = process.memory_info().rss
    lines = size = 0
    started, cpu = time.perf_counter(), sum(process.cpu_times()[:2])
    for number, chunk in enumerate(_chunks("/open-referral/services?full=true&format=ndjson&profile=extended")):
        lines += chunk.count(b"\n")
        size += len(chunk)
        if number % 5 == 0:
            highest = max(highest, process.memory_info().rss)
    took, cpu = time.perf_counter() - started, sum(process.cpu_times()[:2]) - cpu
    grew = (highest - before) / 1_000_000
    print(
        f"ndjson of {lines:,} whole services, {size / 1_000_000:.0f} MB  {took:.1f} s, {cpu:.1f} s CPU here;"
        f" limit {COPY_LIMIT_SECONDS} s; memory grew by {grew:.0f} MB, limit {FLAT_MB}"
    )
    return took <= COPY_LIMIT_SECONDS and grew <= FLAT_MB


def _read(address: str) -> bytes:
    return b"".join(_chunks(address))


def _chunks(address: str) -> Iterator[bytes]:
    path, _, query = address.partition("?")
    statuses: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1:8000",
        "wsgi.url_scheme": "http",
        "wsgi.errors": sys.stderr,
        "wsgi.input": io.BytesIO(),
    }
    answer = bench_database.application()(environ, lambda status, headers, error=None: statuses.append(status))
    yield from answer
    answer.close()
    assert statuses == ["200 OK"], statuses


if __name__ == "__main__":
    sys.exit(main())
