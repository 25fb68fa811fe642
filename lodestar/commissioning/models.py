"""Who pays for what, until when, and what a place publishes. No table here knows a person."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from lodestar.access.models import Organisation
from lodestar.directory.models import Service
from lodestar.rules.contract_dates import AlertKind
from lodestar.rules.contract_money import Timing
from lodestar.rules.contract_states import EventKind
from lodestar.rules.exit_plans import Position


class Entity(models.Model):
    """What every table of commissioning has: an id, and nothing about a person."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


class PublishedResult(models.Model):
    """One row is one figure of an indicator, for one part of one breakdown and one period, ready to show."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    indicator = models.CharField(max_length=60, help_text="Slug of the catalogue.")
    definition_version = models.CharField(max_length=20)
    breakdown = models.CharField(max_length=40, help_text="total, service, month…")
    key = models.CharField(max_length=80, blank=True)
    label = models.CharField(max_length=300)
    period_from = models.DateField()
    period_to = models.DateField(help_text="The first day after the period.")
    as_at = models.DateField(help_text="The day at whose end the figures stand: the day of the extract.")
    count = models.IntegerField(null=True, help_text="People or referrals behind it; empty when hidden.")
    values = models.JSONField(help_text="Figures by name; empty when hidden.")
    hidden_because = models.CharField(max_length=40, blank=True, help_text="Slug of the disclosure rule in force.")
    extract_id = models.CharField(max_length=60)
    computed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "breakdown", "key", "period_from", "period_to", "extract_id"],
                name="published_result_once",
            ),
        ]
        indexes = [models.Index(fields=["indicator", "-computed_at"], name="published_newest")]


class Contract(Entity):
    """One row is one agreement with one provider. Where it stands, and its end today, are in its events."""

    class Route(models.TextChoices):
        DIRECT_A = "direct-award-a", "Direct award A: one provider only"
        DIRECT_B = "direct-award-b", "Direct award B: people choose among providers"
        DIRECT_C = "direct-award-c", "Direct award C: the provider goes on"
        MOST_SUITABLE = "most-suitable", "Most suitable provider"
        COMPETITION = "competition", "Competition"
        PROCUREMENT_ACT = "procurement-act", "Procurement Act 2023"
        GRANT = "grant", "Grant"
        NOT_KNOWN = "not-known", "Not known"

    class Payment(models.TextChoices):
        BLOCK = "block", "Block"
        FRONT_LOADED = "front-loaded", "Block, part of it up front"
        ACTIVITY = "activity", "By activity"
        OUTCOME = "outcome", "By outcome"
        GRANT = "grant", "Grant"

    reference = models.CharField(max_length=40, blank=True, help_text="The buyer's own number.")
    title = models.CharField(max_length=200)
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    route = models.CharField(max_length=20, choices=Route, default=Route.NOT_KNOWN)
    starts_on = models.DateField()
    first_end_on = models.DateField(help_text="The last day as first agreed; events can move it.")
    notice_months = models.SmallIntegerField(help_text="Months.")
    payment = models.CharField(max_length=12, choices=Payment)
    position = models.CharField(
        max_length=16,
        choices=[(position.value, position.value) for position in Position],
        default=Position.NOT_KNOWN.value,
        help_text="Whether staff move under TUPE, as the specification says.",
    )
    wait_days = models.SmallIntegerField(default=0, help_text="Days: the usual wait. For the last safe referral.")
    help_days = models.SmallIntegerField(default=1, help_text="Days: how long help usually lasts.")
    places = models.IntegerField(null=True, blank=True, help_text="People whom it is to help at a time.")
    signed_off_on = models.DateField(null=True, blank=True, help_text="When people who use it signed it off.")
    signed_off_words = models.CharField(max_length=300, blank=True, help_text="Who they were as a group, and how.")
    is_synthetic = models.BooleanField(default=False, help_text="Invented for the demo place.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(first_end_on__gte=F("starts_on")), name="contract_ends_after_start"),
            models.CheckConstraint(
                condition=Q(notice_months__gte=0, wait_days__gte=0, help_days__gte=1), name="contract_lengths"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ContractLot(Entity):
    """One row is one lot of a contract: a service, and what is paid for it in a year."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="lots")
    number = models.SmallIntegerField()
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    yearly_pounds = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="lot_number_once"),
            models.UniqueConstraint(fields=["contract", "service"], name="lot_service_once"),
            models.CheckConstraint(condition=Q(yearly_pounds__gte=0), name="lot_value_not_below_zero"),
        ]


class ContractShare(Entity):
    """One row is what one buyer pays of a contract in a year."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="shares")
    buyer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    yearly_pounds = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "buyer"], name="contract_buyer_once"),
            models.CheckConstraint(condition=Q(yearly_pounds__gte=0), name="share_not_below_zero"),
        ]


class ExtensionOption(Entity):
    """One row is one right to go on for longer, and the day by which it is decided."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="options")
    new_end_on = models.DateField()
    decide_by = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "new_end_on"], name="option_once"),
            models.CheckConstraint(condition=Q(new_end_on__gt=F("decide_by")), name="option_decided_before_it_ends"),
        ]


class PaymentPart(Entity):
    """One row is one part of a contract's value: its share, when it is paid, and for what if for an outcome."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="parts")
    number = models.SmallIntegerField()
    timing = models.CharField(max_length=10, choices=[(timing.value, timing.value) for timing in Timing])
    share_percent = models.DecimalField(max_digits=5, decimal_places=2, help_text="Percent of the whole value.")
    measure = models.CharField(max_length=60, blank=True, help_text="Slug of what an outcome is measured by.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="payment_part_once"),
            models.CheckConstraint(
                condition=Q(share_percent__gt=0, share_percent__lte=100), name="payment_part_is_a_share"
            ),
        ]


class ContractEvent(Entity):
    """One row is one thing that happened to a contract. Rows are added, never changed."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"entered_by_name"})

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="events")
    number = models.SmallIntegerField()
    kind = models.CharField(max_length=16, choices=[(kind.value, kind.value) for kind in EventKind])
    happened_on = models.DateField()
    new_end_on = models.DateField(null=True, blank=True, help_text="The last day from now on.")
    words = models.TextField(blank=True, help_text="What was said or decided. No names of people.")
    entered_by_name = models.CharField(max_length=150)
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="contract_event_once"),
            models.CheckConstraint(
                condition=~Q(kind__in=["extension", "notice"]) | Q(new_end_on__isnull=False),
                name="event_that_moves_the_end_says_where",
            ),
        ]


class AlertDone(Entity):
    """One row says that somebody dealt with one alert before one end of a contract."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"done_by_name"})

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="alerts_done")
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in AlertKind])
    end_on = models.DateField(help_text="The end that it warned of; a new end is warned of anew.")
    done_by_name = models.CharField(max_length=150)
    done_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contract", "kind", "end_on"], name="alert_done_once")]


class ContractIndicator(Entity):
    """One row is one indicator of the catalogue that a contract is held to, with its target."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="indicators")
    indicator = models.CharField(max_length=60, help_text="Slug of the catalogue.")
    measure = models.CharField(max_length=60, help_text="Name of the measure in that indicator.")
    is_at_least = models.BooleanField(help_text="The figure is to reach the target; else it is to stay under it.")
    target = models.DecimalField(max_digits=10, decimal_places=2, help_text="In the measure's own unit.")
    first_on = models.DateField(help_text="The first day for which the target holds.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "indicator", "measure"], name="contract_indicator_once")
        ]


class ExitPlan(Entity):
    """One row is the plan for the end of one contract: how nobody is left without a next step."""

    contract = models.OneToOneField(Contract, on_delete=models.CASCADE, related_name="exit_plan")
    opened_at = models.DateTimeField()
    last_referral_on = models.DateField(help_text="The last safe day on which the service takes referrals.")
    instead = models.ForeignKey(
        Service, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="What to use instead."
    )
    data_words = models.TextField(blank=True, help_text="What becomes of the records, and under which agreement.")
    data_done_on = models.DateField(null=True, blank=True)
    knowledge_words = models.TextField(blank=True, help_text="How what the staff know is handed on.")
    knowledge_done_on = models.DateField(null=True, blank=True)
    staff_list_on = models.DateField(null=True, blank=True, help_text="When the list of posts was last complete.")


class ExitMessage(Entity):
    """One row is one thing to tell one group of people before a contract ends."""

    plan = models.ForeignKey(ExitPlan, on_delete=models.CASCADE, related_name="messages")
    audience = models.CharField(max_length=120, help_text="Who is told, as a group.")
    words = models.CharField(max_length=300, blank=True)
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)


class StaffPost(Entity):
    """One row is one post under a contract, without the name of who holds it."""

    class Transfers(models.TextChoices):
        YES = "yes", "Moves to the next provider"
        NO = "no", "Does not move"
        NOT_DECIDED = "not-decided", "Not decided"

    plan = models.ForeignKey(ExitPlan, on_delete=models.CASCADE, related_name="posts")
    role = models.CharField(max_length=120)
    hours_a_week = models.DecimalField(max_digits=4, decimal_places=1)
    transfers = models.CharField(max_length=12, choices=Transfers, default=Transfers.NOT_DECIDED)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(hours_a_week__gt=0, hours_a_week__lte=60), name="post_has_hours")
        ]


class Fund(Entity):
    """One row is one purse from which contracts are paid, by one partner or by several together."""

    class Basis(models.TextChoices):
        SECTION_75 = "section-75", "Section 75, NHS Act 2006"
        SECTION_256 = "section-256", "Section 256, NHS Act 2006"
        OWN = "own", "One partner's own money"
        GRANT = "grant", "A grant"

    name = models.CharField(max_length=200)
    purpose = models.TextField()
    basis = models.CharField(max_length=12, choices=Basis)
    host = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="Its last day.")
    risk_share = models.TextField(blank=True, help_text="Who bears what is spent over, and who gets what is left.")
    is_synthetic = models.BooleanField(default=False, help_text="Invented for the demo place.")

    def __str__(self) -> str:
        return self.name


class FundEntry(Entity):
    """One row is money that came into a fund, went out of it, or went back. Rows are added, never changed."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"entered_by_name"})

    class Kind(models.TextChoices):
        CONTRIBUTION = "contribution", "Paid in"
        SPEND = "spend", "Spent"
        RETURNED = "returned", "Paid back"

    fund = models.ForeignKey(Fund, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=12, choices=Kind)
    on = models.DateField()
    amount_pounds = models.DecimalField(max_digits=12, decimal_places=2)
    partner = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    contract = models.ForeignKey(Contract, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=200, blank=True)
    entered_by_name = models.CharField(max_length=150)
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_pounds__gt=0), name="fund_entry_is_above_zero"),
            models.CheckConstraint(
                condition=Q(kind="spend") | Q(partner__isnull=False), name="fund_entry_names_its_partner"
            ),
        ]


class JointOutcome(Entity):
    """One row is one thing that partners of a fund want to be different, in people's words, and how they will know."""

    fund = models.ForeignKey(Fund, on_delete=models.CASCADE, related_name="outcomes")
    words = models.TextField(help_text="What will be different, in people's words.")
    indicator = models.CharField(max_length=60, help_text="Slug of the catalogue.")
    measure = models.CharField(max_length=60)
    baseline = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    baseline_on = models.DateField(null=True, blank=True)
    target = models.DecimalField(max_digits=10, decimal_places=2)
    review_on = models.DateField()


class UnitCost(Entity):
    """One row is what one unit of something costs, in the prices of one year, with where that is written."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"entered_by_name"})

    class Confidence(models.TextChoices):
        HIGH = "high", "High: published and checked"
        FAIR = "fair", "Fair: published, another place or time"
        LOW = "low", "Low: one estimate"

    # What stands for the year where a source names none.
    YEAR_NOT_SAID: ClassVar[str] = "Not said"

    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=80, help_text="What one is: a job outcome, a bed for a year.")
    amount_pounds = models.DecimalField(max_digits=12, decimal_places=2)
    price_year = models.CharField(max_length=9, help_text="Like 2013 or 2026/27.")
    source = models.CharField(max_length=300)
    page = models.CharField(max_length=40, blank=True)
    licence = models.CharField(max_length=80, blank=True)
    confidence = models.CharField(max_length=8, choices=Confidence)
    uprated_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    index_name = models.CharField(max_length=120, blank=True, help_text="The price index that carried it over.")
    index_from = models.DecimalField(max_digits=10, decimal_places=4, null=True, blank=True)
    index_to = models.DecimalField(max_digits=10, decimal_places=4, null=True, blank=True)
    entered_by_name = models.CharField(max_length=150)
    entered_at = models.DateTimeField()
    is_synthetic = models.BooleanField(default=False, help_text="Invented for the demo place.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(source="") & ~Q(price_year="") & Q(amount_pounds__gte=0), name="unit_cost_has_a_source"
            ),
            models.CheckConstraint(
                condition=Q(uprated_from__isnull=True, index_name="", index_from__isnull=True, index_to__isnull=True)
                | (Q(uprated_from__isnull=False, index_from__gt=0, index_to__gt=0) & ~Q(index_name="")),
                name="uprating_says_how",
            ),
        ]
