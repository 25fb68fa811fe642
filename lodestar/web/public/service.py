"""One service's page, on screen and on paper."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.commissioning import contract_queries
from lodestar.directory import queries
from lodestar.directory.details import ServiceDetail
from lodestar.directory.doubles import queries as doubles
from lodestar.rules import parameters
from lodestar.rules.life_areas import LifeArea
from lodestar.web import closing_words, doors, rendering
from lodestar.web.components import cards, frame, lists
from lodestar.web.components.stories import StoryCard
from lodestar.web.public import finder, provider_words, schema_org, service_words, short_list, stories
from lodestar.web.requests import Request

GONE = 410


@dataclass(frozen=True, kw_only=True)
class ServicePage:
    """Everything about one service, in words."""

    back: frame.BackLink
    service_id: UUID
    name: str
    organisation_name: str
    summary: str
    paragraphs: tuple[str, ...]
    life_areas: tuple[str, ...]
    capacity: cards.Capacity
    freshness: cards.Freshness
    warning: str
    closing: str
    says: provider_words.ProviderSays
    instead: lists.Link | None
    sections: tuple[service_words.Section, ...]
    map_facts: dict[str, Any] | None
    address: str
    keep_url: str
    is_kept: bool
    structured: dict[str, Any] | None
    stories: tuple[StoryCard, ...]


@dataclass(frozen=True, kw_only=True)
class GonePage:
    """A service that is not listed any more."""

    back: frame.BackLink
    name: str
    organisation_name: str
    ways_on: tuple[lists.Link, ...]


@doors.opens_to(doors.EVERYBODY)
def show(request: Request, service_id: UUID) -> HttpResponse:
    """Show one service; say so when it has ended, and know nothing of one that never was."""
    at = timezone.localtime().replace(tzinfo=None)
    detail = queries.service_detail(request.viewer, service_id=service_id, at=at)
    if detail is None:
        raise Http404
    back = frame.BackLink(label="Find support", url=reverse("public:finder"))
    if detail.retired_at is not None and (kept := doubles.replaced_by(request.viewer, service_id=service_id)):
        # For the time being, since whoever decided it may undo it.
        return HttpResponseRedirect(reverse("public:service", kwargs={"service_id": kept}))
    if service_words.has_ended(detail):
        gone = GonePage(
            back=back,
            name=detail.name,
            organisation_name=detail.organisation_name,
            ways_on=finder.links_to_areas([LifeArea(slug) for slug in detail.life_areas]),
        )
        return rendering.render(request, "public/service_gone.html", gone, status=GONE)
    address = request.build_absolute_uri(request.path)
    page = _page(request, detail, back=back, address=address)
    response = rendering.render(request, "public/service.html", page)
    return stories.not_kept(response, for_robots="noarchive") if page.stories else response


def _page(request: Request, detail: ServiceDetail, *, back: frame.BackLink, address: str) -> ServicePage:
    today = request.viewer.today
    closing = contract_queries.closings(request.viewer, service_ids=[detail.service_id]).get(detail.service_id)
    if closing is not None and not closing.takes_referrals(today):
        # Whatever it said of its places, they are for those who are there already.
        detail = replace(detail, takes_people_now=False, usual_wait_days=None, capacity_said_at=None)
    return ServicePage(
        back=back,
        service_id=detail.service_id,
        name=detail.name,
        organisation_name=detail.organisation_name,
        summary=detail.summary,
        paragraphs=detail.paragraphs,
        life_areas=detail.life_areas,
        capacity=service_words.capacity(detail),
        freshness=cards.freshness(
            checked_days_ago=(today - detail.checked_on).days if detail.checked_on else None,
            old_after_days=parameters.whole_number("freshness-ask-again", on=today),
        ),
        warning=service_words.warning(detail),
        closing=closing_words.closing(closing, today=today) if closing else "",
        instead=closing_words.instead(closing) if closing else None,
        says=provider_words.provider_says(request.viewer, detail, at=timezone.localtime().replace(tzinfo=None)),
        sections=service_words.sections(detail, today=today),
        map_facts=_map_facts(detail, url=request.path),
        address=address,
        keep_url=reverse("public:keep", kwargs={"service_id": detail.service_id}),
        is_kept=detail.service_id in short_list.kept_ids(request),
        structured=schema_org.service(detail, address=address),
        stories=stories.of_service(request, detail.service_id),
    )


def _map_facts(detail: ServiceDetail, *, url: str) -> dict[str, Any] | None:
    """Return what the small map shows; None when there is no place that is told."""
    placed = [place for place in detail.places if place.latitude is not None and place.longitude is not None]
    if not placed:
        return None
    capacity = service_words.capacity(detail).words
    return {
        "services": [
            {
                "number": number,
                "name": place.name or detail.name,
                "url": url,
                "latitude": place.latitude,
                "longitude": place.longitude,
                "distance": "About here" if place.is_approximate else "",
                "capacity": capacity,
            }
            for number, place in enumerate(placed, start=1)
        ],
        "here": None,
        "centre": {"latitude": placed[0].latitude, "longitude": placed[0].longitude},
        "areas_url": reverse("public:shapes"),
        "attribution": finder.ATTRIBUTION,
    }
