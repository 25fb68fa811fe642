"""The front door: what people ask for, for themselves or somebody else, before anybody has registered them."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from lodestar.access.models import Team, User
from lodestar.access.viewers import Viewer
from lodestar.directory.models import Service
from lodestar.people import reach
from lodestar.people.models import Person
from lodestar.referrals.course.models import ContactChoice


class FrontDoor(models.Model):
    """One row says that a team answers what is asked at the front door."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.OneToOneField(Team, on_delete=models.PROTECT, related_name="+")


class HelpRequestQuerySet(models.QuerySet["HelpRequest"]):
    def visible_to(self, viewer: Viewer) -> "HelpRequestQuerySet":
        """Return what the viewer's teams answer, and what is about people who are open to the viewer."""
        return self.filter(Q(team_id__in=viewer.team_ids) | reach.reaches(viewer))


class HelpRequest(models.Model):
    """One row is one request at the front door, with its owner and next day. What it says goes along: told once."""

    class Asker(models.TextChoices):
        SELF = "self", "For myself"
        CARER = "carer", "For somebody I care for or know"
        GP = "gp", "I work at a GP practice"
        AGENCY = "agency", "I work for another service"

    class Outcome(models.TextChoices):
        IN_HAND = "in-hand", "Somebody here helps them now"
        ELSEWHERE = "elsewhere", "They are helped somewhere else"
        NOT_WANTED = "not-wanted", "They do not want this any more"
        ASKED_TWICE = "asked-twice", "They had asked already"

    PERSONAL: ClassVar[frozenset[str]] = frozenset(
        {
            "preferred_name", "born_on", "postcode", "telephone", "email", "way", "way_words", "words", "life_areas",
            "asker_name", "asker_contact", "outcome_words", "note", "is_urgent",
        }
    )  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    secret_hash = models.CharField(max_length=64, unique=True, help_text="Of the address at which it is followed.")
    service = models.ForeignKey(Service, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asker = models.CharField(max_length=8, choices=Asker)
    asker_name = models.CharField(max_length=120, blank=True)
    asker_contact = models.CharField(max_length=200, blank=True)
    has_agreed = models.BooleanField(help_text="The person asks themself, or was asked and agreed.")
    preferred_name = models.CharField(max_length=80)
    born_on = models.DateField(null=True, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    way = models.CharField(max_length=12, choices=ContactChoice.Way, help_text="How they want to be reached.")
    way_words = models.CharField(max_length=300, blank=True)
    words = models.TextField(help_text="What would help, in their words or those of whoever asks.")
    life_areas = ArrayField(models.CharField(max_length=24), default=list)
    is_urgent = models.BooleanField(default=False, help_text="The words may speak of danger: answered first.")
    asked_at = models.DateTimeField()
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", help_text="Who owes the next step.")
    next_on = models.DateField(help_text="By when.")
    note = models.TextField(blank=True, help_text="What was done so far.")
    not_heard_at = models.DateTimeField(null=True, blank=True, help_text="When they said that they have not heard.")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    outcome_words = models.TextField(blank=True, help_text="What happens instead, for whoever asked to read.")

    objects = HelpRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="") | Q(closed_at__isnull=False) & ~Q(outcome=""),
                name="help_request_closes_with_an_outcome",
            ),
        ]
        indexes = [models.Index(fields=["team", "next_on"], name="help_request_team")]
