"""The finder: what would help, near a postcode, as a list with a map beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from lodestar.commissioning import contract_queries
from lodestar.directory import eligibility_rules, queries
from lodestar.directory.finding import unanswered
from lodestar.directory.glances import Glance
from lodestar.directory.searching import PAGE_SIZE, Cost, Loosening, SearchCriteria, SearchResults
from lodestar.rules.life_areas import LIFE_AREAS, LifeArea
from lodestar.web import doors, errors, filters, pacing, rendering
from lodestar.web.components import cards, lists, offers
from lodestar.web.public import asking, sealed_searches, short_list
from lodestar.web.requests import Request

# What may say something about whoever asks. The parts of life alone are like the headings of a shelf.
TELLING = ("words", "postcode", "cost", "way", "within", "here", "open", "self", "quiet")
ATTRIBUTION = "Contains OS data © Crown copyright; Royal Mail data © Royal Mail copyright"
NOBODYS_ID = UUID(int=0)
ELSEWHERE = (
    cards.FitReason(
        answer=cards.FitAnswer.DOES_NOT_FIT, words="it says that it is for people who live elsewhere. Ring first"
    ),
)
_LOOSENED = {
    Loosening.SOME_WORDS: "No service has all of your words. These have some of them.",
    Loosening.NO_FILTERS: "These have your words, but not all of your choices.",
    Loosening.SOME_WORDS_NO_FILTERS: "These have some of your words, but not all of your choices.",
}


class TooFast(Exception):
    """One visitor has searched more often than the rate allows."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """One service that was found: its card, and whether it is on the visitor's short list."""

    card: cards.ServiceCard
    keep_url: str
    is_kept: bool


@dataclass(frozen=True, kw_only=True)
class FinderPage:
    """A search and what came of it."""

    form: asking.FinderForm
    areas: lists.ChipGroup
    more_choices: tuple[lists.ChipGroup, ...]
    is_more_open: bool
    is_asked: bool
    count_words: str
    order_words: str
    notes: tuple[str, ...]
    is_urgent: bool
    results: tuple[Found, ...]
    map_facts: dict[str, Any] | None
    paging: lists.Paging | None
    empty: lists.EmptyState | None
    near_words: str
    near: tuple[Found, ...]
    ways_on: tuple[lists.Link, ...]
    query: str
    kept_words: str


# A search changes nothing, so nobody gains by making another's browser send one, and it needs no cookie.
@csrf_exempt
@doors.opens_to(doors.EVERYBODY)
def find(request: Request) -> HttpResponse:
    """Show what there is. A search is posted and answered at an address that nobody else can read."""
    if request.method == "POST":
        return HttpResponseRedirect(sealed_searches.address(request.POST))
    if any(request.GET.get(name) for name in TELLING):
        # An old or a foreign link: what it says is taken out of the address at once.
        return HttpResponseRedirect(sealed_searches.address(request.GET))
    if pacing.is_too_fast(request):
        return errors.too_many(request, TooFast())
    sealed = request.GET.get("search", "")
    try:
        opened = sealed_searches.opened(sealed) if sealed else sealed_searches.Opened(request.GET, is_new=False)
    except sealed_searches.TooOld:
        opened = sealed_searches.Opened(QueryDict(), is_new=False)
    given, is_gone = opened.given, bool(sealed and not opened.given)
    asked = asking.read(given, page=request.GET.get("page", ""))
    at = timezone.localtime().replace(tzinfo=None)
    results = queries.search_services(request.viewer, criteria=asked.criteria, at=at)
    if opened.is_new and not results.total:
        _count_unanswered(asked.criteria, results, on=request.viewer.today)
    response = rendering.render(request, "public/finder.html", _page(request, asked, results, is_gone=is_gone))
    if sealed:
        response.headers["Cache-Control"] = "private"
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _count_unanswered(criteria: SearchCriteria, results: SearchResults, *, on: date) -> None:
    chosen = (*criteria.life_areas, *results.suggested_life_areas)
    unanswered.count_unanswered(
        words=criteria.words,
        area_codes=criteria.place.area_codes if criteria.place else (),
        life_area=chosen[0].value if chosen else "",
        on=on,
    )


def _for_elsewhere(shown: Sequence[Glance], criteria: SearchCriteria) -> set[UUID]:
    """Return which of these say that they are for people who live elsewhere than the postcode that was typed."""
    if criteria.place is None:
        return set()
    facts = eligibility_rules.facts_of_place(criteria.place)
    return {one.service_id for one in shown if eligibility_rules.is_for_elsewhere(who_for=one.who_for, facts=facts)}


def _page(request: Request, asked: asking.Asked, results: SearchResults, *, is_gone: bool) -> FinderPage:
    criteria = asked.criteria
    first = (results.page - 1) * PAGE_SIZE + 1
    shown = [*results.services, *results.near]
    addresses = _addresses(shown)
    closings = contract_queries.closings(request.viewer, service_ids=[one.service_id for one in shown])

    elsewhere = _for_elsewhere(shown, criteria)
    kept = short_list.kept_ids(request)
    keep_pattern = reverse("public:keep", kwargs={"service_id": NOBODYS_ID})

    def as_cards(found: Sequence[Glance], first: int) -> tuple[Found, ...]:
        return tuple(
            Found(
                card=offers.service_card(
                    glance,
                    url=addresses[glance.service_id],
                    today=request.viewer.today,
                    number=number,
                    closing=closings.get(glance.service_id),
                    reasons=ELSEWHERE if glance.service_id in elsewhere else (),
                ),
                keep_url=keep_pattern.replace(str(NOBODYS_ID), str(glance.service_id)),
                is_kept=glance.service_id in kept,
            )
            for number, glance in enumerate(found, start=first)
        )

    return FinderPage(
        form=asked.form,
        areas=asking.areas(criteria),
        more_choices=asking.more_choices(criteria),
        is_more_open=asked.has_more_choices,
        is_asked=asked.is_anything,
        count_words=filters.plural(results.total, "service"),
        order_words=_order_words(criteria, results),
        notes=_notes(asked, results, is_gone=is_gone),
        is_urgent=results.is_urgent,
        results=as_cards(results.services, first),
        map_facts=_map_facts(asked, results.services, addresses, first=first),
        paging=_paging(request, results),
        empty=_empty(criteria) if not results.total else None,
        near_words=_LOOSENED[results.near_loosened] if results.near_loosened else "",
        near=as_cards(results.near, 1),
        ways_on=_ways_on(results) if not results.total else (),
        query=request.GET.urlencode(),
        kept_words=filters.plural(len(kept), "service") if kept else "",
    )


def _order_words(criteria: SearchCriteria, results: SearchResults) -> str:
    """Return the reason for the order: first what counts most."""
    if not results.total:
        return ""
    reasons = ["match your words best"] if results.is_by_words else []
    reasons.append("take people now")
    if criteria.place is not None and not _is_elsewhere(criteria):
        reasons.append("are near")
    reasons.append("were checked lately")
    if criteria.cost is not Cost.PAID:
        reasons.append("are free")
    return f"First come those that {', '.join(reasons[:-1])} and {reasons[-1]}."


def _is_elsewhere(criteria: SearchCriteria) -> bool:
    """Return whether the postcode lies outside this place for certain."""
    place = criteria.place
    if place is None or not settings.PLACE_CODE or not place.areas_are_certain:
        return False
    return place.local_authority_code != settings.PLACE_CODE


def _notes(asked: asking.Asked, results: SearchResults, *, is_gone: bool) -> tuple[str, ...]:
    """Return what was done with what was asked, so that nobody is misled about what was looked for."""
    criteria = asked.criteria
    notes = ["We keep a search for an hour only, and this one is gone. Search again."] if is_gone else []
    if criteria.words.strip() and not results.is_by_words:
        these = "all services with your choices" if criteria.has_filters else "all services"
        notes.append(f"We could not search for “{criteria.words.strip()}”, so these are {these}.")
    if asked.lacks_postcode:
        notes.append("To choose how far, enter your postcode. These are at any distance.")
    if asked.lacks_home:
        notes.append("To see what is for people who live where you live, enter your postcode.")
    if _is_elsewhere(criteria):
        notes.append(f"This postcode is outside {settings.PLACE_NAME}.")
    notes += [f"We looked for “{one.instead}”. Nobody here uses “{one.typed}”." for one in results.corrections]
    if results.loosened:
        notes.append(_LOOSENED[results.loosened])
    return tuple(notes)


def _addresses(found: Sequence[Glance]) -> dict[UUID, str]:
    """Return the address of each service's page. Django puts addresses together slowly, so it does so once."""
    pattern = reverse("public:service", kwargs={"service_id": NOBODYS_ID})
    return {one.service_id: pattern.replace(str(NOBODYS_ID), str(one.service_id)) for one in found}


def _map_facts(
    asked: asking.Asked, found: Sequence[Glance], addresses: Mapping[UUID, str], *, first: int
) -> dict[str, Any] | None:
    """Return what the map shows; None when none of these services has a place that is told."""
    markers = [
        offers.marker(glance, url=addresses[glance.service_id], number=number)
        for number, glance in enumerate(found, start=first)
    ]
    placed = [marker for marker in markers if marker]
    if not placed:
        return None
    place = asked.criteria.place
    here = place and {"latitude": place.latitude, "longitude": place.longitude, "label": asked.place_label}
    return {
        "services": placed,
        "here": here,
        "centre": {"latitude": placed[0]["latitude"], "longitude": placed[0]["longitude"]},
        "areas_url": reverse("public:shapes"),
        "attribution": ATTRIBUTION,
    }


def _paging(request: Request, results: SearchResults) -> lists.Paging | None:
    if results.pages < 2:
        return None

    def address(page: int) -> str:
        kept = ((name, value) for name in ("search", "area") for value in request.GET.getlist(name))
        asked = [(name, value) for name, value in kept if value]
        return f"?{urlencode([*asked, ('page', page)])}"

    return lists.Paging(
        words=f"Page {results.page:,} of {results.pages:,}",
        previous_url=address(results.page - 1) if results.page > 1 else None,
        next_url=address(results.page + 1) if results.page < results.pages else None,
    )


def _empty(criteria: SearchCriteria) -> lists.EmptyState:
    if criteria.has_filters:
        return lists.EmptyState(
            title="Nothing has all of that",
            words="Take away a choice, or look further from your postcode. "
            "Services that do not say a thing about themselves are left out when you choose it.",
            action=lists.Link(words="Search without choices", url=_bare_address(criteria)),
        )
    return lists.EmptyState(
        title="We found no service for these words",
        words="Try one word for what you need, like debt, housing or company. Or choose a part of life below.",
        action=lists.Link(words="See all services", url=reverse("public:finder")),
    )


def _bare_address(criteria: SearchCriteria) -> str:
    asked = QueryDict(mutable=True)
    asked.update({"words": criteria.words, "postcode": criteria.place.postcode if criteria.place else ""})
    return sealed_searches.address(asked)


def _ways_on(results: SearchResults) -> tuple[lists.Link, ...]:
    """Return the parts of life to look in, first those that the words are about."""
    suggested = results.suggested_life_areas
    return links_to_areas([*suggested, *(area for area in LIFE_AREAS if area not in suggested)])


def links_to_areas(areas: Sequence[LifeArea]) -> tuple[lists.Link, ...]:
    """Return links to all services of some parts of life."""
    return tuple(lists.Link(words=area.label, url=f"{reverse('public:finder')}?area={area.value}") for area in areas)
