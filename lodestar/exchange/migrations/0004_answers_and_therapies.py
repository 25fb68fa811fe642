from pathlib import Path

from django.db import migrations

VIEWS = Path(__file__).parents[1] / "extract" / "saying.sql"
GONE = "DROP VIEW extract.social_answers; DROP VIEW extract.therapy_offers"


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0003_contacts_and_answers"),
        ("health", "0001_checks_medicines_and_therapies"),
        ("outcomes", "0001_check_ins"),
    ]

    operations = [migrations.RunSQL(VIEWS.read_text(encoding="utf-8"), GONE)]
