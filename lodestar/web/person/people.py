"""Who is there for the person, and how to reach them."""

from django.http import HttpResponse
from django.urls import reverse

from lodestar.people import queries as people_queries
from lodestar.people.models import Person
from lodestar.people.voice import queries as voice_queries
from lodestar.web import filters
from lodestar.web.components.lists import EmptyState, Link
from lodestar.web.person import own, pages, words
from lodestar.web.person.own import own_record
from lodestar.web.rendering import render
from lodestar.web.requests import Request


@own_record
def people(request: Request, own_person: Person) -> HttpResponse:
    """Show who is in the person's life here, and how to reach them."""
    helpers = helpers_of(request, own_person)
    page = pages.PeoplePage(
        done=own.done(request), helpers=helpers, pause=pause_words(request, own_person), empty=nobody_yet(helpers)
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
            since=filters.short_date_words(one.since),
            sees=words.areas(one.life_areas),
            because=words.basis(one.basis),
            until=words.until(None),
        )
        for one in supporters
    )


def nobody_yet(helpers: tuple[pages.Helper, ...]) -> EmptyState | None:
    """Return what stands there while nobody supports the person."""
    if helpers:
        return None
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
