"""What providers say of their own entries: changes and who agreed, adjustments, dates of groups, things to join."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from lodestar.rules import entry_changes

FIELDS = [(field.value, field.value) for field in entry_changes.EntryField]


class EntryRow(models.Model):
    """What every row about an entry has."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey("directory.Service", on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True


class PreferredValue(EntryRow):
    """One row is one field of an entry in which what was said here goes before what its source says."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"said_by_name"})

    field = models.CharField(max_length=24, choices=FIELDS)
    value = models.JSONField(null=True)
    said_at = models.DateTimeField()
    said_by_user_id = models.UUIDField(null=True)
    said_by_name = models.CharField(max_length=150, blank=True)
    said_for = models.CharField(max_length=300, blank=True, help_text="The organisation that they spoke for.")
    source_value = models.JSONField(null=True, help_text="What the source said when it was last read.")
    source_seen_at = models.DateTimeField(null=True, help_text="When that was; empty: it has no source.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "field"], name="preferred_once")]


class ChangeRequest(EntryRow):
    """One row is one change of an entry: who asked, and who agreed or did not."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"asked_by_name", "decided_by_name", "words", "reason"})

    asked_at = models.DateTimeField()
    asked_by_user_id = models.UUIDField(null=True)
    asked_by_name = models.CharField(max_length=150, blank=True)
    asked_for = models.CharField(max_length=300, blank=True)
    words = models.CharField(max_length=400, blank=True, help_text="Why, or how they know.")
    decided_at = models.DateTimeField(null=True)
    decided_by_user_id = models.UUIDField(null=True)
    decided_by_name = models.CharField(max_length=150, blank=True)
    is_approved = models.BooleanField(null=True)
    reason = models.CharField(max_length=400, blank=True, help_text="Why it was declined, to whoever asked.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None, is_approved=None) | Q(decided_at__isnull=False, is_approved__isnull=False),
                name="change_decided_whole",
            )
        ]
        indexes = [models.Index(fields=["service", "-asked_at"], name="change_of_service")]


class ChangedField(models.Model):
    """One row is one field in a change: what stood there, and what is to stand there."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(ChangeRequest, on_delete=models.CASCADE, related_name="fields")
    field = models.CharField(max_length=24, choices=FIELDS)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "field"], name="changed_once")]


class AdjustmentCheck(EntryRow):
    """One row is one self-check of what an activity does for people who need it another way."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"checked_by_name"})

    activity = models.CharField(max_length=120, help_text="What was checked, like Tuesday class.")
    offers = ArrayField(models.CharField(max_length=24), help_text="Slugs of rules/parameters/adjustments.")
    quiet_times = models.CharField(max_length=200, blank=True, help_text="When the quiet sessions are.")
    evidence = models.CharField(max_length=400, blank=True, help_text="How anybody can tell.")
    checked_at = models.DateTimeField()
    checked_on = models.DateField()
    lapses_on = models.DateField(help_text="The first day on which it no longer counts.")
    checked_by_user_id = models.UUIDField(null=True)
    checked_by_name = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(lapses_on__gt=models.F("checked_on")), name="adjustments_lapse_later"),
            models.CheckConstraint(
                condition=~Q(offers__contains=["quiet-session"]) | ~Q(quiet_times=""), name="quiet_says_when"
            ),
        ]
        indexes = [models.Index(fields=["service", "activity", "-checked_at"], name="adjustments_newest")]


class GroupProfile(models.Model):
    """One row says of a service that it is a group: about what, and who runs it."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    service = models.OneToOneField(
        "directory.Service", primary_key=True, on_delete=models.CASCADE, related_name="group"
    )
    theme = models.CharField(max_length=120, help_text="What brings people together, like gardening.")
    run_by = models.CharField(max_length=200, help_text="By role, like two peer workers.")
    is_peer_led = models.BooleanField(default=False, help_text="Run by people who have been there themselves.")
    changed_at = models.DateTimeField()


class DateRule(EntryRow):
    """One row is one rule of when a group meets, as RFC 5545 has it, with its extra and its cancelled dates."""

    title = models.CharField(max_length=120, blank=True)
    starts_on = models.DateField(help_text="The first date, from which the rule counts.")
    opens_at = models.TimeField(help_text="London time.")
    closes_at = models.TimeField(help_text="London time.")
    rrule = models.CharField(max_length=200, blank=True, help_text="RFC 5545 RRULE; empty: once.")
    extra_on = ArrayField(models.DateField(), default=list, blank=True, help_text="RDATE: dates beside the rule.")
    except_on = ArrayField(models.DateField(), default=list, blank=True, help_text="EXDATE: dates on which it is off.")
    place_words = models.CharField(max_length=200, blank=True)
    sequence = models.IntegerField(default=0, help_text="RFC 5545 SEQUENCE: how often it was changed.")
    changed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="When somebody took the rule away.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(opens_at=models.F("closes_at")), name="date_rule_has_a_length"),
        ]
        indexes = [models.Index(fields=["service"], name="date_rule_service", condition=Q(ended_at=None))]


class Closure(EntryRow):
    """One row is one time in which a service is shut, whatever its hours say."""

    from_on = models.DateField()
    to_on = models.DateField(help_text="The last day on which it is shut.")
    words = models.CharField(max_length=200, blank=True, help_text="Why, to whoever comes by.")
    said_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gte=models.F("from_on")), name="closure_ends_after_it_starts")
        ]
        indexes = [models.Index(fields=["from_on", "to_on"], name="closure_days", condition=Q(taken_back_at=None))]


class HolidayHabit(models.Model):
    """One row says whether a service is open on bank holidays."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    service = models.OneToOneField("directory.Service", primary_key=True, on_delete=models.CASCADE, related_name="+")
    is_open = models.BooleanField()
    said_at = models.DateTimeField()


class CoveredArea(EntryRow):
    """One row is one part of where a service's people may live: authorities, neighbourhoods, or a circle."""

    class Kind(models.TextChoices):
        AREAS = "areas", "Named areas"
        CIRCLE = "circle", "A distance from a point"

    kind = models.CharField(max_length=8, choices=Kind)
    codes = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, help_text="Authorities, LSOAs or neighbourhoods."
    )
    easting = models.IntegerField(null=True, help_text="Metres on the British National Grid.")
    northing = models.IntegerField(null=True, help_text="Metres on the British National Grid.")
    radius_m = models.IntegerField(null=True, help_text="Metres.")
    words = models.CharField(max_length=200, help_text="How people say it.")
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="areas", codes__len__gt=0, radius_m=None)
                | Q(kind="circle", radius_m__gt=0, easting__isnull=False, northing__isnull=False),
                name="covered_area_is_whole",
            )
        ]


class Opportunity(EntryRow):
    """One row is one thing to give time to or to learn, with what is adjusted and who helps somebody to start."""

    class Kind(models.TextChoices):
        VOLUNTEERING = "volunteering", "Volunteering"
        LEARNING = "learning", "Learning"

    kind = models.CharField(max_length=12, choices=Kind)
    title = models.CharField(max_length=120)
    words = models.CharField(max_length=600, help_text="What somebody does there.")
    hours_words = models.CharField(max_length=200)
    place_words = models.CharField(max_length=200, blank=True)
    adjustments = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    start_support = models.CharField(max_length=300, help_text="Who helps somebody to start, and how.")
    somebody_goes_along = models.BooleanField(default=False, help_text="Somebody goes with them the first time.")
    posted_at = models.DateTimeField()
    closes_on = models.DateField(help_text="The first day on which nobody can ask any more.")
    taken_down_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "opportunities"
        indexes = [models.Index(fields=["closes_on"], name="opportunity_open", condition=Q(taken_down_at=None))]
