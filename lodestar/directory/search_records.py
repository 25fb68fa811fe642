"""What the search reads: made by `indexing` from the services, and never shown itself."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q


class SearchWord(models.Model):
    """One row is one word that services are found by, with its one-letter deletions for mistyped words."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    word = models.CharField(primary_key=True, max_length=60)
    deletions = ArrayField(models.CharField(max_length=60))
    service_count = models.IntegerField()

    class Meta:
        indexes = [GinIndex(fields=["deletions"], name="search_word_deletions")]


class SearchEntry(models.Model):
    """One row is one service that can be found, with just what searching, filtering and ordering read.

    Made by `indexing` from the service. Pages show the service's own rows. What each row has comes first and words
    last, so that a scan reads no further into a row than it needs.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    service = models.OneToOneField(
        "directory.Service", primary_key=True, on_delete=models.CASCADE, related_name="search_entry"
    )
    points = models.FloatField(help_text="Of `ordering`, for the days below and while the basis holds.")
    rounded_points = models.FloatField(help_text="The same as the order compares them.")
    points_from = models.DateField()
    points_until = models.DateField(help_text="The first day on which the points may be others.")
    points_basis = models.IntegerField(help_text="Stands for the rule's numbers that made the points.")
    checked_on = models.DateField(null=True)
    capacity_until = models.DateField(null=True, help_text="The first day on which nobody may rely on it.")
    usual_wait_days = models.IntegerField(null=True)
    easting = models.IntegerField(null=True, help_text="Of its only place; empty with none and with several.")
    northing = models.IntegerField(null=True, help_text="Of its only place; empty with none and with several.")
    takes_people_now = models.BooleanField(null=True, help_text="As last said; holds before `capacity_until`.")
    is_free = models.BooleanField(null=True)
    is_in_person = models.BooleanField(null=True)
    is_online = models.BooleanField(null=True)
    is_by_telephone = models.BooleanField(null=True)
    accepts_self_referral = models.BooleanField(null=True)
    life_areas = ArrayField(models.CharField(max_length=24), default=list)
    name = models.CharField(max_length=300, db_collation="C", help_text="Folded, for the order of equals.")
    who_for = models.TextField(default="[null, null, null]", help_text="JSON: rules, lowest and highest age.")
    vector = SearchVectorField(help_text="Its words, weighted: name, kind and people, texts, who runs it.")

    class Meta:
        indexes = [
            GinIndex(fields=["vector"], name="search_entry_words", fastupdate=False),
            models.Index(fields=["-rounded_points", "name", "service"], name="search_entry_order"),
            models.Index(fields=["checked_on"], name="search_entry_checked_on"),
            models.Index(fields=["points_until"], name="search_entry_points_until"),
            models.Index(fields=["points_basis", "points_from"], name="search_entry_points_basis"),
        ]


class SearchPlace(models.Model):
    """One row is one point that a service is found by: where it is, or for a hidden address its outward code's middle.

    The search reads distances here and nowhere else, so that nobody can close in on a hidden address.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    id = models.BigAutoField(primary_key=True)
    service = models.ForeignKey("directory.Service", on_delete=models.CASCADE, related_name="search_places")
    easting = models.IntegerField(help_text="Metres on the British National Grid.")
    northing = models.IntegerField(help_text="Metres on the British National Grid.")
    is_about = models.BooleanField(help_text="The point is only near the truth, so its distance says about.")
    is_one_of_several = models.BooleanField(default=True, help_text="Its service has other places too.")

    class Meta:
        indexes = [
            models.Index(fields=["easting", "northing"], include=["service"], name="search_place_grid"),
            models.Index(fields=["service"], condition=Q(is_one_of_several=True), name="search_place_of_several"),
        ]
