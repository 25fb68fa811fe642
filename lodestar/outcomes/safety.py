"""An answer that asks for help first: the open task, and who is told. Rows, for the action that saves the answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from lodestar.access.models import User
from lodestar.access.viewers import Viewer
from lodestar.outcomes.models import CLINICAL_CARE, CheckIn, SafetyNotice, SafetyTask
from lodestar.people.models import Involvement
from lodestar.people.voice import notifying
from lodestar.rules.reach import Purpose


@dataclass(frozen=True)
class Told:
    """One safety task, and how many workers and teams it went to; the second time it is raised it goes to nobody."""

    task: SafetyTask
    is_new: bool
    told: int


def raise_tasks(
    check_in: CheckIn, *, instrument: str, items: Iterable[int], by: Viewer, at: datetime
) -> tuple[Told, ...]:
    """Open one task for each raised item of a check-in, once, and tell the right workers."""
    raised = []
    for item in items:
        task, is_new = SafetyTask.objects.get_or_create(
            check_in=check_in,
            instrument=instrument,
            item=item,
            defaults={"person_id": check_in.person_id, "raised_by_id": by.own_id, "raised_at": at},
        )
        told = _tell(task, by=by, at=at) if is_new else 0
        raised.append(Told(task, is_new, told))
    return tuple(raised)


def right_workers(check_in: CheckIn, *, by: Viewer) -> list[Involvement]:
    """Return who is to know: the key worker, and everybody who supports the person in clinical care."""
    held = (
        Involvement.objects.current(by)
        .filter(person_id=check_in.person_id, purpose=Purpose.DIRECT_SUPPORT, life_areas__contains=[CLINICAL_CARE])
        .select_related("user")
        .order_by("-is_key_worker", "starts_on", "id")
    )
    return list({one.holder_id: one for one in held}.values())


def _tell(task: SafetyTask, *, by: Viewer, at: datetime) -> int:
    receivers = [one for one in right_workers(task.check_in, by=by) if one.user_id != by.user_id]
    for one in receivers:
        SafetyNotice.objects.create(
            person_id=task.person_id, task=task, to_user_id=one.user_id, to_team_id=one.team_id, sent_at=at
        )
    for address in _addresses(receivers):
        notifying.send(to=address, notice=notifying.Notice.NEEDED_TODAY)
    return len(receivers)


def _addresses(receivers: Iterable[Involvement]) -> list[str]:
    users: list[User] = [one.user for one in receivers if one.user is not None]
    return [user.email for user in users if user.is_active and user.email]
