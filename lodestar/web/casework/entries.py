"""Writing in a record: a need in the person's words, a contact."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access.roles import CASEWORK_ROLES
from lodestar.access.viewers import Viewer
from lodestar.people import queries as people_queries
from lodestar.people.actions import OpenReason
from lodestar.plans import actions as plan_actions
from lodestar.referrals import actions as referral_actions
from lodestar.referrals import queries as referral_queries
from lodestar.referrals.in_touch import after_leaving
from lodestar.referrals.in_touch import queries as in_touch_queries
from lodestar.referrals.models import Contact
from lodestar.referrals.noting import ContactFacts
from lodestar.web import meeting_words
from lodestar.web.casework import forms, record, unsent
from lodestar.web.components.forms import PageForm
from lodestar.web.components.frame import BackLink, PersonStrip
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request


@dataclass(frozen=True)
class FormPage:
    """A page with one form inside a record. `before` is what to know before meeting the person."""

    person_strip: PersonStrip
    back: BackLink
    title: str
    lead: str
    form: PageForm
    button: str
    before: tuple[str, ...] = ()


@dataclass(frozen=True)
class ContactPage:
    """The note of a contact. `owner` tells whose unsent words are kept on this device, and names nobody."""

    person_strip: PersonStrip
    back: BackLink
    form: forms.ContactForm
    owner: str
    before: tuple[str, ...]


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
    left = after_leaving.left_lately(viewer, person_id=person_id, now=timezone.now())
    form = forms.ContactForm(
        request.POST or None,
        areas=areas,
        today=viewer.today,
        hours_count=left is not None and left.standing.reached_at is None,
        initial={
            "happened_on": viewer.today,
            "clock": f"{timezone.localtime():%H:%M}",
            **_as_usual(viewer, person_id, areas),
        },
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
            facts=ContactFacts(
                kind=given["kind"],
                planned_mode=given["planned_mode"],
                company=tuple(given["company"]),
                done=tuple(given["done"]),
                happened_at=form.happened_at,
            ),
            contact_id=given["row_id"],
            by=viewer,
            at=timezone.now(),
        )
        address = reverse("casework:person", kwargs={"person_id": person_id})
        return HttpResponseRedirect(f"{address}?done=contact")
    page = ContactPage(
        person_strip=record.strip(opened),
        back=_back(person_id),
        form=form,
        owner=unsent.owner_of(viewer),
        before=meeting_words.wishes(in_touch_queries.meeting_wish(viewer, person_id=person_id)),
    )
    return render(request, "casework/contact.html", page)


def _as_usual(viewer: Viewer, person_id: UUID, areas: tuple[str, ...]) -> dict[str, str]:
    """Return how and about what the viewer and this person are in touch: as agreed, else as the last time."""
    rhythms = in_touch_queries.rhythms_of(viewer, person_id=person_id)
    for rhythm in rhythms:
        if rhythm.worker_id == viewer.user_id and rhythm.until is None and rhythm.life_area in areas:
            return {"mode": rhythm.mode, "life_area": rhythm.life_area, "kind": Contact.Kind.REGULAR}
    last = referral_queries.contacts_of(viewer, person_id=person_id, limit=1)
    if last and last[0].life_area in areas:
        return {"mode": last[0].mode, "life_area": last[0].life_area}
    return {"life_area": areas[0]} if len(areas) == 1 else {}


def _back(person_id: UUID) -> BackLink:
    return BackLink(label="the record", url=reverse("casework:person", kwargs={"person_id": person_id}))
