"""Who sees what people say, as the database holds it.

A message is its person's and its receiver's, and nobody else's: not even other workers of the same person.
"""

# Runs as the owner, because a policy on involvements that read involvements would never end.
OWN = """
CREATE FUNCTION lodestar_is_own(person uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS
$$ SELECT EXISTS (
    SELECT 1 FROM people_involvement involved
    WHERE involved.person_id = person AND involved.basis = 'self'
      AND involved.holder_id = ANY (lodestar_viewer())) $$;
"""
NO_OWN = "DROP FUNCTION lodestar_is_own(uuid);"

# An answer goes with what it answers. Who answers may mark it; nobody but its writer writes it.
MESSAGES = """
ALTER TABLE voice_message ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_messages ON voice_message
    USING (lodestar_is_own(person_id))
    WITH CHECK (lodestar_is_own(person_id));
CREATE POLICY received_messages ON voice_message FOR SELECT
    USING (said_by_id = ANY ((SELECT lodestar_viewer())::uuid[])
           OR to_user_id = ANY ((SELECT lodestar_viewer())::uuid[])
           OR to_team_id = ANY ((SELECT lodestar_viewer())::uuid[])
           OR (to_information_lead AND 'information-lead' = ANY ((SELECT lodestar_roles())::text[])));
CREATE FUNCTION lodestar_may_answer(asked uuid, person uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS
$$ SELECT EXISTS (
    SELECT 1 FROM voice_message m
    WHERE m.id = asked AND m.person_id = person AND m.is_from_person
      AND (m.to_user_id = ANY (lodestar_viewer()) OR m.to_team_id = ANY (lodestar_viewer())
           OR (m.to_information_lead AND 'information-lead' = ANY (lodestar_roles())))) $$;
CREATE POLICY answers_and_messages_of_workers ON voice_message FOR INSERT
    WITH CHECK (NOT is_from_person AND said_by_id = ANY ((SELECT lodestar_viewer())::uuid[])
                AND (lodestar_may_answer(answers_id, person_id) OR (answers_id IS NULL AND lodestar_sees(person_id))));
"""
NO_MESSAGES = """
DROP POLICY answers_and_messages_of_workers ON voice_message;
DROP FUNCTION lodestar_may_answer(uuid, uuid);
DROP POLICY received_messages ON voice_message;
DROP POLICY own_messages ON voice_message;
ALTER TABLE voice_message DISABLE ROW LEVEL SECURITY;
"""

# What is about the whole person shows to whoever sees the person; the rest to whoever sees its life area.
CORRECTIONS = """
ALTER TABLE voice_correction ENABLE ROW LEVEL SECURITY;
CREATE POLICY viewer_is_involved ON voice_correction
    USING (EXISTS (
        SELECT 1 FROM people_involvement involved
        WHERE involved.person_id = voice_correction.person_id
          AND involved.holder_id = ANY ((SELECT lodestar_viewer())::uuid[])
          AND involved.starts_on <= (SELECT lodestar_today())
          AND (involved.ends_on IS NULL OR involved.ends_on > (SELECT lodestar_today()))
          AND (voice_correction.life_area = '' OR voice_correction.life_area = ANY (involved.life_areas))))
    WITH CHECK (lodestar_is_own(person_id) OR lodestar_sees(person_id));
"""
NO_CORRECTIONS = """
DROP POLICY viewer_is_involved ON voice_correction;
ALTER TABLE voice_correction DISABLE ROW LEVEL SECURITY;
"""

# Whoever wrote to a person may have an e-mail sent to them, if they chose that: the notice is written in the same
# breath, and the address comes back once a person and minute, so that ten messages are one e-mail.
NOTICES = """
CREATE FUNCTION lodestar_notice_address(person uuid, notice text) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE address text;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM voice_message m WHERE m.person_id = person AND NOT m.is_from_person
                   AND m.said_by_id = ANY (lodestar_viewer())) THEN
        RETURN NULL;
    END IF;
    SELECT u.email INTO address FROM people_person p JOIN access_user u ON u.id = p.user_id AND u.is_active
    WHERE p.id = person AND (SELECT c.by_email FROM voice_noticechoice c WHERE c.person_id = person
                             ORDER BY c.chosen_at DESC LIMIT 1)
      AND NOT EXISTS (SELECT 1 FROM voice_notice n WHERE n.person_id = person
                      AND n.sent_at > now() - interval '1 minute');
    IF address IS NOT NULL THEN
        INSERT INTO voice_notice (id, person_id, kind, sent_at) VALUES (gen_random_uuid(), person, notice, now());
    END IF;
    RETURN address;
END $$;
REVOKE ALL ON FUNCTION lodestar_notice_address(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lodestar_notice_address(uuid, text) TO lodestar_web;
"""
NO_NOTICES = "DROP FUNCTION lodestar_notice_address(uuid, text);"


def only_own(table: str) -> tuple[str, str]:
    """Return the SQL, and its undoing, that shows a table's rows to nobody but the person they are about."""
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;\n"
        f"CREATE POLICY own_rows ON {table}"
        " USING (lodestar_is_own(person_id)) WITH CHECK (lodestar_is_own(person_id));",
        f"DROP POLICY own_rows ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )
