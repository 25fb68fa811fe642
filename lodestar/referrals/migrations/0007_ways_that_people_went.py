from django.db import migrations

from lodestar.referrals import showing_routes


class Migration(migrations.Migration):

    dependencies = [
        ('routes', '0001_ways_to_a_service'),
        ('referrals', '0006_what_use_shows'),
    ]

    operations = [
        migrations.RunSQL(showing_routes.ROUTES, showing_routes.NO_ROUTES),
    ]
