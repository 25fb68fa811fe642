"""What programs of other systems did at a team's desk."""

import uuid
from typing import ClassVar

from django.db import models

from lodestar.access.models import Team


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
