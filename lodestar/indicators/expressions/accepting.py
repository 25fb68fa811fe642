"""Whether services take people with more need as readily as people with less.

The set-based form of `lodestar.rules.creaming`; a test holds the two equal.
"""

from datetime import date

import ibis
import ibis.expr.types as ir

from lodestar.indicators.periods import Period

MORE_NEED = "more"


def answers(referrals: ir.Table, *, period: Period, on: date) -> ir.Table:
    """Return one row for each referral received in the period and answered by `on`.

    Unit: referrals.  Source: rules/creaming.py, `accepted_by_need`.
    """
    received = referrals.received_on
    held = referrals.filter((received >= ibis.literal(period.starts_on)) & (received < ibis.literal(period.until)))
    today = ibis.literal(on)
    is_yes = (held.accepted_on <= today).fill_null(False)
    is_no = (held.declined_on <= today).fill_null(False)
    answered = held.filter(is_yes | is_no)
    yes, no = (answered.accepted_on <= today).fill_null(False), (answered.declined_on <= today).fill_null(False)
    return answered.select(
        "service_key",
        "service_name",
        is_more=answered.need == MORE_NEED,
        is_accepted=yes & (~no | (answered.accepted_on <= answered.declined_on).fill_null(False)),
    )


def summary(rows: ir.Table, *, breakdown: str) -> ir.Table:
    """Return one row for each part of the breakdown, with key, label and whole numbers only."""
    figures = {
        "count": rows.count(),
        "count_more_answered": rows.is_more.sum(),
        "count_more_accepted": (rows.is_more & rows.is_accepted).sum(),
        "count_less_answered": (~rows.is_more).sum(),
        "count_less_accepted": (~rows.is_more & rows.is_accepted).sum(),
    }
    if breakdown != "service":
        return rows.aggregate(**figures).mutate(key=ibis.literal(""), label=ibis.literal(""))
    return (
        rows.aggregate(by=[rows.service_key.name("part")], label=rows.service_name.max(), **figures)
        .mutate(key=ibis._.part)
        .drop("part")
    )
