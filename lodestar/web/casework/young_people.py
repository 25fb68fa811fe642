"""Young people: who moves on to adult services and how that goes, and whom services turned away. No birthday closes."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access.roles import CASEWORK_ROLES, DESK_ROLES
from lodestar.access.viewers import Viewer
from lodestar.people import queries as people_queries
from lodestar.people.actions import OpenReason
from lodestar.referrals import queries as referral_queries
from lodestar.referrals.moving_on import actions, queries
from lodestar.referrals.moving_on.queries import Declined, Move
from lodestar.rules.life_areas import LIFE_AREAS
from lodestar.rules.young_people import TransitionEnd, TransitionPart, TransitionStepKind
from lodestar.web import filters
from lodestar.web.casework import record, words
from lodestar.web.casework.entries import FormPage
from lodestar.web.components import day_field, fields
from lodestar.web.components.forms import OnceForm, PageForm
from lodestar.web.components.frame import BackLink
from lodestar.web.components.lists import Column, Link, Table
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

PARTS = {
    TransitionPart.NAMED_WORKER: "a named worker",
    TransitionPart.PLAN: "a plan that they signed",
    TransitionPart.MET_ADULT_WORKER: "a meeting with the adult worker",
    TransitionPart.FOLDER: "their own folder",
}
STEPS = {
    TransitionStepKind.PLAN_SIGNED: "They signed the plan",
    TransitionStepKind.MET_ADULT_WORKER: "They met the adult worker",
    TransitionStepKind.FOLDER_GIVEN: "They have their own folder",
    TransitionStepKind.APPOINTMENT_KEPT: "They came to an appointment at the adult service",
    TransitionStepKind.APPOINTMENT_MISSED: "They missed an appointment at the adult service",
    TransitionStepKind.CHECK_IN: "We checked in with them after the move",
    TransitionStepKind.ENDED: "The move has ended",
}
ENDS = {
    TransitionEnd.JOINED_ADULT_CARE: "They joined adult care",
    TransitionEnd.OTHER_HELP: "They have other help",
    TransitionEnd.NONE_WANTED: "They want no help now",
    TransitionEnd.LOST: "We lost touch",
}
DONE = {"begun": "The move is planned. Nothing was closed.", "step": "It is written down."}


class BeginForm(PageForm):
    """From where, to where, and on which day."""

    life_area = fields.RadiosField(label="Which part of life is it about?", missing="Choose the part of life")
    from_service = fields.RadiosField(label="From which service?", missing="Choose the service that they have now")
    to_service = fields.TextField(
        label="To which service for adults?", missing="Write the name of the service", max_length=200,
        hint="As it stands in the directory.",
    )  # fmt: skip
    target_on = day_field.DayField(
        label="On which day, as agreed with them?", missing="Enter the day that you agreed, like 27 3 2027"
    )
    wishes = fields.LongTextField(
        label="What matters to them about it?", hint="In their words.", required=False, most_characters=2_000, rows=3
    )

    def __init__(
        self, *args: Any, areas: tuple[str, ...], services: tuple[tuple[str, str], ...], viewer: Viewer, **kwargs: Any
    ) -> None:
        """Make the form with the parts of life that are open, and the services that they have."""
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        self.chosen_service: UUID | None = None
        area, service = self.fields["life_area"], self.fields["from_service"]
        assert isinstance(area, fields.RadiosField) and isinstance(service, fields.RadiosField)
        area.choices = tuple((one.value, one.label) for one in LIFE_AREAS if one.value in areas)
        service.choices = services

    def clean_to_service(self) -> str:
        """Return the name. Raises `ValidationError` where no open service, or more than one, has it."""
        name: str = self.cleaned_data["to_service"].strip()
        found = queries.services_called(self.viewer, name=name)
        if len(found) != 1:
            raise forms.ValidationError("Write the whole name of one service, as it stands in the directory")
        (self.chosen_service,) = found
        return name

    def clean_target_on(self) -> date:
        """Return the day. Raises `ValidationError` for one that is past."""
        target_on: date = self.cleaned_data["target_on"]
        if target_on < self.viewer.today:
            raise forms.ValidationError("The day is past. Enter the day that you agreed")
        return target_on


class StepForm(OnceForm):
    """One thing that happened in a move."""

    kind = fields.RadiosField(
        label="What happened?",
        missing="Choose what happened",
        choices=tuple((kind.value, said) for kind, said in STEPS.items()),
    )
    end = fields.RadiosField(
        label="If it has ended: how?", required=False, choices=tuple((end.value, said) for end, said in ENDS.items())
    )
    on = day_field.DayField(label="When?", missing="Enter the day, like 27 3 2027")
    words = fields.LongTextField(label="A few words, if you want", required=False, most_characters=2_000, rows=3)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        """Make the form on a day."""
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self) -> date:
        """Return the day. Raises `ValidationError` for one that is still to come."""
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError("The day is still to come. Enter the day on which it happened")
        return on

    def clean(self) -> dict[str, Any]:
        """Raise `ValidationError` where an end does not say how, or something else does."""
        given = self.cleaned_data
        if given.get("kind") == TransitionStepKind.ENDED and not given.get("end"):
            self.add_error("end", "Choose how it ended")
        if given.get("kind") and given["kind"] != TransitionStepKind.ENDED and given.get("end"):
            self.add_error("end", "Choose “The move has ended” above, or take this out")
        return given


@dataclass(frozen=True)
class MoveCard:
    """One move: where to, what is still missing, and what is due."""

    person: Link
    words: str
    missing: str
    due: str
    step: Link


@dataclass(frozen=True)
class YoungPeoplePage:
    """Everybody who moves on, and whom services turned away, as far as they are open to the viewer."""

    done: str
    without_plan: tuple[tuple[Link, str], ...]
    not_arrived: tuple[MoveCard, ...]
    moves: tuple[MoveCard, ...]
    declined_words: str
    declined: Table | None


@opens_to(CASEWORK_ROLES | DESK_ROLES)
def young_people(request: Request) -> HttpResponse:
    """Show who moves on, who has not arrived, and whom services turned away."""
    viewer = request.viewer
    moves = queries.transitions(viewer)
    overdue = queries.not_arrived(viewer, moves)
    turned_away = queries.turned_away_children(viewer)
    page = YoungPeoplePage(
        done=DONE.get(request.GET.get("done", ""), ""),
        without_plan=tuple(
            (
                Link(words=one.person_name, url=reverse("casework:move-new", kwargs={"person_id": one.person_id})),
                f"born {filters.date_words(one.born_on)}",
            )
            for one in queries.without_plan(viewer)
        ),
        not_arrived=tuple(_card(one) for one in overdue),
        moves=tuple(_card(one) for one in moves if one not in overdue and one.facts.end is None),
        declined_words=_declined_words(turned_away),
        declined=_declined(turned_away.rows) if turned_away.rows else None,
    )
    return render(request, "casework/young_people.html", page)


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def begin(request: Request, person_id: UUID) -> HttpResponse:
    """Plan a move to a service for adults."""
    viewer = request.viewer
    person = record.opened(request, person_id=person_id, reason=OpenReason.SUPPORT)
    held = {
        str(one.service_id): one.service_name
        for one in referral_queries.referrals_of(viewer, person_id=person_id)
        if one.is_open
    }
    form = BeginForm(
        request.POST or None,
        areas=people_queries.areas_open_to(viewer, person_id=person_id),
        services=tuple(held.items()),
        viewer=viewer,
    )
    if form.is_valid() and form.chosen_service is not None:
        given = form.cleaned_data
        try:
            actions.begin_transition(
                person_id=person_id,
                life_area=given["life_area"],
                from_service_id=UUID(given["from_service"]),
                to_service_id=form.chosen_service,
                target_on=given["target_on"],
                wishes=given["wishes"],
                by=viewer,
                at=timezone.now(),
            )
            return HttpResponseRedirect(f"{reverse('casework:young-people')}?done=begun")
        except actions.MoveUnderWay:
            form.add_error(None, "A move is planned already. Go on with that one, on the page of young people")
    page = FormPage(
        person_strip=record.strip(person),
        back=BackLink(label="young people", url=reverse("casework:young-people")),
        title="Plan the move to adult services",
        lead="It closes nothing. The service that they have now stays until they have arrived, whatever their age.",
        form=form,
        button="Plan the move",
    )
    return render(request, "casework/form.html", page)


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def step(request: Request, transition_id: UUID) -> HttpResponse:
    """Write down what happened in a move."""
    viewer = request.viewer
    move = queries.transition(viewer, transition_id=transition_id)
    if move is None:
        raise Http404
    person = record.opened(request, person_id=move.person_id, reason=OpenReason.SUPPORT)
    form = StepForm(request.POST or None, today=viewer.today, initial={"on": viewer.today})
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.record_transition_step(
                transition_id=transition_id,
                kind=TransitionStepKind(given["kind"]),
                on=given["on"],
                end=TransitionEnd(given["end"]) if given["end"] else None,
                words=given["words"],
                step_id=given["row_id"],
                by=viewer,
                at=timezone.now(),
            )
            return HttpResponseRedirect(f"{reverse('casework:young-people')}?done=step")
        except actions.EndBeforeArrival:
            form.add_error("end", "They have kept no appointment there yet. Write that down first")
    page = FormPage(
        person_strip=record.strip(person),
        back=BackLink(label="young people", url=reverse("casework:young-people")),
        title="What happened in the move?",
        lead=_words(move),
        form=form,
        button="Save",
        before=tuple(f"{filters.date_words(one.on)}: {_said(one.kind, one.end)}" for one in move.steps),
    )
    return render(request, "casework/form.html", page)


def _said(kind: str, end: str) -> str:
    return ENDS[TransitionEnd(end)] if end else STEPS[TransitionStepKind(kind)]


def _card(move: Move) -> MoveCard:
    missing = ", ".join(PARTS[part] for part in move.missing)
    due = ", ".join(filters.date_words(day) for day in move.check_ins_due)
    return MoveCard(
        person=Link(words=move.person_name, url=reverse("casework:person", kwargs={"person_id": move.person_id})),
        words=_words(move),
        missing=f"Still missing: {missing}." if missing else "Prepared.",
        due=f"Check-in due since {due}." if due else "",
        step=Link(
            words="Write down what happened",
            hidden_words=f"in the move of {move.person_name}",
            url=reverse("casework:move-step", kwargs={"transition_id": move.pk}),
        ),
    )


def _words(move: Move) -> str:
    facts = move.facts
    return (
        f"From {facts.from_service} to {facts.to_service}, planned for {filters.date_words(facts.target_on)},"
        f" with {move.named}. {move.holds} is there for them now."
    )


def _declined_words(found: queries.TurnedAwayChildren) -> str:
    if not found.rows:
        return ""
    percent = found.connected_percent
    connected = "nobody is due yet" if percent is None else f"{round(percent)}% had help elsewhere within 28 days"
    crisis = filters.plural(found.then_in_crisis, "child", "children")
    return f"In the last year: {connected}; {crisis} came to a crisis on or after a no. That claims no cause."


def _declined(rows: tuple[Declined, ...]) -> Table:
    return Table(
        caption="Children and young people whom a service turned away",
        columns=(
            Column(label="Name"),
            Column(label="Service, and why"),
            Column(label="Offered instead"),
            Column(label="Family told"),
            Column(label="Since then"),
        ),
        rows=tuple(
            (
                Link(words=one.person_name, url=reverse("casework:referral", kwargs={"referral_id": one.referral_id})),
                f"{one.service_name}: {words.DECLINE_REASONS[one.reason].lower()}",
                one.facts.instead,
                filters.date_words(one.facts.family_told_on)
                if one.facts.family_told_on
                else "Nobody has told them yet",
                _since(one),
            )
            for one in rows
        ),
    )


def _since(one: Declined) -> str:
    parts = []
    if one.facts.connected_on:
        parts.append(f"help from {filters.date_words(one.facts.connected_on)}")
    if one.came_back_on:
        parts.append(f"came back here {filters.date_words(one.came_back_on)}")
    if one.crisis_on:
        parts.append(f"in crisis {filters.date_words(one.crisis_on)}")
    return filters.capital("; ".join(parts)) or "Nothing yet. They can ask again in one step"
