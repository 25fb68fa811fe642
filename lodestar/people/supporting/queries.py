"""Reads of supporters: for the person who chose them, and for the supporter."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from lodestar.access.models import User
from lodestar.access.viewers import Viewer
from lodestar.people.supporting.models import Supporter, SupporterTask
from lodestar.rules import life_areas

MOST_WRONG_CODES = 5


@dataclass(frozen=True)
class Task:
    """One thing that a supporter is asked to do."""

    task_id: UUID
    words: str
    asked_at: datetime
    done_at: datetime | None


@dataclass(frozen=True)
class Share:
    """What one supporter of a person may read. `life_areas` are slugs, in order."""

    supporter_id: UUID
    person_id: UUID
    user_id: UUID | None
    name: str
    email: str
    known_as: str
    life_areas: tuple[str, ...]
    need_ids: tuple[UUID, ...]
    has_crisis_card: bool
    invited_at: datetime
    accepted_at: datetime | None
    ends_on: date | None
    tasks: tuple[Task, ...]


def supporters_of(viewer: Viewer, *, person_id: UUID) -> list[Share]:
    """Return the supporters whom a person has now, by name. Two queries. Others than the person get none."""
    rows = _live(viewer).filter(person_id=person_id, person__user_id=viewer.own_id)
    return [_share(row) for row in rows.order_by("name", "id")]


def supporter_of(viewer: Viewer, *, person_id: UUID, supporter_id: UUID) -> Share | None:
    """Return one of a person's own supporters; None where there is none of that id."""
    return next((one for one in supporters_of(viewer, person_id=person_id) if one.supporter_id == supporter_id), None)


def shared_with(viewer: Viewer) -> list[Share]:
    """Return what people share with the viewer, and they accepted. Two queries."""
    if viewer.user_id is None:
        return []
    rows = _live(viewer).filter(user_id=viewer.user_id, accepted_at__isnull=False)
    return [_share(row) for row in rows.order_by("known_as", "id")]


def share_of(viewer: Viewer, *, supporter_id: UUID) -> Share | None:
    """Return one thing that is shared with the viewer; None where there is none, or none any more."""
    return next((one for one in shared_with(viewer) if one.supporter_id == supporter_id), None)


def invitations_of(viewer: Viewer) -> list[UUID]:
    """Return the ids of what the viewer may accept with the numbers that belong to it. Nothing is said of whom."""
    if viewer.user_id is None:
        return []
    waiting = _live(viewer).filter(user_id=viewer.user_id, accepted_at=None, wrong_codes__lt=MOST_WRONG_CODES)
    return list(waiting.order_by("-invited_at").values_list("pk", flat=True))


def supporter_user(viewer: Viewer, *, share: Share) -> User | None:
    """Return the account of a supporter, for a look at what they see; None before they have one."""
    return User.objects.filter(pk=share.user_id).first() if share.user_id else None


def _live(viewer: Viewer) -> QuerySet[Supporter]:
    not_ended = Q(ends_on__isnull=True) | Q(ends_on__gt=viewer.today)
    return Supporter.objects.filter(not_ended, withdrawn_at=None).prefetch_related("tasks")


def _share(row: Supporter) -> Share:
    tasks = sorted(row.tasks.all(), key=lambda task: (task.done_at is not None, task.asked_at))
    return Share(
        supporter_id=row.pk,
        person_id=row.person_id,
        user_id=row.user_id,
        name=row.name,
        email=row.email,
        known_as=row.known_as,
        life_areas=life_areas.in_order(row.life_areas),
        need_ids=tuple(row.need_ids),
        has_crisis_card=row.has_crisis_card,
        invited_at=row.invited_at,
        accepted_at=row.accepted_at,
        ends_on=row.ends_on,
        tasks=tuple(_task(task) for task in tasks),
    )


def _task(task: SupporterTask) -> Task:
    return Task(task_id=task.pk, words=task.words, asked_at=task.asked_at, done_at=task.done_at)
