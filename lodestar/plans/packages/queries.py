"""Reads of packages: what is in one, what it costs in a year, and who pays how much."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from lodestar.access.viewers import Viewer
from lodestar.plans import queries as plan_queries
from lodestar.plans.packages.models import Package, PackageItem


@dataclass(frozen=True)
class Item:
    """One offer in a package. `year_pounds` is its cost in a year."""

    item_id: UUID
    service_id: UUID
    service_name: str
    words: str
    cost_pounds: Decimal
    per: str
    times: int
    payer: str
    year_pounds: Decimal


@dataclass(frozen=True)
class PackageRow:
    """A package with its total, by payer, and what it goes beyond the money that there is. Unit: pounds a year."""

    items: tuple[Item, ...]
    total_pounds: Decimal
    by_payer: tuple[tuple[str, Decimal], ...]
    budget_pounds: Decimal | None

    @property
    def over_pounds(self) -> Decimal:
        """Return by how much the personal budget's part goes beyond the budget; 0 where it does not or none is set."""
        if self.budget_pounds is None:
            return Decimal(0)
        drawn = dict(self.by_payer).get(PackageItem.Payer.BUDGET.value, Decimal(0))
        return max(drawn - self.budget_pounds, Decimal(0))


EMPTY = PackageRow(items=(), total_pounds=Decimal(0), by_payer=(), budget_pounds=None)


def package_of(viewer: Viewer, *, need_id: UUID) -> PackageRow:
    """Return the package for a need; an empty one where nothing is in it. Raises NeedNotFound. Three queries."""
    plan_queries.need_seen(viewer, need_id=need_id)
    package = Package.objects.filter(need_id=need_id).first()
    if package is None:
        return EMPTY
    rows = PackageItem.objects.filter(package=package, taken_out_at=None).select_related("service")
    items = tuple(
        Item(
            item_id=row.pk,
            service_id=row.service_id,
            service_name=row.service.name,
            words=row.words,
            cost_pounds=row.cost_pounds,
            per=row.per,
            times=row.times,
            payer=row.payer,
            year_pounds=row.cost_pounds * row.times,
        )
        for row in rows.order_by("put_in_at", "id")
    )
    by_payer: dict[str, Decimal] = {}
    for item in items:
        by_payer[item.payer] = by_payer.get(item.payer, Decimal(0)) + item.year_pounds
    return PackageRow(
        items=items,
        total_pounds=sum((item.year_pounds for item in items), Decimal(0)),
        by_payer=tuple(by_payer.items()),
        budget_pounds=package.budget_pounds,
    )
