"""What in a story may tell who tells it."""

import pytest

from lodestar.rules import storytelling


@pytest.mark.parametrize(
    ("text", "names", "found"),
    [
        ("Sarah came in", ["Sarah Ann Hill"], ("Sarah",)),
        ("they called SARAH twice", ["Sarah"], ("Sarah",)),
        ("We went up the hill", ["Sarah Ann Hill"], ("Hill",)),
        ("Always and again", ["Al Agin"], ()),
        ("Mr O’Neill rang", ["Pat O’Neill"], ("O’Neill",)),
        ("Sarah's day", ["Sarah"], ("Sarah",)),
        ("J rang", ["J Smith"], ()),
        ("", ["Sarah"], ()),
    ],
)
def test_names_are_found_as_words_of_their_own(text: str, names: list[str], found: tuple[str, ...]) -> None:
    assert storytelling.names_in(text, names=names) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ring 0161 496 0123 for me", ("0161 496 0123",)),
        ("07700900123", ("07700900123",)),
        ("I live at m33 7ab now", ("m33 7ab",)),
        ("In 2019 I had 3 jobs", ()),
    ],
)
def test_numbers_and_postcodes_are_found(text: str, found: tuple[str, ...]) -> None:
    assert storytelling.traces_in(text) == found
