"""How many people a contract's end concerns, for those who may know no person: the database gives counts only.

The functions run as the owner of the tables. What leaves them went through the same disclosure as published
figures (rules/disclosure; a test holds both to one answer), so no query of the web role can learn more.
docs/decisions/0011-exit-counts.md.
"""

# The rule of rules/disclosure.suppress; the total comes last. Five is the least that is ever hidden under.
PUBLISHABLE = """
CREATE FUNCTION lodestar_publishable(counts integer[], given_threshold integer, base integer) RETURNS integer[]
LANGUAGE plpgsql IMMUTABLE SET search_path = public, pg_temp AS $$
DECLARE
    threshold integer := greatest(given_threshold, 5);
    total integer := (SELECT coalesce(sum(c), 0) FROM unnest(counts) c);
    is_total_shown boolean := total >= threshold;
    hidden boolean[] := ARRAY(SELECT c < threshold FROM unnest(counts) WITH ORDINALITY u(c, i) ORDER BY i);
    how_many integer;
    hidden_sum integer;
    smallest integer;
BEGIN
    LOOP
        SELECT count(*), coalesce(sum(c), 0) INTO how_many, hidden_sum FROM unnest(counts, hidden) u(c, h) WHERE h;
        EXIT WHEN how_many = 0 OR NOT is_total_shown
            OR NOT (how_many = 1 OR hidden_sum IN (0, (threshold - 1) * how_many));
        SELECT min(c) INTO smallest FROM unnest(counts, hidden) u(c, h) WHERE NOT h;
        is_total_shown := smallest IS NOT NULL;
        hidden := ARRAY(SELECT h OR c = smallest FROM unnest(counts, hidden) WITH ORDINALITY u(c, h, i) ORDER BY i);
    END LOOP;
    RETURN ARRAY(
        SELECT CASE WHEN NOT h THEN (2 * c + base) / (2 * base) * base END
        FROM unnest(counts, hidden) WITH ORDINALITY u(c, h, i) ORDER BY i)
        || CASE WHEN is_total_shown THEN (2 * total + base) / (2 * base) * base END;
END $$;
"""

# Whom the end concerns: everybody with an open referral to a service of the contract. Where each stands: the newest
# word on their next offer; else other support in that part of life which goes on; else nowhere to go.
EXITS = """
CREATE FUNCTION lodestar_is_open(referral uuid) RETURNS boolean LANGUAGE sql STABLE
SET search_path = public, pg_temp AS $$
    SELECT s.kind NOT IN ('sent', 'declined', 'withdrawn', 'cancelled', 'ended')
    FROM referrals_referralstep s WHERE s.referral_id = referral ORDER BY s.number DESC LIMIT 1 $$;
CREATE FUNCTION lodestar_goes_on(service uuid, after uuid) RETURNS boolean LANGUAGE sql STABLE
SET search_path = public, pg_temp AS $$
    SELECT NOT EXISTS (
        SELECT 1 FROM commissioning_contractlot lot WHERE lot.service_id = service AND lot.contract_id = after)
    AND (NOT EXISTS (
            SELECT 1 FROM commissioning_contractlot lot JOIN commissioning_exitplan USING (contract_id)
            WHERE lot.service_id = service)
        OR EXISTS (
            SELECT 1 FROM commissioning_contractlot lot LEFT JOIN commissioning_exitplan plan USING (contract_id)
            WHERE lot.service_id = service AND plan.id IS NULL)) $$;
CREATE FUNCTION lodestar_exits(contracts uuid[]) RETURNS TABLE (contract uuid, person uuid, outcome text, next uuid)
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    WITH concerned AS (
        SELECT DISTINCT ON (lot.contract_id, r.person_id) lot.contract_id, r.person_id, r.life_area
        FROM commissioning_contractlot lot JOIN referrals_referral r ON r.service_id = lot.service_id
        WHERE lot.contract_id = ANY (contracts) AND lodestar_is_open(r.id)
        ORDER BY lot.contract_id, r.person_id, r.received_at DESC)
    SELECT c.contract_id, c.person_id,
        CASE WHEN said.answer IN ('agreed', 'declined') THEN said.answer
             WHEN EXISTS (SELECT 1 FROM referrals_referral o
                          WHERE o.person_id = c.person_id AND o.life_area = c.life_area
                            AND lodestar_goes_on(o.service_id, c.contract_id) AND lodestar_is_open(o.id)) THEN 'other'
             ELSE 'nowhere' END,
        CASE WHEN said.answer = 'agreed' THEN said.service_id END
    FROM concerned c
    LEFT JOIN LATERAL (
        SELECT n.answer::text, n.service_id FROM referrals_nextoffer n
        WHERE n.contract_id = c.contract_id AND n.person_id = c.person_id ORDER BY n.at DESC, n.id LIMIT 1) said ON true
$$;
REVOKE ALL ON FUNCTION lodestar_is_open(uuid), lodestar_goes_on(uuid, uuid), lodestar_exits(uuid[]) FROM PUBLIC;

CREATE FUNCTION lodestar_exit_counts(contracts uuid[], threshold integer, base integer)
RETURNS TABLE (contract uuid, outcome text, next uuid, people integer, total integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH found AS (
        SELECT e.contract, e.outcome, e.next, count(*)::integer AS number
        FROM lodestar_exits(contracts) e GROUP BY 1, 2, 3),
    -- What nobody chose is a cell of its own: that there is none of it is also a fact about people. Answers are cells
    -- from the first answer on: before that, "nobody has answered" is a fact about the plan, not about anybody.
    cells AS (
        SELECT * FROM found
        UNION ALL SELECT k, o, NULL, 0 FROM unnest(contracts) k, unnest('{agreed,declined,nowhere,other}'::text[]) o
        WHERE NOT EXISTS (SELECT 1 FROM found f WHERE f.contract = k AND f.outcome = o)
          AND (o IN ('nowhere', 'other') OR EXISTS (
              SELECT 1 FROM found f WHERE f.contract = k AND f.outcome IN ('agreed', 'declined')))),
    shown AS (
        SELECT c.contract, array_agg(c.outcome ORDER BY c.outcome, c.next) AS outcomes,
            array_agg(c.next ORDER BY c.outcome, c.next) AS nexts,
            lodestar_publishable(array_agg(c.number ORDER BY c.outcome, c.next), threshold, base) AS numbers
        FROM cells c GROUP BY c.contract)
    SELECT s.contract, s.outcomes[i], s.nexts[i], s.numbers[i], s.numbers[cardinality(s.outcomes) + 1]
    FROM shown s, generate_subscripts(s.outcomes, 1) i $$;
CREATE FUNCTION lodestar_exit_is_open(one uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM lodestar_exits(ARRAY[one]) e WHERE e.outcome NOT IN ('agreed', 'declined')) $$;
REVOKE ALL ON FUNCTION lodestar_exit_counts(uuid[], integer, integer), lodestar_exit_is_open(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lodestar_exit_counts(uuid[], integer, integer), lodestar_exit_is_open(uuid) TO lodestar_web;
"""

NO_EXITS = """
DROP FUNCTION lodestar_exit_is_open(uuid);
DROP FUNCTION lodestar_exit_counts(uuid[], integer, integer);
DROP FUNCTION lodestar_exits(uuid[]);
DROP FUNCTION lodestar_goes_on(uuid, uuid);
DROP FUNCTION lodestar_is_open(uuid);
"""
NO_PUBLISHABLE = "DROP FUNCTION lodestar_publishable(integer[], integer, integer);"
