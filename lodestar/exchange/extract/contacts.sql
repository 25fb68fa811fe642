-- Contacts for figures of access, and of referrals the answers and the need. It comes after counted_people.sql:
-- every view of a person's rows joins extract.counted_people, and never people_person; a test holds each view to it.

CREATE OR REPLACE VIEW extract.referrals WITH (security_barrier) AS
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
answered AS (
    SELECT referral_id,
        min((at AT TIME ZONE 'Europe/London')::date)
            FILTER (WHERE kind IN ('accepted', 'waiting', 'first-contact', 'started')) AS accepted_on,
        min((at AT TIME ZONE 'Europe/London')::date) FILTER (WHERE kind = 'declined') AS declined_on
    FROM referrals_referralstep GROUP BY referral_id
),
needs AS (
    -- Parts of life with a need written down by the day that the referral came.
    SELECT referral.id AS referral_id, count(DISTINCT need.life_area) AS areas
    FROM referrals_referral referral
    JOIN plans_need need ON need.person_id = referral.person_id AND need.recorded_at <= referral.received_at
    GROUP BY referral.id
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
    date_trunc('month', received.received_on)::date AS month,
    answered.accepted_on,
    answered.declined_on,
    -- Three parts of life or more: lodestar/rules/creaming.py.
    CASE WHEN needs.areas >= 3 THEN 'more' ELSE 'less' END AS need
FROM received
JOIN extract.counted_people person ON person.id = received.person_id
JOIN directory_service service ON service.id = received.service_id
LEFT JOIN access_organisation organisation ON organisation.id = service.organisation_id
LEFT JOIN met ON met.referral_id = received.id
LEFT JOIN met_by_step ON met_by_step.referral_id = received.id
LEFT JOIN answered ON answered.referral_id = received.id
LEFT JOIN needs ON needs.referral_id = received.id
LEFT JOIN ended ON ended.referral_id = received.id
CROSS JOIN extract.pseudonym_secret secret
CROSS JOIN (SELECT extract.current_id() AS extract_id) named;

CREATE VIEW extract.contacts WITH (security_barrier) AS
SELECT
    encode(sha256(secret.outer_key || sha256(secret.inner_key
        || convert_to(named.extract_id || ':contact:' || contact.id, 'UTF8'))), 'hex') AS contact_key,
    encode(sha256(secret.outer_key || sha256(secret.inner_key
        || convert_to(named.extract_id || ':person:' || contact.person_id, 'UTF8'))), 'hex') AS person_key,
    contact.happened_on,
    contact.attendance::text AS attendance,
    contact.mode::text AS mode,
    contact.planned_mode::text AS planned_mode,
    coalesce(team_type.code, '')::text AS team_type,
    extract.age_band(person.born_on, contact.happened_on) AS age_band,
    -- The first that holds, in the order of lodestar/rules/circumstances.py.
    coalesce((
        SELECT said.kind FROM circumstances_circumstance said
        WHERE said.person_id = contact.person_id AND said.kind IN ('looked-after', 'care-leaver', 'in-custody')
            AND said.starts_on <= contact.happened_on
            AND (said.ends_on IS NULL OR said.ends_on > contact.happened_on)
        ORDER BY array_position(ARRAY['looked-after', 'care-leaver', 'in-custody'], said.kind::text) LIMIT 1
    ), 'none')::text AS priority_group
FROM referrals_contact contact
JOIN extract.counted_people person ON person.id = contact.person_id
LEFT JOIN referrals_referral referral ON referral.id = contact.referral_id
LEFT JOIN waits_teamtype team_type ON team_type.team_id = referral.team_id
CROSS JOIN extract.pseudonym_secret secret
CROSS JOIN (SELECT extract.current_id() AS extract_id) named;
GRANT SELECT ON extract.contacts TO lodestar_extract;
