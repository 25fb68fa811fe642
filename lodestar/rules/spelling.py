"""One spelling for British and American words, and words one slip apart.

Used on both sides, when services are indexed and when somebody searches, so a folded
word has only to be the same on both; it need not be in a dictionary.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).parent / "parameters" / "spelling.toml"
_WORD = re.compile(r"[a-z0-9]+")
_POSSESSIVE = re.compile(r"['\u2018\u2019]s\b")
_APOSTROPHE = re.compile(r"['\u2018\u2019]")
_LETTERS_WITHOUT_PARTS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
_OUR = re.compile(
    r"(behavi|col|endeav|fav|flav|harb|hon|hum|lab|neighb|rum|sav|vap|vig|demean|cand)"
    r"or(|s|ed|ing|al|ally|able|ably|er|ers|ful|fully|hood|hoods|ism|ite|ites|less|ly)"
)
_ISE = re.compile(r"([a-z]{3,})iz(e|es|ed|er|ers|ing|ation|ations|ational|able|ement|ements)")
_YSE = re.compile(r"(anal|catal|dial|hydrol|paral)yz(e|es|ed|er|ers|ing)")
_DOUBLED_L = re.compile(
    r"(cancel|channel|counsel|equal|fuel|initial|label|level|marvel|model|quarrel|"
    r"signal|spiral|total|travel|tunnel|unravel)(ed|ing|ings|or|ors|er|ers)"
)
SHORTEST_WITH_SLIPS = 4
"""Letters. Shorter words are never taken for slips of others."""


def normalise_text(text: str) -> str:
    """Return the words of a text in their folded spelling, with single spaces.

    Unit: none.  Source: parameters/spelling.toml and the endings above, after the
    Oxford style guide's lists of British and American forms.  Checked: 2026-11-22.
    Folding twice changes nothing.
    """
    return " ".join(normalise_words(text))


def normalise_words(text: str) -> list[str]:
    """Return the words of a text: lower case, no accents, one spelling each.

    Unit: none.  Source: as `normalise_text`.  Checked: 2026-11-22.
    "Counselling" and "counseling" give the same word; so do "café" and "cafe". A
    possessive ending is dropped ("men's" is "men"), other apostrophes close up.
    """
    lowered = text.casefold().translate(_LETTERS_WITHOUT_PARTS)
    closed_up = _APOSTROPHE.sub("", _POSSESSIVE.sub("", lowered))
    parts = unicodedata.normalize("NFKD", closed_up).casefold()
    plain = "".join(letter for letter in parts if not unicodedata.combining(letter))
    return [_folded(word) for word in _WORD.findall(plain)]


def within_one_edit(a: str, b: str) -> bool:
    """Return whether one slip at most turns one word into the other.

    Unit: none.  Source: Damerau 1964: a letter too many, one missing, one wrong, or two
    neighbours swapped.  Checked: 2026-11-22.
    """
    if a == b:
        return True
    if len(a) > len(b):
        a, b = b, a
    if len(b) - len(a) > 1:
        return False
    first = next((i for i, letter in enumerate(a) if letter != b[i]), len(a))
    if len(a) < len(b):
        return a[first:] == b[first + 1 :]
    if a[first + 1 :] == b[first + 1 :]:
        return True
    return a[first : first + 2] == b[first : first + 2][::-1] and a[first + 2 :] == b[first + 2 :]


def one_deletions(word: str) -> set[str]:
    """Return the word and each form of it with one letter left out.

    Unit: none.  Source: Garbe, "Symmetric delete spelling correction", 2012.
    Checked: 2026-11-22.
    Two words of four letters or more within one edit share at least one of these, so
    an index on them finds slips; confirm with `within_one_edit`. Shorter words give
    only themselves: one slip away from "gp" lies half the alphabet.
    """
    if len(word) < SHORTEST_WITH_SLIPS:
        return {word}
    return {word} | {word[:i] + word[i + 1 :] for i in range(len(word))}


def _folded(word: str) -> str:
    known = _spellings()
    if word in known:
        return known[word]
    if match := _OUR.fullmatch(word):
        return f"{match[1]}our{match[2]}"
    if match := _YSE.fullmatch(word):
        return f"{match[1]}ys{match[2]}"
    if match := _ISE.fullmatch(word):
        return f"{match[1]}is{match[2]}"
    if match := _DOUBLED_L.fullmatch(word):
        return f"{match[1]}l{match[2]}"
    return word


@cache
def _spellings() -> Mapping[str, str]:
    # A word that must stay as it is stands in the table as its own folded form, so
    # that no ending touches it.
    tables = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    kept: dict[str, str] = {word: word for word in tables["kept"]}
    folded: dict[str, str] = tables["folded"]
    return kept | folded
