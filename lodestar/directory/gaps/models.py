"""What people wanted and could not have, counted without anybody in it."""

import uuid
from typing import ClassVar

from django.db import models


class UnmetCount(models.Model):
    """One row counts, for one month, what was wanted in one neighbourhood and part of life and did not work out."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    month = models.DateField(help_text="Its first day.")
    neighbourhood_code = models.CharField(max_length=40, blank=True, help_text="Empty when it is not known.")
    life_area = models.CharField(max_length=24)
    reason = models.CharField(max_length=24, help_text="Slug of rules/connections.")
    requests = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["month", "neighbourhood_code", "life_area", "reason"], name="unmet_count_month"
            )
        ]
