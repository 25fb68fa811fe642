"""Handing over: the key worker changes, with days on which both are there."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access.roles import CASEWORK_ROLES
from lodestar.people.actions import OpenReason
from lodestar.people.handovers import actions, queries
from lodestar.web import filters
from lodestar.web.casework import record, sharing_forms
from lodestar.web.casework.entries import FormPage
from lodestar.web.components.frame import BackLink
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

LEAD = (
    "Both of you are there for at least one day, and the person reads both names. Nobody is left without a key worker."
)


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def hand_over(request: Request, person_id: UUID) -> HttpResponse:
    """Choose who takes over, and from when."""
    viewer = request.viewer
    opened = record.opened(request, person_id=person_id, reason=OpenReason.SUPPORT)
    form = sharing_forms.HandoverForm(
        request.POST or None,
        workers=queries.who_could_take_over(viewer),
        today=viewer.today,
        initial={"both_from": viewer.today},
    )
    if form.is_valid():
        try:
            actions.hand_over(
                person_id=person_id,
                to_user_id=UUID(form.cleaned_data["to_user"]),
                both_from=form.cleaned_data["both_from"],
                changes_on=form.cleaned_data["changes_on"],
                by=viewer,
                at=timezone.now(),
            )
        except actions.SameWorker:
            form.add_error("to_user", "They are the key worker now. Choose somebody else")
        except actions.TwoKeyWorkers:
            form.add_error(None, "A handover is under way. Wait until it has changed over")
        except actions.NotAWorker:
            form.add_error("to_user", "They cannot take over what you may pass on. Choose somebody else")
        else:
            return HttpResponseRedirect(f"{reverse('casework:person', kwargs={'person_id': person_id})}?done=handover")
    under_way = queries.handover_under_way(viewer, person_id=person_id)
    lead = LEAD
    if under_way is not None:
        changes = filters.short_date_words(under_way.changes_on)
        lead = f"{under_way.to_name} becomes the key worker on {changes}. Until then both are there."
    page = FormPage(
        person_strip=record.strip(opened),
        back=BackLink(label="the record", url=reverse("casework:person", kwargs={"person_id": person_id})),
        title="Hand over",
        lead=lead,
        form=form,
        button="Save the handover",
    )
    return render(request, "casework/form.html", page)
