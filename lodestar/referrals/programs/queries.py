"""Reads of what programs did at a team's desk."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Q

from lodestar.access.viewers import Viewer
from lodestar.referrals.programs.models import ProgramCall, Webhook

SENT = ("refer", "ask-at-the-front-door")


@dataclass(frozen=True)
class HookRow:
    """One webhook of the viewer's teams, with how its letters fare."""

    webhook_id: UUID
    team_name: str
    address: str
    made_at: datetime
    told: int
    waiting: int
    given_up: int
    last_told_at: datetime | None


def webhooks_of(viewer: Viewer) -> list[HookRow]:
    """Return the webhooks of the viewer's teams that were not ended, by team and address. One query."""
    open_ones = (
        Webhook.objects.filter(team_id__in=viewer.team_ids, ended_at=None)
        .annotate(
            told=Count("notices", filter=Q(notices__told_at__isnull=False)),
            waiting=Count("notices", filter=Q(notices__next_try_at__isnull=False)),
            given_up=Count("notices", filter=Q(notices__told_at=None, notices__next_try_at=None)),
            last_told_at=Max("notices__told_at"),
        )
        .select_related("team")
        .order_by("team__name", "address", "id")
    )
    return [
        HookRow(
            hook.pk, hook.team.name, hook.address, hook.made_at, hook.told, hook.waiting, hook.given_up,
            hook.last_told_at,
        )
        for hook in open_ones
    ]  # fmt: skip


def has_sent(viewer: Viewer, *, subject_id: UUID) -> bool:
    """Return whether a program of the viewer's teams sent this referral or asked this at the front door. One query."""
    return ProgramCall.objects.filter(team_id__in=viewer.team_ids, subject_id=subject_id, operation__in=SENT).exists()
