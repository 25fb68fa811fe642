"""The sealed pack opens in a browser from a file, with no server and no network."""

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from lodestar.exchange.pack import sealing
from tests.browser.conftest import ONE_WORKER

pytestmark = ONE_WORKER

HOSTILE = '<img src=x onerror="document.title=1"></script>'
PACK = {
    "team": "Harbour Mind",
    "organisation": "Breakwater",
    "telephone": "0161 496 0001",
    "made_at": "2026-11-22T02:00+00:00",
    "workers": [
        {
            "name": "Noor Malik",
            "telephone": "07700 900111",
            "people": [
                {
                    "name": f"Sam {HOSTILE}",
                    "full_name": "Samuel Okonkwo",
                    "pronouns": "he/him",
                    "born_on": "4 March 1980",
                    "telephone": "07700 900123",
                    "email": "",
                    "how_to_speak": "Text before you ring",
                    "crisis_card": {
                        "signs": "I stop answering",
                        "helps": "Tea and quiet",
                        "does_not_help": "Uniforms",
                        "people": ["My sister 07700 900555"],
                        "safe_place": "The boatyard",
                    },
                    "to_know": [["interpreter", "Polish"]],
                    "contacts": [
                        {"name": "Dee", "role": "peer-worker", "where": "", "telephone": "", "is_key_worker": False}
                    ],
                    "due_on": "",
                    "last_contact_on": "",
                    "turned_away_times": 0,
                }
            ],
        }
    ],
}


def test_a_pack_opens_from_a_file_with_its_words_and_shows_what_was_typed_as_text(
    browser: Browser, tmp_path: Path
) -> None:
    passphrase = sealing.passphrase_for(secret="x" * 32, team_id="1")
    file = tmp_path / "pack.html"
    file.write_text(sealing.sealed_page(PACK, passphrase=passphrase), encoding="utf-8")
    page: Page = browser.new_context(offline=True).new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.goto(file.as_uri())

    page.get_by_label("Passphrase").fill("wrong")
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_role("alert")).to_contain_text("does not open this pack")
    page.get_by_label("Passphrase").fill(passphrase.lower())
    page.get_by_role("button", name="Open").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Harbour Mind, Breakwater")
    expect(page.get_by_role("heading", level=3)).to_contain_text(HOSTILE)
    expect(page.locator("article")).to_contain_text("Know first: interpreter: Polish")
    expect(page.locator("article")).to_contain_text("Ring: My sister 07700 900555")
    expect(page.locator("article")).to_contain_text("Dee, peer worker")
    assert page.locator("img").count() == 0
    assert not faults
