"""What the database itself holds about sharing: how far somebody reaches, terms that never change, one key worker.

The functions run as the owner of the tables, because whom a person closed their record to is nobody else's to read.
docs/decisions/0012-reach.md.
"""

from lodestar.access import row_security

OPEN_AREAS = """
CREATE FUNCTION lodestar_open_areas(
    person uuid, given text[], purpose text, audiences uuid[], roles text[], within text[], today date) RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM sharing_sharingchoice closed WHERE closed.person_id = person) THEN
        IF given <@ within THEN
            RETURN given;
        END IF;
        RETURN ARRAY(SELECT area FROM unnest(given) area WHERE area = ANY (within));
    END IF;
    RETURN ARRAY(
        SELECT area FROM unnest(given) area
        WHERE area = ANY (within) AND NOT EXISTS (
            SELECT 1 FROM sharing_sharingchoice closed
            WHERE closed.person_id = person
              AND (closed.audience_id = ANY (audiences) OR closed.role = ANY (roles))
              AND area = ANY (closed.life_areas) AND purpose = ANY (closed.purposes)
              AND closed.starts_on <= today AND (closed.ends_on IS NULL OR closed.ends_on > today)));
END $$;
"""
NO_OPEN_AREAS = "DROP FUNCTION lodestar_open_areas(uuid, text[], text, uuid[], text[], text[], date);"

CLOSED_PEOPLE = """
CREATE FUNCTION lodestar_closed_people(audiences uuid[], roles text[], today date) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT closed.person_id), '{}') FROM sharing_sharingchoice closed
    WHERE (closed.audience_id = ANY (audiences) OR closed.role = ANY (roles))
      AND closed.starts_on <= today AND (closed.ends_on IS NULL OR closed.ends_on > today) $$;
"""
NO_CLOSED_PEOPLE = "DROP FUNCTION lodestar_closed_people(uuid[], text[], date);"

# What somebody may pass on is what is open to them on a lasting ground: an emergency makes nobody part of the team.
INVOLVEMENT = f"""
CREATE OR REPLACE FUNCTION lodestar_sees(person uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS
$$ SELECT EXISTS (
    SELECT 1 FROM people_involvement involved
    WHERE involved.person_id = person AND {row_security.HELD} AND {row_security.OPEN_AREAS_BY_CALL} <> '{{}}') $$;
CREATE FUNCTION lodestar_passes_on(person uuid) RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS
$$ SELECT coalesce(array_agg(area), '{{}}')
    FROM people_involvement involved, unnest({row_security.OPEN_AREAS_BY_CALL}) area
    WHERE involved.person_id = person AND involved.purpose <> 'emergency' AND {row_security.HELD} $$;
CREATE FUNCTION lodestar_owns(person uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS
$$ SELECT EXISTS (
    SELECT 1 FROM people_involvement involved
    WHERE involved.person_id = person AND involved.basis = 'self' AND {row_security.HELD}) $$;
CREATE FUNCTION lodestar_signs_in(person uuid, who uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS
$$ SELECT EXISTS (SELECT 1 FROM people_person p WHERE p.id = person AND p.user_id = who) $$;
DROP POLICY viewer_is_involved ON people_involvement;
CREATE POLICY viewer_is_involved ON people_involvement
    USING ((holder_id = ANY ((SELECT lodestar_viewer())::uuid[]) AND starts_on <= (SELECT lodestar_today())
            AND (ends_on IS NULL OR ends_on > (SELECT lodestar_today()))
            AND (ends_at IS NULL OR ends_at > (SELECT lodestar_now()))
            AND ({row_security.OPEN_AREAS.replace("involved.", "")}) <> '{{}}') OR lodestar_sees(person_id))
    WITH CHECK (lodestar_sees(person_id) AND basis <> 'emergency'
        AND (life_areas::text[] <@ lodestar_passes_on(person_id)
             OR (basis = 'self' AND lodestar_signs_in(person_id, user_id))));
"""  # noqa: S608
NO_INVOLVEMENT = """
DROP FUNCTION lodestar_signs_in(uuid, uuid);
DROP FUNCTION lodestar_owns(uuid);
DROP FUNCTION lodestar_passes_on(uuid);
"""

# What somebody agreed to stays as it was put to them. Taking it back ends at once what rests on it.
CONSENT = """
CREATE FUNCTION lodestar_keep_terms() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE before people_consent := OLD;
BEGIN
    before.withdrawn_at := NEW.withdrawn_at;
    -- What is generated is empty until the row is written; it follows from the purpose, which is compared.
    before.lawful_basis := NEW.lawful_basis;
    IF before IS DISTINCT FROM NEW OR OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL THEN
        RAISE EXCEPTION 'the terms of a consent are frozen: it can be withdrawn, once' USING ERRCODE = 'LS010';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_terms BEFORE UPDATE ON people_consent FOR EACH ROW EXECUTE FUNCTION lodestar_keep_terms();
CREATE FUNCTION lodestar_stop_what_rests_on_consent() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE people_involvement SET ends_on = greatest(starts_on, lodestar_today())
        WHERE consent_id = NEW.id AND (ends_on IS NULL OR ends_on > lodestar_today());
    UPDATE sharing_alert SET stopped_at = NEW.withdrawn_at WHERE consent_id = NEW.id AND stopped_at IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER stop_what_rests_on_it AFTER UPDATE OF withdrawn_at ON people_consent
    FOR EACH ROW EXECUTE FUNCTION lodestar_stop_what_rests_on_consent();
CREATE FUNCTION lodestar_end_with_consent() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE rests_on people_consent;
BEGIN
    SELECT * INTO rests_on FROM people_consent WHERE id = NEW.consent_id;
    IF rests_on.withdrawn_at IS NOT NULL AND TG_OP = 'INSERT' THEN
        RAISE EXCEPTION 'that consent was withdrawn' USING ERRCODE = 'LS011';
    END IF;
    IF rests_on.ends_on IS NOT NULL THEN
        NEW.ends_on := greatest(NEW.starts_on, least(NEW.ends_on, rests_on.ends_on));
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER end_with_consent BEFORE INSERT OR UPDATE OF ends_on, consent_id ON people_involvement
    FOR EACH ROW WHEN (NEW.consent_id IS NOT NULL) EXECUTE FUNCTION lodestar_end_with_consent();
CREATE FUNCTION lodestar_consent_holds(consent uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS
$$ SELECT EXISTS (
    SELECT 1 FROM people_consent agreed WHERE agreed.id = consent AND agreed.withdrawn_at IS NULL
      AND (agreed.ends_on IS NULL OR agreed.ends_on > lodestar_today())) $$;
REVOKE DELETE ON people_consent FROM lodestar_web;
"""
NO_CONSENT = """
DROP FUNCTION lodestar_consent_holds(uuid);
DROP TRIGGER end_with_consent ON people_involvement;
DROP FUNCTION lodestar_end_with_consent();
DROP TRIGGER stop_what_rests_on_it ON people_consent;
DROP FUNCTION lodestar_stop_what_rests_on_consent();
DROP TRIGGER keep_terms ON people_consent;
DROP FUNCTION lodestar_keep_terms();
"""

# An exclusion constraint would need an extension that the embedded server lacks. The person's row, locked, keeps two
# handovers at once apart.
ONE_KEY_WORKER = """
CREATE FUNCTION lodestar_one_key_worker() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM people_person person WHERE person.id = NEW.person_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT 1 FROM people_involvement other
        WHERE other.person_id = NEW.person_id AND other.is_key_worker AND other.id <> NEW.id
          AND daterange(other.starts_on, other.ends_on) && daterange(NEW.starts_on, NEW.ends_on)) THEN
        RAISE EXCEPTION 'there is a key worker in that time' USING ERRCODE = 'LS012';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER one_key_worker BEFORE INSERT OR UPDATE OF starts_on, ends_on, is_key_worker ON people_involvement
    FOR EACH ROW WHEN (NEW.is_key_worker) EXECUTE FUNCTION lodestar_one_key_worker();
"""
NO_ONE_KEY_WORKER = """
DROP TRIGGER one_key_worker ON people_involvement;
DROP FUNCTION lodestar_one_key_worker();
"""

_MINE = "(SELECT lodestar_viewer())::uuid[]"
_ROLES = "(SELECT lodestar_roles())::text[]"
POLICIES = f"""
ALTER TABLE sharing_sharingchoice ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_or_written_down ON sharing_sharingchoice
    USING (lodestar_owns(person_id) OR said_by_id = ANY ({_MINE}))
    WITH CHECK (lodestar_owns(person_id) OR (said_by_id = ANY ({_MINE}) AND lodestar_sees(person_id)));
ALTER TABLE sharing_emergencyaccess ENABLE ROW LEVEL SECURITY;
CREATE POLICY opener_person_and_lead ON sharing_emergencyaccess FOR SELECT
    USING (user_id = ANY ({_MINE}) OR 'information-lead' = ANY ({_ROLES}) OR lodestar_owns(person_id));
REVOKE INSERT, UPDATE, DELETE ON sharing_emergencyaccess FROM lodestar_web;
ALTER TABLE sharing_alert ENABLE ROW LEVEL SECURITY;
CREATE POLICY tells_of_what_happened ON sharing_alert FOR INSERT
    WITH CHECK (kind = 'life-event' AND lodestar_sees(person_id));
CREATE POLICY reads_it ON sharing_alert FOR UPDATE USING (true);
CREATE POLICY person_and_whom_it_is_for ON sharing_alert FOR SELECT
    USING (lodestar_owns(person_id) OR to_role = ANY ({_ROLES})
        OR ((to_user_id = ANY ({_MINE}) OR to_team_id = ANY ({_MINE})) AND stopped_at IS NULL
            AND {row_security.reaching("sharing_alert", life_area="life_area")}
            AND (consent_id IS NULL OR lodestar_consent_holds(consent_id))));
REVOKE UPDATE, DELETE ON sharing_alert FROM lodestar_web;
GRANT UPDATE (read_at, read_by_id) ON sharing_alert TO lodestar_web;
"""  # noqa: S608
NO_POLICIES = """
DROP POLICY person_and_whom_it_is_for ON sharing_alert;
DROP POLICY reads_it ON sharing_alert;
DROP POLICY tells_of_what_happened ON sharing_alert;
DROP POLICY opener_person_and_lead ON sharing_emergencyaccess;
DROP POLICY own_or_written_down ON sharing_sharingchoice;
"""
