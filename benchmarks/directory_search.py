"""What a page of the finder costs over 10,000 services: `python -m benchmarks.directory_search [--afresh]`.

Requests go through the whole application in this process: middleware, search, page, template. Measured is CPU,
user and system, of this process and of its database connection together; wall time on a shared machine says little.
"""

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from benchmarks import bench_database
from benchmarks.bench_database import Cost

WORDS = (
    "counselling",
    "debt advice",
    "somewhere to stay",
    "peer support",
    "men",
    "anxiety",
    "walking group",
    "benefits",
    "crisis",
    "hospital",
    "job",
    "lonely",
    "grief",
    "food",
    "young people",
    "carers",
    "psychosis",
    "garden",
    "sleep",
    "medicines",
)
MISTYPED = ("counceling", "anxeity", "befreinding", "bereavment", "houseing")
POSTCODES = ("M33", "LS1", "S1", "BD1", "L1", "PR1", "NE1", "YO1", "NG1", "DE1", "LE1", "B1", "CV1", "OX1", "BS1")


@dataclass(frozen=True)
class Kind:
    """One kind of request: what we promise, and what two peers took on the same shape of data (field notes §5.2)."""

    name: str
    queries: tuple[dict[str, str], ...]
    limit_ms: float
    peers_ms: str


KINDS = (
    Kind("list", tuple({"page": str(page)} for page in range(1, 31)), 20, "28 to 65"),
    Kind("ranked text", tuple({"words": words} for words in WORDS), 35, "97 to 176, unranked"),
    Kind("text, one letter wrong", tuple({"words": words} for words in MISTYPED), 35, "no hit at all"),
    Kind("proximity, 10 km", tuple({"postcode": code, "within": "10"} for code in POSTCODES), 35, "124 to 218"),
    Kind("near a postcode, any distance", tuple({"postcode": code} for code in POSTCODES), 35, "not offered"),
    Kind(
        "text + proximity + two filters",
        tuple(
            {"words": words, "postcode": code, "within": "10", "cost": "free", "way": "in-person"}
            for words, code in zip(WORDS, POSTCODES, strict=False)
        ),
        45,
        "106 to 160",
    ),
    Kind("text + open now", tuple({"words": words, "open": "now"} for words in WORDS), 45, "89, near and open"),
)
_COUNT_AND_LIST = """
    SELECT (SELECT count(*) FROM directory_service WHERE status = 'active' AND retired_at IS NULL), id, name
    FROM directory_service WHERE status = 'active' AND retired_at IS NULL ORDER BY name, id LIMIT 25"""
_RANKED = """
    SELECT service_id, ts_rank(vector, query) AS rank FROM directory_searchentry, plainto_tsquery('english', %s) query
    WHERE vector @@ query ORDER BY rank DESC LIMIT 25"""


def main() -> int:
    """Print each figure with its limit and its ratio to the bare query; return 1 when a limit is passed."""
    bench_database.open_database(afresh="--afresh" in sys.argv)
    print(f"Directory search over {_service_count():,} services. {bench_database.machine()}")
    bare_list = bench_database.cost_of([lambda: _run(_COUNT_AND_LIST)] * 20)
    bare_text = bench_database.cost_of([lambda words=words: _run(_RANKED, [words]) for words in WORDS])
    print(f"bare SQL, count and list   {bare_list.median_ms:6.1f} ms CPU, nothing serialised")
    print(f"bare SQL, ts_rank          {bare_text.median_ms:6.1f} ms CPU, nothing serialised")
    failed = False
    for kind in KINDS:
        cost = bench_database.cost_of([_request(query) for query in kind.queries])
        bare = bare_text if "text" in kind.name else bare_list
        failed |= cost.median_ms > kind.limit_ms
        print(_line(kind, cost, bare))
    return int(failed)


def _line(kind: Kind, cost: Cost, bare: Cost) -> str:
    verdict = "within" if cost.median_ms <= kind.limit_ms else "OVER"
    return (
        f"{kind.name:32} {cost.median_ms:5.1f} ms CPU a request (worst round {cost.worst_ms:.1f}), {verdict} the limit"
        f" of {kind.limit_ms:.0f}; {cost.median_ms / bare.median_ms:.1f} x bare SQL; peers {kind.peers_ms}"
    )


def _request(query: dict[str, str]) -> Callable[[], object]:
    """Return a request of the page that a search leads to."""
    application = bench_database.application()
    from django.http import QueryDict

    from lodestar.web.public import sealed_searches

    asked = QueryDict(mutable=True)
    asked.update(query)
    address = sealed_searches.address(asked)
    paged = urlencode({"page": query["page"]}) if "page" in query else ""
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/",
        "QUERY_STRING": paged or address.partition("?")[2],
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1:8000",
        "wsgi.url_scheme": "http",
        "wsgi.errors": sys.stderr,
    }

    def ask() -> bytes:
        statuses: list[str] = []
        answer = application(
            {**environ, "wsgi.input": io.BytesIO()}, lambda status, headers, error=None: statuses.append(status)
        )
        body = b"".join(answer)
        answer.close()
        assert statuses == ["200 OK"], statuses
        return body

    return ask


def _run(sql: str, values: list[str] | None = None) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        cursor.fetchall()


def _service_count() -> int:
    from lodestar.directory.models import Service

    return Service.objects.count()


if __name__ == "__main__":
    sys.exit(main())
