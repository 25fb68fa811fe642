"""One walk through every address: each says who may open it, and holds to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from lodestar.access.roles import Role
from lodestar.web.doors import EVERYBODY, SIGNED_IN
from tests.factories import people as make

NOBODYS_ID = UUID("00000000-0000-4000-8000-000000000000")


@dataclass(frozen=True)
class Door:
    name: str
    pattern: URLPattern

    @property
    def opens_to(self) -> frozenset[Role] | None:
        return getattr(self.pattern.callback, "opens_to", None)

    @property
    def is_for_programs(self) -> bool:
        """Whether a token opens it, and no signed-in browser."""
        return getattr(self.pattern.callback, "by_token", False)

    def address(self) -> str:
        converters = self.pattern.pattern.converters
        parts = {key: 1 if type(c).__name__ == "IntConverter" else NOBODYS_ID for key, c in converters.items()}
        return reverse(self.name, kwargs={k: str(v) if not isinstance(v, int) else v for k, v in parts.items()})


def doors(resolver: URLResolver | None = None, spaces: tuple[str, ...] = ()) -> Iterator[Door]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from doors(entry, inner)
        else:
            yield Door(":".join((*spaces, entry.name or "")), entry)


ALL_DOORS = list(doors())
GUARDED = [door for door in ALL_DOORS if door.opens_to and not door.is_for_programs]
FOR_PROGRAMS = [door for door in ALL_DOORS if door.is_for_programs]


@pytest.mark.parametrize("door", ALL_DOORS, ids=lambda door: door.name)
def test_every_door_says_who_may_open_it(door: Door) -> None:
    assert door.opens_to is not None, f"{door.name} has no opens_to"


@pytest.mark.django_db
@pytest.mark.parametrize("door", GUARDED, ids=lambda door: door.name)
def test_a_stranger_is_asked_to_sign_in(door: Door, client: Client) -> None:
    answer = client.get(door.address())

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.django_db
@pytest.mark.parametrize("door", FOR_PROGRAMS, ids=lambda door: door.name)
def test_a_door_for_programs_asks_for_a_token_whoever_is_signed_in(door: Door, client: Client, sign_in) -> None:
    for browser in (client, sign_in(make.worker(role=Role.PROVIDER_MANAGER, team=make.team()))):
        for ask in (browser.get, browser.post):
            answer = ask(door.address())

            assert answer.status_code == 401
            assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
@pytest.mark.usefixtures("without_drawing", "known_by_sight")
@pytest.mark.parametrize("role", list(Role))
def test_a_role_is_refused_at_every_door_that_is_not_its_own(role: Role, sign_in) -> None:
    """What its own doors answer, the permission matrix shows."""
    browser = sign_in(make.person(user=make.user()).user if role is Role.PERSON else make.worker(role=role))

    not_its_own = [door for door in GUARDED if role not in door.opens_to]
    answers = {door.name: browser.get(door.address()).status_code for door in not_its_own}

    assert len(not_its_own) > 20
    assert {name for name, status in answers.items() if status != 403} == set()


@pytest.mark.django_db
def test_a_commissioner_opens_no_page_about_a_person(sign_in) -> None:
    someone = make.person(user=make.user())
    browser = sign_in(make.worker(role=Role.COMMISSIONER))

    # That each role is held to what its doors say, `test_a_role_is_refused_at_every_door_that_is_not_its_own` shows.
    about_people = [door for door in GUARDED if door.name.startswith(("person:", "casework:"))]
    assert about_people
    assert not [door.name for door in about_people if Role.COMMISSIONER in door.opens_to]
    assert someone.preferred_name.encode() not in browser.get(reverse("commissioning:indicators")).content


@pytest.mark.django_db
def test_signed_in_pages_are_not_kept_by_browsers(sign_in) -> None:
    browser = sign_in(make.worker(role=Role.NAVIGATOR))

    answer = browser.get(reverse("casework:caseload"))

    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
@pytest.mark.parametrize("door", [d for d in ALL_DOORS if d.opens_to == EVERYBODY], ids=lambda door: door.name)
def test_every_open_page_is_sent_with_its_guards(door: Door, client: Client) -> None:
    answer = client.get(door.address())

    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]


def test_signed_in_means_any_role() -> None:
    assert frozenset(Role) == SIGNED_IN
