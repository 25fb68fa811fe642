"""The moment at which somebody left: being in touch within 72 hours counts from it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sharing", "0001_choices_openings_and_alerts")]

    operations = [
        migrations.AddField(
            model_name="lifeevent",
            name="happened_at",
            field=models.DateTimeField(blank=True, help_text="The moment, where hours count: leaving.", null=True),
        ),
    ]
