"""People, who is involved with them, and what they agreed to."""

import uuid
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce, Now

from lodestar.access.models import Team, User
from lodestar.access.viewers import Viewer
from lodestar.people.reach import OpenAreas, ReachByAreas, Reaches, ReachQuerySet
from lodestar.rules import lawful_bases, life_areas
from lodestar.rules.reach import PURPOSES_OF_BASIS


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, viewer: Viewer) -> "PersonQuerySet":
        """Return the people some part of whose record is open to `viewer`: role, involvement and their choices."""
        return self.filter(Reaches(viewer, person="pk"))


class Person(models.Model):
    """One row is one person whom the place supports. The record is theirs."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset(
        {
            "preferred_name",
            "full_name",
            "pronouns",
            "born_on",
            "died_on",
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
    died_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The record that holds everything of this one, since both were one person's.",
    )
    is_synthetic = models.BooleanField(default=False, help_text="Invented for the demo place.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["born_on"], name="person_born_on"),
            models.Index(fields=["postcode"], name="person_postcode"),
            models.Index(fields=["nhs_number"], name="person_nhs_number", condition=~Q(nhs_number="")),
        ]

    def __str__(self) -> str:
        return str(self.id)


class InvolvementQuerySet(models.QuerySet["Involvement"]):
    def held_by(self, viewer: Viewer) -> "InvolvementQuerySet":
        """Return involvements through which some life area is open to `viewer` now; `open_areas` says which."""
        held = self.filter(holder_id__in=viewer.holder_ids).current(viewer)
        # What is open is never more than the roles reach; asking it so calls the function once a row.
        return held.annotate(open_areas=OpenAreas(viewer)).filter(open_areas__overlap=list(viewer.areas_within))

    def current(self, viewer: Viewer) -> "InvolvementQuerySet":
        """Return involvements that hold on the viewer's today, at the viewer's moment."""
        not_ended = Q(ends_on__isnull=True) | Q(ends_on__gt=viewer.today)
        not_over = Q(ends_at__isnull=True) | Q(ends_at__gt=viewer.now or Now())
        return self.filter(not_ended, not_over, starts_on__lte=viewer.today)

    def areas_opened(self) -> tuple[str, ...]:
        """Return the life areas that these involvements open, in order; they come from `held_by`."""
        opened = self.values_list("open_areas", flat=True)  # type: ignore[misc]
        return life_areas.in_order(area for areas in opened for area in areas)


def _by_basis(answers: dict[str, str], field: str) -> Case:
    whens = [When(**{field: basis}, then=Value(answer)) for basis, answer in answers.items()]
    return Case(*whens, output_field=models.CharField(max_length=24))


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
    purpose = models.GeneratedField(
        expression=_by_basis({basis: purpose.value for basis, purpose in PURPOSES_OF_BASIS.items()}, "basis"),
        output_field=models.CharField(max_length=24),
        db_persist=True,
        help_text="What they may look for: slug of rules/reach.",
    )
    lawful_basis = models.GeneratedField(
        expression=_by_basis({basis: ground.value for basis, ground in lawful_bases.OF_INVOLVEMENT.items()}, "basis"),
        output_field=models.CharField(max_length=24),
        db_persist=True,
        help_text="The ground in law: slug of rules/lawful_bases.",
    )
    consent = models.ForeignKey(
        "Consent",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="involvements",
        help_text="On which it rests; it ends with it.",
    )
    life_areas = ArrayField(models.CharField(max_length=24), help_text="Life areas that it opens.")
    is_key_worker = models.BooleanField(default=False)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="The first day on which it no longer holds.")
    ends_at = models.DateTimeField(
        null=True, blank=True, help_text="The moment at which it no longer holds, where hours count."
    )
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


class ConsentQuerySet(ReachByAreas):
    """Consents by the life areas that they name. One for a story names none, and is its person's alone."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return the consents in life areas that are open to `viewer`, and the viewer's own for stories."""
        in_reach = Q(Reaches(viewer, person="person_id", areas="life_areas"))
        own = Q(Reaches(viewer, person="person_id", basis="self"))
        return self.filter(in_reach | (own & Q(purpose=Consent.Purpose.STORY)))


class Consent(models.Model):
    """One row is one thing that a person agreed to, in the words that were put to them.

    Its terms are frozen: the database lets nothing change but `withdrawn_at`, and that once.
    """

    class Purpose(models.TextChoices):
        REFERRAL = "referral", "Refer me to a service"
        EVALUATION = "evaluation", "Use my story in figures"
        EMPLOYER = "employer", "Tell an employer"
        LANDLORD = "landlord", "Tell a landlord"
        BENEFITS_AGENCY = "benefits-agency", "Tell a benefits agency"
        CARER = "carer", "Tell somebody who cares for me"
        LIFE_EVENTS = "life-events", "Tell a service when something happens"
        STORY = "story", "Show my story"

    class How(models.TextChoices):
        IN_PERSON = "in-person", "Face to face"
        TELEPHONE = "telephone", "By telephone"
        ONLINE = "online", "By themselves, online"
        WRITTEN = "written", "In writing"

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words", "to_whom"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose)
    lawful_basis = models.GeneratedField(
        expression=_by_basis({purpose: ground.value for purpose, ground in lawful_bases.OF_CONSENT.items()}, "purpose"),
        output_field=models.CharField(max_length=24),
        db_persist=True,
        help_text="The ground in law: slug of rules/lawful_bases.",
    )
    life_areas = ArrayField(models.CharField(max_length=24))
    organisation_id = models.UUIDField(null=True, help_text="To whom, if to one organisation.")
    to_whom = models.CharField(max_length=200, blank=True, help_text="To whom, if to somebody outside.")
    profile = models.CharField(max_length=32, blank=True, help_text="Which fields may leave, and no others: slug.")
    words = models.TextField(help_text="What the person was told and agreed to.")
    how = models.CharField(max_length=12, choices=How)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    ends_on = models.DateField(null=True, blank=True, help_text="The first day on which it no longer holds.")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ConsentQuerySet.as_manager()


class NameKey(models.Model):
    """One row is what one person's name is found by. The database keeps it; nothing else writes it."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"keys"})

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE, related_name="+")
    keys = ArrayField(models.TextField(), help_text="As rules/names.py makes them.")
    compared_at = models.DateTimeField(null=True, help_text="Empty: not yet looked at for a second record.")

    class Meta:
        indexes = [
            GinIndex(fields=["keys"], name="name_key_keys"),
            models.Index(fields=["person"], name="name_key_not_compared", condition=Q(compared_at=None)),
        ]


class CommunicationNeed(models.Model):
    """One row is one thing to know before speaking with a person: a format, a language, an adjustment, a wish."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="communication_needs")
    kind = models.CharField(max_length=32, help_text="Slug of rules/communication_needs.")
    words = models.CharField(max_length=300, blank=True, help_text="The person's own words on it.")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="The first day on which it no longer holds.")

    objects = ReachQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="communication_need_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(ends_on__isnull=True),
                name="communication_need_once_at_a_time",
            ),
        ]


class PossibleDuplicate(models.Model):
    """One row is a pair of records that may be one person's, for the information lead alone to look at.

    Neither column is called person, because nobody whom the pair is about, or who supports them, may learn of it.
    """

    class Decision(models.TextChoices):
        SAME = "same", "One person: merged"
        DIFFERENT = "different", "Two people"

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    newer = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    older = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    likenesses = ArrayField(models.CharField(max_length=24), help_text="Slugs of rules/duplicates.")
    found_at = models.DateTimeField()
    decision = models.CharField(max_length=12, choices=Decision, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["newer", "older"], name="possible_duplicate_once")]


class Merge(models.Model):
    """One row says that two records became one: `kept` holds everything of `gone`, until it is undone."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kept = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    gone = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    merged_at = models.DateTimeField()
    merged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")


class MergedRow(models.Model):
    """One row is one row that a merge moved or changed, with what stood there, so that it can go back exactly."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"before", "after"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    merge = models.ForeignKey(Merge, on_delete=models.CASCADE, related_name="rows")
    table_name = models.CharField(max_length=63)
    row_id = models.UUIDField()
    before = models.JSONField(default=dict, help_text="Columns that were changed, as they stood.")
    after = models.JSONField(default=dict, help_text="The same columns, as the merge left them.")


class RetentionHold(models.Model):
    """One row keeps a record past its time, for a reason that somebody gave: an inquiry, a claim, a wish."""

    class Reason(models.TextChoices):
        INQUIRY = "inquiry", "An inquiry or inquest asks for it"
        CLAIM = "claim", "A legal claim or complaint is open"
        PERSON_ASKED = "person-asked", "The person asked us to keep it"
        STILL_NEEDED = "still-needed", "It is still needed for their care"

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=16, choices=Reason)
    placed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(lifted_at__isnull=True), name="one_retention_hold_at_a_time"
            ),
        ]
