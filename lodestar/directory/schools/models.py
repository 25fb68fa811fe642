"""For schools: how good the evidence for a service is, and times to talk in which no pupil is named."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from lodestar.access.models import Team, User
from lodestar.directory.models import Service


class EvidenceRating(models.Model):
    """One row says how well it is known that a service's help works for children. The newest one counts."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="evidence_ratings")
    rating = models.CharField(max_length=12, help_text="Slug of rules/schools.Evidence.")
    source = models.CharField(max_length=300, help_text="Where it is written, with section and year.")
    rated_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    rated_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(source=""), name="evidence_names_its_source")]
        indexes = [models.Index(fields=["service", "-rated_at"], name="evidence_service")]


class TalkTime(models.Model):
    """One row is a time at which a team talks with a school; the booking stands in it, and no pupil."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(help_text="How long it lasts.")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    secret_hash = models.CharField(max_length=64, blank=True, help_text="Of the address at which the school follows.")
    school = models.CharField(max_length=120, blank=True)
    school_telephone = models.CharField(max_length=40, blank=True, help_text="Of the school, to ring at that time.")
    theme = models.CharField(max_length=16, blank=True, help_text="Slug of rules/schools.Theme.")
    year_band = models.CharField(max_length=12, blank=True, help_text="Slug of rules/schools.YearBand.")
    booked_at = models.DateTimeField(null=True, blank=True)
    advice = models.TextField(blank=True, help_text="What was agreed, for the school to read. Names nobody.")
    noted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(booked_at__isnull=True, secret_hash="", school="", theme="")
                | Q(booked_at__isnull=False) & ~Q(secret_hash="") & ~Q(school="") & ~Q(theme=""),
                name="talk_time_is_free_or_booked",
            ),
            models.UniqueConstraint(fields=["secret_hash"], condition=~Q(secret_hash=""), name="talk_time_secret_once"),
        ]
        indexes = [models.Index(fields=["starts_at"], name="talk_time_starts")]
