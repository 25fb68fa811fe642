"""Passkeys, codes from an app, and the warning before somebody is signed out, in a real browser."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import ONE_WORKER, PASSWORD

pytestmark = ONE_WORKER

WORKER = "dolores@example.org"
OTHER_WORKER = "martin@example.org"
PHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def window(browser: Browser, browser_context_args: dict[str, Any], place: str) -> Iterator[Callable[..., Page]]:
    """Open windows at an address with a name: browsers keep passkeys for names only."""
    contexts = []

    def opened(**options: Any) -> Page:
        named = place.replace("127.0.0.1", "localhost")
        context = browser.new_context(**{**browser_context_args, "base_url": named, **options})
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def sign_in(page: Page, email: str) -> None:
    page.goto("/account/login/")
    fill_in(page, email)


def fill_in(page: Page, email: str) -> None:
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()


def wait_until_in(page: Page) -> None:
    page.wait_for_url(lambda address: "/account/" not in address)


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in").wait_for()


def give_a_phone(page: Page) -> Any:
    phone = page.context.new_cdp_session(page)
    phone.send("WebAuthn.enable")
    phone.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE})
    return phone


def test_a_passkey_is_added_signs_in_alone_and_is_taken_away(window, check_page) -> None:
    page = window()
    give_a_phone(page)
    sign_in(page, WORKER)
    page.goto("/account/")
    check_page(page)

    page.get_by_role("link", name="Add a passkey").click()
    check_page(page)
    page.get_by_label("What do you call this device?").fill("My phone")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    check_page(page)

    sign_out(page)
    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    wait_until_in(page)

    page.goto("/account/")
    expect(page.get_by_text("My phone, added")).to_be_visible()
    page.get_by_role("link", name="Take away My phone").click()
    page.get_by_role("button", name="Take it away").click()
    expect(page.get_by_role("link", name="Take away My phone")).to_have_count(0)


def test_a_passkey_stands_for_the_second_step_after_a_password(window, check_page) -> None:
    page = window()
    give_a_phone(page)
    sign_in(page, OTHER_WORKER)
    page.goto("/account/passkeys/add/")
    page.get_by_role("button", name="Add the passkey").click()
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    sign_out(page)

    sign_in(page, OTHER_WORKER)
    expect(page.get_by_role("heading", level=1)).to_have_text("Second step")
    check_page(page)
    page.get_by_role("button", name="Use your passkey").click()
    wait_until_in(page)


def test_a_browser_without_the_passkey_says_so_and_offers_other_ways(window) -> None:
    page = window()
    phone = page.context.new_cdp_session(page)
    phone.send("WebAuthn.enable")
    options = {**PHONE, "isUserVerified": False}
    phone.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto("/account/login/")

    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("status")).to_have_text("That was stopped, or took too long. Try again when you are ready.")
    expect(page.get_by_role("link", name="Send me a link to sign in with")).to_be_visible()


def test_an_app_is_set_up_and_asked_for_without_javascript(window) -> None:
    page = window(java_script_enabled=False)
    sign_in(page, "mandeep@example.org")
    page.goto("/account/app/")
    secret = page.locator("p", has_text="Letters to type").locator("strong").inner_text().replace(" ", "")

    page.get_by_label("The 6 numbers in the app").fill(code(secret))
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    recovery = page.locator("main li").first.inner_text()
    sign_out(page)
    sign_in(page, "mandeep@example.org")
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()

    wait_until_in(page)


def test_a_worker_is_warned_stays_and_later_gets_their_words_back(window, check_page) -> None:
    page = window()
    page.clock.install()
    sign_in(page, "daniel@example.org")
    page.goto("/account/tokens/")

    page.clock.fast_forward("13:30")
    warning = page.get_by_role("dialog")
    expect(warning).to_contain_text("You will be signed out in 2 minutes")
    check_page(page)
    warning.get_by_role("button", name="Stay signed in").click()
    expect(warning).to_be_hidden()

    page.clock.fast_forward("14:55")
    page.wait_for_url("**/account/login/?why=idle*")
    expect(page.get_by_text("You were signed out, because the page was not used for a while.")).to_be_visible()


def test_words_on_a_page_that_was_left_come_back_after_signing_in(window, check_page) -> None:
    page = window()
    page.clock.install()
    sign_in(page, "priya@example.org")
    page.get_by_role("main").get_by_role("link").first.wait_for()
    person = page.locator('main a[href*="/people/"]').first.get_attribute("href")
    page.goto(f"{person}needs/new/")
    words = "Somewhere quiet at night, with a door that locks"
    page.get_by_role("main").get_by_role("textbox").first.fill(words)

    page.clock.fast_forward("14:55")
    page.wait_for_url("**/account/login/?why=idle&kept=1")
    check_page(page)
    fill_in(page, "priya@example.org")

    expect(page.get_by_role("heading", level=1)).to_have_text("What you had typed is here")
    expect(page.get_by_text(words)).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="Send it now").click()
    wait_until_in(page)


def code(secret: str) -> str:
    """The numbers that an app with this secret shows now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
