"""Areas and postcodes: the geography that everything else stands on."""

from django.db import models

GRID_HELP = "Metres on the British National Grid."


class Area(models.Model):
    """One row is one area that a place is made of: a neighbourhood, a council or an NHS area."""

    class Kind(models.TextChoices):
        NEIGHBOURHOOD = "neighbourhood", "Neighbourhood"
        PRIMARY_CARE_NETWORK = "primary-care-network", "Primary care network"
        LOCAL_AUTHORITY = "local-authority", "Local authority"
        ICB = "icb", "Integrated care board"

    code = models.CharField(primary_key=True, max_length=40)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=24, choices=Kind)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    boundary = models.JSONField(null=True, blank=True, help_text="GeoJSON geometry, WGS84.")
    easting = models.IntegerField(null=True, help_text=GRID_HELP)
    northing = models.IntegerField(null=True, help_text=GRID_HELP)
    population = models.IntegerField(null=True, help_text="Usual residents, people.")
    deprivation_decile = models.SmallIntegerField(null=True, help_text="1 is the most deprived tenth in England.")

    class Meta:
        indexes = [models.Index(fields=["kind", "name"], name="area_kind_name")]

    def __str__(self) -> str:
        return self.name


class Postcode(models.Model):
    """One row is one postcode unit with its point."""

    postcode = models.CharField(primary_key=True, max_length=7, help_text="Upper case, no space.")
    easting = models.IntegerField(help_text=GRID_HELP)
    northing = models.IntegerField(help_text=GRID_HELP)
    latitude = models.FloatField(help_text="WGS84 degrees.")
    longitude = models.FloatField(help_text="WGS84 degrees.")
    local_authority_code = models.CharField(max_length=9, db_index=True, help_text="ONS code.")
    neighbourhood_code = models.CharField(max_length=40, blank=True)
    is_terminated = models.BooleanField(null=True, help_text="No longer in use; empty when the source does not say.")


class PostcodeSector(models.Model):
    """One row is one postcode sector (M33 2) with the middle of its postcodes."""

    sector = models.CharField(primary_key=True, max_length=6, help_text="Upper case, one space.")
    easting = models.IntegerField(help_text=GRID_HELP)
    northing = models.IntegerField(help_text=GRID_HELP)
    latitude = models.FloatField(help_text="WGS84 degrees.")
    longitude = models.FloatField(help_text="WGS84 degrees.")
    radius_m = models.IntegerField(help_text="Metres that hold 90% of its postcodes.")
    postcodes = models.IntegerField(help_text="How many postcodes it was made from.")
    local_authority_code = models.CharField(max_length=9, help_text="ONS code of most of its postcodes.")


class Outcode(models.Model):
    """One row is one outward code (M33) with the middle of its postcodes."""

    outcode = models.CharField(primary_key=True, max_length=4)
    easting = models.IntegerField(help_text=GRID_HELP)
    northing = models.IntegerField(help_text=GRID_HELP)
    latitude = models.FloatField(help_text="WGS84 degrees.")
    longitude = models.FloatField(help_text="WGS84 degrees.")
    radius_m = models.IntegerField(help_text="Metres that hold 90% of its postcodes.")
    postcodes = models.IntegerField(help_text="How many postcodes it was made from.")
    local_authority_code = models.CharField(max_length=9, help_text="ONS code of most of its postcodes.")
