"""British and American spellings meet, and one slip still finds the word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.rules import spelling

PAIRS = [
    ("counselling", "counseling"),
    ("counsellor", "counselor"),
    ("counsellors", "counselors"),
    ("organisation", "organization"),
    ("organisations", "organizations"),
    ("organise", "organize"),
    ("organised", "organized"),
    ("recognising", "recognizing"),
    ("hospitalisation", "hospitalization"),
    ("colour", "color"),
    ("behaviour", "behavior"),
    ("behavioural", "behavioral"),
    ("neighbourhood", "neighborhood"),
    ("favourite", "favorite"),
    ("labour", "labor"),
    ("honour", "honor"),
    ("centre", "center"),
    ("centres", "centers"),
    ("programme", "program"),
    ("programmes", "programs"),
    ("paediatric", "pediatric"),
    ("orthopaedic", "orthopedic"),
    ("anaemia", "anemia"),
    ("enrolment", "enrollment"),
    ("judgement", "judgment"),
    ("theatre", "theater"),
    ("travelling", "traveling"),
    ("cancelled", "canceled"),
    ("modelling", "modeling"),
    ("licence", "license"),
    ("practice", "practise"),
    ("defence", "defense"),
    ("ageing", "aging"),
    ("analyse", "analyze"),
    ("catalogue", "catalog"),
    ("dialogue", "dialog"),
    ("mould", "mold"),
    ("mum", "mom"),
    ("grey", "gray"),
    ("fulfil", "fulfill"),
    ("skilful", "skillful"),
    ("speciality", "specialty"),
    ("jewellery", "jewelry"),
    ("diarrhoea", "diarrhea"),
]


@pytest.mark.parametrize(("british", "american"), PAIRS)
def test_both_spellings_give_the_british_word(british: str, american: str) -> None:
    assert spelling.normalise_words(american) == spelling.normalise_words(british) == [british]


@pytest.mark.parametrize(
    "word",
    [
        "size",
        "prize",
        "seize",
        "sized",
        "capsize",
        "laboratory",
        "honorary",
        "vigorous",
        "doctor",
        "sponsor",
        "anchor",
        "color-blind",
        "counsel",
        "model",
        "label",
        "travel",
        "cancel",
        "author",
        "major",
        "minor",
        "memory",
        "corporate",
        "enrolled",
        "wellbeing",
    ],
)
def test_words_that_both_countries_share_stay_as_they_are(word: str) -> None:
    expected = {"color-blind": ["colour", "blind"]}.get(word, [word])

    assert spelling.normalise_words(word) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Can't pay", ["cant", "pay"]),
        ("can\u2019t", ["cant"]),
        ("Men's Group", ["men", "group"]),
        ("people\u2019s", ["people"]),
        ("carers' support", ["carers", "support"]),
        ("Café, crèche & naïve", ["cafe", "creche", "naive"]),
        ("A&E", ["a", "e"]),
        ("drop-in", ["drop", "in"]),
        ("24/7", ["24", "7"]),
        ("Łódź straße", ["lodz", "strasse"]),
        ("\ufb01nd help", ["find", "help"]),
        ("  ", []),
        ("!?", []),
    ],
)
def test_words_are_folded_to_plain_lower_case(text: str, words: list[str]) -> None:
    assert spelling.normalise_words(text) == words


def test_a_text_is_its_words_with_single_spaces() -> None:
    assert spelling.normalise_text("  Counseling\tCENTER ") == "counselling centre"


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("housing", "housing", True),
        ("housing", "housng", True),
        ("housing", "houssing", True),
        ("housing", "hoosing", True),
        ("housing", "huosing", True),
        ("housing", "ohusing", True),
        ("housing", "housign", True),
        ("housing", "housin", True),
        ("housing", "ousing", True),
        ("counselling", "councelling", True),
        ("housing", "huoisng", False),
        ("housing", "housi", False),
        ("housing", "hxusixg", False),
        ("housing", "gnisuoh", False),
        ("abcd", "abdce", False),
        ("debt", "dept", True),
        ("", "a", True),
        ("", "ab", False),
        ("", "", True),
    ],
)
def test_one_slip_is_seen_and_two_are_too_many(a: str, b: str, expected: bool) -> None:
    assert spelling.within_one_edit(a, b) is expected
    assert spelling.within_one_edit(b, a) is expected


def test_a_word_is_indexed_under_each_form_with_a_letter_left_out() -> None:
    assert spelling.one_deletions("debt") == {"debt", "ebt", "dbt", "det", "deb"}


@pytest.mark.parametrize("word", ["", "a", "gp", "pip"])
def test_short_words_are_indexed_only_as_they_are(word: str) -> None:
    assert spelling.one_deletions(word) == {word}


def _one_slip(word: str, place: int, letter: str, kind: str) -> str:
    i = place % len(word)
    match kind:
        case "missing":
            return word[:i] + word[i + 1 :]
        case "too many":
            return word[:i] + letter + word[i:]
        case "wrong":
            return word[:i] + letter + word[i + 1 :]
        case _:
            return word[:i] + word[i + 1 : i + 2] + word[i : i + 1] + word[i + 2 :]


SLIPS = st.builds(
    lambda word, place, letter, kind: (word, _one_slip(word, place, letter, kind)),
    st.text("abcdefgh", min_size=5, max_size=12),
    st.integers(0, 20),
    st.sampled_from("abcxyz"),
    st.sampled_from(["missing", "too many", "wrong", "swapped"]),
)


@given(SLIPS)
def test_every_slip_in_a_word_of_five_letters_is_found_through_the_index(slip: tuple[str, str]) -> None:
    word, typed = slip

    assert spelling.within_one_edit(word, typed)
    assert spelling.one_deletions(word) & spelling.one_deletions(typed)


def _distance(a: str, b: str) -> int:
    """Count edits with swapped neighbours by the whole table, slowly and surely."""
    rows = [[i + j if i * j == 0 else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (a[i - 1] != b[j - 1]))
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_one_edit_is_what_the_whole_table_says(a: str, b: str) -> None:
    assert spelling.within_one_edit(a, b) is (_distance(a, b) <= 1)


WORDS = st.sampled_from([word for pair in PAIRS for word in pair])


@given(st.text(max_size=40) | st.lists(WORDS, max_size=6).map(" ".join))
def test_folding_twice_changes_nothing(text: str) -> None:
    once = spelling.normalise_text(text)

    assert spelling.normalise_text(once) == once
