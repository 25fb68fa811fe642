-- What the extract role may read: pseudonymised rows, as lodestar/indicators/tables.py declares them.
--
-- A view reads its tables as its owner, so row-level security does not narrow it and the extract role
-- needs no right on any table. Keys are HMAC-SHA256 (RFC 2104) under a secret that only the owner can
-- read, over the extract's own id: two extracts cannot be joined by their keys.
-- Dates stay exact, in London time: waits are counted in days.

CREATE SCHEMA extract;

CREATE TABLE extract.pseudonym_secret (
    is_only_row boolean PRIMARY KEY DEFAULT true CHECK (is_only_row),
    inner_key bytea NOT NULL CHECK (length(inner_key) = 64),
    outer_key bytea NOT NULL CHECK (length(outer_key) = 64)
);
COMMENT ON TABLE extract.pseudonym_secret IS
    'One row: the secret behind all keys of extracts, as the two 64-byte keys of HMAC-SHA256. Owner only.';

CREATE FUNCTION extract.current_id() RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE named text := nullif(current_setting('lodestar.extract_id', true), '');
BEGIN
    IF named IS NULL THEN
        RAISE EXCEPTION 'name the extract first: set lodestar.extract_id';
    END IF;
    RETURN named;
END $$;

CREATE FUNCTION extract.age_band(born_on date, on_day date) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN born_on IS NULL THEN ''
        WHEN age < 18 THEN 'under-18'
        WHEN age < 25 THEN '18-24'
        WHEN age < 35 THEN '25-34'
        WHEN age < 45 THEN '35-44'
        WHEN age < 55 THEN '45-54'
        WHEN age < 65 THEN '55-64'
        ELSE '65-and-over'
    END
    FROM (SELECT extract(year FROM age(on_day, born_on)) AS age) AS years
$$;

CREATE VIEW extract.people WITH (security_barrier) AS
SELECT
    encode(sha256(secret.outer_key || sha256(secret.inner_key
        || convert_to(named.extract_id || ':person:' || person.id, 'UTF8'))), 'hex') AS person_key,
    extract.age_band(person.born_on, (now() AT TIME ZONE 'Europe/London')::date) AS age_band,
    person.neighbourhood_code::text AS neighbourhood_code
FROM people_person person
CROSS JOIN extract.pseudonym_secret secret
CROSS JOIN (SELECT extract.current_id() AS extract_id) named;

CREATE VIEW extract.referrals WITH (security_barrier) AS
WITH received AS (
    -- Named one by one: a star would tie the view to columns that it does not use.
    SELECT id, person_id, service_id, life_area, came_from,
        (received_at AT TIME ZONE 'Europe/London')::date AS received_on
    FROM referrals_referral
),
met AS (
    -- A contact from before the referral belongs to something else.
    SELECT contact.referral_id, min(contact.happened_on) AS first_contact_on
    FROM referrals_contact contact
    JOIN received ON received.id = contact.referral_id AND contact.happened_on >= received.received_on
    WHERE contact.attendance = 'attended'
    GROUP BY contact.referral_id
),
met_by_step AS (
    SELECT referral_id, min((at AT TIME ZONE 'Europe/London')::date) AS first_contact_on
    FROM referrals_referralstep WHERE kind = 'first-contact' GROUP BY referral_id
),
newest_step AS (
    SELECT DISTINCT ON (referral_id) referral_id, kind, (at AT TIME ZONE 'Europe/London')::date AS happened_on
    FROM referrals_referralstep ORDER BY referral_id, number DESC
),
ended AS (
    SELECT referral_id, kind, happened_on FROM newest_step
    WHERE kind IN ('declined', 'withdrawn', 'cancelled', 'ended')
)
SELECT
    encode(sha256(secret.outer_key || sha256(secret.inner_key
        || convert_to(named.extract_id || ':referral:' || received.id, 'UTF8'))), 'hex') AS referral_key,
    encode(sha256(secret.outer_key || sha256(secret.inner_key
        || convert_to(named.extract_id || ':person:' || received.person_id, 'UTF8'))), 'hex') AS person_key,
    service.id::text AS service_key,
    service.name::text AS service_name,
    coalesce(organisation.name, '')::text AS organisation_name,
    received.received_on,
    -- The day of the meeting counts, not the day on which somebody wrote it down.
    coalesce(met.first_contact_on, met_by_step.first_contact_on) AS first_contact_on,
    ended.happened_on AS ended_on,
    coalesce(ended.kind, '')::text AS end_state,
    received.life_area::text AS life_area,
    received.came_from::text AS source,
    person.neighbourhood_code::text AS neighbourhood_code,
    extract.age_band(person.born_on, received.received_on) AS age_band,
    date_trunc('month', received.received_on)::date AS month
FROM received
JOIN people_person person ON person.id = received.person_id
JOIN directory_service service ON service.id = received.service_id
LEFT JOIN access_organisation organisation ON organisation.id = service.organisation_id
LEFT JOIN met ON met.referral_id = received.id
LEFT JOIN met_by_step ON met_by_step.referral_id = received.id
LEFT JOIN ended ON ended.referral_id = received.id
CROSS JOIN extract.pseudonym_secret secret
CROSS JOIN (SELECT extract.current_id() AS extract_id) named;

-- The role reads the two views. The sequences, tables and functions of `public` are not for it.
GRANT USAGE ON SCHEMA extract TO lodestar_extract;
GRANT SELECT ON extract.people, extract.referrals TO lodestar_extract;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA extract FROM PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA extract TO lodestar_extract;
