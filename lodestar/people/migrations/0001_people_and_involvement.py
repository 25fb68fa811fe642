import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.comparison
import uuid
from django.conf import settings
from django.db import migrations, models

from lodestar.access import row_security


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0001_organisations_users_and_trail"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("preferred_name", models.CharField(help_text="As they like to be called.", max_length=80)),
                ("full_name", models.CharField(max_length=150)),
                ("pronouns", models.CharField(blank=True, max_length=40)),
                ("born_on", models.DateField(blank=True, null=True)),
                (
                    "gender",
                    models.CharField(blank=True, help_text="In their own word, or empty.", max_length=24),
                ),
                (
                    "ethnic_group",
                    models.CharField(blank=True, help_text="National code, or empty.", max_length=2),
                ),
                (
                    "nhs_number",
                    models.CharField(blank=True, help_text="Ten digits, never in an address.", max_length=10),
                ),
                ("telephone", models.CharField(blank=True, max_length=40)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("postcode", models.CharField(blank=True, max_length=8)),
                (
                    "easting",
                    models.IntegerField(
                        blank=True, help_text="Metres on the British National Grid.", null=True
                    ),
                ),
                (
                    "northing",
                    models.IntegerField(
                        blank=True, help_text="Metres on the British National Grid.", null=True
                    ),
                ),
                ("neighbourhood_code", models.CharField(blank=True, max_length=40)),
                ("local_authority_code", models.CharField(blank=True, max_length=9)),
                ("how_to_speak_to_me", models.CharField(blank=True, max_length=300)),
                ("what_matters", models.TextField(blank=True)),
                ("strengths", models.TextField(blank=True)),
                (
                    "is_synthetic",
                    models.BooleanField(default=False, help_text="Invented for the demo place."),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "user",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="person",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("referral", "Refer me to a service"),
                            ("evaluation", "Use my story in figures"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "life_areas",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24), size=None
                    ),
                ),
                (
                    "organisation_id",
                    models.UUIDField(help_text="To whom, if to one organisation.", null=True),
                ),
                ("words", models.TextField(help_text="What the person was told and agreed to.")),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("in-person", "Face to face"),
                            ("telephone", "By telephone"),
                            ("online", "By themselves, online"),
                            ("written", "In writing"),
                        ],
                        max_length=12,
                    ),
                ),
                ("given_at", models.DateTimeField()),
                (
                    "ends_on",
                    models.DateField(
                        blank=True, help_text="The first day on which it no longer holds.", null=True
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to="people.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Involvement",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "holder_id",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Coalesce("user", "team"),
                        output_field=models.UUIDField(),
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        blank=True, help_text="Slug of the holder's role towards the person.", max_length=24
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("self", "It is their own record"),
                            ("choice", "The person chose them"),
                            ("care-team", "They are in the person's care team"),
                            ("referral", "The person was referred to them"),
                            ("statutory", "The law gives them a duty"),
                            ("emergency", "An emergency"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "life_areas",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24),
                        help_text="Life areas that it opens.",
                        size=None,
                    ),
                ),
                ("is_key_worker", models.BooleanField(default=False)),
                ("starts_on", models.DateField()),
                (
                    "ends_on",
                    models.DateField(
                        blank=True, help_text="The first day on which it no longer holds.", null=True
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="access.team",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="involvements",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person", "holder_id"], name="involvement_person_holder"),
                    models.Index(fields=["holder_id", "person"], name="involvement_holder_person"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["life_areas"], name="involvement_life_areas"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("user__isnull", True), ("team__isnull", True), _connector="XOR"),
                        name="involvement_of_user_or_team",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="involvement_ends_after_it_starts",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True), ("is_key_worker", True)),
                        fields=("person",),
                        name="one_key_worker_per_person",
                    ),
                ],
            },
        ),
        migrations.RunSQL(row_security.INVOLVEMENT, row_security.NO_INVOLVEMENT),
        row_security.protect("people_person", person="id"),
        row_security.protect("people_consent"),
    ]
