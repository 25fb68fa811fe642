"""What `lodestar directory check` runs: a source read and held against the standard and against ourselves."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lodestar.directory import sorting
from lodestar.directory.incoming import HeldBack
from lodestar.exchange.openreferral import importing, nested, recognising, reporting, schema_faults

# Each record takes some milliseconds against its schema; faults of a feed repeat from the first page on.
MOST_HELD_AGAINST_SCHEMA = 2_000
_MOST_LINES = 25
_AGAINST_SCHEMA = frozenset({recognising.ORUK_3, recognising.HSDS_3_JSON})


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What is wrong with a source, in words, the commonest first."""

    format: str
    read: Mapping[str, int]
    held: Sequence[HeldBack]
    repairs: Counter[str]
    faults: Counter[schema_faults.Fault]
    unlisted: Counter[str]
    remarks: Sequence[str] = field(default_factory=list)
    checked: int = 0

    @property
    def has_faults(self) -> bool:
        """Whether there is anything to mend: a rule of the standard broken, or a row that we cannot take."""
        return bool(self.faults or self.held)

    def as_text(self) -> str:
        """Return the report in lines."""
        read = ", ".join(f"{count:,} {kind}" for kind, count in self.read.items())
        lines = [f"Format: {self.format}", f"Read: {read}", *self.remarks, ""]
        if self.checked:
            lines += [f"Against the schemas of Open Referral UK 3.0 ({self.checked:,} records):", *self._schema(), ""]
        elif not self.format.endswith("csv"):
            lines += ["Its family is not Open Referral UK 3.0, so the standard's schemas say nothing of it.", ""]
        if self.repairs:
            lines += ["Read with a repair:", *_counted(self.repairs), ""]
        return "\n".join([*lines, *reporting.reasons(self.held)])

    def _schema(self) -> list[str]:
        faults = Counter({f"{fault.where} {fault.mend}": count for fault, count in self.faults.items()})
        lines = _counted(faults) if faults else ["  nothing to mend"]
        if self.unlisted:
            names = ", ".join(name for name, _ in self.unlisted.most_common(12))
            lines.append(f"  fields that the standard does not name, and allows: {names}")
        return lines


def _counted(found: Counter[str]) -> list[str]:
    lines = [f"  {count:,} x {what}" for what, count in found.most_common(_MOST_LINES)]
    return lines + ([f"  and {len(found) - _MOST_LINES} more"] if len(found) > _MOST_LINES else [])


def run_check(source: str, *, progress: Callable[[str], None], mapping: Path | None = None) -> CheckReport:
    """Read a source and return its format and its faults; nothing is written. Raises ImportRefused."""
    against = _AgainstSchema()
    gathered = importing.gathered_or_refused(source, mapping=mapping, progress=progress, inspect=against.take)
    progress("sorting rows")
    found = sorting.settle(gathered.pile)
    repairs: Counter[str] = Counter()
    for rows in found.rows.values():
        for row in rows:
            repairs.update(f"{row.kind}: {note}" for note in row.notes)
    return CheckReport(
        format=gathered.format,
        read={kind: tally.read for kind, tally in found.tallies.items()},
        held=found.held,
        repairs=repairs,
        faults=against.faults,
        unlisted=against.unlisted,
        remarks=[*importing.remarks_on(gathered), *against.remarks()],
        checked=against.checked,
    )


@dataclass(slots=True)
class _AgainstSchema:
    """Records held against the schemas while they pass by."""

    faults: Counter[schema_faults.Fault] = field(default_factory=Counter)
    unlisted: Counter[str] = field(default_factory=Counter)
    checked: int = 0
    passed: int = 0

    def take(self, record: Any, family: str) -> None:
        """Hold one record against the schema of its kind, where its family has one."""
        if family not in _AGAINST_SCHEMA or not isinstance(record, dict):
            return
        self.passed += 1
        if self.checked >= MOST_HELD_AGAINST_SCHEMA:
            return
        self.checked += 1
        kind = nested.kind_of_record(record) or ""
        self.faults.update(schema_faults.faults(record, kind))
        self.unlisted.update(schema_faults.unlisted(record, kind))

    def remarks(self) -> list[str]:
        """Return a sentence if only some records were held against the schemas."""
        if self.passed <= self.checked:
            return []
        return [f"The first {self.checked:,} of {self.passed:,} records were held against the schemas."]
