"""Help with everyday things, put on the plan together: each ticked thing is a need with its next step and its owner."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.http import HttpResponse

from lodestar.plans import actions as plan_actions
from lodestar.plans.conversation import actions
from lodestar.plans.goals import actions as goal_actions
from lodestar.plans.wellness import queries as wellness_queries
from lodestar.rules.life_areas import LifeArea
from lodestar.rules.needs import Disposition
from lodestar.web.components import fields
from lodestar.web.components.forms import PageForm
from lodestar.web.plan import goals
from lodestar.web.plan.forms import choose
from lodestar.web.plan.space import PlacedPage, Space
from lodestar.web.rendering import render
from lodestar.web.requests import Request


@dataclass(frozen=True)
class Practical:
    """One everyday thing: what the person says they want, and the first step that somebody takes."""

    slug: str
    life_area: str
    need: str
    step: str
    by_month_day: tuple[int, int] | None = None


# Source: the story of Karen in the founding documents (inventory S3-16): calls, money, energy, food, Christmas.
EVERYDAY = (
    Practical("calls", LifeArea.SOCIAL_CONNECTION, "Somebody who rings me every week", "Agree a day for a weekly call"),
    Practical("money", LifeArea.MONEY, "Help with money and letters", "Look at the letters together"),
    Practical("energy", LifeArea.HOME, "Help with gas and electricity", "Ask what help there is with the energy bill"),
    Practical("food", LifeArea.MONEY, "A food parcel when the cupboard is empty", "Ask for a food parcel"),
    Practical(
        "christmas",
        LifeArea.SOCIAL_CONNECTION,
        "Not to be alone at Christmas",
        "Plan Christmas together: a meal, a call, a place to go",
        by_month_day=(12, 1),
    ),
)


class PracticalForm(PageForm):
    """What to put on the plan, and who takes the first steps."""

    wanted = fields.CheckboxesField(label="What would help?", missing="Tick at least one thing")
    owner = fields.RadiosField(label="Who takes the first steps?", missing="Choose who takes the first steps")

    def __init__(self, *args: Any, offered: list[Practical], owners: list[tuple[str, str]], **kwargs: Any) -> None:
        """Make the form for the things whose part of life opens, and for those who may take a step."""
        super().__init__(*args, **kwargs)
        choose(self, "wanted", [(one.slug, one.need) for one in offered])
        choose(self, "owner", owners)


@dataclass(frozen=True)
class PracticalPage(PlacedPage):
    """Everyday help, beside the early signs that were written down."""

    signs: tuple[tuple[str, str], ...]
    wellness_url: str
    form: PracticalForm


def show(request: Request, space: Space) -> HttpResponse:
    """Put everyday help on the plan, several things at once."""
    offered = [one for one in EVERYDAY if one.life_area in space.life_areas]
    form = PracticalForm(request.POST or None, offered=offered, owners=goals.owner_choices(space))
    if form.is_valid():
        _put_on_plan(space, [one for one in offered if one.slug in form.cleaned_data["wanted"]], form)
        return space.to("plan", "practical")
    signs = wellness_queries.wellness_of(space.viewer, person_id=space.person.pk).signs
    page = PracticalPage(
        place=space.place(request, space.back_to_plan()),
        signs=tuple((one.sign, one.what_i_want_done) for one in signs),
        wellness_url=space.url("plan-wellness"),
        form=form,
    )
    return render(request, "plan/practical.html", page)


def _put_on_plan(space: Space, chosen: list[Practical], form: PracticalForm) -> None:
    who: dict[str, Any] = {"by": space.viewer, "at": space.now}
    owner = goals.owner_of(form.cleaned_data["owner"])
    with transaction.atomic():
        for one in chosen:
            about: dict[str, Any] = {"person_id": space.person.pk, "life_area": one.life_area}
            need = plan_actions.record_need(**about, words=one.need, **who)
            step = goal_actions.add_step(
                **about, words=one.step, owner=owner, need_id=need.pk, due_on=_due(one, space.today), **who
            )
            actions.decide_need(need_id=need.pk, disposition=Disposition.ACTION, step_id=step.pk, **who)


def _due(one: Practical, today: date) -> date | None:
    if one.by_month_day is None:
        return None
    day = date(today.year, *one.by_month_day)
    return day if day >= today else day.replace(year=today.year + 1)
