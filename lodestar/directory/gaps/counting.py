"""The gap log: what was wanted and not available, counted without who wanted it, and read with small numbers hidden."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection

from lodestar.access.roles import FIGURES_ROLES
from lodestar.access.viewers import Viewer
from lodestar.directory.gaps.models import UnmetCount
from lodestar.places.models import Area
from lodestar.rules import disclosure, parameters
from lodestar.rules.connections import ConnectionKind

_COUNT = """
INSERT INTO gaps_unmetcount AS kept (id, month, neighbourhood_code, life_area, reason, requests)
VALUES (gen_random_uuid(), %s, %s, %s, %s, 1)
ON CONFLICT (month, neighbourhood_code, life_area, reason) DO UPDATE SET requests = kept.requests + 1
"""


@dataclass(frozen=True, kw_only=True)
class Unmet:
    """What was wanted and did not work out since a day. None is hidden, and never means none."""

    since: date
    total: int | None
    reasons: tuple[tuple[str, int | None], ...]
    life_areas: tuple[tuple[str, int | None], ...]
    areas: tuple[tuple[str, int | None], ...]
    fewer_than: int
    by_code: Mapping[str, int | None]


def count_unmet(*, kind: ConnectionKind, life_area: str, neighbourhood_code: str, on: date) -> None:
    """Count one thing that somebody wanted and that did not work out. Nothing is kept of who, or of the day."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [on.replace(day=1), neighbourhood_code, life_area, kind.value])


def unmet_requests(viewer: Viewer, *, since: date) -> Unmet | None:
    """Return what was wanted and did not work out since the month of a day; None for who may not see figures.

    The three tables are counted apart, so that no cell of one can be found from another.
    """
    if not viewer.has_any(FIGURES_ROLES):
        return None
    since = since.replace(day=1)
    rows = list(UnmetCount.objects.filter(month__gte=since))
    by_reason = _table(((row.reason, row.requests) for row in rows), on=viewer.today)
    by_life_area = _table(((row.life_area, row.requests) for row in rows), on=viewer.today)
    by_area = _table(((row.neighbourhood_code, row.requests) for row in rows), on=viewer.today)
    names = dict(Area.objects.filter(code__in=by_area.cells).values_list("code", "name"))
    return Unmet(
        since=since,
        total=by_reason.total,
        reasons=tuple(sorted(by_reason.cells.items())),
        life_areas=tuple(sorted(by_life_area.cells.items())),
        areas=tuple((names.get(code, ""), count) for code, count in sorted(by_area.cells.items())),
        fewer_than=parameters.whole_number("small-number-threshold", on=viewer.today),
        by_code=by_area.cells,
    )


def _table(rows: Iterable[tuple[str, int]], *, on: date) -> disclosure.PublishableTable:
    cells: dict[str, int] = defaultdict(int)
    for name, requests in rows:
        cells[name] += requests
    return disclosure.publishable_table(cells=cells, on=on)
