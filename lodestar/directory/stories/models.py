"""Stories that are shown: a copy of what somebody agreed to, that nothing here leads back from."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from lodestar.directory.models import Service


class PublishedStory(models.Model):
    """One row is one story that may be shown, as its teller agreed to it.

    The database writes it when they agree and takes it out when they take it back: nobody else can do either. It
    names no person; what belongs to it stands where only its teller reads it. docs/decisions/0021-stories.md.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"title", "words", "told_as"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=120)
    words = models.TextField()
    told_as = models.CharField(max_length=60, blank=True, help_text="The name to show; empty: no name.")
    places = ArrayField(models.CharField(max_length=12), help_text="Slugs of rules/storytelling: where.")
    service = models.ForeignKey(Service, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    shown_on = models.DateField(help_text="The day since when.")
    until_on = models.DateField(null=True, blank=True, help_text="The first day without it.")

    class Meta:
        verbose_name_plural = "published stories"
