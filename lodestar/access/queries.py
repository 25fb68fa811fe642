"""Reads of who may do what."""

from datetime import date
from uuid import UUID

from django.db.models import Q

from lodestar.access.models import AuditEvent, Membership, User
from lodestar.access.roles import Role
from lodestar.access.viewers import Viewer


def viewer_for(user: User | None, *, today: date) -> Viewer:
    """Return the viewer that `user` is on `today`, with every role, team and organisation that holds.

    Nobody, somebody who left, or a signed-out user gives a viewer without an id, who sees no person.
    """
    if user is None or not user.is_active:
        return Viewer(user_id=None, today=today)
    memberships = list(
        Membership.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gt=today), user=user, starts_on__lte=today
        )
        .select_related("organisation", "team")
        .order_by("starts_on", "id")
    )
    # Somebody without a membership is here for their own record, or as a supporter.
    roles = frozenset(Role(membership.role) for membership in memberships) or frozenset({Role.PERSON})
    return Viewer(
        user_id=user.pk,
        today=today,
        name=user.name,
        organisation_name=memberships[0].organisation.name if memberships else "",
        roles=roles,
        team_ids=frozenset(m.team_id for m in memberships if m.team_id),
        organisation_ids=frozenset(m.organisation_id for m in memberships),
        team_names=tuple(m.team.name for m in memberships if m.team),
    )


def events_about(viewer: Viewer, *, person_id: UUID, limit: int = 200) -> list[AuditEvent]:
    """Return the newest events about a person, newest first, as far as `viewer` may read the trail.

    The row policy shows them to the person and to an information lead, and to nobody else.
    """
    return list(AuditEvent.objects.filter(person_id=person_id).order_by("-at", "id")[:limit])
