"""Records of the finder. Not one of them says who searched."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class PlainQuestion(models.Model):
    """One row is one version of a way to say things that the place added: what people write, and what to look for.

    The newest version of an entry counts. Nothing is changed or taken away, so the page can show its history.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"said_by"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.UUIDField(help_text="The same for all versions of one entry.")
    version = models.PositiveIntegerField(help_text="From 1.")
    says = ArrayField(models.CharField(max_length=80), help_text="What people write.")
    search = ArrayField(models.CharField(max_length=80), help_text="What to look for instead.")
    life_areas = ArrayField(models.CharField(max_length=24))
    is_urgent = models.BooleanField(default=False, help_text="The page shows where help is at once.")
    is_withdrawn = models.BooleanField(default=False)
    said_by = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "version"], name="plain_question_version")]


class UnansweredWords(models.Model):
    """One row counts, for one month, the searches with the same words that found nothing.

    The words themselves stand here only once they were searched often enough to be nobody's; until then a digest
    tells one search from another, and it goes when its month is over.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    month = models.DateField(help_text="Its first day.")
    digest = models.CharField(max_length=64)
    words = models.CharField(max_length=60, blank=True)
    searches = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "digest"], name="unanswered_words_month")]


class UnansweredArea(models.Model):
    """One row counts, for one month, the searches about one neighbourhood and part of life that found nothing."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    month = models.DateField(help_text="Its first day.")
    neighbourhood_code = models.CharField(max_length=40, blank=True, help_text="Empty when no postcode was given.")
    life_area = models.CharField(max_length=24, blank=True, help_text="Empty when the words did not tell.")
    searches = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "neighbourhood_code", "life_area"], name="unanswered_area_month")
        ]


class ShortList(models.Model):
    """One row is one list of services that somebody chose to have an address for, to send or to share."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    code = models.CharField(primary_key=True, max_length=12, help_text="Drawn at random; whoever has it may read.")
    service_ids = ArrayField(models.UUIDField(), help_text="In the order in which they were kept.")
    made_at = models.DateTimeField()
    gone_on = models.DateField(help_text="The first day on which it does not open any more.")
