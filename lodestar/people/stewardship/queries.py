"""What an information lead reads: who somebody is, pairs that may be one person's, and records that are due.

Nothing here says what is written in a record. The database refuses all of it to anybody else.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from lodestar.access.viewers import Viewer
from lodestar.people.models import Merge, PossibleDuplicate
from lodestar.rules import duplicates, retention
from lodestar.rules.duplicates import Identity, Likeness


@dataclass(frozen=True)
class Pair:
    """Two records that may be one person's, and why; `newer` is the one that was compared last."""

    pair_id: UUID
    newer_id: UUID
    newer: Identity
    older_id: UUID
    older: Identity
    likenesses: tuple[Likeness, ...]
    found_at: datetime


@dataclass(frozen=True)
class Joined:
    """One merge that stands, with who the person is and how many rows moved."""

    merge_id: UUID
    kept: Identity
    merged_at: datetime
    merged_by_name: str
    rows: int


@dataclass(frozen=True)
class DueRecord:
    """One record whose time has come, or that a hold keeps. Dates are the last day of support and of review."""

    person_id: UUID
    preferred_name: str
    born_on: date | None
    died_on: date | None
    ended_on: date
    kind: retention.RecordKind
    due_on: date
    hold_reason: str


def not_compared(viewer: Viewer, *, most: int) -> list[tuple[UUID, Identity]]:
    """Return records that were not compared with others since they were made or last corrected."""
    return [_identified(row) for row in _rows("SELECT * FROM lodestar_not_compared(%s)", [most])]


def near(viewer: Viewer, *, person_id: UUID, identity: Identity) -> list[tuple[UUID, Identity]]:
    """Return records that share a date of birth, a postcode or an NHS number with one; marks it as compared."""
    births = sorted(duplicates.near_births(identity.born_on)) if identity.born_on else []
    return [_identified(row) for row in _rows("SELECT * FROM lodestar_near(%s, %s::date[])", [person_id, births])]


def identities(viewer: Viewer, *, person_ids: Collection[UUID]) -> dict[UUID, Identity]:
    """Return who people are, by id; those that are not there are left out."""
    return dict(_identified(row) for row in _rows("SELECT * FROM lodestar_identities(%s)", [list(person_ids)]))


def review_queue(viewer: Viewer, *, limit: int = 50) -> list[Pair]:
    """Return pairs that nobody has decided on, the longest known first. Two queries."""
    pairs = list(PossibleDuplicate.objects.filter(decision="").order_by("found_at", "id")[:limit])
    people = identities(viewer, person_ids={one for pair in pairs for one in (pair.newer_id, pair.older_id)})
    return [
        Pair(
            pair_id=pair.pk,
            newer_id=pair.newer_id,
            newer=people[pair.newer_id],
            older_id=pair.older_id,
            older=people[pair.older_id],
            likenesses=tuple(Likeness(likeness) for likeness in pair.likenesses),
            found_at=pair.found_at,
        )
        for pair in pairs
    ]


def standing_merges(viewer: Viewer, *, limit: int = 20) -> list[Joined]:
    """Return merges that were not undone, newest first."""
    merges = list(
        Merge.objects.filter(undone_at=None)
        .select_related("merged_by")
        .prefetch_related("rows")
        .order_by("-merged_at")[:limit]
    )
    people = identities(viewer, person_ids={merge.kept_id for merge in merges})
    return [
        Joined(
            merge_id=merge.pk,
            kept=people[merge.kept_id],
            merged_at=merge.merged_at,
            merged_by_name=merge.merged_by.name,
            rows=sum(1 for row in merge.rows.all() if row.table_name != "people_person"),
        )
        for merge in merges
    ]


def due_for_review(viewer: Viewer) -> list[DueRecord]:
    """Return records whose time to be kept has passed, those that a hold keeps too, longest due first."""
    earliest = retention.earliest_end(on=viewer.today)
    found = [_due(row, viewer.today) for row in _rows("SELECT * FROM lodestar_ended_before(%s)", [earliest])]
    return sorted(
        (one for one in found if one.due_on <= viewer.today), key=lambda one: (one.due_on, str(one.person_id))
    )


def _due(row: tuple[Any, ...], today: date) -> DueRecord:
    person_id, preferred_name, born_on, died_on, ended_on, was_in_nhs_care, hold_reason = row
    kind = retention.kind_of_record(was_in_nhs_care=was_in_nhs_care)
    return DueRecord(
        person_id=person_id,
        preferred_name=preferred_name,
        born_on=born_on,
        died_on=died_on,
        ended_on=ended_on,
        kind=kind,
        due_on=retention.keep_until(kind=kind, ended_on=ended_on, died_on=died_on, on=today),
        hold_reason=hold_reason or "",
    )


def _rows(sql: str, arguments: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _identified(row: tuple[Any, ...]) -> tuple[UUID, Identity]:
    person_id, preferred_name, full_name, born_on, postcode, nhs_number = row
    return person_id, Identity(
        full_name=full_name,
        preferred_name=preferred_name,
        born_on=born_on,
        postcode=postcode,
        nhs_number=nhs_number,
    )
