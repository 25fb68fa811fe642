"""Letters about referrals, out and in: what they say as facts, frozen on the day that they were written or came."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from lodestar.access.models import User
from lodestar.people.models import Consent, Person
from lodestar.people.reach import ReachByArea, ReachQuerySet
from lodestar.referrals.asking.models import HelpRequest
from lodestar.referrals.models import Referral
from lodestar.rules import referral_letters


class Letter(models.Model):
    """One row is one letter about a referral, or about a request at the front door. The person can read every one."""

    class Direction(models.TextChoices):
        OUT = "out", "Written here"
        IN = "in", "Came here"

    class Came(models.TextChoices):
        POST = "post", "By post"
        EMAIL = "email", "By e-mail"
        HAND = "hand", "By hand"

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"from_whom", "to_whom", "said", "words"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    referral = models.ForeignKey(Referral, null=True, blank=True, on_delete=models.CASCADE, related_name="letters")
    request = models.ForeignKey(HelpRequest, null=True, blank=True, on_delete=models.CASCADE, related_name="letters")
    life_area = models.CharField(max_length=24)
    direction = models.CharField(max_length=3, choices=Direction)
    addressee = models.CharField(max_length=8, blank=True, help_text="Slug of rules/referral_letters; empty: came in.")
    from_whom = models.CharField(max_length=300, help_text="Who wrote it, as it says.")
    to_whom = models.CharField(max_length=300, blank=True)
    format = models.CharField(max_length=12, blank=True, help_text="Slug of LetterFormat, for its reader.")
    said = models.JSONField(default=dict, help_text="What stands in it beside the words, as facts.")
    words = models.TextField(blank=True, help_text="What was written in words, or typed from paper.")
    consent = models.ForeignKey(Consent, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    came_by = models.CharField(max_length=5, choices=Came, blank=True)
    dated_on = models.DateField(help_text="The day that stands on it.")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", help_text="Who wrote it, or typed it in.")
    at = models.DateTimeField()

    objects = ReachByArea.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(request__isnull=False), name="letter_is_about_somebody"
            ),
            models.CheckConstraint(condition=Q(direction="out") ^ Q(addressee=""), name="letter_out_has_an_addressee"),
        ]
        indexes = [
            models.Index(fields=["person", "-at"], name="letter_person"),
            models.Index(fields=["referral", "-at"], name="letter_referral"),
        ]


class WithLetter(ReachQuerySet):
    """Rows that show to whoever may see their letter."""

    parent_field = "letter"


class ReceivedFile(models.Model):
    """One row is the scan or photograph of a letter that came, as it came. What it was called is not kept."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"content"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    letter = models.OneToOneField(Letter, on_delete=models.CASCADE, related_name="received_file")
    kind = models.CharField(max_length=3, help_text="Slug of rules/referral_letters.FileKind, read from the file.")
    content = models.BinaryField()
    size = models.PositiveIntegerField(help_text="Bytes.")
    kept_at = models.DateTimeField()

    objects = WithLetter.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(size__gt=0, size__lte=referral_letters.MOST_FILE_BYTES), name="received_file_is_bounded"
            )
        ]
