"""Which services, and which of their places, somebody asks the feed for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F, FloatField, Q, QuerySet
from django.db.models.functions import Cast

from lodestar.access.models import Organisation
from lodestar.directory import models, search_words
from lodestar.directory.search_records import SearchPlace
from lodestar.places.queries import PlacedPostcode
from lodestar.rules import spelling


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for. Empty parts ask for nothing; `within_m` needs a place. Unit: years, metres."""

    words: str = ""
    term_ids: tuple[UUID, ...] = ()
    taxonomy_ids: tuple[UUID, ...] = ()
    organisation_ids: tuple[UUID, ...] = ()
    modified_after: datetime | None = None
    minimum_age: int | None = None
    maximum_age: int | None = None
    weekdays: tuple[int, ...] = ()
    opens_by: time | None = None
    open_after: time | None = None
    place: PlacedPostcode | None = None
    within_m: int | None = None


LISTED_SERVICE = Q(service__retired_at=None) & ~Q(service__status=models.Service.Status.DEFUNCT)
"""What belongs to a service that neither ended nor left its source."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a list holds: ids of what is there, then of what is gone, where a copy is kept up to date."""

    there: "QuerySet[Any]"
    gone: "QuerySet[Any] | None" = None

    def count(self) -> int:
        """Return how many there are in all."""
        return self.there.count() + (self.gone.count() if self.gone is not None else 0)

    def ids(self, start: int, stop: int) -> list[UUID]:
        """Return the ids from one place of the list up to another."""
        found = list(self.there.values_list("pk", flat=True)[start:stop])
        if self.gone is None or len(found) == stop - start:
            return found
        skipped = max(start - self.there.count(), 0)
        lacking = stop - start - len(found)
        return found + list(self.gone.values_list("entity_id", flat=True)[skipped : skipped + lacking])

    def every(self, *, chunk: int) -> Iterator[UUID]:
        """Yield all ids, from a cursor on the server."""
        yield from self.there.values_list("pk", flat=True).iterator(chunk_size=chunk)
        if self.gone is not None:
            yield from self.gone.values_list("entity_id", flat=True).iterator(chunk_size=chunk)


def services(wanted: Wanted) -> "QuerySet[models.Service]":
    """Return the services that have everything that is asked for, in a lasting order: by id, or best match first.

    Services that ended or left their source come only with `modified_after`, for those who keep a copy.
    """
    found = models.Service.objects.all()
    if wanted.modified_after is None:
        found = found.filter(retired_at=None).exclude(status=models.Service.Status.DEFUNCT)
    else:
        found = found.filter(changed_at__gte=wanted.modified_after)
    if wanted.organisation_ids:
        found = found.filter(organisation__in=wanted.organisation_ids)
    if wanted.term_ids or wanted.taxonomy_ids:
        of_term = models.ServiceTerm.objects.filter(
            Q(term__in=wanted.term_ids) | Q(term__taxonomy__in=wanted.taxonomy_ids)
            if not (wanted.term_ids and wanted.taxonomy_ids)
            else Q(term__in=wanted.term_ids, term__taxonomy__in=wanted.taxonomy_ids)
        )
        found = found.filter(pk__in=of_term.values("service"))
    # Where a service says no age, it may take anybody.
    if wanted.minimum_age is not None:
        found = found.filter(Q(maximum_age=None) | Q(maximum_age__gte=wanted.minimum_age))
    if wanted.maximum_age is not None:
        found = found.filter(Q(minimum_age=None) | Q(minimum_age__lte=wanted.maximum_age))
    if wanted.weekdays or wanted.opens_by or wanted.open_after:
        found = found.filter(_is_open(wanted))
    if wanted.place is not None:
        found = _near(found, wanted, wanted.place)
    return _with_words(found, wanted.words)


def at_locations(wanted: Wanted) -> "QuerySet[models.ServiceAtLocation]":
    """Return the services at locations of the services that are asked for; with a reach, only the places within it."""
    found = models.ServiceAtLocation.objects.filter(service__in=services(wanted).order_by().values("pk"))
    if wanted.place is not None and wanted.within_m is not None:
        box, square = _within("location__", wanted.place, wanted.within_m)
        # A hidden place was found by the middle of its outward code, and its own point decides nothing.
        near = found.annotate(square=square).filter(
            Q(service__is_address_hidden=True) | Q(box, square__lte=wanted.within_m**2)
        )
        found = near
    return found.order_by("pk")


def at_locations_gone(wanted: Wanted) -> "QuerySet[models.RawRecord] | None":
    """Return the services at locations that a source stopped to hold, for those who keep a copy; else None.

    Nothing is left of them but their ids, so that whoever asks for a place or a service asks for none of them.
    """
    if wanted.modified_after is None or wanted != Wanted(modified_after=wanted.modified_after):
        return None
    return places_gone().filter(retired_at__gte=wanted.modified_after).order_by("entity_id", "pk")


def places_gone() -> "QuerySet[models.RawRecord]":
    """Return the services at locations that a source stopped to hold and that no other brought back."""
    left = models.RawRecord.objects.filter(kind="service_at_location", retired_at__isnull=False)
    return left.exclude(entity_id__in=models.ServiceAtLocation.objects.values("pk"))


def organisations(words: str, *, modified_after: datetime | None = None) -> "QuerySet[Organisation]":
    """Return the organisations that offer a service that is listed.

    With `modified_after` those that changed since, and those that stopped to offer any since then.
    """
    listed = services(Wanted()).order_by().exclude(organisation=None).values("organisation")
    if modified_after is None:
        return _named(Organisation.objects.filter(pk__in=listed), words)
    since = models.Service.objects.filter(changed_at__gte=modified_after).exclude(organisation=None)
    offered = models.Service.objects.exclude(organisation=None).values("organisation")
    changed = Q(changed_at__gte=modified_after, pk__in=offered)
    stopped = Q(pk__in=since.values("organisation")) & ~Q(pk__in=listed)
    return _named(Organisation.objects.filter(changed | stopped), words)


def taxonomies(words: str) -> "QuerySet[models.Taxonomy]":
    """Return the schemes of terms."""
    return _named(models.Taxonomy.objects.all(), words)


def terms(
    words: str, *, taxonomy_ids: tuple[UUID, ...], parent_ids: tuple[UUID, ...], is_top_only: bool
) -> "QuerySet[models.TaxonomyTerm]":
    """Return the terms of all schemes or of some, those above all others or those below one."""
    found = models.TaxonomyTerm.objects.all()
    if taxonomy_ids:
        found = found.filter(taxonomy__in=taxonomy_ids)
    if parent_ids:
        found = found.filter(parent__in=parent_ids)
    if is_top_only:
        found = found.filter(parent=None)
    return _named(found, words)


def _named(found: Any, words: str) -> Any:
    for word in words.split():
        found = found.filter(Q(name__icontains=word) | Q(description__icontains=word))
    return found.order_by("name", "id")


def _with_words(found: "QuerySet[models.Service]", words: str) -> "QuerySet[models.Service]":
    """Return what holds the words: as the finder understands them, or as they stand."""
    if not words.strip():
        return found.order_by("pk")
    as_said = Q(search_text__contains=spelling.normalise_text(words)) if spelling.normalise_text(words) else Q(pk=None)
    understood = search_words.understand(text=words)
    if not understood.all_of_it:
        return found.filter(as_said).order_by("pk")
    query = SearchQuery(understood.all_of_it, search_type="raw", config="english")
    matches = found.filter(as_said | Q(search_entry__vector=query))
    rank = SearchRank(F("search_entry__vector"), query)
    return matches.annotate(rank=rank).order_by(F("rank").desc(nulls_last=True), "pk")


def _is_open(wanted: Wanted) -> Q:
    """Return what says that a service has hours on such a day, at some time of the span."""
    hours = models.Schedule.objects.filter(opens_at__isnull=False)
    if wanted.weekdays:
        hours = hours.filter(Q(weekday__in=wanted.weekdays) | Q(weekday=None))
    if wanted.opens_by is not None:
        hours = hours.filter(opens_at__lt=wanted.opens_by)
    if wanted.open_after is not None:
        past_midnight = Q(closes_at__lte=F("opens_at"))
        hours = hours.filter(Q(closes_at=None) | Q(closes_at__gt=wanted.open_after) | past_midnight)
    own = models.Schedule.objects.exclude(service=None).values("service")
    of_places = models.ServiceAtLocation.objects.filter(
        service__is_address_hidden=False, location__in=hours.exclude(location=None).values("location")
    )
    return Q(pk__in=hours.exclude(service=None).values("service")) | (
        Q(pk__in=of_places.values("service")) & ~Q(pk__in=own)
    )


def _near(found: Any, wanted: Wanted, place: PlacedPostcode) -> Any:
    """Return what is within reach of the postcode, and covers it as far as both are known for certain."""
    if place.areas_are_certain:
        areas = models.ServiceArea.objects.exclude(area_code="")
        covering = areas.filter(area_code__in=place.area_codes)
        found = found.filter(Q(pk__in=covering.values("service")) | ~Q(pk__in=areas.values("service")))
    if wanted.within_m is None:
        return found
    box, square = _within("", place, wanted.within_m)
    spots = SearchPlace.objects.filter(box).annotate(square=square).filter(square__lte=wanted.within_m**2)
    return found.filter(pk__in=spots.values("service"))


def _within(prefix: str, place: PlacedPostcode, reach: int) -> tuple[Q, Any]:
    """Return the box around a point, and the square of the distance from it. Unit: metres, square metres."""
    east, north = f"{prefix}easting", f"{prefix}northing"
    box = Q(
        **{f"{east}__range": (place.easting - reach, place.easting + reach)},
        **{f"{north}__range": (place.northing - reach, place.northing + reach)},
    )
    # As floats: the square of a whole country does not fit into an integer column.
    square = (Cast(F(east), FloatField()) - float(place.easting)) ** 2.0 + (
        Cast(F(north), FloatField()) - float(place.northing)
    ) ** 2.0
    return box, square
