"""Passing on what somebody saw, and saying that one has it."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from lodestar.access.roles import CASEWORK_ROLES
from lodestar.people import queries as people_queries
from lodestar.people.actions import OpenReason
from lodestar.referrals.in_touch import actions, queries
from lodestar.referrals.in_touch.models import Concern
from lodestar.rules.escalation import NoteKind
from lodestar.web import filters
from lodestar.web.casework import in_touch, in_touch_forms, in_touch_words, record
from lodestar.web.casework.entries import FormPage
from lodestar.web.components.frame import BackLink, PersonStrip
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

LEAD = (
    "It goes to whoever is there for them today, by name. "
    "If somebody may be hurt now, ring 999 first. For urgent help ring 111 and choose the mental health option."
)
NOBODY = (
    "Nobody else supports them in this part of life, so nobody would read it. Ring your duty worker now, "
    "and see to it that they have a key worker"
)


@dataclass(frozen=True)
class ConcernPage:
    """One concern: what was seen, by when somebody is to have it, and the form to say so."""

    person_strip: PersonStrip
    back: BackLink
    said: str
    words: str
    stands: str
    form: in_touch_forms.HaveItForm | None


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def new_concern(request: Request, person_id: UUID) -> HttpResponse:
    """Pass on what somebody saw."""
    opened = record.opened(request, person_id=person_id, reason=OpenReason.SUPPORT)
    areas = people_queries.areas_open_to(request.viewer, person_id=person_id)
    form = in_touch_forms.ConcernForm(request.POST or None, areas=areas)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.send_concern(
                person_id=person_id,
                life_area=given["life_area"],
                kind=NoteKind(given["kind"]),
                seen_by=Concern.SeenBy(given["seen_by"]),
                words=given["words"],
                concern_id=given["row_id"],
                by=request.viewer,
                at=timezone.now(),
            )
        except actions.NobodyToTell:
            form.add_error(None, NOBODY)
        else:
            return HttpResponseRedirect(in_touch.address(person_id, done="concern"))
    page = FormPage(
        person_strip=record.strip(opened),
        back=in_touch.back(person_id),
        title="Pass on what you saw",
        lead=LEAD,
        form=form,
        button="Pass it on",
    )
    return render(request, "casework/form.html", page)


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def concern(request: Request, concern_id: UUID) -> HttpResponse:
    """Read one concern, and say that one has it."""
    found = queries.concern(request.viewer, concern_id=concern_id)
    if found is None:
        raise Http404
    opened = record.opened(request, person_id=found.person_id, reason=OpenReason.SUPPORT)
    form = None if found.acknowledged_at else in_touch_forms.HaveItForm(request.POST or None)
    if form is not None and form.is_valid():
        actions.acknowledge_concern(
            concern_id=concern_id, next_words=form.cleaned_data["next_words"], by=request.viewer, at=timezone.now()
        )
        return HttpResponseRedirect(in_touch.address(found.person_id, done="have-it"))
    seen_by = in_touch_words.SEEN_BY[found.seen_by].lower()
    sent = f"{filters.date_words(found.sent_at)} at {filters.time_words(found.sent_at)}"
    page = ConcernPage(
        person_strip=record.strip(opened),
        back=in_touch.back(found.person_id),
        said=f"{in_touch_words.KINDS[found.kind]}, seen by: {seen_by}. Passed on by {found.sent_by.name}, {sent}",
        words=found.words,
        stands=in_touch.who_has_it(found),
        form=form,
    )
    return render(request, "casework/concern.html", page)
