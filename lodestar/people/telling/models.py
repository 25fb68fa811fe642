"""Stories that people tell: their texts, who helps to write them, and what was agreed to be shown where."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from lodestar.access.models import User
from lodestar.directory.models import Service
from lodestar.people.models import Consent, Person


class Story(models.Model):
    """One row is one story of a person. They read it, and somebody whom they asked to help with the writing.

    `known_as` is how that helper knows the person: they read this row and never the person's own.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"known_as"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="stories")
    helper = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    known_as = models.CharField(max_length=80, blank=True)
    begun_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "stories"
        indexes = [
            models.Index(fields=["person", "-begun_at"], name="story_person"),
            models.Index(fields=["helper"], name="story_helper"),
        ]


class StoryText(models.Model):
    """One row is one version of a story. It never changes; the newest is the one to go on with."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"title", "words"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="texts")
    number = models.PositiveSmallIntegerField(help_text="1 for the first version.")
    title = models.CharField(max_length=120)
    words = models.TextField()
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["story", "number"], name="story_text_once")]


class StoryShown(models.Model):
    """One row is one time that a person agreed to have one version shown: where, under which name, on which consent.

    The database makes the copy that is shown from it, under `public_id`, and takes it out with the consent.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"told_as"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="shown")
    text = models.ForeignKey(StoryText, on_delete=models.CASCADE, related_name="+")
    consent = models.OneToOneField(Consent, on_delete=models.CASCADE, related_name="+")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, help_text="The name of the copy; of no person.")
    told_as = models.CharField(max_length=60, blank=True, help_text="The name to show; empty: no name.")
    places = ArrayField(models.CharField(max_length=12), help_text="Slugs of rules/storytelling: where.")
    service = models.ForeignKey(Service, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    shown_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "stories shown"
