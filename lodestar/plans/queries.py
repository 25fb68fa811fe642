"""Reads of a plan: what a person needs, in their words, and what is happening for each need."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q

from lodestar.access.viewers import Viewer
from lodestar.people import queries as people_queries
from lodestar.people.models import Person
from lodestar.people.supporting import queries as supporting
from lodestar.plans.models import Need, NeedReferral
from lodestar.referrals import queries as referral_queries
from lodestar.referrals.queries import SharedRequest, Standing
from lodestar.rules.life_areas import LIFE_AREAS


class NeedNotFound(LookupError):
    """There is no such need, or none that this viewer may see: nobody is told which."""


@dataclass(frozen=True)
class NeedRow:
    """One need with the referrals that were made for it, the newest first."""

    need_id: UUID
    life_area: str
    words: str
    recorded_at: datetime
    recorded_by_name: str
    referrals: tuple[Standing, ...]


@dataclass(frozen=True)
class AreaRow:
    """One life area of a plan: its needs, and its referrals that were made without a need."""

    life_area: str
    needs: tuple[NeedRow, ...]
    other_referrals: tuple[Standing, ...]

    @property
    def referrals(self) -> tuple[Standing, ...]:
        """Return all of them: those for a need, and those without."""
        return (*(one for need in self.needs for one in need.referrals), *self.other_referrals)


@dataclass(frozen=True)
class SharedArea:
    """One life area as a supporter reads it: needs as words and when they were said, and where requests stand."""

    life_area: str
    needs: tuple[tuple[str, datetime], ...]
    requests: tuple[SharedRequest, ...]


def need_seen(viewer: Viewer, *, need_id: UUID) -> Need:
    """Return one need that `viewer` may see. Raises NeedNotFound."""
    need: Need | None = Need.objects.filter(pk=need_id, person__in=Person.objects.visible_to(viewer)).first()
    if need is None or need.life_area not in people_queries.areas_open_to(viewer, person_id=need.person_id):
        raise NeedNotFound
    return need


def plan_by_area(viewer: Viewer, *, person_id: UUID, life_areas: Collection[str] | None = None) -> list[AreaRow]:
    """Return a person's plan, one row for each life area that opens to `viewer`, in order. Three queries.

    `life_areas` are those that open to `viewer`, where they are known already; asking for them is one query more.
    A stranger gets an empty list.
    """
    areas = people_queries.areas_open_to(viewer, person_id=person_id) if life_areas is None else life_areas
    standings = referral_queries.referrals_of(viewer, person_id=person_id)
    standings = [one for one in standings if one.life_area in areas]
    needs = (
        Need.objects.filter(person_id=person_id, life_area__in=areas)
        .select_related("recorded_by")
        .annotate(made=ArraySubquery(NeedReferral.objects.filter(need_id=OuterRef("pk")).values("referral_id")))
        .order_by("recorded_at", "id")
    )
    made_for = {referral_id: need.pk for need in needs for referral_id in need.made}
    rows = [_need_row(need, standings, made_for) for need in needs]
    return [
        AreaRow(
            life_area=area,
            needs=tuple(row for row in rows if row.life_area == area),
            other_referrals=tuple(
                one for one in standings if one.life_area == area and one.referral_id not in made_for
            ),
        )
        for area in areas
    ]


def need_of_referral(viewer: Viewer, *, referral_id: UUID) -> NeedRow | None:
    """Return the need that a referral was made for, without its referrals; None where there is none."""
    link = (
        NeedReferral.objects.filter(referral_id=referral_id, person__in=Person.objects.visible_to(viewer))
        .select_related("need__recorded_by")
        .first()
    )
    return _need_row(link.need, [], {}) if link else None


def plan_shared(viewer: Viewer, *, person_id: UUID) -> list[SharedArea]:
    """Return what a supporter may read of a person's plan: life areas whole, single needs without the rest.

    The row policies decide what that is, from the supporter's own row. A stranger gets an empty list, and only
    life areas with something in them are told of. Six queries.
    """
    shares = [share for share in supporting.shared_with(viewer) if share.person_id == person_id]
    if not shares:
        return []
    whole = {area for share in shares for area in share.life_areas}
    single = [need_id for share in shares for need_id in share.need_ids]
    shared = Need.objects.filter(Q(life_area__in=whole) | Q(pk__in=single), person_id=person_id)
    needs = list(shared.order_by("recorded_at", "id"))
    requests = referral_queries.referrals_shared(viewer, person_id=person_id, life_areas=whole)
    areas = [
        SharedArea(
            life_area=area.value,
            needs=tuple((need.words, need.recorded_at) for need in needs if need.life_area == area),
            requests=tuple(one for one in requests if one.life_area == area),
        )
        for area in LIFE_AREAS
    ]
    return [area for area in areas if area.needs or area.requests]


def _need_row(need: Need, standings: list[Standing], made_for: dict[UUID, UUID]) -> NeedRow:
    return NeedRow(
        need_id=need.pk,
        life_area=need.life_area,
        words=need.words,
        recorded_at=need.recorded_at,
        recorded_by_name=need.recorded_by.name,
        referrals=tuple(one for one in standings if made_for.get(one.referral_id) == need.pk),
    )
