"""What a supporter sees: what was shared with them, and what they were asked to do. Nothing tells of more."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access.viewers import Viewer
from lodestar.people import queries as people_queries
from lodestar.people.queries import RecordNotFound
from lodestar.people.supporting import actions, queries
from lodestar.people.voice import queries as voice_queries
from lodestar.plans import queries as plan_queries
from lodestar.rules.referral_states import StepKind
from lodestar.web import filters
from lodestar.web.components.lists import EmptyState
from lodestar.web.doors import opens_to
from lodestar.web.person import crisis, forms, own, words
from lodestar.web.person.crisis import Part, Ring
from lodestar.web.person.own import FormPage, Step
from lodestar.web.rendering import render
from lodestar.web.requests import Request

_STANDS = {
    StepKind.SENT: "has been asked",
    StepKind.RECEIVED: "has the request",
    StepKind.NEEDS_INFORMATION: "asked for something more",
    StepKind.ACCEPTED: "said yes",
    StepKind.WAITING: "said yes, with a wait",
    StepKind.DECLINED: "said not now",
    StepKind.WITHDRAWN: "the request was stopped",
    StepKind.CANCELLED: "the request was taken back",
    StepKind.FIRST_CONTACT: "they have met or spoken",
    StepKind.STARTED: "support has begun",
    StepKind.ENDED: "support has ended",
}
CODE_WRONG = "Those are not the numbers that belong to it. Check them, then try again"


@dataclass(frozen=True)
class Task:
    """One thing to do; `done` is the day on which it was done, or empty."""

    url: str
    words: str
    done: str


@dataclass(frozen=True)
class SharedNeed:
    """One need in the person's own words."""

    words: str
    when: str


@dataclass(frozen=True)
class SharedArea:
    """One life area as far as it is shared: needs, and lines of where requests stand."""

    slug: str
    needs: tuple[SharedNeed, ...]
    requests: tuple[str, ...]


@dataclass(frozen=True)
class SharedView:
    """All that one supporter sees of one person."""

    name: str
    areas: tuple[SharedArea, ...]
    card_people: tuple[Ring, ...]
    card_parts: tuple[Part, ...]
    tasks: tuple[Task, ...]
    until: str


NOTHING = SharedView(name="", areas=(), card_people=(), card_parts=(), tasks=(), until="")


@dataclass(frozen=True)
class SharedPage:
    """One share, on its own page."""

    done: str
    view: SharedView


@dataclass(frozen=True)
class Line:
    """Somebody who shares something with the viewer."""

    supporter_id: UUID
    name: str


@dataclass(frozen=True)
class SharedListPage:
    """Who shares something with the viewer, and what waits for its numbers."""

    done: str
    shares: tuple[Line, ...]
    invitations: tuple[UUID, ...]
    empty: EmptyState | None


@opens_to(own.OWN)
def shared(request: Request) -> HttpResponse:
    """Show who shares something with the viewer."""
    viewer = request.viewer
    request.is_without_record = people_queries.own_record(viewer) is None
    shares = tuple(Line(share.supporter_id, share.known_as) for share in queries.shared_with(viewer))
    invitations = tuple(queries.invitations_of(viewer))
    empty = None
    if not shares and not invitations:
        empty = EmptyState(title="Nothing is here", words="When somebody shares something with you, you find it here.")
    page = SharedListPage(own.done(request), shares, invitations, empty)
    return render(request, "person/shared.html", page)


@opens_to(own.OWN)
def shared_by(request: Request, supporter_id: UUID) -> HttpResponse:
    """Show what one person shares with the viewer; the person sees that they looked."""
    try:
        share = actions.open_shared(supporter_id=supporter_id, by=request.viewer, at=timezone.now())
    except RecordNotFound as error:
        raise Http404 from error
    request.is_without_record = people_queries.own_record(request.viewer) is None
    page = SharedPage(own.done(request), view_of(request.viewer, share))
    return render(request, "person/shared_by.html", page)


@opens_to(own.OWN)
def accept(request: Request, supporter_id: UUID) -> HttpResponse:
    """Open what somebody wants to share, with the numbers that they gave."""
    if supporter_id not in queries.invitations_of(request.viewer):
        raise Http404
    form = forms.NumbersForm(request.POST or None)
    if form.is_valid():
        now = timezone.now()
        try:
            actions.accept_support(supporter_id=supporter_id, code=form.cleaned_data["code"], by=request.viewer, at=now)
        except actions.CodeWrong:
            actions.count_wrong_code(supporter_id=supporter_id, by=request.viewer, at=now)
            form.add_error("code", CODE_WRONG)
        else:
            return own.to("shared-by", "accepted", supporter_id=supporter_id)
    page = FormPage(
        title="Somebody wants to share something with you",
        lead="Write the 6 numbers that they gave you.",
        back=Step("Back", reverse("person:shared")),
        form=form,
        button="Open it",
    )
    return own.form_page(request, page)


@opens_to(own.OWN)
def do_task(request: Request, supporter_id: UUID, task_id: UUID) -> HttpResponse:
    """Say that something is done."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("person:shared-by", kwargs={"supporter_id": supporter_id}))
    try:
        actions.do_task(task_id=task_id, by=request.viewer, at=timezone.now())
    except RecordNotFound as error:
        raise Http404 from error
    return own.to("shared-by", "done", supporter_id=supporter_id)


def view_of(viewer: Viewer, share: queries.Share) -> SharedView:
    """Return what `viewer` sees of one share: for the supporter's page, and for the person's look at it."""
    card = voice_queries.crisis_card(viewer, person_id=share.person_id) if share.has_crisis_card else None
    return SharedView(
        name=share.known_as,
        areas=tuple(
            SharedArea(
                slug=area.life_area,
                needs=tuple(SharedNeed(said, filters.short_date_words(at)) for said, at in area.needs),
                requests=tuple(
                    f"{one.service_name}: {_STANDS[one.state]}, {filters.short_date_words(one.at)}"
                    for one in area.requests
                ),
            )
            for area in plan_queries.plan_shared(viewer, person_id=share.person_id)
        ),
        card_people=tuple(crisis.ring(line) for line in card.people) if card else (),
        card_parts=crisis.parts(card) if card else (),
        tasks=tuple(
            Task(_done_url(share, task), task.words, filters.short_date_words(task.done_at) if task.done_at else "")
            for task in share.tasks
        ),
        until=words.until(share.ends_on) if share.ends_on else "",
    )


def _done_url(share: queries.Share, task: queries.Task) -> str:
    return reverse("person:do-task", kwargs={"supporter_id": share.supporter_id, "task_id": task.task_id})
