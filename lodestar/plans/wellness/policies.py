"""Who reads a wellness plan, as the database holds it: its writer, and whom the writer let in, section by section."""

from lodestar.access import row_security

_INVOLVED = """EXISTS (
    SELECT 1 FROM people_involvement involved
    WHERE involved.person_id = {table}.person_id AND involved.basis {basis} AND {held})"""


def own(table: str) -> tuple[str, str]:
    """Return the SQL, and its undoing, that gives a table to the person alone."""
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;\n"
        f"CREATE POLICY own_rows ON {table}"
        " USING (lodestar_is_own(person_id)) WITH CHECK (lodestar_is_own(person_id));",
        f"DROP POLICY own_rows ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )


def shared(table: str, *, in_emergency: bool) -> tuple[str, str]:
    """Return the SQL, and its undoing, that lets in those who support the person, and who opened in an emergency.

    A referral alone opens nothing of it. Nobody but the person writes.
    """
    lasting = _INVOLVED.format(table=table, basis="NOT IN ('self', 'referral', 'emergency')", held=row_security.HELD)
    said = f"CREATE POLICY for_workers ON {table} FOR SELECT USING (is_for_workers AND {lasting});"
    undone = f"DROP POLICY for_workers ON {table};"
    if in_emergency:
        urgent = _INVOLVED.format(table=table, basis="= 'emergency'", held=row_security.HELD)
        said += f"\nCREATE POLICY for_emergency ON {table} FOR SELECT USING (is_for_emergency AND {urgent});"
        undone += f" DROP POLICY for_emergency ON {table};"
    return said, undone


def suggested(table: str) -> tuple[str, str]:
    """Return the SQL, and its undoing, that lets workers who read a section offer other words for it, and no more."""
    return (
        f"CREATE POLICY suggests ON {table} FOR INSERT WITH CHECK (answer = '' AND EXISTS ("  # noqa: S608
        f"SELECT 1 FROM wellness_section s WHERE s.id = {table}.section_id"
        f" AND s.person_id = {table}.person_id AND s.is_for_workers));",
        f"DROP POLICY suggests ON {table};",
    )


def with_section(table: str) -> tuple[str, str]:
    """Return the SQL, and its undoing, that shows the words of a section to whoever reads the section."""
    return (
        f"CREATE POLICY reads_section ON {table} FOR SELECT"  # noqa: S608
        f" USING (EXISTS (SELECT 1 FROM wellness_section s WHERE s.id = {table}.section_id));",
        f"DROP POLICY reads_section ON {table};",
    )
