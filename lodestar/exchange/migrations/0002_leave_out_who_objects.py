from pathlib import Path

from django.db import migrations

VIEWS = Path(__file__).parents[1] / "extract" / "counted_people.sql"
# Going back keeps who said no out of the extract: there is no reading of an objection that an older release wants.
KEPT = migrations.RunSQL.noop


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0001_views_of_the_extract"),
        ("people", "0003_grounds_and_terms"),
        ("sharing", "0001_choices_openings_and_alerts"),
    ]

    operations = [migrations.RunSQL(VIEWS.read_text(encoding="utf-8"), KEPT)]
