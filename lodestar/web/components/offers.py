"""From what the directory says of a service to the card that shows it, the same way on every page."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from lodestar.commissioning.exits import Closing
from lodestar.directory.glances import Glance
from lodestar.rules import parameters
from lodestar.web import closing_words, filters
from lodestar.web.components import cards
from lodestar.web.components.cards import Capacity, CapacityState, FitReason, ServiceCard

DAYS_IN_A_WEEK = 7


def capacity(glance: Glance) -> Capacity:
    """Return whether a service takes people now, with its usual wait in weeks where it says one."""
    weeks = round(glance.usual_wait_days / DAYS_IN_A_WEEK) if glance.usual_wait_days is not None else 0
    wait = f". Usual wait about {filters.plural(weeks, 'week')}" if weeks else ""
    if glance.takes_people_now is None:
        return cards.capacity(CapacityState.NOT_KNOWN)
    state = CapacityState.TAKING if glance.takes_people_now else CapacityState.NOT_TAKING
    return Capacity(state=state, words=cards.capacity(state).words + wait)


def cost(glance: Glance) -> str:
    """Return what a service costs, in words."""
    if glance.is_free:
        return "Free"
    return glance.cost_text or ("Costs something" if glance.is_free is False else "Cost not known")


def distance(glance: Glance) -> str:
    """Return how far a service is, or how it is reached when it has no place that is told."""
    if glance.distance_km is not None:
        return filters.distance_words(glance.distance_km, glance.is_distance_about)
    if glance.is_address_hidden:
        return "Its address is not told"
    ways = ((glance.is_in_person, "in person"), (glance.is_online, "online"), (glance.is_by_telephone, "by telephone"))
    return " or ".join(words for has, words in ways if has).capitalize() or "Distance not known"


def service_card(
    glance: Glance,
    *,
    url: str,
    today: date,
    number: int | None = None,
    reasons: Sequence[FitReason] = (),
    closing: Closing | None = None,
) -> ServiceCard:
    """Return the card of one service. One that closes says so, and takes nobody once it is too late for them."""
    is_closed_to_new = closing is not None and not closing.takes_referrals(today)
    checked_days_ago = (today - glance.checked_on).days if glance.checked_on else None
    return ServiceCard(
        name=glance.name,
        url=url,
        summary=glance.summary,
        organisation_name=glance.organisation_name,
        capacity=cards.capacity(CapacityState.NOT_TAKING) if is_closed_to_new else capacity(glance),
        freshness=cards.freshness(
            checked_days_ago=checked_days_ago,
            old_after_days=parameters.whole_number("freshness-ask-again", on=today),
        ),
        cost=cost(glance),
        distance=distance(glance),
        audience=glance.audience or None,
        telephone=glance.telephone or None,
        number=number,
        life_areas=glance.life_areas,
        reasons=tuple(reasons),
        closing=closing_words.closing(closing, today=today) if closing else "",
        instead=closing_words.instead(closing) if closing else None,
    )


def marker(glance: Glance, *, url: str, number: int) -> dict[str, Any] | None:
    """Return what the map is told of a service; None when it has no place that is told."""
    if glance.latitude is None or glance.longitude is None:
        return None
    return {
        "number": number,
        "name": glance.name,
        "url": url,
        "latitude": glance.latitude,
        "longitude": glance.longitude,
        "distance": distance(glance),
        "capacity": capacity(glance).words,
    }
