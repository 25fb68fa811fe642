"""Searches that found nothing: counted without anything of who searched, and read with small numbers hidden.

Words stand in clear only once `small-number-threshold` searches of a month had them; before that a keyed digest
counts them, and it is thrown away when its month is over. What has digits, or is long, is never kept: it may be about
somebody.
"""

import hmac
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import connection

from lodestar.access.roles import FIGURES_ROLES
from lodestar.access.viewers import Viewer
from lodestar.directory.finding.models import UnansweredArea, UnansweredWords
from lodestar.places.models import Area
from lodestar.rules import disclosure, parameters, spelling, thesaurus

MOST_WORDS = 4
LONGEST = 60
_COUNT_WORDS = """
INSERT INTO finding_unansweredwords AS kept (id, month, digest, words, searches)
VALUES (gen_random_uuid(), %s, %s, '', 1)
ON CONFLICT (month, digest) DO UPDATE SET searches = kept.searches + 1,
    words = CASE WHEN kept.searches + 1 >= %s THEN %s ELSE '' END
RETURNING searches
"""
_COUNT_AREA = """
INSERT INTO finding_unansweredarea AS kept (id, month, neighbourhood_code, life_area, searches)
VALUES (gen_random_uuid(), %s, coalesce((
    SELECT code FROM places_area WHERE code = ANY(%s) AND kind = 'neighbourhood' ORDER BY code LIMIT 1), ''), %s, 1)
ON CONFLICT (month, neighbourhood_code, life_area) DO UPDATE SET searches = kept.searches + 1
"""


@dataclass(frozen=True, kw_only=True)
class Unanswered:
    """What was searched for and not found since a day. None is hidden and never means none.

    `words`: with how many searches, the most first. `areas`: by name of the neighbourhood ("" is "not said");
    `by_code`: the same by its code.
    `life_areas`: by slug of the part of life ("" is "the words did not tell").
    """

    since: date
    total: int | None
    words: tuple[tuple[str, int], ...]
    areas: tuple[tuple[str, int | None], ...]
    life_areas: tuple[tuple[str, int | None], ...]
    fewer_than: int
    by_code: Mapping[str, int | None]


def count_unanswered(*, words: str, area_codes: Collection[str], life_area: str, on: date) -> None:
    """Count one search that found nothing: its words, the neighbourhood among `area_codes`, the part of life.

    The three are counted apart, and nothing is kept of who searched or on which day.
    """
    month = on.replace(day=1)
    asked = [word for word in spelling.normalise_words(words) if word not in thesaurus.stop_words()]
    said = " ".join(asked)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_AREA, [month, list(area_codes), life_area])
        if asked and len(asked) <= MOST_WORDS and len(said) <= LONGEST and not any(map(str.isdigit, said)):
            digest = hmac.digest(settings.SECRET_KEY.encode(), f"unanswered {said}".encode(), "sha256").hex()
            threshold = parameters.whole_number("small-number-threshold", on=on)
            cursor.execute(_COUNT_WORDS, [month, digest, threshold, said])
            if cursor.fetchone() == (1,):
                # New this month: a good moment to forget what stayed too rare in the months before.
                cursor.execute("DELETE FROM finding_unansweredwords WHERE words = '' AND month < %s", [month])


def unanswered_searches(viewer: Viewer, *, since: date) -> Unanswered | None:
    """Return what was searched for and not found since the month of a day; None for who may not see figures."""
    if not viewer.has_any(FIGURES_ROLES):
        return None
    since = since.replace(day=1)
    areas = UnansweredArea.objects.filter(month__gte=since)
    said: Counter[str] = Counter()
    for words, searches in UnansweredWords.objects.filter(month__gte=since).values_list("words", "searches"):
        if words:
            said[words] += searches
    by_area = _table(((row.neighbourhood_code, row.searches) for row in areas), on=viewer.today)
    by_life_area = _table(((row.life_area, row.searches) for row in areas), on=viewer.today)
    names = dict(Area.objects.filter(code__in=by_area.cells).values_list("code", "name"))
    base = parameters.whole_number("rounding-base", on=viewer.today)
    return Unanswered(
        since=since,
        total=by_area.total,
        words=tuple((words, disclosure.round_count(count, base=base)) for words, count in said.most_common()),
        areas=tuple((names.get(code, ""), count) for code, count in sorted(by_area.cells.items())),
        life_areas=tuple(sorted(by_life_area.cells.items())),
        fewer_than=parameters.whole_number("small-number-threshold", on=viewer.today),
        by_code=by_area.cells,
    )


def _table(rows: Iterable[tuple[str, int]], *, on: date) -> disclosure.PublishableTable:
    cells: dict[str, int] = defaultdict(int)
    for name, searches in rows:
        cells[name] += searches
    return disclosure.publishable_table(cells=cells, on=on)
