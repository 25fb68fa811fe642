"""A way that a person has before them: where they are on it, what must happen, who decides, by when.

What somebody does next is a step of the plan (`plans.goals`), and what was asked of a service is a referral: here
stands only what has to be decided or to happen for the person to move on.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from lodestar.access.models import User
from lodestar.people.models import Person
from lodestar.people.reach import ReachByArea
from lodestar.rules.ways import Decider, WayKind


class Way(models.Model):
    """One row is one way of a person, like leaving hospital, from where they are to where they want to get."""

    class Ended(models.TextChoices):
        THERE = "there", "I got there"
        STOPPED = "stopped", "It is not going on"

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"heading_to", "ended_words"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="ways")
    life_area = models.CharField(max_length=24)
    kind = models.CharField(max_length=20, choices=[(one.value, one.label) for one in WayKind])
    heading_to = models.CharField(max_length=300, help_text="Where the person wants to get, in their words.")
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    ended = models.CharField(max_length=8, choices=Ended, blank=True)
    ended_words = models.TextField(blank=True)
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ReachByArea.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended="", ended_at=None, ended_by=None)
                | (~Q(ended="") & Q(ended_at__isnull=False, ended_by__isnull=False)),
                name="way_ended_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["person", "begun_at"], name="way_person")]


class WayNow(models.Model):
    """One row says where the person is on a way, from a moment on. The newest counts."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    life_area = models.CharField(max_length=24)
    way = models.ForeignKey(Way, on_delete=models.CASCADE, related_name="nows")
    words = models.TextField()
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    objects = ReachByArea.as_manager()


class WayPoint(models.Model):
    """One row is one thing that must happen on a way, with who decides on it."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words", "decider_name"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    life_area = models.CharField(max_length=24)
    way = models.ForeignKey(Way, on_delete=models.CASCADE, related_name="points")
    words = models.CharField(max_length=300)
    decider = models.CharField(max_length=16, choices=[(one.value, one.label) for one in Decider])
    decider_name = models.CharField(max_length=120, blank=True, help_text="Who that is, by name, where it is known.")
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    objects = ReachByArea.as_manager()


class WayTurn(models.Model):
    """One row says how one thing on a way stands from a moment on: to come by a day, happened, or not going on."""

    class State(models.TextChoices):
        TO_COME = "to-come", "It is still to come"
        HAPPENED = "happened", "It has happened"
        NOT_NEEDED = "not-needed", "It does not need to happen any more"

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    life_area = models.CharField(max_length=24)
    point = models.ForeignKey(WayPoint, on_delete=models.CASCADE, related_name="turns")
    state = models.CharField(max_length=12, choices=State)
    target_on = models.DateField(null=True, blank=True, help_text="By when, where it is to come; when, where it was.")
    words = models.TextField(blank=True, help_text="Why the day changed, or what was decided.")
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    objects = ReachByArea.as_manager()
