"""Entries of the directory for those who keep them: the list, one entry with who said what, and changing a part."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from lodestar.access.roles import CASEWORK_ROLES, DESK_ROLES, DIRECTORY_ROLES, Role
from lodestar.directory.entries import actions, queries
from lodestar.directory.entries.queries import Change, Entry, EntryLine, FieldSaid, SaidOfPlaces
from lodestar.directory.models import Service
from lodestar.directory.routes import queries as routes
from lodestar.directory.routes.queries import ContactLine
from lodestar.rules import parameters
from lodestar.rules.entry_changes import EntryField
from lodestar.web import entry_words, filters, route_words
from lodestar.web.casework import entry_forms
from lodestar.web.components import badges, cards
from lodestar.web.components.frame import BackLink
from lodestar.web.components.lists import EmptyState, Link
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

KEEPERS = DIRECTORY_ROLES | DESK_ROLES
SPEAKERS = CASEWORK_ROLES | KEEPERS
LEADS = DIRECTORY_ROLES - {Role.PROVIDER_MANAGER}
DONE = {
    "changed": "The entry says so now.",
    "asked": "It is asked. The entry changes when somebody has agreed.",
    "both": "A part of it stands now. The rest changes when somebody else has agreed.",
    "source": "The entry says again what its source says.",
    "capacity": "It says so from now on.",
    "adjustments": "The self-check counts from today.",
    "area": "Its page says so from now on.",
    "assured": "It is noted that the entry is right, as of today.",
}


@dataclass(frozen=True)
class EntryCard:
    """One entry in the list; `capacity_url` leads to the second tap."""

    name: str
    url: str
    organisation_name: str
    capacity: str
    is_capacity_stale: bool
    capacity_url: str
    checked: cards.Freshness
    waiting: str
    ring: Link | None


@dataclass(frozen=True)
class EntriesPage:
    """The entries that the viewer keeps, and the changes that wait."""

    done: str
    waiting: Link
    entries: tuple[EntryCard, ...]
    empty: EmptyState | None
    ways: tuple[Link, ...]


@dataclass(frozen=True)
class SaidRow:
    """What an entry says in one field, who said it, and what its source says instead."""

    label: str
    lines: tuple[str, ...]
    by: str
    source_lines: tuple[str, ...]
    source_by: str
    field: str


@dataclass(frozen=True)
class EntrySection:
    """Fields that are changed together."""

    title: str
    edit_url: str
    rows: tuple[SaidRow, ...]


@dataclass(frozen=True)
class ChangeLine:
    """One change in the history of an entry."""

    url: str
    words: str
    state: str


@dataclass(frozen=True)
class EntryPage:
    """One entry for those who keep it or see that something has changed."""

    back: BackLink
    done: str
    name: str
    organisation_name: str
    lead: str
    edit_word: str
    public_url: str
    capacity: str
    capacity_url: str
    checked: str
    ring: cards.Freshness
    ring_words: str
    ring_url: str
    sections: tuple[EntrySection, ...]
    use_source_url: str
    badges: tuple[badges.BadgeCard, ...]
    adjustments_url: str
    ways: tuple[Link, ...]
    colleagues: tuple[str, ...]
    history: tuple[ChangeLine, ...]


@dataclass(frozen=True)
class EditPage:
    """One part of an entry as a form."""

    back: BackLink
    title: str
    lead: str
    form: entry_forms.EntryForm
    button: str


@opens_to(KEEPERS)
def entries(request: Request) -> HttpResponse:
    """List the entries that the viewer keeps."""
    viewer = request.viewer
    kept = queries.entries_kept(viewer)
    named = routes.contacts(viewer, service_ids=[one.service_id for one in kept])
    waiting = len(queries.changes_waiting(viewer)) if viewer.has_any(DIRECTORY_ROLES) else 0
    page = EntriesPage(
        done=DONE.get(request.GET.get("done", ""), ""),
        waiting=Link(
            words=f"{filters.plural(waiting, 'change')} to look at" if waiting else "",
            url=reverse("casework:entry-changes"),
        ),
        entries=tuple(_card(request, one, named.get(one.service_id)) for one in kept),
        empty=None
        if kept
        else EmptyState(
            title="You keep no entry here",
            words="Entries of your organisation are listed here. To change another entry, find it and open it.",
            action=Link(words="Find an entry", url=reverse("public:finder")),
        ),
        ways=_ways(request),
    )
    return render(request, "casework/entries.html", page)


def _ways(request: Request) -> tuple[Link, ...]:
    if not request.viewer.has_any(LEADS):
        return ()
    return (Link(words="Entries to make sure of", url=reverse("casework:entries-due")),)


@opens_to(SPEAKERS)
def entry(request: Request, service_id: UUID) -> HttpResponse:
    """Show one entry with who said what of it."""
    return render(request, "casework/entry.html", _page(request, _entry(request, service_id)))


@opens_to(SPEAKERS)
def edit(request: Request, service_id: UUID, section: str) -> HttpResponse:
    """Change a part of an entry, or ask for it."""
    found = _entry(request, service_id)
    if section not in entry_forms.SECTIONS:
        raise Http404
    values = {one.field: one.value for one in found.fields}
    form = entry_forms.EntryForm(request.POST or None, section=section, values=values, asks_why=not found.is_own)
    if form.is_valid():
        try:
            told = actions.change_entry(
                service_id=service_id,
                changes=form.changes,
                seen=form.seen_values,
                words=form.cleaned_data.get("words", ""),
                by=request.viewer,
                at=timezone.now(),
            )
        except actions.NothingChanged:
            return _to_entry(service_id, "")
        except actions.ChangedMeanwhile as stale:
            form.tell_what_stands(stale.fields)
        else:
            return _to_entry(service_id, "both" if told.standing and told.waiting else _outcome(told))
    page = EditPage(
        back=BackLink(label=found.name, url=_entry_url(service_id)),
        title=entry_forms.SECTIONS[section][0],
        lead=_edit_lead(found),
        form=form,
        button="Save" if found.is_own else "Ask for this change",
    )
    return render(request, "casework/entry_edit.html", page)


@opens_to(KEEPERS)
@require_POST
def use_source(request: Request, service_id: UUID) -> HttpResponse:
    """Let one field say again what its source says."""
    try:
        field = EntryField(request.POST.get("field", ""))
        actions.take_source_value(service_id=service_id, field=field, by=request.viewer, at=timezone.now())
    except (ValueError, actions.EntryNotFound) as error:
        raise Http404 from error
    return _to_entry(service_id, "source")


def _outcome(told: actions.Told) -> str:
    return "changed" if told.standing else "asked"


def _entry(request: Request, service_id: UUID) -> Entry:
    try:
        return queries.entry(request.viewer, service_id=service_id)
    except actions.EntryNotFound as error:
        raise Http404 from error


def _entry_url(service_id: UUID) -> str:
    return reverse("casework:entry", kwargs={"service_id": service_id})


def _to_entry(service_id: UUID, done: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{_entry_url(service_id)}?done={done}" if done else _entry_url(service_id))


def _edit_lead(found: Entry) -> str:
    if found.is_own:
        return "A new name or age limit is looked at by the directory lead first. The rest stands at once."
    return "The provider sees what you ask for beside what stands now, and agrees or says why not."


def capacity_words(said: SaidOfPlaces | None, *, request: Request) -> str:
    """Return what a service said of its places, when, and whether anybody may still rely on it."""
    if said is None:
        return "It has not said whether it takes people"
    state = {True: "Taking people now", False: "Not taking people now", None: "Not known"}[said.takes_people_now]
    if said.usual_wait_days:
        state += f", usual wait about {filters.span_words(said.usual_wait_days)}"
    if said.places is not None:
        state += f", {filters.plural(said.places, said.unit or 'place')} free"
    when = filters.days_ago_words(said.said_at, request.viewer.today)
    if said.is_stale:
        return f"{state}, said {when}: too long ago to rely on"
    return f"{state}, said {when}, until {filters.short_date_words(said.expires_on)}"


def _card(request: Request, line: EntryLine, contact: ContactLine | None) -> EntryCard:
    days = (request.viewer.today - line.checked_on).days if line.checked_on else None
    running = "" if line.status == Service.Status.ACTIVE else f"{Service.Status(line.status).label}. "
    return EntryCard(
        name=line.name,
        url=_entry_url(line.service_id),
        organisation_name=line.organisation_name,
        capacity=running + capacity_words(line.capacity, request=request),
        is_capacity_stale=line.capacity is None or line.capacity.is_stale,
        capacity_url=reverse("casework:entry-capacity", kwargs={"service_id": line.service_id}),
        checked=cards.freshness(
            checked_days_ago=days,
            old_after_days=parameters.whole_number("freshness-ask-again", on=request.viewer.today),
        ),
        waiting=f"{filters.plural(line.changes_waiting, 'change')} asked for" if line.changes_waiting else "",
        ring=_ring(line, contact),
    )


def _ring(line: EntryLine, contact: ContactLine | None) -> Link | None:
    """Return the way to mend whom others ring, where nobody is named or nobody made sure of it for over six months."""
    if contact is not None and not contact.is_stale:
        return None
    url = reverse("casework:entry-routes", kwargs={"service_id": line.service_id})
    if contact is None:
        return Link(words="Nobody is named whom others ring about referrals", url=url, hidden_words=f"to {line.name}")
    return Link(
        words=f"Is {contact.name} still whom others ring? Nobody made sure for over 6 months", url=url,
        hidden_words=f"for {line.name}",
    )  # fmt: skip


def _page(request: Request, found: Entry) -> EntryPage:
    today = request.viewer.today
    said = {one.field: one for one in found.fields}
    contact = routes.contacts(request.viewer, service_ids=[found.service_id]).get(found.service_id)
    named = {"service_id": found.service_id}
    lead = "You keep this entry." if found.may_keep else "You can ask for a change. The provider decides."
    return EntryPage(
        back=BackLink(label="entries", url=reverse("casework:entries"))
        if request.viewer.has_any(KEEPERS)
        else BackLink(label="the service", url=reverse("public:service", kwargs=named)),
        done=DONE.get(request.GET.get("done", ""), ""),
        name=found.name,
        organisation_name=found.organisation_name,
        lead=lead,
        edit_word="Change" if found.is_own else "Ask for a change",
        public_url=reverse("public:service", kwargs=named),
        capacity=capacity_words(found.capacity, request=request),
        capacity_url=reverse("casework:entry-capacity", kwargs=named) if found.may_state_capacity else "",
        checked=_checked_words(found, request),
        ring=route_words.sure(contact, viewer=request.viewer),
        ring_words=route_words.contact_words(contact) if contact else "",
        ring_url=reverse("casework:entry-routes", kwargs=named) if found.may_state_capacity else "",
        sections=tuple(
            EntrySection(
                title=title,
                edit_url=reverse("casework:entry-edit", kwargs={**named, "section": slug}),
                rows=tuple(_said_row(said[field], found) for field in parts),
            )
            for slug, (title, parts) in entry_forms.SECTIONS.items()
        ),
        use_source_url=reverse("casework:entry-use-source", kwargs=named) if found.may_keep else "",
        badges=tuple(badges.badge_card(one) for one in found.badges),
        adjustments_url=reverse("casework:entry-adjustments", kwargs=named) if found.may_keep else "",
        ways=(
            Link(words="I made sure that it is right", url=reverse("casework:entry-sure", kwargs=named)),
            Link(words="Groups, dates and closing times", url=reverse("casework:entry-dates", kwargs=named)),
            Link(words="Where your people live", url=reverse("casework:entry-area", kwargs=named)),
            Link(words="Volunteering and learning", url=reverse("casework:entry-postings", kwargs=named)),
        )
        if found.may_keep
        else (),
        colleagues=tuple(
            ", ".join(filter(None, (one.name, one.role_label, one.team_name))) for one in found.colleagues
        ),
        history=tuple(_history_line(one, found, today=today) for one in found.history),
    )


def _checked_words(found: Entry, request: Request) -> str:
    today = request.viewer.today
    days = (today - found.checked_on).days if found.checked_on else None
    old_after = parameters.whole_number("freshness-ask-again", on=today)
    return cards.freshness(checked_days_ago=days, old_after_days=old_after).words


def _said_row(one: FieldSaid, found: Entry) -> SaidRow:
    differs = one.has_source and entry_words.value_words(one.field, one.source_value) != entry_words.value_words(
        one.field, one.value
    )
    by = f"Source: {found.source_name}" if found.source_name else ""
    if one.is_preferred and one.said_at is not None:
        who = ", ".join(filter(None, (one.said_by_name, one.said_for)))
        by = f"{who}, {filters.short_date_words(one.said_at)}"
    return SaidRow(
        label=entry_words.LABELS[one.field],
        lines=tuple(entry_words.value_words(one.field, one.value).splitlines()),
        by=by,
        source_lines=tuple(entry_words.value_words(one.field, one.source_value).splitlines()) if differs else (),
        source_by=f"{found.source_name} says instead, read {filters.short_date_words(one.source_seen_at)}"
        if differs and one.source_seen_at
        else "",
        field=one.field.value,
    )


def _history_line(change: Change, found: Entry, *, today: object) -> ChangeLine:
    fields = ", ".join(entry_words.LABELS[one.field].lower() for one in change.fields)
    who = ", ".join(filter(None, (change.asked_by_name, change.asked_for)))
    return ChangeLine(
        url=reverse("casework:entry-change", kwargs={"request_id": change.request_id}),
        words=f"{filters.short_date_words(change.asked_at)}: {fields}, by {who}",
        state=state_words(change),
    )


def state_words(change: Change) -> str:
    """Return what became of a change."""
    if change.is_approved is None:
        return "Waits for somebody's word"
    if change.is_approved:
        return f"Stands. {change.decided_by_name} agreed" if not change.is_own or change.decided_by_name else "Stands"
    return f"Declined by {change.decided_by_name}: {change.reason}"
