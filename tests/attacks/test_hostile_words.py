"""Hostile words in addresses, searches and forms: no page takes them for markup, and none breaks."""

import uuid
from itertools import product

import pytest
from django.urls import reverse

from lodestar.access.models import Membership, User
from tests.attacks import doors, pages, world
from tests.attacks.world import Half
from tests.roles import as_owner

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


def test_what_means_something_to_a_database_is_only_searched_for(half: Half) -> None:
    # What nothing answered is counted, without who asked.
    counted = frozenset({"access_auditevent", "finding_unansweredwords", "finding_unansweredarea"})
    browser = world.signed_in(half.navigator)
    before = world.contents(but=counted)

    for words, address, name in product(
        (*SQL, *BROKEN), (reverse("public:finder"), reverse("casework:people")), ("words", "name", "postcode", "page")
    ):
        assert browser.get(address, {name: words}, follow=True).status_code < 500, (words[:40], address, name)

    assert world.moved(before, world.contents(but=counted)) == {}


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b"words=%00%FF%FE", b"words=" + b"a" * 3_000_000, b"=&&=&%%%"])
def test_a_malformed_form_is_answered_and_never_breaks_a_page(half: Half, body: bytes) -> None:
    browser = world.signed_in(half.person.user)

    for name in ("person:new-need", "person:new-message", "account_link"):
        answer = browser.post(reverse(name), body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code < 500, name


# Fields that no form asks for. Each value is one that no test writes otherwise, so a row that holds it was assigned.
NOT_ASKED_FOR = {
    **dict.fromkeys(("role", "basis", "purpose", "status", "kind", "slug", "email", "name", "reason"), "zzextra"),
    **dict.fromkeys(("person_id", "person", "user_id", "user", "by", "recorded_by", "holder_id", "organisation"), ""),
    **dict.fromkeys(("ends_on", "starts_on", "at", "recorded_at", "born_on", "due_on"), "2098-07-06"),
    **dict.fromkeys(("is_staff", "is_superuser", "is_active", "is_key_worker", "is_synthetic"), "on"),
    "id": "11111111-2222-4333-8444-555555555555",
}
EXTRA = ("zzextra", "2098-07-06", "11111111-2222-4333-8444-555555555555")


def test_every_form_takes_hostile_words_as_words_and_no_field_that_it_did_not_ask_for(half: Half) -> None:
    """Every form is sent with a null byte wherever somebody writes, and with hostile words and fields of our own."""
    everybody = who_is_who()
    nobodys = {name: value or world.NOBODY for name, value in NOT_ASKED_FOR.items()}
    sent = 0

    for found in doors.forms(half):
        extra = {name: value for name, value in nobodys.items() if name not in found.form.fields}
        for words in ("a\x00b", HOSTILE):
            if words == HOSTILE or any(one.is_free for one in found.form.fields.values()):
                new = {"row_id": str(uuid.uuid4())} if "row_id" in found.form.fields else {}
                answer = found.post({**extra, **found.form.filled(words, **new)})
                sent += 1
                assert answer.status_code < 500, f"{found.address} breaks"
                assert pages.alive(answer.content.decode(errors="replace"), MARK) == [], found.address

    after = world.contents()
    assert sent > 60
    assert who_is_who() == everybody, "no form makes anybody somebody else"
    assert [(table, row) for table, rows in after.items() for row in rows if any(one in row for one in EXTRA)] == []
    assert sum(MARK in row for rows in after.values() for row in rows) > 5, "the words are kept as they were written"
    assert shown_as_words(half) > 5


def who_is_who() -> list[object]:
    """Everybody who signs in, and what lets them: address, password, roles and where they hold them."""
    with as_owner():
        users = list(User.objects.order_by("pk").values_list("pk", "email", "name", "password", "is_active"))
        return [*users, *Membership.objects.order_by("pk").values_list()]


def shown_as_words(half: Half) -> int:
    """Open every page: none is alive with what was written. Returns how many show it."""
    shown = 0
    for opened in doors.openings(half):
        shown += MARK in opened.html
        assert pages.alive(opened.html, MARK) == [], opened.address
    return shown
