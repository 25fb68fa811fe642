"""The conversation about a whole life: what is said of each life area, and what every need comes to."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from lodestar.access.models import User
from lodestar.people.models import Person
from lodestar.people.reach import ReachByArea, ReachQuerySet
from lodestar.plans.goals.models import PlanStep
from lodestar.plans.models import Need
from lodestar.rules.life_areas import LifeArea
from lodestar.rules.needs import Disposition, WorkAnswer, WorkTopic
from lodestar.rules.service_kinds import Help


class Conversation(models.Model):
    """One row is one conversation, area by area, that may take days and is gone on with at any time."""

    class HeldBy(models.TextChoices):
        PERSON = "person", "The person by themselves"
        WORKER = "worker", "A worker"
        BOTH = "both", "Both together"

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="conversations")
    held_by = models.CharField(max_length=8, choices=HeldBy)
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ReachQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(finished_at__gte=F("begun_at")),
                name="conversation_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["person", "-begun_at"], name="conversation_person")]


class AreaWords(models.Model):
    """One row is one version of what is said of a life area. The newest counts; all are kept."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"where_i_am", "what_i_want", "in_place"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    life_area = models.CharField(max_length=24)
    where_i_am = models.TextField(blank=True)
    what_i_want = models.TextField(blank=True)
    in_place = models.TextField(blank=True)
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    objects = ReachByArea.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "life_area", "-said_at"], name="area_words_newest")]


class WorkImpact(models.Model):
    """One row is how something gets in the way of a task at work, and what helps. It asks for no name of an illness."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"task", "what_happens", "what_helps"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="work_impacts")
    life_area = models.CharField(max_length=24, default=LifeArea.WORK_AND_LEARNING.value)
    task = models.CharField(max_length=120, help_text="What is to be done, like: answering the telephone.")
    what_happens = models.TextField(help_text="What makes it hard, in the person's own words.")
    what_helps = models.TextField(blank=True)
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()
    taken_out_at = models.DateTimeField(null=True, blank=True, help_text="No longer so; it is kept all the same.")

    objects = ReachByArea.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "said_at"], name="work_impact_person")]


class NeedDecision(models.Model):
    """One row says what a need came to: an action, parked until a day, or declined by the person."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    life_area = models.CharField(max_length=24)
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="decisions")
    disposition = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Disposition])
    step = models.ForeignKey(PlanStep, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    look_again_on = models.DateField(null=True, blank=True)
    words = models.TextField(blank=True)
    said_by_person = models.BooleanField(help_text="The person said so, and not somebody for them.")
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    objects = ReachByArea.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(disposition="action", step__isnull=False)
                    | Q(disposition="parked", look_again_on__isnull=False)
                    | Q(disposition="declined-by-person", said_by_person=True)
                ),
                name="no_need_hangs",
            ),
        ]


class NeedUrgency(models.Model):
    """One row says that a need is urgent from a moment on, or no longer. The newest counts."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    life_area = models.CharField(max_length=24)
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="urgencies")
    is_urgent = models.BooleanField()
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    objects = ReachByArea.as_manager()


class WorkWish(models.Model):
    """One row is the answer to one of the three questions on work that are always asked. The newest counts."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words", "support", "next_step"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    life_area = models.CharField(max_length=24, default="work-and-learning")
    topic = models.CharField(max_length=16, choices=[(one.value, one.value) for one in WorkTopic])
    answer = models.CharField(max_length=8, choices=[(one.value, one.value) for one in WorkAnswer])
    words = models.TextField(blank=True)
    support = models.TextField(blank=True)
    next_step = models.TextField(blank=True)
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    objects = ReachByArea.as_manager()


class SupportWish(models.Model):
    """One row is one day in the story of one kind of help: asked about, wanted, offered, received."""

    class Said(models.TextChoices):
        WANTED = "wanted", "The person wants it"
        NOT_WANTED = "not-wanted", "The person was asked and does not want it"
        OFFERED = "offered", "It was offered"
        RECEIVED = "received", "They have it"

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"said"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    life_area = models.CharField(max_length=24)
    help = models.CharField(max_length=32, choices=[(one.value, one.value) for one in Help])
    said = models.CharField(max_length=12, choices=Said)
    on = models.DateField()
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    objects = ReachByArea.as_manager()
