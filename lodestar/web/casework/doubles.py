"""Entries that may be of one service, side by side. A person decides, and can undo it; nothing merges by itself."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from lodestar.directory.doubles import actions, queries
from lodestar.directory.doubles.models import DoublePair, Replacement
from lodestar.directory.doubles.queries import Pair, Side
from lodestar.directory.finding.questions import KEEPERS
from lodestar.rules.alike_services import Reason
from lodestar.web import filters
from lodestar.web.components.lists import EmptyState, Link
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

NOTICES = {
    "apart": "Kept apart. They are not shown here again.",
    "replaced": "Done. The old address leads to the entry that you kept.",
    "undone": "Undone. Both entries stand again.",
    "late": "Somebody was here before you, and nothing was changed.",
}
REASONS = {
    Reason.IDENTIFIER: "the same number in a register",
    Reason.NAME: "names that are alike",
    Reason.TELEPHONE: "the same telephone",
    Reason.EMAIL: "the same e-mail",
    Reason.WEBSITE: "the same website",
    Reason.POSTCODE: "the same postcode",
    Reason.ORGANISATION: "the same organisation",
}


@dataclass(frozen=True)
class PairCard:
    """Two entries: each row is a label, what either says, and whether they differ."""

    url: str
    why: str
    one_id: UUID
    other_id: UUID
    one: Link
    other: Link
    rows: tuple[tuple[str, str, str, bool], ...]


@dataclass(frozen=True)
class UndoLine:
    """One replacement that stands, and where it is undone."""

    words: str
    kept: Link
    undo_url: str


@dataclass(frozen=True)
class DoublesPage:
    """The pairs to decide, the likeliest first, and what was replaced."""

    notice: str
    lead: str
    pairs: tuple[PairCard, ...]
    replaced: tuple[UndoLine, ...]
    empty: EmptyState


@opens_to(KEEPERS)
def doubles(request: Request) -> HttpResponse:
    """Show what may be doubles."""
    pairs, waiting = queries.pairs_to_decide(request.viewer)
    page = DoublesPage(
        notice=NOTICES.get(request.GET.get("done", ""), ""),
        lead=f"{filters.plural(waiting, 'pair')} to decide. The likeliest come first." if waiting else "",
        pairs=tuple(_card(pair) for pair in pairs),
        replaced=tuple(
            UndoLine(
                words=f"{one.name}, on {filters.short_date_words(one.done_at)}. It leads to",
                kept=Link(words=one.by_name, url=_service_url(one.by_id)),
                undo_url=reverse("casework:double-undo", kwargs={"replacement_id": one.replacement_id}),
            )
            for one in queries.replaced_entries(request.viewer)
        ),
        empty=EmptyState(
            title="No doubles to decide",
            words="When two entries seem to be of one service, they come here. Nothing merges by itself.",
        ),
    )
    return render(request, "casework/doubles.html", page)


@opens_to(KEEPERS)
@require_POST
def decide(request: Request, pair_id: UUID) -> HttpResponse:
    """Keep two entries apart, or let one of them stand for both."""
    if not DoublePair.objects.filter(pk=pair_id).exists():
        raise Http404
    choice = request.POST.get("keep", "")
    at = timezone.now()
    try:
        if choice == "both":
            actions.keep_apart(pair_id=pair_id, by=request.viewer, at=at)
            return _back("apart")
        actions.replace_entry(pair_id=pair_id, kept_id=UUID(choice), by=request.viewer, at=at)
    except (actions.PairGone, ValueError):
        return _back("late")
    return _back("replaced")


@opens_to(KEEPERS)
@require_POST
def undo(request: Request, replacement_id: UUID) -> HttpResponse:
    """Let a replaced entry stand by itself again."""
    if not Replacement.objects.filter(pk=replacement_id).exists():
        raise Http404
    try:
        actions.undo_replacement(replacement_id=replacement_id, by=request.viewer, at=timezone.now())
    except actions.NothingToUndo:
        return _back("late")
    return _back("undone")


def _back(done: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('casework:doubles')}?done={done}")


def _service_url(service_id: UUID) -> str:
    return reverse("public:service", kwargs={"service_id": service_id})


def _card(pair: Pair) -> PairCard:
    told = [REASONS[Reason(reason)] for reason in pair.reasons]
    return PairCard(
        url=reverse("casework:double", kwargs={"pair_id": pair.pair_id}),
        why=f"They have {', '.join(told)}.",
        one_id=pair.one.service_id,
        other_id=pair.other.service_id,
        one=Link(words=pair.one.name, url=_service_url(pair.one.service_id)),
        other=Link(words=pair.other.name, url=_service_url(pair.other.service_id)),
        rows=tuple((label, one, other, one != other) for label, one, other in _rows(pair.one, pair.other)),
    )


def _rows(one: Side, other: Side) -> list[tuple[str, str, str]]:
    labels = ("Organisation", "What it is", "Telephone", "E-mail", "Website", "Postcode", "Source", "Changed")
    sides = [
        (
            side.organisation_name,
            side.summary,
            ", ".join(side.telephones),
            side.email,
            side.website,
            ", ".join(side.postcodes),
            side.source_name or "Entered here",
            filters.short_date_words(side.changed_at),
        )
        for side in (one, other)
    ]
    return [(label, left or "–", right or "–") for label, left, right in zip(labels, *sides, strict=True)]
