"""Finding support without signing in: with a browser, with a keyboard, without JavaScript, and on paper."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ONE_WORKER

pytestmark = ONE_WORKER

PICTURE = Path(__file__).resolve().parents[2] / "docs" / "pictures" / "finder.png"
CheckPage = Callable[[Page], None]


def search(page: Page, words: str, postcode: str = "") -> None:
    page.goto("/")
    page.get_by_label("What would help?").fill(words)
    page.get_by_label("Your postcode").fill(postcode)
    page.get_by_role("button", name="Search").click()


@pytest.mark.inventory("S0-34")
def test_anybody_finds_support_near_a_postcode(page: Page, check_page: CheckPage) -> None:
    page.goto("/")
    check_page(page)

    search(page, "peer group for men", "M33 2AA")

    expect(page.locator("article").first).to_be_visible()
    assert "km" in page.locator("article").first.inner_text() or " m" in page.locator("article").first.inner_text()
    check_page(page)
    page.locator("article").first.get_by_role("heading").get_by_role("link").click()
    expect(page.get_by_role("heading", name="Get in touch")).to_be_visible()
    check_page(page)


def test_a_search_without_an_answer_says_what_to_do(page: Page, check_page: CheckPage) -> None:
    search(page, "xylophone")

    expect(page.locator("article")).to_have_count(0)
    check_page(page)


def test_a_postcode_that_is_none_keeps_what_was_typed(page: Page, check_page: CheckPage) -> None:
    search(page, "debt", "ZZ99 9ZZ")

    assert page.get_by_label("Your postcode").input_value() == "ZZ99 9ZZ"
    assert page.get_by_label("What would help?").input_value() == "debt"
    check_page(page)


def test_a_search_is_done_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/")
    page.get_by_label("What would help?").focus()
    page.keyboard.type("debt")
    page.keyboard.press("Enter")

    expect(page.locator("article").first).to_be_visible()


@pytest.mark.parametrize("address", ["/help/", "/about/", "/account/login/", "/account/help/", "/components/"])
def test_every_page_without_a_search_keeps_the_promises_too(page: Page, check_page: CheckPage, address: str) -> None:
    page.goto(address)

    check_page(page)


def test_a_page_that_is_not_there_is_calm_and_says_what_next(page: Page, check_page: CheckPage) -> None:
    answer = page.goto("/services/00000000-0000-4000-8000-000000000000/")

    assert answer is not None and answer.status == 404
    check_page(page)


def test_the_picture_of_the_finder_is_taken_from_the_product(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 860})
    search(page, "somebody to talk to", "M33 2AA")
    expect(page.locator(".leaflet-marker-icon").first).to_be_visible()

    picture = page.screenshot(animations="disabled")

    if os.environ.get("LODESTAR_WRITE_PICTURES"):
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        PICTURE.write_bytes(picture)
    assert PICTURE.read_bytes()[:8] == picture[:8], "run with LODESTAR_WRITE_PICTURES=1 to take it anew"
