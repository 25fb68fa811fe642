"""The first pages of the person's own space: today, and one request."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse

from lodestar.people.models import Person
from lodestar.people.voice import queries as voice_queries
from lodestar.referrals import queries as referral_queries
from lodestar.referrals.connecting import queries as connecting_queries
from lodestar.referrals.course import queries as course_queries
from lodestar.referrals.in_touch import queries as in_touch_queries
from lodestar.referrals.in_touch.queries import Meeting
from lodestar.referrals.queries import ReferralNotFound, Standing
from lodestar.rules.connections import ConnectionKind
from lodestar.rules.referral_states import StepKind
from lodestar.web import connection_words, filters
from lodestar.web.components.lists import EmptyState, Link, TimelineEntry
from lodestar.web.person import before_we_meet, in_touch, own, pages, words
from lodestar.web.person.own import own_record
from lodestar.web.person.people import helpers_of, pause_words
from lodestar.web.rendering import render
from lodestar.web.requests import Request

MOVED_AT_MOST = 3


@own_record
def today(request: Request, own_person: Person) -> HttpResponse:
    """Show what is next, what moved, and who is there."""
    standings = referral_queries.referrals_of(request.viewer, person_id=own_person.pk)
    moved = sorted(standings, key=lambda one: one.last.at, reverse=True)[:MOVED_AT_MOST]
    helpers = helpers_of(request, own_person)
    meetings = in_touch_queries.meetings_ahead(request.viewer, person_id=own_person.pk)
    page = pages.TodayPage(
        greeting=f"Hello {own_person.preferred_name}",
        next_thing=in_touch.next_words(request.viewer, own_person) or _next_thing(standings),
        in_touch=in_touch.lines(request.viewer, own_person),
        days_ahead=before_we_meet.days_ahead(request, own_person),
        mine_to_do=_mine_to_do(standings),
        meetings=tuple(_meeting(one) for one in meetings[:MOVED_AT_MOST]),
        new_messages=_new_messages(voice_queries.new_messages(request.viewer, person_id=own_person.pk)),
        pause=pause_words(request, own_person),
        moved=tuple(pages.request_of(one) for one in moved),
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


def _meeting(meeting: Meeting) -> pages.MeetingLine:
    when = f"{filters.date_words(meeting.starts_at)}, {filters.time_words(meeting.starts_at)}"
    return pages.MeetingLine(
        when=f"{when}, with {meeting.worker_name}",
        where=f"Where: {meeting.venue}" if meeting.venue else "",
        told=meeting.tell_ahead,
    )


@own_record
def referral(request: Request, own_person: Person, referral_id: UUID) -> HttpResponse:
    """Show one request from its first step to now."""
    try:
        standing = referral_queries.referral_detail(request.viewer, referral_id=referral_id)
    except ReferralNotFound as error:
        raise Http404 from error
    if standing.person_id != own_person.pk:
        raise Http404
    last = len(standing.steps) - 1
    chosen = course_queries.contact_choice(request.viewer, referral_id=referral_id)
    page = pages.RequestPage(
        done=own.done(request),
        next_words=words.what_is_next(standing),
        reach_me=words.reach_me(chosen),
        service_name=standing.service_name,
        service_url=reverse("public:service", kwargs={"service_id": standing.service_id}),
        hopes=standing.hopes,
        stands=words.where_it_stands(standing),
        why_not=words.why_not(standing.last),
        steps=tuple(
            TimelineEntry(
                when=filters.date_words(step.at),
                title=words.what_happened(step),
                body=" ".join(part for part in (words.why_not(step), words.why_ended(step), step.note) if part),
                by=step.by_name,
                is_now=place == last,
            )
            for place, step in enumerate(standing.steps)
        ),
        connections=_connections(request, referral_id),
        referral_id=referral_id,
        is_open=standing.is_open,
        can_comment=standing.team_id is not None,
        asks_me=standing.state is StepKind.NEEDS_INFORMATION,
    )
    return render(request, "person/referral.html", page)


def _connections(request: Request, referral_id: UUID) -> tuple[TimelineEntry, ...]:
    """Return what came of it on the ground, in the person's own terms."""
    return tuple(
        TimelineEntry(
            when=filters.date_words(one.on),
            title=connection_words.FOR_THE_PERSON[ConnectionKind(one.kind)],
            body=" ".join(part for part in (f"With {one.companion}." if one.companion else "", one.words) if part),
            by=one.by.name,
        )
        for one in connecting_queries.connections_of(request.viewer, referral_id=referral_id)
    )


def _next_thing(standings: list[Standing]) -> str:
    """Return the one next thing to know, as a sentence; empty when nothing is due."""
    dated = [(one.last.expected_on, one.service_name) for one in standings if one.is_open and one.last.expected_on]
    if dated:
        expected_on, service_name = min(dated)
        return f"{service_name}, by {filters.date_words(expected_on)}."
    answered = [one for one in standings if one.is_to_meet]
    if answered:
        return f"{answered[0].service_name} gets in touch to meet you."
    return ""


def _mine_to_do(standings: list[Standing]) -> tuple[Link, ...]:
    """Return what only the person can do next: a service asked them something."""
    return tuple(
        Link(
            words=f"{one.service_name} asked you something",
            url=reverse("person:answer-request", kwargs={"referral_id": one.referral_id}),
        )
        for one in standings
        if one.state is StepKind.NEEDS_INFORMATION
    )


def _new_messages(count: int) -> str:
    return f"You have {filters.plural(count, 'new message')}" if count else ""
