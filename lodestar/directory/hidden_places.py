"""The words that would give away where a service with a hidden address is, for those who take them out."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

from lodestar.directory.models import ServiceAtLocation


def address_words(service_ids: Collection[UUID]) -> Mapping[UUID, set[str]]:
    """Return the lines and names of the places of these services, by service. No query for none."""
    found: defaultdict[UUID, set[str]] = defaultdict(set)
    if not service_ids:
        return found
    fields = ("service__name", "location__name", "location__address_1", "location__address_2")
    for pk, name, place, *lines in ServiceAtLocation.objects.filter(service__in=service_ids).values_list(
        "service_id", *fields
    ):
        # A place is often called after its service, whose name is no secret.
        found[pk].update(line for line in ("" if place.lower() in name.lower() else place, *lines) if line)
    return found
