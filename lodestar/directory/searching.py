"""Finding services: words, place, life area and filters in; a page of services in a said order out."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection

from lodestar.access.viewers import Viewer
from lodestar.directory import eligibility_rules, glances, opening, ordering, search_words
from lodestar.directory.entries import badges
from lodestar.places.queries import PlacedPostcode
from lodestar.rules.life_areas import LifeArea

PAGE_SIZE = 25
NEAR_MISSES = 5
METRES_IN_A_KM = 1_000


class Cost(StrEnum):
    """What somebody can pay; a service that does not say is neither."""

    FREE = "free"
    PAID = "paid"


class Way(StrEnum):
    """How help is given."""

    IN_PERSON = "in-person"
    ONLINE = "online"
    TELEPHONE = "telephone"


class Loosening(StrEnum):
    """What was let go, since nothing had all that was asked for."""

    SOME_WORDS = "some-words"
    NO_FILTERS = "no-filters"
    SOME_WORDS_NO_FILTERS = "some-words-no-filters"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchCriteria:
    """What is looked for. Empty parts ask for nothing. `within_km` and `is_for_place` need a place.

    `is_for_place`: leave out what says that it is for people who live elsewhere.
    """

    words: str = ""
    place: PlacedPostcode | None = None
    life_areas: tuple[LifeArea, ...] = ()
    cost: Cost | None = None
    ways: tuple[Way, ...] = ()
    is_open_now: bool = False
    accepts_self_referral: bool = False
    has_quiet_session: bool = False
    within_km: int | None = None
    is_for_place: bool = False
    page: int = 1

    @property
    def has_filters(self) -> bool:
        """Return whether anything but words and place narrows the search."""
        return bool(self.life_areas or self.cost or self.ways or self.within_km or self.is_for_place) or (
            self.is_open_now or self.accepts_self_referral or self.has_quiet_session
        )

    def without_filters(self) -> "SearchCriteria":
        """Return the same words and place, with nothing else asked."""
        return SearchCriteria(words=self.words, place=self.place)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResults:
    """A page of what was found, best first.

    `loosened` says what was let go for these results when nothing had everything. With no result at all, `near`
    holds a few services that come near, and `near_loosened` what they lack.
    """

    total: int
    page: int
    pages: int
    services: tuple[glances.Glance, ...]
    is_by_words: bool
    corrections: tuple[search_words.Correction, ...] = ()
    loosened: Loosening | None = None
    near: tuple[glances.Glance, ...] = ()
    near_loosened: Loosening | None = None
    suggested_life_areas: tuple[LifeArea, ...] = ()
    is_urgent: bool = False


def search_services(viewer: Viewer, *, criteria: SearchCriteria, at: datetime) -> SearchResults:
    """Return a page of services that can be found at this London time, without zone, best first.

    Order: points of `rules.ranking` for the words, for taking people, for being near, for a recent check, for a
    short wait and for being free; equals go by name. Services that ended, closed, left their source or were not
    checked for too long are never found.
    """
    understood = search_words.understand(text=criteria.words)
    loosened = None
    found = _search(criteria, understood.all_of_it, said=understood, at=at)
    if not found.total and understood.has_parts:
        found = _search(criteria, understood.any_of_it, said=understood, at=at)
        loosened = Loosening.SOME_WORDS if found.total else None
    near, near_loosened = _Found(), None
    if not found.total and criteria.has_filters:
        near, near_loosened = _near_misses(criteria, understood, at=at)
    shown = glances.glances(
        viewer, service_ids=[*found.service_ids, *near.service_ids], place=criteria.place, on=at.date()
    )
    return SearchResults(
        total=found.total,
        page=found.page,
        pages=-(-found.total // PAGE_SIZE),
        services=tuple(shown[one] for one in found.service_ids if one in shown),
        is_by_words=bool(understood.all_of_it),
        corrections=understood.corrections,
        loosened=loosened,
        near=tuple(shown[one] for one in near.service_ids if one in shown),
        near_loosened=near_loosened if near.service_ids else None,
        suggested_life_areas=understood.life_areas,
        is_urgent=understood.is_urgent,
    )


@dataclass(frozen=True, slots=True)
class _Found:
    total: int = 0
    page: int = 1
    service_ids: list[UUID] = field(default_factory=list)


def _near_misses(
    criteria: SearchCriteria, understood: search_words.Understood, *, at: datetime
) -> tuple[_Found, Loosening]:
    bare = criteria.without_filters()
    near = _search(bare, understood.all_of_it, said=understood, at=at, size=NEAR_MISSES)
    if near.total or not understood.has_parts:
        return near, Loosening.NO_FILTERS
    near = _search(bare, understood.any_of_it, said=understood, at=at, size=NEAR_MISSES)
    return near, Loosening.SOME_WORDS_NO_FILTERS


# OFFSET 0 has points and rank worked out before distances are joined, which else carry each service's words along.
_SEARCH = """
WITH found AS (
    SELECT e.service_id, e.name, e.points, {km} AS km, e.text_rank
    FROM (
        SELECT e.service_id, e.name, e.easting, e.northing, {own_points} AS points, {text_rank} AS text_rank
        FROM directory_searchentry e WHERE {wanted} {fence}) e {near})
SELECT service_id, ({total}) AS total FROM found
ORDER BY {score} DESC, name COLLATE "C", service_id
LIMIT %(size)s OFFSET %(skipped)s
"""
# With nothing to score but their own points, entries stand in order already, but for those whose points lapsed.
_LIST = """
WITH found AS (
    (SELECT e.service_id, e.name, e.rounded_points AS score FROM directory_searchentry e
    WHERE e.points_until > {kept_after} AND {wanted}
    ORDER BY e.rounded_points DESC, e.name, e.service_id LIMIT %(skipped)s + %(size)s)
    UNION ALL
    (SELECT e.service_id, e.name, {score} AS score FROM directory_searchentry e
    WHERE e.points_until <= {kept_after} AND {wanted}))
SELECT service_id, ({total}) AS total FROM found
ORDER BY score DESC, name COLLATE "C", service_id
LIMIT %(size)s OFFSET %(skipped)s
"""
_WAYS = {Way.IN_PERSON: "e.is_in_person", Way.ONLINE: "e.is_online", Way.TELEPHONE: "e.is_by_telephone"}
_COSTS = {Cost.FREE: "e.is_free", Cost.PAID: "NOT e.is_free"}


def _search(
    criteria: SearchCriteria, text_query: str, *, said: search_words.Understood, at: datetime, size: int = PAGE_SIZE
) -> _Found:
    page = max(criteria.page, 1)
    values: dict[str, Any] = {**ordering.day_values(at.date()), "size": size, "skipped": (page - 1) * size}
    wanted = [ordering.NOT_HIDDEN_BY_AGE, *_filters(criteria, values, at=at)]
    if text_query:
        values.update(text_query=text_query, telling_query=said.telling, main_query=said.main)
        wanted.append(ordering.MATCHES)
    if criteria.place is not None:
        values.update(ordering.place_values(criteria.place))
    sql = _scored(criteria, values, wanted) if text_query or criteria.place else _listed(wanted)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall()
    if not rows and page > 1:
        first = _search(replace(criteria, page=1), text_query, said=said, at=at, size=size)
        last = -(-first.total // size)
        if last < 2:
            return first
        return _search(replace(criteria, page=last), text_query, said=said, at=at, size=size)
    return _Found(rows[0][1] if rows else 0, page, [row[0] for row in rows])


def _scored(criteria: SearchCriteria, values: dict[str, Any], wanted: list[str]) -> str:
    """Return the search that scores every service found by its words and how near it is."""
    is_by_words = "text_query" in values
    score, near = ["points"], ""
    if is_by_words:
        score.append(ordering.TEXT_POINTS)
    if criteria.place is not None:
        near = _near(criteria, values)
        score.append(ordering.DISTANCE_POINTS)
    # With words, `found` is asked again for its best match and is kept anyhow. Without, to count the rows apart
    # costs less than to keep them; a place without a reach leaves none out.
    counted = "SELECT count(*) FROM found" if is_by_words else _count(wanted, near if criteria.within_km else "")
    return _SEARCH.format(
        total=counted,
        own_points=ordering.OWN_POINTS,
        km=_km(criteria),
        text_rank=ordering.TEXT_RANK if is_by_words else "NULL::float8",
        near=near,
        fence="" if criteria.within_km else "OFFSET 0",
        wanted=" AND ".join(wanted),
        score=ordering.rounded(" + ".join(score)),
    )


def _listed(wanted: list[str]) -> str:
    """Return the search that scores nothing but what services have themselves."""
    return _LIST.format(
        total=_count(wanted),
        kept_after=ordering.KEPT_AFTER,
        score=ordering.rounded(ordering.POINTS_WORKED_OUT),
        wanted=" AND ".join(wanted),
    )


def _count(wanted: list[str], near: str = "") -> str:
    if wanted == [ordering.NOT_HIDDEN_BY_AGE] and not near:
        return ordering.COUNT_NOT_HIDDEN
    return f"SELECT count(*) FROM directory_searchentry e {near} WHERE {' AND '.join(wanted)}"  # noqa: S608 -- our own


def _km(criteria: SearchCriteria) -> str:
    if criteria.place is None:
        return "NULL::float8"
    return ordering.NEAREST_KM if criteria.within_km is None else "near.km"


def _near(criteria: SearchCriteria, values: dict[str, Any]) -> str:
    if criteria.within_km is None:
        return f"LEFT JOIN ({ordering.NEAREST_OF_SEVERAL}) near ON near.service_id = e.service_id"
    values["reach_m"] = criteria.within_km * METRES_IN_A_KM
    return f"JOIN ({ordering.NEAREST_WITHIN}) near ON near.service_id = e.service_id"


def _for_elsewhere(place: PlacedPostcode) -> list[str]:
    """Return each set of rules by which a service is for people who live elsewhere: the rule answers, not the SQL."""
    facts = eligibility_rules.facts_of_place(place)
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT who_for FROM directory_searchentry")
        return [
            who_for
            for (who_for,) in cursor.fetchall()
            if eligibility_rules.is_for_elsewhere(who_for=who_for, facts=facts)
        ]


def _filters(criteria: SearchCriteria, values: dict[str, Any], *, at: datetime) -> list[str]:
    """Return what a service must say of itself. One that does not say is left out: the page tells people so."""
    wanted = []
    if criteria.life_areas:
        values["life_areas"] = [str(area) for area in criteria.life_areas]
        wanted.append("e.life_areas && %(life_areas)s::varchar[]")
    if criteria.cost:
        wanted.append(_COSTS[criteria.cost])
    if criteria.ways:
        wanted.append(f"({' OR '.join(_WAYS[way] for way in criteria.ways)})")
    if criteria.accepts_self_referral:
        wanted.append("e.accepts_self_referral")
    if criteria.has_quiet_session:
        values["quiet_on"] = at.date()
        wanted.append(f"e.service_id IN ({badges.QUIET_NOW})")
    if criteria.is_for_place and criteria.place is not None:
        values["elsewhere"] = _for_elsewhere(criteria.place)
        wanted.append("e.who_for <> ALL(%(elsewhere)s::text[])")
    if criteria.is_open_now:
        values.update(opening.moment_values(at=at))
        # As a plain condition it becomes a join, which looks up thousands of open services one by one.
        wanted.append(f"(e.service_id IN ({opening.OPEN_SERVICES})) IS TRUE")
    return wanted
