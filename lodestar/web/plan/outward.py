"""From one person outward: what they want, who and what supports them, who runs it, and who pays."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse

from lodestar.commissioning import contracts
from lodestar.people import queries as people_queries
from lodestar.plans import queries as plan_queries
from lodestar.plans.queries import AreaRow
from lodestar.referrals.queries import Standing
from lodestar.web.components.lists import Link
from lodestar.web.plan.space import PlacedPage, Space
from lodestar.web.rendering import render
from lodestar.web.requests import Request

NOT_KNOWN = "not known here"


@dataclass(frozen=True)
class Support:
    """One service or worker that supports the person, who runs it, and who pays for it."""

    link: Link | None
    words: str
    stands: str
    run_by: str
    paid_by: str


@dataclass(frozen=True)
class Branch:
    """One part of a life, what is wanted there, and what supports it."""

    slug: str
    wants: tuple[str, ...]
    supports: tuple[Support, ...]


@dataclass(frozen=True)
class OutwardPage(PlacedPage):
    """The person in the middle, and everything around them."""

    name: str
    matters: str
    people: tuple[Support, ...]
    branches: tuple[Branch, ...]


def show(request: Request, space: Space) -> HttpResponse:
    """Show what supports a person, who runs it and who pays, beginning with the person."""
    rows = plan_queries.plan_by_area(space.viewer, person_id=space.person.pk, life_areas=space.life_areas)
    services = {one.service_id for row in rows for one in row.referrals if one.is_open}
    paid = contracts.paid_by(services, on=space.today)
    page = OutwardPage(
        place=space.place(request, space.back_to_plan()),
        name=space.person.preferred_name,
        matters=space.person.what_matters if space.is_whole else "",
        people=tuple(
            Support(
                link=None,
                words=one.name,
                stands="Key worker" if one.is_key_worker else "",
                run_by=one.organisation_name or NOT_KNOWN,
                paid_by="",
            )
            for one in people_queries.my_people(space.viewer, person_id=space.person.pk)
        ),
        branches=tuple(
            branch for branch in (_branch(space, row, paid) for row in rows) if branch.wants or branch.supports
        ),
    )
    return render(request, "plan/outward.html", page)


def _branch(space: Space, row: AreaRow, paid: Mapping[UUID, tuple[str, ...]]) -> Branch:
    return Branch(
        slug=row.life_area,
        wants=tuple(need.words for need in row.needs),
        supports=tuple(_support(space, one, paid) for one in row.referrals if one.is_open),
    )


def _support(space: Space, one: Standing, paid: Mapping[UUID, tuple[str, ...]]) -> Support:
    address = space.url if space.is_own else space.url_outside
    return Support(
        link=Link(words=one.service_name, url=address("referral", referral_id=one.referral_id)),
        words=one.service_name,
        stands="",
        run_by=one.organisation_name or NOT_KNOWN,
        paid_by=", ".join(paid.get(one.service_id, ())) or NOT_KNOWN,
    )
