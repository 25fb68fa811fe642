"""Changes of entries that wait for somebody's word: old and new side by side, agree or say why not."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from lodestar.directory.entries import actions, queries
from lodestar.directory.entries.queries import Change
from lodestar.web import entry_words, filters
from lodestar.web.casework import entry_forms
from lodestar.web.casework.entry_pages import SPEAKERS, state_words
from lodestar.web.components.frame import BackLink
from lodestar.web.components.lists import Column, EmptyState, Link, Table
from lodestar.web.doors import opens_to
from lodestar.web.entry_words import Piece
from lodestar.web.rendering import render
from lodestar.web.requests import Request

DONE = {
    "approved": "The entry says so now. Whoever asked can see that you agreed.",
    "declined": "The entry stays as it is. Whoever asked can read why.",
    "first": "A colleague decided first. It is shown below.",
    "own": "You asked for this yourself, so somebody else agrees to it.",
}


@dataclass(frozen=True)
class ChangesPage:
    """What waits."""

    back: BackLink
    done: str
    table: Table | None
    empty: EmptyState | None


@dataclass(frozen=True)
class Comparison:
    """One field: what stands, and what is asked for, in pieces; `moved` when it changed since."""

    label: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    moved: str


@dataclass(frozen=True)
class ChangePage:
    """One change with the forms to decide it; `decline` is None once it is decided, or for whoever asked."""

    back: BackLink
    done: str
    name: str
    entry_url: str
    asked: str
    words: str
    state: str
    comparisons: tuple[Comparison, ...]
    decline: entry_forms.DeclineForm | None
    approve_url: str
    decline_url: str


@opens_to(SPEAKERS)
def changes(request: Request) -> HttpResponse:
    """List the changes that wait for the viewer's word, and those that they asked for."""
    waiting = queries.changes_waiting(request.viewer)
    table = Table(
        caption="Changes that wait",
        is_caption_hidden=True,
        columns=(Column(label="Entry"), Column(label="What"), Column(label="Who asks"), Column(label="Since")),
        rows=tuple(_row(one, request) for one in waiting),
        count_words=filters.plural(len(waiting), "change"),
    )
    page = ChangesPage(
        back=BackLink(label="entries", url=reverse("casework:entries")),
        done=DONE.get(request.GET.get("done", ""), ""),
        table=table if waiting else None,
        empty=None
        if waiting
        else EmptyState(title="No change waits", words="When somebody asks to change an entry of yours, it is here."),
    )
    return render(request, "casework/entry_changes.html", page)


@opens_to(SPEAKERS)
def change(request: Request, request_id: UUID) -> HttpResponse:
    """Show one change, old beside new."""
    return _show(request, _change(request, request_id), entry_forms.DeclineForm())


@opens_to(SPEAKERS)
@require_POST
def approve(request: Request, request_id: UUID) -> HttpResponse:
    """Let the change stand."""
    try:
        actions.approve_change(request_id=request_id, by=request.viewer, at=timezone.now())
    except actions.EntryNotFound as error:
        raise Http404 from error
    except (actions.AlreadyDecided, actions.OwnChange) as refused:
        return _to_change(request_id, "own" if isinstance(refused, actions.OwnChange) else "first")
    return HttpResponseRedirect(f"{reverse('casework:entry-changes')}?done=approved")


@opens_to(SPEAKERS)
@require_POST
def decline(request: Request, request_id: UUID) -> HttpResponse:
    """Leave the entry as it is, with a reason."""
    asked = _change(request, request_id)
    form = entry_forms.DeclineForm(request.POST)
    if not form.is_valid():
        return _show(request, asked, form)
    try:
        actions.decline_change(
            request_id=request_id, reason=form.cleaned_data["reason"], by=request.viewer, at=timezone.now()
        )
    except actions.EntryNotFound as error:
        raise Http404 from error
    except (actions.AlreadyDecided, actions.OwnChange) as refused:
        return _to_change(request_id, "own" if isinstance(refused, actions.OwnChange) else "first")
    return HttpResponseRedirect(f"{reverse('casework:entry-changes')}?done=declined")


def _to_change(request_id: UUID, done: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('casework:entry-change', kwargs={'request_id': request_id})}?done={done}")


def _change(request: Request, request_id: UUID) -> Change:
    try:
        return queries.change(request.viewer, request_id=request_id)
    except actions.EntryNotFound as error:
        raise Http404 from error


def _show(request: Request, asked: Change, form: entry_forms.DeclineForm) -> HttpResponse:
    named = {"request_id": asked.request_id}
    who = ", ".join(filter(None, (asked.asked_by_name, asked.asked_for)))
    page = ChangePage(
        back=BackLink(label="changes", url=reverse("casework:entry-changes")),
        done=DONE.get(request.GET.get("done", ""), ""),
        name=asked.service_name,
        entry_url=reverse("casework:entry", kwargs={"service_id": asked.service_id}),
        asked=f"{who} asked on {filters.date_words(asked.asked_at)}",
        words=asked.words,
        state=state_words(asked),
        comparisons=tuple(_comparison(one) for one in asked.fields),
        decline=form if asked.decided_at is None and not asked.is_own else None,
        approve_url=reverse("casework:entry-change-approve", kwargs=named),
        decline_url=reverse("casework:entry-change-decline", kwargs=named),
    )
    return render(request, "casework/entry_change.html", page)


def _comparison(one: queries.FieldChange) -> Comparison:
    before, after = entry_words.compared(one.field, one.now, one.after)
    was = entry_words.value_words(one.field, one.before)
    return Comparison(
        label=entry_words.LABELS[one.field],
        before=before,
        after=after,
        moved=f"When they asked it said: {was}" if one.has_moved else "",
    )


def _row(one: Change, request: Request) -> tuple[str | Link, ...]:
    return (
        Link(
            words=one.service_name,
            url=reverse("casework:entry-change", kwargs={"request_id": one.request_id}),
            hidden_words=f", asked {filters.short_date_words(one.asked_at)}",
        ),
        ", ".join(entry_words.LABELS[field.field] for field in one.fields),
        "You" if one.is_own else ", ".join(filter(None, (one.asked_by_name, one.asked_for))),
        filters.days_ago_words(one.asked_at, request.viewer.today),
    )
