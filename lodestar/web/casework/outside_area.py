"""Where a service's people may live, in words for whoever refers somebody."""

from uuid import UUID

from lodestar.access.viewers import Viewer
from lodestar.directory.entries import covering, showing
from lodestar.places.queries import PlacedPostcode


def outside_words(viewer: Viewer, *, service_id: UUID, place: PlacedPostcode | None) -> tuple[str, ...]:
    """Return that a home lies outside what a service covers; nothing when it does not, or nobody knows."""
    if place is None or covering.covers(viewer, service_id=service_id, place=place) is not False:
        return ()
    covered = "; ".join(showing.covered_words(viewer, service_id=service_id))
    return (f"Their home is outside the area that this service says it covers: {covered}. Ring first.",)
