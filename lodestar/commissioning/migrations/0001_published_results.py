import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="PublishedResult",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("indicator", models.CharField(help_text="Slug of the catalogue.", max_length=60)),
                ("definition_version", models.CharField(max_length=20)),
                ("breakdown", models.CharField(help_text="total, service, month…", max_length=40)),
                ("key", models.CharField(blank=True, max_length=80)),
                ("label", models.CharField(max_length=300)),
                ("period_from", models.DateField()),
                ("period_to", models.DateField(help_text="The first day after the period.")),
                (
                    "count",
                    models.IntegerField(
                        help_text="People or referrals behind it; empty when hidden.", null=True
                    ),
                ),
                ("values", models.JSONField(help_text="Figures by name; empty when hidden.")),
                (
                    "hidden_because",
                    models.CharField(
                        blank=True, help_text="Slug of the disclosure rule in force.", max_length=40
                    ),
                ),
                ("extract_id", models.CharField(max_length=60)),
                ("computed_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["indicator", "-computed_at"], name="published_newest")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("indicator", "breakdown", "key", "period_from", "period_to", "extract_id"),
                        name="published_result_once",
                    )
                ],
            },
        ),
    ]
