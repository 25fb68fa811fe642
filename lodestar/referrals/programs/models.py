"""What programs of other systems did at a team's desk, and what they are told of it."""

import uuid
from typing import ClassVar

from django.db import models

from lodestar.access.models import Team, User
from lodestar.referrals.models import Referral


class ProgramCall(models.Model):
    """One row is one thing that a program did once, under a key of its own, and the answer it was given.

    The same key again is given the same answer, so that a line that broke doubles nothing.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=80, help_text="What the program calls it; never told twice with other contents.")
    operation = models.CharField(max_length=40, help_text="Slug of what was done.")
    body_hash = models.CharField(max_length=64, help_text="SHA-256 of what was sent; the words are not kept here.")
    made_at = models.DateTimeField()
    answer = models.JSONField(help_text="What was answered: ids, states and days, and nothing about a person.")
    subject_id = models.UUIDField(null=True, help_text="The referral or request that it was about.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "key"], name="program_call_once")]
        indexes = [models.Index(fields=["subject_id", "operation"], name="program_call_subject")]


class Webhook(models.Model):
    """One row is one address that is told when a referral of a team's moves on, until somebody ends it."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=500, help_text="An https address of the receiver's.")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["team"], condition=models.Q(ended_at=None), name="webhook_live")]


class Notice(models.Model):
    """One row is one thing to tell one webhook: that a referral came to a state. The database writes it with the step.

    It holds an opaque id and a state, and nothing about a person.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="notices")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="+")
    number = models.SmallIntegerField(help_text="Number of the step; with it a receiver puts notices in order.")
    state = models.CharField(max_length=20, help_text="Slug of rules/referral_states.")
    happened_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, help_text="Empty once it is told, or given up.")
    told_at = models.DateTimeField(null=True, blank=True)
    last_trouble = models.CharField(max_length=40, blank=True, help_text="Code of what went wrong last.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["webhook", "referral", "number"], name="notice_once")]
        indexes = [
            models.Index(fields=["next_try_at"], condition=models.Q(next_try_at__isnull=False), name="notice_due"),
        ]
