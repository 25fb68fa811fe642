"""Keep the sentences that an import's report says of its whole source."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """Give import runs their remarks."""

    dependencies = [("directory", "0007_hours_that_are_open")]

    operations = [
        migrations.AddField(
            model_name="importrun",
            name="remarks",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(),
                default=list,
                help_text="Sentences of the report on the whole source.",
                size=None,
            ),
        ),
    ]
