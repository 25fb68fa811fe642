"""Who is there for the person, and how to reach them."""

from datetime import timedelta

from django.http import HttpResponse
from django.urls import reverse

from lodestar.people import queries as people_queries
from lodestar.people.models import Involvement, Person
from lodestar.people.voice import queries as voice_queries
from lodestar.referrals import queries as referral_queries
from lodestar.referrals.models import Contact
from lodestar.rules import continuity
from lodestar.web import filters
from lodestar.web.components.lists import EmptyState, Link
from lodestar.web.person import own, pages, words
from lodestar.web.person.own import own_record
from lodestar.web.rendering import render
from lodestar.web.requests import Request

# Of one or two contacts nothing can be said.
FEWEST_CONTACTS = 3


@own_record
def people(request: Request, own_person: Person) -> HttpResponse:
    """Show who is in the person's life here, and how to reach them."""
    helpers = helpers_of(request, own_person)
    page = pages.PeoplePage(
        done=own.done(request),
        helpers=helpers,
        pause=pause_words(request, own_person),
        same_worker=_same_worker(request, own_person),
        empty=None if helpers else nobody_yet(),
    )
    return render(request, "person/people.html", page)


def helpers_of(request: Request, own_person: Person) -> tuple[pages.Helper, ...]:
    """Return everybody who is involved with the person, key worker first."""
    supporters = people_queries.my_people(request.viewer, person_id=own_person.pk)
    return tuple(
        pages.Helper(
            involvement_id=one.involvement_id,
            holder_id=one.holder_id,
            name=one.name,
            initials="".join(part[0] for part in one.name.split()[:2]).upper(),
            role="Key worker" if one.is_key_worker else words.role(one.role),
            organisation_name=one.organisation_name,
            telephone=one.telephone,
            email=one.email,
            is_key_worker=one.is_key_worker,
            since=_since(one),
            sees=words.areas(one.life_areas),
            because=words.basis(one.basis),
            until=words.until(None),
        )
        for one in supporters
    )


def _since(supporter: people_queries.Supporter) -> str:
    """Return since when somebody is there, or has only been asked."""
    day = filters.short_date_words(supporter.since)
    if supporter.basis == Involvement.Basis.REFERRAL:
        return f"Your request went to them on {day}"
    return f"With you since {day}"


def _same_worker(request: Request, own_person: Person) -> str:
    """Return how many of the last year's meetings and calls were with the usual worker; empty below three."""
    since = request.viewer.today - timedelta(days=365)
    met = [
        contact
        for contact in referral_queries.contacts_of(request.viewer, person_id=own_person.pk, limit=400)
        if contact.attendance == Contact.Attendance.ATTENDED and contact.happened_on > since and contact.by is not None
    ]
    found = continuity.continuity(workers=[contact.by.name for contact in reversed(met) if contact.by])
    if found.contacts < FEWEST_CONTACTS:
        return ""
    return f"{found.with_usual} of your {found.contacts} meetings and calls in the last year were with {found.usual}."


def nobody_yet() -> EmptyState:
    """Return what stands there while nobody supports the person."""
    return EmptyState(
        title="Nobody is here yet",
        words="When somebody starts to support you, you see here who they are and how to reach them.",
        action=Link(words="Find support", url=reverse("public:finder")),
    )


def pause_words(request: Request, own_person: Person) -> str:
    """Return since when and until when the person takes a break, as a sentence; empty when they do not."""
    held = voice_queries.pauses(request.viewer, person_ids=[own_person.pk]).get(own_person.pk)
    if held is None:
        return ""
    since = f"You are taking a break since {filters.short_date_words(held.begun_at)}"
    return f"{since}, until {filters.short_date_words(held.back_on)}." if held.back_on else f"{since}."
