"""An exit plan as commissioners see it: counts, days, what is handed over, posts. No name of anybody."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from lodestar.access.roles import FIGURES_ROLES
from lodestar.commissioning import contract_queries, contracts, exits
from lodestar.commissioning.contract_queries import Detail, Plan
from lodestar.commissioning.contracts import CONTRACT_ROLES
from lodestar.commissioning.ending import actions
from lodestar.commissioning.models import Contract, ExitMessage, StaffPost
from lodestar.rules.contract_states import State
from lodestar.rules.exit_plans import Position
from lodestar.web import filters
from lodestar.web.commissioning import contract_forms as forms
from lodestar.web.commissioning import contract_page, keeping
from lodestar.web.commissioning import contract_words as words
from lodestar.web.commissioning.figures_csv import BYTE_ORDER_MARK, as_lines
from lodestar.web.components.frame import BackLink
from lodestar.web.components.lists import Column, Table
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

DONE = {
    "instead": "The service's entry says so from now on.",
    "message": "That is planned.",
    "told": "They have been told.",
    "handed": "The hand-over is noted.",
}


@dataclass(frozen=True, kw_only=True)
class Message:
    """One group to tell; `told_url` is where to say that it was done, empty where it was or is not the viewer's."""

    audience: str
    words: str
    state: str
    told_url: str


@dataclass(frozen=True, kw_only=True)
class ExitPlanPage:
    """The plan for the end of one contract."""

    back: BackLink
    done: str
    title: str
    lead: str
    plan_words: str
    gaps: tuple[str, ...]
    instead: Table
    facts: tuple[tuple[str, tuple[str, ...]], ...]
    messages: tuple[Message, ...]
    posts: Table | None
    links: tuple[tuple[str, str], ...]


@opens_to(FIGURES_ROLES)
def exit_plan(request: Request, contract_id: UUID) -> HttpResponse:
    """Show the exit plan of a contract."""
    detail = _found(request, contract_id)
    assert detail.plan is not None, "_found refuses a contract without a plan"
    one, today = detail.overview, request.viewer.today
    is_ended = one.standing.state is State.ENDED
    may_change = detail.may_keep and not is_ended
    page = ExitPlanPage(
        back=keeping.back_to(detail.contract),
        done=DONE.get(request.GET.get("done", ""), ""),
        title=f"Exit plan: {one.title}",
        lead=words.truth(one, detail.reliance, detail.gaps, today=today),
        plan_words=words.plan_state(
            detail.gaps, detail.urgency, left_days=(one.end_on - today).days, is_ended=is_ended
        ),
        gaps=() if is_ended else tuple(words.GAPS[gap] for gap in detail.gaps),
        instead=contract_page.instead_table(detail),
        facts=_facts(detail, detail.plan),
        messages=tuple(_message(message, contract_id, may_change=may_change) for message in detail.plan.messages),
        posts=posts_table(detail.plan.posts),
        links=_links(contract_id) if may_change else (),
    )
    return render(request, "commissioning/exit_plan.html", page)


@opens_to(FIGURES_ROLES)
def staff_csv(request: Request, contract_id: UUID) -> HttpResponse:
    """Send the list of posts: role, hours and whether it moves. There is no name in it to send."""
    detail = _found(request, contract_id)
    assert detail.plan is not None, "_found refuses a contract without a plan"
    rows = [(post.role, str(post.hours_a_week), post.transfers) for post in detail.plan.posts]
    return HttpResponse(
        BYTE_ORDER_MARK + as_lines([("role", "hours_a_week", "transfers"), *rows]),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="posts.csv"'},
    )


@opens_to(CONTRACT_ROLES)
@keeping.kept
def open_plan(request: Request, contract: Contract) -> HttpResponse:
    """Open an exit plan, or change what to use instead."""
    plan = contracts.plan_of(contract)
    end_on = contracts.standing_of(contract, on=request.viewer.today).end_on
    safe_on = plan.last_referral_on if plan else exits.last_safe_referral_on(contract, end_on=end_on)
    form = forms.OpenPlanForm(
        request.POST or None,
        safe_on=safe_on,
        initial={"instead": str(plan.instead_id) if plan and plan.instead_id else ""},
    )
    if form.is_valid():
        chosen = form.cleaned_data["instead"]
        said = {
            "contract_id": contract.pk,
            "instead_id": UUID(chosen) if chosen else None,
            "last_referral_on": form.cleaned_data["last_referral_on"],
            "by": request.viewer,
            "at": timezone.now(),
        }
        try:
            if plan is None:
                actions.open_exit_plan(**said)
            else:
                actions.choose_instead(**said)
        except actions.PlanRefused as refused:
            field = "instead" if refused.reason == "instead-ends-too" else "last_referral_on"
            form.add_error(field, words.REFUSALS[refused.reason])
        else:
            return keeping.to_plan(contract.pk, "instead") if plan else keeping.to_contract(contract.pk, "plan")
    return keeping.form_page(
        request,
        form,
        title="What to use instead" if plan else "Open an exit plan",
        lead="The service's entry says from now on that it closes, and what to use instead. After the last safe day"
        " nobody can be referred to it.",
        button="Save" if plan else "Open the plan",
        back=keeping.back_to(contract),
    )


@opens_to(CONTRACT_ROLES)
@keeping.kept
def new_message(request: Request, contract: Contract) -> HttpResponse:
    """Plan to tell a group of people."""
    _plan_or_404(contract)
    form = forms.MessageForm(request.POST or None)
    if form.is_valid():
        actions.plan_message(contract_id=contract.pk, by=request.viewer, at=timezone.now(), **form.cleaned_data)
        return keeping.to_plan(contract.pk, "message")
    return keeping.form_page(
        request, form, title="Plan whom to tell", button="Add to the plan", back=keeping.back_to(contract)
    )


@opens_to(CONTRACT_ROLES)
@require_POST
@keeping.kept
def told(request: Request, contract: Contract, message_id: UUID) -> HttpResponse:
    """Say that a group has been told."""
    try:
        actions.mark_message_told(contract_id=contract.pk, message_id=message_id, by=request.viewer, at=timezone.now())
    except actions.PlanMissing as missing:
        raise Http404 from missing
    return keeping.to_plan(contract.pk, "told")


@opens_to(CONTRACT_ROLES)
@keeping.kept
def hand_over(request: Request, contract: Contract) -> HttpResponse:
    """Say what becomes of records and of what the staff know."""
    plan = _plan_or_404(contract)
    names = ("data_words", "data_done_on", "knowledge_words", "knowledge_done_on")
    form = forms.HandOverForm(request.POST or None, initial={name: getattr(plan, name) for name in names})
    if form.is_valid():
        try:
            actions.record_hand_over(
                contract_id=contract.pk,
                hand_over=actions.HandOver(**form.cleaned_data),
                by=request.viewer,
                at=timezone.now(),
            )
        except actions.PlanRefused as refused:
            form.add_error(None, words.REFUSALS[refused.reason])
        else:
            return keeping.to_plan(contract.pk, "handed")
    return keeping.form_page(
        request, form, title="Hand over records and knowledge", button="Save", back=keeping.back_to(contract)
    )


def posts_table(posts: tuple[StaffPost, ...]) -> Table | None:
    """Return the posts of a contract, with hours and whether each moves; None where there is none."""
    if not posts:
        return None
    moves = dict(StaffPost.Transfers.choices)
    return Table(
        caption="Posts, without names",
        count_words=filters.plural(len(posts), "post"),
        columns=(Column(label="Role"), Column(label="Hours a week", is_figure=True), Column(label="Moves?")),
        rows=tuple((post.role, f"{post.hours_a_week.normalize():f}", moves[post.transfers]) for post in posts),
    )


def _found(request: Request, contract_id: UUID) -> Detail:
    try:
        detail = contract_queries.contract_detail(request.viewer, contract_id=contract_id)
    except contract_queries.ContractNotFound as missing:
        raise Http404 from missing
    if detail.plan is None:
        raise Http404
    return detail


def _plan_or_404(contract: Contract) -> object:
    plan = contracts.plan_of(contract)
    if plan is None:
        raise Http404
    return plan


def _facts(detail: Detail, plan: Plan) -> tuple[tuple[str, tuple[str, ...]], ...]:
    row, day = plan.plan, filters.short_date_words
    return (
        ("Last safe day for a referral", (day(row.last_referral_on),)),
        ("Last day of the contract", (day(detail.overview.end_on),)),
        ("What to use instead", (plan.instead_name or "Nothing found yet",)),
        ("Records", (row.data_words or "Nothing said yet", _done(row.data_done_on))),
        ("What the staff know", (row.knowledge_words or "Nothing said yet", _done(row.knowledge_done_on))),
        ("Do staff move (TUPE)?", (words.POSITIONS[Position(detail.contract.position)],)),
        ("List of posts", (f"Complete on {day(row.staff_list_on)}" if row.staff_list_on else "Not complete",)),
    )


def _done(on: object) -> str:
    return f"Done on {filters.short_date_words(on)}" if on else "Not done"  # type: ignore[arg-type]


def _message(message: ExitMessage, contract_id: UUID, *, may_change: bool) -> Message:
    is_told = message.done_on is not None
    address = reverse("commissioning:exit-told", kwargs={"contract_id": contract_id, "message_id": message.pk})
    return Message(
        audience=message.audience,
        words=message.words,
        state=f"Told on {filters.short_date_words(message.done_on)}"
        if message.done_on
        else f"By {filters.short_date_words(message.due_on)}",
        told_url=address if may_change and not is_told else "",
    )


def _links(contract_id: UUID) -> tuple[tuple[str, str], ...]:
    names = (
        ("What to use instead", "exit-plan-open"),
        ("Plan whom to tell", "exit-message-new"),
        ("Hand over records and knowledge", "exit-hand-over"),
        ("Posts (CSV)", "exit-staff-csv"),
    )
    return tuple(
        (label, reverse(f"commissioning:{name}", kwargs={"contract_id": contract_id})) for label, name in names
    )
