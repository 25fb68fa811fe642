"""What people write: the place's own words in the finder, their history, and searches that found nothing."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from lodestar.access.models import AuditEvent, User
from lodestar.access.roles import Role
from lodestar.directory.finding import unanswered
from lodestar.directory.finding.models import PlainQuestion, UnansweredArea, UnansweredWords
from lodestar.rules import thesaurus
from lodestar.rules.life_areas import LifeArea
from lodestar.rules.thesaurus import Entry
from tests.factories import directory as make
from tests.factories import people
from tests.factories.directory import HERE, ON
from tests.roles import as_owner

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
WORDS = "/casework/words/"


def find(client: Client, words: str, **asked: str) -> str:
    return client.post("/", {"words": words, **asked}, follow=True).content.decode()


def answers(**changed: Any) -> dict[str, Any]:
    return {
        "says": "a brew and a chat\ngrabbing a brew",
        "search": "befriending",
        "life_areas": ["social-connection"],
        **changed,
    }


@pytest.fixture
def lead(sign_in: SignIn) -> Client:
    return sign_in(people.worker(role=Role.PLACE_LEAD))


def test_the_place_teaches_the_finder_its_own_words(client: Client, lead: Client) -> None:
    make.service(name="Tideline befriending")
    before = find(client, "a brew and a chat")

    lead.post(WORDS + "new/", answers())

    assert "We found no service for these words" in before
    assert "Tideline befriending" in find(client, "a brew and a chat")
    assert "a brew and a chat" in lead.get(WORDS).content.decode()
    with as_owner():
        assert AuditEvent.objects.get(action="keep-plain-question").by_role == "place-lead"


def test_an_entry_is_changed_withdrawn_and_keeps_its_history(client: Client, lead: Client) -> None:
    make.service(name="Tideline befriending")
    make.service(name="Allotment")
    lead.post(WORDS + "new/", answers())
    with as_owner():
        entry = PlainQuestion.objects.get().entry
    address = f"{WORDS}{entry}/"

    assert "grabbing a brew</textarea>" in lead.get(address).content.decode()
    lead.post(address, answers(search="allotment"))
    changed = find(client, "a brew and a chat")
    lead.post(f"{address}withdraw/")

    assert "Allotment" in changed and "Tideline" not in changed
    assert "We found no service for these words" in find(client, "a brew and a chat")
    page = lead.get(address).content.decode()
    assert page.index("Withdrawn") < page.index("Changed") < page.index("Added")
    assert "look for befriending" in page
    assert lead.post(f"{address}withdraw/").status_code == 404
    with as_owner():
        assert PlainQuestion.objects.filter(entry=entry).count() == 3


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"says": ""}, "Enter what people write, one way on each line"),
        ({"says": "!!!"}, "Use letters, so that there is something to find"),
        ({"says": "x" * 90}, "each of 80 letters or fewer"),
        ({"search": ""}, "Enter what to look for, one on each line"),
        ({"life_areas": []}, "Choose at least one part of life"),
        ({"says": "Grabbing a brew"}, "Another entry has “Grabbing a brew”"),
    ],
)
def test_an_entry_that_cannot_be_kept_says_how_to_mend_it(lead: Client, changed: dict[str, Any], words: str) -> None:
    lead.post(WORDS + "new/", answers())

    page = lead.post(WORDS + "new/", answers(**changed))

    assert page.status_code == 200
    assert words in page.content.decode()
    with as_owner():
        assert PlainQuestion.objects.count() == 1


@pytest.mark.parametrize("role", [Role.PROVIDER_MANAGER, Role.NAVIGATOR, Role.COMMISSIONER])
def test_others_do_not_keep_the_words(sign_in: SignIn, role: Role) -> None:
    browser = sign_in(people.worker(role=role))

    assert browser.get(WORDS).status_code == 403
    assert browser.post(WORDS + "new/", answers()).status_code == 403


def test_what_is_urgent_stays_urgent_whatever_the_place_says() -> None:
    ours = Entry(says=("want to die",), search=("gardening",), life_areas=(LifeArea.SOCIAL_CONNECTION,))

    expansion = thesaurus.expand(text="want to die", own=(ours,))

    assert expansion.is_urgent
    assert expansion.groups == (("want to die", "gardening"),)


def test_searches_that_find_nothing_show_as_a_gap_once_nobody_is_known_by_them(client: Client, sign_in: SignIn) -> None:
    make.area("n1", "Quayside", kind="neighbourhood")
    make.postcode("M33 7AB", at=HERE, neighbourhood="n1")
    commissioner = sign_in(people.worker(role=Role.COMMISSIONER))
    empty = commissioner.get(reverse("commissioning:searches")).content.decode()

    for _ in range(4):
        find(client, "Xylophone lessons", postcode="M33 7AB")
    early = commissioner.get(reverse("commissioning:searches")).content.decode()
    with as_owner():
        assert set(UnansweredWords.objects.values_list("words", "searches")) == {("", 4)}
    find(client, "lessons on the xylophone")
    find(client, "the XYLOPHONE lessons", postcode="M33 7AB")
    shown = commissioner.get(reverse("commissioning:searches")).content.decode()

    assert "Every search found something" in empty
    assert "xylophone" not in early and "Fewer than 5 searches found nothing" in early
    assert "About 5 searches found nothing" in shown
    assert "xylophone lessons" in shown
    assert "Quayside" in shown


def test_a_search_that_is_opened_again_counts_once(client: Client) -> None:
    with time_machine.travel("2026-11-23T10:00:00Z", tick=False) as clock:
        address = client.post("/", {"words": "xylophone"})["Location"]
        client.get(address)
        clock.shift(60)
        client.get(address)

    with as_owner():
        assert UnansweredWords.objects.get().searches == 1


@pytest.mark.parametrize("words", ["ring 0161 496 0123", "one two three four five six xylophones zithers", "the", ""])
def test_words_that_may_be_about_somebody_are_not_kept_at_all(words: str) -> None:
    unanswered.count_unanswered(words=words, area_codes=(), life_area="", on=ON)

    with as_owner():
        assert not UnansweredWords.objects.exists()
        assert UnansweredArea.objects.get().searches == 1


def test_rare_words_are_forgotten_when_their_month_is_over() -> None:
    for _ in range(5):
        unanswered.count_unanswered(words="xylophone", area_codes=(), life_area="", on=ON)
    unanswered.count_unanswered(words="zither", area_codes=(), life_area="", on=ON)

    unanswered.count_unanswered(words="oboe", area_codes=(), life_area="", on=ON.replace(month=12))

    with as_owner():
        kept = set(UnansweredWords.objects.values_list("month__month", "words", "searches"))
    assert kept == {(11, "xylophone", 5), (12, "", 1)}


def test_who_may_not_see_figures_is_told_nothing(look_as: Any) -> None:
    assert unanswered.unanswered_searches(look_as(None), since=ON) is None
