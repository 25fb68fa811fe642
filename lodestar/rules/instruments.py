"""The questionnaires and scales that a check-in may use, as dated rows.

Which way is better, what counts as a change and who may use it are facts of the row, and
of nothing else. The wording of an item is in none of them.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path

_FILE = Path(__file__).parent / "parameters" / "instruments.toml"


class UnknownInstrument(LookupError):
    """No instrument of this code is in force on this day."""


class BadInstrument(ValueError):
    """A row of the registry contradicts itself or another row."""


class MissingRule(StrEnum):
    """When an answer is missing: is there still a score?"""

    ALL_ANSWERED = "all-answered"
    HALF_ANSWERED = "half-answered"
    ONE_MAY_BE_MISSING = "one-may-be-missing"
    PRORATE_NOT_APPLICABLE = "prorate-not-applicable"
    EACH_ALONE = "each-alone"


class ScoreRule(StrEnum):
    """How answers become a score."""

    TOTAL = "total"
    MEAN = "mean"
    METRIC_TABLE = "metric-table"
    EACH_ITEM = "each-item"


class ChangeOf(StrEnum):
    """What a reliable change is a step of."""

    ITEM = "item"
    SCORE = "score"


class Needs(StrEnum):
    """What must stand on file before the instrument may be used here."""

    NOTHING = "nothing"
    PERMISSION = "permission"
    REGISTRATION = "registration"
    LICENCE = "licence"


@dataclass(frozen=True, slots=True)
class Instrument:
    """One questionnaire or scale, as it holds between two days."""

    code: str
    name: str
    version: str
    valid_from: date
    valid_to: date | None
    items: int
    item_topics: tuple[str, ...]
    """Our own short names, or none where the tool's licence covers even these."""
    minimum: int
    """The lowest answer to one item."""
    maximum: int
    """The highest answer to one item."""
    read_as_missing: frozenset[int]
    """Answers that a feed sends and that say nothing."""
    higher_is_better: bool
    missing_rule: MissingRule
    may_not_apply: frozenset[int]
    """Items that a person may leave out because they do not apply to their life."""
    score_rule: ScoreRule
    scales: Mapping[str, tuple[int, ...]]
    """The items behind each score, by the score's name."""
    metric_table: tuple[Fraction, ...]
    """For a metric table: the scores of the lowest raw total, the next, and so on."""
    change_is_of: ChangeOf
    change_items: frozenset[int]
    """For a change of an item: the items on which a change is measured."""
    reliable_change: int | None
    """The step from which a change is more than chance, or None where none is agreed."""
    caseness: int | None
    """The cut-off: at or above it where lower is better, below it where higher is better."""
    bands_from: tuple[int, ...]
    """The first score of each band, for a worker's eyes; empty where there are none."""
    safety_items: frozenset[int]
    """Items on which any answer but the best one comes before everything else."""
    needs: Needs
    on_from_the_start: bool
    """Whether it is offered without anybody switching it on, once `needs` is met."""
    wording_shipped: bool
    source: str
    licence: str

    @property
    def best_answer(self) -> int:
        """Return the answer to one item than which none is better."""
        return self.maximum if self.higher_is_better else self.minimum

    def holds_on(self, day: date) -> bool:
        """Return whether the row is in force on `day`; both its end days count."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class LicenceOnFile:
    """One permission, registration or licence that an organisation holds."""

    instrument_code: str
    reference: str
    valid_from: date
    valid_to: date | None = None

    def covers(self, *, instrument: Instrument, on: date) -> bool:
        """Return whether it is for this instrument, has a reference, and holds on this day."""
        return (
            self.instrument_code == instrument.code
            and bool(self.reference.strip())
            and self.valid_from <= on
            and (self.valid_to is None or on <= self.valid_to)
        )


def instrument(code: str, *, on: date) -> Instrument:
    """Return the row of this code that is in force on this day.

    Unit: none.  Source: parameters/instruments.toml.  Checked: 2026-11-22.
    Raises UnknownInstrument when there is none: a score is never made by another year's rule.
    """
    for row in all_instruments().get(code, ()):
        if row.holds_on(on):
            return row
    raise UnknownInstrument(f"No instrument {code!r} holds on {on.isoformat()}.")


def is_available(instrument: Instrument, *, licences: Iterable[LicenceOnFile], on: date) -> bool:
    """Return whether answers to this instrument may be taken in on this day.

    Unit: none.  Source: domain facts §§2.1, 2.2 (no licence reference on file: entry is
    refused); inventory S0-08.  Checked: 2026-11-22.
    A reference of blanks is no reference; the licence of one tool opens no other.
    """
    if not instrument.holds_on(on):
        return False
    if instrument.needs is Needs.NOTHING:
        return True
    return any(licence.covers(instrument=instrument, on=on) for licence in licences)


def available_instruments(*, licences: Sequence[LicenceOnFile], on: date) -> tuple[Instrument, ...]:
    """Return the instruments that may be used on this day, in the order of the file.

    Unit: none.  Source: as `is_available`.  Checked: 2026-11-22.
    """
    rows = (row for versions in all_instruments().values() for row in versions)
    return tuple(row for row in rows if is_available(row, licences=licences, on=on))


@cache
def all_instruments() -> Mapping[str, tuple[Instrument, ...]]:
    """Return every row by code, the earliest first.

    Unit: none.  Source: parameters/instruments.toml.  Checked: 2026-11-22.
    Raises BadInstrument when a row contradicts itself or two of a code hold on one day.
    """
    found: defaultdict[str, list[Instrument]] = defaultdict(list)
    for table in tomllib.loads(_FILE.read_text(encoding="utf-8"))["instrument"]:
        row = as_instrument(table)
        found[row.code].append(row)
    return {code: in_order(rows) for code, rows in found.items()}


def in_order(rows: Iterable[Instrument]) -> tuple[Instrument, ...]:
    """Return the rows of one code, the earliest first.

    Unit: none.  Source: as `all_instruments`.  Checked: 2026-11-22.
    Raises BadInstrument when two of them hold on the same day.
    """
    ordered = tuple(sorted(rows, key=lambda row: row.valid_from))
    for earlier, later in pairwise(ordered):
        if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
            raise BadInstrument(f"Two rows of {later.code!r} hold on the same day.")
    return ordered


# A table of TOML holds values of many kinds; what they must be is said here, and held to below.
def as_instrument(table: Mapping[str, object]) -> Instrument:
    """Return one table of the file as an Instrument.

    Unit: none.  Source: as `all_instruments`.  Checked: 2026-11-22.
    Raises BadInstrument when a part is missing or contradicts another.
    """
    try:
        row = _read(dict(table))
    except (KeyError, TypeError, ValueError) as error:
        raise BadInstrument(f"{table.get('code', 'A row without a code')}: {error!r}.") from error
    wrong = _contradictions(row)
    if wrong:
        raise BadInstrument(f"{row.code}: {'; '.join(wrong)}.")
    return row


def _read(table: dict[str, object]) -> Instrument:
    numbers = frozenset(range(1, _whole(table["items"]) + 1))
    scales = table["scales"]
    if not isinstance(scales, dict) or not isinstance(table["from"], date):
        raise TypeError("scales or from")
    valid_to = table.get("to")
    if valid_to is not None and not isinstance(valid_to, date):
        raise TypeError("to")
    return Instrument(
        code=_text(table["code"]),
        name=_text(table["name"]),
        version=_text(table["version"]),
        valid_from=table["from"],
        valid_to=valid_to,
        items=len(numbers),
        item_topics=tuple(_text(topic) for topic in _list(table.get("item_topics", []))),
        minimum=_whole(table["minimum"]),
        maximum=_whole(table["maximum"]),
        read_as_missing=frozenset(_wholes(table.get("read_as_missing", []))),
        higher_is_better=_claim(table["higher_is_better"]),
        missing_rule=MissingRule(_text(table["missing_rule"])),
        may_not_apply=frozenset(_wholes(table.get("may_not_apply", []))),
        score_rule=ScoreRule(_text(table["score_rule"])),
        scales={name: _wholes(items) for name, items in scales.items()},
        metric_table=tuple(Fraction(str(score)) for score in _list(table.get("metric_table", []))),
        change_is_of=ChangeOf(_text(table["change_is_of"])),
        change_items=frozenset(_wholes(table["change_items"])) if "change_items" in table else numbers,
        reliable_change=_whole(table["reliable_change"]) if "reliable_change" in table else None,
        caseness=_whole(table["caseness"]) if "caseness" in table else None,
        bands_from=_wholes(table.get("bands_from", [])),
        safety_items=frozenset(_wholes(table["safety_items"])),
        needs=Needs(_text(table["needs"])),
        on_from_the_start=_claim(table["on_from_the_start"]),
        wording_shipped=_claim(table["wording_shipped"]),
        source=_text(table["source"]),
        licence=_text(table["licence"]),
    )


def _contradictions(row: Instrument) -> list[str]:
    numbers = set(range(1, row.items + 1))
    longest = max((len(items) for items in row.scales.values()), default=0)
    rows_wanted = longest * (row.maximum - row.minimum) + 1 if row.score_rule is ScoreRule.METRIC_TABLE else 0
    named = [*row.scales.values(), row.safety_items, row.change_items, row.may_not_apply]
    checks = {
        "the answers run backwards": row.minimum >= row.maximum,
        "no score": longest == 0,
        "an item that it does not have": not set().union(*named) <= numbers,
        "topics for other than its items": len(row.item_topics) not in (0, row.items),
        "an answer both read and missing": any(row.minimum <= a <= row.maximum for a in row.read_as_missing),
        "a metric table of another length": len(row.metric_table) != rows_wanted,
        "bands out of order": list(row.bands_from) != sorted(set(row.bands_from)),
        "ends before it starts": row.valid_to is not None and row.valid_to < row.valid_from,
    }
    return [said for said, is_wrong in checks.items() if is_wrong]


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TypeError("a text is missing")
    return value


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError("a whole number is missing")
    return value


def _claim(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("true or false is missing")
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError("a list is missing")
    return value


def _wholes(value: object) -> tuple[int, ...]:
    return tuple(_whole(number) for number in _list(value))
