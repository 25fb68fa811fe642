"""A search on its way from the form to its page: sealed, so that no address, history or log can be read.

Why, and what else was thought of: docs/decisions/0015-private-search.md.
"""

import json
import time
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from lodestar.web import sealing

PURPOSE = "search"
# Long enough to read, ring and come back; a history is worth nothing to whoever opens it afterwards.
OPENS_SECONDS = 60 * 60
# Asked just now, and not come back to or loaded again.
NEW_SECONDS = 20
LONGEST = {"words": 250, "postcode": 60}
CHOICES = ("area", "cost", "way", "within", "here", "open", "self", "quiet")
MOST_OF_A_CHOICE = 8
LONGEST_CHOICE = 24


class TooOld(Exception):
    """The search was sealed too long ago, or not by us."""


@dataclass(frozen=True)
class Opened:
    """What was asked, and whether it was asked only now."""

    given: QueryDict
    is_new: bool


def address(given: QueryDict) -> str:
    """Return the address of the page of a search; without anything asked, that of the bare finder."""
    asked = _kept(given)
    if not asked:
        return reverse("public:finder")
    told = json.dumps([round(time.time()), asked], ensure_ascii=False, separators=(",", ":"))
    return f"{reverse('public:finder')}?{urlencode({'search': sealing.seal(told, purpose=PURPOSE)})}"


def opened(sealed: str) -> Opened:
    """Return what was asked. Raises TooOld."""
    try:
        asked_at, asked = json.loads(sealing.unseal(sealed, purpose=PURPOSE, opens_seconds=OPENS_SECONDS))
    except sealing.SealBroken as error:
        raise TooOld from error
    given = QueryDict(mutable=True)
    for name, value in asked:
        given.appendlist(name, value)
    return Opened(given, is_new=time.time() - asked_at < NEW_SECONDS)


def _kept(given: QueryDict) -> list[tuple[str, str]]:
    """Return what the finder asks about, as typed, and nothing longer than an address may be."""
    typed = [(name, given.get(name, "")[:longest]) for name, longest in LONGEST.items()]
    chosen = [(name, value) for name in CHOICES for value in given.getlist(name)[:MOST_OF_A_CHOICE]]
    asked = [*typed, *(one for one in chosen if len(one[1]) <= LONGEST_CHOICE)]
    return [(name, value) for name, value in asked if value]
