"""What to know before speaking with a person, and how letters to them are made."""

import pytest

from lodestar.rules import communication_needs
from lodestar.rules.communication_needs import Family, Kind, LetterFormat

LETTERS = [
    ([], LetterFormat.STANDARD, ()),
    ([Kind.QUIET_PLACE], LetterFormat.STANDARD, ()),
    ([Kind.LARGE_PRINT], LetterFormat.LARGE_PRINT, ()),
    ([Kind.EMAIL_NOT_POST, Kind.EASY_READ], LetterFormat.EASY_READ, (LetterFormat.EMAIL,)),
    ([Kind.LARGE_PRINT, Kind.BRAILLE], LetterFormat.BRAILLE, (LetterFormat.LARGE_PRINT,)),
    ([Kind.EASY_READ, Kind.NO_LETTERS_HOME], LetterFormat.NO_LETTERS, ()),
]


@pytest.mark.parametrize(("kinds", "made", "also"), LETTERS)
def test_letters_follow_what_a_person_needs(
    kinds: list[Kind], made: LetterFormat, also: tuple[LetterFormat, ...]
) -> None:
    letter = communication_needs.letter_for(kinds)

    assert (letter.format, letter.also) == (made, also)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_a_family_and_only_wishes_raise_no_flag(kind: Kind) -> None:
    is_wish = communication_needs.family(kind) is Family.WISH

    assert communication_needs.is_reasonable_adjustment(kind) is not is_wish


def test_kinds_stand_in_one_order_once_each() -> None:
    assert communication_needs.in_order([Kind.REMINDER, Kind.EASY_READ, Kind.REMINDER]) == (
        Kind.EASY_READ,
        Kind.REMINDER,
    )


def test_a_language_or_an_hour_says_nothing_without_words() -> None:
    assert {kind for kind in Kind if communication_needs.needs_words(kind)} == {
        Kind.INTERPRETER,
        Kind.GENDER_OF_WORKER,
        Kind.DO_NOT_RAISE,
        Kind.SAFE_TIME_TO_CALL,
    }
