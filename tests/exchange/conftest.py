"""What tests of the extract ask for."""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.exchange import own_database


@pytest.fixture(scope="session")
def second_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str) -> Iterator[str]:
    """The name of a migrated database beside the one that tests roll back."""
    name = f"test_lodestar_{worker_id}_extract"
    with django_db_blocker.unblock():
        own_database.make(name)
    yield name
    own_database.drop(name)


@pytest.fixture
def committed(second_database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database in which everything is really committed, emptied afterwards."""
    with django_db_blocker.unblock(), own_database.connected_to(second_database):
        yield
    own_database.empty(second_database)
