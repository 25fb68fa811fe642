"""What was asked at the front door: a list with owners and days, and one request turned into a person."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access.roles import CASEWORK_ROLES, DESK_ROLES
from lodestar.people import finding
from lodestar.people.queries import RecordNotFound
from lodestar.referrals.asking import actions, queries
from lodestar.referrals.asking.models import HelpRequest
from lodestar.referrals.asking.queries import RequestNotFound
from lodestar.referrals.course.models import ContactChoice
from lodestar.referrals.letters import queries as letter_queries
from lodestar.rules.duplicates import Identity
from lodestar.web import filters, letter_words
from lodestar.web.casework import letters, registry
from lodestar.web.components import day_field, fields
from lodestar.web.components.forms import PageForm
from lodestar.web.components.frame import BackLink
from lodestar.web.components.lists import EmptyState, Link
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

DOOR_ROLES = CASEWORK_ROLES | DESK_ROLES
DONE = {
    "planned": "It is yours, with the next day.",
    "closed": "It is closed. Whoever asked can read what you wrote.",
    "first": "A colleague was first: this request is closed already.",
}


class PlanForm(PageForm):
    """What was done and the next day."""

    next_on = day_field.DayField(label="When is the next step?", missing="Enter the day, like 27 3 2027")
    note = fields.LongTextField(
        label="What have you done so far?", required=False, most_characters=2_000, rows=2, hint="For your team."
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        """Make the form for somebody who plans today."""
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_next_on(self) -> date:
        """Return the day. Raises `ValidationError` for one that is past."""
        day: date = self.cleaned_data["next_on"]
        if day < self.today:
            raise forms.ValidationError("The day is past. Enter today or a later day")
        return day


class CloseForm(PageForm):
    """How a request ends without a registration, in words for whoever asked."""

    outcome = fields.RadiosField(
        label="What came of it?", missing="Choose what came of it", choices=tuple(HelpRequest.Outcome.choices)
    )
    words = fields.LongTextField(
        label="What happens instead?",
        hint="Whoever asked reads it. Nobody is sent away with nothing.",
        missing="Write what happens instead",
        most_characters=2_000,
        rows=3,
    )


@dataclass(frozen=True)
class AskedCard:
    """One request on the list."""

    name: str
    url: str
    words: str
    facts: tuple[str, ...]


@dataclass(frozen=True)
class AskedPage:
    """What the viewer's teams are asked."""

    done: str
    count_words: str
    cards: tuple[AskedCard, ...]
    empty: EmptyState | None
    on_paper_url: str


@dataclass(frozen=True)
class RequestPage:
    """One request, who may be here already, and what can be done."""

    back: BackLink
    done: str
    name: str
    words: str
    is_urgent: bool
    is_closed: bool
    closed_words: str
    facts: tuple[tuple[str, str], ...]
    files: tuple[Link, ...]
    note: str
    register_url: str
    alike: tuple[tuple[str, str, UUID], ...]
    plan_form: PlanForm
    close_form: CloseForm


@opens_to(DOOR_ROLES)
def asked(request: Request) -> HttpResponse:
    """List what was asked: those who have not heard first, then urgent words, then by day."""
    found, answers = queries.open_requests(request.viewer), queries.answers_door(request.viewer)
    page = AskedPage(
        done=DONE.get(request.GET.get("done", ""), ""),
        count_words=filters.plural(len(found), "open request"),
        cards=tuple(_card(one, request.viewer.today) for one in found),
        empty=None if found else _empty(answers),
        on_paper_url=reverse("casework:asked-by-letter") if answers else "",
    )
    return render(request, "casework/asked.html", page)


@opens_to(DOOR_ROLES)
def one_asked(request: Request, request_id: UUID) -> HttpResponse:
    """Show one request; plan its next day, say whose it is, or close it in words."""
    found = _seen(request, request_id)
    stage = request.POST.get("stage", "")
    plan_form = PlanForm(request.POST if stage == "plan" else None, today=request.viewer.today, prefix="plan")
    close_form = CloseForm(request.POST if stage == "close" else None, prefix="close")
    try:
        answer = _acted(request, request_id, stage, plan_form, close_form)
    except actions.AlreadyClosed:
        return _to(request_id, "first")
    except (RecordNotFound, ValueError) as wrong:
        raise Http404 from wrong
    if answer is not None:
        return answer
    came = letter_queries.letters_at_the_door(request.viewer, request_id=request_id)
    page = RequestPage(
        back=BackLink(label="what was asked", url=reverse("casework:asked")),
        done=DONE.get(request.GET.get("done", ""), ""),
        name=found.preferred_name,
        words=found.words,
        is_urgent=found.is_urgent,
        is_closed=found.closed_at is not None,
        closed_words=_closed_words(found),
        facts=(*_facts(found), *(("Came on paper", letter_words.in_a_line(one)) for one in came)),
        files=tuple(letters.file_links(request.viewer, came).values()),
        note=found.note,
        register_url=f"{reverse('casework:register')}?asked={request_id}",
        alike=_alike(request, found),
        plan_form=plan_form,
        close_form=close_form,
    )
    return render(request, "casework/one_asked.html", page)


def _acted(
    request: Request, request_id: UUID, stage: str, plan_form: PlanForm, close_form: CloseForm
) -> HttpResponse | None:
    """Do what the page asked for and return where to go; None where there is something to mend, or nothing to do."""
    given: dict[str, Any] = {"request_id": request_id, "by": request.viewer, "at": timezone.now()}
    if stage == "plan" and plan_form.is_valid():
        actions.plan_next(**given, **plan_form.cleaned_data)
        return _to(request_id, "planned")
    if stage == "close" and close_form.is_valid():
        outcome = HelpRequest.Outcome(close_form.cleaned_data["outcome"])
        actions.close_request(**given, outcome=outcome, words=close_form.cleaned_data["words"])
        return HttpResponseRedirect(f"{reverse('casework:asked')}?done=closed")
    if stage == "name":
        return registry.goes_along(request, request_id=request_id, person_id=UUID(request.POST.get("person_id", "")))
    return None


def _seen(request: Request, request_id: UUID) -> HelpRequest:
    try:
        return queries.request_seen(request.viewer, request_id=request_id)
    except RequestNotFound as missing:
        raise Http404 from missing


def _to(request_id: UUID, done: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('casework:one-asked', kwargs={'request_id': request_id})}?done={done}")


def _card(one: HelpRequest, today: date) -> AskedCard:
    late = " (that day has gone by)" if one.next_on < today else ""
    facts = (
        "Says: I have not heard from you" if one.not_heard_at else "",
        "The words may speak of danger: ring first" if one.is_urgent else "",
        f"Next by {filters.date_words(one.next_on)}{late}",
        f"With {one.owner.name}",
        f"Asked {filters.days_ago_words(one.asked_at, today)}. {HelpRequest.Asker(one.asker).label}",
    )
    return AskedCard(
        name=one.preferred_name,
        url=reverse("casework:one-asked", kwargs={"request_id": one.pk}),
        words=one.words,
        facts=tuple(fact for fact in facts if fact),
    )


def _facts(one: HelpRequest) -> tuple[tuple[str, str], ...]:
    rows = (
        ("Owner and next day", f"{one.owner.name}, by {filters.date_words(one.next_on)}"),
        ("Have not heard", filters.date_words(one.not_heard_at) if one.not_heard_at else ""),
        ("How to get in touch", f"{ContactChoice.Way(one.way).label}. {one.way_words}".strip()),
        ("Phone", one.telephone),
        ("E-mail", one.email),
        ("Born", filters.date_words(one.born_on) if one.born_on else ""),
        ("Postcode", one.postcode),
        ("Parts of life", ", ".join(filters.life_area_label(slug) for slug in one.life_areas)),
        ("They ask for", one.service.name if one.service else ""),
        ("Who asks", ", ".join(part for part in (one.asker_name, one.asker_contact) if part)),
        ("They know and agree", "" if one.asker == "self" else "Yes" if one.has_agreed else "No, or not asked yet"),
        ("Asked", f"{filters.date_words(one.asked_at)}, {filters.time_words(one.asked_at)}"),
    )
    return tuple((label, value) for label, value in rows if value)


def _alike(request: Request, one: HelpRequest) -> tuple[tuple[str, str, UUID], ...]:
    """Return people whom the viewer may see and who may be the one that asks: name, why, id."""
    identity = Identity(
        full_name=one.preferred_name,
        preferred_name=one.preferred_name,
        born_on=one.born_on,
        postcode=one.postcode,
        nhs_number="",
    )
    return tuple(
        (who.preferred_name, "; ".join(registry.ALIKE[why] for why in who.likenesses), who.person_id)
        for who in finding.alike_people(request.viewer, identity=identity)
    )


def _closed_words(one: HelpRequest) -> str:
    if one.closed_at is None:
        return ""
    said = f"Closed on {filters.date_words(one.closed_at)}: {HelpRequest.Outcome(one.outcome).label.lower()}."
    return f"{said} {one.outcome_words}".strip()


def _empty(is_door: bool) -> EmptyState:
    if is_door:
        return EmptyState(
            title="Nobody waits at the door",
            words="When somebody asks for help, for themself or somebody else, they are here at once, with an owner.",
        )
    return EmptyState(
        title="Your team does not answer the front door",
        words="What is asked there goes to another team. What they refer to you is on your desk.",
        action=Link(words="My work", url=reverse("home")),
    )
