"""My work: the people on my caseload, and what is due."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from lodestar.access.roles import CASEWORK_ROLES, EMERGENCY_ROLES
from lodestar.outcomes import first_things
from lodestar.outcomes.first_things import WaitingAlert, WaitingConcern
from lodestar.people import queries as people_queries
from lodestar.people.handovers import queries as handover_queries
from lodestar.people.queries import CaseloadRow
from lodestar.referrals.in_touch import queries as in_touch_queries
from lodestar.referrals.in_touch.queries import InTouch
from lodestar.referrals.queries import Work
from lodestar.rules import life_events
from lodestar.rules.life_events import LifeEventKind
from lodestar.web import filters
from lodestar.web.casework import in_touch_words, unsent, words
from lodestar.web.components.lists import Chip, ChipGroup, Column, EmptyState, Link, Table
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

CONNECTIONS_OVER_DAYS = 90
MOST_NAMED = 8
MINE, DUE, WAITING, TEAM = "mine", "due", "waiting", "team"
SHOWS = (
    (MINE, "My people"),
    (DUE, "Something is due"),
    (WAITING, "Waiting for a service"),
    (TEAM, "Everybody in my teams"),
)


@dataclass(frozen=True)
class AlertLine:
    """Something that happened and that the viewer may hear of; `read_url` writes the receipt."""

    words: str
    read_url: str


@dataclass(frozen=True)
class ConcernLine:
    """Something that somebody saw, and by when somebody says that they have it."""

    link: Link
    due: str
    is_late: bool


@dataclass(frozen=True)
class TodayLine:
    """Somebody to speak to today: when or how, who, and one tap to note it."""

    when: str
    person: Link
    note_url: str


@dataclass(frozen=True)
class CaseloadPage:
    """Everybody on the caseload, as filtered; `turned_away` leads to people whom services declined too often."""

    unsent_owner: str
    safety: tuple[Link, ...]
    concerns: tuple[ConcernLine, ...]
    today: tuple[TodayLine, ...]
    count_words: str
    connections_words: str
    turned_away: tuple[Link, ...]
    without_key_worker: tuple[Link, ...]
    without_key_worker_words: str
    alerts: tuple[AlertLine, ...]
    emergency_url: str
    filter: ChipGroup
    table: Table | None
    empty: EmptyState


@opens_to(CASEWORK_ROLES)
def caseload(request: Request) -> HttpResponse:
    """Show the people whom the viewer or the viewer's team supports."""
    viewer = request.viewer
    everybody = people_queries.caseload(viewer)
    # Whoever works for a whole team has nobody of their own: then the team's people are theirs.
    mine = [row for row in everybody if row.is_own] or everybody
    show = request.GET.get("show", MINE)
    rows = everybody if show == TEAM else mine
    told = in_touch_queries.caseload_work(viewer, person_ids=[row.person_id for row in rows])
    work = {person_id: one for person_id, (one, _) in told.items()}
    in_touch = {person_id: one for person_id, (_, one) in told.items()}
    since = viewer.today - timedelta(days=CONNECTIONS_OVER_DAYS)
    connections = sum(timezone.localdate(at) >= since for one in work.values() for at in one.first_contacts_at)
    shown = _in_order([row for row in rows if _is_shown(row, work, in_touch, show, viewer.today)], work, viewer.today)
    turned_away = [row for row in rows if work[row.person_id].is_turned_away_too_often]
    nobodys = handover_queries.without_key_worker(everybody)
    first = first_things.first_things(viewer, at=timezone.now())
    names_shown = {row.person_id for row in shown}
    page = CaseloadPage(
        unsent_owner=unsent.owner_of(viewer),
        concerns=tuple(_concern(one, viewer.today) for one in first.concerns),
        today=_to_speak_to(mine, in_touch, viewer.today),
        count_words=_count_words(mine, everybody),
        connections_words=(
            f"{filters.plural(connections, 'first contact')} made in the last {CONNECTIONS_OVER_DAYS} days"
        ),
        turned_away=tuple(
            Link(
                words=f"{row.preferred_name}, turned away {work[row.person_id].times_turned_away} times",
                url=_address(row),
            )
            for row in turned_away
        ),
        without_key_worker=tuple(
            Link(
                words=f"{one.preferred_name}, for {filters.plural(one.days, 'day')}",
                url=reverse("casework:person", kwargs={"person_id": one.person_id}),
            )
            for one in [one for one in nobodys if one.person_id in names_shown][:MOST_NAMED]
        ),
        without_key_worker_words=(
            f"{filters.plural(len(nobodys), 'person', 'people')} whom you and your teams support" if nobodys else ""
        ),
        safety=tuple(
            Link(
                words=f"{one.preferred_name}, {filters.short_date_words(one.raised_at)}",
                url=reverse("casework:safety-task", kwargs={"task_id": one.task_id}),
            )
            for one in first.safety
        ),
        alerts=tuple(_alert(one) for one in first.alerts),
        emergency_url=reverse("casework:emergency") if viewer.has_any(EMERGENCY_ROLES) else "",
        filter=ChipGroup(
            legend="Show",
            name="show",
            chips=tuple(Chip(value=value, label=label, is_on=value == show) for value, label in SHOWS),
            is_many=False,
        ),
        table=_table(shown, work, in_touch, viewer.today) if shown else None,
        empty=_empty(bool(everybody)),
    )
    return render(request, "casework/caseload.html", page)


def _count_words(mine: list[CaseloadRow], everybody: list[CaseloadRow]) -> str:
    words_of_mine = f"{filters.plural(len(mine), 'person', 'people')} on your caseload"
    others = len(everybody) - len(mine)
    return f"{words_of_mine}, and {others:,} more in your teams" if others else words_of_mine


def _alert(alert: WaitingAlert) -> AlertLine:
    happened = life_events.event_row(LifeEventKind(alert.event_kind)).label
    return AlertLine(
        words=f"{alert.preferred_name}: {happened.lower()}, {filters.short_date_words(alert.happened_on)}",
        read_url=reverse("casework:alert-read", kwargs={"alert_id": alert.alert_id}),
    )


def _is_shown(row: CaseloadRow, work: dict[UUID, Work], in_touch: dict[UUID, InTouch], show: str, today: date) -> bool:
    own = work[row.person_id]
    if show == DUE:
        is_due = in_touch_words.is_for_today(in_touch[row.person_id], today)
        return is_due or own.is_turned_away_too_often or own.expected_on is not None
    if show == WAITING:
        return own.longest_wait_days is not None
    return True


def _concern(one: WaitingConcern, today: date) -> ConcernLine:
    return ConcernLine(
        link=Link(
            words=f"{in_touch_words.KINDS[one.kind]} about {one.preferred_name}",
            url=reverse("casework:concern", kwargs={"concern_id": one.concern_id}),
        ),
        due=in_touch_words.moment(one.due_at, today),
        is_late=one.is_late,
    )


def _to_speak_to(rows: list[CaseloadRow], in_touch: dict[UUID, InTouch], today: date) -> tuple[TodayLine, ...]:
    """Return whom to speak to today: meetings in time order, then who is due by the rhythm that they agreed."""
    lines: list[tuple[tuple[str, date, str], TodayLine]] = []
    for row in rows:
        own = in_touch[row.person_id]
        meets_at = own.next_meeting_at
        if meets_at is not None and timezone.localdate(meets_at) == today:
            when, place = f"At {filters.time_words(meets_at)}", (meets_at.isoformat(), today)
        elif in_touch_words.is_for_today(own, today):
            when, place = in_touch_words.next_contact(own, today), ("~", own.due_on or today)
        else:
            continue
        line = TodayLine(when, Link(words=row.preferred_name, url=_address(row)), _note_address(row))
        lines.append(((*place, row.preferred_name), line))
    return tuple(line for _, line in sorted(lines, key=lambda pair: pair[0]))


def _in_order(rows: list[CaseloadRow], work: dict[UUID, Work], today: date) -> list[CaseloadRow]:
    """Return first whom services turned away, then what is overdue, then the longest without a contact."""

    def place(row: CaseloadRow) -> tuple[bool, bool, date]:
        own = work[row.person_id]
        is_overdue = own.expected_on is not None and own.expected_on < today
        return (not own.is_turned_away_too_often, not is_overdue, own.last_contact_on or date.min)

    return sorted(rows, key=place)


def _table(rows: list[CaseloadRow], work: dict[UUID, Work], in_touch: dict[UUID, InTouch], today: date) -> Table:
    return Table(
        caption="People",
        is_caption_hidden=True,
        count_words=f"{filters.plural(len(rows), 'person', 'people')} shown",
        columns=(
            Column(label="Name"),
            Column(label="Next, as agreed"),
            Column(label="Last contact"),
            Column(label="Longest wait now"),
            Column(label="What is due"),
        ),
        rows=tuple(_cells(row, work[row.person_id], in_touch[row.person_id], today) for row in rows),
    )


def _cells(row: CaseloadRow, work: Work, in_touch: InTouch, today: date) -> tuple[str | Link, ...]:
    due = words.what_is_due(
        is_turned_away=work.is_turned_away_too_often,
        times=work.times_turned_away,
        expected_on=work.expected_on,
        today=today,
    )
    to_know = [part for part in (due, *in_touch_words.to_know(in_touch, today)) if part]
    return (
        Link(words=row.preferred_name, url=_address(row)),
        Link(
            words=in_touch_words.next_contact(in_touch, today) or "Note a contact",
            hidden_words=f"with {row.preferred_name}",
            url=_note_address(row),
        ),
        filters.days_ago_words(work.last_contact_on, today) if work.last_contact_on else "None noted yet",
        "No wait" if work.longest_wait_days is None else words.waited(work.longest_wait_days),
        ". ".join(to_know) or "Nothing",
    )


def _note_address(row: CaseloadRow) -> str:
    return _pattern("casework:contact-new").replace(_NOBODY, str(row.person_id))


def _address(row: CaseloadRow) -> str:
    return _pattern("casework:person").replace(_NOBODY, str(row.person_id))


_NOBODY = str(UUID(int=0))


@cache
def _pattern(name: str) -> str:
    # Django puts an address together slowly, and a caseload has several for each of a hundred people.
    return reverse(name, kwargs={"person_id": _NOBODY})


def _empty(has_people: bool) -> EmptyState:
    if has_people:
        return EmptyState(
            title="Nobody here just now",
            words="Nobody on your caseload matches this. Show all your people to see the whole list.",
            action=Link(words="Show all my people", url=reverse("casework:caseload")),
        )
    return EmptyState(
        title="Your people will be here",
        words="When somebody chooses you, or your team is asked to support them, they come onto this list.",
    )
