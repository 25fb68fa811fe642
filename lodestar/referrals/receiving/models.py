"""Links with which a service without an account answers a referral, and what was done about one left unanswered."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from lodestar.access.models import User
from lodestar.people.models import Person
from lodestar.referrals.course.models import WithReferral
from lodestar.referrals.models import Referral


class ReceiverLink(models.Model):
    """One row is one link that was sent to a service, to read one referral and answer it. Only its hash is kept."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="receiver_links")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", help_text="Null: chase.")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True, blank=True, help_text="When the mail server took the letter.")
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = WithReferral.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="receiver_link_expires_later"),
        ]
        indexes = [models.Index(fields=["referral", "-made_at"], name="receiver_link_referral")]


class Chase(models.Model):
    """One row says that an unanswered referral was chased: the service reminded, or whoever referred told."""

    class Kind(models.TextChoices):
        REMINDED = "reminded", "The service was reminded"
        ESCALATED = "escalated", "Whoever referred was told"

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="chases")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    step_number = models.SmallIntegerField(help_text="The step that nobody has answered.")
    at = models.DateTimeField()

    objects = WithReferral.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["referral", "step_number", "kind"], name="chased_once_for_each_step"),
        ]
