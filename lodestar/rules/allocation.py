"""Who could take somebody on: by language, by skill, by how full each worker is. It suggests, and people decide."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

USUAL_CASELOAD = 30
"""People at one time for a worker with no agreed number.  Source: our own starting value.  Checked: 2026-11-22."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One worker: what they speak, what they know, and how many people they support of how many agreed."""

    key: str
    languages: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    people_now: int = 0
    full_caseload: int | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One worker in the order of the rule, with what speaks for them."""

    key: str
    speaks: bool
    skilled_in: tuple[str, ...]
    fullness: Fraction
    """People now over the number agreed; over 1 is over full, and a warning, no bar."""

    @property
    def is_over_full(self) -> bool:
        """Return whether they support more people than was agreed."""
        return self.fullness > 1


def suggestions(
    *, candidates: Sequence[Candidate], words: str = "", wanted_skills: Iterable[str] = ()
) -> tuple[Suggestion, ...]:
    """Return the workers in the order in which they could take somebody on.

    Unit: none.  Source: part 5 of the plan of work (allocation by skill, language, load).  Checked: 2026-11-22.
    First those who speak a language that stands in `words`, what is known of how to speak with the person; then
    those with more of the wanted skills; then the least full. Nobody is left out for being full.
    """
    heard = words.casefold()
    wanted = frozenset(wanted_skills)
    found = [
        Suggestion(
            key=one.key,
            speaks=any(language.casefold() in heard for language in one.languages if language),
            skilled_in=tuple(sorted(one.skills & wanted)),
            fullness=Fraction(one.people_now, one.full_caseload or USUAL_CASELOAD),
        )
        for one in candidates
    ]
    return tuple(sorted(found, key=lambda one: (not one.speaks, -len(one.skilled_in), one.fullness, one.key)))
