"""What contracts are held to: measures of the catalogue, and whether the newest published figure meets the target."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from lodestar.access.viewers import Viewer
from lodestar.commissioning import queries
from lodestar.commissioning.models import Contract, ContractIndicator, PublishedResult
from lodestar.indicators import catalogue


@dataclass(frozen=True, kw_only=True)
class Met:
    """One measure of one service under a contract. `figure` is None while nothing is published or it is hidden.

    `is_met` is None then too. `short_percent` says by how much of the target the figure misses it.
    """

    service_name: str
    indicator_slug: str
    indicator_name: str
    measure: catalogue.Measure
    is_at_least: bool
    target: Decimal
    figure: int | None
    result: PublishedResult | None

    @property
    def is_met(self) -> bool | None:
        """Return whether the figure reaches the target, or stays under it."""
        if self.figure is None:
            return None
        return self.figure >= self.target if self.is_at_least else self.figure <= self.target

    @property
    def short_percent(self) -> int | None:
        """Return by how many percent of the target the figure misses it; None where it does not, or cannot be told."""
        if self.is_met is not False or self.figure is None or not self.target:
            return None
        return round(abs(self.target - self.figure) * 100 / self.target)


def measures_of(indicator: catalogue.Indicator) -> tuple[catalogue.Measure, ...]:
    """Return every measure of an indicator that a target can be set for."""
    return (indicator.counted, *indicator.counts, *indicator.shares, *indicator.statistics)


def met_by(viewer: Viewer, contract: Contract, *, held: Iterable[ContractIndicator]) -> tuple[Met, ...]:
    """Return how each service of a contract stands against each target, from the newest published figures."""
    found = []
    for one in held:
        declared = catalogue.indicator(one.indicator)
        measure = next(measure for measure in measures_of(declared) if measure.name == one.measure)
        publication = queries.published_results(viewer, indicator=one.indicator)
        by_service = {result.key: result for result in publication.of("service")} if publication else {}
        for lot in contract.lots.all():
            result = by_service.get(str(lot.service_id))
            found.append(
                Met(
                    service_name=lot.service.name,
                    indicator_slug=declared.slug,
                    indicator_name=declared.name,
                    measure=measure,
                    is_at_least=one.is_at_least,
                    target=one.target,
                    figure=_figure(result, measure, declared),
                    result=result,
                )
            )
    return tuple(found)


def _figure(result: PublishedResult | None, measure: catalogue.Measure, declared: catalogue.Indicator) -> int | None:
    if result is None:
        return None
    return result.count if measure == declared.counted else result.values.get(measure.name)
