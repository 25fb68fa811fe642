"""Who sees a letter: whoever the person's life area opens to; before anybody is named, the team at the front door."""

from lodestar.access import row_security

_DOOR = """EXISTS (SELECT 1 FROM asking_helprequest asked WHERE asked.id = letters_letter.request_id
        AND asked.team_id = ANY ((SELECT lodestar_viewer())::uuid[]))"""
_REACH = row_security.reaching("letters_letter", life_area="life_area")

POLICY = f"""
ALTER TABLE letters_letter ENABLE ROW LEVEL SECURITY;
CREATE POLICY reach_or_door ON letters_letter USING ({_REACH} OR (person_id IS NULL AND {_DOOR}))
    WITH CHECK ({_REACH} OR {_DOOR});
"""
NO_POLICY = """
DROP POLICY reach_or_door ON letters_letter;
ALTER TABLE letters_letter DISABLE ROW LEVEL SECURITY;
"""
