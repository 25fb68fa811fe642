"""How the feeds that the directory is read from are doing, for everybody: counts and reasons, never a row's words."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from lodestar.access.viewers import Viewer
from lodestar.directory.models import ImportRun, QuarantinedRow


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHealth:
    """One source as its newest import found it. `services_before` is None at its first import.

    `held`: how many rows could not be taken, by the slug of the reason.
    """

    source_slug: str
    source_name: str
    read_at: datetime
    services: int
    services_before: int | None
    held: Mapping[str, int]

    @property
    def has_halved(self) -> bool:
        """Return whether it brings half as many services as the time before, or fewer."""
        return bool(self.services_before) and self.services * 2 <= (self.services_before or 0)


def feed_health(viewer: Viewer) -> tuple[FeedHealth, ...]:
    """Return every source with its newest import, by name. Two queries."""
    runs: dict[str, list[ImportRun]] = {}
    for run in ImportRun.objects.select_related("source").order_by("source__name", "source", "-finished_at"):
        runs.setdefault(run.source_id, []).append(run)
    newest = {found[0].pk: Counter[str]() for found in runs.values()}
    held = QuarantinedRow.objects.filter(run__in=newest).values_list("run", "reason").annotate(rows=Count("pk"))
    for run_id, reason, rows in held:
        newest[run_id][reason] = rows
    return tuple(
        FeedHealth(
            source_slug=found[0].source_id,
            source_name=found[0].source.name,
            read_at=found[0].finished_at,
            services=_services(found[0]),
            services_before=_services(found[1]) if len(found) > 1 else None,
            held=newest[found[0].pk],
        )
        for found in runs.values()
    )


def _services(run: ImportRun) -> int:
    counts = run.counts.get("service", {})
    return int(counts.get("read", 0)) - int(counts.get("quarantined", 0)) - int(counts.get("repeated", 0))
