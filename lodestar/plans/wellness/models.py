"""The wellness plan, which the person writes: sections with their own sharing, early signs, choices made ahead."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from lodestar.access.models import User
from lodestar.people.models import Person


class Section(models.Model):
    """One row is one heading of one of a person's own plans, and who may read it. Its words are versions."""

    class Plan(models.TextChoices):
        WELLNESS = "wellness", "Keeping well"
        WORK = "work", "Keeping well at work"
        CRISIS = "crisis", "In a crisis"
        SAFETY = "safety", "Staying safe"
        WRAP = "wrap", "My own WRAP"

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"heading"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="wellness_sections")
    plan = models.CharField(max_length=8, choices=Plan)
    heading = models.CharField(max_length=120, help_text="The person's own heading.")
    is_for_workers = models.BooleanField(default=False, help_text="Everybody who supports them may read it.")
    is_for_emergency = models.BooleanField(default=False, help_text="May be read in an emergency; each look is told.")
    begun_at = models.DateTimeField()
    taken_out_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_out_at__isnull=True) | Q(taken_out_at__gte=F("begun_at")),
                name="section_out_after_it_is_in",
            ),
        ]


class SectionWords(models.Model):
    """One row is one version of the words of a section. The newest counts; all are kept."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="versions")
    words = models.TextField()
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()


class Suggestion(models.Model):
    """One row is other words that a worker offers for a section. The person takes them, changes them or says no."""

    class Answer(models.TextChoices):
        TAKEN = "taken", "Taken"
        NOT_TAKEN = "not-taken", "Not taken"

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="suggestions")
    words = models.TextField()
    suggested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    suggested_at = models.DateTimeField()
    answer = models.CharField(max_length=12, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="suggestion_answered_with_its_moment",
            ),
        ]


class WarningSign(models.Model):
    """One row is one early sign: what it is, who may notice it, and what the person wants done."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"sign", "who_may_notice", "what_i_want_done"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="warning_signs")
    sign = models.CharField(max_length=300)
    who_may_notice = models.CharField(max_length=200, blank=True)
    what_i_want_done = models.TextField(blank=True)
    is_for_workers = models.BooleanField(default=False)
    said_at = models.DateTimeField()
    taken_out_at = models.DateTimeField(null=True, blank=True)


class ChoiceAhead(models.Model):
    """One row is one choice made ahead of a time in which somebody cannot say: what, where it is kept, who saw it."""

    class Kind(models.TextChoices):
        STATEMENT = "statement", "What I want (advance statement)"
        REFUSAL = "refusal", "A treatment that I refuse (advance decision)"

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words", "kept_where", "witness"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="choices_ahead")
    kind = models.CharField(max_length=12, choices=Kind)
    words = models.TextField()
    made_on = models.DateField()
    kept_where = models.CharField(max_length=200, blank=True, help_text="Where the signed paper is.")
    witness = models.CharField(max_length=120, blank=True)
    is_for_workers = models.BooleanField(default=True, help_text="Nobody can honour what they may not read.")
    is_for_emergency = models.BooleanField(default=True)
    written_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)


class RoutineSlot(models.Model):
    """One row is one thing in the shape of a person's week."""

    class PartOfDay(models.TextChoices):
        MORNING = "morning", "Morning"
        AFTERNOON = "afternoon", "Afternoon"
        EVENING = "evening", "Evening"

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="routine_slots")
    weekday = models.PositiveSmallIntegerField(help_text="0 is Monday.")
    part_of_day = models.CharField(max_length=12, choices=PartOfDay)
    words = models.CharField(max_length=120)
    set_at = models.DateTimeField()
    taken_out_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(weekday__lte=6), name="routine_slot_in_a_week")]
