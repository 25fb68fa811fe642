"""Fifty workers and five hundred people at once: `python -m benchmarks.load [minutes] [server's workers] [place]`.

It makes a demo place in a folder that it removes, or takes the one in the folder `place`, serves it with `lodestar
serve` (gunicorn, as in service) on this machine's loopback alone, and lets locust be 550 visitors. Afterwards it
counts: every referral and every request that was said yes to is there once, and none twice. It fails where one request
failed, one row is lost or doubled, or one answer in twenty took longer than 800 ms.
"""

import csv
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from pathlib import Path
from typing import Any

PORT = 8299
WORKERS, PEOPLE = 50, 500
SLOWEST_MS = 800
PERCENTILE = "95%"
SEED = 7
MOST_PEOPLE = 60


def main() -> int:
    """Make the place, serve it, load it, count, and say how it went. Returns 1 where a promise is broken."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    served_by = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    folder = Path(tempfile.mkdtemp(prefix="lodestar-load-"))
    place = Path(sys.argv[3]) if len(sys.argv) > 3 else folder / "var"
    os.environ |= {
        "LODESTAR_VAR": str(place),
        "LODESTAR_DEMO": "1",
        # All visitors come from one address here; pacing by address would count them as one.
        "LODESTAR_RATELIMIT": "false",
        "DJANGO_SETTINGS_MODULE": "lodestar.config.settings",
    }
    from benchmarks import bench_database

    print(bench_database.machine())
    subprocess.run([sys.executable, "-m", "lodestar", "demo", "--no-serve"], check=True, stdout=subprocess.DEVNULL)
    command = [sys.executable, "-m", "lodestar", "serve", "--bind", f"127.0.0.1:{PORT}", "--workers", str(served_by)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        _wait_for_server()
        _start_django(folder, place)
        before = _rows()
        _load(folder, minutes)
        return _report(folder, before)
    finally:
        server.terminate()
        server.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for_server() -> None:
    for _ in range(120):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/health/ready", timeout=5)
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise SystemExit("The server did not become ready.")


def _start_django(folder: Path, place: Path) -> None:
    from lodestar.config import embedded

    embedded.start(place, keep=False)
    import django

    django.setup()
    plan = {"workers": WORKERS, "people": PEOPLE, "said": str(folder / "said.txt"), **_who_and_what()}
    (folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    (folder / "said.txt").touch()


def _who_and_what() -> dict[str, object]:
    """Return a session for each of the workers, with whom they see; and the services that people read about."""
    from django.test import Client

    from lodestar.access.models import User
    from lodestar.access.roles import CASEWORK_ROLES
    from lodestar.directory.models import Service

    draw = random.Random(SEED)
    services = list(Service.objects.using("owner").filter(status="active", retired_at=None))
    wanted = [role.value for role in CASEWORK_ROLES]
    staff = [
        (user, seen)
        for user in User.objects.using("owner").filter(memberships__role__in=wanted).distinct().order_by("pk")
        if (seen := _people_and_needs(user))
    ]
    sessions = []
    used: set[tuple[str, str]] = set()
    for number in range(WORKERS):
        user, seen = staff[number % len(staff)]
        browser = Client()
        browser.force_login(User.objects.get(pk=user.pk))
        needs = [(need, person, area) for person, areas in seen.items() for need, area in areas]
        pairs = []
        for need, person, area in needs:
            # A person is referred to a service once, whoever does it and for whichever need.
            free = [str(one.pk) for one in services if area in one.life_areas and (person, str(one.pk)) not in used]
            for service in draw.sample(free, min(2, len(free))):
                used.add((person, service))
                pairs.append((need, service))
        sessions.append(
            {
                "session": browser.cookies["sessionid"].value,
                "people": list(seen),
                "needs": [need for need, _, _ in needs],
                "pairs": draw.sample(pairs, len(pairs)),
            }
        )
    return {"sessions": sessions, "services": [str(s.pk) for s in services]}


def _people_and_needs(user: Any) -> dict[str, list[tuple[str, str]]]:
    """Return whom this worker supports, with each need that opens to them and its life area."""
    from django.db import transaction
    from django.utils import timezone

    from lodestar.access import queries, row_security
    from lodestar.people.models import Involvement
    from lodestar.plans.models import Need

    seen: dict[str, list[tuple[str, str]]] = {}
    with transaction.atomic():
        viewer = queries.viewer_for(user, today=timezone.localdate())
        row_security.set_viewer(viewer)
        held = Involvement.objects.held_by(viewer).filter(user=user, purpose="direct-support")
        for person, areas in list(held.values_list("person_id", "open_areas")[:MOST_PEOPLE]):
            needs = Need.objects.filter(person_id=person, life_area__in=areas)
            seen[str(person)] = [(str(need), area) for need, area in needs.values_list("pk", "life_area")]
    return {person: needs for person, needs in seen.items() if needs}


def _rows() -> tuple[Counter[tuple[str, str]], Counter[str]]:
    """Return how often each person was referred to each service, and each name asked at the front door."""
    from lodestar.plans.models import NeedReferral
    from lodestar.referrals.asking.models import HelpRequest

    referred = NeedReferral.objects.using("owner").values_list("need_id", "referral__service_id")
    asked = HelpRequest.objects.using("owner").values_list("preferred_name", flat=True)
    return Counter((str(need), str(service)) for need, service in referred), Counter(asked)


def _load(folder: Path, minutes: float) -> None:
    env = os.environ | {"LODESTAR_LOAD_PLAN": str(folder / "plan.json")}
    subprocess.run(
        [
            sys.executable, "-m", "locust", "-f", str(Path(__file__).parent / "visitors.py"), "--headless",
            "--users", str(WORKERS + PEOPLE), "--spawn-rate", "25", "--run-time", f"{int(minutes * 60) + 22}s",
            "--host", f"http://127.0.0.1:{PORT}", "--csv", str(folder / "load"), "--only-summary", "--reset-stats",
            "--stop-timeout", "20",
        ],
        env=env, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _report(folder: Path, before: tuple[Counter[tuple[str, str]], Counter[str]]) -> int:
    with (folder / "load_stats.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    print(f"{'':28}{'requests':>9}{'failed':>8}{'median ms':>11}{'p95 ms':>8}{'p99 ms':>8}")
    for row in rows:
        print(
            f"{row['Name']:28}{row['Request Count']:>9}{row['Failure Count']:>8}{row['50%']:>11}"
            f"{row[PERCENTILE]:>8}{row['99%']:>8}"
        )
    total = rows[-1]
    said = Counter(line.strip().partition(" ")[::2] for line in (folder / "said.txt").read_text().splitlines())
    referred, asked = _rows()
    broken = []
    for kind, value in said:
        if kind == "asked" and asked[value] != 1:
            broken.append(f"asked {asked[value]} times")
        if kind == "referral":
            need, _, service = value.partition(" ")
            if referred[need, service] - before[0][need, service] != 1:
                broken.append("a referral is not there once")
    kinds = Counter(kind for kind, _ in said)
    print(f"said yes to: {kinds['referral']} referrals, {kinds['asked']} requests; lost or doubled: {len(broken)}")
    slow = int(total[PERCENTILE]) > SLOWEST_MS
    if int(total["Failure Count"]):
        print((folder / "load_failures.csv").read_text()[:2_000])
    return 1 if broken or slow or int(total["Failure Count"]) else 0


if __name__ == "__main__":
    sys.exit(main())
