"""Until when a person's record is kept. Nothing is ever erased by itself: it falls due for somebody to look at."""

from datetime import date
from enum import StrEnum

from lodestar.rules import parameters


class RecordKind(StrEnum):
    """Which rule of the Code a record falls under."""

    MENTAL_HEALTH = "mental-health"
    OTHER_ADULT = "other-adult"


def kind_of_record(*, was_in_nhs_care: bool) -> RecordKind:
    """Return which rule holds: a record that an NHS trust took part in is a mental health record.

    Unit: none.  Source: Records Management Code of Practice, NHS England, Appendix II; a
    record of charity or council support alone is an adult record of another kind.
    Checked: 2026-11-22.
    """
    return RecordKind.MENTAL_HEALTH if was_in_nhs_care else RecordKind.OTHER_ADULT


def keep_until(*, kind: RecordKind, ended_on: date, died_on: date | None, on: date) -> date:
    """Return the first day on which a record is due to be looked at, by the rules in force `on` that day.

    Unit: date.  Source: parameters/retention.toml.  Checked: 2026-11-22.
    Mental health: 20 years after support ended, or 10 after death if that is earlier.
    Another adult's: 8 years after support ended or death, whichever is later.
    Raises MissingParameter for a day before the first rule.
    """
    if kind is RecordKind.MENTAL_HEALTH:
        after_end = _years_later(ended_on, parameters.whole_number("keep-mental-health-years", on=on))
        if died_on is None:
            return after_end
        return min(after_end, _years_later(died_on, parameters.whole_number("keep-after-death-years", on=on)))
    last = max(ended_on, died_on) if died_on else ended_on
    return _years_later(last, parameters.whole_number("keep-other-adult-years", on=on))


def earliest_end(*, on: date) -> date:
    """Return the day before which support must have ended, or death fallen, for a record to be due `on` that day.

    Unit: date.  Source: the shortest of parameters/retention.toml.  Checked: 2026-11-22.
    """
    names = ("keep-mental-health-years", "keep-after-death-years", "keep-other-adult-years")
    return _years_later(on, -min(parameters.whole_number(name, on=on) for name in names))


def _years_later(day: date, years: int) -> date:
    # 29 February falls due on 1 March: a day later is never too early.
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
