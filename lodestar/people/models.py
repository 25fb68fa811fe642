"""People, who is involved with them, and what they agreed to."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from lodestar.access.models import Team, User
from lodestar.access.viewers import Viewer


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, viewer: Viewer) -> "PersonQuerySet":
        """Return the people with whom `viewer` is involved on the viewer's today."""
        involved = Involvement.objects.held_by(viewer).filter(person_id=models.OuterRef("pk"))
        return self.filter(models.Exists(involved))


class Person(models.Model):
    """One row is one person whom the place supports. The record is theirs."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset(
        {
            "preferred_name",
            "full_name",
            "pronouns",
            "born_on",
            "nhs_number",
            "telephone",
            "email",
            "postcode",
            "easting",
            "northing",
            "neighbourhood_code",
            "gender",
            "ethnic_group",
            "how_to_speak_to_me",
            "what_matters",
            "strengths",
        }
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="person")
    preferred_name = models.CharField(max_length=80, help_text="As they like to be called.")
    full_name = models.CharField(max_length=150)
    pronouns = models.CharField(max_length=40, blank=True)
    born_on = models.DateField(null=True, blank=True)
    gender = models.CharField(max_length=24, blank=True, help_text="In their own word, or empty.")
    ethnic_group = models.CharField(max_length=2, blank=True, help_text="National code, or empty.")
    nhs_number = models.CharField(max_length=10, blank=True, help_text="Ten digits, never in an address.")
    telephone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    easting = models.IntegerField(null=True, blank=True, help_text="Metres on the British National Grid.")
    northing = models.IntegerField(null=True, blank=True, help_text="Metres on the British National Grid.")
    neighbourhood_code = models.CharField(max_length=40, blank=True)
    local_authority_code = models.CharField(max_length=9, blank=True)
    how_to_speak_to_me = models.CharField(max_length=300, blank=True)
    what_matters = models.TextField(blank=True)
    strengths = models.TextField(blank=True)
    is_synthetic = models.BooleanField(default=False, help_text="Invented for the demo place.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PersonQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.id)


class InvolvementQuerySet(models.QuerySet["Involvement"]):
    def held_by(self, viewer: Viewer) -> "InvolvementQuerySet":
        """Return involvements that `viewer` or one of the viewer's teams holds on the viewer's today."""
        return self.filter(holder_id__in=viewer.holder_ids).current(viewer)

    def current(self, viewer: Viewer) -> "InvolvementQuerySet":
        """Return involvements that hold on the viewer's today."""
        not_ended = Q(ends_on__isnull=True) | Q(ends_on__gt=viewer.today)
        return self.filter(not_ended, starts_on__lte=viewer.today)


class Involvement(models.Model):
    """One row says who may see which parts of a person's record, on what basis, and for how long."""

    class Basis(models.TextChoices):
        SELF = "self", "It is their own record"
        CHOICE = "choice", "The person chose them"
        CARE_TEAM = "care-team", "They are in the person's care team"
        REFERRAL = "referral", "The person was referred to them"
        STATUTORY = "statutory", "The law gives them a duty"
        EMERGENCY = "emergency", "An emergency"

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="involvements")
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    holder_id = models.GeneratedField(
        expression=Coalesce("user", "team"), output_field=models.UUIDField(), db_persist=True
    )
    role = models.CharField(max_length=24, blank=True, help_text="Slug of the holder's role towards the person.")
    basis = models.CharField(max_length=12, choices=Basis)
    life_areas = ArrayField(models.CharField(max_length=24), help_text="Life areas that it opens.")
    is_key_worker = models.BooleanField(default=False)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="The first day on which it no longer holds.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = InvolvementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=True) ^ Q(team__isnull=True), name="involvement_of_user_or_team"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="involvement_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(is_key_worker=True, ends_on__isnull=True),
                name="one_key_worker_per_person",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "holder_id"], name="involvement_person_holder"),
            models.Index(fields=["holder_id", "person"], name="involvement_holder_person"),
            GinIndex(fields=["life_areas"], name="involvement_life_areas"),
        ]


class Consent(models.Model):
    """One row is one thing that a person agreed to or said no to, in the words that were put to them."""

    class Purpose(models.TextChoices):
        REFERRAL = "referral", "Refer me to a service"
        EVALUATION = "evaluation", "Use my story in figures"

    class How(models.TextChoices):
        IN_PERSON = "in-person", "Face to face"
        TELEPHONE = "telephone", "By telephone"
        ONLINE = "online", "By themselves, online"
        WRITTEN = "written", "In writing"

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=12, choices=Purpose)
    life_areas = ArrayField(models.CharField(max_length=24))
    organisation_id = models.UUIDField(null=True, help_text="To whom, if to one organisation.")
    words = models.TextField(help_text="What the person was told and agreed to.")
    how = models.CharField(max_length=12, choices=How)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    ends_on = models.DateField(null=True, blank=True, help_text="The first day on which it no longer holds.")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
