"""How things are for me at work: tasks, what gets in the way, what helps. No name of an illness is asked for."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect

from lodestar.people.queries import RecordNotFound
from lodestar.plans.conversation import at_work, queries
from lodestar.web.components import fields
from lodestar.web.components.forms import OnceForm
from lodestar.web.plan.forms import LONGEST_WORDS
from lodestar.web.plan.space import PlacedPage, Space, row_id
from lodestar.web.rendering import render
from lodestar.web.requests import Request


class ImpactForm(OnceForm):
    """One task, what happens with it, and what helps."""

    task = fields.TextField(
        label="What is the task?",
        hint="Like: answering the telephone, starting at eight, a loud room.",
        missing="Write one task in a few words",
        max_length=120,
    )
    what_happens = fields.LongTextField(
        label="What happens then?",
        hint="In my own words. Nobody asks what it is called.",
        missing="Write what happens, even one line",
        most_characters=LONGEST_WORDS,
        rows=3,
    )
    what_helps = fields.LongTextField(label="What helps?", required=False, most_characters=LONGEST_WORDS, rows=2)


@dataclass(frozen=True)
class ImpactCard:
    """One task, what happens with it, and what helps."""

    task: str
    what_happens: str
    what_helps: str
    out_url: str


@dataclass(frozen=True)
class AtWorkPage(PlacedPage):
    """What gets in the way at work and what helps, and a form for one more."""

    impacts: tuple[ImpactCard, ...]
    form: ImpactForm


def show(request: Request, space: Space) -> HttpResponse:
    """Show what gets in the way at work and what helps, and add to it."""
    if at_work.AREA not in space.life_areas:
        raise Http404
    form = ImpactForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        at_work.say_work_impact(
            person_id=space.person.pk,
            task=given["task"],
            what_happens=given["what_happens"],
            what_helps=given["what_helps"],
            impact_id=row_id(form),
            by=space.viewer,
            at=space.now,
        )
        return space.to("plan-at-work", "at-work")
    found = queries.work_impacts(space.viewer, person_id=space.person.pk)
    page = AtWorkPage(
        place=space.place(request, space.back_to_plan()),
        impacts=tuple(
            ImpactCard(one.task, one.what_happens, one.what_helps, space.url("plan-at-work-out", impact_id=one.pk))
            for one in found
        ),
        form=form,
    )
    return render(request, "plan/at_work.html", page)


def take_out(request: Request, space: Space, impact_id: UUID) -> HttpResponse:
    """Take out what is no longer so."""
    if request.method != "POST":
        return HttpResponseRedirect(space.url("plan-at-work"))
    if not any(one.pk == impact_id for one in queries.work_impacts(space.viewer, person_id=space.person.pk)):
        raise RecordNotFound
    at_work.take_out_work_impact(impact_id=impact_id, by=space.viewer, at=space.now)
    return space.to("plan-at-work", "taken-out")
