"""Words that may mean that somebody is in danger, whatever else was written and however it is spelt."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lodestar.rules import spelling

_FILE = Path(__file__).parent / "parameters" / "urgent_words.toml"
_MOST_BETWEEN = 2
# Shorter words lie one slip from too many that are harmless.
_SHORTEST_MISSPELT = 7
_MISSPELT = ("suicide", "suicidal", "overdose", "emergency")
_KEPT_STEMS = ("kill", "harm", "hurt", "cutt", "die", "dying", "dead")


@dataclass(frozen=True, slots=True)
class _Signs:
    alone: re.Pattern[str]
    in_order: re.Pattern[str]
    grief: re.Pattern[str]


def is_urgent(*, text: str) -> bool:
    """Return whether these words may come from somebody in danger, or be about somebody who is.

    Unit: none.  Source: parameters/urgent_words.toml.  Checked: 2026-11-22.
    Asked of what was typed, before any spelling is corrected. Wrong on the side of showing help.
    """
    signs = _signs()
    said = signs.grief.sub(" ", spelling.normalise_text(text))
    return bool(signs.in_order.search(said)) or any(_is_sign(word) for word in said.split())


def is_kept_as_typed(*, word: str) -> bool:
    """Return whether a folded word may speak of danger, so that no spelling correction may turn it into another.

    Unit: none.  Source: as `is_urgent`.  Checked: 2026-11-22.
    """
    return word.startswith(_KEPT_STEMS) or _is_sign(word)


def _is_sign(word: str) -> bool:
    if _signs().alone.fullmatch(word):
        return True
    return len(word) >= _SHORTEST_MISSPELT - 1 and any(spelling.within_one_edit(word, sign) for sign in _MISSPELT)


@cache
def _signs() -> _Signs:
    listed = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    stems = "|".join(f"{re.escape(stem)}[a-z]*" for stem in listed["stems"])
    words = "|".join(re.escape(word) for word in listed["words"])
    return _Signs(
        alone=re.compile(f"{stems}|{words}"),
        in_order=re.compile("|".join(_sequence(line) for line in listed["sequences"])),
        grief=re.compile("|".join(rf"\b{re.escape(said)}\b" for said in listed["grief"])),
    )


def _sequence(line: str) -> str:
    between = rf" (?:[a-z0-9]+ ){{0,{_MOST_BETWEEN}}}"
    return rf"\b(?:{between.join(_choices(line))})\b"


def _choices(line: str) -> Iterator[str]:
    for place in line.split():
        ways = (re.escape(way).replace(r"\*", "[a-z]*") for way in place.split("|"))
        yield f"(?:{'|'.join(ways)})"
