import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from lodestar.access import row_security


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_people_and_involvement"),
        ("referrals", "0001_referrals_steps_and_contacts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Need",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("life_area", models.CharField(max_length=24)),
                ("words", models.TextField(help_text="The person's own words, kept as they were said.")),
                ("recorded_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="needs", to="people.person"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="NeedReferral",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "need",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="referrals", to="plans.need"
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
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="for_need",
                        to="referrals.referral",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="need",
            index=models.Index(fields=["person", "-recorded_at"], name="need_person"),
        ),
        row_security.protect("plans_need", life_area="life_area"),
        row_security.protect_with("plans_needreferral", parent="plans_need", key="need_id"),
    ]
