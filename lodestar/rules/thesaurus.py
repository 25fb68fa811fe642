"""From the words people write to the words services use."""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import TypeVar

from lodestar.rules import spelling, urgent_words
from lodestar.rules.life_areas import LifeArea

_FILE = Path(__file__).parent / "parameters" / "thesaurus.toml"
_PLURAL_FROM = 4
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Entry:
    """One way of saying things: what people write, and what to look for instead."""

    says: tuple[str, ...]
    search: tuple[str, ...]
    life_areas: tuple[LifeArea, ...]
    needs: tuple[str, ...] = ()
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class Expansion:
    """What to search for. `is_urgent` asks the page to show where help is at once, by an entry or `urgent_words`.

    Each of `groups` is one thing that was said, in each of the ways to say it: what
    fits best has all of the groups. `words` and `phrases` are the same, flat.
    """

    words: tuple[str, ...]
    phrases: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    life_areas: tuple[LifeArea, ...]
    needs: tuple[str, ...] = ()
    is_urgent: bool = False


def expand(*, text: str, own: tuple[Entry, ...] = ()) -> Expansion:
    """Return what to look for when somebody writes this.

    Unit: none.  Source: parameters/thesaurus.toml.  Checked: 2026-11-22.
    `own` are the place's entries: where both answer to the same words, the place's does. What
    is urgent in the file stays urgent.
    Longest entries are matched first, several words before one. A matched phrase is
    searched for as a whole and its words are used up ("somewhere to sleep tonight" is
    not about sleep); a matched single word stays among the words. So do all others,
    without the stop words, in the spelling of `spelling.normalise_words`.
    """
    ignored = stop_words()
    matches = [
        (said, entry)
        for said, entry in _matches(spelling.normalise_words(text), own)
        if entry is not None or said not in ignored
    ]
    entries = [entry for _said, entry in matches if entry is not None]
    whole = (said for said, _entry in matches if " " in said)
    return Expansion(
        words=_unique(said for said, _entry in matches if " " not in said and said not in ignored),
        phrases=_unique(chain(whole, (phrase for entry in entries for phrase in entry.search))),
        groups=_unique((said, *(entry.search if entry else ())) for said, entry in matches),
        life_areas=_unique(area for entry in entries for area in entry.life_areas),
        needs=_unique(need for entry in entries for need in entry.needs),
        is_urgent=any(entry.is_urgent for entry in entries) or urgent_words.is_urgent(text=text),
    )


@cache
def all_entries() -> tuple[Entry, ...]:
    """Return every entry of the file, in its order.

    Raises ValueError or KeyError when an entry lacks a part or names no life area.
    """
    return tuple(
        Entry(
            says=tuple(table["says"]),
            search=tuple(table["search"]),
            life_areas=tuple(LifeArea(slug) for slug in table["life_areas"]),
            needs=tuple(table.get("needs", ())),
            is_urgent=bool(table.get("is_urgent", False)),
        )
        for table in tomllib.loads(_FILE.read_text(encoding="utf-8"))["entry"]
    )


def _matches(words: list[str], own: tuple[Entry, ...]) -> Iterator[tuple[str, Entry | None]]:
    place = 0
    while place < len(words):
        entry, length = _longest_match(words, place, own)
        yield " ".join(words[place : place + length]), entry
        place += length


def _longest_match(words: list[str], place: int, own: tuple[Entry, ...]) -> tuple[Entry | None, int]:
    by_words, longest = _index_with(own) if own else _index()
    for length in range(min(longest, len(words) - place), 0, -1):
        key = tuple(_singular(word) for word in words[place : place + length])
        if key in by_words:
            return by_words[key], length
    return None, 1


@cache
def _index() -> tuple[dict[tuple[str, ...], Entry], int]:
    found: dict[tuple[str, ...], Entry] = {}
    for entry in all_entries():
        for said in entry.says:
            key = tuple(_singular(word) for word in spelling.normalise_words(said))
            if key in found and found[key] is not entry:
                raise ValueError(f"Two entries answer to {said!r}.")
            found[key] = entry
    return found, max(len(key) for key in found)


@lru_cache(maxsize=4)
def _index_with(own: tuple[Entry, ...]) -> tuple[dict[tuple[str, ...], Entry], int]:
    by_words, longest = _index()
    found = dict(by_words)
    for entry in own:
        for said in entry.says:
            key = tuple(_singular(word) for word in spelling.normalise_words(said))
            if key:
                was_urgent = key in by_words and by_words[key].is_urgent
                found[key] = replace(entry, is_urgent=entry.is_urgent or was_urgent)
                longest = max(longest, len(key))
    return found, longest


@cache
def stop_words() -> frozenset[str]:
    """Return the words that say nothing of what is looked for, folded.

    Unit: none.  Source: parameters/thesaurus.toml.  Checked: 2026-11-22.
    """
    listed = tomllib.loads(_FILE.read_text(encoding="utf-8"))["stop_words"]
    return frozenset(spelling.normalise_words(" ".join(listed)))


@cache
def broad_words() -> frozenset[str]:
    """Return the words by which no service stands out, folded.

    Unit: none.  Source: parameters/thesaurus.toml.  Checked: 2026-11-22.
    """
    listed = tomllib.loads(_FILE.read_text(encoding="utf-8"))["broad_words"]
    return frozenset(spelling.normalise_words(" ".join(listed)))


def telling(*, phrase: str) -> str:
    """Return the words of a phrase by which a service stands out: "anxiety" of "anxiety support".

    All of them where none does.  Unit: none.  Source: parameters/thesaurus.toml.  Checked: 2026-11-22.
    """
    words = spelling.normalise_words(phrase)
    return " ".join([word for word in words if word not in broad_words()] or words)


def _singular(word: str) -> str:
    if len(word) >= _PLURAL_FROM and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def _unique(items: Iterable[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(items))
