"""Connections: from the talk to the first time along, and what came of it."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from lodestar.access.models import User
from lodestar.directory.models import Service
from lodestar.people.models import Person
from lodestar.people.reach import ReachByArea
from lodestar.referrals.models import Referral


class Connection(models.Model):
    """One row is one thing in the course of connecting a person with support. Rows are added, never changed."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"wanted", "words", "companion", "kind"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="connections")
    life_area = models.CharField(max_length=24)
    referral = models.ForeignKey(Referral, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    service = models.ForeignKey(Service, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    wanted = models.CharField(max_length=200, blank=True, help_text="What was wanted, where no service names it.")
    kind = models.CharField(max_length=24, help_text="Slug of rules/connections.")
    on = models.DateField(help_text="London date: when it was, or for going along when it is to be.")
    companion = models.CharField(max_length=120, blank=True, help_text="Who goes along the first time.")
    was_accompanied = models.BooleanField(null=True, blank=True, help_text="For a first time there.")
    words = models.TextField(blank=True, help_text="In the person's words, if they want to say.")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ReachByArea.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(service__isnull=False) | ~Q(wanted=""), name="connection_names_what_is_wanted"
            ),
            models.CheckConstraint(
                condition=~Q(kind="going-along") | ~Q(companion=""), name="going_along_names_a_companion"
            ),
        ]
        indexes = [models.Index(fields=["person", "-at"], name="connection_person")]
