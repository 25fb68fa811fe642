"""How many people each worker supports, as the database counts them: numbers of colleagues, and nobody's name."""

# Runs as the owner: a manager shares people out by counts of records that they may not open.
LOADS = """
CREATE FUNCTION lodestar_loads(workers uuid[], today date)
RETURNS TABLE (worker uuid, people_now bigint, people_in_year bigint) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS
$$ SELECT i.user_id,
          count(DISTINCT i.person_id) FILTER (WHERE i.starts_on <= today AND (i.ends_on IS NULL OR i.ends_on > today)),
          count(DISTINCT i.person_id)
   FROM people_involvement i
   WHERE i.user_id = ANY (workers) AND i.purpose = 'direct-support' AND i.starts_on <= today
     AND (i.ends_on IS NULL OR i.ends_on > today - 365)
   GROUP BY i.user_id $$;
REVOKE ALL ON FUNCTION lodestar_loads(uuid[], date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lodestar_loads(uuid[], date) TO lodestar_web;
"""
NO_LOADS = "DROP FUNCTION lodestar_loads(uuid[], date);"
