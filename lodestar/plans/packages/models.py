"""A package of help for one need: what there is, what it costs, and who pays."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from lodestar.access.models import User
from lodestar.directory.models import Service
from lodestar.people.models import Person
from lodestar.people.reach import ReachByArea
from lodestar.plans.models import Need


class Package(models.Model):
    """One row is one package put together for a need, with the money that there is for it, if that is known."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"budget_pounds"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    life_area = models.CharField(max_length=24)
    need = models.OneToOneField(Need, on_delete=models.CASCADE, related_name="package")
    budget_pounds = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True, help_text="A year.")
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()

    objects = ReachByArea.as_manager()


class PackageItem(models.Model):
    """One row is one offer in a package: the service, its cost as often as it is paid, and who pays."""

    class Per(models.TextChoices):
        ONCE = "once", "once"
        WEEK = "week", "a week"
        MONTH = "month", "a month"

    class Payer(models.TextChoices):
        NOBODY = "nobody", "Nobody: it is free"
        PERSON = "person", "The person"
        COUNCIL = "council", "The council"
        NHS = "nhs", "The NHS"
        BUDGET = "budget", "A personal budget"
        OTHER = "other", "Somebody else"

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"cost_pounds", "words"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    life_area = models.CharField(max_length=24)
    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="items")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=200, blank=True)
    cost_pounds = models.DecimalField(max_digits=8, decimal_places=2, help_text="As often as `per` says.")
    per = models.CharField(max_length=8, choices=Per)
    times = models.PositiveSmallIntegerField(help_text="How often in a year.")
    payer = models.CharField(max_length=8, choices=Payer)
    put_in_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    put_in_at = models.DateTimeField()
    taken_out_at = models.DateTimeField(null=True, blank=True)

    objects = ReachByArea.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(cost_pounds__gte=0), name="package_item_costs_no_less_than_nothing"),
            models.CheckConstraint(
                condition=~Q(payer="nobody") | Q(cost_pounds=0), name="what_nobody_pays_costs_nothing"
            ),
        ]
