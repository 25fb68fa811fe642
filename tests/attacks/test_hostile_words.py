"""Hostile words in addresses, searches and forms: no page takes them for markup, and none breaks."""

import pytest
from django.urls import reverse

from tests.attacks import pages, world
from tests.attacks.world import Half

pytestmark = pytest.mark.django_db
MARK = "zzmark"
HOSTILE = " ".join(
    (
        f"<script>{MARK}()</script>",
        f'"><img src=x onerror={MARK}()>',
        f"'><svg/onload={MARK}()>",
        f"</textarea><{MARK}>",
        f"</title><{MARK} a=b>",
        f"{{{{{MARK}}}}}{{% {MARK} %}}",
        f"javascript:{MARK}()",
        f'" autofocus onfocus={MARK}() x="',
        f"<a href=javascript:{MARK}()>{MARK}</a>",
    )
)
SQL = ("' OR 1=1 --", "'; DROP TABLE people_person; --", "%", "_", "\\", "a:*", "!(&|)", "$$", "🚪" * 50)
BROKEN = (
    "\x00",
    "a\x00b",
    "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    "\x01\x02",
    "a" * 300_000,
)


@pytest.fixture
def half(db: None) -> Half:
    return world.half("Amber")


def test_hostile_words_in_an_address_stay_words(half: Half) -> None:
    browser = world.signed_in(half.navigator)

    for address in (reverse("public:finder"), reverse("casework:people")):
        for name in ("words", "name", "postcode", "q", "done", "page", "area"):
            page = browser.get(address, {name: HOSTILE}, follow=True)
            assert page.status_code < 500
            assert pages.alive(page.content.decode(), MARK) == [], (address, name)


@pytest.mark.parametrize("words", [*SQL, *BROKEN])
def test_what_means_something_to_a_database_is_only_searched_for(half: Half, words: str) -> None:
    browser = world.signed_in(half.navigator)
    before = world.contents(but=frozenset({"access_auditevent"}))

    for address in (reverse("public:finder"), reverse("casework:people")):
        for name in ("words", "name", "postcode", "page"):
            assert browser.get(address, {name: words}, follow=True).status_code < 500, (address, name)

    assert world.moved(before, world.contents(but=frozenset({"access_auditevent"}))) == {}


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b"words=%00%FF%FE", b"words=" + b"a" * 3_000_000, b"=&&=&%%%"])
def test_a_malformed_form_is_answered_and_never_breaks_a_page(half: Half, body: bytes) -> None:
    browser = world.signed_in(half.person.user)

    for name in ("person:new-need", "person:new-message", "account_link"):
        answer = browser.post(reverse(name), body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code < 500, name
