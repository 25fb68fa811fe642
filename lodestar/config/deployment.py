"""What stands in the way of serving people: Django's deployment checks and ours."""

from django.conf import settings
from django.core import checks
from django.db import connections

WEB_POWERS = """
SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb,
       EXISTS (SELECT 1 FROM pg_class WHERE relowner = r.oid),
       pg_has_role(r.rolname, (SELECT relowner FROM pg_class WHERE oid = 'people_person'::regclass), 'MEMBER')
FROM pg_roles r WHERE rolname = current_user
"""


def faults() -> list[str]:
    """Return a sentence for each thing to mend; nothing when the place may serve."""
    found = [
        f"{message.msg} {message.hint or ''}".strip()
        for message in checks.run_checks(include_deployment_checks=True)
        if message.level >= checks.WARNING
    ]
    if settings.IS_DEMO:
        found.append("This is the demo, with known passwords. Unset LODESTAR_DEMO and set SECRET_KEY.")
    if missing := {"default", "owner", "extract"} - set(settings.DATABASES):
        found.append(f"No database address for: {', '.join(sorted(missing))}. See docs/how-to/deploy.md.")
    if not settings.HELP_TELEPHONE:
        found.append("LODESTAR_HELP_TELEPHONE is empty: every error page tells people whom to ring.")
    return [*found, *_database_faults()]


def _database_faults() -> list[str]:
    connection = connections["default"]
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int")
        if cursor.fetchone()[0] < 150_000:
            found.append("The database is older than PostgreSQL 15.")
        cursor.execute(WEB_POWERS)
        has_powers, owns, is_member_of_owner = cursor.fetchone()
    if has_powers:
        found.append("The web role has powers that let it past row security. Take them away: docs/how-to/deploy.md.")
    if owns or is_member_of_owner:
        found.append("The web role owns tables, or belongs to the role that does. Row security does not bind it.")
    return found
