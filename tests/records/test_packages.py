"""From a need to a package: offers with their costs, who pays, and a total."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.utils import timezone

from lodestar.access.viewers import Viewer
from lodestar.plans import queries as plan_queries
from lodestar.plans.packages import actions, queries
from lodestar.plans.packages.actions import Cost
from lodestar.plans.packages.models import PackageItem
from tests.factories import people as make
from tests.factories import plans

LookAs = Callable[..., Viewer]
Per, Payer = PackageItem.Per, PackageItem.Payer


@pytest.fixture
def kevin(db: None):
    return make.person(user=make.user(name="Kevin"))


@pytest.mark.inventory("S1-45")
def test_a_package_has_a_total_by_who_pays_and_says_when_it_goes_over(kevin, look_as: LookAs) -> None:
    worker = make.worker()
    make.involve(kevin, worker)
    viewer = look_as(worker)
    need = plans.need(kevin, kevin.user, "Mend bikes for a living", "work-and-learning")
    told = {"need_id": need.pk, "words": "", "by": viewer, "at": timezone.now()}

    for cost in (
        Cost(Decimal("650"), Per.ONCE, 1, Payer.BUDGET),
        Cost(Decimal("12.50"), Per.WEEK, 40, Payer.BUDGET),
        Cost(Decimal("0"), Per.WEEK, 52, Payer.NOBODY),
        Cost(Decimal("40"), Per.MONTH, 12, Payer.COUNCIL),
    ):
        last = actions.put_in_package(service_id=make.service().pk, cost=cost, **told)
    actions.say_budget(need_id=need.pk, budget_pounds=Decimal("1000"), by=viewer, at=timezone.now())
    row = queries.package_of(viewer, need_id=need.pk)

    assert row.total_pounds == Decimal("1630")
    assert dict(row.by_payer) == {"budget": Decimal("1150"), "nobody": Decimal("0"), "council": Decimal("480")}
    assert row.over_pounds == Decimal("150")

    actions.take_out_of_package(need_id=need.pk, item_id=last.pk, by=viewer, at=timezone.now())
    actions.say_budget(need_id=need.pk, budget_pounds=Decimal("1150"), by=viewer, at=timezone.now())
    row = queries.package_of(viewer, need_id=need.pk)
    assert (row.total_pounds, row.over_pounds) == (Decimal("1150"), Decimal("0"))


@pytest.mark.parametrize(
    "cost",
    [
        Cost(Decimal("-1"), Per.ONCE, 1, Payer.NHS),
        Cost(Decimal("5"), Per.ONCE, 1, Payer.NOBODY),
        Cost(Decimal("5"), Per.ONCE, 0, Payer.NHS),
    ],
)
def test_a_cost_that_cannot_be_is_refused(kevin, look_as: LookAs, cost: Cost) -> None:
    need = plans.need(kevin, kevin.user)

    with pytest.raises(actions.CostWrong):
        actions.put_in_package(
            need_id=need.pk, service_id=make.service().pk, cost=cost, words="", by=look_as(kevin.user),
            at=timezone.now(),
        )  # fmt: skip


def test_the_package_of_somebody_else_is_not_there(kevin, look_as: LookAs) -> None:
    need = plans.need(kevin, kevin.user)

    with pytest.raises(plan_queries.NeedNotFound):
        queries.package_of(look_as(make.worker()), need_id=need.pk)
