"""Moves from services for young people to services for adults: prepared, made, and looked after on both sides."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from lodestar.access.models import User
from lodestar.directory.models import Service
from lodestar.people.models import Person
from lodestar.people.reach import ReachByArea, ReachQuerySet


class Transition(models.Model):
    """One row is one move of a young person to a service for adults. Where it stands is in its steps."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"wishes"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="transitions")
    life_area = models.CharField(max_length=24)
    from_service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    to_service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    named = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", help_text="Who goes through it.")
    target_on = models.DateField(help_text="The day agreed for the move; no birthday sets it.")
    wishes = models.TextField(blank=True, help_text="What matters about the move, in the young person's words.")
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()

    objects = ReachByArea.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "-begun_at"], name="transition_person")]


class WithTransition(ReachQuerySet):
    """Steps that show to whoever may see their move."""

    parent_field = "transition"


class TransitionStep(models.Model):
    """One row is one thing that happened in a move. Rows are added, never changed."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    transition = models.ForeignKey(Transition, on_delete=models.CASCADE, related_name="steps")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=24, help_text="Slug of TransitionStepKind.")
    on = models.DateField(help_text="London date.")
    end = models.CharField(max_length=20, blank=True, help_text="For an end: slug of TransitionEnd.")
    words = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = WithTransition.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="ended") & ~Q(end="") | ~Q(kind="ended") & Q(end=""), name="transition_ends_with_how"
            ),
        ]
        indexes = [models.Index(fields=["transition", "at"], name="transition_step_transition")]
