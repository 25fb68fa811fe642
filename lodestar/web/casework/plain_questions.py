"""Plain questions: what people write in the finder and what it looks for instead, kept by the place, with history."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.directory.finding import actions, questions
from lodestar.directory.finding.questions import KEEPERS, Version
from lodestar.rules.life_areas import LIFE_AREAS, LifeArea
from lodestar.rules.thesaurus import Entry
from lodestar.web import filters
from lodestar.web.components import fields, forms
from lodestar.web.components.frame import BackLink
from lodestar.web.components.lists import Column, EmptyState, Link, Table, TimelineEntry
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

MOST_LINES = 30
LONGEST_LINE = 80
NOTICES = {"kept": "Kept. The finder uses it from now.", "withdrawn": "Withdrawn. The finder does not use it any more."}


class QuestionForm(forms.PageForm):
    """What people write, one way a line, and what to look for."""

    says = fields.LongTextField(
        label="What people write",
        hint="One way on each line, like: I can't pay my rent",
        missing="Enter what people write, one way on each line",
    )
    search = fields.LongTextField(
        label="What to look for instead",
        hint="One on each line, in the words that services use, like: debt advice",
        missing="Enter what to look for, one on each line",
        rows=3,
    )
    life_areas = fields.CheckboxesField(
        label="Which parts of life is it about?",
        choices=[(area.value, area.label) for area in LIFE_AREAS],
        missing="Choose at least one part of life",
    )
    is_urgent = fields.TickField(
        label="Somebody who writes this may be in danger",
        hint="The page then shows first where help is at once.",
        required=False,
    )

    def clean_says(self) -> list[str]:
        """Return the ways to say it."""
        return self._lines("says")

    def clean_search(self) -> list[str]:
        """Return what to look for."""
        return self._lines("search")

    def _lines(self, name: str) -> list[str]:
        lines = [" ".join(line.split()) for line in self.cleaned_data[name].splitlines() if line.strip()]
        if len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
            self.add_error(name, f"Use {MOST_LINES} lines or fewer, each of {LONGEST_LINE} letters or fewer")
        return lines

    def entry(self) -> Entry:
        """Return what the form says, as an entry."""
        given = self.cleaned_data
        return Entry(
            says=tuple(given["says"]),
            search=tuple(given["search"]),
            life_areas=tuple(LifeArea(slug) for slug in given["life_areas"]),
            is_urgent=given["is_urgent"],
        )


@dataclass(frozen=True)
class QuestionsPage:
    """The place's own entries, and those that come with Lodestar."""

    notice: str
    table: Table | None
    empty: EmptyState
    shipped: Table


@dataclass(frozen=True)
class QuestionPage:
    """One entry to change, with what it was before. `withdraw_url` is empty where there is nothing to withdraw."""

    back: BackLink
    title: str
    form: forms.PageForm
    withdraw_url: str
    history: tuple[TimelineEntry, ...]


@opens_to(KEEPERS)
def plain_questions(request: Request) -> HttpResponse:
    """Show what the finder understands."""
    kept = questions.kept_questions(request.viewer)
    page = QuestionsPage(
        notice=NOTICES.get(request.GET.get("done", ""), ""),
        table=_kept_table(kept) if kept else None,
        empty=EmptyState(
            title="No words of your own yet",
            words="When people write something that finds nothing, add it here with what to look for instead.",
        ),
        shipped=_shipped_table(questions.shipped_entries(request.viewer)),
    )
    return render(request, "casework/plain_questions.html", page)


@opens_to(KEEPERS)
def new_question(request: Request) -> HttpResponse:
    """Add a way to say things."""
    return _form_page(
        request, QuestionForm(request.POST or None), title="Add what people write", entry_id=None, history=[]
    )


@opens_to(KEEPERS)
def question(request: Request, entry_id: UUID) -> HttpResponse:
    """Change a way to say things, and read what it was before."""
    try:
        history = questions.question_history(request.viewer, entry_id=entry_id)
    except questions.QuestionNotFound as missing:
        raise Http404 from missing
    newest = history[0].entry
    form = QuestionForm(
        request.POST or None,
        initial={
            "says": "\n".join(newest.says),
            "search": "\n".join(newest.search),
            "life_areas": [area.value for area in newest.life_areas],
            "is_urgent": newest.is_urgent,
        },
    )
    return _form_page(request, form, title=f"“{newest.says[0]}”", entry_id=entry_id, history=history)


@opens_to(KEEPERS)
def withdraw_question(request: Request, entry_id: UUID) -> HttpResponse:
    """Let the finder not use an entry any more."""
    try:
        questions.question_history(request.viewer, entry_id=entry_id)
        if request.method == "POST":
            actions.withdraw_plain_question(entry_id=entry_id, by=request.viewer, at=timezone.now())
            return HttpResponseRedirect(f"{reverse('casework:questions')}?done=withdrawn")
    except questions.QuestionNotFound as missing:
        raise Http404 from missing
    return HttpResponseRedirect(reverse("casework:question", kwargs={"entry_id": entry_id}))


def _form_page(
    request: Request, form: QuestionForm, *, title: str, entry_id: UUID | None, history: list[Version]
) -> HttpResponse:
    if form.is_valid():
        try:
            actions.keep_plain_question(entry_id=entry_id, entry=form.entry(), by=request.viewer, at=timezone.now())
        except actions.SaidAlready as taken:
            form.add_error("says", f"Another entry has “{taken.words}”. Change that one, or take it out here")
        except actions.NothingSaid:
            form.add_error("says", "Use letters, so that there is something to find")
        else:
            return HttpResponseRedirect(f"{reverse('casework:questions')}?done=kept")
    stands = bool(history) and not history[0].is_withdrawn
    page = QuestionPage(
        back=BackLink(label="what people write", url=reverse("casework:questions")),
        title=title,
        form=form,
        withdraw_url=reverse("casework:question-withdraw", kwargs={"entry_id": entry_id}) if stands else "",
        history=tuple(_told(one) for one in history),
    )
    return render(request, "casework/plain_question.html", page)


def _told(one: Version) -> TimelineEntry:
    did = "Withdrawn" if one.is_withdrawn else "Added" if one.version == 1 else "Changed"
    return TimelineEntry(
        when=f"{filters.short_date_words(one.said_at)}, {filters.time_words(one.said_at)}",
        title=did,
        body="" if one.is_withdrawn else f"{_row(one.entry.says)}: look for {_row(one.entry.search)}.",
        by=one.said_by_name,
    )


def _kept_table(kept: list[Version]) -> Table:
    return Table(
        caption="Our own words",
        count_words=filters.plural(len(kept), "entry", "entries"),
        columns=(
            Column(label="When people write"),
            Column(label="The finder looks for"),
            Column(label="Parts of life"),
            Column(label="Since"),
        ),
        rows=tuple(
            (
                Link(words=_row(one.entry.says), url=reverse("casework:question", kwargs={"entry_id": one.entry_id})),
                "Withdrawn" if one.is_withdrawn else _row(one.entry.search),
                _areas(one.entry),
                filters.short_date_words(one.said_at),
            )
            for one in kept
        ),
    )


def _shipped_table(shipped: tuple[Entry, ...]) -> Table:
    return Table(
        caption="Words that come with Lodestar",
        is_caption_hidden=True,
        count_words=filters.plural(len(shipped), "entry", "entries"),
        columns=(
            Column(label="When people write"),
            Column(label="The finder looks for"),
            Column(label="Parts of life"),
        ),
        rows=tuple((_row(entry.says), _row(entry.search), _areas(entry)) for entry in shipped),
    )


def _areas(entry: Entry) -> str:
    return ", ".join(area.label for area in entry.life_areas)


def _row(words: tuple[str, ...]) -> str:
    return ", ".join(words)
