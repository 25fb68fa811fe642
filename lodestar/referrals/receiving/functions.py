"""What the database does for whoever holds a link, past the row policies: read the least, and add the next step.

A link is the only key: without a live one the functions tell nothing and change nothing. Which step may follow which
is for rules/referral_states; the number of the step, taken under a lock, keeps two answers from both counting.
docs/decisions/0018.
"""

_LIVE = """l.secret_hash = hash AND l.revoked_at IS NULL AND l.expires_at > lodestar_now()
      AND (c.id IS NULL OR (c.withdrawn_at IS NULL AND (c.ends_on IS NULL OR c.ends_on > lodestar_today())))"""


def _step(*, create: str, service: str) -> str:
    return f"""
{create} FUNCTION lodestar_receiver_step(hash text, step_number integer, told jsonb) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    link receiving_receiverlink;
    made referrals_referralstep;
BEGIN
    SELECT l.* INTO link FROM receiving_receiverlink l JOIN referrals_referral r ON r.id = l.referral_id
        LEFT JOIN people_consent c ON c.id = r.consent_id
        WHERE {_LIVE} FOR UPDATE OF r;
    IF link.id IS NULL OR told ->> 'kind' NOT IN
        ('received', 'needs-information', 'accepted', 'waiting', 'declined', 'first-contact') THEN
        RETURN false;
    END IF;
    IF step_number <> (SELECT max(number) + 1 FROM referrals_referralstep WHERE referral_id = link.referral_id) THEN
        RETURN false;
    END IF;
    made := jsonb_populate_record(NULL::referrals_referralstep, told);
    INSERT INTO referrals_referralstep
        (id, referral_id, person_id, number, kind, at, by_id, reason, ended_by, outcome, persons_view, note, instead,
         instead_service_id, expected_on)
    VALUES (gen_random_uuid(), link.referral_id, link.person_id, step_number, made.kind, made.at, NULL,
            coalesce(made.reason, ''), '', '', '', coalesce(made.note, ''), coalesce(made.instead, ''), {service},
            made.expected_on);
    RETURN true;
END $$;
"""  # noqa: S608 -- our own parts only


# How to reach the person is told once the service has said yes, and not where they want no contact.
LINKS = f"""
CREATE FUNCTION lodestar_receiver_link(hash text) RETURNS jsonb LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    link receiving_receiverlink;
    found jsonb;
BEGIN
    SELECT l.* INTO link FROM receiving_receiverlink l JOIN referrals_referral r ON r.id = l.referral_id
        LEFT JOIN people_consent c ON c.id = r.consent_id
        WHERE {_LIVE} FOR UPDATE OF r;
    IF link.id IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT jsonb_build_object(
        'link_id', link.id, 'referral_id', r.id, 'person_id', r.person_id, 'expires_at', link.expires_at,
        'service_name', s.name, 'organisation_name', coalesce(o.name, ''), 'life_area', r.life_area,
        'hopes', r.hopes, 'go_with_me', r.go_with_me, 'received_at', r.received_at,
        'preferred_name', p.preferred_name, 'how_to_speak', p.how_to_speak_to_me,
        'asked_by_name', coalesce(u.name, ''), 'asked_by_telephone', coalesce(u.telephone, ''),
        'kinds', (SELECT jsonb_agg(step.kind ORDER BY step.number) FROM referrals_referralstep step
                  WHERE step.referral_id = r.id),
        'last_at', last.at, 'last_number', last.number, 'last_note', last.note, 'expected_on', last.expected_on,
        'telephone', CASE WHEN said_yes.is THEN p.telephone ELSE '' END,
        'email', CASE WHEN said_yes.is THEN p.email ELSE '' END,
        'way', coalesce(chosen.way, ''), 'way_words', coalesce(chosen.words, ''))
    INTO found
    FROM referrals_referral r
        JOIN people_person p ON p.id = r.person_id
        JOIN directory_service s ON s.id = r.service_id
        LEFT JOIN access_organisation o ON o.id = s.organisation_id
        LEFT JOIN access_user u ON u.id = r.asked_by_id
        JOIN LATERAL (SELECT * FROM referrals_referralstep step WHERE step.referral_id = r.id
                      ORDER BY step.number DESC LIMIT 1) last ON true
        LEFT JOIN LATERAL (SELECT * FROM course_contactchoice one WHERE one.referral_id = r.id
                           ORDER BY one.chosen_at DESC LIMIT 1) chosen ON true
        JOIN LATERAL (SELECT last.kind IN ('accepted', 'waiting', 'first-contact', 'started')
                             AND coalesce(chosen.way, '') NOT IN ('not-at-all', 'worker') AS is) said_yes ON true
    WHERE r.id = link.referral_id;
    RETURN found;
END $$;
{_step(create="CREATE", service="NULL")}
CREATE FUNCTION lodestar_receiver_mailed(hash text, moment timestamptz) RETURNS void LANGUAGE sql VOLATILE
SECURITY DEFINER SET search_path = public, pg_temp AS
$$ UPDATE receiving_receiverlink SET mailed_at = moment WHERE secret_hash = hash AND mailed_at IS NULL $$;
"""  # noqa: S608
STEP_WITH_SERVICE = _step(
    create="CREATE OR REPLACE",
    service=(
        "(SELECT s.id FROM directory_service s"
        " WHERE s.id = made.instead_service_id AND s.status = 'active' AND s.retired_at IS NULL)"
    ),
)
"""The next step, with the service that is offered instead."""
NO_LINKS = """
DROP FUNCTION lodestar_receiver_mailed(text, timestamptz);
DROP FUNCTION lodestar_receiver_step(text, integer, jsonb);
DROP FUNCTION lodestar_receiver_link(text);
"""

# The nightly command alone, which is nobody's session: it reads who waits for an answer, and no name.
CHASE = """
CREATE FUNCTION lodestar_chaser() RETURNS void LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    IF cardinality(lodestar_viewer()) > 0 OR NOT 'administrator' = ANY (lodestar_roles()) THEN
        RAISE EXCEPTION 'only the nightly command does this' USING ERRCODE = 'insufficient_privilege';
    END IF;
END $$;
CREATE FUNCTION lodestar_unanswered() RETURNS TABLE (
    referral_id uuid, person_id uuid, life_area text, step_number integer, asked_at timestamptz, has_desk boolean,
    email text, is_mailed boolean, chased text[])
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM lodestar_chaser();
    RETURN QUERY
    SELECT r.id, r.person_id, r.life_area::text, last.number::integer, last.at, r.team_id IS NOT NULL, s.email::text,
           EXISTS (SELECT 1 FROM receiving_receiverlink l WHERE l.referral_id = r.id AND l.mailed_at IS NOT NULL
                   AND l.made_at >= last.at),
           ARRAY(SELECT one.kind::text FROM receiving_chase one
                 WHERE one.referral_id = r.id AND one.step_number = last.number)
    FROM referrals_referral r
        JOIN directory_service s ON s.id = r.service_id
        LEFT JOIN people_consent c ON c.id = r.consent_id
        JOIN LATERAL (SELECT * FROM referrals_referralstep step WHERE step.referral_id = r.id
                      ORDER BY step.number DESC LIMIT 1) last ON true
    WHERE last.kind IN ('sent', 'received') AND (c.id IS NULL OR c.withdrawn_at IS NULL)
    ORDER BY last.at, r.id;
END $$;
CREATE FUNCTION lodestar_chase(referral uuid, number integer, what text, hash text, moment timestamptz,
                               until timestamptz) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE person uuid;
BEGIN
    PERFORM lodestar_chaser();
    SELECT r.person_id INTO person FROM referrals_referral r WHERE r.id = referral FOR UPDATE;
    IF number <> (SELECT max(step.number) FROM referrals_referralstep step WHERE step.referral_id = referral) THEN
        RETURN false;
    END IF;
    IF what <> '' THEN
        INSERT INTO receiving_chase (id, referral_id, person_id, kind, step_number, at)
        VALUES (gen_random_uuid(), referral, person, what, number, moment)
        ON CONFLICT DO NOTHING;
        IF NOT FOUND THEN
            RETURN false;
        END IF;
    END IF;
    IF hash <> '' THEN
        UPDATE receiving_receiverlink SET revoked_at = moment WHERE referral_id = referral AND revoked_at IS NULL;
        INSERT INTO receiving_receiverlink (id, referral_id, person_id, secret_hash, made_at, expires_at)
        VALUES (gen_random_uuid(), referral, person, hash, moment, until);
    END IF;
    RETURN true;
END $$;
"""
NO_CHASE = """
DROP FUNCTION lodestar_chase(uuid, integer, text, text, timestamptz, timestamptz);
DROP FUNCTION lodestar_unanswered();
DROP FUNCTION lodestar_chaser();
"""
WEB_ONLY = (
    "lodestar_receiver_link(text)",
    "lodestar_receiver_step(text, integer, jsonb)",
    "lodestar_receiver_mailed(text, timestamptz)",
    "lodestar_unanswered()",
    "lodestar_chase(uuid, integer, text, text, timestamptz, timestamptz)",
)
