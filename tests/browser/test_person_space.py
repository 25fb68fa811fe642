"""The person's own space in a real browser: by keyboard, on a small screen, without a network."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests import reading
from tests.browser.conftest import ONE_WORKER

pytestmark = ONE_WORKER

AsSomebody = Callable[..., Page]
CheckPage = Callable[[Page], None]
PAGES = [
    "/me/",
    "/me/plan/",
    "/me/plan/needs/new/",
    "/me/about-me/",
    "/me/about-me/what_matters/",
    "/me/about-me/wrong/",
    "/me/people/",
    "/me/pause/",
    "/me/messages/",
    "/me/messages/new/",
    "/me/notices/",
    "/me/crisis-card/",
    "/me/crisis-card/change/",
    "/me/sharing/",
    "/me/looked/",
    "/me/supporters/invite/",
    "/me/shared/",
    "/me/copy/",
    "/me/device/",
]


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text().strip()


def send_form(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name).click()
    page.wait_for_load_state()


def wait_until_kept(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("data-own-space", "kept", timeout=20_000)


def test_every_page_is_sound_reads_plainly_and_has_the_crisis_card_one_step_away(
    as_somebody: AsSomebody, check_page: CheckPage
) -> None:
    omar = as_somebody("omar@example.org")
    for address in PAGES:
        omar.goto(address)
        check_page(omar)
        expect(omar.get_by_role("banner").get_by_role("link", name="Crisis card")).to_have_attribute(
            "href", "/me/crisis-card/"
        )
        text = reading.words_of(omar.content())
        measure = reading.measured(text)
        assert measure.words < 30 or measure.age <= 11.5, (address, measure)
        assert not reading.jargon_in(text), address


def test_pages_hold_at_twice_the_size_of_text(as_somebody: AsSomebody) -> None:
    # At 400 % zoom a screen of 1,280 pixels is 320 wide; twice the text is 640 pixels at a factor of two.
    omar = as_somebody("omar@example.org", viewport={"width": 640, "height": 450}, device_scale_factor=2)
    for address in PAGES:
        omar.goto(address)
        wide = omar.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, address


def test_somebody_writes_and_reads_by_keyboard_alone(as_somebody: AsSomebody) -> None:
    sarah = as_somebody("sarah@example.org")
    sarah.goto("/me/messages/")
    reach(sarah, "Write to somebody")
    sarah.keyboard.press("Enter")
    sarah.wait_for_url("**/messages/new/", timeout=90_000)
    sarah.keyboard.press("Tab")
    while sarah.evaluate("document.activeElement.type") != "radio":
        sarah.keyboard.press("Tab")
    sarah.keyboard.press("Space")
    sarah.keyboard.press("Tab")
    sarah.keyboard.type("I rang the library today")
    sarah.keyboard.press("Tab")
    sarah.keyboard.press("Enter")
    sarah.wait_for_url("**/messages/?done=sent", timeout=90_000)

    expect(sarah.get_by_role("alert")).to_contain_text("Your words are sent")
    expect(sarah.get_by_role("article").first).to_contain_text("I rang the library today")


def reach(page: Page, words: str) -> None:
    """Go forward with Tab until the focus is on what says these words."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == words:
            return
    raise AssertionError(f"“{words}” is not reached with the Tab key")


def test_the_person_takes_their_own_copy_to_read_and_for_machines(as_somebody: AsSomebody) -> None:
    omar = as_somebody("omar@example.org")
    omar.goto("/me/copy/")

    with omar.expect_download() as readable:
        omar.get_by_role("button", name="Get a copy to read and print").click()
    with omar.expect_download() as machine:
        omar.get_by_role("button", name="Get a copy for a computer to read").click()

    assert readable.value.path().read_bytes().startswith(b"%PDF-")
    data = json.loads(machine.value.path().read_text())
    assert data["name"] == "Omar"
    assert len(data["tables"]["plans.Need"]["rows"]) >= 4
    assert {row["by_name"] for row in data["tables"]["access.AuditEvent"]["rows"]} >= {"Priya Raman", "Omar"}


def test_something_wrong_is_put_right_and_the_old_words_stay(as_somebody: AsSomebody, check_page: CheckPage) -> None:
    omar = as_somebody("omar@example.org")
    omar.goto("/me/about-me/")
    omar.get_by_role("link", name=re.compile("^Change.*What I am good at")).click()
    old = omar.get_by_label("What it says now").input_value()
    omar.get_by_label("What it says now").fill("I grow beans now")
    send_form(omar, "Save")
    expect(omar.get_by_text("Say why in a few words").first).to_be_visible()
    omar.get_by_label("Why do you change it?").fill("The allotment")
    send_form(omar, "Save")

    check_page(omar)
    article = omar.get_by_role("article").first
    expect(article).to_contain_text(old)
    expect(article).to_contain_text("I grow beans now")
    expect(article).to_contain_text("The allotment")


def test_home_plan_and_crisis_card_open_without_a_network_and_words_are_sent_once(as_somebody: AsSomebody) -> None:
    sarah = as_somebody("sarah@example.org")
    sarah.goto("/me/")
    wait_until_kept(sarah)
    sarah.context.set_offline(True)

    for address, title in (("/me/", "Today"), ("/me/plan/", "My plan"), ("/me/crisis-card/", "My crisis card")):
        sarah.goto(address)
        assert heading(sarah) == title
        assert sarah.evaluate("getComputedStyle(document.querySelector('.ls-header')).backgroundColor") != (
            "rgba(0, 0, 0, 0)"
        ), "its style is kept too"
    sarah.goto("/me/sharing/")
    assert heading(sarah) == "There is no network"
    for words in ("A chair by the window", "Somewhere to sing"):
        sarah.goto("/me/plan/needs/new/")
        sarah.get_by_label("Home", exact=True).check()
        sarah.get_by_label("What do you want help with?").fill(words)
        send_form(sarah, "Add to my plan")
        assert heading(sarah) == "Your words are kept"

    sarah.context.set_offline(False)
    sarah.goto("/me/")
    expect(sarah.get_by_text("What you wrote without a network is sent.")).to_be_visible(timeout=15_000)
    sarah.goto("/me/")
    wait_until_kept(sarah)
    sarah.goto("/me/plan/")

    for words in ("A chair by the window", "Somewhere to sing"):
        expect(sarah.locator(".ls-plan-need > .ls-own-words", has_text=words)).to_have_count(1)


def test_signing_out_takes_everything_off_the_device(as_somebody: AsSomebody) -> None:
    sarah = as_somebody("sarah@example.org")
    sarah.goto("/me/crisis-card/")
    wait_until_kept(sarah)
    kept = "caches.keys().then((names) => names.filter((name) => name.startsWith('lodestar-own')).length)"
    assert sarah.evaluate(kept) == 1

    sarah.get_by_role("banner").get_by_role("button", name="Sign out").click()
    sarah.wait_for_url(lambda address: "/me/" not in address)

    assert sarah.evaluate(kept) == 0
    assert sarah.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0


def test_somebody_can_keep_nothing_on_their_device(as_somebody: AsSomebody) -> None:
    omar = as_somebody("omar@example.org")
    omar.goto("/me/device/")
    wait_until_kept(omar)
    omar.get_by_role("button", name="Keep nothing on this device").click()
    expect(omar.get_by_role("status").last).to_have_text("Nothing of yours is kept on this device.")
    omar.goto("/me/plan/")
    omar.wait_for_timeout(500)

    assert omar.evaluate("caches.keys().then((names) => names.length)") == 0


@pytest.mark.parametrize("way", ["click", "shift"])
def test_the_way_out_hides_the_page_at_once(as_somebody: AsSomebody, way: str) -> None:
    omar = as_somebody("omar@example.org")
    omar.goto("/me/sharing/")
    gone: list[str] = []
    omar.route(re.compile("bbc"), lambda route: (gone.append(route.request.url), route.abort())[1])

    if way == "click":
        omar.get_by_role("link", name="Exit this page").click(no_wait_after=True)
    else:
        for _ in range(3):
            omar.keyboard.press("Shift")
    omar.wait_for_timeout(500)

    assert gone == ["https://www.bbc.co.uk/weather"]


def test_the_space_works_without_javascript(as_somebody: AsSomebody) -> None:
    omar = as_somebody("omar@example.org", java_script_enabled=False)
    omar.goto("/me/crisis-card/change/")
    omar.get_by_label("What helps me", exact=True).fill("Dominoes with Yusuf")
    send_form(omar, "Save my card")

    assert heading(omar) == "My crisis card"
    expect(omar.get_by_text("Dominoes with Yusuf")).to_be_visible()
    omar.goto("/me/sharing/")
    expect(omar.get_by_role("link", name="Exit this page")).to_have_attribute("href", "https://www.bbc.co.uk/weather")
