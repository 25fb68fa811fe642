"""On which days a service is shut whatever its hours say, and on which it is open beside them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from lodestar.directory.entries.models import Closure, DateRule, HolidayHabit
from lodestar.rules import parameters

# What an open service must also hold to, on the day of `moment_values`.
NOT_SHUT = """
    opened.service_id NOT IN (SELECT service_id FROM entries_closure
        WHERE taken_back_at IS NULL AND %(day)s BETWEEN from_on AND to_on)
    AND (NOT %(is_bank_holiday)s
        OR opened.service_id NOT IN (SELECT service_id FROM entries_holidayhabit WHERE NOT is_open))
"""
OPEN_ONCE = """
    SELECT service_id FROM entries_daterule
    WHERE ended_at IS NULL AND %(day)s = ANY (extra_on) AND opens_at <= %(time)s AND %(time)s < closes_at
"""


def day_values(on: date) -> dict[str, Any]:
    """Return what `NOT_SHUT` names beside the day itself."""
    return {"is_bank_holiday": is_bank_holiday(on)}


def is_bank_holiday(on: date) -> bool:
    """Return whether a day is a bank holiday in England; in years whose holidays are not loaded none is."""
    try:
        return on in parameters.days_listed("bank-holidays-england", on=on)
    except parameters.MissingParameter:
        return False


def shut_because(service_id: UUID, *, on: date) -> str | None:
    """Return why a service is shut on a day, in words that may be empty; None when it is not."""
    closure = Closure.objects.filter(service=service_id, taken_back_at=None, from_on__lte=on, to_on__gte=on).first()
    if closure is not None:
        return closure.words
    if is_bank_holiday(on) and HolidayHabit.objects.filter(service=service_id, is_open=False).exists():
        return "It is a bank holiday"
    return None


def closures_to_come(service_id: UUID, *, on: date) -> list[Closure]:
    """Return the times in which a service is or will be shut, the next one first."""
    coming = Closure.objects.filter(service=service_id, taken_back_at=None, to_on__gte=on)
    return list(coming.order_by("from_on", "id"))


def is_open_once(service_id: UUID, *, at: datetime) -> bool:
    """Return whether a service is open at a London time because of a date beside its rule."""
    rules = DateRule.objects.filter(service=service_id, ended_at=None, extra_on__contains=[at.date()])
    return rules.filter(opens_at__lte=at.time(), closes_at__gt=at.time()).exists()


def openness(service_id: UUID, known: bool | None, *, at: datetime) -> tuple[bool | None, str]:
    """Return whether a service is open, hours and exceptions together, and why it is shut if it says so."""
    why = shut_because(service_id, on=at.date())
    if why is not None:
        return False, why
    return (True if is_open_once(service_id, at=at) else known), ""
