"""What tests of pages share."""

import copy
import functools
from typing import Any

import pytest
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpResponse

from lodestar.access import queries
from lodestar.access.models import User
from lodestar.web import rendering
from tests.factories import casework


@pytest.fixture
def town(db: None) -> casework.Town:
    """A navigator with one person and their need, and a service with a desk."""
    return casework.town()


@pytest.fixture
def without_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer with the status that a page would have and draw nothing: a fifth of the time of thousands of pages."""
    monkeypatch.setattr(
        rendering, "render_template", lambda _request, _template, _context, status: HttpResponse(status=status)
    )


@pytest.fixture
def known_by_sight(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask once who somebody is and what they may do, and not at each of a thousand doors: half of their time."""
    found = functools.cache(AuthenticationBackend().get_user)

    def get_user(_backend: AuthenticationBackend, user_id: Any) -> User | None:
        # Each request has its own, as what a door did to it is undone.
        return copy.copy(found(user_id))

    monkeypatch.setattr(AuthenticationBackend, "get_user", get_user)
    monkeypatch.setattr(queries, "viewer_for", functools.cache(queries.viewer_for))
