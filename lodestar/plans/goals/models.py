"""Goals in the person's own words, how they go, and the next steps that somebody takes."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from lodestar.access.models import User
from lodestar.directory.models import Service
from lodestar.people.models import Person
from lodestar.people.reach import ReachByArea
from lodestar.people.supporting.models import SupporterTask
from lodestar.plans.models import Need
from lodestar.rules.goals import GoalState


class Goal(models.Model):
    """One row is one goal of a person. Its words, ratings and states are rows of their own; it is never deleted."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="goals")
    life_area = models.CharField(max_length=24)
    need = models.ForeignKey(Need, null=True, blank=True, on_delete=models.SET_NULL, related_name="goals")
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    objects = ReachByArea.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "set_at"], name="goal_person")]


class GoalWords(models.Model):
    """One row is the words of a goal from a moment on, exactly as they were said."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="versions")
    life_area = models.CharField(max_length=24)
    words = models.TextField(help_text="The person's own words: no trimming, no capital, no spelling.")
    is_correction = models.BooleanField(default=False, help_text="The same goal, said better; ratings go on.")
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    objects = ReachByArea.as_manager()


class GoalTurn(models.Model):
    """One row says where a goal is from a moment on, in the person's judgement. The newest counts."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"learned"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="turns")
    life_area = models.CharField(max_length=24)
    state = models.CharField(max_length=24, choices=[(one.value, one.value) for one in GoalState])
    learned = models.TextField(blank=True, help_text="What they take from it, in their words.")
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    objects = ReachByArea.as_manager()


class GoalRating(models.Model):
    """One row says how far along the person feels with a goal, from 0 to 10."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"points"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="ratings")
    life_area = models.CharField(max_length=24)
    points = models.PositiveSmallIntegerField(help_text="0 to 10.")
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    objects = ReachByArea.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(points__lte=10), name="goal_rating_to_ten")]


class PlanStep(models.Model):
    """One row is one next step of a plan, with its one owner: the person, a worker, a supporter or a service.

    A supporter's step is a task of theirs too: they read that, and nothing else of the plan.
    """

    class Owner(models.TextChoices):
        ME = "me", "The person"
        WORKER = "worker", "A worker"
        SUPPORTER = "supporter", "A supporter"
        SERVICE = "service", "A service"

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words", "supporter_name"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="plan_steps")
    life_area = models.CharField(max_length=24)
    goal = models.ForeignKey(Goal, null=True, blank=True, on_delete=models.SET_NULL, related_name="steps")
    need = models.ForeignKey(Need, null=True, blank=True, on_delete=models.SET_NULL, related_name="steps")
    words = models.CharField(max_length=300)
    owner = models.CharField(max_length=12, choices=Owner)
    worker = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    supporter_task = models.OneToOneField(
        SupporterTask, null=True, blank=True, on_delete=models.SET_NULL, related_name="plan_step"
    )
    supporter_name = models.CharField(max_length=80, blank=True, help_text="As the person calls them.")
    is_urgent = models.BooleanField(default=False)
    due_on = models.DateField(null=True, blank=True)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True, help_text="No longer wanted; it is kept all the same.")

    objects = ReachByArea.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(owner="me", worker=None, service=None)
                    | Q(owner="worker", worker__isnull=False, service=None)
                    | Q(owner="service", worker=None, service__isnull=False)
                    | Q(owner="supporter", worker=None, service=None) & ~Q(supporter_name="")
                ),
                name="plan_step_has_one_owner",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(done_at__gte=F("set_at")), name="plan_step_done_after_it_is_set"
            ),
        ]
        indexes = [models.Index(fields=["person", "set_at"], name="plan_step_person")]
