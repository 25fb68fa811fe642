"""What the menu for one person costs over 10,000 services: `python -m benchmarks.menu [--afresh]`.

Measured is the query that the menu's page makes, CPU of this process and of its database connection together:
understanding the words, asking the rules of every service in the life area and within reach, the best five with
their reasons and facts.
"""

import sys
from collections.abc import Callable
from datetime import date
from typing import Any

from benchmarks import bench_database

LIMIT_MS = 40
ON = date(2026, 11, 22)
# What people say when a need is written down, by life area.
NEEDS = (
    ("home", "I need somewhere to stay after hospital"),
    ("money", "the letters about my debt"),
    ("social-connection", "to feel less alone, a group for men"),
    ("work-and-learning", "a job that I can keep"),
    ("physical-health", "to walk more and stop smoking"),
    ("clinical-care", "someone to talk to about panic attacks"),
)


def main() -> int:
    """Print the figures with their limit and their ratio to the bare query; return 1 when the limit is passed."""
    bench_database.open_database(afresh="--afresh" in sys.argv)
    from lodestar.directory.models import Service
    from lodestar.places import queries as places

    print(f"Menu over {Service.objects.count():,} services. {bench_database.machine()}")
    bare = bench_database.cost_of([lambda area=area: _bare(area) for area, _words in NEEDS] * 3)
    print(f"bare SQL, services of a life area with their rules {bare.median_ms:6.1f} ms CPU, nothing asked of them")
    failed = False
    for name, place in (("with a postcode", places.place_postcode(text="M33")), ("with no postcode", None)):
        cost = bench_database.cost_of([_menu(area, words, place) for area, words in NEEDS] * 3)
        considered = sum(_menu(area, words, place)().considered for area, words in NEEDS) / len(NEEDS)
        failed |= cost.median_ms > LIMIT_MS
        print(
            f"{name:18} {cost.median_ms:5.1f} ms CPU a menu (worst round {cost.worst_ms:.1f}),"
            f" {'within' if cost.median_ms <= LIMIT_MS else 'OVER'} the limit of {LIMIT_MS};"
            f" {considered:,.0f} services asked each time; {cost.median_ms / bare.median_ms:.1f} x bare SQL"
        )
    return int(failed)


def _menu(life_area: str, words: str, place: Any) -> Callable[[], Any]:
    from lodestar.access.viewers import Viewer
    from lodestar.directory import queries
    from lodestar.rules.eligibility import Facts

    viewer = Viewer(user_id=None, today=ON)
    facts = Facts(age=37, area_codes=frozenset({"area-m33"}), gender="man", referral_route="navigator")

    def ask() -> Any:
        return queries.menu_for(viewer, facts=facts, life_area=life_area, words=words, place=place, on=ON)

    return ask


def _bare(life_area: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, name, eligibility_rules FROM directory_service"
            " WHERE status = 'active' AND life_areas @> ARRAY[%s]::varchar[]",
            [life_area],
        )
        cursor.fetchall()


if __name__ == "__main__":
    sys.exit(main())
