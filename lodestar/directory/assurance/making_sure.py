"""Writing down that somebody made sure of an entry, with what follows for its freshness."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from lodestar.directory import indexing
from lodestar.directory.assurance.models import Assurance
from lodestar.directory.models import Service
from lodestar.rules import parameters


def write(
    service: Service, *, how: str, fields: Iterable[str], on: date, at: datetime,
    by_user_id: UUID | None = None, by_name: str = "", by_body: str = "",
) -> Assurance:  # fmt: skip
    """Keep it, and let the entry count as checked on that day by that body. It holds until somebody is asked again."""
    holds = timedelta(days=parameters.whole_number("freshness-ask-again", on=on))
    made = Assurance.objects.create(
        service=service,
        how=how,
        assured_on=on,
        until_on=on + holds,
        fields=list(fields),
        by_user_id=by_user_id,
        by_name=by_name,
        by_body=by_body,
        recorded_at=at,
    )
    if service.checked_on is None or service.checked_on <= on:
        service.checked_on, service.checked_by_name = on, by_body[:200]
        service.save(update_fields=["checked_on", "checked_by_name"])
        indexing.index_services(service_ids=[service.pk])
    return made
