"""Names as they are written, misspelt and heard: when two of them may be one person's.

The database finds people by the same keys (people/guarded_functions.py); a test holds both
to one answer.
"""

import re
import unicodedata
from itertools import product

from lodestar.rules import spelling

_LETTERS_WITHOUT_PARTS = str.maketrans(
    {
        **{"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "ı": "i"},
        **{"Æ": "ae", "Œ": "oe", "Ø": "o", "Ł": "l", "Đ": "d", "Ð": "d", "Þ": "th", "ẞ": "ss"},
    }
)
_MARKS = re.compile("[\u0300-\u036f]")
_APOSTROPHES = re.compile("['`\u2018\u2019\u02bc]")
_WORD = re.compile("[a-z\u0370-\u1fff\u2e80-\ud7ff]+")
_A_TO_Z = str.maketrans({chr(letter): chr(letter + 32) for letter in range(ord("A"), ord("Z") + 1)})

SHORTEST_PREFIX = 3
SHORTEST_SOUND = 2

SOUND_STEPS: tuple[tuple[str, str], ...] = (
    ("^(kn|gn|pn)", "n"),
    ("^wr", "r"),
    ("^ps", "s"),
    ("chr", "kr"),
    ("ph|v", "f"),
    ("ght", "t"),
    ("gh", ""),
    ("sch|sh|tch|ch", "x"),
    ("c([eiy])", r"s\1"),
    ("ck|q|c", "k"),
    ("z", "s"),
    ("th", "t"),
    ("dge|dg", "j"),
    ("g([eiy])", r"j\1"),
    ("([^aeiouy])h", r"\1"),
    ("h([^aeiouy]|$)", r"\1"),
    ("^[aeiouy]", "a"),
    ("(.)[aeiouyw]+", r"\1"),
    (r"(.)\1+", r"\1"),
)
"""Each is a pattern and what stands for it, in this order; PostgreSQL runs the same steps."""


def name_words(name: str) -> list[str]:
    """Return the words of a name: small letters, no accents, apostrophes closed up, hyphens parted.

    Unit: none.  Source: Unicode Standard Annex 15 (NFKD) and the letters above, which it
    leaves whole.  Checked: 2026-11-22.
    Other scripts keep their letters, so a name in Cyrillic or Arabic is found as written.
    """
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", name.translate(_LETTERS_WITHOUT_PARTS)))
    return _WORD.findall(_APOSTROPHES.sub("", plain.translate(_A_TO_Z)))


def sound(word: str) -> str:
    """Return roughly how one word of a name sounds: consonants in groups, vowels left out after the first letter.

    Unit: none.  Source: after Philips, "The double metaphone search algorithm", 2000, cut
    down to what names in England need; measured in tests/rules/test_names.py.
    Checked: 2026-11-22.
    "Stephen" and "Steven" give the same; so do "Catherine" and "Kathryn".
    """
    for pattern, instead in SOUND_STEPS:
        word = re.sub(pattern, instead, word)
    return word


def word_keys(word: str) -> set[str]:
    """Return what one word is found by: itself, itself with a letter left out, and "~" with its sound.

    Unit: none.  Source: as `spelling.one_deletions` and `sound`.  Checked: 2026-11-22.
    """
    heard = sound(word)
    return spelling.one_deletions(word) | ({f"~{heard}"} if _is_telling(heard) else set())


def name_keys(name: str) -> set[str]:
    """Return what a name is found by: the keys of each word, and "^" with each beginning of it.

    Unit: none.  Source: as `word_keys`.  Checked: 2026-11-22.
    """
    keys: set[str] = set()
    for word in name_words(name):
        keys |= word_keys(word)
        keys |= {f"^{word[:length]}" for length in range(SHORTEST_PREFIX, len(word))}
    return keys


def words_alike(one: str, other: str) -> bool:
    """Return whether two words may be one name: one slip apart, or the same in sound.

    Unit: none.  Source: as `word_keys`.  Checked: 2026-11-22.
    """
    if spelling.within_one_edit(one, other):
        return min(len(one), len(other)) >= spelling.SHORTEST_WITH_SLIPS or one == other
    heard = sound(one)
    return _is_telling(heard) and heard == sound(other)


def names_alike(one: str, other: str) -> bool:
    """Return whether two names may be one person's: each word of the shorter has its like in the longer.

    Unit: none.  Source: as `words_alike`.  Checked: 2026-11-22.
    The order of the words does not matter, and a middle name may be missing; an empty name
    is like no other.
    """
    shorter, longer = sorted((name_words(one), name_words(other)), key=len)
    return bool(shorter) and all(any(words_alike(word, like) for like in longer) for word in shorter)


def likeness(asked: str, name: str) -> int:
    """Return how well a name answers what somebody typed, for ordering; more is better.

    Unit: points, 0 to 4 for each word asked: 4 the word itself, 3 its beginning, 2 one slip
    away, 1 the same in sound.  Source: Lodestar's own order.  Checked: 2026-11-22.
    """
    best: dict[str, int] = {}
    for word, written in product(name_words(asked), name_words(name)):
        best[word] = max(best.get(word, 0), _word_likeness(word, written))
    return sum(best.values())


def _is_telling(heard: str) -> bool:
    # "Anne" and "Ian" both sound like a vowel and an n: too little to go by.
    return len(heard) >= SHORTEST_SOUND + heard.startswith("a")


def _word_likeness(word: str, written: str) -> int:
    if word == written:
        return 4
    if written.startswith(word):
        return 3
    if not words_alike(word, written):
        return 0
    return 2 if spelling.within_one_edit(word, written) else 1
