"""Which ways people really went to services, for the ecosystem map: the database gives counts, and no person.

The function runs as the owner of the tables. A way that fewer people went than `small-number-threshold` is not told
at all, not even that it was gone; the others are rounded.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection

from lodestar.access.viewers import Viewer
from lodestar.directory.routes import actions
from lodestar.directory.routes.actions import RouteFound
from lodestar.directory.routes.models import UsedRoute
from lodestar.rules import parameters

DAYS_LOOKED_AT = 365

# Five is the least of whom a way is ever told, whatever is asked for. Whoever asked counts for the body that they
# worked for on that day. A person goes on to the service that they asked next, whichever it was.
ROUTES = """
CREATE FUNCTION lodestar_used_routes(from_on date, to_on date, fewest integer, base integer)
RETURNS TABLE (service uuid, start text, sender uuid, origin text, before uuid, people integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH asked AS (
        SELECT r.person_id, r.service_id, r.came_from, r.received_at,
            lag(r.service_id) OVER (PARTITION BY r.person_id ORDER BY r.received_at, r.id) AS before_id,
            (SELECT m.organisation_id FROM access_membership m
             WHERE m.user_id = r.asked_by_id AND m.role NOT IN ('person', 'supporter')
               AND m.starts_on <= r.received_at::date AND (m.ends_on IS NULL OR m.ends_on > r.received_at::date)
             ORDER BY m.starts_on, m.id LIMIT 1) AS sender_id
        FROM referrals_referral r),
    lately AS (SELECT * FROM asked WHERE received_at >= from_on AND received_at < to_on),
    counted AS (
        SELECT service_id, CASE WHEN sender_id IS NULL THEN 'origin' ELSE 'sender' END AS start, sender_id,
            CASE WHEN sender_id IS NULL THEN came_from ELSE '' END AS origin, NULL::uuid AS before_id,
            count(DISTINCT person_id)::integer AS number
        FROM lately GROUP BY service_id, sender_id, CASE WHEN sender_id IS NULL THEN came_from ELSE '' END
        UNION ALL
        SELECT service_id, 'service', NULL, '', before_id, count(DISTINCT person_id)::integer
        FROM lately WHERE before_id <> service_id GROUP BY service_id, before_id)
    SELECT service_id, start, sender_id, origin, before_id, (2 * number + base) / (2 * base) * base
    FROM counted WHERE number >= greatest(fewest, 5) $$;
REVOKE ALL ON FUNCTION lodestar_used_routes(date, date, integer, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lodestar_used_routes(date, date, integer, integer) TO lodestar_web;
"""
NO_ROUTES = "DROP FUNCTION lodestar_used_routes(date, date, integer, integer);"


def used_routes(viewer: Viewer, *, from_on: date, to_on: date) -> list[RouteFound]:
    """Return the ways that enough people went between two days, the second not counted. One query."""
    least = parameters.whole_number("small-number-threshold", on=viewer.today)
    base = parameters.whole_number("rounding-base", on=viewer.today)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM lodestar_used_routes(%s, %s, %s, %s)", [from_on, to_on, least, base])
        rows = cursor.fetchall()
    return [
        RouteFound(
            service_id=UUID(str(service)),
            start=UsedRoute.Start(start),
            people=people,
            sender_id=sender,
            origin=origin,
            before_id=before,
        )
        for service, start, sender, origin, before, people in sorted(rows, key=lambda row: tuple(map(str, row)))
    ]


def learn(*, by: Viewer, at: datetime) -> int:
    """Bring into the directory which ways the last year of referrals went, and return how many. Run it nightly."""
    from_on, to_on = by.today - timedelta(days=DAYS_LOOKED_AT), by.today + timedelta(days=1)
    return actions.learn_routes(
        found=used_routes(by, from_on=from_on, to_on=to_on), from_on=from_on, to_on=to_on, by=by, at=at
    )
