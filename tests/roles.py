"""Putting on the database role that makes records, and taking it off again."""

import contextlib
from collections.abc import Iterator

from django.db import connection


def put_on(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")


@contextlib.contextmanager
def as_owner() -> Iterator[None]:
    """Run the block as the owner of the tables, whom row security does not bind."""
    with acting_as("lodestar_owner"):
        yield


@contextlib.contextmanager
def acting_as(role: str) -> Iterator[None]:
    """Run the block as `role`, then go back to the role that was on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (before,) = cursor.fetchone()
    put_on(role)
    try:
        yield
    finally:
        if not connection.needs_rollback:
            put_on(before)
