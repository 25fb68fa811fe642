"""What the wait indicator costs over an extract, beside a bare scan of the columns that it reads.

Run as `python -m benchmarks.indicators`. The reference is DuckDB itself reading the same columns of the same
file and doing nothing with them but a hash: no engine can answer with less. Each figure is taken in a process
of its own, so that its memory is its own.
"""

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

ROWS = (200_000, 2_000_000)
ROUNDS = 5
SERVICES = 120
SEED = 11
BATCH = 50_000
PERIOD_FROM, PERIOD_TO, ON = date(2024, 9, 1), date(2025, 9, 1), date(2025, 9, 15)
NEEDED = ("service_key", "service_name", "month", "received_on", "first_contact_on", "ended_on")
KILOBYTES = 1024


def main() -> None:
    """Make extracts of invented referrals, measure, and print each figure with its ratio to the scan."""
    from benchmarks import bench_database

    print(bench_database.machine())
    for rows in ROWS:
        with tempfile.TemporaryDirectory() as folder:
            size = write_referrals(Path(folder), rows) / 1e6
            print(f"\n{rows:,} referrals of {SERVICES} services, {size:.0f} MB of Parquet")
            measured = {what: _in_own_process(what, folder) for what in MEASURES}
            _print(measured)


def _print(measured: dict[str, dict[str, float]]) -> None:
    scan = measured["scan"]["warm_ms"]
    print(f"{'':14}{'first, CPU ms':>15}{'warm, CPU ms':>15}{'x bare scan':>13}{'peak MB':>10}")
    for what, cost in measured.items():
        print(
            f"{what:14}{cost['first_ms']:15.0f}{cost['warm_ms']:15.1f}{cost['warm_ms'] / scan:13.1f}"
            f"{cost['peak_mb']:10.0f}"
        )


def _in_own_process(what: str, folder: str) -> dict[str, float]:
    said = subprocess.run(
        [sys.executable, "-m", "benchmarks.indicators", what, folder], check=True, capture_output=True, text=True
    )
    return json.loads(said.stdout)


def measure(what: str, folder: Path) -> dict[str, float]:
    """Return CPU of the first run and the median of the warm ones, in milliseconds, and the peak memory."""
    run = MEASURES[what](folder)
    costs = []
    for _ in range(ROUNDS + 1):
        before = time.process_time()
        run()
        costs.append((time.process_time() - before) * 1000)
    return {"first_ms": costs[0], "warm_ms": sorted(costs[1:])[ROUNDS // 2], "peak_mb": _peak_mb()}


def _peak_mb() -> float:
    """Return the most memory that this process held; rusage would tell of its parent too."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / KILOBYTES


def _scan(folder: Path) -> Callable[[], object]:
    import duckdb

    # A maximum would be read from the file's own statistics; a hash needs every value.
    query = f"SELECT bit_xor(hash({', '.join(NEEDED)})) FROM read_parquet('{folder / 'referrals.parquet'}')"

    def run() -> object:
        with duckdb.connect(config={"threads": 2}) as connection:
            return connection.execute(query).fetchall()

    return run


def _indicator(folder: Path) -> Callable[[], object]:
    from lodestar.indicators import catalogue, engine
    from lodestar.indicators.periods import Period

    period = Period(PERIOD_FROM, PERIOD_TO)
    return lambda: engine.run(catalogue.WAIT_TO_FIRST_CONTACT, folder, period=period, on=ON)


MEASURES: dict[str, Callable[[Path], Callable[[], object]]] = {"scan": _scan, "indicator": _indicator}


# --- the extract -----------------------------------------------------------------------------------------


def write_referrals(folder: Path, rows: int) -> int:
    """Write a table of invented referrals and return its size in bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from lodestar.exchange.extract.writer import arrow_schema
    from lodestar.indicators import tables

    schema = arrow_schema(tables.REFERRALS)
    draw = random.Random(SEED)
    file = folder / "referrals.parquet"
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for start in range(0, rows, BATCH):
            batch = [_row(draw, number) for number in range(start, min(start + BATCH, rows))]
            writer.write_batch(pa.RecordBatch.from_pylist(batch, schema=schema))
    return file.stat().st_size


def _row(draw: random.Random, number: int) -> dict[str, object]:
    received_on = PERIOD_FROM + timedelta(days=draw.randrange(-180, 365))
    # The demo place's recipe, section 9: lognormal waits, median 4.7 weeks, sigma 1.37, at most 156 weeks.
    waited = min(int(draw.lognormvariate(3.493, 1.37)), 156 * 7)
    ends_unmet = draw.random() < 0.2
    service = draw.randrange(SERVICES)
    return {
        "referral_key": f"{number:064x}",
        "person_key": f"{draw.getrandbits(256):064x}",
        "service_key": f"service-{service:03}",
        "service_name": f"Service {service}",
        "organisation_name": f"Organisation {service // 2}",
        "received_on": received_on,
        "first_contact_on": None if ends_unmet else received_on + timedelta(days=waited),
        "ended_on": received_on + timedelta(days=waited) if ends_unmet else None,
        "end_state": "declined" if ends_unmet else "",
        "life_area": "home",
        "source": "navigator",
        "neighbourhood_code": f"N{draw.randrange(20):02}",
        "age_band": "35-44",
        "month": received_on.replace(day=1),
        "accepted_on": None if ends_unmet else received_on + timedelta(days=waited // 2),
        "declined_on": received_on + timedelta(days=waited) if ends_unmet else None,
        "need": "more" if draw.random() < 0.3 else "less",
    }


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(measure(sys.argv[1], Path(sys.argv[2]))))
    else:
        main()
