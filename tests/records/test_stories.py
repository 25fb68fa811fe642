"""Stories: only their teller lets one be shown, under a name of their choice, and takes it back at once."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from lodestar.access.roles import Role
from lodestar.directory.stories import queries as published
from lodestar.directory.stories.models import PublishedStory
from lodestar.people import queries as people_queries
from lodestar.people.models import Consent, Person
from lodestar.people.sharing import actions as sharing_actions
from lodestar.people.stewardship import actions as stewardship
from lodestar.people.telling import actions, queries
from lodestar.people.telling.actions import Agreed
from lodestar.people.telling.models import StoryShown, StoryText
from lodestar.rules.storytelling import Place
from tests.factories import people as make
from tests.factories import telling
from tests.roles import as_owner

NOW = timezone.now()


@pytest.fixture
def teller(db: None) -> Person:
    return make.person(user=make.user(name="Sarah Ann Hill"), preferred_name="Sarah", full_name="Sarah Ann Hill")


def agreed(**fields) -> Agreed:
    return Agreed(**{"number": 1, "told_as": "Marina", "places": (Place.STORIES,), "words": "Show it", **fields})


@pytest.mark.inventory("S0-89")
def test_a_story_is_shown_with_its_pseudonym_and_gone_with_its_consent(teller: Person, look_as) -> None:
    story, me = telling.story(teller), look_as(teller.user)
    shown = actions.show_story(story_id=story.pk, agreed=agreed(), by=me, at=NOW)
    (row,) = published.stories(look_as(None), place=Place.STORIES)
    me = look_as(teller.user)
    (mine,) = queries.own_stories(me)

    assert (row.pk, row.told_as, row.words) == (shown.public_id, "Marina", telling.WORDS)
    assert mine.shown is not None
    assert mine.shown.places == (Place.STORIES,)

    sharing_actions.withdraw_consent(consent_id=shown.consent_id, by=me, at=NOW)

    assert queries.own_stories(me)[0].shown is None
    assert published.stories(look_as(None), place=Place.STORIES) == []
    with as_owner():
        assert not PublishedStory.objects.exists()


@pytest.mark.parametrize("said", [{"told_as": "Sarah"}, {"told_as": ""}, {"told_as": "Marina"}])
def test_an_own_name_is_shown_only_where_the_teller_chose_it(teller: Person, look_as, said) -> None:
    words = "They said: SARAH, come in." if said["told_as"] != "Sarah" else telling.WORDS
    story, me = telling.story(teller, words=words), look_as(teller.user)

    with pytest.raises(actions.OwnNameShown) as refused:
        actions.show_story(story_id=story.pk, agreed=agreed(**said), by=me, at=NOW)
    actions.show_story(story_id=story.pk, agreed=agreed(told_as="Sarah", is_own_name=True), by=me, at=NOW)

    assert refused.value.names == ("Sarah",)
    assert PublishedStory.objects.get().told_as == "Sarah"


def test_what_was_agreed_stays_as_it_was_when_the_story_goes_on(teller: Person, look_as) -> None:
    story, me = telling.story(teller), look_as(teller.user)
    actions.show_story(story_id=story.pk, agreed=agreed(), by=me, at=NOW)

    actions.write_story(story_id=story.pk, seen=1, title="By the sea", words="And then more", by=me, at=NOW)

    assert PublishedStory.objects.get().words == telling.WORDS
    for change in (
        lambda: PublishedStory.objects.update(words="Other words"),
        lambda: PublishedStory.objects.create(title="x", words="x", places=["stories"], shown_on=me.today),
        lambda: PublishedStory.objects.all().delete(),
        lambda: StoryText.objects.update(words="Other words"),
        lambda: StoryShown.objects.update(told_as="Sarah"),
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            change()


def test_showing_it_anew_takes_the_old_consent_back(teller: Person, look_as) -> None:
    story, me = telling.story(teller), look_as(teller.user)
    first = actions.show_story(story_id=story.pk, agreed=agreed(), by=me, at=NOW)
    actions.write_story(story_id=story.pk, seen=1, title="By the sea", words="And then more", by=me, at=NOW)

    actions.show_story(story_id=story.pk, agreed=agreed(number=2, told_as=""), by=me, at=NOW)

    assert PublishedStory.objects.get().words == "And then more"
    assert Consent.objects.get(pk=first.consent_id).withdrawn_at == NOW


def test_a_story_ends_on_the_day_that_was_agreed(teller: Person, look_as) -> None:
    me = look_as(teller.user)
    telling.shown(telling.story(teller), ends_on=me.today + timedelta(days=1))
    before = published.stories(look_as(None), place=Place.STORIES)
    after = published.stories(look_as(None, today=me.today + timedelta(days=1)), place=Place.STORIES)

    assert (len(before), len(after)) == (1, 0)
    with pytest.raises(actions.DayIsPast):
        again = agreed(ends_on=me.today)
        actions.show_story(story_id=telling.story(teller).pk, agreed=again, by=look_as(teller.user), at=NOW)


def test_a_helper_writes_on_it_reads_nothing_else_and_lets_nobody_see_it(teller: Person, look_as) -> None:
    story = telling.story(teller)
    partner = make.worker(role=Role.LIVED_EXPERIENCE_PARTNER, name="Bel")
    me = look_as(teller.user)
    assert (partner.pk, "Bel, lived-experience partner") in queries.possible_helpers(me, person_id=teller.pk)
    with pytest.raises(actions.HelperUnknown):
        actions.choose_helper(story_id=story.pk, helper_id=make.worker().pk, by=me, at=NOW)
    actions.choose_helper(story_id=story.pk, helper_id=partner.pk, by=me, at=NOW)

    bel = look_as(partner)
    (helped,) = queries.stories_to_help(bel)
    actions.write_story(story_id=story.pk, seen=1, title="By the sea", words="Written with Bel", by=bel, at=NOW)

    assert (helped.known_as, helped.newest.words) == ("Sarah", telling.WORDS)
    assert not Person.objects.exists()
    with pytest.raises(actions.RecordNotFound):
        actions.show_story(story_id=story.pk, agreed=agreed(number=2), by=bel, at=NOW)
    consent = Consent(
        person_id=teller.pk, purpose="story", life_areas=[], words="x", how="online", asked_by=partner, given_at=NOW
    )
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        consent.save()
    assert not PublishedStory.objects.exists()

    actions.choose_helper(story_id=story.pk, helper_id=None, by=look_as(teller.user), at=NOW)
    assert queries.stories_to_help(look_as(partner)) == []


def test_two_who_write_at_once_lose_nothing(teller: Person, look_as) -> None:
    helper = make.worker(role=Role.PEER_WORKER)
    story = telling.story(teller, helper=helper)
    actions.write_story(story_id=story.pk, seen=1, title="A", words="Theirs", by=look_as(helper), at=NOW)

    with pytest.raises(actions.ChangedMeanwhile) as changed:
        actions.write_story(story_id=story.pk, seen=1, title="B", words="Mine", by=look_as(teller.user), at=NOW)

    assert changed.value.now.words == "Theirs"


def test_no_worker_learns_whose_a_story_is(teller: Person, look_as) -> None:
    telling.shown(telling.story(teller))
    key_worker = make.worker(role=Role.KEY_WORKER)
    make.involve(teller, key_worker, is_key_worker=True)

    seen_by = look_as(key_worker)

    assert people_queries.consents_of(seen_by, person_id=teller.pk) == []
    assert not Consent.objects.exists()
    assert not StoryShown.objects.exists()
    assert published.stories(seen_by, place=Place.STORIES)


def test_a_story_goes_with_the_record(teller: Person, look_as) -> None:
    telling.shown(telling.story(teller))
    lead = look_as(make.worker(role=Role.INFORMATION_LEAD))

    stewardship.erase_person(
        person_id=teller.pk, reason=stewardship.EraseReason.PERSON_ASKED, by=lead, at=timezone.now()
    )

    with as_owner():
        assert not PublishedStory.objects.exists()
