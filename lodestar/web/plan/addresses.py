"""The addresses of a plan's pages below a record, the same at both doors. None holds a word about anybody."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, path

from lodestar.web.plan import (
    at_work,
    conversation,
    goals,
    outward,
    packages,
    practical,
    printing,
    together,
    way,
    wellness,
)
from lodestar.web.plan.space import View

PAGES: tuple[tuple[str, View, str], ...] = (
    ("plan/talk/", conversation.talk, "plan-talk"),
    ("plan/parts/<slug:life_area>/", conversation.area, "plan-area"),
    ("plan/job/<slug:topic>/", conversation.work, "plan-work"),
    ("plan/at-work/", at_work.show, "plan-at-work"),
    ("plan/at-work/<uuid:impact_id>/out/", at_work.take_out, "plan-at-work-out"),
    ("plan/everyday/", practical.show, "plan-everyday"),
    ("plan/outward/", outward.show, "plan-outward"),
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
    ("plan/goals/<uuid:goal_id>/team/", together.stance, "plan-stance"),
    ("plan/together/", together.together, "plan-together"),
    ("plan/together/decisions/new/", together.new_decision, "plan-decision-new"),
    ("plan/together/decisions/<uuid:decision_id>/", together.decision, "plan-decision"),
    ("plan/together/care/new/", together.new_care, "plan-care-new"),
    ("plan/together/care/<uuid:request_id>/", together.decide_care, "plan-care-decide"),
    ("plan/together/looks/new/", together.new_review, "plan-review-new"),
    ("plan/together/hand-on/", together.hand_on, "plan-hand-on"),
    ("plan/together/hand-on/<uuid:handover_id>/received/", together.received, "plan-received"),
    ("plan/way/", way.way, "plan-way"),
    ("plan/way/new/", way.new_way, "plan-way-new"),
    ("plan/way/<uuid:way_id>/where/", way.way_now, "plan-way-now"),
    ("plan/way/<uuid:way_id>/points/new/", way.new_point, "plan-way-point-new"),
    ("plan/way/<uuid:way_id>/over/", way.end_way, "plan-way-end"),
    ("plan/way/points/<uuid:point_id>/", way.point, "plan-way-point"),
    ("plan/well/", wellness.wellness, "plan-wellness"),
    ("plan/well/words/new/", wellness.section, "plan-section-new"),
    ("plan/well/words/<uuid:section_id>/", wellness.section, "plan-section"),
    ("plan/well/words/<uuid:section_id>/suggest/", wellness.suggest, "plan-suggest"),
    ("plan/well/suggestions/<uuid:suggestion_id>/", wellness.answer_suggestion, "plan-suggestion-answer"),
    ("plan/well/signs/new/", wellness.sign, "plan-sign-new"),
    ("plan/well/choices/new/", wellness.choice, "plan-choice-new"),
    ("plan/well/week/new/", wellness.slot, "plan-slot-new"),
    ("plan/well/<slug:kind>/<uuid:row>/out/", wellness.take_out, "plan-take-out"),
    ("plan/needs/<uuid:need_id>/package/", packages.package, "plan-package"),
    ("plan/needs/<uuid:need_id>/package/add/", packages.add, "plan-package-add"),
    ("plan/needs/<uuid:need_id>/package/money/", packages.budget, "plan-package-budget"),
    ("plan/needs/<uuid:need_id>/package/<uuid:item_id>/out/", packages.take_out, "plan-package-out"),
    ("plan/paper/<slug:size>/", printing.paper, "plan-paper"),
)


def through(door: Callable[[View], Callable[..., HttpResponse]], *, below: str = "") -> list[URLPattern]:
    """Return the addresses, each view put behind a door. `below` is what stands before: one person's record."""
    return [path(f"{below}{address}", door(view), name=name) for address, view, name in PAGES]
