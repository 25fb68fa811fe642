"""Everything on offer: services, where and when they are, who may come, and how fresh that is.

Every imported row keeps its source's own words in `RawRecord`; the tables here are what we made of them.
"""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from lodestar.access.models import Organisation

# Django looks for an app's records here.
from lodestar.directory.search_records import SearchEntry, SearchPlace, SearchWord  # noqa: F401


class Entity(models.Model):
    """What every directory row has: an id that stays the same at each import, and a source."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.ForeignKey("directory.Source", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source_key = models.CharField(max_length=200, blank=True, help_text="The source's own id, as text.")

    class Meta:
        abstract = True


class Source(models.Model):
    """One row is one feed or file that we read entries from."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    slug = models.SlugField(primary_key=True, max_length=80)
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=500, blank=True, help_text="Where it was read from last.")
    format = models.CharField(max_length=40, blank=True, help_text="Slug of the format that was found.")


class ImportRun(models.Model):
    """One row is one reading of a source, with what happened to its rows."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="runs")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    format = models.CharField(max_length=40)
    counts = models.JSONField(help_text="Per kind: read, created, updated, unchanged, retired, quarantined.")
    remarks = ArrayField(models.TextField(), default=list, help_text="Sentences of the report on the whole source.")


class RawRecord(models.Model):
    """One row is one source row as it came, untouched, with the row that we made of it."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.BigAutoField(primary_key=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40, help_text="Slug of the kind of row, like service_at_location.")
    source_key = models.CharField(max_length=200)
    entity_id = models.UUIDField(help_text="Id of the row made of it.")
    payload = models.JSONField()
    payload_hash = models.CharField(max_length=64, help_text="SHA-256 of the payload, to know it again.")
    made_hash = models.CharField(max_length=64, blank=True, default="", help_text="SHA-256 of what we made of it.")
    notes = ArrayField(models.TextField(), default=list, help_text="Repairs made in reading, in words.")
    first_seen_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True, help_text="When the source no longer held it.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "kind", "source_key"], name="raw_record_once_per_source"),
        ]
        indexes = [models.Index(fields=["entity_id"], name="raw_record_entity")]


class QuarantinedRow(models.Model):
    """One row is one source row that we could not take, why, and how to mend it."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="quarantined")
    kind = models.CharField(max_length=40)
    source_key = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=40, help_text="Slug of the reason.")
    explanation = models.TextField(help_text="What is wrong and how to mend it, in words.")
    is_link_only = models.BooleanField(default=False, help_text="The row is in; only one link of it is not.")
    payload = models.JSONField()


class Service(Entity):
    """One row is one service that somebody offers."""

    class Status(models.TextChoices):
        ACTIVE = "active", "Open"
        INACTIVE = "inactive", "Not running now"
        TEMPORARILY_CLOSED = "temporarily closed", "Closed for a time"
        DEFUNCT = "defunct", "Ended"

    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="services"
    )
    team = models.ForeignKey(
        "access.Team",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="services",
        help_text="The team whose referral desk takes its referrals; empty when nobody signs in for it.",
    )
    name = models.CharField(max_length=300)
    alternate_name = models.CharField(max_length=300, blank=True)
    summary = models.CharField(max_length=400, blank=True, help_text="One sentence: what it is.")
    description = models.TextField(blank=True, help_text="Plain text; paragraphs parted by empty lines.")
    url = models.CharField(blank=True, max_length=1000)
    email = models.EmailField(blank=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.ACTIVE)

    life_areas = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    kinds = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, help_text="Slugs of rules/parameters/service_kinds."
    )
    audience = models.CharField(max_length=400, blank=True, help_text="Who it is for, in words.")
    eligibility_text = models.TextField(blank=True)
    eligibility_rules = models.JSONField(
        null=True, blank=True, help_text="List of rules; empty list: open to anybody; null: not known."
    )
    minimum_age = models.SmallIntegerField(null=True, blank=True, help_text="Years.")
    maximum_age = models.SmallIntegerField(null=True, blank=True, help_text="Years.")
    is_free = models.BooleanField(null=True, help_text="Empty when not known.")
    cost_text = models.CharField(max_length=400, blank=True)
    is_in_person = models.BooleanField(null=True)
    is_online = models.BooleanField(null=True)
    is_by_telephone = models.BooleanField(null=True)
    accepts_self_referral = models.BooleanField(null=True)
    how_to_apply = models.TextField(blank=True)
    is_address_hidden = models.BooleanField(default=False, help_text="Its address is never shown, as for a refuge.")
    is_synthetic = models.BooleanField(default=False, help_text="Invented for the demo place.")

    changed_at = models.DateTimeField(help_text="When our row changed.")
    source_said_at = models.DateTimeField(null=True, blank=True, help_text="When the source says that it changed.")
    checked_on = models.DateField(null=True, blank=True, help_text="When a person last checked it.")
    checked_by_name = models.CharField(max_length=200, blank=True, help_text="Who checked it: a name or a body.")
    retired_at = models.DateTimeField(null=True, blank=True, help_text="When its source stopped listing it.")

    search_text = models.TextField(blank=True, help_text="Normalised words of it all, as the search reads them.")

    class Meta:
        indexes = [
            GinIndex(fields=["life_areas"], name="service_life_areas"),
            models.Index(fields=["organisation"], name="service_organisation"),
            models.Index(fields=["name", "id"], name="service_listed", condition=Q(status="active", retired_at=None)),
        ]

    def __str__(self) -> str:
        return self.name


class Location(Entity):
    """One row is one place where services happen."""

    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    address_1 = models.CharField(max_length=300, blank=True)
    address_2 = models.CharField(max_length=300, blank=True)
    city = models.CharField(max_length=120, blank=True)
    county = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=20, blank=True, help_text="As it is written, with its space.")
    country = models.CharField(max_length=60, blank=True)
    latitude = models.FloatField(null=True, blank=True, help_text="WGS84 degrees.")
    longitude = models.FloatField(null=True, blank=True, help_text="WGS84 degrees.")
    easting = models.IntegerField(null=True, blank=True, help_text="Metres on the British National Grid.")
    northing = models.IntegerField(null=True, blank=True, help_text="Metres on the British National Grid.")
    is_approximate = models.BooleanField(default=False, help_text="Placed by its postcode, not by its source.")
    neighbourhood_code = models.CharField(max_length=40, blank=True)
    local_authority_code = models.CharField(max_length=9, blank=True)
    transport = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["easting", "northing"], name="location_grid")]


class ServiceAtLocation(Entity):
    """One row says that a service happens at a location."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="at_locations")
    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="services_here")

    class Meta:
        indexes = [models.Index(fields=["service", "location"], name="service_at_location_pair")]


# Hours that come again otherwise than every week.
HAS_RHYTHM = Q(week_of_month__isnull=False) | Q(day_of_month__isnull=False) | Q(interval__gt=1)


class Schedule(Entity):
    """One row is one rule of when a service or a location is open."""

    service = models.ForeignKey(Service, null=True, blank=True, on_delete=models.CASCADE, related_name="schedules")
    location = models.ForeignKey(Location, null=True, blank=True, on_delete=models.CASCADE, related_name="schedules")
    weekday = models.SmallIntegerField(null=True, blank=True, help_text="0 is Monday; empty: every day or not known.")
    opens_at = models.TimeField(null=True, blank=True, help_text="London time.")
    closes_at = models.TimeField(null=True, blank=True, help_text="London time.")
    frequency = models.CharField(max_length=10, blank=True, help_text="weekly or monthly, as RFC 5545 means them.")
    interval = models.SmallIntegerField(null=True, blank=True)
    day_of_month = models.SmallIntegerField(null=True, blank=True)
    week_of_month = models.SmallIntegerField(null=True, blank=True, help_text="1 to 5; -1: the last.")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True, help_text="The first date that the rule counts from.")
    description = models.TextField(blank=True)
    raw_text = models.TextField(blank=True, help_text="As the source wrote it.")

    class Meta:
        indexes = [
            models.Index(fields=["weekday", "opens_at"], name="schedule_by_hour"),
            models.Index(fields=["id"], name="schedule_with_rhythm", condition=HAS_RHYTHM),
        ]


class Phone(Entity):
    """One row is one telephone number."""

    service = models.ForeignKey(Service, null=True, blank=True, on_delete=models.CASCADE, related_name="phones")
    location = models.ForeignKey(Location, null=True, blank=True, on_delete=models.CASCADE, related_name="phones")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey(
        "directory.Contact", null=True, blank=True, on_delete=models.CASCADE, related_name="phones"
    )
    number = models.CharField(max_length=60)
    extension = models.CharField(max_length=20, blank=True)
    note = models.CharField(max_length=300, blank=True, help_text="Words that stood with the number.")


class Contact(Entity):
    """One row is one named contact of a service or organisation, as its source published it."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"name", "email"})

    service = models.ForeignKey(Service, null=True, blank=True, on_delete=models.CASCADE, related_name="contacts")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    location = models.ForeignKey(Location, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200, blank=True)
    department = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)


class ServiceArea(Entity):
    """One row is one area that a service covers."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="areas")
    name = models.CharField(max_length=300, blank=True)
    extent = models.TextField(blank=True)
    extent_type = models.CharField(max_length=40, blank=True)
    uri = models.CharField(max_length=500, blank=True)
    area_code = models.CharField(max_length=40, blank=True, help_text="Code of an area that we know.")


class CostOption(Entity):
    """One row is one price of a service."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="cost_options")
    option = models.CharField(max_length=300, blank=True)
    amount_pounds = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    note = models.TextField(blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)


class Funding(Entity):
    """One row is one source of money behind a service or an organisation."""

    service = models.ForeignKey(Service, null=True, blank=True, on_delete=models.CASCADE, related_name="fundings")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    paid_by = models.TextField()


class Language(Entity):
    """One row is one language that a service, a location or a telephone line offers."""

    service = models.ForeignKey(Service, null=True, blank=True, on_delete=models.CASCADE, related_name="languages")
    location = models.ForeignKey(Location, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    phone = models.ForeignKey(Phone, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=20, blank=True, help_text="ISO 639.")
    name = models.CharField(max_length=120, blank=True)


class Accessibility(Entity):
    """One row is one thing that a location offers people who need an adjustment."""

    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="accessibility")
    description = models.TextField(blank=True)
    details = models.TextField(blank=True)
    url = models.CharField(max_length=1000, blank=True)


class Taxonomy(Entity):
    """One row is one scheme of terms."""

    name = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    uri = models.CharField(max_length=500, blank=True)
    version = models.CharField(max_length=40, blank=True)


class TaxonomyTerm(Entity):
    """One row is one term of a scheme."""

    taxonomy = models.ForeignKey(Taxonomy, null=True, blank=True, on_delete=models.CASCADE, related_name="terms")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="narrower")
    scheme = models.CharField(max_length=120, blank=True)
    code = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    uri = models.CharField(max_length=500, blank=True)


class ServiceTerm(Entity):
    """One row says that a service is of a term."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="terms")
    term = models.ForeignKey(TaxonomyTerm, on_delete=models.CASCADE, related_name="+")


class CapacityStatement(models.Model):
    """One row is what a service said about its places at one moment. The newest one counts until it expires."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="capacity_statements")
    said_at = models.DateTimeField()
    said_by_user_id = models.UUIDField(null=True)
    takes_people_now = models.BooleanField(null=True)
    places = models.IntegerField(null=True, blank=True)
    unit = models.CharField(max_length=40, blank=True, help_text="What a place is: person, bed, seat.")
    usual_wait_days = models.IntegerField(null=True, blank=True)
    expires_on = models.DateField(help_text="The first day on which nobody may rely on it.")

    class Meta:
        indexes = [models.Index(fields=["service", "-said_at"], name="capacity_newest")]
