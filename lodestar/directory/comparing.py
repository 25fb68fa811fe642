"""What an import would do to what is kept: new, changed, the same, gone. Counts that add up, or nothing is written."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from lodestar.directory import incoming
from lodestar.directory.incoming import HeldBack, Reason
from lodestar.directory.making import Record
from lodestar.directory.models import RawRecord
from lodestar.directory.sorting import Tally

# Kinds whose record outlives a broken row: other records hang on them, and people are referred to them.
LASTING = frozenset({"organization", "service", "location", "taxonomy", "taxonomy_term"})
_LOST_ITS_PLACE = frozenset({Reason.MISSING_PARENT, Reason.NO_PARENT})


class CountsDoNotAddUp(AssertionError):
    """The table of an import contradicts itself: a fault of ours, so nothing is written."""


class Kept(NamedTuple):
    """What we hold of one row of a source."""

    entity_id: UUID
    payload_hash: str
    made_hash: str
    is_retired: bool


@dataclass(slots=True)
class Counts:
    """What happened to the rows of one kind.

    read = created + updated + unchanged + repeated + quarantined; before + created - retired = after.
    """

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    repeated: int = 0
    quarantined: int = 0
    retired: int = 0
    links_held: int = 0
    before: int = 0
    after: int = 0

    def check(self, kind: str) -> None:
        """Raise CountsDoNotAddUp unless both sums hold."""
        settled = self.created + self.updated + self.unchanged + self.repeated + self.quarantined
        if self.read != settled:
            raise CountsDoNotAddUp(f"{kind}: {self.read} read, but {settled} accounted for")
        if self.before + self.created - self.retired != self.after:
            raise CountsDoNotAddUp(f"{kind}: {self.before} + {self.created} - {self.retired} is not {self.after}")


@dataclass(slots=True)
class Ledger:
    """What is kept of one source, by kind and key, and what this import makes of it."""

    kept: dict[str, dict[str, Kept]]
    counts: dict[str, Counts] = field(default_factory=dict)

    @classmethod
    def of_source(cls, slug: str) -> "Ledger":
        """Return the ledger of a source as it stands."""
        kept: dict[str, dict[str, Kept]] = {}
        rows = RawRecord.objects.filter(source_id=slug).values_list(
            "kind", "source_key", "entity_id", "payload_hash", "made_hash", "retired_at"
        )
        for kind, key, entity_id, payload_hash, made_hash, retired_at in rows.iterator(chunk_size=20_000):
            kept.setdefault(kind, {})[key] = Kept(entity_id, payload_hash, made_hash, retired_at is not None)
        return cls(kept)

    def live_keys(self) -> dict[str, set[str]]:
        """Return the keys that the source held last, by kind."""
        return {kind: {key for key, one in rows.items() if not one.is_retired} for kind, rows in self.kept.items()}

    def of(self, kind: str) -> Counts:
        return self.counts.setdefault(kind, Counts())

    def note(self, kind: str, key: str, payload_hash: str, made_hash: str) -> tuple[bool, bool]:
        """Count one row that stands; return whether its raw record, and whether its own record, is to be written."""
        counts, kept = self.of(kind), self.kept.get(kind, {}).get(key)
        if kept is None or kept.is_retired:
            counts.created += 1
            return True, True
        if (kept.payload_hash, kept.made_hash) == (payload_hash, made_hash):
            counts.unchanged += 1
            return False, False
        counts.updated += 1
        return True, kept.made_hash != made_hash

    def gone(self, standing: Mapping[str, Collection[str]], held: Collection[HeldBack]) -> dict[str, list[str]]:
        """Return the keys, by kind, that the source held before and does not any more.

        A row that came but could not be taken keeps its earlier version, unless it lost the place that it
        hung on.
        """
        stays: dict[str, set[str]] = {}
        for one in held:
            lost = one.kind not in LASTING and one.reason in _LOST_ITS_PLACE
            if not one.is_link_only and not lost:
                stays.setdefault(one.kind, set()).add(one.key)
        gone = {}
        for kind, keys in self.live_keys().items():
            missing = keys - set(standing.get(kind, ())) - stays.get(kind, set())
            if missing:
                gone[kind] = sorted(missing)
                self.of(kind).retired = len(missing)
        return gone

    def close(self, tallies: Mapping[str, Tally]) -> dict[str, Counts]:
        """Return all counts, checked: raise CountsDoNotAddUp before anything is kept."""
        for kind, tally in tallies.items():
            counts = self.of(kind)
            counts.read, counts.repeated = tally.read, tally.repeated
            counts.quarantined, counts.links_held = tally.held, tally.links_held
        for kind, live in self.live_keys().items():
            self.of(kind).before = len(live)
        for kind, counts in self.counts.items():
            counts.after = counts.before + counts.created - counts.retired
            counts.check(kind)
        order = {kind: number for number, kind in enumerate(incoming.ORDER)}
        return dict(sorted(self.counts.items(), key=lambda one: order.get(one[0], len(order))))


def fingerprint(text: str) -> str:
    """Return the SHA-256 of a payload, by which we know it again."""
    return hashlib.sha256(text.encode()).hexdigest()


def fingerprint_of(records: list[Record]) -> str:
    """Return the SHA-256 of what we made of a row, without the moment at which we did."""
    told: list[Any] = [
        (str(record.id), sorted((name, str(value)) for name, value in record.columns.items() if name != "changed_at"))
        for record in records
    ]
    return hashlib.sha256(repr(told).encode()).hexdigest()
