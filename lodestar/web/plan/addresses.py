"""The addresses of a plan's pages below a record, the same at both doors. None holds a word about anybody."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, path

from lodestar.web.plan import conversation, goals
from lodestar.web.plan.space import View

PAGES: tuple[tuple[str, View, str], ...] = (
    ("plan/talk/", conversation.talk, "plan-talk"),
    ("plan/parts/<slug:life_area>/", conversation.area, "plan-area"),
    ("plan/work/<slug:topic>/", conversation.work, "plan-work"),
    ("plan/help/<slug:kind>/", conversation.help_story, "plan-help"),
    ("plan/needs/<uuid:need_id>/", conversation.decide, "plan-need"),
    ("plan/needs/<uuid:need_id>/urgent/", conversation.urgent, "plan-need-urgent"),
    ("plan/goals/new/", goals.new_goal, "plan-goal-new"),
    ("plan/goals/<uuid:goal_id>/", goals.goal, "plan-goal"),
    ("plan/goals/<uuid:goal_id>/words/", goals.reword, "plan-goal-reword"),
    ("plan/goals/<uuid:goal_id>/where/", goals.turn, "plan-goal-turn"),
    ("plan/steps/new/", goals.new_step, "plan-step-new"),
    ("plan/steps/<uuid:step_id>/", goals.step, "plan-step"),
    ("plan/steps/<uuid:step_id>/done/", goals.step_done, "plan-step-done"),
)


def through(door: Callable[[View], Callable[..., HttpResponse]], *, below: str = "") -> list[URLPattern]:
    """Return the addresses, each view put behind a door. `below` is what stands before: one person's record."""
    return [path(f"{below}{address}", door(view), name=name) for address, view, name in PAGES]
