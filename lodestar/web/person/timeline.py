"""My line: what happened in each part of my life."""

from dataclasses import dataclass

from django.http import HttpResponse

from lodestar.people.models import Person
from lodestar.plans import life_line
from lodestar.web.charts import chart
from lodestar.web.components import life_lines
from lodestar.web.components.lists import EmptyState
from lodestar.web.person.own import own_record
from lodestar.web.rendering import render
from lodestar.web.requests import Request


@dataclass(frozen=True)
class TimelinePage:
    """The line, drawn and as a table; or what will be here."""

    line: chart.Chart | None
    empty: EmptyState


@own_record
def timeline(request: Request, own_person: Person) -> HttpResponse:
    """Show what happened, on one line."""
    page = TimelinePage(
        line=life_lines.drawn(
            life_line.happened_to(request.viewer, person_id=own_person.pk), today=request.viewer.today
        ),
        empty=EmptyState(
            title="Nothing is here yet", words="What you want, what you ask for and what happens comes here."
        ),
    )
    return render(request, "person/timeline.html", page)
