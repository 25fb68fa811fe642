"""What every page inside somebody's record shares: it is opened and written down, or it is not there."""

from collections.abc import Iterable, Sequence
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone

from lodestar.outcomes import queries as outcome_queries
from lodestar.people import actions as people_actions
from lodestar.people import communicating, opening
from lodestar.people import queries as people_queries
from lodestar.people.communicating import Known
from lodestar.people.models import Person
from lodestar.people.opening import Opening
from lodestar.plans import queries as plan_queries
from lodestar.referrals import queries as referral_queries
from lodestar.rules import communication_needs
from lodestar.rules.life_areas import LIFE_AREAS
from lodestar.rules.reach import Purpose
from lodestar.web import communication_words, filters
from lodestar.web.components.frame import PersonStrip
from lodestar.web.doors import View
from lodestar.web.requests import Request

NOT_THERE = (
    people_queries.RecordNotFound,
    plan_queries.NeedNotFound,
    referral_queries.ReferralNotFound,
    outcome_queries.CheckInNotFound,
    outcome_queries.SafetyTaskNotFound,
)


def or_not_found(view: View) -> View:
    """Return the view with one answer for a record that is not there and for one that may not be seen."""

    @wraps(view)
    def looking(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NOT_THERE as missing:
            raise Http404 from missing

    return looking


def opened(
    request: Request,
    *,
    person_id: UUID,
    reason: people_actions.OpenReason,
    life_areas: Iterable[str] = LIFE_AREAS,
    also_in_emergency: bool = False,
) -> Person:
    """Return the person whose record this page shows, and write down that it was opened. Raises RecordNotFound.

    A form that comes back is part of what it was opened for, and no second look. Somebody who opened the record in
    an emergency gets only pages that say `also_in_emergency`: what to know, and a place to note what was done.
    """
    return looked_up(
        request, person_id=person_id, reason=reason, life_areas=life_areas, also_in_emergency=also_in_emergency
    ).person


def opened_in(request: Request, *, person_id: UUID, life_area: str) -> Person:
    """Return the person of a page that is about one life area, opened for support. Raises RecordNotFound.

    Somebody to whom that life area does not open is not told that there is such a page, whatever they send.
    """
    found = looked_up(request, person_id=person_id, reason=people_actions.OpenReason.SUPPORT, life_areas=(life_area,))
    if life_area not in found.life_areas:
        raise people_queries.RecordNotFound
    return found.person


def looked_up(
    request: Request,
    *,
    person_id: UUID,
    reason: people_actions.OpenReason,
    life_areas: Iterable[str] = LIFE_AREAS,
    also_in_emergency: bool = False,
) -> Opening:
    """Return how the record of this page opens, with its person, as `opened` does. Raises RecordNotFound."""
    found = opening.opening_of(request.viewer, person_id=person_id)
    in_emergency = found.purpose is Purpose.EMERGENCY
    if in_emergency and not also_in_emergency:
        raise people_queries.RecordNotFound
    if request.method == "POST":
        return found
    refers = found.purpose is Purpose.DIRECT_SUPPORT and reason is people_actions.OpenReason.REFERRAL
    people_actions.open_record(
        person_id=person_id,
        by=request.viewer,
        at=timezone.now(),
        life_areas=life_areas,
        purpose=Purpose.REFERRAL if refers else found.purpose,
        reason=people_actions.OpenReason.EMERGENCY if in_emergency else reason,
        looked_up=found,
    )
    return found


def strip(person: Person, *, url: str = "", known: Sequence[Known] | None = None) -> PersonStrip:
    """Return the strip that stays on top, so that nobody writes in the wrong record, or speaks before they know how.

    `known` is what to know before speaking with them, where the page has it already.
    """
    to_know = communicating.known_of(person) if known is None else known
    wishes = [one for one in to_know if not communication_needs.is_reasonable_adjustment(one.kind)]
    adjustments = [one for one in to_know if communication_needs.is_reasonable_adjustment(one.kind)]
    said = [person.how_to_speak_to_me, *(communication_words.said(one) for one in wishes)]
    return PersonStrip(
        name=person.preferred_name,
        url=url or reverse("casework:person", kwargs={"person_id": person.pk}),
        pronouns=person.pronouns or None,
        born=filters.short_date_words(person.born_on) if person.born_on else None,
        how_to_speak=tuple(words for words in said if words),
        alerts=tuple(f"Adjustment: {communication_words.said(one)}" for one in adjustments),
    )
