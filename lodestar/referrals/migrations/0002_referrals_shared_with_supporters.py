"""A supporter whom the person chose reads the referrals of a life area that was shared with them."""

from django.db import migrations

from lodestar.people.supporting import policies


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_referrals_steps_and_contacts"), ("supporting", "0001_supporters")]

    operations = [migrations.RunSQL(policies.REFERRALS, policies.NO_REFERRALS)]
