"""The moment of a contact, where hours count."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("referrals", "0007_ways_that_people_went")]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="happened_at",
            field=models.DateTimeField(blank=True, help_text="The moment, where hours count.", null=True),
        ),
    ]
