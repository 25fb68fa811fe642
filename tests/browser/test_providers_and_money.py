"""The directory's rooms and who pays: each page kind in a browser with axe and on a small screen; forms without script.

One walk through many pages, since each browser test costs the suite seconds.
"""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import ONE_WORKER

pytestmark = ONE_WORKER

CheckPage = Callable[[Page], None]
AsSomebody = Callable[..., Page]
SERVICE = "Tidewater one-to-one peer support"


def walk(page: Page, check_page: CheckPage, *addresses: str) -> None:
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None and answer.ok, f"{address}: {answer and answer.status}"
        check_page(page)


def entry_of(page: Page, name: str) -> str:
    page.goto("/casework/entries/")
    address = page.get_by_role("link", name=name, exact=True).first.get_attribute("href")
    assert address is not None
    return address


def test_a_provider_keeps_their_room(as_somebody: AsSomebody, check_page: CheckPage) -> None:
    seun = as_somebody("seun@example.org")
    entry = entry_of(seun, SERVICE)
    walk(seun, check_page, "/casework/entries/", entry, "/casework/new-offers/")
    for room in seun.locator(f"main a[href^='{entry}']").evaluate_all(
        "links => links.map(a => a.getAttribute('href'))"
    ):
        walk(seun, check_page, room)


def test_the_directory_is_kept_and_money_is_followed(as_somebody: AsSomebody, check_page: CheckPage) -> None:
    daniel = as_somebody("daniel@example.org")
    walk(
        daniel, check_page, "/casework/entries/changes/", "/casework/entries/due/", "/casework/doubles/",
        "/casework/words/", "/casework/imports/", "/figures/contracts/", "/figures/ecosystem/?area=home",
        "/figures/gaps/", "/figures/agreements/", "/figures/searches/", "/figures/not-there/", "/figures/funds/",
        "/figures/unit-costs/", "/figures/contracts/services/",
    )  # fmt: skip
    daniel.goto("/figures/contracts/")
    daniel.get_by_role("table").get_by_role("link", name="Community connections").first.click()
    check_page(daniel)
    daniel.get_by_role("link", name="Exit plan", exact=True).click()
    check_page(daniel)
    walk(daniel, check_page, "/", "/volunteering/", "/about/feeds/", "/list/")


def test_the_rooms_work_without_javascript(as_somebody: AsSomebody) -> None:
    seun = as_somebody("seun@example.org", java_script_enabled=False)
    entry = entry_of(seun, SERVICE)
    seun.goto(f"{entry}capacity/")
    seun.get_by_role("main").get_by_role("button").first.click()
    expect(seun.get_by_role("alert")).to_contain_text("It says so from now on")
    seun.goto(f"{entry}ways/")
    seun.get_by_role("button", name="This is still right").click()
    expect(seun.get_by_role("alert")).to_contain_text("this is right, as of today")
    seun.goto("/")
    seun.get_by_label("What would help?").fill("allotment")
    seun.get_by_role("button", name="Search").click()
    seun.locator("article").first.get_by_role("button", name="Keep").click()
    seun.goto("/list/")
    expect(seun.locator("article")).to_have_count(1)
