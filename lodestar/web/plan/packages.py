"""From a need to a package: what fits, what it costs, who pays, and what it comes to."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from lodestar.directory import queries as directory_queries
from lodestar.people import facts as person_facts
from lodestar.plans import queries as plan_queries
from lodestar.plans.models import Need
from lodestar.plans.packages import actions, queries
from lodestar.plans.packages.actions import Cost
from lodestar.plans.packages.models import PackageItem
from lodestar.rules import thesaurus
from lodestar.rules.eligibility import Answer
from lodestar.web import filters
from lodestar.web.components import fields
from lodestar.web.components.forms import PageForm
from lodestar.web.components.lists import Link
from lodestar.web.plan.forms import choose
from lodestar.web.plan.space import PlacedPage, Space, form_page
from lodestar.web.rendering import render
from lodestar.web.requests import Request

OFFERS = 5
PER = {PackageItem.Per.ONCE: "once", PackageItem.Per.WEEK: "a week", PackageItem.Per.MONTH: "a month"}
TIMES = {PackageItem.Per.ONCE: 1, PackageItem.Per.WEEK: 52, PackageItem.Per.MONTH: 12}
PAYERS = {one.value: one.label for one in PackageItem.Payer}


class _Pounds(fields.TextField):
    """An amount in pounds."""

    def clean(self, value: Any) -> Any:
        """Return the amount. Raises ValidationError with an example."""
        typed = super().clean(value).replace("£", "").replace(",", "").strip()
        if not typed:
            return None
        try:
            amount = Decimal(typed).quantize(Decimal("0.01"))
        except ArithmeticError as wrong:
            raise django_forms.ValidationError("Write the amount in pounds, like 12.50") from wrong
        if not 0 <= amount < 100_000:
            raise django_forms.ValidationError("Write an amount from 0 to 99,999 pounds")
        return amount


class ItemForm(PageForm):
    """One offer put into a package."""

    service = fields.RadiosField(label="What goes in?", missing="Choose one offer")
    cost = _Pounds(
        label="What does it cost each time, in pounds?",
        hint="0 if it is free.",
        missing="Write the cost, like 12.50 or 0",
        width=10,
    )
    per = fields.RadiosField(
        label="How often is it paid?", missing="Choose how often", choices=tuple((k.value, v) for k, v in PER.items())
    )
    payer = fields.RadiosField(label="Who pays?", missing="Choose who pays", choices=tuple(PAYERS.items()))
    words = fields.TextField(label="Anything to remember", required=False, max_length=200)

    def __init__(self, *args: Any, services: list[tuple[str, str]], hints: dict[str, str], **kwargs: Any) -> None:
        """Make the form for the offers that fit."""
        super().__init__(*args, **kwargs)
        choose(self, "service", services)
        chosen = self.fields["service"]
        assert isinstance(chosen, fields.RadiosField)
        chosen.item_hints = hints

    def clean(self) -> dict[str, Any]:
        """Raise ValidationError where nobody pays for something that costs."""
        given = self.cleaned_data
        if given.get("payer") == PackageItem.Payer.NOBODY and given.get("cost"):
            self.add_error("payer", "It costs something: choose who pays, or write 0")
        return given


class BudgetForm(PageForm):
    """How much money a year there is."""

    budget = _Pounds(
        label="How much money is there a year, in pounds?", hint="Leave it empty if nobody knows.", required=False,
        width=10,
    )  # fmt: skip


@dataclass(frozen=True)
class ItemLine:
    """One offer in the package."""

    link: Link
    words: str
    cost: str
    payer: str
    year: str
    out_url: str


@dataclass(frozen=True)
class PackagePage(PlacedPage):
    """The package for one need, with its total and who pays."""

    need_words: str
    items: tuple[ItemLine, ...]
    total: str
    by_payer: tuple[str, ...]
    budget: str
    over: str
    add_url: str
    budget_url: str


def package(request: Request, space: Space, need_id: UUID) -> HttpResponse:
    """Show the package for a need."""
    need = _need(space, need_id)
    row = queries.package_of(space.viewer, need_id=need_id)
    page = PackagePage(
        place=space.place(request, space.back_to_plan()),
        need_words=need.words,
        items=tuple(_line(space, need_id, item) for item in row.items),
        total=f"{filters.pounds(row.total_pounds)} a year in all",
        by_payer=tuple(f"{PAYERS[payer]}: {filters.pounds(amount)}" for payer, amount in row.by_payer),
        budget=f"There is {filters.pounds(row.budget_pounds)} a year." if row.budget_pounds is not None else "",
        over=f"That is {filters.pounds(row.over_pounds)} more than there is." if row.over_pounds else "",
        add_url=space.url("plan-package-add", need_id=need_id),
        budget_url=space.url("plan-package-budget", need_id=need_id),
    )
    return render(request, "plan/package.html", page)


def add(request: Request, space: Space, need_id: UUID) -> HttpResponse:
    """Put an offer that fits into the package."""
    need = _need(space, need_id)
    services, hints = _offers(space, need)
    form = ItemForm(request.POST or None, services=services, hints=hints)
    if form.is_valid():
        given = form.cleaned_data
        per = PackageItem.Per(given["per"])
        cost = Cost(given["cost"], per, TIMES[per], PackageItem.Payer(given["payer"]))
        actions.put_in_package(
            need_id=need_id,
            service_id=UUID(given["service"]),
            cost=cost,
            words=given["words"],
            by=space.viewer,
            at=space.now,
        )
        return space.to("plan-package", "package", need_id=need_id)
    lead = "These fit best, of what is in reach." if services else "Nothing in reach fits. The need stays on the plan."
    return _form(request, space, need, title="Put something in", lead=lead, form=form, button="Put it in")


def budget(request: Request, space: Space, need_id: UUID) -> HttpResponse:
    """Say how much money there is."""
    need = _need(space, need_id)
    now = queries.package_of(space.viewer, need_id=need_id).budget_pounds
    form = BudgetForm(request.POST or None, initial={"budget": now})
    if form.is_valid():
        actions.say_budget(need_id=need_id, budget_pounds=form.cleaned_data["budget"], by=space.viewer, at=space.now)
        return space.to("plan-package", "package", need_id=need_id)
    return _form(request, space, need, title="The money there is", lead="", form=form, button="Save")


def take_out(request: Request, space: Space, need_id: UUID, item_id: UUID) -> HttpResponse:
    """Take an offer out."""
    _need(space, need_id)
    if request.method != "POST":
        return HttpResponseRedirect(space.url("plan-package", need_id=need_id))
    actions.take_out_of_package(need_id=need_id, item_id=item_id, by=space.viewer, at=space.now)
    return space.to("plan-package", "package", need_id=need_id)


def _form(
    request: Request, space: Space, need: Need, *, title: str, lead: str, form: PageForm, button: str
) -> HttpResponse:
    back = Link(words="Back to the package", url=space.url("plan-package", need_id=need.pk))
    return form_page(request, space, title=title, lead=lead, own_words=need.words, form=form, button=button, back=back)


def _need(space: Space, need_id: UUID) -> Need:
    need = plan_queries.need_seen(space.viewer, need_id=need_id)
    if need.person_id != space.person.pk:
        raise plan_queries.NeedNotFound
    return need


def _offers(space: Space, need: Need) -> tuple[list[tuple[str, str]], dict[str, str]]:
    """Return what fits a need, the best first, with what each says that it costs."""
    found = directory_queries.menu_for(
        space.viewer,
        facts=person_facts.facts_about(
            space.person, today=space.today, needs=frozenset(thesaurus.expand(text=need.words).needs)
        ),
        life_area=need.life_area,
        words=need.words,
        place=person_facts.home_of(space.person),
        on=space.today,
        limit=OFFERS,
    )
    fitting = [offer.service for offer in found.offers if offer.answer is not Answer.DOES_NOT_FIT]
    return (
        [(str(one.service_id), f"{one.name}, {one.organisation_name}") for one in fitting],
        {
            str(one.service_id): one.cost_text or ("Free" if one.is_free else "It does not say what it costs")
            for one in fitting
        },
    )


def _line(space: Space, need_id: UUID, item: queries.Item) -> ItemLine:
    return ItemLine(
        link=Link(words=item.service_name, url=reverse("public:service", kwargs={"service_id": item.service_id})),
        words=item.words,
        cost=f"{filters.pounds(item.cost_pounds)} {PER[PackageItem.Per(item.per)]}" if item.cost_pounds else "Free",
        payer=PAYERS[item.payer],
        year=f"{filters.pounds(item.year_pounds)} a year",
        out_url=space.url("plan-package-out", need_id=need_id, item_id=item.item_id),
    )
