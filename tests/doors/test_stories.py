"""A story from its teller's own space to the public pages, and back: nothing of it stays anywhere."""

import pytest
from django.test import Client
from django.urls import reverse

from lodestar.access.roles import Role
from lodestar.people.models import Person
from lodestar.web.person import offline
from tests.factories import people as make
from tests.factories import telling
from tests.roles import as_owner

TITLE, WORDS = "A bench by the sea", "Nobody asked me to hurry there."


@pytest.fixture
def teller(db: None) -> Person:
    return make.person(user=make.user(), preferred_name="Sarah", full_name="Sarah Hill")


def show(browser: Client, person: Person, **fields: object):
    """Write a story and agree to have it shown, as a person does it."""
    browser.post(reverse("person:story-new"), {"title": TITLE, "words": WORDS})
    with as_owner():
        story = person.stories.get()
    given = {"name": "other", "told_as": "Marina", "places": ["stories", "planners"], "yes": "true", **fields}
    return story, browser.post(reverse("person:story-show", kwargs={"story_id": story.pk}), given)


@pytest.mark.inventory("S0-89")
def test_a_story_that_is_taken_back_leaves_every_page_at_once(teller: Person, sign_in) -> None:
    service = make.service(team=make.team(), name="Gull Lane Growers")
    make.referral(person=teller, service=service)
    me, anybody = sign_in(teller.user), Client()
    planner = sign_in(make.worker(role=Role.COMMISSIONER))
    story, answer = show(me, teller, places=["stories", "service", "planners"], service=str(service.pk))
    assert answer.status_code == 302
    with as_owner():
        shown = story.shown.get()
    one = reverse("public:story", kwargs={"story_id": shown.public_id})
    beside = reverse("public:service", kwargs={"service_id": service.pk})
    pages = [(anybody, reverse("public:stories")), (anybody, one), (anybody, beside)]
    pages.append((planner, reverse("commissioning:stories")))
    marks = {}
    for browser, page in pages:
        told = browser.get(page)
        assert WORDS in told.content.decode(), page
        assert "Marina" in told.content.decode()
        assert "Sarah" not in told.content.decode()
        assert told.headers["Cache-Control"] == "no-store"
        marks[page] = {name: told.headers[name] for name in ("ETag", "Last-Modified") if name in told.headers}
    mine = me.get(reverse("person:stories")).content.decode()
    assert "on the page of Gull Lane Growers" in mine

    me.post(reverse("person:take-back", kwargs={"consent_id": shown.consent_id}))

    for browser, page in pages:
        for conditions in ({}, {"If-None-Match": "*"}, {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}):
            told = browser.get(page, headers=conditions)
            assert told.status_code == (404 if page == one else 200), (page, conditions)
            assert WORDS not in told.content.decode(), (page, conditions)
            assert TITLE not in told.content.decode()
    assert not any(marks.values()), "a page with a story can be answered with: as before"
    mine = me.get(reverse("person:story", kwargs={"story_id": story.pk})).content.decode()
    assert "when you took it back" in mine


@pytest.mark.inventory("S0-89")
def test_no_copy_for_machines_or_without_a_network_holds_a_story(teller: Person, sign_in) -> None:
    telling.shown(telling.story(teller, words=WORDS))
    kept_offline = {reverse(f"person:{name}") for name in offline.KEPT}
    browser = Client()

    assert reverse("public:stories") not in kept_offline
    assert not any("stories" in page for page in kept_offline)
    assert browser.get(reverse("public:stories")).headers["X-Robots-Tag"] == "noindex, noarchive"
    assert browser.get("/sitemap.xml").status_code == 404
    for path in ("/open-referral/services", reverse("public:robots"), reverse("public:shapes")):
        assert WORDS not in browser.get(path).content.decode()
    own_copy = sign_in(teller.user).post(reverse("person:copy-machine"))
    assert WORDS in own_copy.content.decode()


def test_a_story_says_which_of_its_words_are_its_tellers_name(teller: Person, sign_in) -> None:
    me = sign_in(teller.user)
    story, answer = show(me, teller, told_as="Sarah")
    said = answer.content.decode()

    assert answer.status_code == 200
    assert "Your story says “Sarah”. Change it first, or choose “My own name”" in said
    assert 'value="Sarah"' in said
    assert not story.shown.exists()


@pytest.mark.parametrize(
    ("changes", "mend"),
    [
        ({"yes": ""}, "Tick this box if you want it shown"),
        ({"places": []}, "Choose at least one place"),
        ({"told_as": ""}, "Write the other name, like Marina"),
        ({"name": ""}, "Choose which name goes with it"),
        ({"ends_on-day": "1", "ends_on-month": "1", "ends_on-year": "2020"}, "Write a day that is to come"),
    ],
)
def test_nothing_is_shown_by_half(teller: Person, sign_in, changes, mend) -> None:
    story, answer = show(sign_in(teller.user), teller, **changes)

    assert mend in answer.content.decode()
    with as_owner():
        assert not story.shown.exists()


def test_a_partner_helps_from_their_own_page(teller: Person, sign_in) -> None:
    partner = make.worker(role=Role.LIVED_EXPERIENCE_PARTNER, name="Bel")
    story = telling.story(teller)
    me, bel = sign_in(teller.user), sign_in(partner)
    me.post(reverse("person:story-helper", kwargs={"story_id": story.pk}), {"helper": str(partner.pk)})

    assert bel.get(reverse("home")).headers["Location"] == reverse("casework:stories")
    assert "By the sea" in bel.get(reverse("casework:stories")).content.decode()
    page = reverse("casework:story", kwargs={"story_id": story.pk})
    assert telling.WORDS in bel.get(page).content.decode()
    bel.post(page, {"seen": "1", "title": "By the sea", "words": "Longer now"})
    late = bel.post(page, {"seen": "1", "title": "By the sea", "words": "From an old tab"}).content.decode()

    assert "Longer now" in late
    assert "From an old tab" in late
    looked = me.get(reverse("person:looked")).content.decode()
    assert "read a story that you asked them to help with" in looked
