"""Reads of doubles: the pairs to decide, what was replaced, and where an old entry leads."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from lodestar.access.viewers import Viewer
from lodestar.directory.doubles import following
from lodestar.directory.doubles.models import DoublePair, Replacement
from lodestar.directory.finding.questions import KEEPERS
from lodestar.directory.models import Service


@dataclass(frozen=True, kw_only=True)
class Side:
    """One of two entries, as far as somebody needs it to decide. A hidden address is not in it."""

    service_id: UUID
    name: str
    organisation_name: str
    summary: str
    telephones: tuple[str, ...]
    email: str
    website: str
    postcodes: tuple[str, ...]
    source_name: str
    changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two entries side by side, with the slugs of why they may be one."""

    pair_id: UUID
    one: Side
    other: Side
    reasons: tuple[str, ...]
    found_at: datetime


@dataclass(frozen=True, kw_only=True)
class Replaced:
    """One entry that was replaced and can be had back."""

    replacement_id: UUID
    name: str
    by_id: UUID
    by_name: str
    done_at: datetime


def pairs_to_decide(viewer: Viewer, *, most: int = 20) -> tuple[list[Pair], int]:
    """Return the likeliest pairs that nobody decided on yet, and how many there are; none for others."""
    if not viewer.has_any(KEEPERS):
        return [], 0
    live = Q(one__retired_at=None, other__retired_at=None)
    waiting = DoublePair.objects.filter(live, decision="")
    shown = list(waiting.order_by("-score", "id")[:most])
    sides = _sides({pk for pair in shown for pk in (pair.one_id, pair.other_id)})
    return [
        Pair(
            pair_id=pair.pk,
            one=sides[pair.one_id],
            other=sides[pair.other_id],
            reasons=tuple(pair.reasons),
            found_at=pair.found_at,
        )
        for pair in shown
    ], waiting.count()


def replaced_entries(viewer: Viewer, *, most: int = 20) -> list[Replaced]:
    """Return the newest replacements that stand; none for others. One query."""
    if not viewer.has_any(KEEPERS):
        return []
    rows = Replacement.objects.filter(undone_at=None).select_related("replaced", "by").order_by("-done_at", "id")
    return [
        Replaced(
            replacement_id=row.pk,
            name=row.replaced.name,
            by_id=row.by_id,
            by_name=row.by.name,
            done_at=row.done_at,
        )
        for row in rows[:most]
    ]


def replaced_by(viewer: Viewer, *, service_id: UUID) -> UUID | None:
    """Return the entry that stands for one that was replaced, at the end of the chain; None for one that was not."""
    return following.replacements_of([service_id]).get(service_id)


def _sides(ids: Collection[UUID]) -> dict[UUID, Side]:
    rows = Service.objects.filter(pk__in=ids).select_related("organisation", "source")
    return {row.pk: _side(row) for row in rows.prefetch_related("phones", "at_locations__location")}


def _side(row: Service) -> Side:
    places = [] if row.is_address_hidden else row.at_locations.all()
    return Side(
        service_id=row.pk,
        name=row.name,
        organisation_name=row.organisation.name if row.organisation else "",
        # Words about a service whose address is hidden may tell of the address.
        summary="" if row.is_address_hidden else row.summary or row.description[:300],
        telephones=tuple(dict.fromkeys(phone.number for phone in row.phones.all())),
        email=row.email,
        website=row.url,
        postcodes=tuple(dict.fromkeys(at.location.postcode for at in places if at.location.postcode)),
        source_name=row.source.name if row.source else "",
        changed_at=row.changed_at,
    )
