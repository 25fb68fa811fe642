"""The information lead's pages: records that may be one person's, and records whose time has come."""

from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from lodestar.people.models import RetentionHold
from lodestar.people.stewardship import actions, queries
from lodestar.people.stewardship.actions import STEWARDS
from lodestar.people.stewardship.queries import DueRecord, Joined, Pair
from lodestar.rules.duplicates import Identity
from lodestar.rules.retention import RecordKind
from lodestar.web import filters
from lodestar.web.casework.registry import ALIKE
from lodestar.web.components import fields
from lodestar.web.components.forms import PageForm
from lodestar.web.components.frame import BackLink
from lodestar.web.components.lists import EmptyState, Link
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

DONE = {
    "apart": "The two records stay apart.",
    "merged": "The two records are one. You can undo it below.",
    "undone": "The two records are apart again.",
    "held": "The record is kept until you lift the hold.",
    "lifted": "The hold is lifted.",
    "erased": "The record is erased.",
}
REFUSED = {
    "sign-in": "Both records have somebody who signs in. End one of the sign-ins first, then merge.",
    "collides": "Both records hold something of which there can be only one. Ask their workers to end one of them.",
    "held": "A hold keeps this record. Lift the hold first.",
    "gone": "Somebody was here before you, and nothing was changed.",
}
KINDS = {
    RecordKind.MENTAL_HEALTH: "Mental health record",
    RecordKind.OTHER_ADULT: "Other adult record",
}
HOLDS = dict(RetentionHold.Reason.choices)


@dataclass(frozen=True)
class PairCard:
    """Two records side by side: each row is a label with what either says."""

    url: str
    why: str
    found: str
    rows: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class MergeLine:
    """One merge that can be undone."""

    words: str
    undo_url: str


@dataclass(frozen=True)
class ReviewPage:
    """Pairs to look at, and the merges that stand."""

    done: str
    refused: str
    pairs: tuple[PairCard, ...]
    merges: tuple[MergeLine, ...]
    due: Link
    empty: EmptyState


@dataclass(frozen=True)
class DueLine:
    """One record whose time has come."""

    link: Link
    kind: str
    ended: str
    due: str
    hold: str


@dataclass(frozen=True)
class DuePage:
    """Records that are due for a look, longest due first."""

    back: BackLink
    done: str
    lines: tuple[DueLine, ...]
    empty: EmptyState


@dataclass(frozen=True)
class DueRecordPage:
    """One record that is due: keep it for a reason, or erase it."""

    back: BackLink
    line: DueLine
    refused: str
    is_held: bool
    hold_form: PageForm
    erase_form: PageForm


class HoldForm(PageForm):
    """Why a record is kept past its time."""

    reason = fields.RadiosField(
        label="Why is it kept?", missing="Choose why it is kept", choices=tuple(RetentionHold.Reason.choices)
    )


class EraseForm(PageForm):
    """The name, typed, so that nobody erases by a slip of the hand."""

    name = fields.TextField(
        label="Type the name on this record to erase it",
        hint="This cannot be undone. That there was a record, who opened it, and that you erased it, is kept.",
        missing="Type the name on this record",
        width=20,
    )

    def __init__(self, *args: object, expected: str, **kwargs: object) -> None:
        """Make the form for a record with this name."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.expected = expected

    def clean_name(self) -> str:
        """Return the name. Raises `ValidationError` when it is another."""
        typed: str = self.cleaned_data["name"]
        if typed.strip().casefold() != self.expected.casefold():
            raise forms.ValidationError("That is not the name on this record. Type it as it stands above")
        return typed


@opens_to(STEWARDS)
def review(request: Request) -> HttpResponse:
    """Show records that may be one person's, after comparing those that nobody has compared yet."""
    viewer = request.viewer
    actions.find_duplicates(by=viewer, at=timezone.now())
    page = ReviewPage(
        done=DONE.get(request.GET.get("done", ""), ""),
        refused=REFUSED.get(request.GET.get("refused", ""), ""),
        pairs=tuple(_card(pair) for pair in queries.review_queue(viewer)),
        merges=tuple(_merge_line(merge) for merge in queries.standing_merges(viewer)),
        due=Link(words="Records whose time has come", url=reverse("casework:records-due")),
        empty=EmptyState(
            title="Nothing to look at",
            words="When two records may be one person’s, they are shown here side by side, to you alone.",
        ),
    )
    return render(request, "casework/records.html", page)


@opens_to(STEWARDS)
@require_POST
def decide(request: Request, pair_id: UUID) -> HttpResponse:
    """Merge the two records of a pair, or keep them apart."""
    viewer = request.viewer
    pair = next((one for one in queries.review_queue(viewer) if one.pair_id == pair_id), None)
    if pair is None:
        return _back_to_review("refused", "gone")
    keeps = {"older": (pair.older_id, pair.newer_id), "newer": (pair.newer_id, pair.older_id)}
    choice = request.POST.get("choice", "")
    try:
        if choice in keeps:
            kept_id, gone_id = keeps[choice]
            actions.merge_people(kept_id=kept_id, gone_id=gone_id, by=viewer, at=timezone.now())
            return _back_to_review("done", "merged")
        actions.keep_apart(pair_id=pair_id, by=viewer, at=timezone.now())
    except actions.BothSignIn:
        return _back_to_review("refused", "sign-in")
    except actions.MergeCollides:
        return _back_to_review("refused", "collides")
    return _back_to_review("done", "apart")


@opens_to(STEWARDS)
@require_POST
def undo(request: Request, merge_id: UUID) -> HttpResponse:
    """Part two records again."""
    try:
        actions.undo_merge(merge_id=merge_id, by=request.viewer, at=timezone.now())
    except actions.NoSuchRecord:
        return _back_to_review("refused", "gone")
    except actions.MergeCollides:
        return _back_to_review("refused", "collides")
    return _back_to_review("done", "undone")


@opens_to(STEWARDS)
def due(request: Request) -> HttpResponse:
    """Show records whose time to be kept has passed."""
    page = DuePage(
        back=BackLink(label="records", url=reverse("casework:records")),
        done=DONE.get(request.GET.get("done", ""), ""),
        lines=tuple(_due_line(one) for one in queries.due_for_review(request.viewer)),
        empty=EmptyState(
            title="No record is due",
            words="Records come here when the time to keep them has passed. Nothing is erased by itself.",
        ),
    )
    return render(request, "casework/records_due.html", page)


@opens_to(STEWARDS)
def due_record(request: Request, person_id: UUID) -> HttpResponse:
    """Keep one record for longer, lift its hold, or erase it."""
    viewer, now = request.viewer, timezone.now()
    record = next((one for one in queries.due_for_review(viewer) if one.person_id == person_id), None)
    if record is None:
        raise Http404
    stage = request.POST.get("stage", "")
    hold_form = HoldForm(request.POST if stage == "hold" else None)
    erase_form = EraseForm(request.POST if stage == "erase" else None, expected=record.preferred_name)
    if stage == "lift" and record.hold_reason:
        actions.lift_hold(person_id=person_id, by=viewer, at=now)
        return _back_to_due("lifted")
    if stage == "hold" and hold_form.is_valid():
        actions.place_hold(person_id=person_id, reason=hold_form.cleaned_data["reason"], by=viewer, at=now)
        return _back_to_due("held")
    if stage == "erase" and not record.hold_reason and erase_form.is_valid():
        actions.erase_person(person_id=person_id, reason=actions.EraseReason.RETENTION_ENDED, by=viewer, at=now)
        return _back_to_due("erased")
    page = DueRecordPage(
        back=BackLink(label="records that are due", url=reverse("casework:records-due")),
        line=_due_line(record),
        refused=REFUSED["held"] if stage == "erase" and record.hold_reason else "",
        is_held=bool(record.hold_reason),
        hold_form=hold_form,
        erase_form=erase_form,
    )
    return render(request, "casework/records_due_one.html", page)


def _back_to_review(kind: str, slug: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('casework:records')}?{kind}={slug}")


def _back_to_due(slug: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('casework:records-due')}?done={slug}")


def _card(pair: Pair) -> PairCard:
    one, other = _facts(pair.older), _facts(pair.newer)
    return PairCard(
        url=reverse("casework:records-pair", kwargs={"pair_id": pair.pair_id}),
        why="; ".join(ALIKE[likeness] for likeness in pair.likenesses).capitalize(),
        found=filters.short_date_words(pair.found_at),
        rows=tuple((label, one[label], other[label]) for label in one),
    )


def _facts(identity: Identity) -> dict[str, str]:
    number = identity.nhs_number
    return {
        "Liked name": identity.preferred_name,
        "Full name": identity.full_name,
        "Born": filters.short_date_words(identity.born_on) if identity.born_on else "Not known",
        "Postcode": identity.postcode or "Not known",
        "NHS number": f"{number[:3]} {number[3:6]} {number[6:]}" if number else "Not known",
    }


def _merge_line(merge: Joined) -> MergeLine:
    return MergeLine(
        words=(
            f"{merge.kept.preferred_name}, merged by {merge.merged_by_name} on "
            f"{filters.short_date_words(merge.merged_at)}: {filters.plural(merge.rows, 'row')} moved"
        ),
        undo_url=reverse("casework:records-undo", kwargs={"merge_id": merge.merge_id}),
    )


def _due_line(record: DueRecord) -> DueLine:
    ended = f"Support ended {filters.short_date_words(record.ended_on)}"
    died = f", died {filters.short_date_words(record.died_on)}" if record.died_on else ""
    return DueLine(
        link=Link(
            words=record.preferred_name,
            url=reverse("casework:records-due-one", kwargs={"person_id": record.person_id}),
        ),
        kind=KINDS[record.kind],
        ended=ended + died,
        due=f"Due since {filters.short_date_words(record.due_on)}",
        hold=f"Kept: {HOLDS[record.hold_reason][0].lower()}{HOLDS[record.hold_reason][1:]}"
        if record.hold_reason
        else "",
    )
