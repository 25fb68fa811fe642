"""Another person's ids in every address and every form: the answer is that of an id that nobody has."""

import re

import pytest
from django.http import HttpResponse

from tests.attacks import doors, pages, world
from tests.attacks.world import NOBODY, Half
from tests.doors.test_every_door import ALL_DOORS

pytestmark = pytest.mark.django_db
ABOUT_SOMEBODY = [door for door in ALL_DOORS if doors.ids_in(door) - doors.OF_NO_PERSON and door.opens_to]
# Each request that comes writes of itself: that a list was opened, and when a browser was last used.
WRITES_OF_ITSELF = frozenset({"access_auditevent"})


@pytest.fixture
def halves(db: None) -> tuple[Half, Half]:
    return world.half("Amber"), world.half("Basil")


def said(answer: HttpResponse, ids: dict[str, str]) -> tuple[int, str, str]:
    """An answer without what differs on every page: the ids asked for and the one-time parts."""
    body = answer.content.decode()
    where = answer.headers.get("Location", "")
    for one in {*ids.values()} - {NOBODY}:
        body, where = body.replace(one, NOBODY), where.replace(one, NOBODY)
    body = re.sub(r'(csrfmiddlewaretoken" value|nonce|data-seconds-left)="[^"]*"', "", body)
    body = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f-]{17}", "", body)
    return answer.status_code, where, re.sub(r"\d+ seconds?", "", body)


def test_the_town_has_a_row_of_everything_that_an_address_can_name(halves: tuple[Half, Half]) -> None:
    """Without this the tests below could ask for what is not there at all."""
    named = set().union(*(doors.ids_in(door) for door in ABOUT_SOMEBODY)) - doors.OF_NO_PERSON

    assert {name for name in named if name not in halves[1].ids} == set()


@pytest.mark.parametrize("who", ["person", "navigator", "desk", "supporter"])
def test_every_address_with_anothers_id_answers_as_for_none(halves: tuple[Half, Half], who: str) -> None:
    mine, theirs = halves
    browser = world.signed_in(mine.users[who])
    before = world.contents(but=WRITES_OF_ITSELF)
    tried = 0

    for door in doors.opening_to(mine.users[who]):
        if door not in ABOUT_SOMEBODY:
            continue
        for method in ("get", "post"):
            ask = getattr(browser, method)
            for_theirs = said(ask(doors.address(door, theirs.ids)), theirs.ids)
            for_nobodys = said(ask(doors.address(door, dict.fromkeys(theirs.ids, NOBODY))), theirs.ids)

            assert for_theirs == for_nobodys, f"{method} {door.name} tells {who} that there is something"
            assert for_theirs[0] < 500, f"{method} {door.name} breaks for {who}"
            assert "Basil" not in for_theirs[2], f"{method} {door.name} shows {who} the other half"
            tried += 1

    assert tried > 10
    assert world.moved(before, world.contents(but=WRITES_OF_ITSELF)) == {}


def test_anothers_ids_in_every_field_of_every_form_change_nothing_of_theirs(halves: tuple[Half, Half]) -> None:
    mine, theirs = halves
    swap = {mine.ids[key]: theirs.ids[key] for key in mine.ids if key in theirs.ids}
    before = theirs_only(theirs)
    tried = 0

    for found in doors.forms(mine):
        given = found.form.filled()
        for one in found.form.fields.values():
            if not (doors.is_id(one.value) or any(map(doors.is_id, one.choices))):
                continue
            theirs_instead = swap.get(str(given.get(one.name)), theirs.ids["person_id"])
            answer = found.post({**given, one.name: theirs_instead})
            tried += 1

            assert answer.status_code < 500, (found.address, one.name)
            assert "Basil" not in answer.content.decode(), (found.address, one.name)

    assert tried > 10
    assert theirs_only(theirs) == before


def theirs_only(theirs: Half) -> dict[str, list[str]]:
    """The rows that name the other half's person."""
    rows = world.contents()
    return {table: [row for row in lines if theirs.ids["person_id"] in row] for table, lines in rows.items()}


def test_the_same_row_named_by_two_people_is_made_once_and_breaks_nothing(halves: tuple[Half, Half]) -> None:
    """The id in a form is a name that we make a row's id from: nobody reaches a row that is there with it."""
    mine, theirs = halves
    known, other = (doors.forms(half, at="/write/")[0] for half in (mine, theirs))

    first = known.post(known.form.filled(row_id=theirs.ids["message_id"]))
    again = known.post(known.form.filled(row_id=theirs.ids["message_id"]))
    second = other.post(other.form.filled(row_id=theirs.ids["message_id"]))

    assert [answer.status_code for answer in (first, again, second)] == [302, 302, 409]
    assert "This was sent already" in second.content.decode()
    rows = world.contents()["voice_message"]
    assert len([row for row in rows if pages.WORDS in row]) == 1
