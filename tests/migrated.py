"""A migrated database that every test run copies: migrating costs some seconds, a copy less than one."""

import hashlib
import re
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql

from lodestar.config import embedded, migrating

LODESTAR = Path(__file__).resolve().parents[1] / "lodestar"
_PREFIX = "template_of_lodestar_"
_WRITES_SQL = re.compile(r"\b(CREATE|ALTER|DROP|GRANT|REVOKE)\b")
_LOCK = 29_181_103


def start_server() -> None:
    """Start the tests' server. It waits for no disk: a power cut takes nothing that the next run does not make."""
    embedded.start(settings.VAR, keep=False, tuning={"fsync": "off", "synchronous_commit": "off"})


def copy_to(name: str, *, admin: psycopg.Connection[tuple[object, ...]]) -> None:
    """Make a migrated, empty database of that name; `admin` is a superuser's connection that commits by itself."""
    template = _PREFIX + _version()
    # Workers start together: one migrates, the others wait for its template.
    admin.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
    try:
        if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
            _forget_older(admin)
            _migrate(template, admin=admin)
        admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER lodestar_owner").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
    finally:
        admin.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def point_at(name: str) -> None:
    """Make every alias speak to the database of that name."""
    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
        settings.DATABASES[alias]["NAME"] = name


def _version() -> str:
    """Return a name for what migrating makes now: it changes with any migration and any module that writes SQL."""
    digest = hashlib.sha256()
    for file in sorted(LODESTAR.rglob("*.py")):
        text = file.read_text()
        if file.parent.name == "migrations" or _WRITES_SQL.search(text):
            digest.update(f"{file.relative_to(LODESTAR)}\n{text}".encode())
    return digest.hexdigest()[:16]


def _forget_older(admin: psycopg.Connection[tuple[object, ...]]) -> None:
    older = admin.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [_PREFIX + "%"]).fetchall()
    for (name,) in older:
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(str(name))))


def _migrate(template: str, *, admin: psycopg.Connection[tuple[object, ...]]) -> None:
    """Migrate under another name first, so that a run killed half-way leaves no template that is half made."""
    unfinished = _PREFIX + "unfinished"
    admin.execute(sql.SQL("CREATE DATABASE {} OWNER lodestar_owner").format(sql.Identifier(unfinished)))
    before = connections["default"].settings_dict["NAME"]
    point_at(unfinished)
    migrating.migrate(lambda _said: None)
    point_at(before)
    admin.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(unfinished), sql.Identifier(template))
    )
