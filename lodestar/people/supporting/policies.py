"""What a supporter sees, as the database holds it: what the person chose, while they choose it.

A supporter holds no involvement. So nothing that opens to workers opens to them, and one row decides it all:
withdrawn, ended or not yet accepted, it shows nothing, and nothing tells that there was more.
"""

_LIVE = """s.user_id = ANY (lodestar_viewer()) AND s.accepted_at IS NOT NULL AND s.withdrawn_at IS NULL
      AND (s.ends_on IS NULL OR s.ends_on > lodestar_today())"""

# Workers support nobody in this sense, so the first function answers once a query and the others are not asked.
FUNCTIONS = f"""
CREATE FUNCTION lodestar_is_supporter() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS
$$ SELECT EXISTS (SELECT 1 FROM supporting_supporter s WHERE {_LIVE}) $$;
CREATE FUNCTION lodestar_supports(person uuid, area text, need uuid) RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT EXISTS (
    SELECT 1 FROM supporting_supporter s
    WHERE s.person_id = person AND {_LIVE} AND (area = ANY (s.life_areas) OR need = ANY (s.need_ids))) $$;
CREATE FUNCTION lodestar_supports_in_crisis(person uuid) RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT EXISTS (
    SELECT 1 FROM supporting_supporter s WHERE s.person_id = person AND s.has_crisis_card AND {_LIVE}) $$;
"""  # noqa: S608
NO_FUNCTIONS = """
DROP FUNCTION lodestar_supports_in_crisis(uuid);
DROP FUNCTION lodestar_supports(uuid, text, uuid);
DROP FUNCTION lodestar_is_supporter();
"""

# The invited read their own row to answer it; once it is withdrawn or over it is not there.
SUPPORTERS = """
ALTER TABLE supporting_supporter ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_supporters ON supporting_supporter
    USING (lodestar_is_own(person_id)) WITH CHECK (lodestar_is_own(person_id));
CREATE POLICY supporter_reads ON supporting_supporter FOR SELECT
    USING (user_id = ANY ((SELECT lodestar_viewer())::uuid[]) AND withdrawn_at IS NULL
           AND (ends_on IS NULL OR ends_on > (SELECT lodestar_today())));
CREATE POLICY supporter_accepts ON supporting_supporter FOR UPDATE
    USING (user_id = ANY ((SELECT lodestar_viewer())::uuid[]) AND withdrawn_at IS NULL AND accepted_at IS NULL
           AND (ends_on IS NULL OR ends_on > (SELECT lodestar_today())))
    WITH CHECK (user_id = ANY ((SELECT lodestar_viewer())::uuid[]));
CREATE FUNCTION lodestar_only_accepts() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF lodestar_is_own(OLD.person_id) OR current_user <> 'lodestar_web' THEN
        RETURN NEW;
    END IF;
    IF (to_jsonb(NEW) - 'accepted_at' - 'wrong_codes') <> (to_jsonb(OLD) - 'accepted_at' - 'wrong_codes')
        OR NEW.wrong_codes < OLD.wrong_codes THEN
        RAISE EXCEPTION 'a supporter accepts, and changes nothing else' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER only_accepts BEFORE UPDATE ON supporting_supporter
    FOR EACH ROW EXECUTE FUNCTION lodestar_only_accepts();
ALTER TABLE supporting_supportertask ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tasks ON supporting_supportertask
    USING (lodestar_is_own(person_id)) WITH CHECK (lodestar_is_own(person_id));
CREATE POLICY supporter_reads_tasks ON supporting_supportertask FOR SELECT
    USING (EXISTS (SELECT 1 FROM supporting_supporter s
                   WHERE s.id = supporting_supportertask.supporter_id AND s.accepted_at IS NOT NULL));
CREATE POLICY supporter_does_tasks ON supporting_supportertask FOR UPDATE
    USING (EXISTS (SELECT 1 FROM supporting_supporter s
                   WHERE s.id = supporting_supportertask.supporter_id AND s.accepted_at IS NOT NULL));
CREATE FUNCTION lodestar_only_done() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT lodestar_is_own(OLD.person_id) AND current_user = 'lodestar_web'
        AND (to_jsonb(NEW) - 'done_at') <> (to_jsonb(OLD) - 'done_at') THEN
        RAISE EXCEPTION 'a supporter says that a task is done, and changes nothing else'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER only_done BEFORE UPDATE ON supporting_supportertask
    FOR EACH ROW EXECUTE FUNCTION lodestar_only_done();
"""
NO_SUPPORTERS = """
DROP TRIGGER only_done ON supporting_supportertask;
DROP FUNCTION lodestar_only_done();
DROP POLICY supporter_does_tasks ON supporting_supportertask;
DROP POLICY supporter_reads_tasks ON supporting_supportertask;
DROP POLICY own_tasks ON supporting_supportertask;
ALTER TABLE supporting_supportertask DISABLE ROW LEVEL SECURITY;
DROP TRIGGER only_accepts ON supporting_supporter;
DROP FUNCTION lodestar_only_accepts();
DROP POLICY supporter_accepts ON supporting_supporter;
DROP POLICY supporter_reads ON supporting_supporter;
DROP POLICY own_supporters ON supporting_supporter;
ALTER TABLE supporting_supporter DISABLE ROW LEVEL SECURITY;
"""

CRISIS_CARD = """
CREATE POLICY shared_with_supporter ON voice_crisiscard FOR SELECT
    USING ((SELECT lodestar_is_supporter()) AND lodestar_supports_in_crisis(person_id));
"""
NO_CRISIS_CARD = "DROP POLICY shared_with_supporter ON voice_crisiscard;"

# For the tables of plans and referrals, whose own migrations apply them.
NEEDS = """
CREATE POLICY shared_with_supporter ON plans_need FOR SELECT
    USING ((SELECT lodestar_is_supporter()) AND lodestar_supports(person_id, life_area, id));
"""
NO_NEEDS = "DROP POLICY shared_with_supporter ON plans_need;"
REFERRALS = """
CREATE POLICY shared_with_supporter ON referrals_referral FOR SELECT
    USING ((SELECT lodestar_is_supporter()) AND lodestar_supports(person_id, life_area, NULL));
"""
NO_REFERRALS = "DROP POLICY shared_with_supporter ON referrals_referral;"
