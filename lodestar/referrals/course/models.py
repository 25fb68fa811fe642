"""The person as a party to their referral: who told them of a no, and how they want to be reached about it."""

import uuid
from typing import ClassVar

from django.db import models

from lodestar.access.models import User
from lodestar.people.models import Person
from lodestar.people.reach import ReachQuerySet
from lodestar.referrals.models import Referral


class WithReferral(ReachQuerySet):
    """Rows that show to whoever may see their referral."""

    parent_field = "referral"


class Told(models.Model):
    """One row says that somebody told a person of a decline: who, when and how. Rows are added, never changed."""

    class How(models.TextChoices):
        IN_PERSON = "in-person", "Face to face"
        TELEPHONE = "telephone", "By telephone"
        LETTER = "letter", "By letter or e-mail"

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="tellings")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    told_on = models.DateField(help_text="London date on which the person heard it.")
    how = models.CharField(max_length=12, choices=How)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = WithReferral.as_manager()

    class Meta:
        indexes = [models.Index(fields=["referral", "-recorded_at"], name="told_referral")]


class ContactChoice(models.Model):
    """One row is how a person wants to be reached about one referral. The newest one counts."""

    class Way(models.TextChoices):
        TELEPHONE = "telephone", "A phone call"
        TEXT = "text", "A text message"
        EMAIL = "email", "An e-mail"
        LETTER = "letter", "A letter"
        WORKER = "worker", "Through my worker"
        NOT_AT_ALL = "not-at-all", "Do not contact me. I get in touch myself"

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="contact_choices")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    way = models.CharField(max_length=12, choices=Way)
    words = models.CharField(max_length=300, blank=True, help_text="What else to know: times, a safe number.")
    chosen_at = models.DateTimeField()

    objects = WithReferral.as_manager()

    class Meta:
        indexes = [models.Index(fields=["referral", "-chosen_at"], name="contact_choice_referral")]
