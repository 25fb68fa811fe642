"""A database whose rows are really committed, for what another connection reads."""

import contextlib
from collections.abc import Iterator

import psycopg
from django.db import connections

from tests import migrated
from tests.conftest import server


def make(name: str) -> None:
    """Make a migrated database of that name."""
    with _admin() as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        migrated.copy_to(name, admin=admin)


def drop(name: str) -> None:
    """Remove it."""
    with _admin() as admin:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextlib.contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Point every alias at the database of that name while the block runs."""
    before = connections["default"].settings_dict["NAME"]
    migrated.point_at(name)
    try:
        yield
    finally:
        migrated.point_at(before)


def empty(name: str) -> None:
    """Take every row of ours out again, those of the trail too."""
    with psycopg.connect(server(), user="postgres", dbname=name, autocommit=True) as admin:
        admin.execute("SET session_replication_role = replica")  # else the trail refuses, as it must
        admin.execute(
            "TRUNCATE people_person, directory_service, access_organisation, access_user, access_auditevent,"
            " commissioning_publishedresult CASCADE"
        )


def _admin() -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(server(), user="postgres", dbname="postgres", autocommit=True)
