"""How people and workers keep in touch: the rhythm they agreed, meetings to come, cover, concerns, days to know."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from lodestar.access.models import Team, User
from lodestar.people.models import Person
from lodestar.people.reach import ReachByArea, ReachQuerySet
from lodestar.referrals.models import Contact, Referral
from lodestar.rules.contact_rhythm import Every
from lodestar.rules.escalation import NoteKind

EVERY_WORDS = (
    (Every.WEEK.value, "Every week"),
    (Every.FORTNIGHT.value, "Every two weeks"),
    (Every.MONTH.value, "Every month"),
)


class Rhythm(models.Model):
    """One row is how often one worker and one person agreed to be in touch. No programme ends it; they do."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"first_words"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="rhythms")
    life_area = models.CharField(max_length=24)
    worker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    every = models.CharField(max_length=12, choices=EVERY_WORDS)
    weekday = models.SmallIntegerField(null=True, blank=True, help_text="Monday is 0; empty for any day.")
    mode = models.CharField(max_length=12, choices=Contact.Mode)
    first_words = models.CharField(max_length=200, blank=True, help_text="How to begin, as they asked.")
    since = models.DateField()
    until = models.DateField(null=True, blank=True, help_text="Its last day, when the person ended or changed it.")
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField()

    objects = ReachByArea.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "worker"], condition=Q(until__isnull=True), name="one_rhythm_of_two_people"
            ),
            models.CheckConstraint(
                condition=Q(weekday__isnull=True) | Q(weekday__gte=0, weekday__lte=6), name="rhythm_has_a_weekday"
            ),
        ]
        indexes = [models.Index(fields=["person", "-since"], name="rhythm_person")]


class Appointment(models.Model):
    """One row is one meeting that was arranged. What came of it is a contact."""

    class CalledOff(models.TextChoices):
        BY_PERSON = "by-person", "They could not make it"
        BY_SERVICE = "by-service", "We could not make it"

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"venue", "tell_ahead"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="appointments")
    referral = models.ForeignKey(Referral, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    life_area = models.CharField(max_length=24)
    worker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    minutes = models.SmallIntegerField(default=60)
    mode = models.CharField(max_length=12, choices=Contact.Mode)
    venue = models.CharField(max_length=200, blank=True, help_text="Where, for a meeting face to face.")
    is_first = models.BooleanField(default=False, help_text="They have not met this worker or service before.")
    tell_ahead = models.TextField(blank=True, help_text="What the person is told before: who, where, what happens.")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    called_off = models.CharField(max_length=12, choices=CalledOff, blank=True)
    called_off_at = models.DateTimeField(null=True, blank=True)

    objects = ReachByArea.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(called_off="", called_off_at__isnull=True)
                | (~Q(called_off="") & Q(called_off_at__isnull=False)),
                name="appointment_called_off_with_its_moment",
            ),
            models.CheckConstraint(condition=Q(is_first=False) | ~Q(tell_ahead=""), name="first_meeting_is_told_of"),
        ]
        indexes = [
            models.Index(fields=["person", "starts_at"], name="appointment_person"),
            models.Index(fields=["worker", "starts_at"], name="appointment_worker"),
        ]


class MeetingWish(models.Model):
    """One row is how to meet a person well: who, where, how, and what not to ask. The newest one counts."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"venue", "privacy", "who", "not_to_ask", "told_once"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="meeting_wishes")
    venue = models.CharField(max_length=200, blank=True)
    mode = models.CharField(max_length=12, choices=Contact.Mode, blank=True)
    privacy = models.CharField(max_length=300, blank=True, help_text="What nobody else may see or hear.")
    who = models.CharField(max_length=200, blank=True, help_text="Whom they like to meet, like: a woman.")
    not_to_ask = models.CharField(max_length=300, blank=True, help_text="What nobody is to ask or do, in their words.")
    told_once = models.TextField(blank=True, help_text="What they told once and do not want to tell again.")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = ReachQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "-recorded_at"], name="meeting_wish_person")]


class Cover(models.Model):
    """One row says who is there for a person while their worker is away, and the call that both are on before."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="covers")
    away = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    covered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    overlap_on = models.DateField(help_text="A day before, on which both are there.")
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="The first day on which it no longer holds.")
    is_their_choice = models.BooleanField(help_text="The person picked who covers.")
    arranged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    arranged_at = models.DateTimeField()

    objects = ReachQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="cover_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(overlap_on__lt=F("starts_on")), name="cover_has_an_overlap"),
            models.CheckConstraint(condition=~Q(away=F("covered_by")), name="cover_is_somebody_else"),
        ]
        indexes = [models.Index(fields=["person", "-starts_on"], name="cover_person")]


class SensitiveDate(models.Model):
    """One row is a day of the year that is hard, or good, for a person, in their words."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"day", "words"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sensitive_dates")
    life_area = models.CharField(max_length=24)
    day = models.DateField(help_text="The day itself; it comes back each year.")
    words = models.CharField(max_length=200)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    forgotten_at = models.DateTimeField(null=True, blank=True, help_text="When they no longer wanted it kept in mind.")

    objects = ReachByArea.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="sensitive_date_has_words")]
        indexes = [models.Index(fields=["person", "day"], name="sensitive_date_person")]


class Concern(models.Model):
    """One row is something that somebody saw and passed on to one named worker, with a clock until they have it."""

    class Kind(models.TextChoices):
        CONCERN = NoteKind.CONCERN.value, "Something worries me"
        EARLY_WARNING_SIGN = NoteKind.EARLY_WARNING_SIGN.value, "An early sign that they wrote down"

    class SeenBy(models.TextChoices):
        HOUSING = "housing", "Somebody from housing"
        FAMILY = "family", "Family or a friend"
        WORKER = "worker", "Another worker"
        THEMSELF = "themself", "The person themself"

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words", "next_words"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="concerns")
    life_area = models.CharField(max_length=24)
    kind = models.CharField(max_length=20, choices=Kind)
    seen_by = models.CharField(max_length=12, choices=SeenBy)
    words = models.TextField(help_text="What was seen or heard, and nothing more.")
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    to_user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    to_team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(help_text="By when somebody is to say that they have it.")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    next_words = models.TextField(blank=True, help_text="What they do about it.")

    objects = ReachByArea.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_user__isnull=False) ^ Q(to_team__isnull=False), name="concern_goes_to_one"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="concern_has_words"),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | (Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False) & ~Q(next_words="")),
                name="concern_acknowledged_with_a_next_step",
            ),
        ]
        indexes = [models.Index(fields=["person", "-sent_at"], name="concern_person")]


class CalendarFeed(models.Model):
    """One row is one secret address at which a worker's own calendar reads their meetings, initials only."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the secret in the address.")
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at__isnull=True), name="one_calendar_feed_at_a_time"
            ),
        ]
