"""The plan that belongs to the person: what they need, in their words."""

import uuid
from typing import ClassVar

from django.db import models

from lodestar.access.models import User
from lodestar.people.models import Person
from lodestar.people.reach import ReachByArea, ReachQuerySet
from lodestar.referrals.models import Referral


class Need(models.Model):
    """One row is one thing that a person wants help with, in their own words."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="needs")
    life_area = models.CharField(max_length=24)
    words = models.TextField(help_text="The person's own words, kept as they were said.")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = ReachByArea.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "-recorded_at"], name="need_person")]


class NeedReferralQuerySet(ReachQuerySet):
    """Links that show to whoever may see their need."""

    parent_field = "need"


class NeedReferral(models.Model):
    """One row says that a referral was made for a need."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="referrals")
    referral = models.OneToOneField(Referral, on_delete=models.CASCADE, related_name="for_need")

    objects = NeedReferralQuerySet.as_manager()
