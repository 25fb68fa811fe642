"""What every test may ask for. Tests of records run as the web role, with row security on."""

import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from psycopg import conninfo
from pytest_django import DjangoDbBlocker

from lodestar.access import queries, row_security
from lodestar.access.models import User
from lodestar.access.viewers import Viewer
from tests import migrated

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def pytest_configure(config: pytest.Config) -> None:
    """Start the server once, before any worker asks for it; it costs no more than it must."""
    if not hasattr(config, "workerinput"):
        migrated.start_server()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out tests of the shared data where there is none; in CI it is always there."""
    if SHARED_DATA.exists() or os.environ.get("CI"):
        return
    without = [item for item in items if "shared_data" in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=without)
    items[:] = [item for item in items if item not in without]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of open data beside the checkout."""
    assert SHARED_DATA.exists(), "The folder shared/data is to stand beside the checkout, and does not."
    return SHARED_DATA


def server() -> str:
    """Where the database server is, as a connection string without user and database."""
    said = settings.DATABASES["owner"]
    host = said["OPTIONS"].get("host") or said["HOST"]
    return conninfo.make_conninfo(host=host, **({"port": said["PORT"]} if said["PORT"] else {}))


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker, worker_id: str) -> Iterator[None]:
    """Give this worker a fresh database, migrated as the owner; runs side by side have their own."""
    name = f"test_lodestar_{worker_id}_{os.getpid()}"
    with django_db_blocker.unblock(), _admin() as admin:
        migrated.copy_to(name, admin=admin)
    migrated.point_at(name)
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    with _admin() as admin:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _admin() -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(server(), user="postgres", dbname="postgres", autocommit=True)


@pytest.fixture
def sign_in() -> Callable[[User], Client]:
    """A browser in which a user is signed in."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def look_as(db: None) -> Callable[..., Viewer]:
    """Make the rest of the test look at the database as a user (None: nobody), and return the viewer."""

    def look(user: User | None, *, today: date | None = None) -> Viewer:
        from django.utils import timezone

        viewer = queries.viewer_for(user, today=today or timezone.localdate())
        row_security.set_viewer(viewer)
        return viewer

    return look
