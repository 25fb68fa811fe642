import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Outcode",
            fields=[
                ("outcode", models.CharField(max_length=4, primary_key=True, serialize=False)),
                ("easting", models.IntegerField(help_text="Metres on the British National Grid.")),
                ("northing", models.IntegerField(help_text="Metres on the British National Grid.")),
                ("latitude", models.FloatField(help_text="WGS84 degrees.")),
                ("longitude", models.FloatField(help_text="WGS84 degrees.")),
                ("radius_m", models.IntegerField(help_text="Metres that hold 90% of its postcodes.")),
                ("postcodes", models.IntegerField(help_text="How many postcodes it was made from.")),
                (
                    "local_authority_code",
                    models.CharField(help_text="ONS code of most of its postcodes.", max_length=9),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Postcode",
            fields=[
                (
                    "postcode",
                    models.CharField(
                        help_text="Upper case, no space.", max_length=7, primary_key=True, serialize=False
                    ),
                ),
                ("easting", models.IntegerField(help_text="Metres on the British National Grid.")),
                ("northing", models.IntegerField(help_text="Metres on the British National Grid.")),
                ("latitude", models.FloatField(help_text="WGS84 degrees.")),
                ("longitude", models.FloatField(help_text="WGS84 degrees.")),
                (
                    "local_authority_code",
                    models.CharField(db_index=True, help_text="ONS code.", max_length=9),
                ),
                ("neighbourhood_code", models.CharField(blank=True, max_length=40)),
                (
                    "is_terminated",
                    models.BooleanField(
                        help_text="No longer in use; empty when the source does not say.", null=True
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PostcodeSector",
            fields=[
                (
                    "sector",
                    models.CharField(
                        help_text="Upper case, one space.", max_length=6, primary_key=True, serialize=False
                    ),
                ),
                ("easting", models.IntegerField(help_text="Metres on the British National Grid.")),
                ("northing", models.IntegerField(help_text="Metres on the British National Grid.")),
                ("latitude", models.FloatField(help_text="WGS84 degrees.")),
                ("longitude", models.FloatField(help_text="WGS84 degrees.")),
                ("radius_m", models.IntegerField(help_text="Metres that hold 90% of its postcodes.")),
                ("postcodes", models.IntegerField(help_text="How many postcodes it was made from.")),
                (
                    "local_authority_code",
                    models.CharField(help_text="ONS code of most of its postcodes.", max_length=9),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Area",
            fields=[
                ("code", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("neighbourhood", "Neighbourhood"),
                            ("primary-care-network", "Primary care network"),
                            ("local-authority", "Local authority"),
                            ("icb", "Integrated care board"),
                        ],
                        max_length=24,
                    ),
                ),
                ("boundary", models.JSONField(blank=True, help_text="GeoJSON geometry, WGS84.", null=True)),
                ("easting", models.IntegerField(help_text="Metres on the British National Grid.", null=True)),
                (
                    "northing",
                    models.IntegerField(help_text="Metres on the British National Grid.", null=True),
                ),
                ("population", models.IntegerField(help_text="Usual residents, people.", null=True)),
                (
                    "deprivation_decile",
                    models.SmallIntegerField(help_text="1 is the most deprived tenth in England.", null=True),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="places.area",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "name"], name="area_kind_name")],
            },
        ),
    ]
