"""How far an entry can be relied on: who checked what, what use shows, what somebody says is wrong."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Assurance(models.Model):
    """One row is one time somebody made sure of an entry, or its use showed that it holds."""

    class How(models.TextChoices):
        IN_ROOM = "in-room", "Its provider looked at it here"
        BY_LINK = "by-link", "Its provider answered our e-mail"
        BY_TELEPHONE = "by-telephone", "We rang them"
        BY_VISIT = "by-visit", "We went there"
        BY_USE = "by-use", "It accepted a referral"

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"by_name"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey("directory.Service", on_delete=models.CASCADE, related_name="assurances")
    how = models.CharField(max_length=12, choices=How)
    assured_on = models.DateField()
    until_on = models.DateField(help_text="The first day on which somebody is asked again.")
    fields = ArrayField(models.CharField(max_length=24), help_text="Slugs of what was made sure of.")
    by_user_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=150, blank=True)
    by_body = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gt=models.F("assured_on")), name="assurance_holds_a_while")
        ]
        indexes = [models.Index(fields=["service", "-assured_on"], name="assurance_newest")]


class AssuranceLink(models.Model):
    """One row is one e-mail that asks whether an entry is still right; its link works once, without an account."""

    class Answer(models.TextChoices):
        STILL_RIGHT = "still-right", "It is still right"
        CHANGE = "change", "Something has changed"
        CLOSED = "closed", "It has closed"

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"sent_to", "words"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey("directory.Service", on_delete=models.CASCADE, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of what the link holds.")
    sent_to = models.EmailField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=12, choices=Answer, blank=True)
    words = models.TextField(blank=True, help_text="What has changed, as they wrote it.")
    bounced_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["service", "-made_at"], name="assurance_link_newest")]


class EntryTask(models.Model):
    """One row is one thing about an entry that somebody who keeps the directory is to look into."""

    class Kind(models.TextChoices):
        FAULT = "fault", "Somebody says that something is wrong"
        CHANGED = "changed", "They say that something has changed"
        CLOSED = "closed", "They say that it has closed"
        BOUNCED = "bounced", "Our e-mail came back"

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words", "closed_by_name", "outcome"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey("directory.Service", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    about = models.CharField(max_length=24, blank=True, help_text="Slug of what is wrong, like telephones.")
    words = models.CharField(max_length=600, blank=True, help_text="As it was written.")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by_name = models.CharField(max_length=150, blank=True)
    outcome = models.CharField(max_length=300, blank=True, help_text="What was done about it.")

    class Meta:
        indexes = [models.Index(fields=["service", "opened_at"], name="entry_task_open", condition=Q(closed_at=None))]


class HidingLimit(models.Model):
    """One row is a place's own word on how old a check may be before search leaves an entry out. The newest counts."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    limit_days = models.IntegerField(help_text="Days since the last check.")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(limit_days__gte=30), name="hiding_limit_is_a_month_or_more")]


class ShownAnyway(models.Model):
    """One row says that search shows an entry however old its check is, why, and until when."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"said_by_name"})

    service = models.OneToOneField("directory.Service", primary_key=True, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=300)
    until_on = models.DateField(help_text="The first day on which its age counts again.")
    said_at = models.DateTimeField()
    said_by_name = models.CharField(max_length=150)


class LearnedWait(models.Model):
    """One row is how long people really waited for a service lately, where enough did for it to be told."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    service = models.OneToOneField("directory.Service", primary_key=True, on_delete=models.CASCADE, related_name="+")
    median_days = models.IntegerField(help_text="Days from referral to first contact; half waited longer.")
    longest_tenth_days = models.IntegerField(help_text="Days; one in ten waited longer.")
    people = models.IntegerField(help_text="Rounded; never fewer than the small-number threshold.")
    from_on = models.DateField()
    to_on = models.DateField(help_text="The first day after the period.")
    worked_out_at = models.DateTimeField()
