import datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("commissioning", "0001_published_results")]

    operations = [
        migrations.AddField(
            model_name="publishedresult",
            name="as_at",
            # Nothing was published before this column; the default is there only because it may not be empty.
            field=models.DateField(
                default=datetime.date(1, 1, 1),
                help_text="The day at whose end the figures stand: the day of the extract.",
            ),
            preserve_default=False,
        ),
    ]
