"""What referrals show of services, for the directory that everybody reads: the database gives figures, and no person.

The function runs as the owner of the tables. A wait is told only of as many people as `statistic-limit` asks for,
and their number is rounded; that a referral was accepted is told by its week.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection

from lodestar.access.viewers import Viewer
from lodestar.directory.assurance import actions
from lodestar.directory.assurance.actions import ServiceUse
from lodestar.rules import parameters

DAYS_LOOKED_AT = 183

# Ten is the least of whom a statistic is ever told, whatever is asked for.
USE = """
CREATE FUNCTION lodestar_use_of_services(from_on date, to_on date, fewest integer, base integer)
RETURNS TABLE (service uuid, accepted_in_week_of date, median_days integer, longest_tenth_days integer, people integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH steps AS (
        SELECT r.id, r.service_id,
            (r.received_at AT TIME ZONE 'Europe/London')::date AS received_on,
            min((s.at AT TIME ZONE 'Europe/London')::date) FILTER (WHERE s.kind = 'first-contact') AS met_on,
            max((s.at AT TIME ZONE 'Europe/London')::date) FILTER (WHERE s.kind = 'accepted') AS accepted_on
        FROM referrals_referral r JOIN referrals_referralstep s ON s.referral_id = r.id
        GROUP BY r.id, r.service_id, r.received_at),
    waits AS (
        SELECT service_id, greatest(met_on - received_on, 0) AS days FROM steps
        WHERE met_on >= from_on AND met_on < to_on),
    told AS (
        SELECT service_id, count(*)::integer AS number,
            percentile_disc(0.5) WITHIN GROUP (ORDER BY days) AS median,
            percentile_disc(0.9) WITHIN GROUP (ORDER BY days) AS tenth
        FROM waits GROUP BY service_id HAVING count(*) >= greatest(fewest, 10)),
    accepted AS (
        SELECT service_id, date_trunc('week', max(accepted_on))::date AS week FROM steps
        WHERE accepted_on >= from_on AND accepted_on < to_on GROUP BY service_id)
    SELECT coalesce(t.service_id, a.service_id), a.week, t.median, t.tenth,
        (2 * t.number + base) / (2 * base) * base
    FROM told t FULL JOIN accepted a USING (service_id) $$;
REVOKE ALL ON FUNCTION lodestar_use_of_services(date, date, integer, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lodestar_use_of_services(date, date, integer, integer) TO lodestar_web;
"""
NO_USE = "DROP FUNCTION lodestar_use_of_services(date, date, integer, integer);"


@dataclass(frozen=True, slots=True)
class Learnt:
    """Of how many services something was learned, and of how many a wait."""

    services: int
    waits: int


def use_of_services(viewer: Viewer, *, from_on: date, to_on: date) -> list[ServiceUse]:
    """Return what referrals showed of each service between two days, the second not counted. One query."""
    least = parameters.whole_number("statistic-limit", on=viewer.today)
    base = parameters.whole_number("rounding-base", on=viewer.today)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM lodestar_use_of_services(%s, %s, %s, %s)", [from_on, to_on, least, base])
        rows = cursor.fetchall()
    return [ServiceUse(UUID(str(row[0])), *row[1:]) for row in sorted(rows, key=lambda row: str(row[0]))]


def learn(*, by: Viewer, at: datetime) -> Learnt:
    """Bring into the directory what the last half year of referrals showed. Run it nightly."""
    from_on, to_on = by.today - timedelta(days=DAYS_LOOKED_AT), by.today + timedelta(days=1)
    found = use_of_services(by, from_on=from_on, to_on=to_on)
    services = actions.learn_from_use(found=found, from_on=from_on, to_on=to_on, by=by, at=at)
    return Learnt(services, sum(one.median_days is not None for one in found))
