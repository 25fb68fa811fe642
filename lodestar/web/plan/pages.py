"""What the plan on one page is given, and how it is put together."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from lodestar.plans.deciding.queries import Conflict
from lodestar.plans.goals.models import PlanStep
from lodestar.plans.goals.queries import GoalRow, StepRow
from lodestar.plans.whole_plan import PlannedArea, PlannedNeed, WholePlan
from lodestar.referrals.queries import Standing
from lodestar.rules.needs import WorkTopic
from lodestar.web import filters
from lodestar.web.components.lists import Link
from lodestar.web.plan import words
from lodestar.web.plan.space import PlacedPage, Space

# On the first look no more than this; all of them stand with their part of life.
NEXT_AT_MOST = 5


@dataclass(frozen=True)
class AboutMe:
    """One text about the person. `is_first` is said largest."""

    heading: str
    words: str
    is_first: bool = False


@dataclass(frozen=True)
class StepLine:
    """One next step: what, who and when. `done_url` is empty where the viewer does not tick it off."""

    words: str
    who: str
    when: str
    is_urgent: bool
    url: str
    done_url: str


@dataclass(frozen=True)
class GoalCard:
    """One goal in the person's own words, and how it goes. `points` is None without a rating."""

    words: str
    state: str
    rated: str
    points: int | None
    learned: str
    conflicts: tuple[str, ...]
    url: str


@dataclass(frozen=True)
class RequestLine:
    """One request for help: which service, and where it stands."""

    link: Link
    stands: str


@dataclass(frozen=True)
class NeedCard:
    """One need in the person's own words, and what comes of it. `comes_to` is empty while it hangs."""

    words: str
    said: str
    is_urgent: bool
    comes_to: str
    is_hanging: bool
    requests: tuple[RequestLine, ...]
    links: tuple[Link, ...]
    urgent_url: str


@dataclass(frozen=True)
class HelpCard:
    """One kind of help: wanted, offered, in place."""

    link: Link
    said: str


@dataclass(frozen=True)
class WorkLine:
    """One of the questions on work, with its answer; empty while nobody asked."""

    link: Link
    answer: str
    words: str


@dataclass(frozen=True)
class AreaCard:
    """One part of a life on the plan."""

    slug: str
    where_i_am: str
    what_i_want: str
    in_place: str
    said: str
    needs: tuple[NeedCard, ...]
    goals: tuple[GoalCard, ...]
    steps: tuple[StepLine, ...]
    helps: tuple[HelpCard, ...]
    requests: tuple[RequestLine, ...]
    work: tuple[WorkLine, ...]
    is_empty: bool
    write: Link
    more: tuple[Link, ...]


@dataclass(frozen=True)
class PlanPage(PlacedPage):
    """The plan on one page: who I am, what comes next, six parts of my life, what I keep."""

    title: str
    lead: str
    sharing_url: str
    about: tuple[AboutMe, ...]
    about_url: str
    talk: Link
    talk_said: str
    next_steps: tuple[StepLine, ...]
    more_steps: str
    areas: tuple[AreaCard, ...]
    closed_areas: str
    kept: tuple[GoalCard, ...]
    beside: tuple[Link, ...]


Says = Callable[[Standing], str]


def plan_page_areas(space: Space, plan: WholePlan, says: Says) -> tuple[AreaCard, ...]:
    """Return the cards of the parts of life; `says` tells where a request stands, in the words of its door."""
    return tuple(_area_card(space, area, plan, says) for area in plan.areas)


def about_me(space: Space) -> tuple[AboutMe, ...]:
    """Return what matters, strengths and how to speak, as far as they are said and open."""
    person = space.person
    if not space.is_whole:
        return ()
    texts = (
        AboutMe("What matters to me", person.what_matters, is_first=True),
        AboutMe("What I am good at", person.strengths),
        AboutMe("How I like to be spoken to", person.how_to_speak_to_me),
    )
    return tuple(text for text in texts if text.words)


def step_lines(space: Space, steps: Iterable[StepRow]) -> tuple[StepLine, ...]:
    """Return next steps as their reader sees them."""
    name, is_own, viewer_id, today = space.person.preferred_name, space.is_own, space.viewer.user_id, space.today
    opens_at, is_done_at = space.urls("plan-step", "step_id"), space.urls("plan-step-done", "step_id")
    return tuple(
        StepLine(
            words=step.words,
            who=words.owner(step, is_own=is_own, name=name, viewer_id=viewer_id),
            when=words.due(step.due_on, today),
            is_urgent=step.is_urgent,
            url=opens_at(step.step_id),
            done_url=is_done_at(step.step_id) if step.owner != PlanStep.Owner.SUPPORTER and step.is_open else "",
        )
        for step in steps
    )


def goal_card(space: Space, goal: GoalRow, conflicts: Sequence[Conflict] = ()) -> GoalCard:
    """Return one goal as a card."""
    latest = goal.progress.latest
    return GoalCard(
        words=goal.words,
        state="" if goal.is_live else words.STATES[goal.state],
        rated=words.rated(goal),
        points=latest.points if latest else None,
        learned=goal.turns[-1].learned if goal.turns else "",
        conflicts=tuple(
            f"{one.team_name} says something else: {one.words}" for one in conflicts if one.goal_id == goal.goal_id
        ),
        url=space.url("plan-goal", goal_id=goal.goal_id),
    )


def _area_card(space: Space, area: PlannedArea, plan: WholePlan, says: Says) -> AreaCard:
    said = area.said
    label = filters.life_area_label(area.life_area).lower()
    needs = tuple(need_card(space, need, says) for need in area.needs)
    work = work_lines(space, plan) if area.life_area == "work-and-learning" else ()
    return AreaCard(
        slug=area.life_area,
        where_i_am=said.where_i_am if said else "",
        what_i_want=said.what_i_want if said else "",
        in_place=said.in_place if said else "",
        said=f"Said on {filters.short_date_words(said.said_at)}, written by {said.said_by_name}." if said else "",
        needs=needs,
        goals=tuple(goal_card(space, goal, plan.conflicts) for goal in area.goals if goal.is_live),
        steps=step_lines(space, area.steps),
        helps=tuple(
            HelpCard(
                Link(words=words.HELPS[line.help], url=space.url("plan-help", kind=line.help.value)),
                words.help_line(line),
            )
            for line in area.helps
        ),
        requests=tuple(_request_line(space, one, says) for one in area.other_referrals),
        work=work,
        is_empty=area.is_empty and not area.helps and not any(line.answer for line in work),
        write=Link(
            words="Write about this part",
            url=space.url("plan-area", life_area=area.life_area),
            hidden_words=f": {label}",
        ),
        more=(
            Link(words="Add a goal", url=f"{space.url('plan-goal-new')}?area={area.life_area}", hidden_words=label),
            Link(
                words="Add a next step", url=f"{space.url('plan-step-new')}?area={area.life_area}", hidden_words=label
            ),
        ),
    )


def need_card(space: Space, need: PlannedNeed, says: Says) -> NeedCard:
    """Return one need as a card; it hangs while nothing came of it and nothing was asked for."""
    row = need.row
    is_hanging = need.decision is None and not row.referrals
    links = [
        Link(
            words="Say what comes of it" if need.decision is None else "Change what comes of it",
            url=space.url("plan-need", need_id=row.need_id),
            hidden_words=f": {row.words}",
        )
    ]
    links.append(
        Link(
            words="What it would cost",
            url=space.url("plan-package", need_id=row.need_id),
            hidden_words=f": {row.words}",
        )
    )
    if space.is_own:
        correct = space.url("correct-need", need_id=row.need_id)
        links.append(Link(words="Say it another way", url=correct, hidden_words=f": {row.words}"))
    return NeedCard(
        words=row.words,
        said=f"Said on {filters.short_date_words(row.recorded_at)}.",
        is_urgent=need.is_urgent,
        comes_to=words.decided(need.decision),
        is_hanging=is_hanging,
        requests=tuple(_request_line(space, one, says) for one in row.referrals),
        links=tuple(links),
        urgent_url=space.url("plan-need-urgent", need_id=row.need_id),
    )


def _request_line(space: Space, standing: Standing, says: Says) -> RequestLine:
    if space.is_own:
        url = space.url("referral", referral_id=standing.referral_id)
    else:
        url = space.url_outside("referral", referral_id=standing.referral_id)
    return RequestLine(Link(words=standing.service_name, url=url), says(standing))


def work_lines(space: Space, plan: WholePlan) -> tuple[WorkLine, ...]:
    lines = []
    for topic in WorkTopic:
        wish = plan.work.get(topic)
        said = [wish.words, wish.next_step] if wish else []
        lines.append(
            WorkLine(
                Link(words=words.TOPICS[topic], url=space.url("plan-work", topic=topic.value)),
                words.ANSWERS[wish.answer] if wish else "",
                " · ".join(one for one in said if one),
            )
        )
    return tuple(lines)
