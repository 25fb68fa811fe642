"""Notes that wait on a worker's own device until there is a network: whose they are."""

from django.utils.crypto import salted_hmac

from lodestar.access.viewers import Viewer


def owner_of(viewer: Viewer) -> str:
    """Return what tells one worker's unsent notes on a device from another's, and names nobody."""
    return salted_hmac("unsent", str(viewer.user_id)).hexdigest()[:16]
