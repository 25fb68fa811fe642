"""Reads of who is the key worker: handovers under way, and people who have none, with their clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from lodestar.access.models import Membership, User
from lodestar.access.roles import CASEWORK_ROLES
from lodestar.access.viewers import Viewer
from lodestar.people.queries import CaseloadRow
from lodestar.people.sharing.models import Handover


@dataclass(frozen=True)
class WithoutKeyWorker:
    """One person whom the viewer supports and who has no key worker. Unit of `days`: whole days."""

    person_id: UUID
    preferred_name: str
    days: int


@dataclass(frozen=True)
class UnderWay:
    """A handover that has been made and has not changed over yet."""

    from_name: str
    to_name: str
    both_from: date
    changes_on: date


def without_key_worker(rows: Iterable[CaseloadRow]) -> list[WithoutKeyWorker]:
    """Return whom of a caseload has no key worker today, longest first.

    Somebody who was only referred, or opened in an emergency, is on nobody's caseload and not in it.
    """
    found = [
        WithoutKeyWorker(row.person_id, row.preferred_name, row.days_without_key_worker)
        for row in rows
        if row.days_without_key_worker is not None
    ]
    return sorted(found, key=lambda one: (-one.days, one.preferred_name.casefold(), str(one.person_id)))


def handover_under_way(viewer: Viewer, *, person_id: UUID) -> UnderWay | None:
    """Return the handover of a person's key worker that has not changed over yet, if there is one. One query."""
    made = (
        Handover.objects.visible_to(viewer)
        .filter(person_id=person_id, changes_on__gt=viewer.today)
        .select_related("from_user", "to_user")
        .order_by("-made_at")
        .first()
    )
    if made is None:
        return None
    return UnderWay(made.from_user.name if made.from_user else "", made.to_user.name, made.both_from, made.changes_on)


def who_could_take_over(viewer: Viewer) -> list[tuple[User, str]]:
    """Return the workers of the viewer's organisations who could be a key worker, by name, with their team.

    Somebody in another organisation takes over by a referral to their team first. One query.
    """
    not_ended = Q(ends_on__isnull=True) | Q(ends_on__gt=viewer.today)
    held = (
        Membership.objects.filter(
            not_ended,
            organisation_id__in=viewer.organisation_ids,
            starts_on__lte=viewer.today,
            user__is_active=True,
            role__in=[role.value for role in CASEWORK_ROLES],
        )
        .select_related("user", "team")
        .order_by("user__name", "id")
    )
    found = {one.user_id: (one.user, one.team.name if one.team else "") for one in held}
    return list(found.values())
