"""What to know before speaking with a person: asked once, shown before each contact, changed in one step."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from lodestar.access.roles import CASEWORK_ROLES
from lodestar.people import actions as people_actions
from lodestar.people import communicating
from lodestar.people.actions import OpenReason
from lodestar.people.communicating import Known
from lodestar.rules import communication_needs
from lodestar.rules.communication_needs import Kind
from lodestar.web import communication_words, filters
from lodestar.web.casework import people_forms, record
from lodestar.web.components.forms import PageForm
from lodestar.web.components.frame import BackLink, PersonStrip
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request


@dataclass(frozen=True)
class KnownLine:
    """One thing to know; `end_url` says that it no longer holds."""

    words: str
    said: str
    end_url: str


@dataclass(frozen=True)
class CommunicationPage:
    """What is known, family by family, how letters follow it, and the form for something more."""

    person_strip: PersonStrip
    back: BackLink
    families: tuple[tuple[str, tuple[KnownLine, ...]], ...]
    letters: str
    form: PageForm


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def communication(request: Request, person_id: UUID) -> HttpResponse:
    """Show and write down what to know before speaking with a person."""
    viewer = request.viewer
    opened = record.opened(request, person_id=person_id, reason=OpenReason.SUPPORT, also_in_emergency=True)
    form = people_forms.CommunicationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        people_actions.record_communication_need(
            person_id=person_id,
            kind=Kind(form.cleaned_data["kind"]),
            words=form.cleaned_data["words"],
            by=viewer,
            at=timezone.now(),
        )
        return HttpResponseRedirect(reverse("casework:communication", kwargs={"person_id": person_id}))
    known = communicating.known_of(opened)
    page = CommunicationPage(
        person_strip=record.strip(opened, known=known),
        back=BackLink(label="the record", url=reverse("casework:person", kwargs={"person_id": person_id})),
        families=tuple(
            (words, tuple(_line(one, person_id) for one in known if communication_needs.family(one.kind) is family))
            for family, words in communication_words.FAMILIES.items()
        ),
        letters=communication_words.letters(communication_needs.letter_for(one.kind for one in known)),
        form=form,
    )
    return render(request, "casework/communication.html", page)


@opens_to(CASEWORK_ROLES)
@require_POST
@record.or_not_found
def end_communication(request: Request, person_id: UUID, need_id: UUID) -> HttpResponse:
    """Say that something to know no longer holds."""
    people_actions.end_communication_need(need_id=need_id, by=request.viewer, at=timezone.now())
    return HttpResponseRedirect(reverse("casework:communication", kwargs={"person_id": person_id}))


def _line(known: Known, person_id: UUID) -> KnownLine:
    return KnownLine(
        words=communication_words.said(known),
        said=f"Since {filters.short_date_words(known.since)}, written down by {known.recorded_by_name}",
        end_url=reverse("casework:communication-end", kwargs={"person_id": person_id, "need_id": known.need_id}),
    )
