"""What people choose about sharing, what was opened in an emergency, what was told to whom, and what left."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Coalesce

from lodestar.access.models import Organisation, Team, User
from lodestar.access.roles import Role
from lodestar.access.viewers import Viewer
from lodestar.people import reach
from lodestar.people.models import Consent, Involvement, Person
from lodestar.people.reach import ReachByArea, ReachQuerySet


def _is_own(viewer: Viewer) -> reach.Reaches:
    return reach.Reaches(viewer, person="person_id", basis=Involvement.Basis.SELF)


class SharingChoiceQuerySet(models.QuerySet["SharingChoice"]):
    def visible_to(self, viewer: Viewer) -> "SharingChoiceQuerySet":
        """Return the viewer's own choices, and those that they wrote down for somebody: nobody else reads them."""
        return self.filter(_is_own(viewer) | Q(said_by_id__in=[viewer.user_id] if viewer.user_id else []))


class SharingChoice(models.Model):
    """One row is one thing that a person closed: these life areas, to one user, team, organisation or role.

    It only ever takes away. Where it says so in `purposes` it holds in an emergency too.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sharing_choices")
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=24, blank=True, help_text="Slug of a role: everybody who holds it.")
    audience_id = models.GeneratedField(
        expression=Coalesce("user", "team", "organisation"), output_field=models.UUIDField(), db_persist=True
    )
    life_areas = ArrayField(models.CharField(max_length=24))
    purposes = ArrayField(models.CharField(max_length=16), help_text="Slugs of rules/reach: for what it is closed.")
    words = models.CharField(max_length=300, blank=True, help_text="Why, if the person wants to say.")
    how = models.CharField(max_length=12, choices=Consent.How)
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", help_text="Who wrote it down.")
    said_at = models.DateTimeField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="The first day on which it no longer holds.")

    objects = SharingChoiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(user__isnull=False) & Q(team__isnull=True, organisation__isnull=True, role=""))
                | (Q(team__isnull=False) & Q(user__isnull=True, organisation__isnull=True, role=""))
                | (Q(organisation__isnull=False) & Q(user__isnull=True, team__isnull=True, role=""))
                | (~Q(role="") & Q(user__isnull=True, team__isnull=True, organisation__isnull=True)),
                name="choice_is_about_one_audience",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="choice_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(life_areas__len__gt=0) & Q(purposes__len__gt=0), name="choice_closes_something"
            ),
        ]
        indexes = [
            models.Index(fields=["person"], name="sharing_choice_person"),
            models.Index(fields=["audience_id"], name="sharing_choice_audience"),
            models.Index(fields=["role"], name="sharing_choice_role", condition=~Q(role="")),
        ]


class EmergencyAccessQuerySet(models.QuerySet["EmergencyAccess"]):
    def visible_to(self, viewer: Viewer) -> "EmergencyAccessQuerySet":
        """Return openings of the viewer's own record, those that they made, and all for an information lead."""
        if Role.INFORMATION_LEAD in viewer.roles:
            return self.all()
        return self.filter(_is_own(viewer) | Q(user_id__in=[viewer.user_id] if viewer.user_id else []))


class EmergencyAccess(models.Model):
    """One row is one opening of a record in an emergency by somebody who was not involved: why, what, how long."""

    class Reason(models.TextChoices):
        RISK_TO_LIFE = "risk-to-life", "Somebody's life is at risk now"
        RISK_OF_HARM = "risk-of-harm", "Somebody may come to serious harm"
        CRISIS_CALL = "crisis-call", "They are in crisis and with me, or on the telephone"
        CANNOT_SAY = "cannot-say", "They need care now and cannot tell me what I need to know"
        MISSING = "missing", "They are missing"

    class Outcome(models.TextChoices):
        RIGHT = "right", "It was right"
        RIGHT_WITH_LEARNING = "right-with-learning", "It was right, and we learn from it"
        NOT_RIGHT = "not-right", "It was not right"

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words", "review_words"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="emergency_openings")
    involvement = models.OneToOneField(Involvement, null=True, on_delete=models.SET_NULL, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", help_text="Who opened it.")
    organisation_name = models.CharField(max_length=300, blank=True, help_text="As it was called then.")
    reason = models.CharField(max_length=16, choices=Reason)
    words = models.TextField(help_text="Why, in the words of whoever opened it. The person reads them.")
    life_areas = ArrayField(models.CharField(max_length=24))
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    review_words = models.TextField(blank=True, help_text="What the review found. The person reads them.")

    objects = EmergencyAccessQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gte=F("opened_at")), name="emergency_ends_after_it_opens"),
            models.CheckConstraint(condition=~Q(words=""), name="emergency_has_words"),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, outcome="", reviewed_by__isnull=True)
                | (Q(reviewed_at__isnull=False, reviewed_by__isnull=False) & ~Q(outcome="")),
                name="emergency_review_is_whole",
            ),
        ]
        indexes = [models.Index(fields=["-opened_at"], name="emergency_to_review", condition=Q(reviewed_at=None))]


class LifeEvent(models.Model):
    """One row is one thing that happened in a person's life and that others may need to know: a benefit stopped."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="life_events")
    kind = models.CharField(max_length=24, help_text="Slug of rules/life_events.")
    life_area = models.CharField(max_length=24)
    happened_on = models.DateField(help_text="London date.")
    happened_at = models.DateTimeField(null=True, blank=True, help_text="The moment, where hours count: leaving.")
    words = models.TextField(blank=True, help_text="More about it, for those who see this life area.")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = ReachByArea.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "-happened_on"], name="life_event_person")]


class AlertQuerySet(models.QuerySet["Alert"]):
    def visible_to(self, viewer: Viewer) -> "AlertQuerySet":
        """Return the alerts about the viewer's own record, and those for them, while they may still hear of them."""
        if not viewer.is_signed_in:
            return self.none()
        consent = Func(F("consent_id"), function="lodestar_consent_holds", output_field=models.BooleanField())
        told = Q(to_user_id=viewer.user_id) | Q(to_team_id__in=viewer.team_ids)
        heard = (
            told
            & Q(reach.reaches(viewer, area_field="life_area"))
            & Q(stopped_at=None)
            & (Q(consent__isnull=True) | Q(consent_holds=True))
        )
        to_role = Q(to_role__in=[role.value for role in viewer.roles])
        return self.annotate(consent_holds=consent).filter(heard | to_role | _is_own(viewer))


class Alert(models.Model):
    """One row is one thing that somebody has to know about a person, to whom it went, and when they had it.

    It names the kind of thing and its day, and no word that anybody wrote.
    """

    class Kind(models.TextChoices):
        EMERGENCY_OPENING = "emergency-opening", "A record was opened in an emergency"
        LIFE_EVENT = "life-event", "Something happened that they need to know"

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="alerts")
    kind = models.CharField(max_length=20, choices=Kind)
    about_id = models.UUIDField(help_text="The row that it tells of.")
    event_kind = models.CharField(max_length=24, blank=True, help_text="Slug of rules/life_events.")
    happened_on = models.DateField()
    to_person = models.BooleanField(default=False)
    to_user = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    to_team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    to_role = models.CharField(max_length=24, blank=True, help_text="Slug of a role: everybody who holds it.")
    life_area = models.CharField(max_length=24, blank=True, help_text="The part of life in which they know the person.")
    consent = models.ForeignKey(
        Consent, null=True, blank=True, on_delete=models.CASCADE, related_name="+", help_text="On which it rests."
    )
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True, help_text="The receipt: when it was first on their screen.")
    read_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    stopped_at = models.DateTimeField(null=True, blank=True, help_text="When the person took back what it rests on.")

    objects = AlertQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_person=True, to_user__isnull=True, to_team__isnull=True, to_role="")
                | Q(to_person=False, to_user__isnull=False, to_team__isnull=True, to_role="")
                | Q(to_person=False, to_user__isnull=True, to_team__isnull=False, to_role="")
                | (Q(to_person=False, to_user__isnull=True, to_team__isnull=True) & ~Q(to_role="")),
                name="alert_goes_to_one",
            ),
            models.UniqueConstraint(
                fields=["about_id", "to_person", "to_user", "to_team", "to_role"],
                name="alert_once",
                nulls_distinct=False,
            ),
        ]
        indexes = [models.Index(fields=["person", "-sent_at"], name="alert_person")]


class ShareQuerySet(ReachQuerySet):
    """What left, for whoever may see the consent on which it left."""

    parent_field = "consent"


class Share(models.Model):
    """One row is one time that something left for somebody outside, with exactly what left."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"items", "to_whom"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="shares")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="shares")
    profile = models.CharField(max_length=32, help_text="Slug of parameters/share_profiles.toml.")
    to_whom = models.CharField(max_length=200)
    items = models.JSONField(help_text="What left: names of fields and their values, and nothing else.")
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()

    objects = ShareQuerySet.as_manager()


class Handover(models.Model):
    """One row is one change of key worker, with the days on which both are there."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="handovers")
    from_user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    to_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    to_team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    both_from = models.DateField(help_text="The first day on which both are there.")
    changes_on = models.DateField(help_text="The first day on which the new key worker is the key worker.")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = ReachQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(changes_on__gt=F("both_from")), name="handover_overlaps"),
        ]
