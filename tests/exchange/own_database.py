"""A database whose rows are really committed, for what another connection reads."""

import contextlib
from collections.abc import Iterator

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from tests.conftest import server


@contextlib.contextmanager
def migrated(name: str) -> Iterator[None]:
    """Point every alias at a new database of that name while the block runs, then drop it."""
    before = connections["default"].settings_dict["NAME"]
    with psycopg.connect(server(), user="postgres", dbname="postgres", autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {name} OWNER lodestar_owner")
        _point_at(name)
        try:
            call_command("migrate", database="owner", verbosity=0)
            yield
        finally:
            _point_at(before)
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _point_at(name: str) -> None:
    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
        settings.DATABASES[alias]["NAME"] = name


def empty() -> None:
    """Take every row of ours out again."""
    name = connections["default"].settings_dict["NAME"]
    with psycopg.connect(server(), user="postgres", dbname=name, autocommit=True) as admin:
        admin.execute("TRUNCATE people_person, directory_service, access_organisation, access_user CASCADE")
