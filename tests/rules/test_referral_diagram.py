"""The page of states in the documentation says what the rules say."""

import os
from pathlib import Path

from tests.rules import referral_diagram

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "referral-states.md"


def test_the_page_is_printed_from_the_rules() -> None:
    found = referral_diagram.printed()
    if os.environ.get("UPDATE_DOCS"):
        PAGE.write_text(found, encoding="utf-8")

    assert PAGE.read_text(encoding="utf-8") == found
