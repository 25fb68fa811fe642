"""Answers that ask for help first: what is open, what to do now, and who answers for it."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access.roles import CASEWORK_ROLES
from lodestar.health.joint import queries as joint_queries
from lodestar.health.medicines import queries as medicine_queries
from lodestar.health.therapies import queries as therapy_queries
from lodestar.outcomes import actions, queries
from lodestar.outcomes.models import CLINICAL_CARE
from lodestar.web import filters, health_words
from lodestar.web.casework import record
from lodestar.web.casework.forms import LONGEST_WORDS
from lodestar.web.components import fields
from lodestar.web.components.forms import PageForm
from lodestar.web.components.frame import BackLink, PersonStrip
from lodestar.web.components.lists import EmptyState, Link
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request


@dataclass(frozen=True)
class WaitingPage:
    """What waits for a worker in people's health: safety first, then talks, replies and reviews."""

    back: BackLink
    safety: tuple[Link, ...]
    talks: tuple[Link, ...]
    lengths: tuple[Link, ...]
    exclusions: tuple[Link, ...]
    empty: EmptyState | None


@dataclass(frozen=True)
class SafetyPage:
    """One safety task: what to do now, and the form that closes it. `acknowledged` is empty while it is open."""

    person_strip: PersonStrip
    back: BackLink
    raised: str
    acknowledged: str
    refused: str
    form: PageForm


class AcknowledgeForm(PageForm):
    """What was done."""

    words = fields.LongTextField(
        label="What did you do?",
        hint="They read this too. Say what you agreed, and who is in touch next.",
        missing="Write what you did, so that the next worker knows",
        most_characters=LONGEST_WORDS,
    )


@opens_to(CASEWORK_ROLES)
def waiting(request: Request) -> HttpResponse:
    """Show what waits in people's health: answers on safety, talks, replies, reviews."""
    viewer = request.viewer
    safety = tuple(
        Link(
            words=f"{one.preferred_name}, {filters.short_date_words(one.raised_at)}",
            url=reverse("casework:safety-task", kwargs={"task_id": one.task_id}),
        )
        for one in queries.open_safety(viewer)
    )
    talks = tuple(
        Link(
            words=f"{one.person.preferred_name}: {health_words.TALKS[one.because].lower()}"
            + (f", before {filters.short_date_words(one.wanted_by)}" if one.wanted_by else ""),
            url=reverse("casework:medicine-talk", kwargs={"talk_id": one.pk}),
        )
        for one in medicine_queries.open_talks(viewer)
    )
    lengths = tuple(
        Link(
            words=f"{one.person.preferred_name}: {one.about_words}",
            url=reverse("casework:length-reply", kwargs={"rating_id": one.pk}),
        )
        for one in therapy_queries.lengths_waiting(viewer)
    )
    exclusions = tuple(
        Link(
            words=f"{one.preferred_name}: {one.service_name}, {filters.short_date_words(one.said_at)}",
            url=reverse("casework:exclusion", kwargs={"step_id": one.step_id}),
        )
        for one in joint_queries.exclusions_to_review(viewer)
    )
    is_empty = not (safety or talks or lengths or exclusions)
    page = WaitingPage(
        back=BackLink(label="My work", url=reverse("casework:caseload")),
        safety=safety,
        talks=talks,
        lengths=lengths,
        exclusions=exclusions,
        empty=EmptyState(
            title="Nothing waits for you",
            words="Answers on safety, talks about medicines, and people who asked for more help come here.",
        )
        if is_empty
        else None,
    )
    return render(request, "casework/waiting.html", page)


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def safety_task(request: Request, task_id: UUID) -> HttpResponse:
    """Show one safety task, what to do now first, and close it with what was done."""
    viewer = request.viewer
    task = queries.safety_task_seen(viewer, task_id=task_id)
    opened = record.opened_in(request, person_id=task.person_id, life_area=CLINICAL_CARE)
    overview = reverse("casework:check-ins", kwargs={"person_id": task.person_id})
    form = AcknowledgeForm(request.POST or None)
    refused = ""
    if form.is_valid():
        try:
            actions.acknowledge_safety(task_id=task_id, words=form.cleaned_data["words"], by=viewer, at=timezone.now())
        except actions.AlreadyAcknowledged:
            refused = "A colleague was first. What they did stands here."
            task = queries.safety_task_seen(viewer, task_id=task_id)
        else:
            return HttpResponseRedirect(f"{overview}?done=safety")
    acknowledged = ""
    if task.acknowledged_by is not None and task.acknowledged_at is not None:
        when = filters.short_date_words(task.acknowledged_at)
        acknowledged = f"{task.acknowledged_by.name} answered for it on {when}: {task.words}"
    raised_at = f"{filters.short_date_words(task.raised_at)}, {filters.time_words(task.raised_at)}"
    page = SafetyPage(
        person_strip=record.strip(opened),
        back=BackLink(label="check-ins", url=overview),
        raised=f"In a check-in on {raised_at}, an answer asked for help first. Entered by {task.raised_by.name}.",
        acknowledged=acknowledged,
        refused=refused,
        form=form,
    )
    return render(request, "casework/safety.html", page)
