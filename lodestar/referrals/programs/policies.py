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
