"""Records of the feeds that are read again and again."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q


class FollowedFeed(models.Model):
    """One row is one feed that is read again when it is due."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    slug = models.SlugField(primary_key=True, max_length=80, help_text="That of the source that it is kept under.")
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=1000, help_text="As it is read, with whatever key it needs: never shown.")
    every_days = models.PositiveSmallIntegerField(help_text="Days from one reading to the next.")
    followed_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True, help_text="When it was last tried, with or without success.")


class FeedAlert(models.Model):
    """One row is one thing that went wrong with a feed, from the reading that showed it to the one that did not."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    class Kind(models.TextChoices):
        DEAD = "dead", "It cannot be read"
        EMPTY = "empty", "It brings no row"
        HALVED = "halved", "It brings half of what it brought, or less"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    feed = models.ForeignKey(FollowedFeed, on_delete=models.CASCADE, related_name="alerts")
    kind = models.CharField(max_length=10, choices=Kind)
    found_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["feed"], condition=Q(ended_at=None), name="one_open_alert_a_feed")
        ]
