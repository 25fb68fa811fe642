"""Ways to a service: agreements about sending people, whom to ring, and the ways that people really went."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from lodestar.access.models import Organisation


class RouteRow(models.Model):
    """What every row about the ways to a service has."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey("directory.Service", on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True


class ReferralAgreement(RouteRow):
    """One row is what an organisation that sends people and a service agreed about it, until it is reviewed."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"entered_by_name"})

    sender = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=300, help_text="Who is sent, and how. No names of people.")
    agreed_on = models.DateField()
    review_on = models.DateField(help_text="The day on which the two look at it again.")
    entered_at = models.DateTimeField()
    entered_by_name = models.CharField(max_length=150)
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(review_on__gt=F("agreed_on")), name="agreement_reviewed_later"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_because="") | (Q(ended_at__isnull=False) & ~Q(ended_because="")),
                name="agreement_ends_with_a_reason",
            ),
            models.UniqueConstraint(
                fields=["service", "sender"], condition=Q(ended_at=None), name="agreement_once_at_a_time"
            ),
        ]


class NamedContact(RouteRow):
    """One row is whom to ring about referrals to a service, as somebody made sure of it. The newest counts."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"name", "telephone", "email", "said_by_name"})

    name = models.CharField(max_length=150, help_text="Of somebody who works there.")
    job = models.CharField(max_length=120, help_text="What they do there.")
    telephone = models.CharField(max_length=60, blank=True)
    email = models.EmailField(blank=True)
    sure_on = models.DateField(help_text="When somebody last made sure that it is right.")
    said_at = models.DateTimeField()
    said_by_name = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(telephone="", email=""), name="named_contact_can_be_reached")
        ]
        indexes = [models.Index(fields=["service", "-said_at"], name="named_contact_newest")]


class UsedRoute(RouteRow):
    """One row is a way to a service that enough people went for it to be told: where from, and about how many.

    It comes from referrals that happened (referrals.showing_routes), rounded and without anybody in it.
    """

    class Start(models.TextChoices):
        SENDER = "sender", "An organisation sent them"
        ORIGIN = "origin", "They came themselves, or from a kind of sender that has no desk here"
        SERVICE = "service", "They went on from another service"

    start = models.CharField(max_length=12, choices=Start)
    sender = models.ForeignKey(Organisation, null=True, on_delete=models.CASCADE, related_name="+")
    origin = models.CharField(max_length=24, blank=True, help_text="Slug of where it came from, as referrals have it.")
    before = models.ForeignKey("directory.Service", null=True, on_delete=models.CASCADE, related_name="+")
    people = models.IntegerField(help_text="Rounded; never fewer than the small-number threshold.")
    from_on = models.DateField()
    to_on = models.DateField(help_text="The first day after the period.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "start", "sender", "origin", "before"], nulls_distinct=False, name="used_route_once"
            ),
            models.CheckConstraint(
                condition=Q(start="sender", sender__isnull=False, origin="", before=None)
                | (Q(start="origin", sender=None, before=None) & ~Q(origin=""))
                | Q(start="service", sender=None, origin="", before__isnull=False),
                name="used_route_has_its_start",
            ),
            models.CheckConstraint(condition=Q(people__gte=5), name="used_route_tells_of_enough"),
        ]
