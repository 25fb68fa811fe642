"""The words that people write lead to the words that services use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.rules import spelling, thesaurus
from lodestar.rules.life_areas import LIFE_AREAS, LifeArea
from lodestar.rules.thesaurus import Expansion

CLINICAL, SOCIAL, BODY, HOME, MONEY, WORK = LIFE_AREAS
ENTRIES = thesaurus.all_entries()


@pytest.mark.parametrize(
    ("written", "looked_for", "area"),
    [
        ("somewhere to stay", "supported housing", HOME),
        ("I need somewhere to live", "housing advice", HOME),
        ("somewhere to sleep tonight", "night shelter", HOME),
        ("can't pay my rent", "rent arrears advice", HOME),
        ("I'm being evicted", "eviction advice", HOME),
        ("debt", "debt advice", MONEY),
        ("help with debts please", "debt advice", MONEY),
        ("PIP", "welfare benefits advice", MONEY),
        ("pip appeal", "benefit appeals", MONEY),
        ("food", "food bank", MONEY),
        ("nothing to eat", "food bank", MONEY),
        ("panic attacks", "talking therapy", CLINICAL),
        ("I keep having panic attacks", "anxiety support", CLINICAL),
        ("hearing voices", "hearing voices group", CLINICAL),
        ("my husband died", "bereavement support", CLINICAL),
        ("drinking", "alcohol support", CLINICAL),
        ("lonely", "befriending", SOCIAL),
        ("peer group for men", "men's group", SOCIAL),
        ("Men's sheds", "men's shed", SOCIAL),
        ("caring for my mum", "carers support", SOCIAL),
        ("caring for my mom", "carers support", SOCIAL),
        ("job", "employment support", WORK),
        ("I got sacked", "employment advice", WORK),
        ("learn English", "English for speakers of other languages", WORK),
        ("stop smoking", "stop smoking service", BODY),
        ("can\u2019t sleep", "sleep support", BODY),
        ("domestic abuse", "domestic abuse support", HOME),
    ],
)
def test_plain_words_find_the_service_and_its_life_area(written: str, looked_for: str, area: LifeArea) -> None:
    expansion = thesaurus.expand(text=written)

    assert looked_for in expansion.phrases
    assert area in expansion.life_areas


@pytest.mark.parametrize(
    "written",
    [
        "I want to die",
        "feeling suicidal",
        "kill myself",
        "I can't go on",
        "hurting myself",
        "my partner hits me",
        "nowhere to sleep tonight",
    ],
)
def test_words_of_danger_ask_for_help_at_once(written: str) -> None:
    assert thesaurus.expand(text=written).is_urgent


@pytest.mark.parametrize("written", ["debt", "gardening", "bereaved by suicide", "died by suicide"])
def test_other_words_do_not(written: str) -> None:
    assert not thesaurus.expand(text=written).is_urgent


def test_a_matched_phrase_is_searched_whole_and_its_words_are_used_up() -> None:
    expansion = thesaurus.expand(text="somewhere to sleep tonight near Sale")

    assert expansion.phrases[0] == "somewhere to sleep tonight"
    assert expansion.words == ("sale",)


def test_several_words_are_matched_before_one() -> None:
    expansion = thesaurus.expand(text="peer group for men")

    assert expansion.phrases[0] == "peer group for men"
    assert expansion.words == ()


def test_a_matched_single_word_is_still_searched_for() -> None:
    assert thesaurus.expand(text="debt").words == ("debt",)


def test_stop_words_are_left_out_and_other_words_kept() -> None:
    expansion = thesaurus.expand(text="I can't find any help with knots for my rope")

    assert expansion.words == ("knots", "rope")
    assert expansion.phrases == ()


def test_american_spelling_finds_the_british_entry() -> None:
    assert thesaurus.expand(text="counseling") == thesaurus.expand(text="Counselling")


@pytest.mark.parametrize(
    ("phrase", "stands_out"),
    [("anxiety support", "anxiety"), ("Rent arrears advice", "rent arrears"), ("support group", "support group")],
)
def test_words_of_every_service_do_not_make_one_stand_out(phrase: str, stands_out: str) -> None:
    assert thesaurus.telling(phrase=phrase) == stands_out


def test_nothing_written_gives_nothing() -> None:
    assert thesaurus.expand(text=" ") == Expansion(words=(), phrases=(), groups=(), life_areas=())


def test_two_things_written_are_both_looked_for() -> None:
    expansion = thesaurus.expand(text="debt and panic attacks")

    assert expansion.life_areas == (MONEY, CLINICAL)
    assert expansion.needs == ("debt", "anxiety")


def test_each_thing_that_was_said_is_one_group_of_ways_to_say_it() -> None:
    groups = thesaurus.expand(text="debt and panic attacks in Sale").groups

    assert [group[0] for group in groups] == ["debt", "panic attacks", "sale"]
    assert "money advice" in groups[0] and "talking therapy" in groups[1]
    assert groups[2] == ("sale",)


def test_there_are_entries_enough_in_every_life_area() -> None:
    assert len(ENTRIES) >= 60
    for area in LIFE_AREAS:
        assert sum(area in entry.life_areas for entry in ENTRIES) >= 8


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.says[0])
def test_each_way_of_saying_it_leads_to_its_own_entry(entry: thesaurus.Entry) -> None:
    assert entry.search and entry.life_areas and entry.needs
    for said in entry.says:
        expansion = thesaurus.expand(text=said)
        assert set(entry.search) <= set(expansion.phrases), said
        assert set(expansion.life_areas) == set(entry.life_areas), said


@given(st.lists(st.sampled_from([said for entry in ENTRIES for said in entry.says]), max_size=4))
def test_every_word_left_was_written_and_none_is_empty(said: list[str]) -> None:
    text = " ".join(said)

    expansion = thesaurus.expand(text=text)

    assert set(expansion.words) <= set(spelling.normalise_words(text))
    assert all(expansion.words) and all(expansion.phrases)


@given(st.text(max_size=60))
def test_any_text_can_be_expanded(text: str) -> None:
    expansion = thesaurus.expand(text=text)

    assert len(set(expansion.words)) == len(expansion.words)
