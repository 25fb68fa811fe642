"""Check-ins: what people say of their own lives, in their own measure; and which instruments may be used here."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from lodestar.access.models import Team, User
from lodestar.people.models import Person
from lodestar.people.reach import ReachByArea
from lodestar.rules.life_areas import LifeArea

# Answers to instruments are about somebody's health, whatever the topic of an item is.
CLINICAL_CARE = LifeArea.CLINICAL_CARE.value


class InstrumentSwitch(models.Model):
    """One row is one decision on whether an instrument is used here, and on what licence; the latest holds."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    instrument = models.CharField(max_length=32, help_text="Code of rules/instruments.")
    is_on = models.BooleanField()
    reference = models.CharField(max_length=120, blank=True, help_text="Of the licence, permission or registration.")
    holder = models.CharField(max_length=200, blank=True, help_text="Who holds it.")
    valid_from = models.DateField(help_text="The first day that the licence covers.")
    valid_to = models.DateField(null=True, blank=True, help_text="The last day that it covers, where it has one.")
    labels = ArrayField(
        models.CharField(max_length=60), default=list, blank=True, help_text="For a container: the licensed labels."
    )
    acknowledgement = models.CharField(max_length=300, blank=True, help_text="What the licence wants said beside it.")
    roles = ArrayField(
        models.CharField(max_length=24), default=list, blank=True, help_text="Who may enter it; empty: every worker."
    )
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="licence_ends_after_it_starts",
            ),
        ]
        indexes = [models.Index(fields=["instrument", "-decided_at"], name="instrument_switch_latest")]


class CheckIn(models.Model):
    """One row is one check-in: a person says how things are, alone or together with a worker."""

    class How(models.TextChoices):
        BY_PERSON = "by-person", "By themselves"
        TOGETHER = "together", "Together with a worker"
        FROM_PAPER = "from-paper", "From a form that they filled in"

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="check_ins")
    life_area = models.CharField(max_length=24, default=CLINICAL_CARE)
    instruments = ArrayField(models.CharField(max_length=32), help_text="Codes of rules/instruments, in order.")
    own_questions = ArrayField(models.CharField(max_length=32), help_text="Codes of rules/own_questions, in order.")
    how = models.CharField(max_length=12, choices=How)
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True, help_text="Empty while it can still be gone on with.")

    objects = ReachByArea.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(finished_at__gte=F("begun_at")),
                name="check_in_finishes_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["person", "-begun_at"], name="check_in_person")]


class Answer(models.Model):
    """One row is one answer to one item of an instrument, in one check-in."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"value"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="answers")
    life_area = models.CharField(max_length=24, default=CLINICAL_CARE)
    instrument = models.CharField(max_length=32, help_text="Code of rules/instruments.")
    item = models.PositiveSmallIntegerField(help_text="Its number, from 1.")
    value = models.SmallIntegerField(null=True, blank=True, help_text="Points of the instrument; empty: passed over.")
    does_not_apply = models.BooleanField(default=False)
    wants_more_help = models.BooleanField(default=False, help_text="For an instrument that asks it.")
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    objects = ReachByArea.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["check_in", "instrument", "item"], name="answer_once_in_a_check_in"),
        ]
        indexes = [models.Index(fields=["person", "instrument"], name="answer_person_instrument")]


class OwnAnswer(models.Model):
    """One row is one answer to a question of our own, kept in the life area that the question is about."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"answer"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    check_in_id = models.UUIDField(help_text="The check-in; whoever sees this life area need not see that.")
    life_area = models.CharField(max_length=24)
    question = models.CharField(max_length=32, help_text="Code of rules/own_questions.")
    answer = models.CharField(max_length=32, help_text="Slug of one of its answers, or not-said.")
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    objects = ReachByArea.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["check_in_id", "question"], name="own_answer_once_in_a_check_in"),
        ]
        indexes = [models.Index(fields=["person", "question"], name="own_answer_person_question")]


class SafetyTask(models.Model):
    """One row is an answer that asks for help first: open until somebody says what they did."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="safety_tasks")
    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="safety_tasks")
    life_area = models.CharField(max_length=24, default=CLINICAL_CARE)
    instrument = models.CharField(max_length=32, help_text="Code of rules/instruments.")
    item = models.PositiveSmallIntegerField(help_text="The safety item, from 1.")
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    acknowledged_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    words = models.TextField(blank=True, help_text="What was done, for the person to read too.")

    objects = ReachByArea.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True, words="")
                | (Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False) & ~Q(words="")),
                name="safety_acknowledgement_is_whole",
            ),
            models.UniqueConstraint(fields=["check_in", "instrument", "item"], name="safety_task_once"),
        ]
        indexes = [models.Index(fields=["person"], name="safety_open", condition=Q(acknowledged_at=None))]


class SafetyNotice(models.Model):
    """One row says to whom a safety task went, and when they had it on their screen."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    task = models.ForeignKey(SafetyTask, on_delete=models.CASCADE, related_name="notices")
    life_area = models.CharField(max_length=24, default=CLINICAL_CARE)
    to_user = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    to_team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    sent_at = models.DateTimeField()

    objects = ReachByArea.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_user__isnull=True) ^ Q(to_team__isnull=True), name="safety_notice_goes_to_one"
            ),
        ]


class TalkedArea(models.Model):
    """One row is one area that a check-in's conversation chose, with what was said at each of its four steps."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"understanding", "looking_forward", "options", "strengths"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="talked_areas")
    life_area = models.CharField(max_length=24, default=CLINICAL_CARE)
    item = models.PositiveSmallIntegerField(help_text="The item of DIALOG that it is about, from 1.")
    understanding = models.TextField(blank=True, help_text="Why it is as it is.")
    strengths = models.TextField(blank=True, help_text="What works, and what they do well.")
    looking_forward = models.TextField(blank=True, help_text="What would be better: best, and smallest.")
    options = models.TextField(blank=True, help_text="What the person, the worker and others could do.")
    written_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, help_text="Rises with each change, so that nothing is lost.")

    objects = ReachByArea.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["check_in", "item"], name="talked_area_once")]


class AgreedAction(models.Model):
    """One row is one thing that was agreed in a check-in's conversation: what, who does it, by when."""

    class Owner(models.TextChoices):
        PERSON = "person", "The person"
        WORKER = "worker", "The worker"
        OTHER = "other", "Somebody else"

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words", "owner_words"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    talked_area = models.ForeignKey(TalkedArea, on_delete=models.CASCADE, related_name="actions")
    life_area = models.CharField(max_length=24, default=CLINICAL_CARE)
    words = models.CharField(max_length=300)
    owner = models.CharField(max_length=8, choices=Owner)
    owner_words = models.CharField(max_length=120, blank=True, help_text="Who, where it is somebody else.")
    due_on = models.DateField()
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    objects = ReachByArea.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="agreed_action_has_words"),
            models.CheckConstraint(
                condition=~Q(owner="other") | ~Q(owner_words=""), name="agreed_action_names_somebody_else"
            ),
        ]
        indexes = [models.Index(fields=["person", "due_on"], name="agreed_action_due", condition=Q(done_at=None))]


class LicensedReading(models.Model):
    """One row is one reading of a licensed container: labelled scores and their total, under a licence on file."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"scores"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="licensed_readings")
    life_area = models.CharField(max_length=24, default=CLINICAL_CARE)
    switch = models.ForeignKey(
        InstrumentSwitch, on_delete=models.PROTECT, related_name="+", help_text="The licence under which it was taken."
    )
    labels = ArrayField(models.CharField(max_length=60), help_text="As the licence named them then.")
    scores = ArrayField(models.PositiveSmallIntegerField(), help_text="Points from 1 to 10, in the order of labels.")
    taken_on = models.DateField()
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    objects = ReachByArea.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(labels__len=F("scores__len")), name="licensed_reading_labels_scores"),
        ]
        indexes = [models.Index(fields=["person", "-taken_on"], name="licensed_reading_person")]
