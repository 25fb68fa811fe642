import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import uuid
from django.conf import settings
from django.db import migrations, models

from lodestar.access import row_security


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.RunSQL(row_security.GRANTS, row_security.NO_GRANTS),
        migrations.RunSQL(row_security.FUNCTIONS, row_security.NO_FUNCTIONS),
        migrations.CreateModel(
            name="User",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("name", models.CharField(help_text="As they like to be called.", max_length=150)),
                ("telephone", models.CharField(blank=True, max_length=40)),
                ("is_active", models.BooleanField(default=True)),
                (
                    "is_synthetic",
                    models.BooleanField(default=False, help_text="Invented for the demo place."),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField()),
                (
                    "action",
                    models.CharField(help_text="Slug of the action, like open-record.", max_length=60),
                ),
                ("by_user_id", models.UUIDField(help_text="Empty for the system itself.", null=True)),
                ("by_name", models.CharField(max_length=150)),
                ("by_role", models.CharField(blank=True, max_length=24)),
                ("by_organisation_name", models.CharField(blank=True, max_length=300)),
                ("person_id", models.UUIDField(help_text="Whom it is about, if anybody.", null=True)),
                (
                    "life_areas",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24),
                        default=list,
                        help_text="Life areas shown or changed.",
                        size=None,
                    ),
                ),
                ("subject_kind", models.CharField(blank=True, max_length=40)),
                ("subject_id", models.CharField(blank=True, max_length=60)),
                (
                    "reason",
                    models.CharField(
                        blank=True, help_text="Why, as a code or in words that we wrote.", max_length=300
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person_id", "-at"], name="audit_person_at"),
                    models.Index(fields=["by_user_id", "-at"], name="audit_by_at"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=300)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("nhs-trust", "NHS trust"),
                            ("primary-care", "GP practice or network"),
                            ("council", "Council"),
                            ("icb", "Integrated care board"),
                            ("charity", "Charity"),
                            ("community-group", "Community group"),
                            ("social-enterprise", "Social enterprise"),
                            ("company", "Company"),
                            ("not-known", "Not known"),
                        ],
                        default="not-known",
                        max_length=24,
                    ),
                ),
                ("description", models.TextField(blank=True)),
                ("website", models.URLField(blank=True, max_length=500)),
                ("email", models.EmailField(blank=True, max_length=254)),
                (
                    "charity_number",
                    models.CharField(blank=True, help_text="Charity Commission number.", max_length=20),
                ),
                (
                    "company_number",
                    models.CharField(blank=True, help_text="Companies House number.", max_length=20),
                ),
                ("ods_code", models.CharField(blank=True, help_text="NHS organisation code.", max_length=10)),
                (
                    "is_synthetic",
                    models.BooleanField(default=False, help_text="Invented for the demo place."),
                ),
                ("changed_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "indexes": [
                    models.Index(django.db.models.functions.text.Lower("name"), name="organisation_name")
                ],
            },
        ),
        migrations.CreateModel(
            name="Team",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=200)),
                ("telephone", models.CharField(blank=True, max_length=40)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="teams",
                        to="access.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("person", "Person"),
                            ("key-worker", "Key worker"),
                            ("navigator", "Care navigator"),
                            ("peer-worker", "Peer worker"),
                            ("referral-desk", "Referral desk"),
                            ("provider-manager", "Provider manager"),
                            ("commissioner", "Commissioner"),
                            ("place-lead", "Place lead"),
                            ("information-lead", "Information lead"),
                            ("administrator", "System administrator"),
                        ],
                        max_length=24,
                    ),
                ),
                ("starts_on", models.DateField()),
                (
                    "ends_on",
                    models.DateField(
                        blank=True, help_text="The first day on which it no longer holds.", null=True
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="access.organisation",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="access.team",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["user", "role"], name="membership_user_role")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="membership_ends_after_it_starts",
                    )
                ],
            },
        ),
        migrations.RunSQL(row_security.APPEND_ONLY_TRAIL, row_security.NO_APPEND_ONLY_TRAIL),
        migrations.RunSQL(row_security.CACHE_TABLE, "DROP TABLE access_cache"),
    ]
