"""What is new in the directory, for workers who asked to be told."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from lodestar.access.models import User


class Listing(models.Model):
    """One row says since when a service stands in the directory."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    service = models.OneToOneField("directory.Service", primary_key=True, on_delete=models.CASCADE, related_name="+")
    first_listed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["first_listed_at"], name="listing_since")]


class DigestChoice(models.Model):
    """One row is what one worker wants to hear of: parts of life, a neighbourhood, and whether by e-mail."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    user = models.OneToOneField(User, primary_key=True, on_delete=models.CASCADE, related_name="+")
    life_areas = ArrayField(models.CharField(max_length=24), help_text="Slugs; never empty.")
    area_code = models.CharField(max_length=40, blank=True, help_text="A neighbourhood; empty: the whole place.")
    by_email = models.BooleanField(default=False)
    chosen_at = models.DateTimeField()
    told_until = models.DateTimeField(help_text="What was listed up to then has been told.")
