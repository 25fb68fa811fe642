"""The menu: what there is for one need, side by side, with reasons. Nothing is chosen beforehand."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from lodestar.access.roles import CASEWORK_ROLES
from lodestar.access.viewers import Viewer
from lodestar.commissioning import contract_queries
from lodestar.commissioning.exits import Closing
from lodestar.directory import queries as directory_queries
from lodestar.directory.menus import Menu, MenuOffer
from lodestar.directory.routes import queries as routes
from lodestar.people import facts as person_facts
from lodestar.people.actions import OpenReason
from lodestar.people.models import Person
from lodestar.places.queries import PlacedPostcode
from lodestar.plans import queries as plan_queries
from lodestar.plans.models import Need
from lodestar.referrals import queries as referral_queries
from lodestar.referrals import sending
from lodestar.referrals.queries import Standing
from lodestar.rules import thesaurus
from lodestar.rules.eligibility import Answer, Facts
from lodestar.web import filters, route_words
from lodestar.web.casework import record, words
from lodestar.web.components import offers
from lodestar.web.components.cards import FitAnswer, FitReason, ServiceCard
from lodestar.web.components.frame import BackLink, PersonStrip
from lodestar.web.components.lists import EmptyState, Link
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

OPTIONS = 5
MOST_REASONS = 2
NOTICES = {
    "need": "The need is on their plan, in their words.",
    "closed": "That service no longer takes referrals. Here is what there is now.",
    "closing": "That service closes, and its last safe day for a referral has gone by. Here is what there is now.",
}


@dataclass(frozen=True)
class Option:
    """One service on the menu. `may_fit` is false when it does not fit by its own entry.

    `asked` leads to the newest referral of theirs to it, the open one before others.
    """

    card: ServiceCard
    why_here: str
    ring: str
    more_reasons: str
    asked: Link | None
    is_asked_now: bool
    may_fit: bool
    is_closed_to_new: bool
    how_to_apply: str
    refer_url: str
    tick_id: str


@dataclass(frozen=True)
class MenuPage:
    """The options for one need."""

    person_strip: PersonStrip
    back: BackLink
    notice: str
    need_words: str
    life_area: str
    is_urgent: bool
    looked_at: str
    options: tuple[Option, ...]
    map_facts: dict[str, Any]
    empty: EmptyState


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def menu(request: Request, need_id: UUID) -> HttpResponse:
    """Show what there is for a need."""
    viewer = request.viewer
    need = plan_queries.need_seen(viewer, need_id=need_id)
    person = record.opened(
        request, person_id=need.person_id, reason=OpenReason.FIND_SUPPORT, life_areas=[need.life_area]
    )
    home = person_facts.home_of(person)
    found = directory_queries.menu_for(
        viewer,
        facts=facts_for(viewer, person, need.words),
        life_area=need.life_area,
        words=need.words,
        place=home,
        on=viewer.today,
        limit=OPTIONS,
    )
    asked: dict[UUID, Standing] = {}
    for standing in referral_queries.referrals_of(viewer, person_id=person.pk):
        known = asked.get(standing.service_id)
        if known is None or (standing.is_open and not known.is_open):
            asked[standing.service_id] = standing
    closings = contract_queries.closings(viewer, service_ids=[offer.service_id for offer in found.offers])
    named = routes.contacts(viewer, service_ids=[offer.service_id for offer in found.offers])
    why_each = words.why_each_is_here([offer.rank_reasons for offer in found.offers])
    page = MenuPage(
        person_strip=record.strip(person),
        back=BackLink(label="the record", url=reverse("casework:person", kwargs={"person_id": person.pk})),
        notice=NOTICES.get(request.GET.get("done", ""), ""),
        need_words=need.words,
        life_area=need.life_area,
        is_urgent=found.is_urgent,
        looked_at=_looked_at(found),
        options=tuple(
            _option(
                offer,
                why_here,
                need,
                number,
                viewer,
                closing=closings.get(offer.service_id),
                asked=asked.get(offer.service_id),
                ring=route_words.ring_words(named.get(offer.service_id), viewer=viewer),
            )
            for number, (offer, why_here) in enumerate(zip(found.offers, why_each, strict=True), start=1)
        ),
        map_facts=map_facts(found.offers, home),
        empty=EmptyState(
            title="Nothing found near them",
            words="No service in this part of life is within reach. Their need stays on their plan, and counts.",
        ),
    )
    return render(request, "casework/menu.html", page)


def facts_for(viewer: Viewer, person: Person, said: str) -> Facts:
    """Return what eligibility rules may ask: the person's facts, the needs in their words, and who would refer."""
    return person_facts.facts_about(
        person,
        today=viewer.today,
        needs=frozenset(thesaurus.expand(text=said).needs),
        referral_route=sending.route_of(viewer),
    )


def fit_reasons(offer: MenuOffer) -> tuple[FitReason, ...]:
    """Return why a service fits, is to be checked, or does not fit, the worst first."""
    audience = offer.service.audience
    return tuple(
        FitReason(answer=FitAnswer(reason.answer.value), words=words.fit_reason(reason, audience=audience))
        for reason in offer.assessment.reasons
    )


def service_url(service_id: UUID) -> str:
    """Return the address of a service's public page."""
    return reverse("public:service", kwargs={"service_id": service_id})


def map_facts(shown: tuple[MenuOffer, ...], home: PlacedPostcode | None) -> dict[str, Any]:
    """Return what the map beside the options is told."""
    markers = [
        offers.marker(offer.service, url=f"#service-{number}", number=number)
        for number, offer in enumerate(shown, start=1)
    ]
    return {
        "services": [one for one in markers if one is not None],
        "here": {"latitude": home.latitude, "longitude": home.longitude, "label": "Where they live"} if home else None,
        "centre": {"latitude": home.latitude, "longitude": home.longitude} if home else None,
        "areas_url": reverse("public:shapes"),
        "attribution": "Contains OS and Royal Mail data © Crown copyright",
    }


def _option(
    offer: MenuOffer,
    why_here: str,
    need: Need,
    number: int,
    viewer: Viewer,
    *,
    closing: Closing | None,
    asked: Standing | None,
    ring: str,
) -> Option:
    is_closed_to_new = closing is not None and not closing.takes_referrals(viewer.today)
    reasons = fit_reasons(offer)
    card = offers.service_card(
        offer.service,
        url=service_url(offer.service_id),
        today=viewer.today,
        number=number,
        reasons=reasons[:MOST_REASONS],
        closing=closing,
    )
    return Option(
        card=card,
        why_here=why_here,
        ring=ring,
        more_reasons=filters.plural(len(reasons[MOST_REASONS:]), "more reason") if reasons[MOST_REASONS:] else "",
        asked=_asked(asked) if asked else None,
        is_asked_now=asked is not None and asked.is_open,
        may_fit=offer.answer is not Answer.DOES_NOT_FIT,
        is_closed_to_new=is_closed_to_new,
        how_to_apply=offer.service.how_to_apply if offer.service.team_id is None else "",
        refer_url=reverse("casework:refer", kwargs={"need_id": need.pk, "service_id": offer.service_id}),
        tick_id=f"go-with-me-{number}",
    )


def _asked(standing: Standing) -> Link:
    day = filters.short_date_words(standing.received_at)
    return Link(
        words=f"{'Asked' if standing.is_open else 'Asked before,'} on {day}. {words.state(standing)}",
        url=reverse("casework:referral", kwargs={"referral_id": standing.referral_id}),
    )


def _looked_at(found: Menu) -> str:
    return (
        f"We looked at {filters.plural(found.considered, 'service')} within reach: {found.fitting} fit, "
        f"{found.to_check} to check, {found.not_fitting} do not fit. The best come first."
    )
