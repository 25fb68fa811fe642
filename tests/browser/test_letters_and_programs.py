"""A manager lets a system in and looks after its webhook; a letter is taken in; the person reads theirs."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import ONE_WORKER

pytestmark = ONE_WORKER


def test_a_system_is_let_in_and_letters_are_taken_in_and_read(
    as_somebody: Callable[..., Page], check_page: Callable[[Page], None]
) -> None:
    manager = as_somebody("seun@example.org")
    manager.goto("/account/tokens/")
    check_page(manager)
    manager.get_by_label("What is it for?").fill("Case system")
    manager.get_by_label("Answer referrals at my team's desk").check()
    manager.get_by_label("90 days").check()
    manager.get_by_role("group", name="At which desk?").get_by_role("radio").first.check()
    manager.get_by_role("button", name="Make the token").click()
    expect(manager.get_by_role("heading", level=1)).to_have_text("Copy your token now")
    check_page(manager)
    manager.goto("/account/webhooks/")
    check_page(manager)

    priya = as_somebody("priya@example.org")
    priya.goto("/casework/asked/on-paper/")
    check_page(priya)

    # Only Ben's referral came with a letter, so its hopes say which card it is.
    farida = as_somebody("farida@example.org")
    farida.goto("/casework/desk/")
    farida.locator("article", has_text="Somebody to ring the bailiff").get_by_role("link").first.click()
    check_page(farida)
    on_desk = farida.url
    for link in ("Write a letter", "Record one that came", "From Dr Ilse Brandt", "Decline, with a next step"):
        farida.get_by_role("link", name=link).first.click()
        check_page(farida)
        farida.goto(on_desk)

    omar = as_somebody("omar@example.org")
    omar.goto("/me/letters/")
    check_page(omar)
    omar.get_by_role("link", name="to Omar").first.click()
    check_page(omar)
