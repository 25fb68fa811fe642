"""What an import or a check says at its end: a table whose sums hold, and the rows that were held back."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lodestar.directory.comparing import Counts
from lodestar.directory.incoming import HeldBack

_COLUMNS = ("read", "created", "updated", "unchanged", "repeated", "quarantined", "retired")
_MOST_REASONS = 12


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, for people and for tests."""

    source_slug: str
    format: str
    counts: Mapping[str, Counts]
    held: Sequence[HeldBack]
    remarks: Sequence[str] = field(default_factory=list)
    is_dry_run: bool = False
    seconds: float = 0.0

    def as_text(self) -> str:
        """Return the report in lines: the table, what its columns mean, and the reasons in quarantine."""
        would = "Nothing was changed: this was a dry run.\n" if self.is_dry_run else ""
        head = f"{self.source_slug}: {self.format}, in {self.seconds:.1f} seconds\n{would}\n"
        return head + "\n".join([table(self.counts), "", *self.remarks, *reasons(self.held)])


def table(counts: Mapping[str, Counts]) -> str:
    """Return the counts by kind as lines of text, with their sums and the two identities that they keep."""
    lines = ["kind".ljust(24) + "".join(name.rjust(12) for name in _COLUMNS)]
    for kind, one in counts.items():
        lines.append(kind.ljust(24) + "".join(f"{getattr(one, name):12,}" for name in _COLUMNS))
    sums = [sum(getattr(one, name) for one in counts.values()) for name in _COLUMNS]
    lines.append("all".ljust(24) + "".join(f"{number:12,}" for number in sums))
    before, after = (sum(getattr(one, name) for one in counts.values()) for name in ("before", "after"))
    created, retired = sums[1], sums[6]
    lines += [
        "",
        "read = created + updated + unchanged + repeated + quarantined",
        f"held before {before:,} + created {created:,} - retired {retired:,} = held now {after:,}",
    ]
    links = {kind: one.links_held for kind, one in counts.items() if one.links_held}
    if links:
        told = ", ".join(f"{number:,} of {kind}" for kind, number in links.items())
        lines.append(f"Links held back, their rows being in: {told}.")
    return "\n".join(lines)


def reasons(held: Iterable[HeldBack]) -> list[str]:
    """Return a line for each reason in quarantine, the commonest first, with one example of its mend."""
    held = list(held)
    if not held:
        return ["Nothing is in quarantine."]
    groups = Counter((one.kind, one.reason.value, one.is_link_only) for one in held)
    examples = {(one.kind, one.reason.value, one.is_link_only): one.explanation for one in reversed(held)}
    lines = ["In quarantine:"]
    for (kind, reason, is_link), number in groups.most_common(_MOST_REASONS):
        what = "links of " if is_link else ""
        lines.append(f"  {number:,} {what}{kind}, {reason}. For example: {examples[kind, reason, is_link]}")
    if len(groups) > _MOST_REASONS:
        lines.append(f"  and {len(groups) - _MOST_REASONS} reasons more")
    return lines


def write_quarantine(path: Path, held: Iterable[HeldBack]) -> int:
    """Write held-back rows to a file, one JSON object to a line; return how many."""
    count = 0
    with path.open("w", encoding="utf-8") as opened:
        for one in held:
            told = {
                "kind": one.kind,
                "source_key": one.key,
                "reason": one.reason.value,
                "explanation": one.explanation,
                "is_link_only": one.is_link_only,
                "row": json.loads(one.payload),
            }
            opened.write(json.dumps(told, ensure_ascii=False) + "\n")
            count += 1
    return count
