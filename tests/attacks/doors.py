"""Every address of the product with somebody's ids in it, and every form that stands behind one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import NoReverseMatch, reverse

from lodestar.access import queries
from lodestar.access.models import User
from tests.attacks import pages, world
from tests.attacks.pages import Form
from tests.attacks.world import NOBODY, Half
from tests.doors.test_every_door import ALL_DOORS, Door

# What an address takes that is nobody's id.
HARMLESS: dict[str, Any] = {
    "pk": 1, "text": "strengths", "secret": "x", "provider_id": "x", "slug": "wait-to-first-contact", "key": "x",
    "kind": "x", "section": "words",
}  # fmt: skip
# Rows that are about no person: whoever may open the address may open any of them.
OF_NO_PERSON = frozenset(
    {
        *("contract_id", "cost_id", "entry_id", "fund_id", "posting_id", "provider_id", "replacement_id", "request_id"),
        *("rule_id", "run_id", "service_id", "source_id", "webhook_id", "agreement_id"),
    }
)
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Opened:
    """A page that opened to somebody: who, at which address, in which browser."""

    who: str
    address: str
    html: str
    browser: Client


@dataclass(frozen=True)
class Found:
    """A form that somebody was shown: who, at which address, in which browser."""

    who: str
    address: str
    form: Form
    browser: Client

    def post(self, given: dict[str, Any]) -> Any:
        """Send it as its page would."""
        return self.browser.post(self.form.action or self.address, given)


def ids_in(door: Door) -> set[str]:
    """The names of the ids that an address takes."""
    return {name for name in door.pattern.pattern.converters if name.endswith("_id")}


def address(door: Door, ids: dict[str, str]) -> str | None:
    """The address with these ids in it; None where it takes something that nobody has."""
    given = {part: HARMLESS.get(part) or ids.get(part, NOBODY) for part in door.pattern.pattern.converters}
    if door.name == "casework:communication-end":
        given["need_id"] = ids["communication_need_id"]
    try:
        return reverse(door.name, kwargs=given)
    except NoReverseMatch:
        return None


def opening_to(user: User) -> Iterator[Door]:
    """The guarded addresses that somebody's role opens."""
    from django.utils import timezone

    roles = queries.viewer_for(user, today=timezone.localdate()).roles
    for door in ALL_DOORS:
        if door.opens_to and door.opens_to & roles and not door.name.startswith("openid_connect"):
            yield door


def forms(half: Half, *, at: str = "") -> list[Found]:
    """Every form that changes something, each form of an address once.

    With `at`, those of the addresses that end so.
    """
    found: dict[tuple[str, str, tuple[str, ...]], Found] = {}
    for opened in openings(half, at=at):
        for form in pages.posts(opened.html):
            name = (UUID.sub("", form.action or opened.address), form.method, tuple(sorted(form.fields)))
            found.setdefault(name, Found(opened.who, opened.address, form, opened.browser))
    return list(found.values())


def openings(half: Half, *, at: str = "") -> Iterator[Opened]:
    """Open every page of these people, each address as the first of them to whom it opens."""
    done: set[str] = set()
    for who, user in half.users.items():
        browser = world.signed_in(user)
        for door in opening_to(user):
            to = address(door, half.ids)
            if not to or to in done or not to.endswith(at):
                continue
            page = browser.get(to)
            assert page.status_code < 500, to
            if page.status_code == 200 and "html" in page.headers.get("Content-Type", ""):
                done.add(to)
                yield Opened(who, to, page.content.decode(), browser)


def is_id(text: str) -> bool:
    """Whether a value is an id."""
    return bool(UUID.fullmatch(text))
