"""Records of entries that may be doubles, and of those that were replaced."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class DoublePair(models.Model):
    """One row is two entries that may be of one service, why, and what a person decided of them."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"decided_by"})

    class Decision(models.TextChoices):
        APART = "apart", "Two services"
        REPLACED = "replaced", "One service"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    one = models.ForeignKey("directory.Service", on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey("directory.Service", on_delete=models.CASCADE, related_name="+")
    reasons = ArrayField(models.CharField(max_length=24), help_text="Slugs of rules.alike_services.Reason.")
    score = models.PositiveSmallIntegerField(help_text="Of 100; only for the order.")
    found_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="double_pair_once"),
            models.CheckConstraint(condition=Q(one__lt=models.F("other")), name="double_pair_in_order"),
        ]


class Replacement(models.Model):
    """One row says that one entry was replaced by another, until it is undone. Nothing of either is moved."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"done_by", "undone_by"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pair = models.ForeignKey(DoublePair, on_delete=models.PROTECT, related_name="replacements")
    replaced = models.ForeignKey("directory.Service", on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey("directory.Service", on_delete=models.CASCADE, related_name="+")
    retired_before = models.DateTimeField(null=True, help_text="What the entry's retired_at was.")
    done_at = models.DateTimeField()
    done_by = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["replaced"], condition=Q(undone_at=None), name="replaced_once_at_a_time"),
        ]
