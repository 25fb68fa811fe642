"""What people are offered after a contract ends, and the counts of it that commissioners get."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from lodestar.access import row_security
from lodestar.referrals import counting_exits


class Migration(migrations.Migration):
    dependencies = [
        ("commissioning", "0003_contracts_funds_and_exit_plans"),
        ("directory", "0001_services_and_sources"),
        ("people", "0001_people_and_involvement"),
        ("sharing", "0001_choices_openings_and_alerts"),
        ("referrals", "0002_referrals_shared_with_supporters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NextOffer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("life_area", models.CharField(max_length=24)),
                (
                    "words",
                    models.CharField(
                        blank=True, help_text="What is offered, where no service names it.", max_length=300
                    ),
                ),
                ("wishes", models.TextField(blank=True, help_text="What they want to keep, in their words.")),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("offered", "Offered, no answer yet"),
                            ("agreed", "They agree"),
                            ("declined", "They do not want it"),
                        ],
                        max_length=8,
                    ),
                ),
                ("at", models.DateTimeField()),
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
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="commissioning.contract"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="next_offers", to="people.person"
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.service",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["contract", "person", "-at"], name="next_offer_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answer", "declined"),
                            models.Q(("words", ""), _negated=True),
                            ("service__isnull", False),
                            _connector="OR",
                        ),
                        name="next_offer_is_named",
                    )
                ],
            },
        ),
        row_security.protect_by_reach("referrals_nextoffer", life_area="life_area"),
        migrations.RunSQL(counting_exits.PUBLISHABLE, counting_exits.NO_PUBLISHABLE),
        migrations.RunSQL(counting_exits.EXITS, counting_exits.NO_EXITS),
    ]
