"""A supporter whom the person chose reads the needs that were shared with them."""

from django.db import migrations

from lodestar.people.supporting import policies


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_needs"), ("supporting", "0001_supporters")]

    operations = [migrations.RunSQL(policies.NEEDS, policies.NO_NEEDS)]
