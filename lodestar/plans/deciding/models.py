"""What is decided together: options and choices, faster or slower care, reviews, one direction, a plan handed on."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from lodestar.access.models import Team, User
from lodestar.people.models import Person
from lodestar.people.reach import ReachByArea, ReachQuerySet
from lodestar.plans.goals.models import Goal


class SharedDecision(models.Model):
    """One row is one thing to decide together, with what matters to the person in it."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"question", "preferences"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    life_area = models.CharField(max_length=24)
    question = models.CharField(max_length=300)
    preferences = models.TextField(blank=True, help_text="What matters to the person in it, in their words.")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()

    objects = ReachByArea.as_manager()


class DecisionOption(models.Model):
    """One row is one option of a decision, with what speaks for it and against it."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words", "speaks_for", "speaks_against"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    life_area = models.CharField(max_length=24)
    decision = models.ForeignKey(SharedDecision, on_delete=models.CASCADE, related_name="options")
    words = models.CharField(max_length=300)
    speaks_for = models.TextField(blank=True)
    speaks_against = models.TextField(blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    objects = ReachByArea.as_manager()


class DecisionMade(models.Model):
    """One row says what was chosen and who decided. The newest counts: a mind may change."""

    class DecidedBy(models.TextChoices):
        PERSON = "person", "The person"
        TOGETHER = "together", "The person and their workers together"
        SOMEBODY_ELSE = "somebody-else", "Somebody else"

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words", "with_whom"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    life_area = models.CharField(max_length=24)
    decision = models.ForeignKey(SharedDecision, on_delete=models.CASCADE, related_name="made")
    option = models.ForeignKey(DecisionOption, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(blank=True, help_text="Why, or what was chosen that is no option.")
    decided_by = models.CharField(max_length=16, choices=DecidedBy)
    with_whom = models.CharField(max_length=200, blank=True)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    objects = ReachByArea.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(option__isnull=False) | ~Q(words=""), name="decision_names_what_was_chosen"
            ),
        ]


class CareRequest(models.Model):
    """One row asks a team for more care or for less, from a moment on."""

    class Direction(models.TextChoices):
        MORE = "more", "More care"
        LESS = "less", "Less care"

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    life_area = models.CharField(max_length=24)
    direction = models.CharField(max_length=4, choices=Direction)
    words = models.TextField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()

    objects = ReachByArea.as_manager()


class CareDecision(models.Model):
    """One row says what a team decided on one request, and who was in the room."""

    class Outcome(models.TextChoices):
        AGREED = "agreed", "Agreed"
        OTHER = "other", "Something else was agreed"
        NOT_NOW = "not-now", "Not now"

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words", "members"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    life_area = models.CharField(max_length=24)
    request = models.OneToOneField(CareRequest, on_delete=models.CASCADE, related_name="decision")
    outcome = models.CharField(max_length=8, choices=Outcome)
    words = models.TextField()
    members = ArrayField(models.CharField(max_length=120), default=list, help_text="Who decided, one a line.")
    has_peer = models.BooleanField(help_text="A peer worker was there.")
    has_person = models.BooleanField(help_text="The person was there.")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    objects = ReachByArea.as_manager()


class Review(models.Model):
    """One row is one look at the plan together, with the day that was agreed for the next."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words", "who_was_there"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    happened_on = models.DateField()
    is_with_person = models.BooleanField()
    who_was_there = models.CharField(max_length=300, blank=True)
    words = models.TextField(blank=True)
    next_on = models.DateField(help_text="Agreed with the person.")
    held_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = ReachQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(next_on__gt=models.F("happened_on")), name="review_next_is_later"),
        ]


class Stance(models.Model):
    """One row says whether a team's own plan goes the way of one goal. The newest of a team counts."""

    class Way(models.TextChoices):
        SAME = "same", "Goes the same way"
        OTHER = "other", "Goes another way"

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    life_area = models.CharField(max_length=24)
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="stances")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=8, choices=Way)
    words = models.TextField(blank=True, help_text="What that team's plan says instead.")
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    objects = ReachByArea.as_manager()


class PlanHandover(models.Model):
    """One row says that a plan was handed on with its goals, and when whoever takes it on had read them."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    to_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    from_team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    goal_ids = ArrayField(models.UUIDField(), default=list, help_text="Every goal that goes along.")
    words = models.TextField(blank=True)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    received_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(null=True, blank=True)

    objects = ReachQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(received_at=None, received_by=None)
                | Q(received_at__isnull=False, received_by__isnull=False),
                name="plan_handover_received_by_somebody",
            ),
        ]
