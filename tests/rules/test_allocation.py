"""Who could take somebody on."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from lodestar.rules.allocation import Candidate, suggestions

WORKERS = (
    Candidate("amir", frozenset({"Urdu"}), frozenset({"home"}), people_now=28, full_caseload=20),
    Candidate("dee", frozenset({"Welsh"}), frozenset({"home", "money"}), people_now=10, full_caseload=20),
    Candidate("noor", frozenset(), frozenset({"money"}), people_now=6),
)


def keys(**asked: object) -> list[str]:
    return [one.key for one in suggestions(candidates=WORKERS, **asked)]


def test_language_comes_first_then_skill_then_load() -> None:
    assert keys() == ["noor", "dee", "amir"]
    assert keys(wanted_skills=["home"]) == ["dee", "amir", "noor"]
    assert keys(words="Needs an interpreter: Urdu", wanted_skills=["money"]) == ["amir", "noor", "dee"]


def test_somebody_over_full_is_warned_of_and_not_left_out() -> None:
    found = {one.key: one for one in suggestions(candidates=WORKERS)}

    assert found["amir"].fullness == Fraction(7, 5)
    assert found["amir"].is_over_full
    assert not found["dee"].is_over_full
    assert found["noor"].fullness == Fraction(1, 5), "six of the usual thirty"


@given(st.lists(st.integers(0, 60), min_size=1, max_size=8))
def test_everybody_is_suggested_and_the_least_full_of_equals_comes_first(loads: list[int]) -> None:
    candidates = [Candidate(f"w{number}", people_now=load) for number, load in enumerate(loads)]

    found = suggestions(candidates=candidates)

    assert len(found) == len(loads)
    assert [one.fullness for one in found] == sorted(one.fullness for one in found)
