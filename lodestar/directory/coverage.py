"""What a place has of each help that it is to have, and what it lacks."""

from dataclasses import dataclass

from django.db.models import Q

from lodestar.access.viewers import Viewer
from lodestar.directory.models import Service
from lodestar.rules import service_kinds
from lodestar.rules.service_kinds import Help


@dataclass(frozen=True, slots=True)
class HelpCoverage:
    """How many listed services of a place give one help; none is a gap."""

    help: Help
    services: int

    @property
    def is_gap(self) -> bool:
        """Return whether nobody gives this help here."""
        return self.services == 0


def help_coverage(viewer: Viewer, *, area_code: str = "") -> tuple[HelpCoverage, ...]:
    """Return every help in its order, with how many listed services give it in an area, or anywhere.

    `area_code` is a local authority's or a neighbourhood's. A service is there when one of its locations is, or
    when it says that it covers the area. A service of several kinds counts once for each help.
    """
    listed = Service.objects.filter(status=Service.Status.ACTIVE, retired_at=None)
    if area_code:
        is_here = Q(at_locations__location__local_authority_code=area_code)
        is_here |= Q(at_locations__location__neighbourhood_code=area_code) | Q(areas__area_code=area_code)
        listed = listed.filter(is_here)
    known = service_kinds.all_kinds()
    counts = dict.fromkeys(Help, 0)
    for _service_id, slugs in listed.values_list("pk", "kinds").distinct():
        for given in {known[slug].help for slug in slugs if slug in known}:
            if given is not None:
                counts[given] += 1
    return tuple(HelpCoverage(help=one, services=count) for one, count in counts.items())
