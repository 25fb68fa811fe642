"""Writing in a record: a need in the person's words, a contact."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access.roles import CASEWORK_ROLES
from lodestar.people import queries as people_queries
from lodestar.people.actions import OpenReason
from lodestar.plans import actions as plan_actions
from lodestar.referrals import actions as referral_actions
from lodestar.web.casework import forms, record
from lodestar.web.components.forms import PageForm
from lodestar.web.components.frame import BackLink, PersonStrip
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request


@dataclass(frozen=True)
class FormPage:
    """A page with one form inside a record."""

    person_strip: PersonStrip
    back: BackLink
    title: str
    lead: str
    form: PageForm
    button: str


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def new_need(request: Request, person_id: UUID) -> HttpResponse:
    """Record what a person wants help with."""
    opened = record.opened(request, person_id=person_id, reason=OpenReason.SUPPORT)
    areas = people_queries.areas_open_to(request.viewer, person_id=person_id)
    form = forms.NeedForm(request.POST or None, areas=areas, initial={"life_area": request.GET.get("area")})
    if form.is_valid():
        need = plan_actions.record_need(
            person_id=person_id,
            life_area=form.cleaned_data["life_area"],
            words=form.cleaned_data["words"],
            need_id=form.cleaned_data["row_id"],
            by=request.viewer,
            at=timezone.now(),
        )
        return HttpResponseRedirect(f"{reverse('casework:menu', kwargs={'need_id': need.pk})}?done=need")
    page = FormPage(
        person_strip=record.strip(opened),
        back=_back(person_id),
        title="Record a need",
        lead="Next you see what there is for it, and choose together.",
        form=form,
        button="Save and find support",
    )
    return render(request, "casework/form.html", page)


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def new_contact(request: Request, person_id: UUID) -> HttpResponse:
    """Note a contact with a person, or a try at one."""
    opened = record.opened(request, person_id=person_id, reason=OpenReason.SUPPORT, also_in_emergency=True)
    viewer = request.viewer
    areas = people_queries.areas_open_to(viewer, person_id=person_id)
    form = forms.ContactForm(
        request.POST or None, areas=areas, today=viewer.today, initial={"happened_on": viewer.today}
    )
    if form.is_valid():
        given = form.cleaned_data
        referral_actions.record_contact(
            person_id=person_id,
            life_area=given["life_area"],
            happened_on=given["happened_on"],
            mode=given["mode"],
            attendance=given["attendance"],
            note=given["note"],
            contact_id=given["row_id"],
            by=viewer,
            at=timezone.now(),
        )
        address = reverse("casework:person", kwargs={"person_id": person_id})
        return HttpResponseRedirect(f"{address}?done=contact")
    page = FormPage(
        person_strip=record.strip(opened),
        back=_back(person_id),
        title="Note a contact",
        lead="A try that reached nobody counts too.",
        form=form,
        button="Save the contact",
    )
    return render(request, "casework/form.html", page)


def _back(person_id: UUID) -> BackLink:
    return BackLink(label="the record", url=reverse("casework:person", kwargs={"person_id": person_id}))
