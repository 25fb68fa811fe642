"""Reads of openings in an emergency: by whoever opened, by the person, by the information lead."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models.functions import Now

from lodestar.access.viewers import Viewer
from lodestar.people.sharing.models import EmergencyAccess
from lodestar.people.stewardship import queries as stewardship_queries
from lodestar.rules import life_areas
from lodestar.rules.reach import Power


@dataclass(frozen=True)
class Opening:
    """One opening of a record in an emergency. `reason` and `outcome` are slugs; `person_name` may be empty."""

    opening_id: UUID
    person_id: UUID
    person_name: str
    opener_name: str
    organisation_name: str
    reason: str
    reason_words: str
    words: str
    life_areas: tuple[str, ...]
    opened_at: datetime
    ends_at: datetime
    is_open: bool
    reviewed_at: datetime | None
    reviewer_name: str
    outcome: str
    review_words: str


def openings_to_review(viewer: Viewer) -> list[Opening]:
    """Return the openings that nobody has reviewed, oldest first, then those reviewed, newest first; for a lead.

    Names come from what an information lead may know of who somebody is. Anybody else gets an empty list.
    """
    if not viewer.may(Power.REVIEW_OPENINGS):
        return []
    rows = list(_rows(viewer).order_by("-opened_at", "id")[:200])
    people = stewardship_queries.identities(viewer, person_ids=[row.person_id for row in rows])
    names = {person_id: identity.full_name for person_id, identity in people.items()}
    openings = [_opening(row, names.get(row.person_id, "")) for row in rows]
    waiting = [one for one in openings if one.reviewed_at is None]
    return [*reversed(waiting), *(one for one in openings if one.reviewed_at is not None)]


def openings_of(viewer: Viewer, *, person_id: UUID) -> list[Opening]:
    """Return every opening of a person's record that `viewer` may know of, newest first. One query."""
    rows = _rows(viewer).filter(person_id=person_id).order_by("-opened_at", "id")
    return [_opening(row, "") for row in rows]


def own_openings(viewer: Viewer) -> list[Opening]:
    """Return the openings of `viewer` that still run, the one that ends first on top. One query."""
    running = _rows(viewer).filter(user_id=viewer.user_id, ends_at__gt=viewer.now or Now()).order_by("ends_at", "id")
    seen = running.select_related("user", "reviewed_by", "person") if viewer.user_id else running.none()
    return [_opening(row, row.person.preferred_name) for row in seen]


def _rows(viewer: Viewer):  # type: ignore[no-untyped-def]
    return EmergencyAccess.objects.visible_to(viewer).select_related("user", "reviewed_by").annotate(clock=Now())


def _opening(row: EmergencyAccess, person_name: str) -> Opening:
    clock: datetime = getattr(row, "clock")  # noqa: B009
    return Opening(
        opening_id=row.pk,
        person_id=row.person_id,
        person_name=person_name,
        opener_name=row.user.name,
        organisation_name=row.organisation_name,
        reason=row.reason,
        reason_words=row.get_reason_display(),
        words=row.words,
        life_areas=life_areas.in_order(row.life_areas),
        opened_at=row.opened_at,
        ends_at=row.ends_at,
        is_open=row.ends_at > clock,
        reviewed_at=row.reviewed_at,
        reviewer_name=row.reviewed_by.name if row.reviewed_by else "",
        outcome=row.outcome,
        review_words=row.review_words,
    )
