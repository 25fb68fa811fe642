-- Who is counted in figures: everybody but those who said no.
--
-- Said no: an objection to figures that holds on the day (sharing_sharingchoice for the analyst's role and
-- the purpose evaluation), or a newest agreement to be counted that was taken back. Every view of a person's rows
-- joins extract.counted_people, and never people_person; a test holds each view to it.

CREATE VIEW extract.counted_people WITH (security_barrier) AS
SELECT person.id, person.born_on, person.neighbourhood_code
FROM people_person person
WHERE NOT EXISTS (
    SELECT 1 FROM sharing_sharingchoice choice
    WHERE choice.person_id = person.id AND 'evaluation' = ANY (choice.purposes) AND choice.role = 'analyst'
        AND choice.starts_on <= (now() AT TIME ZONE 'Europe/London')::date
        AND (choice.ends_on IS NULL OR choice.ends_on > (now() AT TIME ZONE 'Europe/London')::date)
) AND NOT coalesce((
    SELECT agreed.withdrawn_at IS NOT NULL FROM people_consent agreed
    WHERE agreed.person_id = person.id AND agreed.purpose = 'evaluation'
    ORDER BY agreed.given_at DESC, agreed.id LIMIT 1
), false);
COMMENT ON VIEW extract.counted_people IS 'Owner only: the ids behind the keys of extracts.';

CREATE OR REPLACE VIEW extract.people WITH (security_barrier) AS
SELECT
    encode(sha256(secret.outer_key || sha256(secret.inner_key
        || convert_to(named.extract_id || ':person:' || person.id, 'UTF8'))), 'hex') AS person_key,
    extract.age_band(person.born_on, (now() AT TIME ZONE 'Europe/London')::date) AS age_band,
    person.neighbourhood_code::text AS neighbourhood_code
FROM extract.counted_people person
CROSS JOIN extract.pseudonym_secret secret
CROSS JOIN (SELECT extract.current_id() AS extract_id) named;

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
JOIN extract.counted_people person ON person.id = received.person_id
JOIN directory_service service ON service.id = received.service_id
LEFT JOIN access_organisation organisation ON organisation.id = service.organisation_id
LEFT JOIN met ON met.referral_id = received.id
LEFT JOIN met_by_step ON met_by_step.referral_id = received.id
LEFT JOIN ended ON ended.referral_id = received.id
CROSS JOIN extract.pseudonym_secret secret
CROSS JOIN (SELECT extract.current_id() AS extract_id) named;
