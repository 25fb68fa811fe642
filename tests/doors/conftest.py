"""What tests of pages share."""

import pytest

from tests.factories import casework


@pytest.fixture
def town(db: None) -> casework.Town:
    """A navigator with one person and their need, and a service with a desk."""
    return casework.town()
