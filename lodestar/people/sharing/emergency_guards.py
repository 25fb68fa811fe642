"""Opening a record in an emergency, in the database: who may, why, how much, for how long, and who is told.

One call finds the person and opens the record. Nobody, two people of one name and birthday, and somebody who
closed their record even in an emergency give the same empty answer. docs/decisions/0012-reach.md.
"""

MOST_HOURS = 12
# What keeps somebody safe tonight. Money and work can wait for whoever supports them.
AREAS = ("clinical-care", "social-connection", "physical-health", "home")

_AREAS = "ARRAY[" + ", ".join(f"'{area}'" for area in AREAS) + "]"

OPENING = f"""
CREATE FUNCTION lodestar_plain_name(given text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog AS $$ SELECT lower(btrim(regexp_replace(given, '\\s+', ' ', 'g'))) $$;
CREATE FUNCTION lodestar_open_in_emergency(
    nhs text, name text, born date, why text, said text, areas text[], hours integer, organisation text)
RETURNS TABLE (opening uuid, person uuid) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    opener uuid := (lodestar_viewer())[1];
    open_now text[];
    held uuid := gen_random_uuid();
    made uuid := gen_random_uuid();
    who uuid;
    until timestamptz := lodestar_now() + make_interval(hours => hours);
    how_many integer;
BEGIN
    IF opener IS NULL OR NOT 'open-in-emergency' = ANY (lodestar_powers())
        OR NOT EXISTS (SELECT 1 FROM access_user WHERE id = opener) THEN
        RAISE EXCEPTION 'this role opens no record in an emergency' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF btrim(said) = '' OR NOT areas <@ {_AREAS} OR hours NOT BETWEEN 1 AND {MOST_HOURS} THEN
        RAISE EXCEPTION 'an emergency opening says why, and is for hours and for what keeps somebody safe'
            USING ERRCODE = 'check_violation';
    END IF;
    SELECT count(*), (array_agg(p.id))[1] INTO how_many, who FROM people_person p
        WHERE p.merged_into_id IS NULL AND p.user_id IS DISTINCT FROM opener
          AND ((nhs <> '' AND p.nhs_number = nhs)
               OR (nhs = '' AND p.born_on = born AND lodestar_plain_name(p.full_name) = lodestar_plain_name(name)));
    open_now := lodestar_open_areas(
        who, areas, 'emergency', lodestar_audiences(), lodestar_roles(), lodestar_areas(), lodestar_today());
    IF how_many <> 1 OR open_now = '{{}}' THEN
        RETURN;
    END IF;
    INSERT INTO people_involvement
        (id, person_id, user_id, role, basis, life_areas, is_key_worker, starts_on, ends_on, ends_at, created_at)
        VALUES (held, who, opener, '', 'emergency', open_now, false, lodestar_today(),
                (until AT TIME ZONE 'Europe/London')::date + 1, until, now());
    INSERT INTO sharing_emergencyaccess
        (id, person_id, involvement_id, user_id, organisation_name, reason, words, life_areas, opened_at, ends_at,
         outcome, review_words)
        VALUES (made, who, held, opener, organisation, why, btrim(said), open_now, lodestar_now(), until, '', '');
    INSERT INTO sharing_alert
        (id, person_id, kind, about_id, event_kind, happened_on, to_person, to_role, life_area, sent_at)
        VALUES (gen_random_uuid(), who, 'emergency-opening', made, '', lodestar_today(), true, '', '', lodestar_now()),
               (gen_random_uuid(), who, 'emergency-opening', made, '', lodestar_today(), false, 'information-lead', '',
                lodestar_now());
    RETURN QUERY SELECT made, who;
END $$;
CREATE FUNCTION lodestar_end_emergency(made uuid) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE ended sharing_emergencyaccess;
BEGIN
    UPDATE sharing_emergencyaccess opening SET ends_at = least(opening.ends_at, greatest(opened_at, lodestar_now()))
        WHERE opening.id = made AND (opening.user_id = ANY (lodestar_viewer()) OR lodestar_owns(opening.person_id)
                                     OR 'review-openings' = ANY (lodestar_powers()))
        RETURNING * INTO ended;
    UPDATE people_involvement SET ends_at = ended.ends_at WHERE id = ended.involvement_id;
    RETURN ended.person_id;
END $$;
CREATE FUNCTION lodestar_review_emergency(made uuid, verdict text, said text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE reviewed sharing_emergencyaccess;
BEGIN
    IF NOT 'review-openings' = ANY (lodestar_powers()) THEN
        RAISE EXCEPTION 'only an information lead reviews an opening' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE sharing_emergencyaccess opening
        SET reviewed_at = lodestar_now(), reviewed_by_id = (lodestar_viewer())[1], outcome = verdict,
            review_words = btrim(said), ends_at = least(opening.ends_at, greatest(opened_at, lodestar_now()))
        WHERE opening.id = made AND reviewed_at IS NULL AND opening.user_id <> (lodestar_viewer())[1]
        RETURNING * INTO reviewed;
    UPDATE people_involvement SET ends_at = reviewed.ends_at WHERE id = reviewed.involvement_id;
    UPDATE sharing_alert SET read_at = coalesce(read_at, lodestar_now()),
            read_by_id = coalesce(read_by_id, reviewed.reviewed_by_id)
        WHERE about_id = made AND to_role = 'information-lead';
    RETURN reviewed.person_id;
END $$;
REVOKE ALL ON FUNCTION lodestar_open_in_emergency(text, text, date, text, text, text[], integer, text) FROM PUBLIC;
REVOKE ALL ON FUNCTION lodestar_end_emergency(uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION lodestar_review_emergency(uuid, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lodestar_open_in_emergency(text, text, date, text, text, text[], integer, text)
    TO lodestar_web;
GRANT EXECUTE ON FUNCTION lodestar_end_emergency(uuid) TO lodestar_web;
GRANT EXECUTE ON FUNCTION lodestar_review_emergency(uuid, text, text) TO lodestar_web;
"""  # noqa: S608
NO_OPENING = """
DROP FUNCTION lodestar_review_emergency(uuid, text, text);
DROP FUNCTION lodestar_end_emergency(uuid);
DROP FUNCTION lodestar_open_in_emergency(text, text, date, text, text, text[], integer, text);
DROP FUNCTION lodestar_plain_name(text);
"""
