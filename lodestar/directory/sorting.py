"""Deciding which incoming rows can stand: repeats, conflicts, broken links. Pure; nothing is written."""

import dataclasses
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lodestar.directory.incoming import KINDS, ORDER, POINTS_TO, HeldBack, Kind, Reason, Row

_ONLY_WORDS = frozenset({"raw_text", "summary"})
_CELL_BREAK = re.compile(r"\s*[,;|]\s*")


@dataclass(slots=True)
class Tally:
    """How many rows of one kind were read, and what became of those that were not taken."""

    read: int = 0
    repeated: int = 0
    held: int = 0
    links_held: int = 0


@dataclass(slots=True)
class Sorted:
    """What a source holds once sorted: rows that stand, by kind, and what was held back."""

    rows: dict[str, list[Row]]
    held: list[HeldBack]
    tallies: dict[str, Tally]

    @property
    def standing(self) -> int:
        return sum(len(rows) for rows in self.rows.values())


class Pile:
    """Rows of one source as they come in, with exact repeats counted and conflicts set aside."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, Row]] = {slug: {} for slug in ORDER}
        self.held: list[HeldBack] = []
        self.tallies: dict[str, Tally] = {}

    def tally(self, kind: str) -> Tally:
        return self.tallies.setdefault(kind, Tally())

    def take(self, incoming: Iterable[Row | HeldBack]) -> None:
        """Add each row, or each row that the mapping itself held back."""
        for one in incoming:
            if isinstance(one, HeldBack):
                self._hold(one)
            else:
                self._add(one)

    def _hold(self, held: HeldBack) -> None:
        tally = self.tally(held.kind)
        if held.is_link_only:
            tally.links_held += 1
        else:
            tally.read += 1
            tally.held += 1
        self.held.append(held)

    def _add(self, row: Row) -> None:
        tally = self.tally(row.kind)
        tally.read += 1
        same_kind = self.rows[row.kind]
        earlier = same_kind.get(row.key)
        if earlier is None:
            same_kind[row.key] = row
            return
        merged = _merged(earlier, row)
        if merged is not None:
            same_kind[row.key] = merged
            tally.repeated += 1
            return
        kept, other = _newer_first(earlier, row)
        same_kind[row.key] = kept
        tally.held += 1
        self.held.append(
            HeldBack(row.kind, row.key, Reason.CONFLICT, _conflict_in_words(kept, other), payload=other.payload)
        )


def _merged(earlier: Row, later: Row) -> Row | None:
    """Return one row that says what both say, or None if they differ.

    A row of a table must be repeated exactly. A record nested in several others may be told in full
    in one place and in short in another, and hang on each of them.
    """
    if _meaning(earlier) == _meaning(later) and earlier.links == later.links:
        return earlier
    if not (earlier.is_nested and later.is_nested):
        return None
    said_before = _meaning(earlier)
    if any(name in said_before and said_before[name] != value for name, value in _meaning(later).items()):
        return None
    links = _merged_links(KINDS[earlier.kind], earlier.links, later.links)
    if links is None:
        return None
    fuller = earlier if len(earlier.payload) >= len(later.payload) else later
    values = {**later.values, **earlier.values}
    notes = tuple(dict.fromkeys((*earlier.notes, *later.notes)))
    return dataclasses.replace(fuller, links=links, values=values, notes=notes)


def _meaning(row: Row) -> dict[str, Any]:
    """Return what a row says, without the words that only repeat it: 10:00 and 10:00:00 are one time."""
    return {name: value for name, value in row.values.items() if name not in _ONLY_WORDS}


def _merged_links(
    kind: Kind, earlier: Mapping[str, tuple[str, ...]], later: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]] | None:
    links = dict(earlier)
    for name, keys in later.items():
        if name not in links:
            links[name] = keys
        elif name in kind.any_of:
            links[name] = tuple(dict.fromkeys((*links[name], *keys)))
        elif links[name] != keys:
            return None
    return links


def _newer_first(earlier: Row, later: Row) -> tuple[Row, Row]:
    """Return the row to keep and the other: the one that says it changed later, else the first that came."""
    said_earlier, said_later = earlier.values.get("source_said_at"), later.values.get("source_said_at")
    if said_earlier and said_later and said_later > said_earlier:
        return later, earlier
    return earlier, later


def _conflict_in_words(kept: Row, other: Row) -> str:
    names = sorted(
        name
        for name in {*kept.values, *other.values}
        if name not in _ONLY_WORDS and kept.values.get(name) != other.values.get(name)
    )
    names += sorted(
        f"link to {name}" for name in {*kept.links, *other.links} if kept.links.get(name) != other.links.get(name)
    )
    differing = ", ".join(names) or "fields that we keep as they came"
    return (
        f'Two rows carry the id "{kept.key}" and differ in {differing}. One is in the directory; this one is not. '
        "Give each its own id, or make them the same, and import again."
    )


@dataclass(slots=True)
class _Settling:
    """The work of checking links, kind by kind, parents first."""

    pile: Pile
    known: Mapping[str, Collection[str]]
    standing: dict[str, dict[str, Row]] = field(default_factory=dict)
    by_name: dict[str, str] = field(default_factory=dict)

    def run(self) -> Sorted:
        for slug in ORDER:
            kind = KINDS[slug]
            rows = self.pile.rows[slug]
            self.standing[slug] = {key: row for key, row in rows.items() if not self._lacks(kind, row)}
            if slug == "taxonomy_term":
                self.by_name = _unambiguous_names(self.standing[slug].values())
            for row in list(self.standing[slug].values()):
                settled = self._settle(kind, row)
                if settled is None:
                    del self.standing[slug][row.key]
                elif settled is not row:
                    self.standing[slug][row.key] = settled
        self._break_circles()
        kept = {slug: list(rows.values()) for slug, rows in self.standing.items() if rows}
        return Sorted(rows=kept, held=self.pile.held, tallies=self.pile.tallies)

    def _lacks(self, kind: Kind, row: Row) -> bool:
        lacking = next((name for name in kind.needs if not row.values.get(name)), None)
        if lacking is None:
            return False
        reason = Reason.NO_NUMBER if lacking == "number" else Reason.NO_NAME
        self._hold(row, reason, _LACKING[reason])
        return True

    def _settle(self, kind: Kind, row: Row) -> Row | None:
        links: dict[str, tuple[str, ...]] = {}
        broken: list[tuple[str, str, Reason]] = []
        for name, tokens in row.links.items():
            for found_name, token, reason in self._resolve(name, tokens):
                if reason is None:
                    links[found_name] = (*links.get(found_name, ()), token)
                else:
                    broken.append((found_name, token, reason))
        fault = self._fault(kind, row, links, broken)
        if fault is not None:
            self._hold(row, *fault)
            return None
        for name, token, reason in broken:
            self._hold_link(row, name, token, reason)
        return row if links == row.links else dataclasses.replace(row, links=links)

    def _fault(
        self,
        kind: Kind,
        row: Row,
        links: Mapping[str, tuple[str, ...]],
        broken: list[tuple[str, str, Reason]],
    ) -> tuple[Reason, str] | None:
        """Return why the row cannot stand, with the words, or None if it can."""
        for name, token, reason in broken:
            # A parent that came but could not be taken, for want of a name, does not drag its rows out with it.
            is_needed = name in kind.must or (name in kind.named and reason is Reason.MISSING_PARENT)
            if is_needed and name not in links:
                return reason, _broken_in_words(row.kind, name, token, reason)
        for name in kind.must:
            if name not in links:
                return Reason.NO_PARENT, _NO_PARENT.format(kind=_in_words(row.kind), parents=_in_words(name))
        if kind.any_of and not any(name in links for name in kind.any_of):
            for name, token, reason in broken:
                if name in kind.any_of:
                    return reason, _broken_in_words(row.kind, name, token, reason)
            parents = " or ".join(_in_words(name) for name in kind.any_of if name != "subject")
            return Reason.NO_PARENT, _NO_PARENT.format(kind=_in_words(row.kind), parents=parents)
        return None

    def _resolve(self, name: str, tokens: tuple[str, ...]) -> Iterator[tuple[str, str, Reason | None]]:
        """Yield each parent that `tokens` name: link name, key, and the reason if it is broken."""
        for token in tokens:
            whole = self._find(name, token)
            if whole is not None:
                yield (*whole, None)
                continue
            for part in dict.fromkeys(part for part in _CELL_BREAK.split(token.strip()) if part):
                found = self._find(name, part)
                if found is not None:
                    yield (*found, None)
                else:
                    yield name, part, self._why_absent(name, part)

    def _find(self, name: str, token: str) -> tuple[str, str] | None:
        for target in POINTS_TO.get(name, (name,)):
            if token in self.standing.get(target, ()) or token in self.known.get(target, ()):
                return (target if name == "subject" else name), token
        if name in ("parent", "term") and token in self.by_name:
            return name, self.by_name[token]
        return None

    def _why_absent(self, name: str, token: str) -> Reason:
        targets = POINTS_TO.get(name, (name,))
        was_read = any(token in self.pile.rows[target] for target in targets)
        return Reason.PARENT_HELD_BACK if was_read else Reason.MISSING_PARENT

    def _hold(self, row: Row, reason: Reason, words: str) -> None:
        self.pile.tally(row.kind).held += 1
        self.pile.held.append(HeldBack(row.kind, row.key, reason, words, payload=row.payload))

    def _hold_link(self, row: Row, name: str, token: str, reason: Reason) -> None:
        self.pile.tally(row.kind).links_held += 1
        words = _broken_in_words(row.kind, name, token, reason) + " The row is in, without this link."
        payload = json.dumps({"link": name, "value": token, "row": json.loads(row.payload)}, ensure_ascii=False)
        self.pile.held.append(HeldBack(row.kind, row.key, reason, words, payload=payload, is_link_only=True))

    def _break_circles(self) -> None:
        """Hold back the parent link of any term that is its own ancestor."""
        terms = self.standing["taxonomy_term"]
        for key in list(terms):
            seen = {key}
            parent = terms[key].links.get("parent")
            while parent and parent[0] not in seen and parent[0] in terms:
                seen.add(parent[0])
                parent = terms[parent[0]].links.get("parent")
            if parent and parent[0] == key:
                row = terms[key]
                self._hold_link(row, "parent", row.links["parent"][0], Reason.CIRCLE)
                links = {name: keys for name, keys in row.links.items() if name != "parent"}
                terms[key] = dataclasses.replace(row, links=links)


def settle(pile: Pile, *, known: Mapping[str, Collection[str]] | None = None) -> Sorted:
    """Return the pile's rows that can stand, with every other row held back for a reason.

    `known`: keys, by kind, that the directory already holds from this source; give it when the pile
    is only a part of the source, so that a row may hang on a parent that came with another part.
    """
    return _Settling(pile, known or {}).run()


def _unambiguous_names(rows: Iterable[Row]) -> dict[str, str]:
    names: dict[str, str] = {}
    twice: set[str] = set()
    for row in rows:
        name = row.values.get("name", "")
        if name in names:
            twice.add(name)
        names[name] = row.key
    return {name: key for name, key in names.items() if name and name not in twice}


def _in_words(slug: str) -> str:
    words = {"term": "taxonomy term", "parent": "parent term", "parent_organization": "parent organisation"}
    return words.get(slug, slug.replace("_", " ").replace("organization", "organisation"))


_LACKING = {
    Reason.NO_NAME: "The row has no name. Give it one and import again.",
    Reason.NO_NUMBER: "The row holds no telephone number. Write a number, or leave the row out.",
}
_NO_PARENT = "This {kind} does not say which {parents} it belongs to. Fill that column and import again."


def _broken_in_words(kind: str, name: str, token: str, reason: Reason) -> str:
    this, parent = _in_words(kind), _in_words(name)
    if reason is Reason.PARENT_HELD_BACK:
        return f'This {this} belongs to {parent} "{token}", which is itself in quarantine. Mend that row first.'
    if reason is Reason.CIRCLE:
        return f'This {this} has {parent} "{token}", which leads back to itself. Break the circle at its source.'
    return (
        f'This {this} points to {parent} "{token}", which the source does not hold. '
        f"Add the {parent} to the source, or correct the id."
    )
