"""Keeps what providers said over what a source says again: an import ends by putting it back, and notes the source."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from lodestar.directory.entries import holding
from lodestar.directory.entries.models import PreferredValue
from lodestar.directory.models import Service
from lodestar.rules.entry_changes import EntryField


def hold_to_preferred(*, source: str, rewritten: Collection[UUID], at: datetime) -> int:
    """Put preferred values back over what a source just wrote, keep what it said, and return how many.

    `rewritten`: the services whose own row the import wrote; rows that hang on a service are looked at for all.
    """
    count = 0
    preferred = PreferredValue.objects.filter(service__source=source).select_related("service").order_by("service_id")
    services: dict[UUID, Service] = {}
    for one in preferred:
        field = EntryField(one.field)
        service = services.setdefault(one.service_id, one.service)
        if not _source_spoke(service, field, rewritten):
            continue
        one.source_value, one.source_seen_at = holding.read_of_sources(service, field), at
        holding.write(service, field, one.value)
        service.save(update_fields=holding.columns_of([field]))
        one.save(update_fields=["source_value", "source_seen_at"])
        count += 1
    return count


def _source_spoke(service: Service, field: EntryField, rewritten: Collection[UUID]) -> bool:
    if holding.is_kept_in_rows(field):
        return holding.rows_of_sources(service, field)
    return service.pk in rewritten
