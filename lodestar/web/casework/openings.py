"""The information lead's review of records that were opened in an emergency."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access.roles import REVIEW_ROLES
from lodestar.people.emergencies import actions, queries
from lodestar.people.emergencies.queries import Opening
from lodestar.people.sharing.models import EmergencyAccess
from lodestar.web import filters
from lodestar.web.casework import sharing_forms, words
from lodestar.web.components.forms import PageForm
from lodestar.web.components.frame import BackLink
from lodestar.web.components.lists import Column, EmptyState, Link, Table
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

OUTCOMES = dict(EmergencyAccess.Outcome.choices)


@dataclass(frozen=True)
class OpeningsPage:
    """Every opening: first those that nobody has reviewed."""

    done: str
    waiting_words: str
    table: Table | None
    empty: EmptyState


@dataclass(frozen=True)
class OpeningPage:
    """One opening, and the form of its review unless it was reviewed."""

    back: BackLink
    facts: tuple[tuple[str, str], ...]
    form: PageForm | None


@opens_to(REVIEW_ROLES)
def openings(request: Request) -> HttpResponse:
    """List the openings in an emergency."""
    rows = queries.openings_to_review(request.viewer)
    waiting = sum(1 for row in rows if row.reviewed_at is None)
    page = OpeningsPage(
        done="Your review is saved. The person can read it." if request.GET.get("done") else "",
        waiting_words=f"{filters.plural(waiting, 'opening')} to review",
        table=_table(rows) if rows else None,
        empty=EmptyState(
            title="No record was opened in an emergency",
            words="When a worker opens one, it stands here at once, with who, why and for how long.",
        ),
    )
    return render(request, "casework/openings.html", page)


@opens_to(REVIEW_ROLES)
def opening(request: Request, opening_id: UUID) -> HttpResponse:
    """Show one opening, review it, and close it if it still runs."""
    row = next((one for one in queries.openings_to_review(request.viewer) if one.opening_id == opening_id), None)
    if row is None:
        raise Http404
    form = sharing_forms.ReviewForm(request.POST or None)
    if row.reviewed_at is None and form.is_valid():
        try:
            actions.review_emergency(
                opening_id=opening_id,
                outcome=form.cleaned_data["outcome"],
                words=form.cleaned_data["words"],
                by=request.viewer,
                at=timezone.now(),
            )
        except actions.OpeningNotFound:
            form.add_error(None, "You opened this record yourself, or somebody reviewed it meanwhile")
        else:
            return HttpResponseRedirect(f"{reverse('casework:openings')}?done=1")
    page = OpeningPage(
        back=BackLink(label="openings in an emergency", url=reverse("casework:openings")),
        facts=_facts(row),
        form=form if row.reviewed_at is None else None,
    )
    return render(request, "casework/opening.html", page)


def _table(rows: list[Opening]) -> Table:
    return Table(
        caption="Openings in an emergency",
        is_caption_hidden=True,
        columns=(
            Column(label="Opened by"),
            Column(label="Whose record"),
            Column(label="When"),
            Column(label="Why"),
            Column(label="Review"),
        ),
        rows=tuple(
            (
                Link(
                    words=row.opener_name,
                    url=reverse("casework:opening", kwargs={"opening_id": row.opening_id}),
                ),
                row.person_name,
                _moment(row.opened_at) + (", still open" if row.is_open else ""),
                row.reason_words,
                OUTCOMES.get(row.outcome, "To review"),
            )
            for row in rows
        ),
    )


def _facts(row: Opening) -> tuple[tuple[str, str], ...]:
    facts = [
        ("Whose record", row.person_name),
        ("Opened by", ", ".join(part for part in (row.opener_name, row.organisation_name) if part)),
        ("From", _moment(row.opened_at)),
        ("Until", _moment(row.ends_at) + (", still open" if row.is_open else "")),
        ("Parts", words.areas(row.life_areas)),
        ("Why", row.reason_words),
        ("In their words", row.words),
    ]
    if row.reviewed_at is not None:
        facts += [
            ("Reviewed", f"{_moment(row.reviewed_at)} by {row.reviewer_name}"),
            ("Found", OUTCOMES[row.outcome]),
            ("In words", row.review_words),
        ]
    return tuple(facts)


def _moment(at: datetime) -> str:
    return f"{filters.short_date_words(at)}, {filters.time_words(at)}"
