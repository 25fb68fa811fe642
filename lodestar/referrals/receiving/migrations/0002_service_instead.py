from django.db import migrations

from lodestar.referrals.receiving import functions


class Migration(migrations.Migration):
    dependencies = [
        ("receiving", "0001_links_and_chases"),
    ]

    operations = [
        migrations.RunSQL(functions.STEP_WITH_SERVICE, migrations.RunSQL.noop),
    ]
