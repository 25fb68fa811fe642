"""Goals and next steps: set, said better, rated, turned; added, done, dropped."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from markupsafe import Markup

from lodestar.plans.deciding import queries as deciding_queries
from lodestar.plans.goals import actions, queries
from lodestar.plans.goals.actions import Owner
from lodestar.plans.goals.models import PlanStep
from lodestar.plans.goals.queries import GoalRow
from lodestar.rules import wording
from lodestar.rules.goals import GoalState
from lodestar.web import filters
from lodestar.web.charts import sparkline
from lodestar.web.components.forms import PageForm
from lodestar.web.components.lists import Link, TimelineEntry
from lodestar.web.plan import forms, pages, words
from lodestar.web.plan.space import PlacedPage, Space, form_page, row_id
from lodestar.web.rendering import render
from lodestar.web.requests import Request

FEWEST_FOR_A_LINE = 2
VERBATIM = "Write it the way it is said. It stays word for word."


@dataclass(frozen=True)
class GoalPage(PlacedPage):
    """One goal: its words, how it goes, what happened, and what comes next."""

    words: str
    life_area: str
    state: str
    rated: str
    line: Markup
    rate_form: PageForm
    turn: Link
    reword: Link
    stance: Link | None
    conflicts: tuple[str, ...]
    new_step: Link
    steps: tuple[pages.StepLine, ...]
    done_steps: tuple[str, ...]
    history: tuple[TimelineEntry, ...]


def new_goal(request: Request, space: Space) -> HttpResponse:
    """Set a goal, word for word, with a first number if they like."""
    form = forms.GoalForm(request.POST or None, areas=space.life_areas, initial={"life_area": request.GET.get("area")})
    if form.is_valid():
        given = form.cleaned_data
        goal = actions.set_goal(
            person_id=space.person.pk,
            life_area=given["life_area"],
            words=given["words"],
            goal_id=row_id(form),
            by=space.viewer,
            at=space.now,
        )
        if given["points"]:
            actions.rate_goal(goal_id=goal.pk, points=int(given["points"]), by=space.viewer, at=space.now)
        return space.to("plan", "goal")
    return form_page(
        request,
        space,
        title="Add a goal",
        lead=VERBATIM,
        form=form,
        button="Put it on the plan",
        prompts=wording.PROMPTS,
    )


def goal(request: Request, space: Space, goal_id: UUID) -> HttpResponse:
    """Show one goal, and write down how far along the person feels."""
    row = _goal(space, goal_id)
    form = forms.RateForm(request.POST or None)
    if form.is_valid():
        actions.rate_goal(goal_id=goal_id, points=int(form.cleaned_data["points"]), by=space.viewer, at=space.now)
        return space.to("plan-goal", "rated", goal_id=goal_id)
    page = GoalPage(
        place=space.place(request, space.back_to_plan()),
        words=row.words,
        life_area=row.life_area,
        state=words.STATES[row.state],
        rated=words.rated(row),
        line=_line(row),
        rate_form=form,
        turn=Link(words="Say where it is now", url=space.url("plan-goal-turn", goal_id=goal_id)),
        reword=Link(words="Say it another way", url=space.url("plan-goal-reword", goal_id=goal_id)),
        stance=None
        if space.is_own
        else Link(words="Say if your team's plan goes the same way", url=space.url("plan-stance", goal_id=goal_id)),
        conflicts=pages.goal_card(
            space,
            row,
            deciding_queries.conflicts(space.viewer, person_id=space.person.pk, life_areas=[row.life_area]),
        ).conflicts,
        new_step=Link(
            words="Add a next step",
            url=f"{space.url('plan-step-new')}?area={row.life_area}&goal={goal_id}",
        ),
        steps=pages.step_lines(space, (step for step in row.steps if step.is_open)),
        done_steps=tuple(step.words for step in row.steps if not step.is_open),
        history=_history(row),
    )
    return render(request, "plan/goal.html", page)


def reword(request: Request, space: Space, goal_id: UUID) -> HttpResponse:
    """Say a goal another way; nothing is lost when two do it at once."""
    now = _goal(space, goal_id).words
    form = forms.RewordForm(request.POST or None, initial={"seen": now, "words": now})
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.reword_goal(
                goal_id=goal_id,
                seen=given["seen"],
                words=given["words"],
                is_correction=given["is_correction"] == "yes",
                by=space.viewer,
                at=space.now,
            )
        except actions.ChangedMeanwhile as changed:
            now = changed.now
            form.data = {**request.POST.dict(), "seen": now}
            form.add_error("words", "It was changed while you were writing. Look at both, then save again")
        else:
            return space.to("plan-goal", "goal-said", goal_id=goal_id)
    return form_page(
        request,
        space,
        title="Say the goal another way",
        lead="It says now:",
        own_words=now,
        form=form,
        button="Save",
        back=_back_to_goal(space, goal_id),
    )


def turn(request: Request, space: Space, goal_id: UUID) -> HttpResponse:
    """Say where a goal is now."""
    row = _goal(space, goal_id)
    form = forms.TurnForm(request.POST or None, is_own=space.is_own, initial={"state": row.state})
    if form.is_valid():
        given = form.cleaned_data
        actions.turn_goal(
            goal_id=goal_id,
            state=GoalState(given["state"]),
            learned=given["learned"],
            by=space.viewer,
            at=space.now,
        )
        return space.to("plan-goal", "turned", goal_id=goal_id)
    return form_page(
        request,
        space,
        title="Where is this goal now?",
        lead="What was tried and learned stays on the plan. It never counts against anybody.",
        own_words=row.words,
        form=form,
        button="Save",
        back=_back_to_goal(space, goal_id),
    )


def new_step(request: Request, space: Space) -> HttpResponse:
    """Add a next step with its one owner."""
    owners = owner_choices(space)
    goal_id = _goal_named(request, space)
    form = forms.StepForm(
        request.POST or None,
        areas=space.life_areas,
        owners=owners,
        today=space.today,
        initial={"life_area": request.GET.get("area")},
    )
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.add_step(
                person_id=space.person.pk,
                life_area=given["life_area"],
                words=given["words"],
                owner=owner_of(given["owner"]),
                goal_id=goal_id,
                due_on=given["due_on"],
                is_urgent=given["is_urgent"],
                step_id=row_id(form),
                by=space.viewer,
                at=space.now,
            )
        except actions.OwnerUnknown:
            form.add_error("owner", "They are no longer on this plan. Choose somebody else")
        else:
            return space.to("plan", "step")
    return form_page(request, space, title="Add a next step", form=form, button="Put it on the plan")


def step(request: Request, space: Space, step_id: UUID) -> HttpResponse:
    """Take a step off the list that nobody needs any more."""
    found = queries.step_seen(space.viewer, step_id=step_id)
    if found.person_id != space.person.pk:
        raise queries.StepNotFound
    if request.method == "POST":
        actions.drop_step(step_id=step_id, by=space.viewer, at=space.now)
        return space.to("plan", "step-dropped")
    return form_page(
        request,
        space,
        title="Take this off the list?",
        lead="It is kept in the history of the plan.",
        own_words=found.words,
        form=PageForm(),
        button="Take it off",
    )


def step_done(request: Request, space: Space, step_id: UUID) -> HttpResponse:
    """Tick a step off. A supporter ticks off their own."""
    found = queries.step_seen(space.viewer, step_id=step_id)
    if found.person_id != space.person.pk or found.owner == PlanStep.Owner.SUPPORTER:
        raise queries.StepNotFound
    if request.method != "POST":
        return HttpResponseRedirect(space.url("plan"))
    actions.do_step(step_id=step_id, by=space.viewer, at=space.now)
    return space.to("plan", "step-done")


def owner_choices(space: Space) -> list[tuple[str, str]]:
    """Return who may take a step, as choices of a form."""
    found = queries.possible_owners(space.viewer, person=space.person)
    return [
        (f"{one.owner}:{one.holder_id}", one.name) if one.holder_id else (one.owner, "Me" if space.is_own else one.name)
        for one in found
    ]


def owner_of(choice: str) -> Owner:
    """Return the owner that a choice of `owner_choices` names."""
    kind, _, holder_id = choice.partition(":")
    if not holder_id:
        return actions.ME
    return Owner(**{f"{kind}_id": UUID(holder_id)})


def _goal(space: Space, goal_id: UUID) -> GoalRow:
    found = queries.goal_seen(space.viewer, goal_id=goal_id)
    if found.person_id != space.person.pk:
        raise queries.GoalNotFound
    return queries.goal_detail(space.viewer, goal_id=goal_id)


def _goal_named(request: Request, space: Space) -> UUID | None:
    """Return the goal that the address names, if it is one of this plan."""
    try:
        goal_id = UUID(request.GET.get("goal", ""))
    except ValueError:
        return None
    return queries.goal_seen(space.viewer, goal_id=goal_id).pk


def _back_to_goal(space: Space, goal_id: UUID) -> Link:
    return Link(words="Back to the goal", url=space.url("plan-goal", goal_id=goal_id))


def _line(row: GoalRow) -> Markup:
    points = [rating.points for rating in row.ratings]
    if len(points) < FEWEST_FOR_A_LINE:
        return Markup("")
    said = f"From {points[0]} to {points[-1]} out of 10, in {filters.plural(len(points), 'number')}."
    return sparkline.sparkline(label=said, values=points)


def _history(row: GoalRow) -> tuple[TimelineEntry, ...]:
    """Return all that was said of a goal, the newest first."""
    told = [
        (one.said_at, "Said as" if place == 0 else "Said another way", one.words, one.said_by_name)
        for place, one in enumerate(row.versions)
    ]
    told += [(one.said_at, words.STATES[one.state], one.learned, one.said_by_name) for one in row.turns]
    told += [(one.at, f"{one.points} out of 10", "", one.by_name) for one in row.ratings]
    told.sort(key=lambda entry: entry[0], reverse=True)
    return tuple(
        TimelineEntry(when=filters.short_date_words(at), title=title, body=body, by=by, is_now=place == 0)
        for place, (at, title, body, by) in enumerate(told)
    )
