"""People whom services reached, and how contacts of every kind went.

The set-based form of `lodestar.rules.access_counts`; a test holds the two equal.
"""

from collections.abc import Iterable

import ibis
import ibis.expr.types as ir

from lodestar.indicators import tables
from lodestar.indicators.periods import Period
from lodestar.rules import access_counts, circumstances

PRIORITY_ORDER = (*(kind.value for kind in circumstances.PRIORITY_GROUPS), circumstances.NO_GROUP)

NOT_KNOWN = "not-known"


def adults(contacts: ir.Table, *, period: Period, teams: Iterable[str], fewest: int) -> ir.Table:
    """Return one row for each adult met by a team that counts: how often, and the oldest age band, as a number.

    Unit: people.  Source: rules/access_counts.py, `adult_access`.
    """
    direct = _direct(_within(contacts, period))
    counted = direct.filter(direct.team_type.isin(sorted(teams)) & (direct.age_band != access_counts.UNDER_18))
    met = counted.group_by("person_key").aggregate(
        times=counted.count(), part=_place(counted.age_band, ("", *tables.AGE_BANDS)).max()
    )
    return met.mutate(is_counted=met.times >= fewest)


def adult_summary(people: ir.Table, *, breakdown: str) -> ir.Table:
    """Return one row for each part of the breakdown, with key, label and whole numbers only."""
    figures = {"count": people.is_counted.sum(), "count_seen_once": (~people.is_counted).sum()}
    return _by_part(people, figures, breakdown, "age-band", ("", *tables.AGE_BANDS))


def young(contacts: ir.Table, *, period: Period) -> ir.Table:
    """Return one row for each person under 25 met: whether as a child, and the first priority group, as a number.

    Unit: people.  Source: rules/access_counts.py, `child_access`.
    """
    direct = _direct(_within(contacts, period))
    counted = direct.filter(direct.age_band.isin([access_counts.UNDER_18, access_counts.YOUNG_ADULT]))
    return counted.group_by("person_key").aggregate(
        is_child=(counted.age_band == access_counts.UNDER_18).any(),
        part=_place(counted.priority_group, PRIORITY_ORDER).min(),
    )


def young_summary(people: ir.Table, *, breakdown: str) -> ir.Table:
    """Return one row for each part of the breakdown, with key, label and whole numbers only."""
    figures = {"count": people.is_child.sum(), "count_young_adults": (~people.is_child).sum()}
    return _by_part(people, figures, breakdown, "priority-group", PRIORITY_ORDER)


def modes(contacts: ir.Table, *, period: Period) -> ir.Table:
    """Return one row for each contact, or try at one, of the period.

    Unit: contacts.  Source: rules/access_counts.py, `contacts_by_mode`.
    """
    held = _within(contacts, period)
    is_met = held.attendance == access_counts.ATTENDED
    return held.select(
        part=held["mode"],
        is_met=is_met,
        is_tried=held.attendance == access_counts.NOT_REACHED,
        is_switched=is_met & (held.planned_mode != ""),
    )


def mode_summary(rows: ir.Table, *, breakdown: str) -> ir.Table:
    """Return one row for each part of the breakdown, with key, label and whole numbers only."""
    figures = {
        "count": rows.is_met.sum(),
        "count_not_reached": rows.is_tried.sum(),
        "count_offered": (rows.is_met | rows.is_tried).sum(),
        "count_another_way": rows.is_switched.sum(),
    }
    if breakdown != "mode":
        return _whole(rows, figures)
    return rows.aggregate(by=[rows.part.name("key")], **figures).mutate(label=ibis._.key)


def _within(contacts: ir.Table, period: Period) -> ir.Table:
    day = contacts.happened_on
    return contacts.filter((day >= ibis.literal(period.starts_on)) & (day < ibis.literal(period.until)))


def _direct(contacts: ir.Table) -> ir.Table:
    is_there = contacts.attendance == access_counts.ATTENDED
    return contacts.filter(is_there & contacts["mode"].isin(sorted(access_counts.DIRECT_MODES)))


def _place(column: ir.StringValue, order: tuple[str, ...]) -> ir.IntegerValue:
    """Return the place of a value in an order: a number, so that engines agree on the first and the last."""
    return ibis.cases(*((column == value, place) for place, value in enumerate(order)), else_=len(order) - 1)


def _by_part(
    people: ir.Table, figures: dict[str, ir.Value], breakdown: str, named: str, order: tuple[str, ...]
) -> ir.Table:
    if breakdown != named:
        return _whole(people, figures)
    key = ibis.cases(
        *((ibis._.part == place, value or NOT_KNOWN) for place, value in enumerate(order)), else_=NOT_KNOWN
    )
    return people.aggregate(by=[people.part], **figures).mutate(key=key, label=key).drop("part")


def _whole(rows: ir.Table, figures: dict[str, ir.Value]) -> ir.Table:
    return rows.aggregate(**figures).mutate(key=ibis.literal(""), label=ibis.literal(""))
