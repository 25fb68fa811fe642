"""Waiting well, team types for the national clock, and what workers bring."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from lodestar.access.models import Team, User
from lodestar.directory.models import Service
from lodestar.people.models import Person
from lodestar.people.reach import ReachByArea
from lodestar.referrals.models import Referral


class TeamType(models.Model):
    """One row says which national type a team is, so that its referrals count for the national clock."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    team = models.OneToOneField(Team, primary_key=True, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=3, help_text="Team type of the Mental Health Services Data Set, like A06.")


class WaitingPlan(models.Model):
    """One row is how somebody waits for one referral: who is there, how often, what meanwhile. The newest counts."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"meanwhile"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="waiting_plans")
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="waiting_plans")
    life_area = models.CharField(max_length=24)
    named = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", help_text="Whom they can ring.")
    check_every_days = models.SmallIntegerField(help_text="How often the named worker is in touch.")
    meanwhile = models.TextField(blank=True, help_text="What they are offered while they wait.")
    meanwhile_service = models.ForeignKey(Service, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    knows_crisis_route = models.BooleanField(help_text="They were told whom to ring when it gets worse.")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = ReachByArea.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(check_every_days__gte=1, check_every_days__lte=28), name="waiting_plan_checks_in_28_days"
            ),
        ]
        indexes = [
            models.Index(fields=["referral", "-made_at"], name="waiting_plan_referral"),
            models.Index(fields=["person", "-made_at"], name="waiting_plan_person"),
        ]


class WorkerProfile(models.Model):
    """One row is what a worker brings beside their role: languages and skills, so that people are shared out fairly."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    user = models.OneToOneField(User, primary_key=True, on_delete=models.CASCADE, related_name="+")
    languages = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    skills = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    full_caseload = models.SmallIntegerField(null=True, blank=True, help_text="People at one time, as agreed.")
