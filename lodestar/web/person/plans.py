"""The person's own door to their plan."""

from functools import wraps
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse

from lodestar.people.models import Person
from lodestar.rules.life_areas import LIFE_AREAS
from lodestar.web.components.lists import Link
from lodestar.web.person import words
from lodestar.web.person.own import own_record
from lodestar.web.plan import space as plan_space
from lodestar.web.plan import the_plan
from lodestar.web.plan.space import Space, View
from lodestar.web.requests import Request


def in_own_space(view: View) -> View:
    """Put a page of the plan behind the person's own door."""

    @own_record
    @wraps(view)
    def opened(request: Request, own_person: Person, **parts: UUID | str) -> HttpResponse:
        try:
            return view(request, own_space(request, own_person), **parts)
        except plan_space.NOT_THERE as missing:
            raise Http404 from missing

    return opened


def own_space(request: Request, own_person: Person) -> Space:
    """Return the space of the person's own plan: all of it."""
    return Space(
        viewer=request.viewer,
        person=own_person,
        life_areas=tuple(area.value for area in LIFE_AREAS),
        is_own=True,
        is_whole=True,
        layout="components/layouts/person.html",
        person_strip=None,
        namespace="person",
    )


@in_own_space
def plan(request: Request, space: Space) -> HttpResponse:
    """Show the plan on one page."""
    back = Link(words="Back to today", url=reverse("person:today"))
    return the_plan.show(request, space, words.where_it_stands, back=back, sharing_url=reverse("person:sharing"))
