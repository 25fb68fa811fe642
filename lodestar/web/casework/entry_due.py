"""The work list of whoever keeps the directory: what people say is wrong, entries that nobody made sure of."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from lodestar.access.roles import DIRECTORY_ROLES
from lodestar.directory.assurance import actions, queries
from lodestar.directory.assurance.models import Assurance, EntryTask
from lodestar.directory.assurance.queries import DueEntry, TaskLine
from lodestar.directory.entries import queries as entry_queries
from lodestar.web import entry_words, filters
from lodestar.web.casework.entry_pages import LEADS
from lodestar.web.components import fields
from lodestar.web.components.forms import PageForm
from lodestar.web.components.frame import BackLink
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

SHOWN_FOR_DAYS = 90
DONE = {
    "asked": "The e-mail is on its way.",
    "no-address": "This entry has no e-mail address. Ring them, then write down what they said.",
    "came-back": "There is a task to find a better address. Nobody is asked at that one again.",
    "closed": "The task is closed.",
    "limit": "Search holds to the new limit from now on.",
    "sure": "It is noted that the entry is right, as of today.",
    "shown": "Search shows the entry again, for 90 days.",
}
HOWS = (
    (Assurance.How.BY_TELEPHONE.value, "I rang them"),
    (Assurance.How.BY_VISIT.value, "I went there"),
    (Assurance.How.IN_ROOM.value, "I run it, and looked at the entry"),
)


class OutcomeForm(PageForm):
    """What was done about a task."""

    outcome = fields.TextField(
        label="What did you do about it?", missing="Write one line, so that others know", max_length=300
    )


class SureForm(PageForm):
    """How somebody made sure."""

    how = fields.RadiosField(label="How did you make sure?", missing="Choose how", choices=HOWS)
    fields_checked = fields.CheckboxesField(
        label="What did you make sure of?",
        hint="All of it, unless you take a tick away",
        missing="Tick what you made sure of",
        choices=[(field.value, label) for field, label in entry_words.LABELS.items()],
    )


class LimitForm(PageForm):
    """How old a check may be before search leaves an entry out."""

    limit_days = fields.TextField(
        label="Search leaves an entry out when its last check is older than, in days",
        missing="Enter days, like 365",
        width=4,
    )

    def clean_limit_days(self) -> int:
        """Return whole days. Raises ValidationError with an example."""
        typed = self.cleaned_data["limit_days"].strip()
        if not (typed.isascii() and typed.isdigit() and len(typed) < 5):
            raise ValidationError("Enter whole days, like 365")
        return int(typed)


@dataclass(frozen=True)
class TaskCard:
    """One thing to look into."""

    entry_url: str
    name: str
    words: str
    said: str
    close_url: str


@dataclass(frozen=True)
class DueCard:
    """One entry to make sure of."""

    entry_url: str
    name: str
    organisation_name: str
    words: str
    telephone: str
    sure_url: str
    ask_url: str
    came_back_url: str
    show_url: str


@dataclass(frozen=True)
class DuePage:
    """Everything that waits."""

    back: BackLink
    done: str
    tasks: tuple[TaskCard, ...]
    due_words: str
    due: tuple[DueCard, ...]
    limit_form: LimitForm


@dataclass(frozen=True)
class SurePage:
    """Making sure of one entry, with who did before."""

    back: BackLink
    name: str
    form: SureForm
    before: tuple[str, ...]


@dataclass(frozen=True)
class TaskPage:
    """Closing one task."""

    back: BackLink
    name: str
    words: str
    form: OutcomeForm


@opens_to(LEADS)
def due(request: Request) -> HttpResponse:
    """List what waits for whoever keeps the directory."""
    form = LimitForm(request.POST or None, initial={"limit_days": queries.hiding_limit_days(request.viewer)})
    if form.is_valid():
        try:
            actions.set_hiding_limit(limit_days=form.cleaned_data["limit_days"], by=request.viewer, at=timezone.now())
        except actions.LeastLimit:
            form.add_error("limit_days", "Choose 30 days or more, or what was checked this month is hidden")
        else:
            return _to_due("limit")
    count, entries = queries.entries_due(request.viewer)
    page = DuePage(
        back=BackLink(label="entries", url=reverse("casework:entries")),
        done=DONE.get(request.GET.get("done", ""), ""),
        tasks=tuple(_task_card(one, request) for one in queries.tasks_open(request.viewer)),
        due_words=filters.plural(count, "entry to make sure of", "entries to make sure of"),
        due=tuple(_due_card(one) for one in entries),
        limit_form=form,
    )
    return render(request, "casework/entry_due.html", page)


@opens_to(DIRECTORY_ROLES)
def sure(request: Request, service_id: UUID) -> HttpResponse:
    """Write down that somebody made sure of an entry."""
    try:
        found = entry_queries.entry(request.viewer, service_id=service_id)
    except actions.EntryNotFound as error:
        raise Http404 from error
    if not found.may_keep:
        raise Http404
    everything = [field.value for field in entry_words.LABELS]
    form = SureForm(request.POST or None, initial={"fields_checked": everything})
    if form.is_valid():
        actions.make_sure(
            service_id=service_id,
            how=Assurance.How(form.cleaned_data["how"]),
            fields=form.cleaned_data["fields_checked"],
            by=request.viewer,
            at=timezone.now(),
        )
        address = reverse("casework:entry", kwargs={"service_id": service_id})
        return HttpResponseRedirect(f"{address}?done=assured")
    page = SurePage(
        back=BackLink(label=found.name, url=reverse("casework:entry", kwargs={"service_id": service_id})),
        name=found.name,
        form=form,
        before=tuple(assured_words(one) for one in queries.assurances(request.viewer, service_id=service_id)),
    )
    return render(request, "casework/entry_sure.html", page)


@opens_to(LEADS)
@require_POST
def ask(request: Request, service_id: UUID) -> HttpResponse:
    """Send the provider our e-mail."""
    try:
        actions.ask_provider(
            service_id=service_id,
            address_of=lambda secret: link_address(request, secret),
            by=request.viewer,
            at=timezone.now(),
        )
    except actions.NoAddress:
        return _to_due("no-address")
    except actions.EntryNotFound as error:
        raise Http404 from error
    return _to_due("asked")


@opens_to(LEADS)
@require_POST
def came_back(request: Request, service_id: UUID) -> HttpResponse:
    """Note that our newest e-mail about an entry came back."""
    address = queries.last_asked(request.viewer, service_id=service_id)
    if not address:
        raise Http404
    actions.note_bounce(address=address, by=request.viewer, at=timezone.now())
    return _to_due("came-back")


@opens_to(LEADS)
@require_POST
def show(request: Request, service_id: UUID) -> HttpResponse:
    """Let search show an old entry for a time."""
    try:
        actions.show_anyway(
            service_id=service_id,
            reason="Shown by the directory lead until it is made sure of",
            until_on=request.viewer.today + timedelta(days=SHOWN_FOR_DAYS),
            by=request.viewer,
            at=timezone.now(),
        )
    except actions.EntryNotFound as error:
        raise Http404 from error
    return _to_due("shown")


@opens_to(LEADS)
def close_task(request: Request, task_id: UUID) -> HttpResponse:
    """Close a task with what was done about it."""
    task = next((one for one in queries.tasks_open(request.viewer) if one.task_id == task_id), None)
    if task is None:
        raise Http404
    form = OutcomeForm(request.POST or None)
    if form.is_valid():
        actions.close_task(task_id=task_id, outcome=form.cleaned_data["outcome"], by=request.viewer, at=timezone.now())
        return _to_due("closed")
    page = TaskPage(
        back=BackLink(label="what waits", url=reverse("casework:entries-due")),
        name=task.service_name,
        words=_task_words(task),
        form=form,
    )
    return render(request, "casework/entry_task.html", page)


def link_address(request: HttpRequest, secret: str) -> str:
    """Return the web address of a link."""
    return request.build_absolute_uri(reverse("public:still-right", kwargs={"secret": secret}))


def assured_words(one: queries.AssuredLine) -> str:
    """Return who made sure of an entry, how, and until when that holds."""
    whom = f" ({one.by_body})" if one.by_body else ""
    how = f"{Assurance.How(one.how).label}{whom}"
    return f"{filters.short_date_words(one.on)}: {how}. Holds until {filters.short_date_words(one.until_on)}"


def _to_due(done: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('casework:entries-due')}?done={done}")


def _task_words(one: TaskLine) -> str:
    kind = EntryTask.Kind(one.kind).label
    about = entry_words.FAULTS.get(one.about, "")
    return f"{kind}: {about[0].lower()}{about[1:]}" if about else str(kind)


def _task_card(one: TaskLine, request: Request) -> TaskCard:
    since = filters.days_ago_words(one.opened_at, request.viewer.today)
    return TaskCard(
        entry_url=reverse("casework:entry", kwargs={"service_id": one.service_id}),
        name=one.service_name,
        words=f"{_task_words(one)}, {since}",
        said=one.words,
        close_url=reverse("casework:entry-task", kwargs={"task_id": one.task_id}),
    )


def _due_card(one: DueEntry) -> DueCard:
    named = {"service_id": one.service_id}
    checked = f"Checked {filters.short_date_words(one.checked_on)}" if one.checked_on else "Never checked"
    asked = f". Asked by e-mail {filters.short_date_words(one.asked_at)}" if one.asked_at else ""
    back = ", and it came back" if one.came_back else ""
    hidden = ". Search leaves it out" if one.is_hidden else ""
    return DueCard(
        entry_url=reverse("casework:entry", kwargs=named),
        name=one.name,
        organisation_name=one.organisation_name,
        words=checked + asked + back + hidden,
        telephone=one.telephone,
        sure_url=reverse("casework:entry-sure", kwargs=named),
        ask_url=reverse("casework:entry-ask", kwargs=named) if one.email and not one.came_back else "",
        came_back_url=reverse("casework:entry-came-back", kwargs=named) if one.asked_at and not one.came_back else "",
        show_url=reverse("casework:entry-show", kwargs=named) if one.is_hidden else "",
    )
