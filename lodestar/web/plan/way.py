"""My way through: where I am, what must happen, who decides, by when; and what I am waiting for.

What somebody does next stays on the plan; what a service owes stays with its request, and is read here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse

from lodestar.plans.ways import actions, queries
from lodestar.plans.ways.actions import Point, WayHasEnded
from lodestar.plans.ways.models import Way, WayTurn
from lodestar.plans.ways.queries import PointRow, Turn, WayRow
from lodestar.referrals import queries as referral_queries
from lodestar.referrals.moving_on import queries as moving_queries
from lodestar.referrals.moving_on.queries import Move
from lodestar.referrals.queries import Standing
from lodestar.rules.referral_next import Due
from lodestar.rules.ways import Decider, WayKind
from lodestar.web import filters
from lodestar.web.components.lists import EmptyState, Link, TimelineEntry
from lodestar.web.plan import way_forms as forms
from lodestar.web.plan.space import PlacedPage, Space, form_page, row_id
from lodestar.web.rendering import render
from lodestar.web.requests import Request

_OWED = {
    Due.ANSWER: "They say yes or no by {day}.",
    Due.TELL_MORE: "They asked for something, and need it by {day}.",
    Due.MEET: "The first talk is to be by {day}.",
    Due.SAY_HOW_LONG: "They say by {day} how long it still takes.",
    Due.START: "It is agreed by {day} how it goes on.",
    Due.NEXT_OFFER: "The next step is agreed by {day}.",
}
GONE_BY = "That day has gone by: ask why"


@dataclass(frozen=True)
class PointLine:
    """One thing that must happen: what, who decides, by when, and what was said of it."""

    words: str
    decides: str
    when: str
    said: str
    is_open: bool
    is_next: bool
    url: str


@dataclass(frozen=True)
class WayCard:
    """One way."""

    title: str
    heading_to: str
    where_i_am: str
    said: str
    points: tuple[PointLine, ...]
    ended: str
    history: tuple[TimelineEntry, ...]
    now_url: str
    point_url: str
    end_url: str


@dataclass(frozen=True)
class WaitLine:
    """One request that waits: which service, what they owe by when, and who decides."""

    link: Link
    owed: str
    decides: str


@dataclass(frozen=True)
class WayPage(PlacedPage):
    """Every way of the person, and what they are waiting for."""

    title: str
    lead: str
    ways: tuple[WayCard, ...]
    over: tuple[WayCard, ...]
    moves: tuple[str, ...]
    waits: tuple[WaitLine, ...]
    empty: EmptyState | None
    new_url: str


def way(request: Request, space: Space) -> HttpResponse:
    """Show the ways, what must happen on each, who decides and by when."""
    found = queries.ways_of(space.viewer, person_id=space.person.pk)
    standings = referral_queries.referrals_of(space.viewer, person_id=space.person.pk)
    cards = [_card(space, one) for one in found if not one.ended]
    page = WayPage(
        place=space.place(request, space.back_to_plan()),
        title="My way through",
        lead="Where I am, what must happen, who decides, and by when.",
        ways=tuple(cards),
        over=tuple(_card(space, one) for one in found if one.ended),
        moves=tuple(_move(one) for one in moving_queries.transitions_of(space.viewer, person_id=space.person.pk)),
        waits=tuple(_wait(space, one) for one in standings if one.life_area in space.life_areas and _waits(one)),
        empty=None
        if cards
        else EmptyState(
            title="No way is written down yet",
            words="Are you leaving hospital, moving, or waiting to be seen? You can see here what must happen.",
        ),
        new_url=space.url("plan-way-new"),
    )
    return render(request, "plan/way.html", page)


def new_way(request: Request, space: Space) -> HttpResponse:
    """Begin a way."""
    form = forms.WayForm(request.POST or None, areas=space.life_areas, initial={"life_area": space.life_areas[:1]})
    if form.is_valid():
        given = form.cleaned_data
        actions.begin_way(
            person_id=space.person.pk,
            life_area=given["life_area"],
            kind=WayKind(given["kind"]),
            heading_to=given["heading_to"],
            where_i_am=given["where_i_am"],
            way_id=row_id(form),
            by=space.viewer,
            at=space.now,
        )
        return space.to("plan-way", "way")
    return _form(request, space, title="A way I have before me", form=form)


def way_now(request: Request, space: Space, way_id: UUID) -> HttpResponse:
    """Write down where the person is now."""
    row = _open_way(space, way_id)
    form = forms.NowForm(request.POST or None)
    if form.is_valid():
        _while_open(lambda: actions.say_where(
            person_id=space.person.pk, way_id=way_id, words=form.cleaned_data["words"], by=space.viewer, at=space.now
        ))  # fmt: skip
        return space.to("plan-way", "way-now")
    return _form(request, space, title="Where I am now", form=form, own_words=row.nows[0].words)


def new_point(request: Request, space: Space, way_id: UUID) -> HttpResponse:
    """Add something that must happen."""
    row = _open_way(space, way_id)
    form = forms.PointForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        point = Point(given["words"], Decider(given["decider"]), given["decider_name"], given["target_on"])
        _while_open(lambda: actions.add_point(
            person_id=space.person.pk, way_id=way_id, point=point, point_id=row_id(form), by=space.viewer, at=space.now
        ))  # fmt: skip
        return space.to("plan-way", "way-point")
    return _form(request, space, title="What must happen", form=form, lead=f"{row.kind.label}: {row.heading_to}")


def point(request: Request, space: Space, point_id: UUID) -> HttpResponse:
    """Say how something stands now."""
    row, found = queries.point_seen(space.viewer, person_id=space.person.pk, point_id=point_id)
    _open_way(space, row.way_id)
    now = found.now
    form = forms.TurnForm(request.POST or None, initial={"state": now.state, "target_on": now.target_on})
    if form.is_valid():
        given = form.cleaned_data
        _while_open(lambda: actions.turn_point(
            person_id=space.person.pk, point_id=point_id, state=WayTurn.State(given["state"]),
            target_on=given["target_on"], words=given["words"], by=space.viewer, at=space.now,
        ))  # fmt: skip
        return space.to("plan-way", "way-turn")
    return _form(request, space, title="How does this stand?", form=form, own_words=found.words)


def end_way(request: Request, space: Space, way_id: UUID) -> HttpResponse:
    """Say that a way is over."""
    row = _open_way(space, way_id)
    form = forms.EndForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        _while_open(lambda: actions.end_way(
            person_id=space.person.pk, way_id=way_id, ended=Way.Ended(given["ended"]), words=given["words"],
            by=space.viewer, at=space.now,
        ))  # fmt: skip
        return space.to("plan-way", "way-over")
    return _form(request, space, title="This way is over", form=form, lead=f"{row.kind.label}: {row.heading_to}")


def _form(
    request: Request, space: Space, *, title: str, form: forms.PageForm, lead: str = "", own_words: str = ""
) -> HttpResponse:
    back = Link(words="Back to my way through", url=space.url("plan-way"))
    return form_page(request, space, title=title, form=form, button="Save", back=back, lead=lead, own_words=own_words)


def _open_way(space: Space, way_id: UUID) -> WayRow:
    row = queries.way_seen(space.viewer, person_id=space.person.pk, way_id=way_id)
    if row.ended:
        raise queries.WayNotFound
    return row


def _while_open(act: Callable[[], object]) -> None:
    """Do something on a way; where somebody ended it in the meantime, the page of all ways says so."""
    try:
        act()
    except WayHasEnded as error:
        raise queries.WayNotFound from error


def _card(space: Space, row: WayRow) -> WayCard:
    newest = row.nows[0]
    upcoming = row.next_point
    ended = ""
    if row.ended_at is not None:
        how = Way.Ended(row.ended).label
        ended = f"{how}, {filters.short_date_words(row.ended_at)}."
    return WayCard(
        title=row.kind.label,
        heading_to=row.heading_to,
        where_i_am=newest.words,
        said=f"{newest.by_name} wrote this on {filters.short_date_words(newest.at)}.",
        points=tuple(
            _point(space, one, is_next=upcoming is not None and one.point_id == upcoming.point_id, is_over=bool(ended))
            for one in row.points
        ),
        ended=ended,
        history=_history(row),
        now_url="" if ended else space.url("plan-way-now", way_id=row.way_id),
        point_url="" if ended else space.url("plan-way-point-new", way_id=row.way_id),
        end_url="" if ended else space.url("plan-way-end", way_id=row.way_id),
    )


def _point(space: Space, one: PointRow, *, is_next: bool, is_over: bool) -> PointLine:
    decides = one.decider.label if one.decider is not Decider.SOMEBODY_ELSE or not one.decider_name else ""
    return PointLine(
        words=one.words,
        decides=": ".join(part for part in (decides, one.decider_name) if part),
        when=_when(one.now, space),
        said=one.now.words,
        is_open=one.is_open,
        is_next=is_next and not is_over,
        url="" if is_over else space.url("plan-way-point", point_id=one.point_id),
    )


def _when(turn: Turn, space: Space) -> str:
    day = filters.short_date_words(turn.target_on) if turn.target_on else ""
    if turn.state == WayTurn.State.HAPPENED:
        return f"It happened on {day}" if day else "It has happened"
    if turn.state == WayTurn.State.NOT_NEEDED:
        return "Not needed any more"
    if turn.target_on is None:
        return "No day is set yet"
    return f"By {day}" if turn.target_on >= space.today else f"By {day}. {GONE_BY}"


def _history(row: WayRow) -> tuple[TimelineEntry, ...]:
    """Return everything that was said on a way, the newest first."""
    said = [(one.at, one.by_name, "Where I am", one.words) for one in row.nows]
    for one in row.points:
        for number, turn in enumerate(reversed(one.turns)):
            what = "Added: " if number == 0 else f"{turn.state.label}: "
            day = f"By {filters.short_date_words(turn.target_on)}. " if turn.target_on else ""
            said.append((turn.at, turn.by_name, f"{what}{one.words}", f"{day}{turn.words}".strip()))
    if row.ended_at is not None:
        said.append((row.ended_at, row.ended_by_name, Way.Ended(row.ended).label, row.ended_words))
    said.sort(key=lambda entry: entry[0], reverse=True)
    return tuple(
        TimelineEntry(when=filters.short_date_words(at), title=title, body=body, by=by) for at, by, title, body in said
    )


def _move(move: Move) -> str:
    """Return a move to help for adults in one line; what it still asks for is on its worker's page."""
    facts = move.facts
    if facts.end is not None:
        return f"Moving from {facts.from_service} to {facts.to_service}: this move is over."
    day = filters.short_date_words(facts.target_on)
    return (
        f"Moving from {facts.from_service} to {facts.to_service}, by {day}. "
        f"I decide with my team. {move.named} goes through it with me."
    )


def _waits(standing: Standing) -> bool:
    """Return whether a request still waits for somebody; what has begun is on the plan."""
    return standing.is_open and standing.next_step is not None and standing.next_step.due in _OWED


def _wait(space: Space, standing: Standing) -> WaitLine:
    owed = standing.next_step
    assert owed is not None, "only what waits is shown here"
    late = f" {GONE_BY}." if owed.is_late(on=space.today) else ""
    if space.is_own:
        url = space.url("referral", referral_id=standing.referral_id)
    else:
        url = space.url_outside("referral", referral_id=standing.referral_id)
    return WaitLine(
        link=Link(words=standing.service_name, url=url),
        owed=_OWED[owed.due].format(day=filters.short_date_words(owed.by_on)) + late,
        decides="I decide if I want it. They decide if they can help.",
    )
