"""Reads of funds and of what things cost."""

from dataclasses import dataclass
from uuid import UUID

from lodestar.access.roles import FIGURES_ROLES
from lodestar.access.viewers import Viewer
from lodestar.commissioning import queries
from lodestar.commissioning.models import Fund, FundEntry, JointOutcome, UnitCost
from lodestar.commissioning.money import balances
from lodestar.commissioning.money.actions import FundNotFound
from lodestar.commissioning.money.balances import Balance
from lodestar.indicators import catalogue


@dataclass(frozen=True, kw_only=True)
class OutcomeStanding:
    """A joint outcome with the newest published figure of the whole place; None while there is none."""

    outcome: JointOutcome
    indicator: catalogue.Indicator
    figure: int | None


@dataclass(frozen=True, kw_only=True)
class FundStanding:
    """One fund with its sums, its entries (newest first) and what its partners want together."""

    fund: Fund
    host_name: str
    balance: Balance
    entries: tuple[FundEntry, ...]
    outcomes: tuple[OutcomeStanding, ...]


def funds(viewer: Viewer) -> list[FundStanding]:
    """Return every fund with where it stands, by name. None for a stranger to figures."""
    if not viewer.has_any(FIGURES_ROLES):
        return []
    return [_standing(viewer, fund) for fund in Fund.objects.select_related("host").order_by("name", "id")]


def fund(viewer: Viewer, *, fund_id: UUID) -> FundStanding:
    """Return one fund with where it stands. Raises FundNotFound."""
    found = Fund.objects.select_related("host").filter(pk=fund_id).first()
    if found is None or not viewer.has_any(FIGURES_ROLES):
        raise FundNotFound
    return _standing(viewer, found)


def unit_costs(viewer: Viewer) -> list[UnitCost]:
    """Return what things cost, by name, each with the row that it was carried over from."""
    if not viewer.has_any(FIGURES_ROLES):
        return []
    return list(UnitCost.objects.select_related("uprated_from").order_by("name", "price_year", "id"))


def _standing(viewer: Viewer, found: Fund) -> FundStanding:
    return FundStanding(
        fund=found,
        host_name=found.host.name,
        balance=balances.balance_of(found),
        entries=tuple(found.entries.select_related("partner", "contract").order_by("-on", "id")),
        outcomes=tuple(_outcome(viewer, one) for one in found.outcomes.order_by("review_on", "id")),
    )


def _outcome(viewer: Viewer, outcome: JointOutcome) -> OutcomeStanding:
    declared = catalogue.indicator(outcome.indicator)
    publication = queries.published_results(viewer, indicator=outcome.indicator)
    totals = publication.of(catalogue.TOTAL) if publication else ()
    figure = None
    if totals:
        is_counted = outcome.measure == declared.counted.name
        figure = totals[0].count if is_counted else totals[0].values.get(outcome.measure)
    return OutcomeStanding(outcome=outcome, indicator=declared, figure=figure)
