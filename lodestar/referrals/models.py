"""Referrals as separate facts, and the contacts that follow."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from lodestar.access.models import Team, User
from lodestar.commissioning.models import Contract
from lodestar.directory.models import Service
from lodestar.people.models import Consent, Person
from lodestar.people.reach import ReachByArea, ReachQuerySet


class Referral(models.Model):
    """One row is one request that a service helps a person. Where it stands is in its steps."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"hopes"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="referrals")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+", help_text="The desk.")
    life_area = models.CharField(max_length=24)
    hopes = models.TextField(help_text="What the person hopes for, in their words.")
    go_with_me = models.BooleanField(default=False, help_text="Somebody goes along the first time.")
    asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    came_from = models.CharField(max_length=24, help_text="Slug of where it came from: navigator, gp, self…")
    consent = models.ForeignKey(Consent, null=True, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()

    objects = ReachByArea.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person", "-received_at"], name="referral_person"),
            models.Index(fields=["team", "-received_at"], name="referral_team"),
            models.Index(fields=["service", "received_at"], name="referral_service"),
        ]


class ReferralStepQuerySet(ReachQuerySet):
    """Steps that show to whoever may see their referral."""

    parent_field = "referral"


class ReferralStep(models.Model):
    """One row is one thing that happened to a referral. Rows are added, never changed."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"note", "instead", "outcome", "persons_view"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="steps")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    number = models.SmallIntegerField(help_text="1 for the first step of a referral, then 2, 3…")
    kind = models.CharField(max_length=20, help_text="Slug of rules/referral_states.")
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=40, blank=True, help_text="Code of the reason, for a decline or an end.")
    ended_by = models.CharField(max_length=12, blank=True, help_text="For an end: slug of EndedBy, with the reason.")
    outcome = models.CharField(max_length=12, blank=True, help_text="For an end: slug of Outcome.")
    persons_view = models.CharField(max_length=16, blank=True, help_text="For an end: slug of PersonsView.")
    note = models.TextField(blank=True, help_text="Words for the person to read.")
    instead_service = models.ForeignKey(Service, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    instead = models.TextField(blank=True, help_text="What is offered instead, in words.")
    expected_on = models.DateField(null=True, blank=True, help_text="When the next thing is due.")

    objects = ReferralStepQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["referral", "number"], name="referral_step_number_once"),
            models.CheckConstraint(
                condition=~Q(kind="declined") | (~Q(reason="") & (~Q(instead="") | Q(instead_service__isnull=False))),
                name="decline_has_a_reason_and_an_offer",
            ),
            models.CheckConstraint(
                condition=~Q(kind="ended") | (~Q(reason="") & ~Q(ended_by="") & ~Q(outcome="") & ~Q(persons_view="")),
                name="end_says_who_why_and_what_came_of_it",
            ),
        ]
        indexes = [models.Index(fields=["person", "-at"], name="referral_step_person")]


class Contact(models.Model):
    """One row is one contact with a person, or a try at one."""

    class Mode(models.TextChoices):
        IN_PERSON = "in-person", "Face to face"
        TELEPHONE = "telephone", "Telephone"
        VIDEO = "video", "Video"
        TEXT = "text", "Text message"

    class Attendance(models.TextChoices):
        ATTENDED = "attended", "We met or spoke"
        NOT_REACHED = "not-reached", "We tried and did not reach them"
        CANCELLED_BY_PERSON = "cancelled-by-person", "They could not make it"
        CANCELLED_BY_SERVICE = "cancelled-by-service", "We could not make it"

    class Kind(models.TextChoices):
        REGULAR = "regular", "The call or visit that you agreed"
        FIRST = "first", "A first meeting"
        EXTRA = "extra", "Something extra"
        THEY_CAME = "they-came", "They got in touch"

    class Company(models.TextChoices):
        SUPPORTER = "supporter", "Family or a friend"
        COLLEAGUE = "colleague", "Another worker"
        INTERPRETER = "interpreter", "An interpreter"

    class Done(models.TextChoices):
        ASSESSMENT = "assessment", "We finished looking at what they need"
        MEASURE = "measure", "They answered a first check-in"
        PLAN = "plan", "We agreed the plan"
        HELP = "help", "Help that they wanted has begun"

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"note"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contacts")
    referral = models.ForeignKey(Referral, null=True, blank=True, on_delete=models.CASCADE, related_name="contacts")
    life_area = models.CharField(max_length=24)
    happened_on = models.DateField(help_text="London date.")
    happened_at = models.DateTimeField(null=True, blank=True, help_text="The moment, where hours count.")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(max_length=12, choices=Mode)
    attendance = models.CharField(max_length=24, choices=Attendance)
    kind = models.CharField(max_length=12, choices=Kind, blank=True)
    planned_mode = models.CharField(
        max_length=12, choices=Mode, blank=True, help_text="The way that was planned, where it went on in another."
    )
    company = ArrayField(
        models.CharField(max_length=12, choices=Company), default=list, blank=True, help_text="Who else was there."
    )
    done = ArrayField(
        models.CharField(max_length=12, choices=Done), default=list, blank=True, help_text="What stops a clock."
    )
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ReachByArea.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person", "-happened_on"], name="contact_person"),
            models.Index(fields=["referral", "happened_on"], name="contact_referral"),
        ]


class NextOffer(models.Model):
    """One row is what one person was offered, or said, for after the end of a contract. The newest one counts.

    Commissioners never read it: they get counts, from `counting_exits`, with small numbers hidden.
    """

    class Answer(models.TextChoices):
        OFFERED = "offered", "Offered, no answer yet"
        AGREED = "agreed", "They agree"
        DECLINED = "declined", "They do not want it"

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words", "wishes"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="next_offers")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    life_area = models.CharField(max_length=24)
    service = models.ForeignKey(Service, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=300, blank=True, help_text="What is offered, where no service names it.")
    wishes = models.TextField(blank=True, help_text="What they want to keep, in their words.")
    answer = models.CharField(max_length=8, choices=Answer)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ReachByArea.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="declined") | ~Q(words="") | Q(service__isnull=False), name="next_offer_is_named"
            ),
        ]
        indexes = [models.Index(fields=["contract", "person", "-at"], name="next_offer_newest")]
