-- What people say of their contact with others, and therapies that were offered. It comes after counted_people.sql:
-- every view of a person's rows joins extract.counted_people, and never people_person; a test holds each view to it.

CREATE VIEW extract.social_answers WITH (security_barrier) AS
SELECT
    encode(sha256(secret.outer_key || sha256(secret.inner_key
        || convert_to(named.extract_id || ':answer:' || said.id, 'UTF8'))), 'hex') AS answer_key,
    encode(sha256(secret.outer_key || sha256(secret.inner_key
        || convert_to(named.extract_id || ':person:' || said.person_id, 'UTF8'))), 'hex') AS person_key,
    (said.answered_at AT TIME ZONE 'Europe/London')::date AS answered_on,
    date_trunc('month', said.answered_at AT TIME ZONE 'Europe/London')::date AS month,
    said.answer::text AS answer,
    person.neighbourhood_code::text AS neighbourhood_code
FROM outcomes_ownanswer said
-- A check-in counts once it is finished.
JOIN outcomes_checkin check_in ON check_in.id = said.check_in_id AND check_in.finished_at IS NOT NULL
JOIN extract.counted_people person ON person.id = said.person_id
CROSS JOIN extract.pseudonym_secret secret
CROSS JOIN (SELECT extract.current_id() AS extract_id) named
WHERE said.question = 'social-contact';
GRANT SELECT ON extract.social_answers TO lodestar_extract;

CREATE VIEW extract.therapy_offers WITH (security_barrier) AS
SELECT
    encode(sha256(secret.outer_key || sha256(secret.inner_key
        || convert_to(named.extract_id || ':offer:' || offer.id, 'UTF8'))), 'hex') AS offer_key,
    encode(sha256(secret.outer_key || sha256(secret.inner_key
        || convert_to(named.extract_id || ':person:' || offer.person_id, 'UTF8'))), 'hex') AS person_key,
    offer.therapy::text AS therapy,
    offer.condition::text AS condition,
    offer.offered_on,
    -- Started says that a session was attended, and nothing less: lodestar/rules/therapies.py.
    (SELECT min(step."on") FROM health_therapystep step
     WHERE step.offer_id = offer.id AND step.kind = 'session-attended') AS started_on
FROM health_therapyoffer offer
JOIN extract.counted_people person ON person.id = offer.person_id
CROSS JOIN extract.pseudonym_secret secret
CROSS JOIN (SELECT extract.current_id() AS extract_id) named;
GRANT SELECT ON extract.therapy_offers TO lodestar_extract;
