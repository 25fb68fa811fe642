from django.db import migrations

from lodestar.referrals.letters import policies


class Migration(migrations.Migration):
    dependencies = [("letters", "0002_received_files")]

    operations = [migrations.RunSQL(policies.GOING_WITH, migrations.RunSQL.noop)]
