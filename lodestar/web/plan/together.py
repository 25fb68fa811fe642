"""What we decide together: options and choices, more care or less, looks at the plan, and a plan handed on."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect

from lodestar.plans.deciding import actions, queries
from lodestar.plans.deciding.actions import Choice, Option
from lodestar.plans.deciding.models import CareDecision, CareRequest, DecisionMade, Review, SharedDecision, Stance
from lodestar.plans.goals import queries as goal_queries
from lodestar.web import filters
from lodestar.web.components.lists import Link
from lodestar.web.plan import together_forms as forms
from lodestar.web.plan.space import PlacedPage, Space, form_page
from lodestar.web.rendering import render
from lodestar.web.requests import Request

HOURS_IN_A_DAY = 24


@dataclass(frozen=True)
class OptionLine:
    """One option with what speaks for it and against it. `is_chosen` marks the newest choice."""

    words: str
    speaks_for: str
    speaks_against: str
    is_chosen: bool


@dataclass(frozen=True)
class DecisionCard:
    """One decision: question, what matters, options, and who decided what."""

    question: str
    preferences: str
    asked: str
    options: tuple[OptionLine, ...]
    decided: str
    why: str
    decide: Link


@dataclass(frozen=True)
class CareCard:
    """One request for more care or less, with its answer. `decide_url` is empty where it is answered."""

    asked: str
    words: str
    decided: str
    answer: str
    decide_url: str


@dataclass(frozen=True)
class ReviewLine:
    """One look at the plan."""

    when: str
    who: str
    words: str


@dataclass(frozen=True)
class HandoverLine:
    """One handing on of the plan. `received_url` is set for whoever is to say that they have it."""

    said: str
    goals: str
    words: str
    received: str
    received_url: str


@dataclass(frozen=True)
class TogetherPage(PlacedPage):
    """All of it on one page."""

    next_review: str
    decisions: tuple[DecisionCard, ...]
    care: tuple[CareCard, ...]
    care_took: str
    reviews: tuple[ReviewLine, ...]
    handovers: tuple[HandoverLine, ...]
    new_decision_url: str
    new_care_url: str
    new_review_url: str
    hand_on_url: str


def together(request: Request, space: Space) -> HttpResponse:
    """Show what was decided together, asked, looked at and handed on."""
    viewer, person_id = space.viewer, space.person.pk
    reviews = queries.reviews_of(viewer, person_id=person_id)
    page = TogetherPage(
        place=space.place(request, space.back_to_plan()),
        next_review=_next_review(space, reviews),
        decisions=tuple(_decision(space, one) for one in queries.decisions_of(viewer, person_id=person_id)),
        care=tuple(_care(space, one) for one in queries.care_requests_of(viewer, person_id=person_id)),
        care_took=_took(queries.median_hours_to_decide(viewer, person_id=person_id)),
        reviews=tuple(_review(one) for one in reviews),
        handovers=tuple(_handover(space, one) for one in queries.handovers_of(viewer, person_id=person_id)),
        new_decision_url=space.url("plan-decision-new"),
        new_care_url=space.url("plan-care-new"),
        new_review_url=space.url("plan-review-new"),
        hand_on_url="" if space.is_own else space.url("plan-hand-on"),
    )
    return render(request, "plan/together.html", page)


def new_decision(request: Request, space: Space) -> HttpResponse:
    """Put options side by side."""
    form = forms.QuestionForm(request.POST or None, areas=space.life_areas)
    if form.is_valid():
        given = form.cleaned_data
        actions.ask_to_decide(
            person_id=space.person.pk,
            life_area=given["life_area"],
            question=given["question"],
            preferences=given["preferences"],
            options=[
                Option(given[f"option_{number}"], given[f"for_{number}"], given[f"against_{number}"])
                for number in range(1, forms.OPTIONS + 1)
            ],
            by=space.viewer,
            at=space.now,
        )
        return space.to("plan-together", "asked")
    return _form(request, space, title="Something to decide", form=form, button="Put it on the plan")


def decision(request: Request, space: Space, decision_id: UUID) -> HttpResponse:
    """Say what is chosen, and who decided."""
    asked = next(
        (one for one in queries.decisions_of(space.viewer, person_id=space.person.pk) if one.pk == decision_id), None
    )
    if asked is None:
        raise queries.NotThere
    form = forms.ChoiceForm(request.POST or None, options=[(str(one.pk), one.words) for one in asked.options.all()])
    if form.is_valid():
        given = form.cleaned_data
        choice = Choice(
            decided_by=DecisionMade.DecidedBy(given["decided_by"]),
            option_id=None if given["option"] == "other" else UUID(given["option"]),
            words=given["words"],
            with_whom=given["with_whom"],
        )
        actions.decide_together(decision_id=decision_id, choice=choice, by=space.viewer, at=space.now)
        return space.to("plan-together", "chosen")
    return _form(request, space, title="What is chosen?", lead=asked.question, form=form, button="Save")


def new_care(request: Request, space: Space) -> HttpResponse:
    """Ask the team for more care or less."""
    form = forms.CareForm(request.POST or None, areas=space.life_areas)
    if form.is_valid():
        given = form.cleaned_data
        actions.ask_for_care(
            person_id=space.person.pk,
            life_area=given["life_area"],
            direction=CareRequest.Direction(given["direction"]),
            words=given["words"],
            by=space.viewer,
            at=space.now,
        )
        return space.to("plan-together", "care-asked")
    return _form(
        request,
        space,
        title="More care, or less",
        lead="The team answers here. The time from asking to the answer is kept.",
        form=form,
        button="Ask the team",
    )


def decide_care(request: Request, space: Space, request_id: UUID) -> HttpResponse:
    """Write down what the team decided."""
    asked = queries.care_request_seen(space.viewer, request_id=request_id)
    if space.is_own or asked.person_id != space.person.pk:
        raise queries.NotThere
    form = forms.CareDecisionForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.decide_on_care(
                request_id=request_id,
                outcome=CareDecision.Outcome(given["outcome"]),
                words=given["words"],
                members=given["members"].splitlines(),
                has_peer=given["has_peer"],
                has_person=given["has_person"],
                by=space.viewer,
                at=space.now,
            )
        except actions.AlreadyDecided:
            form.add_error(None, "A colleague answered this before. Go back to read it")
        else:
            return space.to("plan-together", "care-decided")
    return _form(request, space, title="What the team decided", lead=asked.words, form=form, button="Save")


def new_review(request: Request, space: Space) -> HttpResponse:
    """Write down a look at the plan, and agree the next."""
    form = forms.ReviewForm(request.POST or None, today=space.today, initial={"happened_on": space.today})
    if form.is_valid():
        given = form.cleaned_data
        actions.hold_review(
            person_id=space.person.pk,
            happened_on=given["happened_on"],
            is_with_person=given["is_with_person"] == "yes",
            who_was_there=given["who_was_there"],
            words=given["words"],
            next_on=given["next_on"],
            by=space.viewer,
            at=space.now,
        )
        return space.to("plan-together", "reviewed")
    return _form(request, space, title="A look at the plan", form=form, button="Save")


def stance(request: Request, space: Space, goal_id: UUID) -> HttpResponse:
    """Say whether one's own team's plan goes the way of a goal."""
    goal = goal_queries.goal_seen(space.viewer, goal_id=goal_id)
    own = [
        (str(team_id), name)
        for team_id, name in queries.teams_around(space.viewer, person_id=space.person.pk)
        if team_id in space.viewer.team_ids
    ]
    if space.is_own or goal.person_id != space.person.pk or not own:
        raise goal_queries.GoalNotFound
    form = forms.StanceForm(request.POST or None, teams=own)
    if form.is_valid():
        given = form.cleaned_data
        actions.take_stance(
            goal_id=goal_id,
            team_id=UUID(given["team"]),
            way=Stance.Way(given["way"]),
            words=given["words"],
            by=space.viewer,
            at=space.now,
        )
        return space.to("plan-goal", "stance", goal_id=goal_id)
    return form_page(
        request,
        space,
        title="Does your team's plan go the same way?",
        lead="Where two plans disagree, this plan shows it, so that nobody gets two messages.",
        form=form,
        button="Save",
        back=Link(words="Back to the goal", url=space.url("plan-goal", goal_id=goal_id)),
    )


def hand_on(request: Request, space: Space) -> HttpResponse:
    """Hand the plan on with every goal in it."""
    if space.is_own or not space.is_whole:
        raise queries.NotThere
    teams = [(str(team_id), name) for team_id, name in queries.teams_around(space.viewer, person_id=space.person.pk)]
    form = forms.HandOnForm(request.POST or None, teams=teams)
    if form.is_valid():
        actions.hand_on_plan(
            person_id=space.person.pk,
            to_team_id=UUID(form.cleaned_data["to_team"]),
            words=form.cleaned_data["words"],
            by=space.viewer,
            at=space.now,
        )
        return space.to("plan-together", "handed-on")
    return _form(
        request,
        space,
        title="Hand the plan on",
        lead="The plan goes with the person, with every goal. The new team says when they have read it.",
        form=form,
        button="Hand it on",
    )


def received(request: Request, space: Space, handover_id: UUID) -> HttpResponse:
    """Say that the plan and its goals are here."""
    if request.method != "POST":
        return HttpResponseRedirect(space.url("plan-together"))
    try:
        actions.acknowledge_plan(handover_id=handover_id, by=space.viewer, at=space.now)
    except actions.NotTheirTeam as error:
        raise Http404 from error
    return space.to("plan-together", "received")


def _form(
    request: Request, space: Space, *, title: str, form: forms.PageForm, button: str, lead: str = ""
) -> HttpResponse:
    back = Link(words="Back to what we decide together", url=space.url("plan-together"))
    return form_page(request, space, title=title, lead=lead, form=form, button=button, back=back)


def _decision(space: Space, asked: SharedDecision) -> DecisionCard:
    made = max(asked.made.all(), key=lambda one: one.decided_at, default=None)
    decided = ""
    if made is not None:
        who = (
            forms.DECIDED_BY[DecisionMade.DecidedBy(made.decided_by)] if space.is_own else made.get_decided_by_display()
        )
        with_whom = f" With: {made.with_whom}." if made.with_whom else ""
        decided = f"Decided on {filters.short_date_words(made.decided_at)}. Who decided: {who}.{with_whom}"
    return DecisionCard(
        question=asked.question,
        preferences=asked.preferences,
        asked=f"Asked on {filters.short_date_words(asked.asked_at)} by {asked.asked_by.name}.",
        options=tuple(
            OptionLine(one.words, one.speaks_for, one.speaks_against, made is not None and made.option_id == one.pk)
            for one in asked.options.all()
        ),
        decided=decided,
        why=made.words if made else "",
        decide=Link(
            words="Change what is chosen" if made else "Say what is chosen",
            url=space.url("plan-decision", decision_id=asked.pk),
            hidden_words=f": {asked.question}",
        ),
    )


def _care(space: Space, asked: CareRequest) -> CareCard:
    decision = getattr(asked, "decision", None)
    decided = answer = ""
    if decision is not None:
        hours = (decision.decided_at - asked.asked_at).total_seconds() / 3600
        there = [*decision.members, *(["a peer worker"] if decision.has_peer else [])]
        decided = f"{decision.get_outcome_display()}, after {_hours(hours)}. There: {', '.join(there) or 'the team'}."
        answer = decision.words
    is_open = decision is None and not space.is_own
    return CareCard(
        asked=f"{asked.get_direction_display()}, asked on {filters.short_date_words(asked.asked_at)} "
        f"by {asked.asked_by.name}.",
        words=asked.words,
        decided=decided,
        answer=answer,
        decide_url=space.url("plan-care-decide", request_id=asked.pk) if is_open else "",
    )


def _review(review: Review) -> ReviewLine:
    there = "with you there" if review.is_with_person else "without the person"
    who = f"{review.held_by.name}, {there}" + (f", and {review.who_was_there}" if review.who_was_there else "")
    return ReviewLine(
        filters.short_date_words(review.happened_on), who.replace("with you", "with the person"), review.words
    )


def _handover(space: Space, row: queries.HandedOn) -> HandoverLine:
    handover = row.handover
    received = ""
    if handover.received_at is not None and handover.received_by is not None:
        received = f"{handover.received_by.name} has read it, {filters.short_date_words(handover.received_at)}."
    waits = handover.received_at is None and handover.to_team_id in space.viewer.team_ids and not space.is_own
    return HandoverLine(
        said=f"To {handover.to_team.name}, by {handover.sent_by.name} on {filters.short_date_words(handover.sent_at)}.",
        goals=f"{filters.plural(row.goals_sent, 'goal')} went along. {row.goals_there} of them are on the plan now.",
        words=handover.words,
        received=received,
        received_url=space.url("plan-received", handover_id=handover.pk) if waits else "",
    )


def _next_review(space: Space, reviews: list[Review]) -> str:
    if not reviews:
        return ""
    day = reviews[0].next_on
    said = filters.date_words(day)
    return (
        f"We look at the plan again on {said}." if day >= space.today else f"A look at the plan was agreed for {said}."
    )


def _took(hours: float | None) -> str:
    return f"Half of the answers came within {_hours(hours)}." if hours is not None else ""


def _hours(hours: float) -> str:
    if hours < 2 * HOURS_IN_A_DAY:
        return filters.plural(max(1, round(hours)), "hour")
    return filters.plural(round(hours / HOURS_IN_A_DAY), "day")
