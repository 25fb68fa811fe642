"""The plan on one page: it opens with the person, then what comes next, then the six parts of a life."""

from django.http import HttpResponse

from lodestar.plans import whole_plan
from lodestar.plans.whole_plan import WholePlan
from lodestar.rules.life_areas import LIFE_AREAS, LifeArea
from lodestar.web import filters
from lodestar.web.components.lists import Link
from lodestar.web.plan import pages
from lodestar.web.plan.space import Space
from lodestar.web.rendering import render
from lodestar.web.requests import Request

OWN_LEAD = "This plan is yours. It is in your words, and you choose"
THEIR_LEAD = "This plan belongs to the person, in their words. Everybody works from it, and they choose"


def show(request: Request, space: Space, says: pages.Says, *, back: Link, sharing_url: str) -> HttpResponse:
    """Show the plan; `says` tells where a request stands, in the words of the door."""
    plan = whole_plan.whole_plan(space.viewer, person_id=space.person.pk, life_areas=space.life_areas)
    open_steps = plan.open_steps
    beyond = len(open_steps) - pages.NEXT_AT_MOST
    page = pages.PlanPage(
        place=space.place(request, back),
        title="My plan" if space.is_own else "Plan",
        lead=OWN_LEAD if space.is_own else THEIR_LEAD,
        sharing_url=sharing_url,
        about=pages.about_me(space),
        about_url=space.url("about-me") if space.is_own else "",
        talk=Link(words=_talk_words(plan), url=space.url("plan-talk")),
        talk_said=_talk_said(plan),
        next_steps=pages.step_lines(space, open_steps[: pages.NEXT_AT_MOST]),
        more_steps=f"And {filters.plural(beyond, 'more', 'more')}, each with its part of life." if beyond > 0 else "",
        areas=pages.plan_page_areas(space, plan, says),
        closed_areas=_closed(space),
        kept=tuple(pages.goal_card(space, goal) for goal in plan.kept_goals),
        beside=_beside(space),
    )
    return render(request, "plan/plan.html", page)


def _talk_words(plan: WholePlan) -> str:
    now = plan.conversation
    if now is None:
        return "Go through the plan"
    return "Go on where we stopped" if now.finished_at is None else "Go through the plan again"


def _talk_said(plan: WholePlan) -> str:
    now = plan.conversation
    if now is None:
        return "One part of life at a time. It is saved as you go, and you can stop at any time."
    if now.finished_at is None:
        return f"Begun on {filters.short_date_words(now.begun_at)} with {now.begun_by_name}."
    return f"Last gone through on {filters.short_date_words(now.finished_at)}."


def _closed(space: Space) -> str:
    closed = [area for area in LIFE_AREAS if area.value not in space.life_areas]
    return ", ".join(filters.life_area_label(area).lower() for area in closed)


def _beside(space: Space) -> tuple[Link, ...]:
    """Return the pages that belong to the plan and have their own place."""
    links = [
        Link(words="Keeping well: my signs, my crisis plan, my week", url=space.url("plan-wellness")),
        Link(words="My way through: what must happen, who decides, by when", url=space.url("plan-way")),
        Link(words="What we decide together", url=space.url("plan-together")),
        Link(words="Help with everyday things", url=space.url("plan-everyday")),
        Link(words="Who supports me, and who pays", url=space.url("plan-outward")),
        Link(words="Print the plan", url=space.url("plan-paper", size="plan")),
        Link(words="Print it in large letters", url=space.url("plan-paper", size="large")),
    ]
    if LifeArea.WORK_AND_LEARNING in space.life_areas:
        links.insert(3, Link(words="At work: what gets in the way, what helps", url=space.url("plan-at-work")))
    if not space.is_own:
        links.append(Link(words="How we write about people", url=space.url_outside("wording")))
    if space.is_own:
        links.append(Link(words="Print my week", url=space.url("plan-paper", size="week")))
        links.insert(1, Link(words="My crisis card", url=space.url("crisis-card")))
        links.append(Link(words="Take a copy of everything that is kept", url=space.url("copy")))
    return tuple(links)
