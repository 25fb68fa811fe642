"""Which entry stands for one that was replaced: anybody may know, as the old address leads there."""

from collections.abc import Collection
from uuid import UUID

from lodestar.directory.doubles.models import Replacement

MOST_STEPS = 10


def replacements_of(service_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Return for each of these entries that was replaced the one that stands for it now. A query for each link."""
    found = {pk: pk for pk in service_ids}
    for _ in range(MOST_STEPS):
        rows = Replacement.objects.filter(undone_at=None, replaced__in=set(found.values()))
        steps = dict(rows.values_list("replaced", "by"))
        if not steps:
            break
        found = {pk: steps.get(now, now) for pk, now in found.items()}
    return {pk: now for pk, now in found.items() if pk != now}
