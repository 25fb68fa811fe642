"""Reads of who may do what."""

from datetime import date
from uuid import UUID

from django.db.models import Q
from django.db.models.expressions import RawSQL

from lodestar.access.models import ApiToken, AuditEvent, BrowserSession, Membership, Team, User
from lodestar.access.roles import Role
from lodestar.access.viewers import Viewer


def viewer_for(user: User | None, *, today: date) -> Viewer:
    """Return the viewer that `user` is on `today`, with every role, team and organisation that holds.

    Nobody, somebody who left, or a signed-out user gives a viewer without an id, who sees no person. Somebody
    who worked here, or is going to, and holds no role today has left or not begun: an account is a worker's
    or a person's, and a worker's does not turn into the other.
    """
    if user is None or not user.is_active:
        return Viewer(user_id=None, today=today)
    held = list(Membership.objects.filter(user=user).select_related("organisation", "team").order_by("starts_on", "id"))
    memberships = [m for m in held if m.starts_on <= today and (m.ends_on is None or m.ends_on > today)]
    if held and not memberships:
        return Viewer(user_id=None, today=today)
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


def teams_of(viewer: Viewer) -> dict[UUID, str]:
    """Return the names of the viewer's teams by id, in order of name."""
    teams = Team.objects.filter(pk__in=viewer.team_ids).order_by("name", "id")
    return {team.pk: team.name for team in teams}


def staff_posts(viewer: Viewer, *, user_id: UUID | None = None) -> list[Membership]:
    """Return the roles that hold today or are to begin, of everybody who works here or of one, by name.

    Who is told is for the door to say: staffing is for those who may end a role.
    """
    held = Membership.objects.filter(Q(ends_on=None) | Q(ends_on__gt=viewer.today), user__is_active=True)
    if user_id is not None:
        held = held.filter(user_id=user_id)
    return list(
        held.select_related("user", "organisation", "team").order_by("user__name", "user_id", "starts_on", "id")
    )


def events_about(viewer: Viewer, *, person_id: UUID, limit: int = 200) -> list[AuditEvent]:
    """Return the newest events about a person, newest first, as far as `viewer` may read the trail.

    Events of records that were merged into this one are among them. The row policy shows them to the person
    and to an information lead, and to nobody else.
    """
    merged = RawSQL("SELECT unnest(lodestar_merged_from(%s))", [person_id])
    about = Q(person_id=person_id) | Q(person_id__in=merged)
    return list(AuditEvent.objects.filter(about).order_by("-at", "id")[:limit])


def sessions_of(viewer: Viewer) -> list[BrowserSession]:
    """Return the browsers in which the viewer is signed in, last used first."""
    if viewer.user_id is None:
        return []
    return list(
        BrowserSession.objects.filter(user_id=viewer.user_id).defer("session_data").order_by("-last_used_at", "id")
    )


def tokens_of(viewer: Viewer) -> list[ApiToken]:
    """Return the tokens that the viewer made, newest first, with those that no longer work."""
    if viewer.user_id is None:
        return []
    return list(ApiToken.objects.filter(user_id=viewer.user_id).select_related("team").order_by("-made_at", "id"))
