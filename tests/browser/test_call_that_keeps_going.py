"""Journey J7 in a real browser: Sarah's weekly call goes on, whoever is away and whatever has ended."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ONE_WORKER

pytestmark = ONE_WORKER

AsSomebody = Callable[..., Page]
CheckPage = Callable[[Page], None]


@pytest.mark.inventory("S3-15")
@pytest.mark.inventory("S0-22")
def test_the_call_that_keeps_going(as_somebody: AsSomebody, check_page: CheckPage) -> None:
    # Dee's people: Sarah is there, and her programmes have ended; the agreed call has not.
    dee = as_somebody("dee@example.org")
    check_page(dee)
    dee.get_by_role("main").get_by_role("link", name="Sarah", exact=True).first.click()
    dee.get_by_role("link", name="Keeping in touch").click()
    check_page(dee)
    expect(dee.get_by_text("Every week on Tuesday, telephone")).to_be_visible()
    expect(dee.get_by_text("How to begin: Ask first if she is out of bed")).to_be_visible()
    expect(dee.get_by_text("Amir Haddad is there for Dee Okafor")).to_be_visible()
    expect(dee.get_by_text("They picked who it is.")).to_be_visible()

    # She notes today's call on a phone: what happened, and a word. The rest is as usual.
    dee.set_viewport_size({"width": 320, "height": 640})
    dee.get_by_role("link", name="the record").click()
    dee.get_by_role("link", name="Note a contact").click()
    check_page(dee)
    dee.get_by_label("We met or spoke").check()
    expect(dee.get_by_label("Telephone")).to_be_checked()

    # The network goes as she presses the button: her words stay, and are sent once it is back.
    dee.context.set_offline(True)
    dee.get_by_label("A few words, if you want").fill("She rang the library herself.")
    dee.get_by_role("button", name="Save the contact").click()
    expect(dee.get_by_text("Your note is kept on this device")).to_be_visible()
    dee.context.set_offline(False)
    expect(dee.get_by_text("A note that you wrote without a network is sent.")).to_be_visible(timeout=20_000)
    dee.get_by_role("link", name="Back to the record").click()
    expect(dee.get_by_text("She rang the library herself.")).to_have_count(1)

    # Sarah reads who rings her next and who is there while Dee is away, and nothing of a missed call.
    sarah = as_somebody("sarah@example.org")
    sarah.goto("/me/")
    check_page(sarah)
    expect(sarah.get_by_text("Dee Okafor rings you on Tuesday")).to_be_visible()
    expect(sarah.get_by_text("Amir Haddad is there for you then. You picked them.")).to_be_visible()
    assert "missed" not in sarah.get_by_role("main").inner_text().lower()

    # After a call she sets herself a small step, and ticks it off.
    sarah.goto("/me/plan/steps/new/?area=work-and-learning")
    check_page(sarah)
    sarah.get_by_label("What is the next step?").fill("Ring the library")
    sarah.get_by_label("Me", exact=True).check()
    sarah.get_by_role("button", name="Put it on the plan").click()
    mine = sarah.locator(".ls-step", has_text="Ring the library")
    expect(mine.first).to_contain_text("Me")
    mine.first.get_by_role("button", name="Done").click()
    expect(sarah.get_by_text("Done. It is ticked off.")).to_be_visible()
    sarah.get_by_role("banner").get_by_role("link", name="Crisis card").click()
    expect(sarah.get_by_text("Dee's voice").first).to_be_visible()


def test_the_board_and_one_wait_are_sound_by_keyboard_and_on_a_small_screen(
    as_somebody: AsSomebody, check_page: CheckPage
) -> None:
    helen = as_somebody("helen@example.org")
    for address in ("/casework/waits/", "/casework/waits/load/", "/casework/calendar/"):
        helen.goto(address)
        check_page(helen)
    helen.goto("/casework/waits/")
    helen.get_by_role("main").get_by_role("table").first.get_by_role("link").first.click()
    check_page(helen)
    expect(helen.get_by_role("heading", name="Waiting well")).to_be_visible()
