"""What things cost, each with its source, its year and how sure it is."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access.roles import FIGURES_ROLES
from lodestar.commissioning.contracts import CONTRACT_ROLES
from lodestar.commissioning.models import UnitCost
from lodestar.commissioning.money import actions, queries
from lodestar.web import filters
from lodestar.web.commissioning import contract_forms as forms
from lodestar.web.commissioning import keeping
from lodestar.web.components.frame import BackLink
from lodestar.web.components.lists import Column, EmptyState, Link, Table
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

MISSING = "A cost needs its source, its year and, to be carried over, an index above 0"

YEAR_NOT_SAID = "The source does not say the year of its prices, so nothing carries this cost over"


@dataclass(frozen=True, kw_only=True)
class UnitCostsPage:
    """Every cost that was entered."""

    table: Table | None
    new_url: str
    empty: EmptyState | None


@opens_to(FIGURES_ROLES)
def unit_costs(request: Request) -> HttpResponse:
    """Show what things cost."""
    costs = queries.unit_costs(request.viewer)
    may_keep = request.viewer.has_any(CONTRACT_ROLES)
    page = UnitCostsPage(
        table=_table(costs, may_keep=may_keep) if costs else None,
        new_url=reverse("commissioning:unit-cost-new") if may_keep else "",
        empty=None
        if costs
        else EmptyState(title="No costs yet", words="Enter what something costs, with where that is written."),
    )
    return render(request, "commissioning/unit_costs.html", page)


@opens_to(CONTRACT_ROLES)
def new_cost(request: Request) -> HttpResponse:
    """Enter what something costs."""
    form = forms.CostForm(request.POST or None)
    if form.is_valid():
        given = dict(form.cleaned_data)
        try:
            actions.record_unit_cost(amount_pounds=given.pop("amount"), by=request.viewer, at=timezone.now(), **given)
        except actions.SourceMissing:
            form.add_error("source", MISSING)
        else:
            return HttpResponseRedirect(reverse("commissioning:unit-costs"))
    return keeping.form_page(request, form, title="Add what something costs", button="Add", back=_back())


@opens_to(CONTRACT_ROLES)
def uprate(request: Request, cost_id: UUID) -> HttpResponse:
    """Carry a cost into another year's prices."""
    cost = UnitCost.objects.filter(pk=cost_id).first()
    if cost is None:
        raise Http404
    form = forms.UprateForm(request.POST or None)
    if form.is_valid():
        try:
            actions.uprate_unit_cost(cost_id=cost_id, by=request.viewer, at=timezone.now(), **form.cleaned_data)
        except actions.SourceMissing:
            form.add_error("index_from", MISSING)
        except actions.YearNotSaid:
            form.add_error(None, YEAR_NOT_SAID)
        except actions.BeyondThePounds:
            form.add_error("index_to", "The cost would be too large to keep. Check both values of the index")
        else:
            return HttpResponseRedirect(reverse("commissioning:unit-costs"))
    return keeping.form_page(
        request,
        form,
        title=f"Carry over: {cost.name}",
        lead=f"{filters.pounds(cost.amount_pounds)} in prices of {cost.price_year}. The old row stays.",
        button="Carry over",
        back=_back(),
    )


def _back() -> BackLink:
    return BackLink(label="what things cost", url=reverse("commissioning:unit-costs"))


def _table(costs: list[UnitCost], *, may_keep: bool) -> Table:
    sure = dict(UnitCost.Confidence.choices)
    return Table(
        caption="What things cost",
        is_caption_hidden=True,
        count_words=filters.plural(len(costs), "cost"),
        columns=(
            Column(label="What"),
            Column(label="Pounds", is_figure=True),
            Column(label="One is"),
            Column(label="Prices of"),
            Column(label="Source"),
            Column(label="How sure"),
            Column(label="Carried over"),
        ),
        rows=tuple(
            (
                cost.name,
                filters.pounds(cost.amount_pounds),
                cost.unit,
                cost.price_year,
                ", ".join(filter(None, (cost.source, cost.page, cost.licence))),
                sure[cost.confidence],
                _carried(cost, may_keep=may_keep),
            )
            for cost in costs
        ),
    )


def _carried(cost: UnitCost, *, may_keep: bool) -> str | Link:
    old = cost.uprated_from
    if old is not None and cost.index_from is not None and cost.index_to is not None:
        return (
            f"{filters.pounds(old.amount_pounds)} ({old.price_year}) × {cost.index_to.normalize():f} ÷"
            f" {cost.index_from.normalize():f}, {cost.index_name}"
        )
    if cost.price_year == UnitCost.YEAR_NOT_SAID:
        return "Not possible: its year is not said"
    if not may_keep:
        return "No"
    address = reverse("commissioning:unit-cost-uprate", kwargs={"cost_id": cost.pk})
    return Link(words="Carry over", url=address, hidden_words=f"the cost of {cost.name}")
