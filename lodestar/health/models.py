"""Physical and clinical care: checks and what follows from them, medicines, therapies, joint plans."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from lodestar.access.models import User
from lodestar.people.models import Person
from lodestar.people.reach import ReachByArea
from lodestar.referrals.models import Referral, ReferralStep
from lodestar.rules.life_areas import LifeArea
from lodestar.rules.stop_smoking import QuitAnswer, QuitOutcome, Smoking
from lodestar.rules.therapies import LengthAnswer, TherapyStepKind

PHYSICAL_HEALTH = LifeArea.PHYSICAL_HEALTH.value
CLINICAL_CARE = LifeArea.CLINICAL_CARE.value


def _slugs(kinds: type[QuitAnswer | QuitOutcome | Smoking | TherapyStepKind | LengthAnswer]) -> list[tuple[str, str]]:
    return [(one.value, one.value) for one in kinds]


class CheckResult(models.Model):
    """One row is one part of the physical health check: done on a day, or refused on it."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"reading", "smoking", "taken_out_because"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="check_results")
    life_area = models.CharField(max_length=24, default=PHYSICAL_HEALTH)
    part = models.CharField(max_length=32, help_text="Slug of rules/physical_checks.")
    on = models.DateField(help_text="London date of the measurement, or of the refusal.")
    is_refused = models.BooleanField(default=False)
    reading = models.CharField(max_length=120, blank=True, help_text="With its unit, like 128/82 mmHg.")
    smoking = models.CharField(max_length=16, blank=True, choices=_slugs(Smoking), help_text="For smoking alone.")
    is_abnormal = models.BooleanField(default=False, help_text="A clinician's word: it calls for something to be done.")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    taken_out_at = models.DateTimeField(null=True, blank=True, help_text="It was written down by mistake.")
    taken_out_because = models.CharField(max_length=300, blank=True)

    objects = ReachByArea.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_refused=False) | Q(reading="", smoking="", is_abnormal=False),
                name="refused_part_has_no_result",
            ),
            models.CheckConstraint(
                condition=Q(taken_out_at__isnull=True, taken_out_because="")
                | (Q(taken_out_at__isnull=False) & ~Q(taken_out_because="")),
                name="taken_out_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["person", "part", "-on"], name="check_result_person")]


class ResultAction(models.Model):
    """One row is what is to be done about an abnormal result: what, who owes it, by when."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words", "owner_words"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    result = models.ForeignKey(CheckResult, on_delete=models.CASCADE, related_name="actions")
    life_area = models.CharField(max_length=24, default=PHYSICAL_HEALTH)
    words = models.CharField(max_length=300)
    owner_words = models.CharField(max_length=120, help_text="Who owes it: a name or a practice.")
    due_on = models.DateField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_on = models.DateField(help_text="London date.")
    done_at = models.DateTimeField(null=True, blank=True)

    objects = ReachByArea.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(words="") & ~Q(owner_words=""), name="result_action_has_an_owner"),
        ]


class CareStanding(models.Model):
    """One row says what decides who owes the physical health check; the latest holds. No row is needed for a check."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"register_reason", "is_in_remission", "override_reason"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    life_area = models.CharField(max_length=24, default=PHYSICAL_HEALTH)
    register_reason = models.CharField(max_length=24, blank=True, help_text="Slug of rules/physical_checks, or empty.")
    is_in_remission = models.BooleanField(default=False)
    is_inpatient = models.BooleanField(default=False)
    is_in_secondary_care = models.BooleanField(default=False)
    secondary_care_since = models.DateField(null=True, blank=True)
    is_unstable = models.BooleanField(default=False)
    override_party = models.CharField(max_length=16, blank=True, help_text="Slug of who owes it by agreement.")
    override_reason = models.CharField(max_length=300, blank=True)
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    objects = ReachByArea.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(override_party="", override_reason="") | (~Q(override_party="") & ~Q(override_reason="")),
                name="override_has_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["person", "-said_at"], name="care_standing_latest")]


class QuitOffer(models.Model):
    """One row is one offer of help to stop smoking, with what came of it: the loop is closed by its outcome."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"answer", "outcome"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="quit_offers")
    life_area = models.CharField(max_length=24, default=PHYSICAL_HEALTH)
    offered_on = models.DateField()
    offered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=16, choices=_slugs(QuitAnswer))
    referral = models.ForeignKey(
        Referral, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", help_text="To the help."
    )
    quit_on = models.DateField(null=True, blank=True, help_text="The day that the person chose to stop.")
    checked_on = models.DateField(null=True, blank=True, help_text="The day of the outcome.")
    outcome = models.CharField(max_length=16, blank=True, choices=_slugs(QuitOutcome))
    recorded_at = models.DateTimeField()

    objects = ReachByArea.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_on__isnull=True, outcome="") | (Q(checked_on__isnull=False) & ~Q(outcome="")),
                name="quit_outcome_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(answer="accepted") | Q(quit_on__isnull=True, outcome=""), name="quit_needs_a_yes"
            ),
        ]
        indexes = [models.Index(fields=["person", "-offered_on"], name="quit_offer_person")]


class SideEffect(models.Model):
    """One row is one line of a person's side-effect diary: what, when in the day, how much, what it does to work."""

    class TimeOfDay(models.TextChoices):
        MORNING = "morning", "In the morning"
        DAY = "day", "During the day"
        EVENING = "evening", "In the evening"
        NIGHT = "night", "At night"
        ALL_DAY = "all-day", "All day"

    PERSONAL: ClassVar[frozenset[str]] = frozenset(
        {"words", "medicine", "work_words", "bothers", "time_of_day", "affects_work"}
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="side_effects")
    life_area = models.CharField(max_length=24, default=CLINICAL_CARE)
    noticed_on = models.DateField()
    words = models.CharField(max_length=300, help_text="In the person's own words.")
    medicine = models.CharField(max_length=120, blank=True, help_text="Which they think it is from, if they know.")
    time_of_day = models.CharField(max_length=8, choices=TimeOfDay)
    bothers = models.PositiveSmallIntegerField(help_text="How much it bothers them, from 1 (hardly) to 5 (very much).")
    affects_work = models.BooleanField(default=False, help_text="Work, learning, or what they want to do in the day.")
    work_words = models.CharField(max_length=300, blank=True)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    objects = ReachByArea.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(bothers__gte=1, bothers__lte=5), name="side_effect_bothers_1_to_5"),
            models.CheckConstraint(condition=~Q(words=""), name="side_effect_has_words"),
        ]
        indexes = [models.Index(fields=["person", "-noticed_on"], name="side_effect_person")]


class MedicineTalk(models.Model):
    """One row is one talk about medicines that was asked for: open until it has a decision."""

    class Because(models.TextChoices):
        SIDE_EFFECT = "side-effect", "A side effect"
        WORK = "work", "A side effect gets in the way of work or learning"
        QUESTION = "question", "The person has a question"
        REVIEW = "review", "A review is due"

    class Decision(models.TextChoices):
        STAYS = "stays", "It stays as it is"
        OTHER_TIME = "other-time", "The same, at another time of day"
        LESS = "less", "Less of it"
        MORE = "more", "More of it"
        OTHER_MEDICINE = "other-medicine", "Another medicine"
        STOPPED = "stopped", "It is stopped, with a plan how"
        MORE_INFORMATION = "more-information", "First something has to be found out"

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"said", "decision", "decision_words"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="medicine_talks")
    life_area = models.CharField(max_length=24, default=CLINICAL_CARE)
    because = models.CharField(max_length=12, choices=Because)
    side_effect = models.ForeignKey(SideEffect, null=True, blank=True, on_delete=models.CASCADE, related_name="talks")
    wanted_by = models.DateField(null=True, blank=True, help_text="Before this day, like the first day of a job.")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    held_on = models.DateField(null=True, blank=True)
    said = models.TextField(blank=True, help_text="What the person wants and was told, for both to read.")
    decision = models.CharField(max_length=20, blank=True, choices=Decision)
    decision_words = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ReachByArea.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="", decided_by__isnull=True, decided_at__isnull=True, held_on__isnull=True)
                | (~Q(decision="") & Q(decided_by__isnull=False, decided_at__isnull=False, held_on__isnull=False)),
                name="medicine_decision_is_whole",
            ),
        ]
        indexes = [models.Index(fields=["person"], name="medicine_talk_open", condition=Q(decision=""))]


class TherapyOffer(models.Model):
    """One row is one therapy that was offered to a person, and for what, where they want that said."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"therapy", "condition"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="therapy_offers")
    life_area = models.CharField(max_length=24, default=CLINICAL_CARE)
    therapy = models.CharField(max_length=40, help_text="Slug of rules/therapies.")
    condition = models.CharField(max_length=32, blank=True, help_text="Slug of rules/therapies; empty: not said.")
    offered_on = models.DateField()
    offered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = ReachByArea.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "-offered_on"], name="therapy_offer_person")]


class TherapyStep(models.Model):
    """One row is one thing that happened to an offer of therapy; steps are added, never changed."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"note"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    offer = models.ForeignKey(TherapyOffer, on_delete=models.CASCADE, related_name="steps")
    life_area = models.CharField(max_length=24, default=CLINICAL_CARE)
    number = models.PositiveIntegerField(help_text="From 1, in the order in which they were written down.")
    kind = models.CharField(max_length=20, choices=_slugs(TherapyStepKind))
    on = models.DateField(help_text="London date.")
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ReachByArea.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["offer", "number"], name="therapy_step_number_once")]


class LengthRating(models.Model):
    """One row is what a person said of how long some help lasted, and what came of asking for more."""

    class Reply(models.TextChoices):
        GOES_ON = "goes-on", "It goes on"
        OTHER_HELP = "other-help", "Other help was agreed"
        NOT_NOW = "not-now", "Not now, and why was said"

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"answer", "about_words", "reply_words"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="length_ratings")
    life_area = models.CharField(max_length=24, default=CLINICAL_CARE)
    offer = models.ForeignKey(TherapyOffer, null=True, blank=True, on_delete=models.CASCADE, related_name="lengths")
    about_words = models.CharField(max_length=120, help_text="Which help, in words.")
    answer = models.CharField(max_length=16, choices=_slugs(LengthAnswer))
    asks_for_more = models.BooleanField(default=False)
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()
    reply = models.CharField(max_length=12, blank=True, choices=Reply)
    reply_words = models.CharField(max_length=300, blank=True)
    replied_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    replied_at = models.DateTimeField(null=True, blank=True)

    objects = ReachByArea.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reply="", reply_words="", replied_by__isnull=True, replied_at__isnull=True)
                | (~Q(reply="") & ~Q(reply_words="") & Q(replied_by__isnull=False, replied_at__isnull=False)),
                name="length_reply_is_whole",
            ),
        ]
        indexes = [models.Index(fields=["person", "-said_at"], name="length_rating_person")]


class JointPlan(models.Model):
    """One row is what mental health and addiction services do together for a person, with one named lead."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"wants", "our_part", "their_part", "with_words", "lead_words"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="joint_plans")
    life_area = models.CharField(max_length=24, default=CLINICAL_CARE)
    with_words = models.CharField(max_length=200, help_text="The addiction service, and who there.")
    referral = models.ForeignKey(Referral, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    lead_words = models.CharField(max_length=120, help_text="The one named lead.")
    wants = models.TextField(help_text="What the person wants from it, in their words.")
    our_part = models.TextField()
    their_part = models.TextField()
    agreed_on = models.DateField()
    review_on = models.DateField()
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True, help_text="The first day on which it no longer holds.")

    objects = ReachByArea.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(review_on__gt=F("agreed_on")), name="joint_plan_is_reviewed_later"),
        ]
        indexes = [models.Index(fields=["person", "-agreed_on"], name="joint_plan_person")]


class ExclusionReview(models.Model):
    """One row is what a review found of a service that said no because of drink or drugs."""

    class Finding(models.TextChoices):
        OVERTURNED = "overturned", "The no is taken back: they can use the service"
        JOINT_PLAN = "joint-plan", "Both services work together instead"
        OTHER_SERVICE = "other-service", "Another service was agreed with the person"
        UPHELD = "upheld", "The no stands, for another reason that was said"

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    life_area = models.CharField(max_length=24, help_text="Of the referral.")
    step = models.OneToOneField(ReferralStep, on_delete=models.CASCADE, related_name="+")
    finding = models.CharField(max_length=16, choices=Finding)
    words = models.TextField(help_text="What was found and what follows. The person reads it.")
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField()

    objects = ReachByArea.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="exclusion_review_has_words")]
