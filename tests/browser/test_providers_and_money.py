"""The directory's rooms and who pays: each page kind in a browser with axe and on a small screen; forms without script.

One walk through many pages, since each browser test costs the suite seconds.
"""

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
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


def on_a_phone(page: Page, *addresses: str) -> None:
    """Hold pages against axe where tables stand as cards and menus wrap."""
    before = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 800})
    for address in addresses:
        page.goto(address)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size(before)


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
    contract = daniel.url
    daniel.get_by_role("link", name="Exit plan", exact=True).click()
    check_page(daniel)
    walk(daniel, check_page, f"{contract}measures/new/", f"{contract}end/", "/casework/words/new/")
    daniel.get_by_role("button", name="Keep it").click()
    expect(daniel.get_by_role("alert")).to_contain_text("Enter what people write")
    check_page(daniel)
    daniel.goto("/casework/imports/")
    daniel.get_by_role("main").get_by_role("table").get_by_role("link").first.click()
    check_page(daniel)
    daniel.goto("/figures/funds/")
    daniel.get_by_role("main").get_by_role("table").get_by_role("link").first.click()
    check_page(daniel)
    walk(daniel, check_page, f"{daniel.url}money/", "/", "/volunteering/", "/about/feeds/", "/list/?layout=easy")
    on_a_phone(daniel, contract, f"{contract}exit-plan/", "/figures/unit-costs/", "/casework/doubles/", "/about/feeds/")


def test_anybody_says_by_one_press_that_an_entry_is_wrong(
    as_somebody: AsSomebody, page: Page, check_page: CheckPage
) -> None:
    page.goto("/")
    page.get_by_label("What would help?").fill("allotment")
    page.get_by_role("button", name="Search").click()
    page.locator("article a").first.click()
    page.get_by_role("button", name="Where it is", exact=True).click()
    expect(page.locator("h1")).to_have_text("Thank you")
    check_page(page)

    daniel = as_somebody("daniel@example.org")
    daniel.goto("/casework/entries/due/")
    expect(daniel.locator("article", has_text="something is wrong: where it is")).to_have_count(1)


def test_taking_people_is_said_in_two_taps_of_a_phone(as_somebody: AsSomebody) -> None:
    seun = as_somebody("seun@example.org", viewport={"width": 320, "height": 640}, has_touch=True)
    seun.goto("/casework/entries/")
    seun.locator("article", has_text=SERVICE).get_by_role("link", name="Say if it takes people").tap()
    seun.get_by_role("button", name="No, not now").tap()
    expect(seun.get_by_role("alert")).to_contain_text("It says so from now on")
    seun.locator("article", has_text=SERVICE).get_by_role("link", name="Say if it takes people").tap()
    seun.get_by_role("button", name="Yes, taking people now").tap()
    expect(seun.get_by_role("alert")).to_contain_text("It says so from now on")


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
