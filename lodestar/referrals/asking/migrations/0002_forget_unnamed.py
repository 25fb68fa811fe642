from django.db import migrations

from lodestar.people import guarded_functions
from lodestar.referrals.asking import functions


class Migration(migrations.Migration):
    dependencies = [("asking", "0001_front_door")]

    operations = [
        migrations.RunSQL(functions.FORGET, functions.NO_FORGET),
        migrations.RunSQL(
            guarded_functions.only_for_the_web_role(functions.FORGET_ONLY), migrations.RunSQL.noop
        ),
    ]
