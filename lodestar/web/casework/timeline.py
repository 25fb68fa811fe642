"""One line through health, home, money, learning and work, as far as it opens to this viewer."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from lodestar.access.roles import CASEWORK_ROLES
from lodestar.people.actions import OpenReason
from lodestar.plans import life_line
from lodestar.web.casework import record
from lodestar.web.charts import chart
from lodestar.web.components import life_lines
from lodestar.web.components.frame import BackLink, PersonStrip
from lodestar.web.components.lists import EmptyState
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request


@dataclass(frozen=True)
class TimelinePage:
    """The line, drawn and as a table; or what will be here."""

    person_strip: PersonStrip
    back: BackLink
    line: chart.Chart | None
    empty: EmptyState


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def timeline(request: Request, person_id: UUID) -> HttpResponse:
    """Show what happened, in the parts of life that are open."""
    opened = record.opened(request, person_id=person_id, reason=OpenReason.SUPPORT)
    page = TimelinePage(
        person_strip=record.strip(opened),
        back=BackLink(label="the record", url=reverse("casework:person", kwargs={"person_id": person_id})),
        line=life_lines.drawn(life_line.happened_to(request.viewer, person_id=person_id), today=request.viewer.today),
        empty=EmptyState(
            title="Nothing stands on the line yet",
            words="Needs, goals, requests and what happened come onto it, in the parts of life that are open to you.",
        ),
    )
    return render(request, "casework/timeline.html", page)
