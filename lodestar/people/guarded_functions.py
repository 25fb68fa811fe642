"""What the database does past the row policies, each function with a check of its own.

They run as the owner of the tables, so each asks first who calls: a search shows only people whom the
viewer may see, registering makes the registrar's own involvement in the same breath, and the rest opens to
an information lead alone. docs/decisions/0013 says why each is here.
"""

from lodestar.rules import names

_LETTERS = {
    "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "ı": "i",
    "Æ": "ae", "Œ": "oe", "Ø": "o", "Ł": "l", "Đ": "d", "Ð": "d", "Þ": "th", "ẞ": "ss",
}  # fmt: skip


def _nested(inner: str, calls: list[str]) -> str:
    for call in calls:
        inner = call.format(inner)
    return inner


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''").replace("{", "{{").replace("}", "}}") + "'"


# Nothing of this comes from outside: it is put together here, once, for the migration.
_PLAIN_LETTERS = _nested("given", [f"replace({{}}, '{a}', '{b}')" for a, b in _LETTERS.items()])
_HEARD = _nested("given", [f"regexp_replace({{}}, {_quoted(a)}, {_quoted(b)}, 'g')" for a, b in names.SOUND_STEPS])

# The same keys as rules/names.py; a test holds them to one answer.
NAMES = rf"""
CREATE FUNCTION lodestar_name_words(given text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog AS $$
    SELECT ARRAY(SELECT found[1] FROM regexp_matches(regexp_replace(translate(
        regexp_replace(normalize({_PLAIN_LETTERS}, NFKD), '[\u0300-\u036f]', '', 'g'),
        'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz'),
        '[''`\u2018\u2019\u02bc]', '', 'g'), '([a-z\u0370-\u1fff\u2e80-\ud7ff]+)', 'g') found) $$;
CREATE FUNCTION lodestar_sound(given text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog AS $$ SELECT {_HEARD} $$;
CREATE FUNCTION lodestar_word_keys(word text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog AS $$
    SELECT ARRAY(
        SELECT word
        UNION SELECT substr(word, 1, i - 1) || substr(word, i + 1)
            FROM generate_series(1, length(word)) i WHERE length(word) >= 4
        UNION SELECT '~' || heard FROM public.lodestar_sound(word) heard 
            WHERE length(heard) >= 2 + (left(heard, 1) = 'a')::integer) $$;
CREATE FUNCTION lodestar_name_keys(given text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog AS $$
    SELECT ARRAY(
        SELECT unnest(public.lodestar_word_keys(word)) FROM unnest(public.lodestar_name_words(given)) word
        UNION SELECT '^' || left(word, i) FROM unnest(public.lodestar_name_words(given)) word,
            generate_series(3, length(word) - 1) i) $$;
CREATE FUNCTION lodestar_keep_name_key() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO people_namekey (person_id, keys)
    VALUES (NEW.id, lodestar_name_keys(NEW.preferred_name || ' ' || NEW.full_name))
    ON CONFLICT (person_id) DO UPDATE SET keys = EXCLUDED.keys, compared_at = NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER keep_name_key AFTER INSERT OR UPDATE OF preferred_name, full_name, born_on, postcode, nhs_number
    ON people_person FOR EACH ROW EXECUTE FUNCTION lodestar_keep_name_key();
INSERT INTO people_namekey (person_id, keys)
    SELECT id, lodestar_name_keys(preferred_name || ' ' || full_name) FROM people_person;
"""  # noqa: S608
NO_NAMES = """
DROP TRIGGER keep_name_key ON people_person;
DROP FUNCTION lodestar_keep_name_key();
DROP FUNCTION lodestar_name_keys(text);
DROP FUNCTION lodestar_word_keys(text);
DROP FUNCTION lodestar_sound(text);
DROP FUNCTION lodestar_name_words(text);
"""

# Up to 5,000 people whom the viewer may see are looked through one by one, so that the time says nothing of
# anybody else; beyond that the index is asked, and what else it holds is lost among thousands.
SEARCH = """
CREATE FUNCTION lodestar_find_people(words text[], most integer) RETURNS TABLE (person_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    seen uuid[];
    groups text[] := '{}';
    word text;
    within text;
BEGIN
    SELECT array_agg(open_to.person_id) INTO seen FROM (
        SELECT DISTINCT involved.person_id FROM people_involvement involved
        WHERE involved.holder_id = ANY (lodestar_viewer()) AND involved.basis <> 'self'
          AND involved.starts_on <= lodestar_today()
          AND (involved.ends_on IS NULL OR involved.ends_on > lodestar_today())
        LIMIT 5001) open_to;
    IF seen IS NULL OR coalesce(cardinality(words), 0) = 0 THEN
        RETURN;
    END IF;
    FOREACH word IN ARRAY words[1:4] LOOP
        groups := groups || format('key.keys && %L::text[]', lodestar_word_keys(word) || ('^' || word));
    END LOOP;
    IF cardinality(seen) <= 5000 THEN
        within := 'WITH key AS MATERIALIZED (SELECT one.* FROM people_namekey one WHERE one.person_id = ANY ($2)) '
               || 'SELECT key.person_id FROM key WHERE true';
    ELSE
        within := 'SELECT key.person_id FROM people_namekey key WHERE EXISTS (
            SELECT 1 FROM people_involvement involved
            WHERE involved.person_id = key.person_id AND involved.holder_id = ANY (lodestar_viewer())
              AND involved.basis <> ''self'' AND involved.starts_on <= lodestar_today()
              AND (involved.ends_on IS NULL OR involved.ends_on > lodestar_today()))';
    END IF;
    RETURN QUERY EXECUTE within || ' AND ' || array_to_string(groups, ' AND ')
        || ' ORDER BY (SELECT count(*) FROM unnest($1) asked WHERE asked = ANY (key.keys)) DESC, key.person_id LIMIT $3'
        USING words, seen, most;
END $$;
"""
NO_SEARCH = "DROP FUNCTION lodestar_find_people(text[], integer);"

# The web role has no way to add a person by itself. Whoever registers is involved from the same moment, on
# the basis and in the life areas that they said, so that nobody is ever in the record of no one.
REGISTER = """
CREATE FUNCTION lodestar_register_person(
    details jsonb, areas text[], for_team uuid, as_key_worker boolean, held_role text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    registrar uuid := (lodestar_viewer())[1];
    made people_person;
BEGIN
    IF registrar IS NULL OR NOT (
        lodestar_roles() && ARRAY['key-worker', 'navigator', 'peer-worker', 'referral-desk', 'provider-manager']
        OR coalesce(nullif(current_setting('lodestar.powers', true), ''), '{}')::text[] && ARRAY['register']) THEN
        RAISE EXCEPTION 'only a worker or a desk registers a person' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM access_user WHERE id = registrar) OR cardinality(areas) = 0
        OR (for_team IS NOT NULL AND NOT for_team = ANY (lodestar_viewer())) THEN
        RAISE EXCEPTION 'one registers for oneself or one''s own team' USING ERRCODE = 'insufficient_privilege';
    END IF;
    made := jsonb_populate_record(NULL::people_person, details);
    made.merged_into_id := NULL;
    made.created_at := now();
    -- The same form sent twice finds the record that it made; an id that somebody guessed tells nothing.
    IF EXISTS (SELECT 1 FROM people_person WHERE id = made.id) THEN
        IF lodestar_sees(made.id) THEN
            RETURN made.id;
        END IF;
        made.id := gen_random_uuid();
    END IF;
    INSERT INTO people_person SELECT made.*;
    INSERT INTO people_involvement
        (id, person_id, user_id, team_id, role, basis, life_areas, is_key_worker, starts_on, created_at)
    SELECT gen_random_uuid(), made.id, who.user_id, who.team_id, who.role, who.basis, who.areas, who.is_key,
           lodestar_today(), now()
    FROM (VALUES
        (registrar, NULL::uuid, held_role, 'care-team', areas, as_key_worker),
        (NULL, for_team, '', 'care-team', areas, false),
        (made.user_id, NULL, 'person', 'self', ARRAY['clinical-care', 'social-connection', 'physical-health',
            'home', 'money', 'work-and-learning'], false)
    ) who (user_id, team_id, role, basis, areas, is_key)
    WHERE coalesce(who.user_id, who.team_id) IS NOT NULL;
    RETURN made.id;
END $$;
"""
NO_REGISTER = "DROP FUNCTION lodestar_register_person(jsonb, text[], uuid, boolean, text);"

# A function is the web role's to call and nobody else's: the extract's role may set what it likes, and gains nothing.
_WEB_ONLY = (
    "lodestar_find_people(text[], integer)",
    "lodestar_register_person(jsonb, text[], uuid, boolean, text)",
)


def only_for_the_web_role(functions: tuple[str, ...] = _WEB_ONLY) -> str:
    """Return the SQL that lets the web role call `functions`, and takes that from everybody else."""
    return "\n".join(
        f"REVOKE ALL ON FUNCTION {one} FROM PUBLIC; GRANT EXECUTE ON FUNCTION {one} TO lodestar_web;"
        for one in functions
    )
