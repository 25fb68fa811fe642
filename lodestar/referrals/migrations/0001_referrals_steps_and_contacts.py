import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from lodestar.access import row_security


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0001_organisations_users_and_trail"),
        ("directory", "0001_services_and_sources"),
        ("people", "0001_people_and_involvement"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Referral",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("life_area", models.CharField(max_length=24)),
                ("hopes", models.TextField(help_text="What the person hopes for, in their words.")),
                (
                    "go_with_me",
                    models.BooleanField(default=False, help_text="Somebody goes along the first time."),
                ),
                (
                    "came_from",
                    models.CharField(
                        help_text="Slug of where it came from: navigator, gp, self…", max_length=24
                    ),
                ),
                ("received_at", models.DateTimeField()),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "consent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.consent",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="referrals",
                        to="people.person",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.service"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        help_text="The desk.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.team",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("life_area", models.CharField(max_length=24)),
                ("happened_on", models.DateField(help_text="London date.")),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("in-person", "Face to face"),
                            ("telephone", "Telephone"),
                            ("video", "Video"),
                            ("text", "Text message"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "attendance",
                    models.CharField(
                        choices=[
                            ("attended", "We met or spoke"),
                            ("not-reached", "We tried and did not reach them"),
                            ("cancelled-by-person", "They could not make it"),
                            ("cancelled-by-service", "We could not make it"),
                        ],
                        max_length=24,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contacts",
                        to="people.person",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contacts",
                        to="referrals.referral",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReferralStep",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "number",
                    models.SmallIntegerField(help_text="1 for the first step of a referral, then 2, 3…"),
                ),
                ("kind", models.CharField(help_text="Slug of rules/referral_states.", max_length=20)),
                ("at", models.DateTimeField()),
                (
                    "reason",
                    models.CharField(
                        blank=True, help_text="Code of the reason, for a decline or an end.", max_length=40
                    ),
                ),
                ("note", models.TextField(blank=True, help_text="Words for the person to read.")),
                ("instead", models.TextField(blank=True, help_text="What is offered instead, in words.")),
                (
                    "expected_on",
                    models.DateField(blank=True, help_text="When the next thing is due.", null=True),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "instead_service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.service",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="referrals.referral",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(fields=["person", "-received_at"], name="referral_person"),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(fields=["team", "-received_at"], name="referral_team"),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(fields=["service", "received_at"], name="referral_service"),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(fields=["person", "-happened_on"], name="contact_person"),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(fields=["referral", "happened_on"], name="contact_referral"),
        ),
        migrations.AddIndex(
            model_name="referralstep",
            index=models.Index(fields=["person", "-at"], name="referral_step_person"),
        ),
        migrations.AddConstraint(
            model_name="referralstep",
            constraint=models.UniqueConstraint(
                fields=("referral", "number"), name="referral_step_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="referralstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "declined"), _negated=True),
                    models.Q(
                        models.Q(("reason", ""), _negated=True),
                        models.Q(
                            models.Q(("instead", ""), _negated=True),
                            ("instead_service__isnull", False),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="decline_has_a_reason_and_an_offer",
            ),
        ),
        row_security.protect("referrals_referral", life_area="life_area"),
        row_security.protect_with("referrals_referralstep", parent="referrals_referral", key="referral_id"),
        row_security.protect("referrals_contact", life_area="life_area"),
    ]
