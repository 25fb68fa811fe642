"""What people say for themselves: messages, what is put right, their crisis card, a pause, and how to be told."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from lodestar.access.models import Team, User
from lodestar.people.models import Person


class Message(models.Model):
    """One row is one message: from a person to one worker, team or the information lead, or back to them."""

    class Kind(models.TextChoices):
        MESSAGE = "message", "A message"
        COMMENT = "comment", "How the support was"
        QUESTION = "question", "A question about a look at the record"
        WRONG = "wrong", "Something is wrong in the record"
        CHANGE_WORKER = "change-worker", "Asks for another worker"
        COME_BACK = "come-back", "Asks for help again"
        NOT_HEARD = "not-heard", "Has not heard from them"

    class Felt(models.TextChoices):
        HELPED = "helped", "It helped"
        MIXED = "mixed", "Some of it helped"
        DID_NOT_HELP = "did-not-help", "It did not help"

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words", "about_words"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=16, choices=Kind)
    is_from_person = models.BooleanField()
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()
    words = models.TextField()
    felt = models.CharField(max_length=16, choices=Felt, blank=True, help_text="For a comment, if they said.")
    is_nameless = models.BooleanField(default=False, help_text="Whoever answers reads it without the name.")
    about_kind = models.CharField(max_length=16, blank=True, help_text="Slug of what it is about: referral, look.")
    about_id = models.UUIDField(null=True, blank=True, help_text="The row that it is about.")
    about_words = models.CharField(max_length=300, blank=True, help_text="What it is about, in words, as it stood.")
    to_user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    to_team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    to_information_lead = models.BooleanField(default=False)
    answers = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="answered_by")
    read_at = models.DateTimeField(null=True, blank=True, help_text="When the person first had it on their screen.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_from_person=False)
                | Q(to_user__isnull=False, to_team__isnull=True, to_information_lead=False)
                | Q(to_user__isnull=True, to_team__isnull=False, to_information_lead=False)
                | Q(to_user__isnull=True, to_team__isnull=True, to_information_lead=True),
                name="message_goes_to_one",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="message_has_words"),
        ]
        indexes = [
            models.Index(fields=["person", "-said_at"], name="message_person"),
            models.Index(fields=["to_user", "-said_at"], name="message_to_user"),
            models.Index(fields=["to_team", "-said_at"], name="message_to_team"),
        ]


class Correction(models.Model):
    """One row is one text of a record that was put right: what stood there, what stands there now, and why."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"before", "after", "reason"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="corrections")
    life_area = models.CharField(max_length=24, blank=True, help_text="Empty for what is about the whole person.")
    subject_kind = models.CharField(max_length=16, help_text="person or need.")
    subject_id = models.UUIDField()
    text = models.CharField(max_length=24, help_text="Name of the field that was put right.")
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    reason = models.CharField(max_length=300)
    corrected_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    corrected_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="correction_has_a_reason")]
        indexes = [models.Index(fields=["person", "-corrected_at"], name="correction_person")]


class CrisisCard(models.Model):
    """One row is one version of a person's crisis card. The newest one counts; the older ones are kept."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"signs", "helps", "does_not_help", "people", "safe_place"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="crisis_cards")
    signs = models.TextField(blank=True, help_text="How they can tell that a bad time is coming.")
    helps = models.TextField(blank=True)
    does_not_help = models.TextField(blank=True)
    people = ArrayField(models.CharField(max_length=120), default=list, help_text="Whom to ring, one a line.")
    safe_place = models.TextField(blank=True)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "-written_at"], name="crisis_card_person")]


class Pause(models.Model):
    """One row is one time during which a person wants no visits and calls. Nothing is closed by it."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="pauses")
    words = models.CharField(max_length=300, blank=True, help_text="What they want said of it, if anything.")
    begun_at = models.DateTimeField()
    back_on = models.DateField(null=True, blank=True, help_text="The first day without it, where they know.")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="When they came back by themselves.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("begun_at")), name="pause_ends_after_it_begins"
            ),
        ]


class NoticeChoice(models.Model):
    """One row says whether a person wants an e-mail when there is something new. The newest one counts."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"by_email"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notice_choices")
    by_email = models.BooleanField()
    chosen_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "-chosen_at"], name="notice_choice_person")]


class Notice(models.Model):
    """One row is one e-mail that told a person that there is something new, and nothing else."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=24, help_text="Slug of the fixed words that were sent.")
    sent_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "-sent_at"], name="notice_person")]
