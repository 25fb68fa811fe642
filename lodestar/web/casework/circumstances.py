"""What somebody lives with that gives them a claim on particular help: said with them, and taken out again."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from lodestar.access.roles import CASEWORK_ROLES
from lodestar.people.actions import OpenReason
from lodestar.people.circumstances import actions, queries
from lodestar.people.circumstances.models import Circumstance
from lodestar.rules.circumstances import AgreedBy, CircumstanceKind, CircumstanceRefused
from lodestar.web import circumstance_words, filters
from lodestar.web.casework import record
from lodestar.web.components import fields
from lodestar.web.components.forms import PageForm
from lodestar.web.components.frame import BackLink, PersonStrip
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

DONE = {"said": "It is written down.", "ended": "It no longer holds."}


class CircumstanceForm(PageForm):
    """One circumstance, and who agreed that it is written down."""

    kind = fields.RadiosField(
        label="What did they tell you?",
        missing="Choose what they told you",
        choices=tuple((kind.value, said) for kind, said in circumstance_words.KINDS.items()),
    )
    agreed_by = fields.RadiosField(
        label="Who agreed that you write it down?",
        missing="Choose who agreed",
        choices=(
            (AgreedBy.PERSON.value, "They did"),
            (AgreedBy.PARENT.value, "A parent, or whoever has parental responsibility (under 16 only)"),
        ),
    )
    words = fields.LongTextField(
        label="What would help, in their words?", required=False, most_characters=1_000, rows=3
    )


@dataclass(frozen=True)
class CircumstanceLine:
    """One circumstance that holds today."""

    said: str
    words: str
    end_url: str


@dataclass(frozen=True)
class CircumstancesPage:
    """What holds today, and the form for one more."""

    person_strip: PersonStrip
    back: BackLink
    done: str
    lines: tuple[CircumstanceLine, ...]
    form: CircumstanceForm


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def circumstances(request: Request, person_id: UUID) -> HttpResponse:
    """Show what holds, and write down one more."""
    viewer = request.viewer
    person = record.opened(request, person_id=person_id, reason=OpenReason.SUPPORT)
    here = reverse("casework:circumstances", kwargs={"person_id": person_id})
    form = CircumstanceForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.say_circumstance(
                person_id=person_id,
                kind=CircumstanceKind(given["kind"]),
                agreed_by=AgreedBy(given["agreed_by"]),
                words=given["words"],
                by=viewer,
                at=timezone.now(),
            )
            return HttpResponseRedirect(f"{here}?done=said")
        except CircumstanceRefused as refused:
            form.add_error("kind", circumstance_words.REFUSALS[refused.why])
    page = CircumstancesPage(
        person_strip=record.strip(person),
        back=BackLink(label="the record", url=reverse("casework:person", kwargs={"person_id": person_id})),
        done=DONE.get(request.GET.get("done", ""), ""),
        lines=tuple(
            CircumstanceLine(
                said=_said(one),
                words=one.words,
                end_url=reverse(
                    "casework:circumstance-end", kwargs={"person_id": person_id, "circumstance_id": one.pk}
                ),
            )
            for one in queries.circumstances_of(viewer, person_id=person_id)
        ),
        form=form,
    )
    return render(request, "casework/circumstances.html", page)


@opens_to(CASEWORK_ROLES)
@require_POST
@record.or_not_found
def end_circumstance(request: Request, person_id: UUID, circumstance_id: UUID) -> HttpResponse:
    """Say that a circumstance no longer holds."""
    record.opened(request, person_id=person_id, reason=OpenReason.SUPPORT)
    try:
        actions.end_circumstance(circumstance_id=circumstance_id, by=request.viewer, at=timezone.now())
    except actions.CircumstanceNotFound as missing:
        raise Http404 from missing
    return HttpResponseRedirect(f"{reverse('casework:circumstances', kwargs={'person_id': person_id})}?done=ended")


def _said(one: Circumstance) -> str:
    return f"{circumstance_words.KINDS[CircumstanceKind(one.kind)]}, since {filters.date_words(one.starts_on)}"
