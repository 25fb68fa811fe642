"""My plan on paper: a tagged PDF in the person's words, in two sizes of letters."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpResponse

from lodestar.access.viewers import Viewer
from lodestar.people.queries import RecordNotFound
from lodestar.plans import whole_plan
from lodestar.plans.wellness import queries as wellness_queries
from lodestar.plans.wellness.models import RoutineSlot
from lodestar.plans.whole_plan import PlannedArea
from lodestar.web import filters
from lodestar.web.plan import pages, words
from lodestar.web.plan.space import Space
from lodestar.web.plan.wellness_forms import DAYS
from lodestar.web.requests import Request

_TEMPLATE = Path(__file__).with_name("plan.typ")
_WEEK = Path(__file__).with_name("week.typ")
POINTS = {"plan": 11, "large": 18}


def paper(request: Request, space: Space, size: str) -> HttpResponse:
    """Hand the plan out as a document to read and print."""
    document = week_as_pdf(space) if size == "week" else as_pdf(said(space, size=size))
    response = HttpResponse(document, content_type="application/pdf")
    # The name on the disk says nothing of whose it is.
    response.headers["Content-Disposition"] = 'inline; filename="plan.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response


def as_pdf(told: dict[str, Any]) -> bytes:
    """Return the document. Every word of it comes in as data, so nothing that anybody wrote is run as markup."""
    import typst

    made: bytes = typst.compile(_template(), sys_inputs={"plan": json.dumps(told, ensure_ascii=False)}, format="pdf")
    return made


def week_as_pdf(space: Space) -> bytes:
    """Return the shape of the person's own week, on one sheet for a wall. Raises RecordNotFound for anybody else."""
    import typst

    if not space.is_own:
        raise RecordNotFound
    slots = wellness_queries.routine_of(space.viewer, person_id=space.person.pk)
    told = {
        "title": "My week",
        "made": f"Printed on {filters.date_words(space.today)}",
        "days": list(DAYS),
        "parts": [
            [
                part.label,
                [[one.words for one in slots if (one.weekday, one.part_of_day) == (day, part)] for day in range(7)],
            ]
            for part in RoutineSlot.PartOfDay
        ],
    }
    inputs = {"week": json.dumps(told, ensure_ascii=False)}
    made: bytes = typst.compile(_WEEK.read_bytes(), sys_inputs=inputs, format="pdf")
    return made


def said(space: Space, *, size: str) -> dict[str, Any]:
    """Return what the paper says, as plain values."""
    plan = whole_plan.whole_plan(space.viewer, person_id=space.person.pk, life_areas=space.life_areas)
    return {
        "title": "My plan",
        "name": space.person.preferred_name,
        "made": f"Printed on {filters.date_words(space.today)}",
        "points": POINTS.get(size, POINTS["plan"]),
        "about": [[text.heading, text.words] for text in pages.about_me(space)],
        "next": [_step(line) for line in pages.step_lines(space, plan.open_steps)],
        "areas": [_area(space, area) for area in plan.areas if not area.is_empty],
        "kept": [[words.STATES[goal.state], goal.words, goal.turns[-1].learned] for goal in plan.kept_goals],
        "week": _week(space.viewer, space) if space.is_own else [],
    }


@cache
def _template() -> bytes:
    return _TEMPLATE.read_bytes()


def _step(line: pages.StepLine) -> list[str]:
    return [("Urgent: " if line.is_urgent else "") + line.words, line.who, line.when]


def _area(space: Space, area: PlannedArea) -> dict[str, Any]:
    text = area.said
    return {
        "title": filters.life_area_label(area.life_area),
        "want": text.what_i_want if text else "",
        "lines": [
            [label, words_said]
            for label, words_said in (
                ("Where I am now", text.where_i_am if text else ""),
                ("What is in place", text.in_place if text else ""),
            )
            if words_said
        ],
        "goals": [[goal.words, words.rated(goal)] for goal in area.goals if goal.is_live],
        "needs": [[need.row.words, words.decided(need.decision)] for need in area.needs],
        "helps": [[words.HELPS[line.help], words.help_line(line)] for line in area.helps],
    }


def _week(viewer: Viewer, space: Space) -> list[list[str]]:
    slots = wellness_queries.routine_of(viewer, person_id=space.person.pk)
    return [[DAYS[slot.weekday], slot.get_part_of_day_display(), slot.words] for slot in slots]
