"""Who sees a letter: whoever the person's life area opens to; before anybody is named, the team at the front door.

A letter goes when its unnamed request is forgotten, and its file goes with it.
"""

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


def _going_with(table: str, *, parent: str, key: str) -> str:
    """Return the SQL that lets the rows of `table` go when the database takes the `parent` row that `key` names."""
    return f"""
DO $$
DECLARE
    named text;
BEGIN
    SELECT conname INTO STRICT named FROM pg_constraint
        WHERE contype = 'f' AND conrelid = '{table}'::regclass AND confrelid = '{parent}'::regclass;
    EXECUTE format('ALTER TABLE {table} DROP CONSTRAINT %I', named);
    EXECUTE format('ALTER TABLE {table} ADD CONSTRAINT %I FOREIGN KEY ({key}) REFERENCES {parent} (id)'
        ' ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED', named);
END $$;
"""  # noqa: S608  (our own table names)


GOING_WITH = _going_with("letters_letter", parent="asking_helprequest", key="request_id") + _going_with(
    "letters_receivedfile", parent="letters_letter", key="letter_id"
)
