"""The addresses of the feed."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone

from lodestar.access.models import Organisation
from lodestar.api.openreferral import answers, parameters
from lodestar.api.openreferral.faults import NotHere
from lodestar.api.openreferral.parameters import Asked
from lodestar.directory import models
from lodestar.exchange.openreferral.publishing import gathering, mapping, openapi, profiles, selecting, streaming
from lodestar.exchange.openreferral.publishing.profiles import Profile
from lodestar.exchange.openreferral.publishing.selecting import Chosen, Wanted

PROFILE = "https://github.com/OpenReferralUK/uk-profile/blob/main/docs/index.md"
Gather = Callable[[Sequence[UUID]], list[dict[str, Any]]]
Answer = HttpResponse | StreamingHttpResponse


@answers.open_door
def details(request: HttpRequest) -> Answer:
    """Answer what this feed is."""
    address = request.build_absolute_uri(reverse("open-referral:openapi"))
    return answers.found(request, {"version": openapi.VERSION, "profile": PROFILE, "openapi_url": address})


@answers.open_door
def openapi_document(request: HttpRequest) -> Answer:
    """Answer the OpenAPI document of this feed."""
    server = request.build_absolute_uri(reverse("open-referral:details")).rstrip("/")
    told = openapi.document(server=server, parameters=parameters.MEANINGS, lists=parameters.LISTS)
    return answers.found(request, told)


@answers.open_door
def services(request: HttpRequest) -> Answer:
    """Answer services: a page, a stream, or all with just their date of change."""
    asked, wanted = parameters.asked(request.GET), parameters.wanted(request.GET)
    found = selecting.services(wanted)
    if asked.is_minimal:
        rows = list(found.values_list("pk", "changed_at"))
        return answers.found(
            request, [{"id": str(pk), "modified_date": mapping.moment(changed)} for pk, changed in rows]
        )
    on = timezone.localdate()

    def gather(ids: Sequence[UUID]) -> list[dict[str, Any]]:
        return gathering.services(ids, is_full=asked.is_full, on=on)

    return _listed(request, asked, Chosen(found), "service", gather)


@answers.open_door
def service(request: HttpRequest, key: str) -> Answer:
    """Answer one service whole; one that ended is a tombstone, for those who hold its id."""
    on = timezone.localdate()
    return _one(request, key, "service", lambda ids: gathering.services(ids, is_full=True, on=on))


@answers.open_door
def organizations(request: HttpRequest) -> Answer:
    """Answer the organisations that offer something."""
    asked = parameters.asked(request.GET)
    is_whole = parameters.yes_no(request.GET, "full_service")
    since = parameters.moment(request.GET, "modified_after")
    found = selecting.organisations(parameters.words(request.GET), modified_after=since)

    def gather(ids: Sequence[UUID]) -> list[dict[str, Any]]:
        made = gathering.organisations(ids, is_full=asked.is_full or is_whole)
        return _with_services(made, is_whole=is_whole) if asked.is_full or is_whole else made

    return _listed(request, asked, Chosen(found), "organization", gather)


@answers.open_door
def organization(request: HttpRequest, key: str) -> Answer:
    """Answer one organisation; in the extended profile with its services."""
    is_whole = parameters.yes_no(request.GET, "full_service")
    offered = models.Service.objects.exclude(organisation=None).values("organisation")

    def gather(ids: Sequence[UUID]) -> list[dict[str, Any]]:
        known = list(Organisation.objects.filter(pk__in=ids).filter(pk__in=offered).values_list("pk", flat=True))
        return _with_services(gathering.organisations(known, is_full=True), is_whole=is_whole)

    return _one(request, key, "organization", gather)


@answers.open_door
def service_at_locations(request: HttpRequest) -> Answer:
    """Answer where services happen."""
    asked = parameters.asked(request.GET)
    wanted = parameters.wanted(request.GET)
    return _listed(
        request,
        asked,
        Chosen(selecting.at_locations(wanted), selecting.at_locations_gone(wanted)),
        "service_at_location",
        lambda ids: gathering.at_locations(ids, is_full=asked.is_full),
    )


@answers.open_door
def service_at_location(request: HttpRequest, key: str) -> Answer:
    """Answer one place of one service; one that is gone is a tombstone, for those who hold its id."""

    def gather(ids: Sequence[UUID]) -> list[dict[str, Any]]:
        known = list(models.ServiceAtLocation.objects.filter(pk__in=ids).values_list("pk", flat=True))
        known += list(selecting.places_gone().filter(entity_id__in=ids).values_list("entity_id", flat=True))[:1]
        return gathering.at_locations(known, is_full=True)

    return _one(request, key, "service_at_location", gather)


@answers.open_door
def taxonomies(request: HttpRequest) -> Answer:
    """Answer the schemes of terms."""
    asked = parameters.asked(request.GET)
    found = selecting.taxonomies(parameters.words(request.GET))
    return _listed(request, asked, Chosen(found), "taxonomy", gathering.taxonomies)


@answers.open_door
def taxonomy(request: HttpRequest, key: str) -> Answer:
    """Answer one scheme with its terms."""

    def gather(ids: Sequence[UUID]) -> list[dict[str, Any]]:
        made = gathering.taxonomies(ids)
        for record in made:
            held = models.TaxonomyTerm.objects.filter(taxonomy=record["id"]).order_by("name", "id")
            if terms := gathering.terms(list(held.values_list("pk", flat=True))):
                record["taxonomy_terms"] = terms
        return made

    return _one(request, key, "taxonomy", gather)


@answers.open_door
def taxonomy_terms(request: HttpRequest) -> Answer:
    """Answer terms."""
    asked = parameters.asked(request.GET)
    found = selecting.terms(
        parameters.words(request.GET),
        taxonomy_ids=parameters.ids(request.GET, "taxonomy_id"),
        parent_ids=parameters.ids(request.GET, "parent_id"),
        is_top_only=parameters.yes_no(request.GET, "top_only"),
    )
    return _listed(request, asked, Chosen(found), "taxonomy_term", gathering.terms)


@answers.open_door
def taxonomy_term(request: HttpRequest, key: str) -> Answer:
    """Answer one term."""
    return _one(request, key, "taxonomy_term", gathering.terms)


def _with_services(records: list[dict[str, Any]], *, is_whole: bool) -> list[dict[str, Any]]:
    """Return organisations with their services: whole, or their one-to-one fields."""
    on = timezone.localdate()
    for record in records:
        held = selecting.services(Wanted(organisation_ids=(UUID(record["id"]),)))
        found = gathering.services(list(held.values_list("pk", flat=True)), is_full=is_whole, on=on)
        record["services"] = [{name: one[name] for name in one if name != "organization"} for one in found]
    return records


def _listed(
    request: HttpRequest, asked: Asked, found: Chosen, kind: str, gather: Gather
) -> HttpResponse | StreamingHttpResponse:
    """Answer a page of what was found, or all of it as a stream."""

    def told(ids: Sequence[UUID]) -> list[dict[str, Any]]:
        return _in_profile(gather(ids), kind, asked.profile)

    if asked.is_stream:
        return answers.streamed(streaming.records(found, told))
    start = (asked.page - 1) * asked.per_page
    total = found.count()
    ids = found.ids(start, start + asked.per_page) if start < total else []
    records = told(ids) if ids else []
    return answers.found(request, answers.page(records, total=total, number=asked.page, per_page=asked.per_page))


def _one(request: HttpRequest, key: str, kind: str, gather: Gather) -> HttpResponse:
    profile = parameters.profile(request.GET)
    try:
        records = gather([UUID(key)])
    except ValueError:
        raise NotHere("The last part of this address is to be a UUID.") from None
    if not records:
        raise NotHere(f"There is no {kind.replace('_', ' ')} with this id.")
    return answers.found(request, _in_profile(records, kind, profile)[0])


def _in_profile(records: list[dict[str, Any]], kind: str, profile: Profile) -> list[dict[str, Any]]:
    if profile is Profile.EXTENDED:
        return records
    return [profiles.strict(record, kind) for record in records]
