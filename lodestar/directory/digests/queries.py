"""Reads of what is new in the directory."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from lodestar.access.viewers import Viewer
from lodestar.directory.digests.models import DigestChoice, Listing
from lodestar.directory.entries.models import Opportunity
from lodestar.directory.models import Service
from lodestar.places.models import Area
from lodestar.rules.life_areas import LIFE_AREAS

MOST_OFFERS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What somebody wants to hear of, or what their role suggests while they have not chosen (`is_chosen`)."""

    life_areas: tuple[str, ...]
    area_code: str
    by_email: bool
    told_until: datetime | None
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOffer:
    """One new thing on offer: a service, or something to join (`joins` is its title)."""

    service_id: UUID
    name: str
    summary: str
    organisation_name: str
    joins: str
    since: datetime


def choice(viewer: Viewer) -> Choice:
    """Return what the viewer wants to hear of; without a choice all that their role reaches, or everything."""
    own = DigestChoice.objects.filter(user=viewer.own_id).first()
    if own is None:
        every = tuple(area.value for area in LIFE_AREAS)
        return Choice(
            life_areas=viewer.areas_within or every, area_code="", by_email=False, told_until=None, is_chosen=False
        )
    return Choice(
        life_areas=tuple(own.life_areas),
        area_code=own.area_code,
        by_email=own.by_email,
        told_until=own.told_until,
        is_chosen=True,
    )


def neighbourhoods(viewer: Viewer) -> list[tuple[str, str]]:
    """Return code and name of every neighbourhood, by name."""
    found = Area.objects.filter(kind=Area.Kind.NEIGHBOURHOOD)
    return list(found.order_by("name").values_list("code", "name"))


def new_offers(
    viewer: Viewer, *, life_areas: Collection[str], area_code: str, since: datetime, until: datetime
) -> list[NewOffer]:
    """Return what is new between two moments, the newest first: services, and what can be joined.

    With a neighbourhood: what is there, or covers it or the authority around it, or has no place of its own.
    """
    services = Service.objects.filter(status=Service.Status.ACTIVE, retired_at=None, life_areas__overlap=life_areas)
    if area_code:
        services = services.filter(_reaches(area_code)).distinct()
    listed = Listing.objects.filter(
        service__in=services.values("pk"), first_listed_at__gt=since, first_listed_at__lte=until
    )
    joins = Opportunity.objects.filter(
        service__in=services.values("pk"), posted_at__gt=since, posted_at__lte=until, taken_down_at=None,
        closes_on__gt=viewer.today,
    )  # fmt: skip
    found = [
        _offer(one.service, since=one.first_listed_at)
        for one in listed.select_related("service__organisation").order_by("-first_listed_at")[:MOST_OFFERS]
    ]
    found += [
        _offer(one.service, since=one.posted_at, joins=one.title)
        for one in joins.select_related("service__organisation").order_by("-posted_at")[:MOST_OFFERS]
    ]
    return sorted(found, key=lambda one: (one.since, str(one.service_id)), reverse=True)[:MOST_OFFERS]


def _reaches(area_code: str) -> Q:
    around = Area.objects.filter(pk=area_code).values_list("pk", "parent_id", "parent__parent_id").first() or (
        area_code,
    )
    codes = [code for code in around if code]
    here = Q(at_locations__location__neighbourhood_code=area_code) | Q(areas__area_code__in=codes)
    return here | Q(at_locations=None)


def _offer(service: Service, *, since: datetime, joins: str = "") -> NewOffer:
    return NewOffer(
        service_id=service.pk,
        name=service.name,
        summary=service.summary,
        organisation_name=service.organisation.name if service.organisation else "",
        joins=joins,
        since=since,
    )
