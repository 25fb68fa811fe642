"""Each role's pages in one walk: axe finds nothing, and nothing is cut or pushed sideways on a small screen."""

from collections.abc import Callable

from playwright.sync_api import Browser, Page

from tests.browser.conftest import ONE_WORKER

pytestmark = ONE_WORKER

AsSomebody = Callable[..., Page]
CheckPage = Callable[[Page], None]

# Pages of each role that no other browser test opens.
WALKS = {
    "judith@example.org": (
        "/figures/",
        "/figures/contracts/",
        "/figures/funds/",
        "/figures/unit-costs/",
        "/figures/searches/",
        "/figures/not-there/",
        "/figures/gaps/",
        "/figures/more/",
        "/figures/stories/",
    ),
    "anwen@example.org": (
        "/account/staff/",
        "/casework/openings/",
        "/casework/records/",
        "/casework/records/due/",
        "/casework/said/",
        "/casework/imports/",
        "/account/sessions/",
    ),
    "priya@example.org": (
        "/casework/waits/",
        "/casework/waits/load/",
        "/casework/people/",
        "/casework/waiting/",
        "/casework/new-offers/",
        "/casework/emergency/",
    ),
    "hana@example.org": ("/casework/young-people/", "/casework/young-people/talks/"),
    "seun@example.org": ("/casework/desk/", "/casework/entries/", "/casework/exit-plans/"),
    "bel@example.org": ("/casework/stories/",),
    "nia@example.org": ("/figures/",),
    "sam@example.org": ("/account/staff/", "/casework/imports/"),
    "maureen@example.org": ("/me/shared/",),
    "sarah@example.org": ("/me/sharing/", "/me/stories/", "/me/plan/way/"),
}
FOR_ANYBODY = ("/stories/", "/schools/", "/ask/", "/account/password/forgotten/", "/account/login/")


def test_each_role_reads_its_pages_with_no_fault_and_on_a_small_screen(
    as_somebody: AsSomebody, check_page: CheckPage, page: Page
) -> None:
    for address in FOR_ANYBODY:
        page.goto(address)
        check_page(page)
    for email, addresses in WALKS.items():
        somebody = as_somebody(email)
        for address in addresses:
            answer = somebody.goto(address)
            assert answer is not None
            assert answer.status == 200, (email, address)
            check_page(somebody)


def test_the_same_pages_are_whole_without_javascript(
    browser: Browser, browser_context_args: dict[str, object], as_somebody: AsSomebody
) -> None:
    for email in ("judith@example.org", "anwen@example.org", "sarah@example.org"):
        somebody = as_somebody(email, java_script_enabled=False)
        for address in WALKS[email]:
            somebody.goto(address)
            assert somebody.locator("h1").count() == 1, address
            assert somebody.locator("[data-print]:visible").count() == 0, address
