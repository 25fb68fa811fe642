"""Something happened in a person's life: write it down, and read what others wrote down."""

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from lodestar.access.roles import CASEWORK_ROLES, DESK_ROLES
from lodestar.people import queries as people_queries
from lodestar.people.actions import OpenReason
from lodestar.people.life_events import actions
from lodestar.rules.life_events import LifeEventKind
from lodestar.web.casework import record, sharing_forms
from lodestar.web.casework.entries import FormPage
from lodestar.web.components.frame import BackLink
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

LEAD = "Whoever supports them and may hear of it is told what happened and when, and nothing else."


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def new_life_event(request: Request, person_id: UUID) -> HttpResponse:
    """Write down something that happened and that others may need to know."""
    viewer = request.viewer
    opened = record.opened(request, person_id=person_id, reason=OpenReason.SUPPORT)
    areas = people_queries.areas_open_to(viewer, person_id=person_id)
    form = sharing_forms.LifeEventForm(
        request.POST or None, areas=areas, today=viewer.today, initial={"happened_on": viewer.today}
    )
    if form.is_valid():
        given = form.cleaned_data
        actions.record_life_event(
            person_id=person_id,
            kind=LifeEventKind(given["kind"]),
            happened_on=given["happened_on"],
            happened_at=form.happened_at,
            words=given["words"],
            event_id=given["row_id"],
            by=viewer,
            at=timezone.now(),
        )
        return HttpResponseRedirect(f"{reverse('casework:person', kwargs={'person_id': person_id})}?done=life-event")
    page = FormPage(
        person_strip=record.strip(opened),
        back=BackLink(label="the record", url=reverse("casework:person", kwargs={"person_id": person_id})),
        title="Something happened",
        lead=LEAD,
        form=form,
        button="Save and tell those who may know",
    )
    return render(request, "casework/form.html", page)


@opens_to(CASEWORK_ROLES | DESK_ROLES)
@require_POST
def read_alert(request: Request, alert_id: UUID) -> HttpResponse:
    """Write down that an alert was read, and go on to the record."""
    try:
        alert = actions.read_alert(alert_id=alert_id, by=request.viewer, at=timezone.now())
    except actions.AlertNotFound as missing:
        raise Http404 from missing
    if request.viewer.has_any(CASEWORK_ROLES):
        return HttpResponseRedirect(reverse("casework:person", kwargs={"person_id": alert.person_id}))
    return HttpResponseRedirect(reverse("casework:desk"))
