"""The order of `rules.ranking` as SQL over the search's own rows, for lists too long to bring out of the database.

The rule is the oracle: a test holds both against the same services.
"""

import zlib
from datetime import date, timedelta
from functools import cache
from typing import Any

from lodestar.places.queries import PlacedPostcode
from lodestar.rules import parameters, ranking
from lodestar.rules.freshness import Freshness

_CAPACITY = {said: points for said, (_code, points) in ranking.CAPACITY_POINTS.items()}
_FRESHNESS = {freshness: points for freshness, (_code, points) in ranking.FRESHNESS_POINTS.items()}
_COST = {is_free: points for is_free, (_code, points) in ranking.COST_POINTS.items()}

# A statement on capacity holds before the day on which it expires.
_STANDS = "e.capacity_until > %(on)s"
_HALF_WAIT = f"{ranking.HALF_WAIT_DAYS}::float8"
POINTS_WORKED_OUT = f"""(
    CASE WHEN {_STANDS} AND e.takes_people_now THEN {_CAPACITY[True]}::float8
         WHEN {_STANDS} AND NOT e.takes_people_now THEN {_CAPACITY[False]} ELSE {_CAPACITY[None]} END
  + CASE WHEN {_STANDS} AND e.usual_wait_days IS NOT NULL
         THEN {ranking.WAIT_POINTS} * {_HALF_WAIT} / ({_HALF_WAIT} + e.usual_wait_days)
         ELSE {ranking.WAIT_POINTS / 2} END
  + CASE WHEN e.checked_on > %(fresh_after)s THEN {_FRESHNESS[Freshness.FRESH]}::float8
         WHEN e.checked_on > %(ageing_after)s THEN {_FRESHNESS[Freshness.AGEING]}
         WHEN e.checked_on IS NOT NULL THEN {_FRESHNESS[Freshness.STALE]}
         ELSE {_FRESHNESS[Freshness.NEVER_CHECKED]} END
  + CASE WHEN e.is_free THEN {_COST[True]}::float8 WHEN NOT e.is_free THEN {_COST[False]} ELSE {_COST[None]} END
)"""
"""Points that a service has whoever asks: capacity, wait, freshness, cost. Reads `e`, a search entry."""

# Whether all were made by today's numbers and by today is asked of an index, once for a search and not for each row.
KEPT_AFTER = """(SELECT CASE
    WHEN EXISTS (SELECT 1 FROM directory_searchentry WHERE points_basis < %(points_basis)s)
      OR EXISTS (SELECT 1 FROM directory_searchentry WHERE points_basis > %(points_basis)s)
      OR EXISTS (SELECT 1 FROM directory_searchentry WHERE points_basis = %(points_basis)s AND points_from > %(on)s)
    THEN 'infinity'::date ELSE %(on)s END)"""
"""The day after which kept points must still hold to count: today, or never when some were made otherwise."""

OWN_POINTS = f"CASE WHEN e.points_until > {KEPT_AFTER} THEN e.points ELSE {POINTS_WORKED_OUT} END"
"""The same, as kept with the entry for as long as it stays right, else worked out."""

# They stay right until a statement lapses or a check grows older; a year at most, so that the day is never endless.
POINTS_UNTIL = f"""least(%(on)s::date + 365,
    CASE WHEN {_STANDS} THEN e.capacity_until END,
    CASE WHEN e.checked_on > %(fresh_after)s THEN e.checked_on + (%(on)s::date - %(fresh_after)s::date)
         WHEN e.checked_on > %(ageing_after)s THEN e.checked_on + (%(on)s::date - %(ageing_after)s::date) END)"""
"""The first day on which points worked out today may be others."""

DISTANCE_POINTS = (
    f"coalesce({ranking.DISTANCE_POINTS * ranking.HALF_DISTANCE_KM}::float8"
    f" / ({ranking.HALF_DISTANCE_KM} + km), {ranking.DISTANCE_POINTS / 2})"
)
"""Points for being near. Reads `km`."""

# A window over all rows would keep them all in memory once more: asking `found` again is half the cost.
BEST_TEXT = "(SELECT max(text_rank) FROM found)"
"""The best match among the rows of `found`."""

TEXT_POINTS = f"coalesce({ranking.TEXT_POINTS}::float8 * text_rank / nullif({BEST_TEXT}, 0), 0)"
"""Points for the words, as a share of the best match. Reads `text_rank` of `found`."""

_QUERY = "to_tsquery('english', %(text_query)s)"
# For the organisation, the texts, kind and people, the name: whoever has a word in the name is about it.
_WEIGHTS = "'{0.02, 0.1, 0.4, 1}'"
_MAIN_WEIGHTS = "'{0, 0.02, 0.1, 1}'"
_TELLING_QUERY = "to_tsquery('english', coalesce(nullif(%(telling_query)s, ''), %(text_query)s))"
_MAIN_QUERY = "to_tsquery('english', coalesce(nullif(%(main_query)s, ''), %(text_query)s))"
TEXT_RANK = f"ts_rank({_WEIGHTS}, e.vector, {_TELLING_QUERY}) + 3 * ts_rank({_MAIN_WEIGHTS}, e.vector, {_MAIN_QUERY})"
"""How well the words match a service: what was typed and its first meaning count most, words of every service none."""

MATCHES = f"e.vector @@ {_QUERY}"
"""Whether the words match a service."""

_SHOWN_FROM = """coalesce(%(on)s::date - (
    SELECT limit_days FROM assurance_hidinglimit ORDER BY set_at DESC, id LIMIT 1), %(shown_from)s)"""
_SHOWN_ANYWAY = """EXISTS (
    SELECT 1 FROM assurance_shownanyway anyway WHERE anyway.service_id = e.service_id AND anyway.until_on > %(on)s)"""
NOT_HIDDEN_BY_AGE = f"(e.checked_on IS NULL OR e.checked_on >= {_SHOWN_FROM} OR {_SHOWN_ANYWAY})"
"""The age after which search leaves an entry out: the place's own word, else the parameter; a lead can let it stay."""

COUNT_NOT_HIDDEN = f"""SELECT (SELECT count(*) FROM directory_searchentry) - (
    SELECT count(*) FROM directory_searchentry e
    WHERE e.checked_on < {_SHOWN_FROM} AND NOT {_SHOWN_ANYWAY})"""  # noqa: S608 -- our own parts only
"""How many entries their age leaves in; to count the few that it hides costs less than to look at each."""

_KM = "sqrt(min((easting - %(easting)s)::float8 ^ 2 + (northing - %(northing)s)::float8 ^ 2)) / 1000"
NEAREST_OF_SEVERAL = f"""
    SELECT service_id, {_KM} AS km FROM directory_searchplace WHERE is_one_of_several
    GROUP BY service_id"""  # noqa: S608 -- our own parts only
"""The distance from a point to the nearest place of each service that has several, kilometres."""

NEAREST_KM = """CASE WHEN e.easting IS NULL THEN near.km
    ELSE sqrt((e.easting - %(easting)s)::float8 ^ 2 + (e.northing - %(northing)s)::float8 ^ 2) / 1000 END"""
"""The distance from a point to any service: to its only place, or `near`, which is `NEAREST_OF_SEVERAL`."""

NEAREST_WITHIN = f"""
    SELECT service_id, {_KM} AS km FROM directory_searchplace
    WHERE easting BETWEEN %(easting)s - %(reach_m)s AND %(easting)s + %(reach_m)s
      AND northing BETWEEN %(northing)s - %(reach_m)s AND %(northing)s + %(reach_m)s
    GROUP BY service_id HAVING {_KM} * 1000 <= %(reach_m)s"""  # noqa: S608 -- our own parts only
"""The distance of the services within reach, kilometres."""


def day_values(on: date) -> dict[str, Any]:
    """Return the days that the fragments name, for a search made on this day."""

    def days_before(name: str) -> date:
        return on - timedelta(days=parameters.whole_number(name, on=on))

    fresh_after, ageing_after = days_before("freshness-fresh"), days_before("freshness-ageing")
    return {
        "on": on,
        "fresh_after": fresh_after,
        "ageing_after": ageing_after,
        "shown_from": days_before("freshness-hidden"),
        "points_basis": _points_basis((on - fresh_after).days, (on - ageing_after).days),
    }


@cache
def _points_basis(fresh_days: int, ageing_days: int) -> int:
    """Return a number that changes when the points or the ages behind them do: then kept points count no more."""
    return zlib.crc32(f"{POINTS_WORKED_OUT} {fresh_days} {ageing_days}".encode()) >> 1


def place_values(place: PlacedPostcode) -> dict[str, Any]:
    """Return the point that the fragments name."""
    return {"easting": place.easting, "northing": place.northing}


def rounded(points: str) -> str:
    """Return the SQL of a sum of points rounded as the rule rounds it, so that equals stay equal."""
    return f"floor(({points}) * 1e6 + 0.5)"
