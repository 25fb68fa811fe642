"""Reads of short lists."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lodestar.access.viewers import Viewer
from lodestar.directory.finding.models import ShortList


@dataclass(frozen=True, kw_only=True)
class SharedList:
    """A short list that has an address: its services in order, and the first day on which it does not open."""

    code: str
    service_ids: tuple[UUID, ...]
    gone_on: date


def shared_list(viewer: Viewer, *, code: str) -> SharedList | None:
    """Return the short list with this code, while it opens. One query, for everybody who has the code."""
    row = ShortList.objects.filter(code=code, gone_on__gt=viewer.today).first()
    return SharedList(code=row.code, service_ids=tuple(row.service_ids), gone_on=row.gone_on) if row else None
