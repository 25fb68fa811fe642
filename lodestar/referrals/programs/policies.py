"""Rows of programs show to the team at whose desk the program works, and to nobody else."""

_OURS = "team_id = ANY ((SELECT lodestar_viewer())::uuid[])"

CALLS = f"""
ALTER TABLE programs_programcall ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_the_team ON programs_programcall USING ({_OURS}) WITH CHECK ({_OURS});
"""
NO_CALLS = """
DROP POLICY of_the_team ON programs_programcall;
ALTER TABLE programs_programcall DISABLE ROW LEVEL SECURITY;
"""

# Whoever writes a step may not read the hooks of another team: so the rows are written by the table's owner. A desk is
# told of what lies on it; a team whose program sent a referral is told of that. The command that tells them is nobody's
# session (`_TELLER`), and these two tables are all that it reads.
_TELLER = """(cardinality((SELECT lodestar_viewer())::uuid[]) = 0
                AND 'administrator' = ANY ((SELECT lodestar_roles())::text[]))"""
HOOKS = f"""
ALTER TABLE programs_webhook ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_the_team ON programs_webhook USING ({_OURS} OR {_TELLER}) WITH CHECK ({_OURS});
ALTER TABLE programs_notice ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_the_team ON programs_notice USING ({_OURS} OR {_TELLER}) WITH CHECK ({_OURS} OR {_TELLER});
CREATE FUNCTION lodestar_notice_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO programs_notice (id, webhook_id, team_id, referral_id, number, state, happened_at, tries, next_try_at,
                                 last_trouble)
    SELECT gen_random_uuid(), hook.id, hook.team_id, NEW.referral_id, NEW.number, NEW.kind, NEW.at, 0, now(), ''
    FROM programs_webhook hook
    WHERE hook.ended_at IS NULL
      AND (hook.team_id = (SELECT team_id FROM referrals_referral WHERE id = NEW.referral_id)
           OR EXISTS (SELECT 1 FROM programs_programcall call
                      WHERE call.subject_id = NEW.referral_id AND call.operation = 'refer'
                        AND call.team_id = hook.team_id));
    RETURN NULL;
END $$;
CREATE TRIGGER tells_programs AFTER INSERT ON referrals_referralstep
    FOR EACH ROW EXECUTE FUNCTION lodestar_notice_step();
"""  # noqa: S608
NO_HOOKS = """
DROP TRIGGER tells_programs ON referrals_referralstep;
DROP FUNCTION lodestar_notice_step();
DROP POLICY of_the_team ON programs_notice;
ALTER TABLE programs_notice DISABLE ROW LEVEL SECURITY;
DROP POLICY of_the_team ON programs_webhook;
ALTER TABLE programs_webhook DISABLE ROW LEVEL SECURITY;
"""
