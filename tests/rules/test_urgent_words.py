"""Whoever writes of danger is shown where help is, however it is said or spelt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.rules import thesaurus, urgent_words

DANGER = [
    "suicide",
    "Suicidal thoughts",
    "suicde",
    "sucidal",
    "killing myself",
    "I want to kill myself",
    "kill my self",
    "he wants to kill himself",
    "overdose",
    "took an overdose",
    "overdosed",
    "I have taken too many tablets",
    "cut myself",
    "I keep cutting myself",
    "hurt myself",
    "self-harm",
    "self harming",
    "don't want to be here any more",
    "I dont want to be here",
    "I don’t want to be alive",
    "I do not want to live",
    "not be here tomorrow",
    "no longer want to be here",
    "end it",
    "end it all",
    "ending my life",
    "I want to end my own life",
    "want to die",
    "wish I was dead",
    "better off dead",
    "they would be better off without me",
    "no reason to live",
    "I can't go on",
    "can't cope",
    "emergency",
    "crisis",
    "I am in danger",
    "I am not safe",
    "I don't feel safe",
    "CRISIS!!",
]
CALM = [
    "debt",
    "gardening",
    "filling in forms",
    "bereaved by suicide",
    "my brother died by suicide",
    "haircut",
    "benefits cut",
    "somewhere to live",
    "I don't want to be alone",
    "want to work here",
    "no point of contact",
    "end my tenancy",
    "skills",
    "pharmacy",
    "I owe £900 and cannot sleep",
    "a place to go",
    "overdue rent",
    "my dad died",
]


@pytest.mark.parametrize("written", DANGER)
def test_words_of_danger_are_known_by_themselves_and_by_the_thesaurus(written: str) -> None:
    assert urgent_words.is_urgent(text=written)
    assert thesaurus.expand(text=written).is_urgent


@pytest.mark.parametrize("written", CALM)
def test_calm_words_are_not_taken_for_danger(written: str) -> None:
    assert not urgent_words.is_urgent(text=written)


def test_danger_is_heard_among_many_other_words() -> None:
    assert urgent_words.is_urgent(text="my rent is late and " * 30 + "I want to kill myself")


@pytest.mark.parametrize("word", ["suicide", "killing", "overdose", "harming", "hurting", "crisis", "emergency"])
def test_no_correction_may_touch_a_word_of_danger(word: str) -> None:
    assert urgent_words.is_kept_as_typed(word=word)


@given(st.text(max_size=60))
def test_any_text_can_be_asked(text: str) -> None:
    assert urgent_words.is_urgent(text=text) in (True, False)
