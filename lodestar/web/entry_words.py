"""How entries of the directory are spoken of on the pages of those who keep them."""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from lodestar.directory.models import Service
from lodestar.rules import typed_times
from lodestar.rules.entry_changes import EntryField

LABELS: Mapping[EntryField, str] = {
    EntryField.NAME: "Name",
    EntryField.SUMMARY: "In one sentence",
    EntryField.DESCRIPTION: "Description",
    EntryField.AUDIENCE: "Who it is for",
    EntryField.ELIGIBILITY: "More about who can come",
    EntryField.MINIMUM_AGE: "Youngest age",
    EntryField.MAXIMUM_AGE: "Oldest age",
    EntryField.TIMES: "Opening times",
    EntryField.IS_FREE: "Is it free?",
    EntryField.COST: "Cost",
    EntryField.HOW_TO_APPLY: "How to ask",
    EntryField.SELF_REFERRAL: "Can people ask for themselves?",
    EntryField.TELEPHONES: "Telephone",
    EntryField.EMAIL: "E-mail",
    EntryField.WEBSITE: "Website",
    EntryField.STATUS: "Is it running?",
}
# What anybody can say is wrong with an entry, by one press.
FAULTS: Mapping[str, str] = {
    EntryField.TELEPHONES.value: "The telephone number or the e-mail",
    EntryField.TIMES.value: "The times",
    "place": "Where it is",
    EntryField.STATUS.value: "It has closed",
    EntryField.AUDIENCE.value: "Who can come",
    EntryField.COST.value: "The cost",
    "other": "Something else",
}
NOTHING = "Nothing"
NOT_SAID = "Not said"
_TELEPHONE = re.compile(r"(?P<number>[^,]+?)(?:\s+ext\.?\s+(?P<extension>\w+))?(?:\s*,\s*(?P<note>.+))?")


@dataclass(frozen=True)
class Piece:
    """A stretch of a text in a comparison: `kind` is same, gone or new."""

    kind: str
    words: str


def value_words(field: EntryField, value: Any) -> str:
    """Return what a field says, in lines; "Nothing" for nothing."""
    if field is EntryField.TIMES:
        return "\n".join(time_lines(value or ())) or NOTHING
    if field is EntryField.TELEPHONES:
        return "\n".join(telephone_lines(value or ())) or NOTHING
    if field is EntryField.STATUS:
        return str(Service.Status(value).label)
    if field in (EntryField.IS_FREE, EntryField.SELF_REFERRAL):
        return {True: "Yes", False: "No", None: NOT_SAID}[value]
    return str(value) if value not in (None, "") else NOTHING


def telephone_lines(rows: Any) -> list[str]:
    """Return telephone numbers, one a line, as `read_telephones` reads them."""
    lines = []
    for row in rows:
        extension = f" ext {row['extension']}" if row.get("extension") else ""
        note = f", {row['note']}" if row.get("note") else ""
        lines.append(f"{row['number']}{extension}{note}")
    return lines


def read_telephones(text: str) -> list[dict[str, str]]:
    """Return the numbers that lines of text say. Raises ValueError with a line that holds no number."""
    rows = []
    for line in filter(None, map(str.strip, text.splitlines())):
        found = _TELEPHONE.fullmatch(line)
        if found is None or sum(letter.isdigit() for letter in found["number"]) < 3:
            raise ValueError(line)
        rows.append({name: found[name] or "" for name in ("number", "extension", "note")})
    return rows


def time_lines(rows: Any) -> list[str]:
    """Return opening times in lines; those that a line cannot say are given in their own words."""
    others = [row.get("description") or "Other times" for row in rows if not is_a_line(row)]
    return [*typed_lines(rows), *others]


def typed_lines(rows: Any) -> list[str]:
    """Return opening times as they are typed, days with the same hours on one line; what no line can say is left out.

    The rows come in the order of their days.
    """
    runs: list[list[Mapping[str, Any]]] = []
    for row in filter(is_a_line, rows):
        last = runs[-1][-1] if runs else None
        if last is not None and _follows(last, row):
            runs[-1].append(row)
        else:
            runs.append([row])
    return [_line(run) for run in runs]


def _follows(last: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    same = all(last.get(name) == row.get(name) for name in ("week_of_month", "opens_at", "closes_at"))
    return bool(same and row.get("week_of_month") is None and row["weekday"] == last["weekday"] + 1)


def _line(run: Sequence[Mapping[str, Any]]) -> str:
    first = run[0]
    line = typed_times.written_line(
        weekday=first["weekday"],
        week_of_month=first.get("week_of_month"),
        opens=time.fromisoformat(first["opens_at"]),
        closes=time.fromisoformat(first["closes_at"]),
    )
    if len(run) == 1:
        return line
    day, _space, hours = line.partition(" ")
    joint = "and" if len(run) == 2 else "to"
    return f"{day} {joint} {typed_times.WEEKDAYS[run[-1]['weekday']].capitalize()} {hours}"


def is_a_line(row: Mapping[str, Any]) -> bool:
    """Return whether opening times can be typed as one line."""
    has_day = row.get("weekday") is not None and row.get("day_of_month") is None
    is_every = (row.get("interval") or 1) == 1 and row.get("week_of_month") in (None, 1, 2, 3, 4, -1)
    return bool(has_day and is_every and row.get("opens_at") and row.get("closes_at"))


def read_times(text: str) -> list[dict[str, Any]]:
    """Return the rows that lines of text say. Raises typed_times.NotTimes."""
    return [
        {
            "weekday": one.weekday,
            "week_of_month": one.week_of_month,
            "opens_at": one.opens.isoformat(),
            "closes_at": one.closes.isoformat(),
            "frequency": "monthly" if one.week_of_month else "weekly",
            "interval": 1,
        }
        for one in typed_times.read_times(text)
    ]


def compared(field: EntryField, before: Any, after: Any) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return old and new words in pieces, so that a page can mark what goes and what comes."""
    old, new = (re.findall(r"\S+\s*", value_words(field, value)) for value in (before, after))
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if old[a:b]:
            left.append(Piece("same" if kind == "equal" else "gone", "".join(old[a:b])))
        if new[c:d]:
            right.append(Piece("same" if kind == "equal" else "new", "".join(new[c:d])))
    return tuple(left), tuple(right)
