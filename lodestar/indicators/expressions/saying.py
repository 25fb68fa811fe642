"""What people say of the contact with others that they have, and what became of therapies that were offered.

The set-based forms of `lodestar.rules.own_questions.answer_figures` and `lodestar.rules.therapies.condition_figures`;
tests hold them equal.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import ibis
import ibis.expr.types as ir

from lodestar.indicators.periods import Period

NOT_SAID = "not-said"
NOT_KNOWN = "not-known"
NO_CONDITION = "not-said"


def answers(social_answers: ir.Table, *, period: Period) -> ir.Table:
    """Return one row for each answer of the period; who would rather not say is in no figure.

    Unit: answers.  Source: rules/own_questions.py.
    """
    day = social_answers.answered_on
    held = social_answers.filter((day >= ibis.literal(period.starts_on)) & (day < ibis.literal(period.until)))
    return held.filter(held.answer != NOT_SAID)


def answer_summary(rows: ir.Table, *, breakdown: str, wanted: Sequence[str], alone: str) -> ir.Table:
    """Return one row for each part of the breakdown: each person once, by their newest answer in that part.

    Unit: people.  Source: rules/own_questions.py.
    """
    columns = {"month": ["month"], "neighbourhood": []}.get(breakdown, [])
    newest_first = [ibis.desc("answered_on"), ibis.desc("answer_key")]
    told = rows.mutate(
        place=ibis.row_number().over(group_by=["person_key", *columns], order_by=newest_first),
        is_enough=rows.answer.isin(list(wanted)),
        is_alone=rows.answer == alone,
    )
    newest = told.filter(told.place == 0)
    figures = {
        "count": newest.count(),
        "count_enough": newest.is_enough.sum(),
        "count_alone": newest.is_alone.sum(),
    }
    if breakdown == "month":
        return newest.aggregate(by=[newest.month.cast("string").name("key")], **figures).mutate(label=ibis._.key)
    if breakdown == "neighbourhood":
        place = ibis.ifelse(newest.neighbourhood_code == "", NOT_KNOWN, newest.neighbourhood_code)
        return newest.aggregate(by=[place.name("key")], **figures).mutate(label=ibis._.key)
    return _whole(newest, figures)


def offers(therapy_offers: ir.Table, *, period: Period, on: date, guidance: Mapping[str, Sequence[str]]) -> ir.Table:
    """Return one row for each therapy offered in the period, as it stood at the end of `on`.

    Unit: offers.  Source: rules/therapies.py, `condition_figures`; `guidance` is its catalogue.
    """
    day = therapy_offers.offered_on
    held = therapy_offers.filter((day >= ibis.literal(period.starts_on)) & (day < ibis.literal(period.until)))
    named = [
        ((held.condition == condition) & held.therapy.isin(list(therapies)), True)
        for condition, therapies in guidance.items()
        if therapies
    ]
    return held.select(
        part=ibis.ifelse(held.condition == "", NO_CONDITION, held.condition),
        is_in_guidance=ibis.cases(*named, else_=False),
        is_started=(held.started_on <= ibis.literal(on)).fill_null(False),
    )


def offer_summary(rows: ir.Table, *, breakdown: str) -> ir.Table:
    """Return one row for each part of the breakdown, with key, label and whole numbers only."""
    figures = {
        "count": rows.count(),
        "count_in_guidance": rows.is_in_guidance.sum(),
        "count_started": rows.is_started.sum(),
    }
    if breakdown != "condition":
        return _whole(rows, figures)
    return rows.aggregate(by=[rows.part.name("key")], **figures).mutate(label=ibis._.key)


def _whole(rows: ir.Table, figures: dict[str, ir.Value]) -> ir.Table:
    return rows.aggregate(**figures).mutate(key=ibis.literal(""), label=ibis.literal(""))
