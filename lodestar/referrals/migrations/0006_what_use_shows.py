from django.db import migrations

from lodestar.referrals import showing_use


class Migration(migrations.Migration):

    dependencies = [
        ('assurance', '0001_what_is_made_sure_of'),
        ('referrals', '0005_how_support_ended'),
    ]

    operations = [
        migrations.RunSQL(showing_use.USE, showing_use.NO_USE),
    ]
