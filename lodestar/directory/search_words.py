"""What somebody typed, as the search looks for it: slips mended, ways to say it added."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from lodestar.directory.finding import questions
from lodestar.directory.search_records import SearchWord
from lodestar.rules import spelling, thesaurus, urgent_words
from lodestar.rules.life_areas import LifeArea

MOST_WORDS = 20


@dataclass(frozen=True, slots=True)
class Correction:
    """One word that nobody here uses, and the one that we looked for instead."""

    typed: str
    instead: str


@dataclass(frozen=True, slots=True)
class Understood:
    """What to look for: `all_of_it` wants everything that was said, `any_of_it` is glad of one part.

    `telling` are the words by which a service stands out, and `main` those of what was said and of its first
    meaning, to tell the best match from others. All four are PostgreSQL text queries, empty when nothing is left to
    look for.
    """

    all_of_it: str = ""
    any_of_it: str = ""
    telling: str = ""
    main: str = ""
    has_parts: bool = False
    corrections: tuple[Correction, ...] = ()
    life_areas: tuple[LifeArea, ...] = ()
    is_urgent: bool = False


def understand(*, text: str) -> Understood:
    """Return what to look for when somebody writes this.

    Asks the database for the place's own ways to say things, and once more when it does not know a word.
    """
    words = spelling.normalise_words(text)[:MOST_WORDS]
    if not words:
        return Understood()
    own = questions.own_entries()
    mended = _mended(words, own=frozenset(spelling.normalise_words(" ".join(said for one in own for said in one.says))))
    expansion = thesaurus.expand(text=" ".join(mended.get(word, word) for word in words), own=own)
    groups = dict.fromkeys(filter(None, (_any(ways) for ways in expansion.groups)))
    said = spelling.normalise_words(" ".join(ways[0] for ways in expansion.groups))
    parts = dict.fromkeys((*groups, *(word for word in said if word not in thesaurus.stop_words())))
    return Understood(
        all_of_it=" & ".join(groups),
        any_of_it=" | ".join(parts),
        telling=_standing_out(expansion.groups),
        main=_standing_out([ways[:2] for ways in expansion.groups]),
        has_parts=len(parts) > 1,
        corrections=tuple(Correction(typed, instead) for typed, instead in mended.items()),
        life_areas=expansion.life_areas,
        # Of all that was typed, before anything was mended or cut short.
        is_urgent=expansion.is_urgent or urgent_words.is_urgent(text=text),
    )


def _any(ways: Iterable[str]) -> str:
    kept = dict.fromkeys(filter(None, (_way(way) for way in ways)))
    return f"({' | '.join(kept)})" if kept else ""


def _standing_out(groups: Iterable[tuple[str, ...]]) -> str:
    # PostgreSQL ranks by every word of a query alone: "support" in a name would outdo what the support is for.
    told = (_any(thesaurus.telling(phrase=way) for way in ways) for ways in groups)
    return " | ".join(dict.fromkeys(filter(None, told)))


def _way(phrase: str) -> str:
    """Return a phrase as it stands, or its words in any order in a name, a kind or an audience (weights A and B)."""
    # Folded words are letters and digits only, so nothing that was typed can be an operator.
    words = spelling.normalise_words(phrase)
    if len(words) < 2:
        return "".join(words)
    return f"({' <-> '.join(words)}) | ({' & '.join(f'{word}:AB' for word in words)})"


def _mended(words: list[str], *, own: frozenset[str]) -> Mapping[str, str]:
    """Return a better word for each that neither the services nor the thesaurus know, where one is a slip away."""
    common = _common_words() | own
    doubtful = {word for word in words if word not in common and not urgent_words.is_kept_as_typed(word=word)}
    if not doubtful:
        return {}
    slips = {word: spelling.one_deletions(word) for word in doubtful}
    near = SearchWord.objects.filter(deletions__overlap=sorted(set().union(*slips.values())))
    known = dict(near.values_list("word", "service_count"))
    by_deletion = _common_by_deletion()
    mended = {}
    for word in sorted(doubtful - known.keys(), key=words.index):
        candidates = (
            dict.fromkeys((other for slip in sorted(slips[word]) for other in by_deletion.get(slip, ())), 1) | known
        )
        close = [other for other in candidates if spelling.within_one_edit(word, other)]
        if close and len(word) >= spelling.SHORTEST_WITH_SLIPS:
            # Of several, the one that most services use; of equals, the first in the alphabet.
            mended[word] = min(close, key=lambda other: (-candidates[other], other))
    return mended


@cache
def _common_words() -> frozenset[str]:
    """Words that people write and the thesaurus knows, whether a service uses them or not."""
    said = " ".join(said for entry in thesaurus.all_entries() for said in entry.says)
    return frozenset(spelling.normalise_words(said)) | thesaurus.stop_words()


@cache
def _common_by_deletion() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for word in sorted(_common_words()):
        for slip in spelling.one_deletions(word):
            found.setdefault(slip, []).append(word)
    return {slip: tuple(words) for slip, words in found.items()}
