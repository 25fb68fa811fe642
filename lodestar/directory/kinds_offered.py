"""What there is of one kind: for pages that lead to a kind of help and not to a search."""

from lodestar.access.viewers import Viewer
from lodestar.directory.models import Service


def services_of_kind(viewer: Viewer, *, kind: str, most: int = 12) -> list[Service]:
    """Return open services of a kind of rules/parameters/service_kinds, by name. One query."""
    rows = Service.objects.filter(kinds__contains=[kind], status=Service.Status.ACTIVE, retired_at=None)
    return list(rows.select_related("organisation").order_by("name", "id")[:most])
