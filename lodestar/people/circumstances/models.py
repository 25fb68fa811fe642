"""What somebody lives with that gives them a claim on particular help, said by them and nobody behind their back."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from lodestar.access.models import User
from lodestar.people.models import Person
from lodestar.people.reach import ReachByArea


class Circumstance(models.Model):
    """One row is one circumstance of a person, from a day until another; a carer's names nobody whom they care for."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"kind", "words"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="circumstances")
    life_area = models.CharField(max_length=24)
    kind = models.CharField(max_length=16, help_text="Slug of rules/circumstances.")
    agreed_by = models.CharField(max_length=8, help_text="Slug of AgreedBy: who agreed that it is written down.")
    words = models.TextField(blank=True, help_text="What would help, in the person's words.")
    starts_on = models.DateField(help_text="London date on which it was said.")
    ends_on = models.DateField(null=True, blank=True, help_text="The first day on which it no longer holds.")
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", help_text="Who wrote it down.")
    said_at = models.DateTimeField()

    objects = ReachByArea.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(ends_on__isnull=True), name="circumstance_held_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="circumstance_ends_later"
            ),
        ]
