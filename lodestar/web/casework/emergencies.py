"""Opening a record in an emergency: the form, what runs, and closing it early."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from lodestar.access.roles import EMERGENCY_ROLES
from lodestar.people.emergencies import actions, queries
from lodestar.people.emergencies.queries import Opening
from lodestar.web import filters
from lodestar.web.casework import sharing_forms, words
from lodestar.web.components.forms import PageForm
from lodestar.web.components.frame import BackLink
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

DONE = {"ended": "The record is closed again. The person and the information lead can see when."}


@dataclass(frozen=True)
class RunningOpening:
    """One opening of the viewer's that still runs."""

    name: str
    url: str
    parts: str
    until: str
    end_url: str


@dataclass(frozen=True)
class EmergencyPage:
    """The form, and what the viewer has open in an emergency now."""

    back: BackLink
    done: str
    running: tuple[RunningOpening, ...]
    form: PageForm


@opens_to(EMERGENCY_ROLES)
def emergency(request: Request) -> HttpResponse:
    """Open a record in an emergency."""
    form = sharing_forms.EmergencyForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        person_id = actions.open_in_emergency(
            who=actions.Who(nhs_number=given["nhs_number"], full_name=given["full_name"], born_on=given["born_on"]),
            reason=given["reason"],
            words=given["words"],
            life_areas=given["life_areas"],
            hours=int(given["hours"]),
            by=request.viewer,
            at=timezone.now(),
        )
        if person_id is not None:
            return HttpResponseRedirect(reverse("casework:person", kwargs={"person_id": person_id}))
        form.add_error(None, sharing_forms.NOT_OPENED)
    page = EmergencyPage(
        back=BackLink(label="My work", url=reverse("casework:caseload")),
        done=DONE.get(request.GET.get("done", ""), ""),
        running=tuple(_running(one) for one in queries.own_openings(request.viewer)),
        form=form,
    )
    return render(request, "casework/emergency.html", page)


@opens_to(EMERGENCY_ROLES)
@require_POST
def end(request: Request, opening_id: UUID) -> HttpResponse:
    """Close an opening of one's own before its hours are over."""
    try:
        actions.end_emergency(opening_id=opening_id, by=request.viewer, at=timezone.now())
    except actions.OpeningNotFound as missing:
        raise Http404 from missing
    return HttpResponseRedirect(f"{reverse('casework:emergency')}?done=ended")


def _running(opening: Opening) -> RunningOpening:
    return RunningOpening(
        name=opening.person_name,
        url=reverse("casework:person", kwargs={"person_id": opening.person_id}),
        parts=words.areas(opening.life_areas),
        until=f"{filters.short_date_words(opening.ends_at)}, {filters.time_words(opening.ends_at)}",
        end_url=reverse("casework:emergency-end", kwargs={"opening_id": opening.opening_id}),
    )
