"""Going through the plan: one part of life at a time, saved as it goes, until nothing is left hanging."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect

from lodestar.plans import queries as plan_queries
from lodestar.plans import whole_plan
from lodestar.plans.conversation import actions, helps, queries
from lodestar.plans.conversation.actions import AreaSaid
from lodestar.plans.conversation.models import AreaWords, Conversation, SupportWish
from lodestar.plans.goals import actions as goal_actions
from lodestar.plans.models import Need
from lodestar.plans.whole_plan import WholePlan
from lodestar.rules import life_areas
from lodestar.rules.needs import Disposition, NeedsHanging, WorkAnswer, WorkTopic
from lodestar.rules.service_kinds import Help
from lodestar.web import filters
from lodestar.web.components.lists import Link, TimelineEntry
from lodestar.web.plan import forms, goals, pages, words
from lodestar.web.plan.space import PlacedPage, Space, form_page
from lodestar.web.rendering import render
from lodestar.web.requests import Request

HELD_BY = {True: Conversation.HeldBy.PERSON, False: Conversation.HeldBy.BOTH}


@dataclass(frozen=True)
class TalkLine:
    """One part of life in the list of the conversation."""

    slug: str
    url: str
    said: str
    is_said: bool


@dataclass(frozen=True)
class TalkPage(PlacedPage):
    """Where the conversation stands."""

    title: str
    is_open: bool
    stands: str
    lines: tuple[TalkLine, ...]
    work: tuple[pages.WorkLine, ...]
    hanging: tuple[Link, ...]
    trouble: str
    action_url: str


@dataclass(frozen=True)
class AreaPage(PlacedPage):
    """One part of life: what is said, what is needed, which help is wanted."""

    title: str
    slug: str
    other: str
    other_by: str
    form: forms.AreaForm
    needs: tuple[pages.NeedCard, ...]
    goals: tuple[pages.GoalCard, ...]
    helps: tuple[pages.HelpCard, ...]
    work: tuple[pages.WorkLine, ...]
    new_need_url: str
    new_goal_url: str
    history: tuple[TimelineEntry, ...]


def talk(request: Request, space: Space) -> HttpResponse:
    """Show where the conversation stands; begin it, or finish it."""
    trouble = ""
    if request.method == "POST":
        if request.POST.get("does") != "finish":
            actions.begin_conversation(
                person_id=space.person.pk, held_by=HELD_BY[space.is_own], by=space.viewer, at=space.now
            )
            return HttpResponseRedirect(space.url("plan-talk"))
        try:
            actions.finish_conversation(person_id=space.person.pk, by=space.viewer, at=space.now)
        except NeedsHanging as hanging:
            count = filters.plural(len(hanging.hanging), "thing")
            trouble = f"{count} still hang. Say for each what comes of it: a next step, later, or no help wanted."
        except actions.WorkNotAsked:
            trouble = "Some questions on work and learning are still open. “Not now” is an answer too."
        else:
            return space.to("plan", "finished")
    plan = whole_plan.whole_plan(space.viewer, person_id=space.person.pk, life_areas=space.life_areas)
    return render(request, "plan/talk.html", _talk_page(request, space, plan, trouble))


def area(request: Request, space: Space, life_area: str) -> HttpResponse:
    """Write about one part of life; it is saved as a new version, and two who write at once lose nothing."""
    if life_area not in space.life_areas:
        raise Http404
    newest = queries.area_words(space.viewer, person_id=space.person.pk, life_areas=[life_area]).get(life_area)
    form = forms.AreaForm(request.POST or None, initial=_initial(newest))
    other: AreaWords | None = None
    if form.is_valid():
        given = form.cleaned_data
        said = AreaSaid(given["where_i_am"], given["what_i_want"], given["in_place"])
        try:
            actions.save_area(
                person_id=space.person.pk,
                life_area=life_area,
                said=said,
                seen_id=given["seen"],
                by=space.viewer,
                at=space.now,
            )
        except actions.ChangedMeanwhile as changed:
            other = changed.now
            form.data = {**request.POST.dict(), "seen": str(other.pk)}
            form.add_error(None, "Somebody else wrote here while you did. Look at both, then save again")
        else:
            return _go_on(request, space, life_area)
    return render(request, "plan/area.html", _area_page(request, space, life_area, form, other))


def decide(request: Request, space: Space, need_id: UUID) -> HttpResponse:
    """Say what comes of a need."""
    need = _need(space, need_id)
    form = forms.DecideForm(
        request.POST or None, owners=goals.owner_choices(space), is_own=space.is_own, today=space.today
    )
    if form.is_valid():
        _decide(space, need, form.cleaned_data)
        return space.to("plan", "decided")
    return form_page(
        request,
        space,
        title="What comes of this?",
        lead="Each thing ends as something that is done, as later, or as no help wanted. None is left hanging.",
        own_words=need.words,
        form=form,
        button="Save",
    )


def urgent(request: Request, space: Space, need_id: UUID) -> HttpResponse:
    """Move a need to the top of the list, or back."""
    need = _need(space, need_id)
    if request.method != "POST":
        return HttpResponseRedirect(space.url("plan"))
    now = queries.urgent_needs(space.viewer, person_id=space.person.pk, life_areas=[need.life_area])
    is_urgent = need_id not in now
    actions.mark_urgent(need_id=need_id, is_urgent=is_urgent, by=space.viewer, at=space.now)
    return space.to("plan", "urgent" if is_urgent else "not-urgent")


def work(request: Request, space: Space, topic: str) -> HttpResponse:
    """Answer one of the questions on work that are always asked."""
    if topic not in set(WorkTopic) or life_areas.LifeArea.WORK_AND_LEARNING not in space.life_areas:
        raise Http404
    asked = WorkTopic(topic)
    wish = queries.work_wishes(space.viewer, person_id=space.person.pk).get(asked)
    initial = {}
    if wish:
        initial = {
            "answer": wish.answer,
            "words": wish.words,
            "support": wish.support,
            "next_step": wish.next_step,
        }
    form = forms.WorkForm(request.POST or None, initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        actions.answer_on_work(
            person_id=space.person.pk,
            topic=asked,
            answer=WorkAnswer(given["answer"]),
            words=given["words"],
            support=given["support"],
            next_step=given["next_step"],
            by=space.viewer,
            at=space.now,
        )
        return space.to("plan", "work")
    return form_page(request, space, title=words.TOPICS[asked], form=form, button="Save")


def help_story(request: Request, space: Space, kind: str) -> HttpResponse:
    """Note one day in the story of a kind of help."""
    if kind not in set(Help) or helps.area_of(Help(kind)) not in space.life_areas:
        raise Http404
    asked = Help(kind)
    form = forms.HelpForm(request.POST or None, today=space.today, initial={"on": space.today})
    if form.is_valid():
        actions.note_support(
            person_id=space.person.pk,
            help_wanted=asked,
            said=SupportWish.Said(form.cleaned_data["said"]),
            on=form.cleaned_data["on"],
            by=space.viewer,
            at=space.now,
        )
        return space.to("plan-area", "help", life_area=helps.area_of(asked))
    return form_page(
        request,
        space,
        title=words.HELPS[asked],
        lead="What you want, what you were offered and what you have are three things. Each keeps its day.",
        form=form,
        button="Save",
        back=Link(words="Back", url=space.url("plan-area", life_area=helps.area_of(asked))),
    )


def _talk_page(request: Request, space: Space, plan: WholePlan, trouble: str) -> TalkPage:
    now = plan.conversation
    is_open = now is not None and now.finished_at is None
    hanging = [need for area in plan.areas for need in area.needs if need.decision is None]
    return TalkPage(
        place=space.place(request, space.back_to_plan()),
        title="Go through the plan",
        is_open=is_open,
        stands=f"Begun on {filters.short_date_words(now.begun_at)} with {now.begun_by_name}."
        if now and is_open
        else "",
        lines=tuple(
            TalkLine(
                slug=one.life_area,
                url=space.url("plan-area", life_area=one.life_area),
                said=f"Written on {filters.short_date_words(one.said.said_at)}" if one.said else "Nothing yet",
                is_said=one.said is not None,
            )
            for one in plan.areas
        ),
        work=pages.work_lines(space, plan) if life_areas.LifeArea.WORK_AND_LEARNING in space.life_areas else (),
        hanging=tuple(
            Link(words=need.row.words, url=space.url("plan-need", need_id=need.row.need_id)) for need in hanging
        ),
        trouble=trouble,
        action_url=space.url("plan-talk"),
    )


def _area_page(
    request: Request, space: Space, life_area: str, form: forms.AreaForm, other: AreaWords | None
) -> AreaPage:
    viewer, person = space.viewer, space.person
    plan = whole_plan.whole_plan(viewer, person_id=person.pk, life_areas=[life_area])
    (planned,) = plan.areas
    known = {line.help: words.help_line(line) for line in planned.helps}
    versions = queries.words_of_area(viewer, person_id=person.pk, life_area=life_area)
    new_need = space.url("new-need" if space.is_own else "need-new")
    return AreaPage(
        place=space.place(request, Link(words="Back to all parts", url=space.url("plan-talk"))),
        title=filters.life_area_label(life_area),
        slug=life_area,
        other=_said_in_one(other) if other else "",
        other_by=f"{other.said_by.name} wrote this meanwhile:" if other else "",
        form=form,
        needs=tuple(pages.need_card(space, need, lambda standing: "") for need in planned.needs),
        goals=tuple(pages.goal_card(space, goal) for goal in planned.goals if goal.is_live),
        helps=tuple(
            pages.HelpCard(
                Link(words=words.HELPS[one], url=space.url("plan-help", kind=one.value)),
                known.get(one, "not asked yet"),
            )
            for one in helps.helps_of(life_area)
        ),
        work=pages.work_lines(space, plan) if life_area == "work-and-learning" else (),
        new_need_url=f"{new_need}?area={life_area}",
        new_goal_url=f"{space.url('plan-goal-new')}?area={life_area}",
        history=tuple(
            TimelineEntry(
                when=filters.short_date_words(one.said_at),
                title=f"Written by {one.said_by.name}",
                body=_said_in_one(one),
                is_now=place == 0,
            )
            for place, one in enumerate(versions)
        ),
    )


def _said_in_one(said: AreaWords) -> str:
    parts = (("Now", said.where_i_am), ("Wanted", said.what_i_want), ("In place", said.in_place))
    return "\n".join(f"{label}: {text}" for label, text in parts if text)


def _initial(newest: AreaWords | None) -> dict[str, Any]:
    if newest is None:
        return {}
    return {
        "seen": str(newest.pk),
        "where_i_am": newest.where_i_am,
        "what_i_want": newest.what_i_want,
        "in_place": newest.in_place,
    }


def _go_on(request: Request, space: Space, life_area: str) -> HttpResponseRedirect:
    """Return the way to the next part of life, or back to the list where somebody stops."""
    place = space.life_areas.index(life_area) + 1
    if request.POST.get("then") == "next" and place < len(space.life_areas):
        return space.to("plan-area", "area", life_area=space.life_areas[place])
    return space.to("plan-talk", "area")


def _need(space: Space, need_id: UUID) -> Need:
    need = plan_queries.need_seen(space.viewer, need_id=need_id)
    if need.person_id != space.person.pk:
        raise plan_queries.NeedNotFound
    return need


def _decide(space: Space, need: Need, given: dict[str, Any]) -> None:
    comes_to = Disposition(given["comes_to"])
    later: date | None = given["look_again_on"]
    with transaction.atomic():
        step = None
        if comes_to is Disposition.ACTION:
            step = goal_actions.add_step(
                person_id=space.person.pk,
                life_area=need.life_area,
                words=given["step_words"],
                owner=goals.owner_of(given["owner"]),
                need_id=need.pk,
                step_id=given["row_id"],
                by=space.viewer,
                at=space.now,
            )
        actions.decide_need(
            need_id=need.pk,
            disposition=comes_to,
            step_id=step.pk if step else None,
            look_again_on=later if comes_to is Disposition.PARKED else None,
            words=given["note"],
            said_by_person=bool(given.get("said_by_person")),
            by=space.viewer,
            at=space.now,
        )
