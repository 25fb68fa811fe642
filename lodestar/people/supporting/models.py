"""Supporters whom a person chose: family and friends, what is shared with them, and what they do."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from lodestar.access.models import User
from lodestar.people.models import Person


class Supporter(models.Model):
    """One row is one supporter of a person: which parts they may read, from when, and until when.

    `known_as` is how the supporter knows the person: they read this row and never the person's own.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"name", "email", "known_as"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="supporters")
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80, help_text="As the person calls them.")
    email = models.EmailField()
    known_as = models.CharField(max_length=80)
    life_areas = ArrayField(models.CharField(max_length=24), default=list, help_text="Whole life areas.")
    need_ids = ArrayField(models.UUIDField(), default=list, help_text="Single needs, each shown without the rest.")
    has_crisis_card = models.BooleanField(default=False)
    code_hash = models.CharField(max_length=128, help_text="Of the numbers that the person tells them.")
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    invited_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True, help_text="The first day on which it no longer holds.")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["user"], name="supporter_user"),
            models.Index(fields=["person", "-invited_at"], name="supporter_person"),
        ]


class SupporterTask(models.Model):
    """One row is one thing that a person asked a supporter to do. The supporter reads their own tasks only."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    supporter = models.ForeignKey(Supporter, on_delete=models.CASCADE, related_name="tasks")
    words = models.CharField(max_length=300)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(done_at__gte=F("asked_at")), name="task_done_after_it_is_asked"
            ),
        ]
        indexes = [models.Index(fields=["person", "-asked_at"], name="supporter_task_person")]
