"""A worker's door to the plan of somebody whom they support."""

from functools import wraps
from uuid import UUID

from django.http import Http404, HttpResponse

from lodestar.access.roles import CASEWORK_ROLES
from lodestar.people.actions import OpenReason
from lodestar.web.casework import record, words
from lodestar.web.components.lists import Link
from lodestar.web.doors import opens_to
from lodestar.web.plan import space as plan_space
from lodestar.web.plan import the_plan, wellness
from lodestar.web.plan.space import Space, View
from lodestar.web.requests import Request


def in_record(view: View) -> View:
    """Put a page of the plan behind a worker's door: the record is opened and written down, or it is not there."""

    @opens_to(CASEWORK_ROLES)
    @record.or_not_found
    @wraps(view)
    def opened(request: Request, person_id: UUID, **parts: UUID | str) -> HttpResponse:
        found = record.looked_up(
            request,
            person_id=person_id,
            reason=OpenReason.SUPPORT,
            # What somebody wants in a crisis is what an emergency is opened for; they are told of each look.
            also_in_emergency=view is wellness.wellness,
        )
        space = Space(
            viewer=request.viewer,
            person=found.person,
            life_areas=found.life_areas,
            is_own=False,
            is_whole=not found.is_only_referred_to,
            layout="components/layouts/casework.html",
            person_strip=record.strip(found.person, known=found.known),
            namespace="casework",
        )
        try:
            return view(request, space, **parts)
        except plan_space.NOT_THERE as missing:
            raise Http404 from missing

    return opened


@in_record
def plan(request: Request, space: Space) -> HttpResponse:
    """Show the plan on one page."""
    back = Link(words="Back to the record", url=space.url("person"))
    return the_plan.show(request, space, words.state, back=back, sharing_url=space.url("consents"))
