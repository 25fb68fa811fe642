"""What a place publishes: figures with where they came from."""

import uuid
from typing import ClassVar

from django.db import models


class PublishedResult(models.Model):
    """One row is one figure of an indicator, for one part of one breakdown and one period, ready to show."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    indicator = models.CharField(max_length=60, help_text="Slug of the catalogue.")
    definition_version = models.CharField(max_length=20)
    breakdown = models.CharField(max_length=40, help_text="total, service, month…")
    key = models.CharField(max_length=80, blank=True)
    label = models.CharField(max_length=300)
    period_from = models.DateField()
    period_to = models.DateField(help_text="The first day after the period.")
    as_at = models.DateField(help_text="The day at whose end the figures stand: the day of the extract.")
    count = models.IntegerField(null=True, help_text="People or referrals behind it; empty when hidden.")
    values = models.JSONField(help_text="Figures by name; empty when hidden.")
    hidden_because = models.CharField(max_length=40, blank=True, help_text="Slug of the disclosure rule in force.")
    extract_id = models.CharField(max_length=60)
    computed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "breakdown", "key", "period_from", "period_to", "extract_id"],
                name="published_result_once",
            ),
        ]
        indexes = [models.Index(fields=["indicator", "-computed_at"], name="published_newest")]
