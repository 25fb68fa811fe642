"""Contracts that end, for those who know the people: who is concerned, and what each is offered next."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from lodestar.access.roles import CASEWORK_ROLES, DESK_ROLES, Role
from lodestar.commissioning.contracts import ContractNotFound
from lodestar.commissioning.ending import actions as ending_actions
from lodestar.commissioning.models import StaffPost
from lodestar.people.actions import OpenReason
from lodestar.referrals import actions as referral_actions
from lodestar.referrals import exit_lines
from lodestar.referrals.exit_lines import ConcernedPerson, EndingContract
from lodestar.referrals.models import NextOffer
from lodestar.web import filters
from lodestar.web.casework import exit_forms, record
from lodestar.web.casework.entries import FormPage
from lodestar.web.components.frame import BackLink
from lodestar.web.components.lists import Column, EmptyState, Link, Table
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

WORKERS = CASEWORK_ROLES | DESK_ROLES
MANAGERS = frozenset({Role.PROVIDER_MANAGER})
DONE = {
    "offer": "It is noted. The newest word counts.",
    "post": "The post is on the list.",
    "staff": "The list of posts is complete as of today.",
}
ANSWERS = dict(NextOffer.Answer.choices)
POSTS_REFUSED = {
    "no-posts": "Enter the posts first.",
    "not-decided": "Say of each post whether it moves, before the list is complete.",
}


@dataclass(frozen=True)
class EndingContractsPage:
    """The contracts that end and concern people whom the viewer knows."""

    table: Table | None
    empty: EmptyState | None


@dataclass(frozen=True)
class EndingContractPage:
    """One contract that ends: the people, and for its provider the posts."""

    back: BackLink
    done: str
    problem: str
    title: str
    lead: str
    facts: tuple[tuple[str, str], ...]
    people: Table | None
    posts: Table | None
    post_url: str
    complete_url: str
    is_managed: bool


@opens_to(WORKERS)
def ending_contracts(request: Request) -> HttpResponse:
    """Show the contracts that end and concern people whom the viewer knows."""
    found = exit_lines.ending_contracts(request.viewer)
    page = EndingContractsPage(
        table=_contracts_table(found, request) if found else None,
        empty=None
        if found
        else EmptyState(
            title="Nothing ends that concerns your people",
            words="When a contract behind a service ends, the people who use it are here. Each needs a next offer.",
        ),
    )
    return render(request, "casework/exit_plans.html", page)


@opens_to(WORKERS)
def ending_contract(request: Request, contract_id: UUID) -> HttpResponse:
    """Show one contract that ends, with the people whom the viewer knows."""
    return _show(request, _found(request, contract_id))


@opens_to(WORKERS)
@record.or_not_found
def next_offer(request: Request, contract_id: UUID, person_id: UUID) -> HttpResponse:
    """Record what somebody is offered next, and what they say to it."""
    ending = _found(request, contract_id)
    concerned = next((one for one in ending.people if one.person_id == person_id), None)
    if concerned is None:
        raise Http404
    person = record.opened(request, person_id=person_id, reason=OpenReason.SUPPORT, life_areas=[concerned.life_area])
    services = exit_lines.offerable(request.viewer, contract_id=contract_id).values_list("pk", "name")
    form = exit_forms.NextOfferForm(
        request.POST or None,
        services=[(str(pk), name) for pk, name in services],
        suggested=str(ending.plan.instead_id or ""),
        initial={"wishes": concerned.wishes},
    )
    if form.is_valid():
        given = form.cleaned_data
        try:
            referral_actions.record_next_offer(
                person_id=person_id,
                contract_id=contract_id,
                service_id=UUID(given["service"]) if given["service"] else None,
                words=given["words"],
                wishes=given["wishes"],
                answer=NextOffer.Answer(given["answer"]),
                by=request.viewer,
                at=timezone.now(),
            )
        except referral_actions.OfferNotNamed:
            form.add_error("service", "Choose a service, or say in words what is offered")
        else:
            return _to(contract_id, "offer")
    page = FormPage(
        person_strip=record.strip(person),
        back=BackLink(label=ending.overview.title, url=_address("exit-plan", contract_id)),
        title="What comes next",
        lead=f"{concerned.service_name} ends on {filters.short_date_words(ending.overview.end_on)}."
        " Ask what they want to keep, then offer something by name.",
        form=form,
        button="Save",
    )
    return render(request, "casework/form.html", page)


@opens_to(MANAGERS)
def new_post(request: Request, contract_id: UUID) -> HttpResponse:
    """Add a post to the list, without the name of who holds it."""
    ending = _managed(request, contract_id)
    form = exit_forms.PostForm(request.POST or None)
    if form.is_valid():
        ending_actions.add_post(
            contract_id=contract_id,
            role=form.cleaned_data["role"],
            hours_a_week=form.cleaned_data["hours"],
            transfers=form.cleaned_data["transfers"],
            by=request.viewer,
            at=timezone.now(),
        )
        return _to(contract_id, "post")
    page = exit_forms.PlainFormPage(
        back=BackLink(label=ending.overview.title, url=_address("exit-plan", contract_id)),
        title="Add a post",
        lead="Role and hours only. No name, and nothing that tells who it is.",
        form=form,
        button="Add the post",
    )
    return render(request, "casework/form.html", page)


@opens_to(MANAGERS)
@require_POST
def posts_complete(request: Request, contract_id: UUID) -> HttpResponse:
    """Say that the list of posts is complete."""
    ending = _managed(request, contract_id)
    try:
        ending_actions.complete_staff_list(contract_id=contract_id, by=request.viewer, at=timezone.now())
    except ending_actions.PlanRefused as refused:
        return _show(request, ending, problem=POSTS_REFUSED[refused.reason])
    return _to(contract_id, "staff")


def _found(request: Request, contract_id: UUID) -> EndingContract:
    try:
        return exit_lines.ending_contract(request.viewer, contract_id=contract_id)
    except ContractNotFound as missing:
        raise Http404 from missing


def _managed(request: Request, contract_id: UUID) -> EndingContract:
    ending = _found(request, contract_id)
    if not _is_managed(request, ending):
        raise Http404
    return ending


def _is_managed(request: Request, ending: EndingContract) -> bool:
    viewer = request.viewer
    return Role.PROVIDER_MANAGER in viewer.roles and ending.contract.provider_id in viewer.organisation_ids


def _address(name: str, contract_id: UUID, **parts: Any) -> str:
    return reverse(f"casework:{name}", kwargs={"contract_id": contract_id, **parts})


def _to(contract_id: UUID, done: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{_address('exit-plan', contract_id)}?done={done}")


def _show(request: Request, ending: EndingContract, *, problem: str = "") -> HttpResponse:
    is_managed = _is_managed(request, ending)
    contract_id = ending.contract.pk
    page = EndingContractPage(
        back=BackLink(label="contracts that end", url=reverse("casework:exit-plans")),
        done=DONE.get(request.GET.get("done", ""), ""),
        problem=problem,
        title=ending.overview.title,
        lead=_lead(ending),
        facts=_facts(ending),
        people=_people_table(ending) if ending.people else None,
        posts=_posts_table(ending) if is_managed else None,
        post_url=_address("exit-post-new", contract_id) if is_managed else "",
        complete_url=_address("exit-posts-complete", contract_id) if is_managed else "",
        is_managed=is_managed,
    )
    return render(request, "casework/exit_plan.html", page, status=422 if problem else 200)


def _lead(ending: EndingContract) -> str:
    number = len(ending.people)
    if not number:
        return "Nobody whom you see uses it now."
    known = filters.plural(number, "person whom you see uses it", "people whom you see use it")
    if not ending.still_open:
        return f"{known}. Each has agreed to a next offer, or said no to one."
    waiting = filters.plural(ending.still_open, "of them has", "of them have")
    return f"{known}. {waiting} no answer on a next offer yet."


def _facts(ending: EndingContract) -> tuple[tuple[str, str], ...]:
    plan = ending.plan
    return (
        ("Last day", filters.short_date_words(ending.overview.end_on)),
        ("Last safe day for a referral", filters.short_date_words(plan.last_referral_on)),
        ("What to use instead", plan.instead.name if plan.instead else "Nothing found yet"),
    )


def _contracts_table(found: list[EndingContract], request: Request) -> Table:
    return Table(
        caption="Contracts that end",
        is_caption_hidden=True,
        columns=(
            Column(label="Contract"),
            Column(label="Last day"),
            Column(label="People whom you see", is_figure=True),
            Column(label="No answer yet", is_figure=True),
        ),
        rows=tuple(
            (
                Link(words=one.overview.title, url=_address("exit-plan", one.contract.pk)),
                f"{filters.short_date_words(one.overview.end_on)},"
                f" {filters.days_ago_words(one.overview.end_on, request.viewer.today)}",
                f"{len(one.people):,}",
                f"{one.still_open:,}",
            )
            for one in found
        ),
    )


def _people_table(ending: EndingContract) -> Table:
    # Those without an answer come first: they are what there is to do.
    ordered = sorted(ending.people, key=lambda one: one.line.is_complete)
    return Table(
        caption="Who uses it, and what comes next",
        count_words=filters.plural(len(ending.people), "person", "people"),
        columns=(
            Column(label="Name"),
            Column(label="Uses"),
            Column(label="What they want to keep"),
            Column(label="Next offer"),
            Column(label="Answer"),
        ),
        rows=tuple(_person_row(one, ending) for one in ordered),
    )


def _person_row(one: ConcernedPerson, ending: EndingContract) -> tuple[str | Link, ...]:
    address = _address("next-offer", ending.contract.pk, person_id=one.person_id)
    said = f"{ANSWERS[one.answer]}. {one.by_name}, {filters.short_date_words(one.at)}" if one.answer and one.at else ""
    return (
        Link(words=one.preferred_name, url=address, hidden_words=": what comes next"),
        one.service_name,
        one.wishes or "Not asked yet",
        one.offer_words or "None yet",
        said or "None yet",
    )


def _posts_table(ending: EndingContract) -> Table | None:
    posts = list(ending.plan.posts.order_by("role", "id"))
    if not posts:
        return None
    moves = dict(StaffPost.Transfers.choices)
    hours = sum((post.hours_a_week for post in posts), Decimal(0))
    return Table(
        caption="Posts, without names",
        count_words=f"{filters.plural(len(posts), 'post')}, {hours.normalize():f} hours a week",
        columns=(Column(label="Role"), Column(label="Hours a week", is_figure=True), Column(label="Moves?")),
        rows=tuple((post.role, f"{post.hours_a_week.normalize():f}", moves[post.transfers]) for post in posts),
    )
