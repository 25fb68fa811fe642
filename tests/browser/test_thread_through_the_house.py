"""One thread through the whole house: from a need to a first contact, and the figures beside it.

Each step is done by the one whose step it is, in a window of their own, and each page is held against what every
page promises.
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ONE_WORKER

pytestmark = ONE_WORKER

CheckPage = Callable[[Page], None]
SERVICE = "Benefits advice and forms"
WORDS = "A PIP form that I cannot face alone"
HOPES = "To get what I am entitled to, and to sleep"


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name).click()
    page.wait_for_load_state()


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text().strip()


@pytest.mark.inventory("S0-10")
def test_a_need_becomes_a_first_contact_that_everybody_sees(
    as_somebody: Callable[..., Page], check_page: CheckPage
) -> None:
    navigator_refers(as_somebody("priya@example.org"), check_page)
    desk_answers_and_meets(as_somebody("farida@example.org"), check_page)
    person_reads_it(as_somebody("omar@example.org"), check_page)
    commissioner_sees_the_wait(as_somebody("judith@example.org"), check_page)


def test_the_thread_holds_without_javascript(as_somebody: Callable[..., Page], check_page: CheckPage) -> None:
    priya = as_somebody("priya@example.org", java_script_enabled=False)
    priya.get_by_role("table").get_by_role("link").first.click()
    priya.get_by_role("region", name="Social connection").get_by_role("link", name="Record a need").click()
    priya.get_by_label("What do they want help with").fill("Company on a Sunday")
    priya.get_by_role("main").get_by_role("button").click()
    assert heading(priya) == "What there is"
    priya.locator("article").first.get_by_role("button").click()
    assert heading(priya).startswith("Refer to")


def navigator_refers(priya: Page, check_page: CheckPage) -> None:
    assert heading(priya) == "My work"
    check_page(priya)
    priya.get_by_role("link", name="Omar", exact=True).click()
    check_page(priya)

    priya.get_by_role("region", name="Money").get_by_role("link", name="Record a need").click()
    check_page(priya)
    priya.get_by_label("What do they want help with").fill(WORDS)
    priya.get_by_role("main").get_by_role("button").click()

    assert heading(priya) == "What there is"
    expect(priya.get_by_text(WORDS)).to_be_visible()
    check_page(priya)
    cards = priya.locator("article")
    assert 3 <= cards.count() <= 5
    for card in cards.all():
        said = card.inner_text()
        assert re.search(r"Fits:|Check:|Does not fit:", said), "each option says why"
        assert re.search(r"Checked|Not checked", said), "each option says how fresh it is"
    priya.locator("article", has_text=SERVICE).get_by_role("button").click()

    check_page(priya)
    priya.get_by_label("What do they hope for").fill(HOPES)
    press(priya, "Check before sending")
    expect(priya.get_by_role("alert")).to_contain_text("Choose whether they said yes")
    assert priya.get_by_label("What do they hope for").input_value() == HOPES, "what was typed is kept"
    check_page(priya)
    priya.get_by_label("Yes, they agree").check()
    priya.get_by_label("Face to face").check()
    press(priya, "Check before sending")
    assert heading(priya) == "Check before you send"
    check_page(priya)
    press(priya, "Send the referral")
    assert heading(priya) == f"Referral to {SERVICE}"
    check_page(priya)


def desk_answers_and_meets(farida: Page, check_page: CheckPage) -> None:
    assert heading(farida) == "Referral desk"
    check_page(farida)
    farida.locator("article", has_text=HOPES).get_by_role("link").first.click()
    expect(farida.get_by_text(HOPES)).to_be_visible()
    assert WORDS not in farida.content(), "the desk sees what the person agreed to share, and no more"
    check_page(farida)
    on_desk = farida.url

    farida.get_by_role("link", name="Decline, with a next step").click()
    check_page(farida)
    farida.get_by_role("main").get_by_role("button").last.click()
    expect(farida.get_by_role("alert")).to_be_visible()
    check_page(farida)

    farida.goto(on_desk)
    farida.get_by_role("link", name="Accept", exact=True).click()
    check_page(farida)
    farida.get_by_role("main").get_by_role("button").last.click()
    farida.get_by_role("link", name="Record the first contact").click()
    check_page(farida)
    _enter_today(farida)
    farida.get_by_label("Telephone", exact=True).check()
    farida.get_by_label("We met or spoke").check()
    farida.get_by_role("main").get_by_role("button").last.click()
    expect(farida.get_by_role("list", name="What has happened").or_(farida.locator(".ls-timeline"))).to_contain_text(
        "First contact"
    )
    check_page(farida)


def _enter_today(page: Page) -> None:
    today = page.evaluate("new Intl.DateTimeFormat('en-GB', {timeZone: 'Europe/London'}).format(new Date())").split("/")
    for label, value in zip(("Day", "Month", "Year"), today, strict=True):
        page.get_by_label(label, exact=True).fill(str(int(value)))


def person_reads_it(omar: Page, check_page: CheckPage) -> None:
    assert heading(omar) == "Today"
    expect(omar.get_by_text(f"You and {SERVICE} have met or spoken.")).to_be_visible()
    check_page(omar)
    for name in ("My plan", "My people", "Sharing"):
        omar.get_by_role("navigation", name="Main").get_by_role("link", name=name).click()
        assert heading(omar) == name
        check_page(omar)
    omar.get_by_role("link", name="Who looked at my record").click()
    expect(omar.get_by_text("asked a service to help you").first).to_be_visible()
    expect(omar.get_by_text("Farida Noorani").first).to_be_visible()
    check_page(omar)


def commissioner_sees_the_wait(judith: Page, check_page: CheckPage) -> None:
    assert heading(judith) == "Wait from referral to first contact"
    expect(judith.get_by_text("What this counts").first).to_be_visible()
    check_page(judith)
    for address in ("/casework/", "/casework/desk/", "/me/"):
        answer = judith.goto(address)
        assert answer is not None
        assert answer.status == 403
        check_page(judith)
