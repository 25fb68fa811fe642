"""The person's own pages: today, my plan, my people, sharing, and who looked."""

from collections.abc import Callable
from functools import wraps
from itertools import groupby
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone

from lodestar.access.roles import Role
from lodestar.people import actions as people_actions
from lodestar.people import queries as people_queries
from lodestar.people.models import Consent, Person
from lodestar.plans import queries as plan_queries
from lodestar.referrals import queries as referral_queries
from lodestar.referrals.queries import ReferralNotFound, Standing
from lodestar.rules.life_areas import LIFE_AREAS
from lodestar.rules.reach import Purpose
from lodestar.web import filters
from lodestar.web.components.lists import EmptyState, Link, TimelineEntry
from lodestar.web.doors import opens_to
from lodestar.web.person import pages, words
from lodestar.web.rendering import render
from lodestar.web.requests import Request

OWN = frozenset({Role.PERSON})
MOVED_AT_MOST = 3
Own = Callable[..., HttpResponse]


def own_record(view: Own) -> Own:
    """Hand the person's own record to a view, and write down that they opened it."""

    @opens_to(OWN)
    @wraps(view)
    def with_record(request: Request, **parts: UUID) -> HttpResponse:
        own = people_queries.own_record(request.viewer)
        if own is None:
            return render(request, "person/no_record.html", pages.NoRecordPage(settings.HELP_TELEPHONE))
        people_actions.open_record(
            person_id=own.pk,
            by=request.viewer,
            at=timezone.now(),
            life_areas=LIFE_AREAS,
            purpose=Purpose.OWN,
            reason=people_actions.OpenReason.OWN,
        )
        return view(request, own, **parts)

    return with_record


@own_record
def today(request: Request, own: Person) -> HttpResponse:
    """Show what is next, what moved, and who is there."""
    standings = referral_queries.referrals_of(request.viewer, person_id=own.pk)
    moved = sorted(standings, key=lambda one: one.last.at, reverse=True)[:MOVED_AT_MOST]
    helpers = _helpers(request, own)
    page = pages.TodayPage(
        greeting=f"Hello {own.preferred_name}",
        next_thing=_next_thing(standings),
        moved=tuple(_request(one) for one in moved),
        helpers=helpers[:MOVED_AT_MOST],
        empty=None
        if moved
        else EmptyState(
            title="Nothing has moved yet",
            words="When you ask for help with something, you can follow it here.",
            action=Link(words="Find support", url=reverse("public:finder")),
        ),
    )
    return render(request, "person/today.html", page)


@own_record
def plan(request: Request, own: Person) -> HttpResponse:
    """Show the six life areas, with the person's words and what is happening."""
    rows = plan_queries.plan_by_area(request.viewer, person_id=own.pk)
    page = pages.PlanPage(
        what_matters=own.what_matters,
        strengths=own.strengths,
        how_to_speak_to_me=own.how_to_speak_to_me,
        areas=tuple(
            pages.Area(
                slug=row.life_area,
                needs=tuple(
                    pages.Need(
                        words=need.words,
                        when=filters.short_date_words(need.recorded_at),
                        requests=tuple(_request(one) for one in need.referrals),
                    )
                    for need in row.needs
                ),
                other_requests=tuple(_request(one) for one in row.other_referrals),
            )
            for row in rows
        ),
    )
    return render(request, "person/plan.html", page)


@own_record
def referral(request: Request, own: Person, referral_id: UUID) -> HttpResponse:
    """Show one request from its first step to now."""
    try:
        standing = referral_queries.referral_detail(request.viewer, referral_id=referral_id)
    except ReferralNotFound as error:
        raise Http404 from error
    if standing.person_id != own.pk:
        raise Http404
    last = len(standing.steps) - 1
    page = pages.RequestPage(
        service_name=standing.service_name,
        service_url=reverse("public:service", kwargs={"service_id": standing.service_id}),
        hopes=standing.hopes,
        stands=words.where_it_stands(standing),
        why_not=words.why_not(standing.last),
        steps=tuple(
            TimelineEntry(
                when=filters.date_words(step.at),
                title=words.what_happened(step),
                body=" ".join(part for part in (words.why_not(step), step.note) if part),
                by=step.by_name,
                is_now=place == last,
            )
            for place, step in enumerate(standing.steps)
        ),
        is_open=standing.is_open,
    )
    return render(request, "person/referral.html", page)


@own_record
def people(request: Request, own: Person) -> HttpResponse:
    """Show who is in the person's life here, and how to reach them."""
    helpers = _helpers(request, own)
    return render(request, "person/people.html", pages.PeoplePage(helpers, _nobody_yet(helpers)))


@own_record
def sharing(request: Request, own: Person) -> HttpResponse:
    """Show who sees which part of the record, why and until when, and what was agreed."""
    helpers = _helpers(request, own)
    agreements = people_queries.consents_of(request.viewer, person_id=own.pk)
    page = pages.SharingPage(
        helpers=helpers,
        agreements=tuple(_agreement(one) for one in agreements),
        empty=_nobody_yet(helpers),
    )
    return render(request, "person/sharing.html", page)


@own_record
def looked(request: Request, own: Person) -> HttpResponse:
    """Show who looked, as a diary."""
    looks = people_queries.looks_at(request.viewer, person_id=own.pk)
    days = tuple(
        pages.LookDay(
            day=filters.date_words(on),
            rows=tuple(
                pages.LookRow(who=_who(look), what=_what(look), why=words.why_looked(look.reason)) for look in some
            ),
        )
        for on, some in groupby(looks, key=lambda look: look.on)
    )
    empty = None
    if not days:
        empty = EmptyState(
            title="Nobody but you has looked",
            words="Each time that somebody opens your record it stands here: who, when, which parts and why.",
        )
    return render(request, "person/looked.html", pages.LookedPage(days, empty))


def _next_thing(standings: list[Standing]) -> str:
    """Return the one next thing to know, as a sentence; empty when nothing is due."""
    dated = [one for one in standings if one.is_open and one.last.expected_on]
    if dated:
        first = min(dated, key=lambda one: (one.last.expected_on, one.service_name))
        return f"{first.service_name}, by {filters.date_words(first.last.expected_on)}."
    answered = [one for one in standings if one.is_to_meet]
    if answered:
        return f"{answered[0].service_name} gets in touch to meet you."
    return ""


def _request(standing: Standing) -> pages.Request:
    return pages.Request(
        url=reverse("person:referral", kwargs={"referral_id": standing.referral_id}),
        service_name=standing.service_name,
        service_url=reverse("public:service", kwargs={"service_id": standing.service_id}),
        stands=words.where_it_stands(standing),
        why_not=words.why_not(standing.last),
        when=filters.date_words(standing.last.at),
        is_open=standing.is_open,
    )


def _helpers(request: Request, own: Person) -> tuple[pages.Helper, ...]:
    supporters = people_queries.my_people(request.viewer, person_id=own.pk)
    return tuple(
        pages.Helper(
            name=one.name,
            initials="".join(part[0] for part in one.name.split()[:2]).upper(),
            role="Key worker" if one.is_key_worker else words.role(one.role),
            organisation_name=one.organisation_name,
            telephone=one.telephone,
            email=one.email,
            is_key_worker=one.is_key_worker,
            since=filters.short_date_words(one.since),
            sees=words.areas(one.life_areas),
            because=words.basis(one.basis),
            until=words.until(None),
        )
        for one in supporters
    )


def _nobody_yet(helpers: tuple[pages.Helper, ...]) -> EmptyState | None:
    if helpers:
        return None
    return EmptyState(
        title="Nobody is here yet",
        words="When somebody starts to support you, you see here who they are and how to reach them.",
        action=Link(words="Find support", url=reverse("public:finder")),
    )


def _agreement(consent: Consent) -> pages.Agreement:
    return pages.Agreement(
        words=consent.words,
        when=filters.short_date_words(consent.given_at),
        how=f"{consent.get_how_display()}, asked by {consent.asked_by.name}",
        until=words.until(consent.ends_on),
        is_withdrawn=consent.withdrawn_at is not None,
    )


def _who(look: people_queries.Look) -> str:
    role = words.role(look.by_role).lower()
    about = ", ".join(part for part in (role, look.organisation_name) if part)
    return f"{look.by_name} ({about})" if about else look.by_name


def _what(look: people_queries.Look) -> str:
    areas = f": {words.areas(look.life_areas)}" if look.life_areas else ""
    often = f", {look.times} times" if look.times > 1 else ""
    return f"{words.looked(look.action)}{areas}{often}"
