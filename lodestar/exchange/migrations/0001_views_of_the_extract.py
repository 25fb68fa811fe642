import secrets
from pathlib import Path

from django.db import migrations

VIEWS = Path(__file__).parents[1] / "extract" / "views.sql"
BLOCK = 64  # bytes: the block of SHA-256, as RFC 2104 pads a key to
INNER, OUTER = 0x36, 0x5C  # RFC 2104, section 2


def make_the_secret(apps, schema_editor):
    """Draw the secret here, so that it is in no file and no log."""
    key = secrets.token_bytes(BLOCK)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO extract.pseudonym_secret (inner_key, outer_key) VALUES (%s, %s)",
            [bytes(byte ^ INNER for byte in key), bytes(byte ^ OUTER for byte in key)],
        )


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0001_organisations_users_and_trail"),
        ("directory", "0001_services_and_sources"),
        ("people", "0001_people_and_involvement"),
        ("referrals", "0001_referrals_steps_and_contacts"),
    ]

    operations = [
        migrations.RunSQL(VIEWS.read_text(encoding="utf-8"), "DROP SCHEMA extract CASCADE"),
        migrations.RunPython(make_the_secret, migrations.RunPython.noop),
    ]
