"""What the database does for an information lead alone: compare, merge, undo, list what is due, erase.

An information lead sees no record: these functions hand out who somebody is (names, date of birth,
postcode, NHS number), never what is written about them. docs/decisions/0013 and 0014.
"""

ROLE = """
CREATE FUNCTION lodestar_information_lead() RETURNS void LANGUAGE plpgsql STABLE
SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT 'information-lead' = ANY (lodestar_roles()) THEN
        RAISE EXCEPTION 'only an information lead does this' USING ERRCODE = 'insufficient_privilege';
    END IF;
END $$;
"""
NO_ROLE = "DROP FUNCTION lodestar_information_lead();"

_IDENTITY = "id uuid, preferred_name text, full_name text, born_on date, postcode text, nhs_number text"

# Pairs are fetched by what an index finds; rules/duplicates decides which of them are alike.
COMPARE = f"""
CREATE FUNCTION lodestar_not_compared(most integer) RETURNS TABLE ({_IDENTITY})
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM lodestar_information_lead();
    RETURN QUERY SELECT p.id, p.preferred_name::text, p.full_name::text, p.born_on, p.postcode::text, p.nhs_number::text
        FROM people_namekey key JOIN people_person p ON p.id = key.person_id
        WHERE key.compared_at IS NULL AND p.merged_into_id IS NULL LIMIT most;
END $$;
CREATE FUNCTION lodestar_near(person uuid, births date[]) RETURNS TABLE ({_IDENTITY})
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE one people_person;
BEGIN
    PERFORM lodestar_information_lead();
    SELECT * INTO one FROM people_person p WHERE p.id = person;
    RETURN QUERY SELECT p.id, p.preferred_name::text, p.full_name::text, p.born_on, p.postcode::text, p.nhs_number::text
        FROM people_person p
        WHERE p.id <> person AND p.merged_into_id IS NULL
          AND (p.born_on = ANY (births) OR (p.postcode = one.postcode AND p.postcode <> '')
               OR (p.nhs_number = one.nhs_number AND p.nhs_number <> ''));
    UPDATE people_namekey SET compared_at = now() WHERE person_id = person;
END $$;
CREATE FUNCTION lodestar_identities(people uuid[]) RETURNS TABLE ({_IDENTITY})
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM lodestar_information_lead();
    RETURN QUERY SELECT p.id, p.preferred_name::text, p.full_name::text, p.born_on, p.postcode::text, p.nhs_number::text
        FROM people_person p WHERE p.id = ANY (people);
END $$;
"""  # noqa: S608
NO_COMPARE = """
DROP FUNCTION lodestar_identities(uuid[]);
DROP FUNCTION lodestar_near(uuid, date[]);
DROP FUNCTION lodestar_not_compared(integer);
"""

# Every table with a column person_id, but the trail, which is never changed, and the keys, which follow the name.
# Tables that refuse a change to their rows are asked to stand aside for this one; the trail tells of it.
MERGE = """
CREATE FUNCTION lodestar_person_tables() RETURNS TABLE (name text, is_guarded boolean) LANGUAGE sql STABLE
SET search_path = public, pg_temp AS $$
    SELECT c.relname::text,
           EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'person_id' AND NOT a.attisdropped
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
      AND c.relname NOT IN ('access_auditevent', 'people_namekey')
    ORDER BY 1 $$;
CREATE FUNCTION lodestar_move_rows(table_name text, is_guarded boolean, ids uuid[], old_id uuid, new_id uuid)
RETURNS uuid[] LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE moved uuid[];
BEGIN
    SET CONSTRAINTS ALL IMMEDIATE;
    IF is_guarded THEN
        EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', table_name);
    END IF;
    EXECUTE format('WITH moved AS (UPDATE %I SET person_id = $1 WHERE person_id = $2 AND ($3 IS NULL OR id = ANY ($3))
                    RETURNING id) SELECT array_agg(id) FROM moved', table_name) INTO moved USING new_id, old_id, ids;
    IF is_guarded THEN
        EXECUTE format('ALTER TABLE %I ENABLE TRIGGER USER', table_name);
    END IF;
    SET CONSTRAINTS ALL DEFERRED;
    RETURN coalesce(moved, '{}');
EXCEPTION WHEN unique_violation THEN
    RAISE EXCEPTION 'both records hold what there can be one of: %', table_name USING ERRCODE = 'LS001';
END $$;
CREATE FUNCTION lodestar_merge_people(merge uuid, kept uuid, gone uuid) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    one people_person;
    other people_person;
    held record;
    before jsonb;
    after jsonb;
BEGIN
    PERFORM lodestar_information_lead();
    PERFORM 1 FROM people_person p WHERE p.id IN (kept, gone) ORDER BY p.id FOR UPDATE;
    SELECT * INTO one FROM people_person p WHERE p.id = kept AND p.merged_into_id IS NULL;
    SELECT * INTO other FROM people_person p WHERE p.id = gone AND p.merged_into_id IS NULL;
    IF one.id IS NULL OR other.id IS NULL OR kept = gone THEN
        RAISE EXCEPTION 'there are no two such records' USING ERRCODE = 'LS002';
    END IF;
    IF one.user_id IS NOT NULL AND other.user_id IS NOT NULL THEN
        RAISE EXCEPTION 'both records have somebody who signs in' USING ERRCODE = 'LS003';
    END IF;
    -- There is one key worker at a time: the one of the record that is kept.
    WITH changed AS (
        UPDATE people_involvement i SET is_key_worker = false
        WHERE i.person_id = gone AND i.is_key_worker AND i.ends_on IS NULL AND EXISTS (
            SELECT 1 FROM people_involvement k WHERE k.person_id = kept AND k.is_key_worker AND k.ends_on IS NULL)
        RETURNING i.id)
    INSERT INTO people_mergedrow (id, merge_id, table_name, row_id, before, after)
        SELECT gen_random_uuid(), merge, 'people_involvement', id, '{"is_key_worker": true}', '{"is_key_worker": false}'
        FROM changed;
    FOR held IN SELECT * FROM lodestar_person_tables() LOOP
        INSERT INTO people_mergedrow (id, merge_id, table_name, row_id, before, after)
            SELECT gen_random_uuid(), merge, held.name, row_id, jsonb_build_object('person_id', gone),
                   jsonb_build_object('person_id', kept)
            FROM unnest(lodestar_move_rows(held.name, held.is_guarded, NULL, gone, kept)) row_id;
    END LOOP;
    -- What the kept record does not know is taken from the other; what it knows stays.
    SELECT coalesce(jsonb_object_agg(k.key, k.value), '{}'), coalesce(jsonb_object_agg(g.key, g.value), '{}')
        INTO before, after
        FROM jsonb_each(to_jsonb(one)) k JOIN jsonb_each(to_jsonb(other)) g USING (key)
        WHERE k.value IN ('null', '""') AND g.value NOT IN ('null', '""') AND key NOT IN ('merged_into_id', 'id');
    UPDATE people_person SET merged_into_id = kept, user_id = NULL WHERE id = gone;
    PERFORM lodestar_set_columns(kept, after);
    INSERT INTO people_mergedrow (id, merge_id, table_name, row_id, before, after) VALUES
        (gen_random_uuid(), merge, 'people_person', kept, before, after),
        (gen_random_uuid(), merge, 'people_person', gone, jsonb_build_object('user_id', other.user_id), '{}');
END $$;
CREATE FUNCTION lodestar_set_columns(person uuid, given jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE column_name text;
BEGIN
    FOR column_name IN SELECT jsonb_object_keys(given) LOOP
        EXECUTE format('UPDATE people_person SET %1$I = (jsonb_populate_record(NULL::people_person, $1)).%1$I
                        WHERE id = $2', column_name) USING given, person;
    END LOOP;
END $$;
CREATE FUNCTION lodestar_undo_merge(merge uuid) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    joined people_merge;
    held record;
    back jsonb;
BEGIN
    PERFORM lodestar_information_lead();
    SELECT * INTO joined FROM people_merge m WHERE m.id = merge AND m.undone_at IS NULL FOR UPDATE;
    IF joined.id IS NULL OR NOT EXISTS (
        SELECT 1 FROM people_person p WHERE p.id = joined.gone_id AND p.merged_into_id = joined.kept_id) THEN
        RAISE EXCEPTION 'there is no such merge to undo' USING ERRCODE = 'LS002';
    END IF;
    -- What the merge filled in goes back, unless somebody has changed it since.
    SELECT coalesce(jsonb_object_agg(b.key, b.value), '{}') INTO back
        FROM people_mergedrow r, jsonb_each(r.before) b, people_person p
        WHERE r.merge_id = merge AND r.table_name = 'people_person' AND r.row_id = joined.kept_id
          AND p.id = joined.kept_id AND to_jsonb(p) -> b.key = r.after -> b.key;
    PERFORM lodestar_set_columns(joined.kept_id, back);
    UPDATE people_person p SET merged_into_id = NULL, user_id = (
        SELECT (r.before ->> 'user_id')::uuid FROM people_mergedrow r
        WHERE r.merge_id = merge AND r.table_name = 'people_person' AND r.row_id = joined.gone_id)
        WHERE p.id = joined.gone_id;
    FOR held IN
        SELECT t.name, t.is_guarded, array_agg(r.row_id) AS ids
        FROM people_mergedrow r JOIN lodestar_person_tables() t ON t.name = r.table_name
        WHERE r.merge_id = merge AND r.before ? 'person_id' GROUP BY 1, 2
    LOOP
        PERFORM lodestar_move_rows(held.name, held.is_guarded, held.ids, joined.kept_id, joined.gone_id);
    END LOOP;
    UPDATE people_involvement i SET is_key_worker = true FROM people_mergedrow r
        WHERE r.merge_id = merge AND r.table_name = 'people_involvement' AND r.row_id = i.id
          AND r.before ? 'is_key_worker' AND i.ends_on IS NULL;
END $$;
"""
NO_MERGE = """
DROP FUNCTION lodestar_undo_merge(uuid);
DROP FUNCTION lodestar_set_columns(uuid, jsonb);
DROP FUNCTION lodestar_merge_people(uuid, uuid, uuid);
DROP FUNCTION lodestar_move_rows(text, boolean, uuid[], uuid, uuid);
DROP FUNCTION lodestar_person_tables();
"""

DUE = """
CREATE FUNCTION lodestar_ended_before(day date) RETURNS TABLE (
    id uuid, preferred_name text, born_on date, died_on date, ended_on date, was_in_nhs_care boolean, hold_reason text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM lodestar_information_lead();
    RETURN QUERY
    SELECT p.id, p.preferred_name::text, p.born_on, p.died_on, last.ended_on, last.in_nhs,
        (SELECT h.reason::text FROM people_retentionhold h WHERE h.person_id = p.id AND h.lifted_at IS NULL)
    FROM people_person p CROSS JOIN LATERAL (
        SELECT coalesce(max(i.ends_on), (p.created_at AT TIME ZONE 'Europe/London')::date) AS ended_on,
            coalesce(bool_or(o.kind = 'nhs-trust'), false) AS in_nhs,
            coalesce(bool_or(i.ends_on IS NULL OR i.ends_on > lodestar_today()), false) AS is_open
        FROM people_involvement i
            LEFT JOIN access_membership m ON m.user_id = i.user_id
            LEFT JOIN access_team t ON t.id = i.team_id
            LEFT JOIN access_organisation o ON o.id = coalesce(t.organisation_id, m.organisation_id)
        WHERE i.person_id = p.id AND i.basis <> 'self') last
    WHERE p.merged_into_id IS NULL AND NOT last.is_open AND least(last.ended_on, p.died_on) < day
    ORDER BY last.ended_on, p.id LIMIT 500;
END $$;
"""
NO_DUE = "DROP FUNCTION lodestar_ended_before(date);"

# Rows that hang on a row that goes, go with it, however deep. The trail stays, with names taken out of it.
ERASE = """
CREATE FUNCTION lodestar_delete_rows(named regclass, key text, ids uuid[]) RETURNS void LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE
    child record;
    gone uuid[];
    is_guarded boolean := EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgrelid = named AND NOT t.tgisinternal);
BEGIN
    EXECUTE format('SELECT array_agg(%I) FROM %s WHERE %I = ANY ($1)',
        (SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
         WHERE i.indrelid = named AND i.indisprimary), named, key) INTO gone USING ids;
    IF gone IS NULL THEN
        RETURN;
    END IF;
    FOR child IN
        SELECT c.conrelid::regclass AS named, a.attname AS key
        FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        WHERE c.contype = 'f' AND c.confrelid = named AND c.conrelid <> named
    LOOP
        PERFORM lodestar_delete_rows(child.named, child.key, gone);
    END LOOP;
    IF is_guarded THEN
        EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', named);
    END IF;
    EXECUTE format('DELETE FROM %s WHERE %I = ANY ($1)', named, key) USING ids;
    SET CONSTRAINTS ALL IMMEDIATE;
    SET CONSTRAINTS ALL DEFERRED;
    IF is_guarded THEN
        EXECUTE format('ALTER TABLE %s ENABLE TRIGGER USER', named);
    END IF;
END $$;
CREATE FUNCTION lodestar_erase_person(person uuid, instead text) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    ids uuid[];
    users uuid[];
    held record;
BEGIN
    PERFORM lodestar_information_lead();
    PERFORM 1 FROM people_person p WHERE p.id = person FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no such record' USING ERRCODE = 'LS002';
    END IF;
    SELECT array_agg(p.id) INTO ids FROM people_person p WHERE person IN (p.id, p.merged_into_id);
    IF EXISTS (SELECT 1 FROM people_retentionhold h WHERE h.person_id = ANY (ids) AND h.lifted_at IS NULL) THEN
        RAISE EXCEPTION 'a hold keeps this record' USING ERRCODE = 'LS004';
    END IF;
    SELECT array_agg(p.user_id) INTO users FROM people_person p
        WHERE p.id = ANY (ids) AND NOT EXISTS (SELECT 1 FROM access_membership m WHERE m.user_id = p.user_id);
    SET CONSTRAINTS ALL IMMEDIATE;
    SET CONSTRAINTS ALL DEFERRED;
    FOR held IN SELECT t.name FROM lodestar_person_tables() t LOOP
        PERFORM lodestar_delete_rows(held.name::regclass, 'person_id', ids);
    END LOOP;
    PERFORM lodestar_delete_rows('people_person', 'merged_into_id', ids);
    PERFORM lodestar_delete_rows('people_person', 'id', ids);
    FOR held IN
        SELECT c.conrelid::regclass AS named, a.attname AS key
        FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        WHERE c.contype = 'f' AND c.confrelid = 'access_user'::regclass
          AND c.conrelid::regclass::text ~ '^(access|account|mfa|socialaccount|usersessions)_'
    LOOP
        EXECUTE format('DELETE FROM %s WHERE %I = ANY ($1)', held.named, held.key) USING users;
    END LOOP;
    UPDATE access_user SET email = 'erased-' || id || '@erased.invalid', name = instead, telephone = '',
        password = '!', is_active = false WHERE id = ANY (users);
    ALTER TABLE access_auditevent DISABLE TRIGGER append_only;
    UPDATE access_auditevent SET by_name = instead WHERE by_user_id = ANY (users);
    ALTER TABLE access_auditevent ENABLE TRIGGER append_only;
END $$;
"""
NO_ERASE = """
DROP FUNCTION lodestar_erase_person(uuid, text);
DROP FUNCTION lodestar_delete_rows(regclass, text, uuid[]);
"""

# The trail of a record that was merged is part of the diary of the record that holds it now.
TRAIL = """
CREATE FUNCTION lodestar_merged_into(record uuid) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$ 
    SELECT p.merged_into_id FROM people_person p WHERE p.id = record AND lodestar_sees(p.merged_into_id) $$;
CREATE FUNCTION lodestar_merged_from(record uuid) RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(p.id), '{}') FROM people_person p
    WHERE p.merged_into_id = record AND lodestar_sees(record) $$;
CREATE POLICY person_reads_merged ON access_auditevent FOR SELECT
    USING (EXISTS (
        SELECT 1 FROM people_involvement involved
        WHERE involved.person_id = lodestar_merged_into(access_auditevent.person_id) AND involved.basis = 'self'
          AND involved.holder_id = ANY ((SELECT lodestar_viewer())::uuid[])));
"""
NO_TRAIL = """
DROP POLICY person_reads_merged ON access_auditevent;
DROP FUNCTION lodestar_merged_from(uuid);
DROP FUNCTION lodestar_merged_into(uuid);
"""

LEADS_TABLES = ("people_possibleduplicate", "people_merge", "people_mergedrow")
_LEAD = "'information-lead' = ANY ((SELECT lodestar_roles())::text[])"
LEAD_POLICIES = "\n".join(
    f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;\n"
    f"CREATE POLICY information_lead ON {table} USING ({_LEAD}) WITH CHECK ({_LEAD});"
    for table in LEADS_TABLES
) + (
    f"\nCREATE POLICY information_lead ON people_retentionhold USING ({_LEAD}) WITH CHECK ({_LEAD});"
    "\nREVOKE INSERT, UPDATE, DELETE ON people_namekey FROM lodestar_web;"
)
NO_LEAD_POLICIES = "DROP POLICY information_lead ON people_retentionhold;\n" + "\n".join(
    f"DROP POLICY information_lead ON {table};" for table in LEADS_TABLES
)

FOR_THE_WEB_ROLE = (
    "lodestar_not_compared(integer)",
    "lodestar_near(uuid, date[])",
    "lodestar_identities(uuid[])",
    "lodestar_merge_people(uuid, uuid, uuid)",
    "lodestar_undo_merge(uuid)",
    "lodestar_ended_before(date)",
    "lodestar_erase_person(uuid, text)",
    "lodestar_merged_into(uuid)",
    "lodestar_merged_from(uuid)",
)
