"""Funds and what is in them; what partners want together; what things cost."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access.roles import FIGURES_ROLES
from lodestar.commissioning import contract_queries, targets
from lodestar.commissioning.contracts import CONTRACT_ROLES
from lodestar.commissioning.models import FundEntry
from lodestar.commissioning.money import actions, queries
from lodestar.commissioning.money.queries import FundStanding, OutcomeStanding
from lodestar.web import filters
from lodestar.web.commissioning import contract_forms as forms
from lodestar.web.commissioning import contract_words as words
from lodestar.web.commissioning import keeping
from lodestar.web.components.frame import BackLink
from lodestar.web.components.lists import Column, EmptyState, Link, StatHeadline, Table
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

DONE = {
    "opened": "The fund is entered.",
    "money": "It is in the fund's book.",
    "closed": "The fund is closed. What was left went back as it was paid in.",
    "outcome": "The joint outcome is agreed.",
}


@dataclass(frozen=True, kw_only=True)
class FundsPage:
    """Every fund."""

    table: Table | None
    new_url: str
    empty: EmptyState | None


@dataclass(frozen=True, kw_only=True)
class FundPage:
    """One fund: its sums, its book and what its partners want together."""

    back: BackLink
    done: str
    title: str
    headline: StatHeadline
    purpose: str
    facts: tuple[tuple[str, tuple[str, ...]], ...]
    partners: Table
    spent: Table | None
    outcomes: tuple[tuple[str, tuple[str, ...]], ...]
    book: Table
    links: tuple[tuple[str, str], ...]


@opens_to(FIGURES_ROLES)
def funds(request: Request) -> HttpResponse:
    """Show every fund with what is left in it."""
    found = queries.funds(request.viewer)
    page = FundsPage(
        table=_table(found) if found else None,
        new_url=reverse("commissioning:fund-new") if request.viewer.has_any(CONTRACT_ROLES) else "",
        empty=None
        if found
        else EmptyState(
            title="No funds yet", words="Enter a fund to see who paid in, what was spent and what is left."
        ),
    )
    return render(request, "commissioning/funds.html", page)


@opens_to(FIGURES_ROLES)
def fund(request: Request, fund_id: UUID) -> HttpResponse:
    """Show one fund."""
    one = _found(request, fund_id)
    balance = one.balance
    page = FundPage(
        back=BackLink(label="funds", url=reverse("commissioning:funds")),
        done=DONE.get(request.GET.get("done", ""), ""),
        title=one.fund.name,
        headline=StatHeadline(
            words=(
                f"{filters.plural(len(balance.partners), 'partner')} paid in {filters.pounds(balance.paid_in_pounds)}."
                f" {filters.pounds(balance.spent_pounds)} is spent."
            ),
            figure=filters.pounds(balance.left_pounds),
            figure_label="is left",
        ),
        purpose=one.fund.purpose,
        facts=_facts(one),
        partners=_partners(one),
        spent=_spent(one),
        outcomes=tuple((outcome.outcome.words, _outcome(outcome, one)) for outcome in one.outcomes),
        book=_book(one),
        links=_links(one, request),
    )
    return render(request, "commissioning/fund.html", page)


@opens_to(CONTRACT_ROLES)
def new_fund(request: Request) -> HttpResponse:
    """Enter a fund."""
    form = forms.FundForm(request.POST or None, organisations=forms.organisation_choices())
    if form.is_valid():
        given = dict(form.cleaned_data)
        try:
            made = actions.open_fund(host_id=UUID(given.pop("host")), by=request.viewer, at=timezone.now(), **given)
        except actions.EntryRefused as refused:
            form.add_error("ends_on", words.REFUSALS[refused.reason])
        else:
            return _to_fund(made.pk, "opened")
    back = BackLink(label="funds", url=reverse("commissioning:funds"))
    return keeping.form_page(request, form, title="Add a fund", button="Add the fund", back=back)


@opens_to(CONTRACT_ROLES)
def new_money(request: Request, fund_id: UUID) -> HttpResponse:
    """Enter money in, out or back."""
    one = _found(request, fund_id)
    listed = contract_queries.contracts_seen(request.viewer)
    form = forms.MoneyForm(
        request.POST or None,
        organisations=forms.organisation_choices(),
        contracts=[(str(row.overview.contract_id), row.overview.title) for row in listed],
    )
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.enter_money(
                fund_id=fund_id,
                kind=given["kind"],
                on=given["on"],
                amount_pounds=given["amount"],
                partner_id=UUID(given["partner"]) if given["partner"] else None,
                contract_id=UUID(given["contract"]) if given["contract"] else None,
                words=given["words"],
                by=request.viewer,
                at=timezone.now(),
            )
        except actions.EntryRefused as refused:
            field = {"no-partner": "partner", "before-the-fund": "on"}.get(refused.reason, "amount")
            form.add_error(field, words.REFUSALS[refused.reason])
        else:
            return _to_fund(fund_id, "money")
    return keeping.form_page(
        request,
        form,
        title="Enter money",
        lead="What was entered before stays as it is.",
        button="Enter",
        back=_back(one),
    )


@opens_to(CONTRACT_ROLES)
def close(request: Request, fund_id: UUID) -> HttpResponse:
    """Close a fund."""
    one = _found(request, fund_id)
    form = forms.CloseFundForm(request.POST or None)
    if form.is_valid():
        try:
            actions.close_fund(fund_id=fund_id, on=form.cleaned_data["on"], by=request.viewer, at=timezone.now())
        except actions.EntryRefused as refused:
            form.add_error(None, words.REFUSALS[refused.reason])
        else:
            return _to_fund(fund_id, "closed")
    left = filters.pounds(one.balance.left_pounds)
    return keeping.form_page(
        request,
        form,
        title="Close the fund",
        lead=f"{left} is left. It goes back to the partners as they paid in.",
        button="Close the fund",
        back=_back(one),
    )


@opens_to(CONTRACT_ROLES)
def new_outcome(request: Request, fund_id: UUID) -> HttpResponse:
    """Agree a joint outcome."""
    one = _found(request, fund_id)
    form = forms.OutcomeForm(request.POST or None)
    if form.is_valid():
        given = dict(form.cleaned_data)
        indicator, measure = forms.chosen_measure(given.pop("measure"))
        actions.agree_joint_outcome(
            fund_id=fund_id, indicator=indicator, measure=measure, by=request.viewer, at=timezone.now(), **given
        )
        return _to_fund(fund_id, "outcome")
    return keeping.form_page(
        request,
        form,
        title="Agree a joint outcome",
        lead="One measure serves all partners. What it gains is counted once.",
        button="Agree",
        back=_back(one),
    )


def _found(request: Request, fund_id: UUID) -> FundStanding:
    try:
        return queries.fund(request.viewer, fund_id=fund_id)
    except actions.FundNotFound as missing:
        raise Http404 from missing


def _back(one: FundStanding) -> BackLink:
    return BackLink(label=one.fund.name, url=reverse("commissioning:fund", kwargs={"fund_id": one.fund.pk}))


def _to_fund(fund_id: UUID, done: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('commissioning:fund', kwargs={'fund_id': fund_id})}?done={done}")


def _table(found: list[FundStanding]) -> Table:
    return Table(
        caption="Every fund",
        count_words=filters.plural(len(found), "fund"),
        columns=(
            Column(label="Fund"),
            Column(label="Basis"),
            Column(label="Partners"),
            Column(label="Paid in", is_figure=True),
            Column(label="Spent", is_figure=True),
            Column(label="Left", is_figure=True),
        ),
        rows=tuple(
            (
                Link(words=one.fund.name, url=reverse("commissioning:fund", kwargs={"fund_id": one.fund.pk})),
                words.BASES[one.fund.basis],
                ", ".join(partner.partner_name for partner in one.balance.partners),
                filters.pounds(one.balance.paid_in_pounds),
                filters.pounds(one.balance.spent_pounds),
                filters.pounds(one.balance.left_pounds),
            )
            for one in found
        ),
    )


def _facts(one: FundStanding) -> tuple[tuple[str, tuple[str, ...]], ...]:
    row, day = one.fund, filters.short_date_words
    until = f"{day(row.starts_on)} to {day(row.ends_on)}" if row.ends_on else f"From {day(row.starts_on)}"
    return (
        ("Basis", (words.BASES[row.basis],)),
        ("Who holds it", (one.host_name,)),
        ("Time", (until,)),
        ("Over- and underspending", (row.risk_share or "Not agreed",)),
    )


def _partners(one: FundStanding) -> Table:
    balance = one.balance
    return Table(
        caption="Partners",
        columns=(
            Column(label="Partner"),
            Column(label="Paid in", is_figure=True),
            Column(label="Share of what was spent", is_figure=True),
            Column(label="Had back", is_figure=True),
            Column(label="Left", is_figure=True),
        ),
        rows=(
            *(
                (
                    partner.partner_name,
                    filters.pounds(partner.paid_in_pounds),
                    filters.pounds(partner.spent_pounds),
                    filters.pounds(partner.returned_pounds),
                    filters.pounds(partner.left_pounds),
                )
                for partner in balance.partners
            ),
            (
                "All",
                filters.pounds(balance.paid_in_pounds),
                filters.pounds(balance.spent_pounds),
                filters.pounds(balance.returned_pounds),
                filters.pounds(balance.left_pounds),
            ),
        ),
    )


def _spent(one: FundStanding) -> Table | None:
    if not one.balance.spent_on:
        return None
    total = sum((pounds for _, pounds in one.balance.spent_on), Decimal(0))
    return Table(
        caption="What it was spent on",
        columns=(Column(label="What"), Column(label="Pounds", is_figure=True)),
        rows=(
            *((name or "Not said", filters.pounds(pounds)) for name, pounds in one.balance.spent_on),
            ("All", filters.pounds(total)),
        ),
    )


def _outcome(standing: OutcomeStanding, one: FundStanding) -> tuple[str, ...]:
    row, declared = standing.outcome, standing.indicator
    measure = next(measure for measure in targets.measures_of(declared) if measure.name == row.measure)
    figure = words.measured(standing.figure, measure) if standing.figure is not None else words.NOT_SHOWN
    lines = [
        f"{declared.name}: {measure.label.lower()}",
        f"Newest figure: {figure}. Target: {words.measured(row.target, measure)}.",
        f"Looked at again on {filters.short_date_words(row.review_on)}.",
    ]
    if row.baseline is not None and row.baseline_on is not None:
        at = filters.short_date_words(row.baseline_on)
        lines.insert(1, f"It stood at {words.measured(row.baseline, measure)} on {at}.")
    whole = one.balance.paid_in_pounds
    if whole:
        shares = (f"{p.partner_name} {round(p.paid_in_pounds * 100 / whole)}%" for p in one.balance.partners)
        lines.append(f"Its gain is counted once, and shared as the money is: {', '.join(shares)}.")
    return tuple(lines)


def _book(one: FundStanding) -> Table:
    kinds = dict(FundEntry.Kind.choices)
    return Table(
        caption="The fund's book",
        count_words=filters.plural(len(one.entries), "entry", "entries"),
        columns=(
            Column(label="Day"),
            Column(label="What"),
            Column(label="Who or what"),
            Column(label="Pounds", is_figure=True),
        ),
        rows=tuple(
            (
                filters.short_date_words(entry.on),
                kinds[entry.kind],
                (entry.partner.name if entry.partner else entry.contract.title if entry.contract else entry.words),
                filters.pounds(entry.amount_pounds),
            )
            for entry in one.entries
        ),
    )


def _links(one: FundStanding, request: Request) -> tuple[tuple[str, str], ...]:
    if not request.viewer.has_any(CONTRACT_ROLES):
        return ()
    names = (("Enter money", "fund-money"), ("Agree a joint outcome", "outcome-new"), ("Close the fund", "fund-close"))
    return tuple((label, reverse(f"commissioning:{name}", kwargs={"fund_id": one.fund.pk})) for label, name in names)
