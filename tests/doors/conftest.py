"""What tests of pages share."""

import pytest
from django.http import HttpResponse

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
