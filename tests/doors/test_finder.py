"""The finder and the service page: what anybody reads there, and what nobody may."""

import html
import json
import logging
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lodestar.directory import coverage, models
from lodestar.rules import service_kinds
from lodestar.rules.service_kinds import Help
from tests.factories import directory as make
from tests.factories.directory import HERE
from tests.roles import as_owner

pytestmark = pytest.mark.django_db
FINDER = "/"
KM = 1_000


def read(client: Client, address: str = FINDER, **asked: Any) -> str:
    answer = client.post(address, asked, follow=True) if asked else client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.mark.inventory("S0-30")
@pytest.mark.inventory("S0-34")
def test_anybody_finds_a_group_near_them_in_plain_words(client: Client) -> None:
    make.postcode("M33 7AB", at=HERE)
    make.service(
        name="Slipway boat club",
        summary="Men mending boats side by side.",
        kinds=["peer-support"],
        audience="Men who feel alone",
        at=(HERE[0] + 2 * KM, HERE[1]),
        is_free=True,
        takes_people=True,
        checked_on=timezone.localdate() - timedelta(days=12),
    )

    with as_owner():
        models.Phone.objects.create(service=models.Service.objects.get(), number="0161 496 0123")

    page = read(client, words="peer group for men", postcode="m337ab")

    assert "1 service found" in page
    for words in ("Slipway boat club", "Men mending boats", "2.0 km", "Free", "Men who feel alone", "tel:01614960123"):
        assert words in page
    assert "Checked 12 days ago" in page
    assert "First come those that match your words best" in page
    assert "data-print" in page


def test_what_is_not_known_says_so(client: Client) -> None:
    make.service(name="Boat club")

    page = read(client)

    for words in ("Cost not known", "Not known if it takes people now", "Not checked yet", "Distance not known"):
        assert words in page


@pytest.mark.inventory("S0-37")
def test_an_entry_that_nobody_checked_for_six_months_is_flagged(client: Client) -> None:
    today = timezone.localdate()
    make.service(name="Old entry", checked_on=today - timedelta(days=184))
    make.service(name="New entry", checked_on=today - timedelta(days=183))

    page = read(client)

    assert page.count("Ring first") == 1


@pytest.mark.inventory("S0-34")
def test_logs_hold_no_word_of_a_search(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    make.postcode("M33 7AB")

    with caplog.at_level(logging.DEBUG):
        read(client, words="suicidal kayak", postcode="M33 7AB")

    told = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("lodestar"))
    assert "public:finder" in told
    assert not any(word in told for word in ("suicidal", "kayak", "M33", "7AB"))


def test_the_title_never_holds_what_was_searched(client: Client) -> None:
    page = read(client, words="debt")

    assert "debt" not in page.partition("<title>")[2].partition("</title>")[0]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("M33 9ZZ", None),
        ("LS1 4AP", "We do not know this postcode"),
        ("somewhere", "Enter a postcode, like M33 7AB"),
    ],
)
def test_a_postcode_that_is_not_found_is_kept_and_the_search_goes_on(
    client: Client, typed: str, words: str | None
) -> None:
    make.postcode("M33 7AB")
    make.service(name="Boat club", at=HERE)

    page = read(client, words="boat", postcode=typed)

    assert f'value="{typed}"' in page
    assert "Boat club" in page
    assert ("There is something to mend" in page) is (words is not None)
    if words:
        assert words in page


def test_a_search_that_finds_nothing_says_what_to_do(client: Client) -> None:
    make.service(name="Boat club", is_free=False)

    nothing = read(client, words="zzzz")
    nearly = read(client, words="boat", cost="free")

    assert "We found no service for these words" in nothing
    assert "0 services" not in nothing
    assert nothing.count("We found no service for these words") == 1
    assert 'href="/?area=money"' in nothing
    assert "Near to what you asked" in nearly
    assert "Boat club" in nearly


def test_a_mended_word_is_said(client: Client) -> None:
    make.service(name="Bereavement evening")

    assert "We looked for “bereavement”" in read(client, words="bereavment")


def test_an_urgent_search_shows_where_help_is_at_once(client: Client) -> None:
    assert "Call 999 or go to A&amp;E now if" in read(client, words="I want to die")
    assert "Call 999" not in read(client, words="gardening")


@pytest.mark.parametrize(
    "words",
    [
        "suicide",
        "killing myself",
        "overdose",
        "cut myself",
        "don't want to be here any more",
        "emergency",
        "crisis",
        "rent and bills and " * 8 + "I want to kill myself",
    ],
)
def test_words_of_danger_show_help_above_the_results_and_are_never_mended(client: Client, words: str) -> None:
    make.service(name="Form filling, caring, cuts and overdoors")

    page = read(client, words=words)

    assert "Call 999 or go to A&amp;E now if" in page
    assert page.index("Call 999") < page.index('id="found"')
    assert "Nobody here uses" not in page


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"words": "the"}, "We could not search for “the”, so these are all services."),
        ({"words": "🙂"}, "We could not search for “🙂”, so these are all services."),
        ({"within": "5"}, "To choose how far, enter your postcode."),
    ],
)
def test_what_could_not_be_done_is_said(client: Client, asked: dict[str, str], said: str) -> None:
    make.service(name="Boat club")

    page = read(client, **asked)

    assert said in page
    assert "1 service" in page


def test_a_postcode_outside_the_place_is_said_and_nothing_is_called_near(client: Client) -> None:
    make.postcode("M16 0AA", at=HERE, authority="E08000003")
    make.postcode("M33 7AB", at=HERE)
    make.service(name="Boat club", at=HERE)

    outside, inside = read(client, postcode="M16 0AA"), read(client, postcode="M33 7AB")

    assert "This postcode is outside Harbourne Bay." in outside
    assert "are near" not in outside
    assert "outside Harbourne Bay" not in inside
    assert "are near" in inside


def test_who_a_service_is_for_is_said_once(client: Client) -> None:
    service = make.service(name="Boat club", audience="Anybody in the bay.", eligibility_rules=[])

    page = read(client, f"/services/{service.pk}/").partition("<h1>")[2]

    assert page.count("Anybody") == 1
    assert page.count("Who it is for") == 1


def test_a_null_character_in_the_address_is_as_if_it_had_not_been_typed(client: Client) -> None:
    make.service(name="Boat club")

    page = read(client, words="bo\x00at")

    assert "Boat club" in page
    assert "Null characters" not in page


def test_choices_stay_on_the_chips_and_on_every_page_of_a_search(client: Client) -> None:
    for number in range(30):
        make.service(name=f"Club {number}", is_free=True, life_areas=["money"])

    page = read(client, words="club", area="money", cost="free", nonsense="x")

    assert "Page 1 of 2" in page
    assert 'value="money" checked' in page
    assert "30 services found" in page
    following = re.search(r'href="(\?search=[^"]+page=2)"', page)
    assert following
    second = read(client, FINDER + html.unescape(following[1]))
    assert "Page 2 of 2" in second
    assert 'value="club"' in second


def test_nothing_that_was_searched_stands_in_an_address(client: Client) -> None:
    make.postcode("M33 7AB")
    make.service(name="Club", at=HERE)
    asked = {"words": "panic attacks", "postcode": "M33 7AB", "cost": "free"}

    posted, linked = client.post(FINDER, asked), client.get(FINDER, asked)

    for answer in (posted, linked):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/?search=")
        assert not any(told in answer["Location"] for told in ("panic", "attacks", "M33", "7AB", "free"))
    assert not posted.cookies
    shown = client.get(posted["Location"])
    assert 'value="panic attacks"' in shown.content.decode()
    assert shown["X-Robots-Tag"] == "noindex"
    assert shown["Cache-Control"] == "private"


def test_a_search_is_posted_without_a_cookie_or_a_token() -> None:
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(FINDER, {"words": "debt"}).status_code == 302


def test_a_search_opens_for_an_hour_and_then_says_that_it_is_gone(client: Client) -> None:
    make.service(name="Boat club")
    with time_machine.travel("2026-11-23T10:00:00Z", tick=False) as clock:
        address = client.post(FINDER, {"words": "boat"})["Location"]
        clock.shift(timedelta(minutes=59))
        still = read(client, address)
        clock.shift(timedelta(minutes=2))
        gone = read(client, address)

    assert 'value="boat"' in still
    assert "this one is gone. Search again." in gone
    assert "boat" not in gone.partition("<form")[2].partition("</form>")[0].lower()


def test_a_search_that_nobody_sealed_is_as_if_none_was_asked(client: Client) -> None:
    assert "this one is gone" in read(client, FINDER + "?search=zzz%F0%9F%98%80")


def test_a_part_of_life_alone_may_stand_in_a_link(client: Client) -> None:
    make.service(name="Boat club", life_areas=["money"])

    answer = client.get(FINDER, {"area": "money"})

    assert answer.status_code == 200
    assert "1 service found" in answer.content.decode()


@pytest.mark.parametrize(
    "asked",
    [{"page": "-1"}, {"page": "9" * 30}, {"page": "x"}, {"within": "7"}, {"area": "nowhere"}, {"words": "' & | <->"}],
)
def test_an_address_that_nobody_made_is_read_as_far_as_it_makes_sense(client: Client, asked: dict[str, str]) -> None:
    make.service(name="Club")

    assert "Find support" in read(client, **asked)


def test_words_from_a_feed_cannot_become_part_of_the_page(client: Client) -> None:
    make.service(name="<script>alert(1)</script>", at=HERE)

    page = read(client)

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_hidden_address_is_nowhere_on_any_page(client: Client) -> None:
    make.postcode("M33 7AB", at=HERE)
    refuge = make.service(
        name="Refuge",
        at=(HERE[0] + 1_234, HERE[1] + 2_345),
        postcode="M33 9ZZ",
        is_address_hidden=True,
        kinds=["domestic-abuse-support"],
    )
    with as_owner():
        models.Location.objects.update(
            address_1="9 Secret Row", transport="Secret bus", name="Secret House", city="Quietham", latitude=53.4321
        )
    make.index(refuge)

    listed = read(client, words="refuge", postcode="M33 7AB")
    own = read(client, reverse("public:service", kwargs={"service_id": refuge.pk}))

    assert "Refuge" in listed
    assert "The address is not shown" in own
    for page in (listed, own):
        assert not any(word in page for word in ("Secret", "9ZZ", "Quietham", "53.4321", "map-data"))


def test_the_finder_asks_the_database_the_same_few_times_however_long_the_list(client: Client) -> None:
    counts = []
    for _ in range(2):
        for number in range(10):
            make.service(name=f"Boat club {number}", at=HERE, takes_people=True)
        address = client.post(FINDER, {"words": "boat"})["Location"]
        with CaptureQueriesContext(connection) as asked:
            read(client, address)
        counts.append(len(asked))

    assert counts[0] == counts[1]
    assert counts[0] <= 8


@override_settings(RATELIMIT_ENABLE=True, SEARCH_RATE="2/m")
def test_very_quick_searching_is_slowed_by_address(client: Client) -> None:
    answers = [client.get(FINDER).status_code for _ in range(3)]

    assert answers == [200, 200, 429]
    assert client.get(FINDER, REMOTE_ADDR="::1").status_code == 200


@override_settings(RATELIMIT_ENABLE=True, SEARCH_RATE="1/m", IS_BEHIND_PROXY=True)
def test_behind_a_proxy_each_visitor_has_their_own_pace(client: Client) -> None:
    def ask(forwarded: str) -> int:
        return client.get(FINDER, headers={"X-Forwarded-For": forwarded}).status_code

    assert ask("203.0.113.7") == 200
    assert ask("203.0.113.8") == 200
    # Whatever a visitor says before it, the last address is the proxy's own word.
    assert ask("198.51.100.1, 203.0.113.7") == 429


def test_a_service_page_says_all_that_is_known_and_who_said_it(client: Client) -> None:
    made = make.service(
        name="Debt clinic",
        summary="An adviser who sits with you.",
        description="First line.\n\nSecond line.",
        at=HERE,
        postcode="M33 7AB",
        url="https://debt.example.org/",
        email="debt@example.org",
        kinds=["debt-advice"],
        audience="Anybody with debts",
        eligibility_rules=[{"kind": "age", "minimum": 18}, {"kind": "referral-route", "values": ["self", "gp"]}],
        checked_on=timezone.localdate(),
        checked_by_name="The council's directory team",
        source_said_at=timezone.now() - timedelta(days=40),
    )
    with as_owner():
        models.Phone.objects.create(service=made, number="0161 496 0123", note="mornings")
        models.Language.objects.create(service=made, name="Polish")
        models.Accessibility.objects.create(location=models.Location.objects.get(), description="Step-free")
        models.Funding.objects.create(service=made, paid_by="Harbourne Bay Council")

    page = read(client, reverse("public:service", kwargs={"service_id": made.pk}))

    for words in (
        "Debt clinic",
        "Second line.",
        'href="tel:01614960123"',
        "mornings",
        'href="https://debt.example.org/"',
        "Aged 18 or over",
        "A referral can come from you yourself or a GP",
        "Debt advice",
        "Polish",
        "Step-free",
        "Harbourne Bay Council",
        "M33 7AB",
        "Checked today",
        "The council&#39;s directory team",
        "Last changed by its source",
        "Last changed here",
        "map-data",
    ):
        assert words in page, words


def test_a_service_page_tells_search_engines_what_it_is(client: Client) -> None:
    made = make.service(
        name="Debt clinic </script>",
        summary="An adviser who sits with you.",
        at=HERE,
        postcode="M33 7AB",
        url="https://debt.example.org/",
        is_free=True,
    )
    with as_owner():
        models.Phone.objects.create(service=made, number="0161 496 0123")
        models.Contact.objects.create(service=made, name="Wren Quillfeather", email="wren@example.org")

    page = read(client, reverse("public:service", kwargs={"service_id": made.pk}))

    told = json.loads(page.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    assert (told["@type"], told["name"], told["isAccessibleForFree"]) == ("Service", "Debt clinic </script>", True)
    channel = told["availableChannel"]
    assert channel["servicePhone"]["telephone"] == "0161 496 0123"
    assert channel["serviceLocation"][0]["address"]["postalCode"] == "M33 7AB"
    assert channel["serviceLocation"][0]["geo"]["latitude"] == 53.41
    assert told["provider"]["@type"] == "Organization"
    assert "email" not in told["provider"]
    assert "Quillfeather" not in json.dumps(told)


def test_search_engines_are_told_nothing_of_a_hidden_address(client: Client) -> None:
    refuge = make.service(name="Refuge", at=HERE, postcode="M33 9ZZ", is_address_hidden=True)

    assert "ld+json" not in read(client, reverse("public:service", kwargs={"service_id": refuge.pk}))


def test_a_website_that_is_no_web_address_leads_nowhere(client: Client) -> None:
    made = make.service(name="Odd", url="javascript:alert(1)")

    assert 'href="javascript' not in read(client, reverse("public:service", kwargs={"service_id": made.pk}))


@pytest.mark.parametrize("fields", [{"status": "defunct"}, {"retired_at": timezone.now()}])
def test_a_service_that_ended_says_so(client: Client, fields: dict[str, Any]) -> None:
    ended = make.service(name="Boat club", life_areas=["money"], **fields)

    answer = client.get(reverse("public:service", kwargs={"service_id": ended.pk}))

    assert answer.status_code == 410
    assert "Boat club is no longer listed" in answer.content.decode()


def test_a_service_that_is_closed_for_a_time_says_so_on_its_page(client: Client) -> None:
    closed = make.service(name="Boat club", status="temporarily closed")

    page = read(client, reverse("public:service", kwargs={"service_id": closed.pk}))

    assert "This service is closed for a time." in page


def test_a_service_that_never_was_is_not_found(client: Client) -> None:
    answer = client.get(reverse("public:service", kwargs={"service_id": make.people.nobody()}))

    assert answer.status_code == 404


def test_the_shapes_of_the_place_are_sent_once(client: Client) -> None:
    make.area("n1", "Quayside", kind="neighbourhood", boundary={"type": "Polygon", "coordinates": []})

    first = client.get(reverse("public:shapes"))
    again = client.get(reverse("public:shapes"), headers={"If-None-Match": first["ETag"]})

    assert first["Content-Type"] == "application/geo+json"
    assert first.json()["features"][0]["properties"]["name"] == "Quayside"
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.inventory("S3-06")
@pytest.mark.inventory("S0-04")
@pytest.mark.parametrize("wanted", list(Help))
def test_each_kind_of_help_has_kinds_of_service(wanted: Help) -> None:
    assert service_kinds.kinds_of_help(wanted)


@pytest.mark.inventory("S3-06")
def test_a_kind_of_help_that_a_place_lacks_shows_as_a_gap(client: Client) -> None:
    for one in Help:
        if one is not Help.CARERS:
            make.service(name=f"For {one}", kinds=[service_kinds.kinds_of_help(one)[0].slug], at=HERE)
    make.service(name="For carers, once", kinds=["carers-support"], status="defunct")

    page = read(client, reverse("public:about"))

    assert page.count("None known: a gap") == 1
    row = page.partition("Help for carers and families")[2].partition("</tr>")[0]
    assert "None known: a gap" in row


@pytest.mark.inventory("S3-06")
def test_coverage_is_counted_place_by_place(look_as: Any) -> None:
    here, there = make.service(name="Here", kinds=["carers-support"], at=HERE), make.service(name="There")
    with as_owner():
        models.Location.objects.update(local_authority_code="E08000009")
        models.ServiceArea.objects.create(service=there, area_code="E08000003")
        models.Service.objects.filter(pk=there.pk).update(kinds=["debt-advice", "money-advice"])
    viewer = look_as(None)

    found = {
        code: {one.help: one.services for one in coverage.help_coverage(viewer, area_code=code) if not one.is_gap}
        for code in ("E08000009", "E08000003")
    }

    assert here.pk != there.pk
    assert found == {"E08000009": {Help.CARERS: 1}, "E08000003": {Help.FINANCES: 1}}


@pytest.mark.parametrize("name", ["public:help", "public:about"])
def test_pages_that_stand_still_open_to_everybody(client: Client, name: str) -> None:
    assert client.get(reverse(name)).status_code == 200
