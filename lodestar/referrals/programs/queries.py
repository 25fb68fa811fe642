"""Reads of what programs did at a team's desk."""

from uuid import UUID

from lodestar.access.viewers import Viewer
from lodestar.referrals.programs.models import ProgramCall

SENT = ("refer", "ask-at-the-front-door")


def has_sent(viewer: Viewer, *, subject_id: UUID) -> bool:
    """Return whether a program of the viewer's teams sent this referral or asked this at the front door. One query."""
    return ProgramCall.objects.filter(team_id__in=viewer.team_ids, subject_id=subject_id, operation__in=SENT).exists()
