"""Waits from referral to first contact, for many referrals at once.

The set-based form of `lodestar.rules.waiting.summarise_waits`; a test holds the two equal. Only dates,
whole numbers and aggregates that engines agree on: see docs/reference/indicators.md.
"""

from collections.abc import Mapping
from datetime import date

import ibis
import ibis.expr.types as ir

from lodestar.indicators.periods import Period

BREAKDOWNS: Mapping[str, tuple[str, str]] = {
    "service": ("service_key", "service_name"),
    "month": ("month", "month"),
}
"""The column that tells the parts of a breakdown apart, and the one that names them."""


def waits(referrals: ir.Table, *, period: Period, on: date) -> ir.Table:
    """Return one row for each referral received in the period, as it stood at the end of `on`.

    Unit: days.  Source: rules/waiting.py, `days_waited`, `Wait`.
    """
    received = referrals.received_on
    in_period = referrals.filter((received >= ibis.literal(period.starts_on)) & (received < ibis.literal(period.until)))
    today = ibis.literal(on)
    is_met = (in_period.first_contact_on <= today).fill_null(False)
    has_ended = (in_period.ended_on <= today).fill_null(False)
    counted_until = ibis.ifelse(is_met, in_period.first_contact_on, today)
    return in_period.select(
        "service_key",
        "service_name",
        "month",
        is_met=is_met,
        is_waiting=~is_met & ~has_ended,
        days=counted_until.delta(in_period.received_on, unit="day").cast("int64"),
    )


def summary(rows: ir.Table, *, breakdown: str, target_days: int) -> ir.Table:
    """Return one row for each part of the breakdown, with key, label and whole numbers only.

    Percentiles are in hundredths of a day: a linearly interpolated 50th or 90th percentile of whole days
    is always a whole number of hundredths, so rounding takes away what the engine's floats added.

    Unit: referrals, hundredths of a day.  Source: rules/waiting.py, `summarise_waits`.
    """
    within = rows.is_met & (rows.days <= target_days)
    due = rows.is_met | (rows.is_waiting & (rows.days > target_days))
    figures = {
        "count": rows.is_met.sum(),
        "count_waiting": rows.is_waiting.sum(),
        "count_closed_unmet": (~rows.is_met & ~rows.is_waiting).sum(),
        "count_within_target": within.sum(),
        "count_due": due.sum(),
        "median_days_hundredths": _hundredths(rows.days.quantile(0.5, where=rows.is_met)),
        "p90_days_hundredths": _hundredths(rows.days.quantile(0.9, where=rows.is_met)),
    }
    if breakdown not in BREAKDOWNS:
        return rows.aggregate(**figures).mutate(key=ibis.literal(""), label=ibis.literal(""))
    key, label = BREAKDOWNS[breakdown]
    return (
        rows.aggregate(by=[rows[key].name("part")], label=rows[label].max().cast("string"), **figures)
        .mutate(key=ibis._.part.cast("string"))
        .drop("part")
    )


def impossible(rows: ir.Table) -> ir.Table:
    """Return the rows whose first contact is before the referral, of which there may be none."""
    return rows.filter(rows.days < 0)


def _hundredths(days: ir.NumericScalar) -> ir.NumericScalar:
    return (days * 100).round().cast("int64")
