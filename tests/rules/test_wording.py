"""The language guide, and a review of every word of ours that a person reads against it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from lodestar.rules import wording

ROOT = Path(__file__).resolve().parents[2] / "lodestar" / "web"
READ_BY_PEOPLE = ("person", "plan", "components")


def texts() -> Iterator[tuple[str, str]]:
    """Every template that a person's pages are made of, and every string of the code behind them."""
    for folder in READ_BY_PEOPLE:
        for file in sorted((ROOT / folder).rglob("*.html")):
            yield file.name, file.read_text(encoding="utf-8")
        for file in sorted((ROOT / folder).rglob("*.py")):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            strings = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
            yield file.name, "\n".join(one for one in strings if isinstance(one, str))


@pytest.mark.inventory("S2-29")
def test_nothing_that_a_person_reads_of_us_says_what_the_guide_asks_to_leave() -> None:
    found = {name: wording.to_leave(text) for name, text in texts()}

    assert len(found) > 50, "there is something to review"
    assert {name: words for name, words in found.items() if words} == {}


def test_the_guide_knows_a_deficit_when_it_reads_one() -> None:
    assert wording.to_leave("He is HARD to\n  reach and a frequent attender.") == ("hard to reach", "frequent attender")
    assert wording.to_leave("She asks for help often, and we have not met yet.") == ()
    assert all(guide.say and guide.because and not wording.to_leave(guide.say) for guide in wording.GUIDES)


def test_the_prompts_are_the_five_of_recovery_and_each_asks() -> None:
    assert [about for about, _asks in wording.PROMPTS] == ["People", "Hope", "Me", "Meaning", "My say"]
    assert all(asks.endswith("?") and not wording.to_leave(asks) for _about, asks in wording.PROMPTS)
