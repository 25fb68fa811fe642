"""What the database does for whoever asks at the front door: nobody is signed in there for a row policy to ask.

Asking finds an owner in the same breath: of the team at the door, whoever has the fewest open requests. Following
needs the secret that only the asker has. docs/decisions/0019.
"""

from lodestar.access import row_security

POLICY = f"""
ALTER TABLE asking_helprequest ENABLE ROW LEVEL SECURITY;
CREATE POLICY team_or_reach ON asking_helprequest
    USING (team_id = ANY ((SELECT lodestar_viewer())::uuid[]) OR {row_security.reaching("asking_helprequest")})
    WITH CHECK (team_id = ANY ((SELECT lodestar_viewer())::uuid[]));
"""
NO_POLICY = """
DROP POLICY team_or_reach ON asking_helprequest;
ALTER TABLE asking_helprequest DISABLE ROW LEVEL SECURITY;
"""

ASK = """
CREATE FUNCTION lodestar_ask(told jsonb) RETURNS boolean LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    door uuid;
    chosen uuid;
    made asking_helprequest;
BEGIN
    made := jsonb_populate_record(NULL::asking_helprequest, told);
    IF EXISTS (SELECT 1 FROM asking_helprequest WHERE id = made.id) THEN
        RETURN true;
    END IF;
    SELECT team_id INTO door FROM asking_frontdoor ORDER BY id LIMIT 1;
    SELECT u.id INTO chosen FROM access_user u JOIN access_membership m ON m.user_id = u.id
        WHERE u.is_active AND m.team_id = door AND m.starts_on <= lodestar_today()
          AND (m.ends_on IS NULL OR m.ends_on > lodestar_today())
        ORDER BY (SELECT count(*) FROM asking_helprequest h WHERE h.owner_id = u.id AND h.closed_at IS NULL), u.id
        LIMIT 1;
    IF chosen IS NULL THEN
        RETURN false;
    END IF;
    made.team_id := door;
    made.owner_id := chosen;
    made.person_id := NULL;
    made.closed_at := NULL;
    made.outcome := '';
    made.outcome_words := '';
    made.note := '';
    made.not_heard_at := NULL;
    INSERT INTO asking_helprequest SELECT made.*;
    RETURN true;
END $$;
CREATE FUNCTION lodestar_asked(hash text) RETURNS jsonb LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS
$$ SELECT jsonb_build_object('asked_at', h.asked_at, 'owner_name', u.name, 'team_name', t.name,
        'team_telephone', t.telephone, 'next_on', h.next_on, 'outcome', h.outcome, 'outcome_words', h.outcome_words,
        'not_heard_at', h.not_heard_at)
    FROM asking_helprequest h JOIN access_user u ON u.id = h.owner_id JOIN access_team t ON t.id = h.team_id
    WHERE h.secret_hash = hash $$;
CREATE FUNCTION lodestar_not_heard(hash text, moment timestamptz) RETURNS boolean LANGUAGE plpgsql VOLATILE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE asking_helprequest SET not_heard_at = moment WHERE secret_hash = hash AND closed_at IS NULL;
    RETURN FOUND;
END $$;
"""
NO_ASK = """
DROP FUNCTION lodestar_not_heard(text, timestamptz);
DROP FUNCTION lodestar_asked(text);
DROP FUNCTION lodestar_ask(jsonb);
"""
WEB_ONLY = ("lodestar_ask(jsonb)", "lodestar_asked(text)", "lodestar_not_heard(text, timestamptz)")

# Never sooner than four weeks, whatever is asked for: an asker may still come back to read what was said.
FORGET = """
CREATE FUNCTION lodestar_forget_unnamed(moment timestamptz) RETURNS integer LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    gone integer;
BEGIN
    DELETE FROM asking_helprequest
        WHERE person_id IS NULL AND closed_at IS NOT NULL
          AND closed_at < least(moment, lodestar_now() - interval '28 days');
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$;
"""
NO_FORGET = "DROP FUNCTION lodestar_forget_unnamed(timestamptz);"
FORGET_ONLY = ("lodestar_forget_unnamed(timestamptz)",)
