"""Names as they are written, misspelt and heard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.rules import names

ALIKE = [
    ("Stephen", "Steven"),
    ("Catherine", "Kathryn"),
    ("Mohammed", "Muhammad"),
    ("Geoff", "Jeff"),
    ("Siân", "Sian"),
    ("O’Brien", "OBrien"),
    ("Nguyễn", "Nguyen"),
    ("Philip", "Filip"),
    ("Shaun", "Shawn"),
    ("Wright", "Rite"),
    ("Patel", "Patle"),
    ("Begum", "Begun"),
]
NOT_ALIKE = [("Jo", "Al"), ("Patel", "Begum"), ("Anne", "Ian"), ("Sarah", "Michael"), ("Li", "Lu")]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_a_name_is_found_by_its_other_spelling(one: str, other: str) -> None:
    assert names.names_alike(one, other)


@pytest.mark.parametrize(("one", "other"), NOT_ALIKE)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert not names.names_alike(one, other)


def test_a_middle_name_may_be_missing_and_the_order_may_differ() -> None:
    assert names.names_alike("Rosa Marie Delgado", "Delgado, Rosa")


def test_an_empty_name_is_like_no_other() -> None:
    assert not names.names_alike("", "Rosa")
    assert not names.names_alike("", "")


def test_other_scripts_keep_their_letters() -> None:
    assert names.name_words("Иван محمد") == ["Иван", "محمد"]


def test_what_was_typed_exactly_stands_before_what_only_sounds_so() -> None:
    order = sorted(["Filip Jones", "Phillip Jones", "Philip Jones"], key=lambda n: -names.likeness("Philip", n))

    assert order == ["Philip Jones", "Phillip Jones", "Filip Jones"]


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=4, max_size=12), st.data())
def test_any_word_with_one_letter_left_out_is_found(word: str, data: st.DataObject) -> None:
    gap = data.draw(st.integers(0, len(word) - 1))
    slip = word[:gap] + word[gap + 1 :]

    assert names.name_keys(word) & (names.word_keys(slip) | {slip})


@given(st.text(max_size=30), st.text(max_size=30))
def test_likeness_does_not_depend_on_who_is_asked_first(one: str, other: str) -> None:
    assert names.words_alike(one, other) == names.words_alike(other, one)
