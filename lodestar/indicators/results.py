"""What an engine hands back, before disclosure."""

from collections.abc import Mapping
from dataclasses import dataclass

from lodestar.indicators.periods import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The figures of one part of a breakdown, unrounded and with small numbers still in them.

    Never shown as it is: see `disclosure`. `parameters` are the dated numbers that it was counted with;
    `statistics` holds None where nobody is counted.
    """

    indicator: str
    breakdown: str
    key: str
    label: str
    period: Period
    parameters: Mapping[str, int]
    counts: Mapping[str, int]
    statistics: Mapping[str, float | None]
