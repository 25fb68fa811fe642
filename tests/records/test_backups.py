"""Backup and restore, end to end: every row comes back, and what did not is named."""

import json
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import conninfo
from pytest_django import DjangoDbBlocker

from lodestar.config import backups
from tests.exchange import own_database
from tests.records.test_row_security import fill_every_table

# One worker: a copy that was left behind shows by its name, and another worker's would look the same.
pytestmark = pytest.mark.xdist_group("backups")


@pytest.fixture(scope="module")
def filled(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str, tmp_path_factory
) -> Iterator[Path]:
    """A backup of a database in which every table about people has rows; the database stays for the module."""
    name = f"test_lodestar_{worker_id}_backup"
    file = tmp_path_factory.mktemp("backup") / "monday.lodestar"
    with django_db_blocker.unblock():
        own_database.make(name)
        with own_database.connected_to(name):
            for _ in range(3):
                fill_every_table()
            backups.back_up(file, progress=print)
            yield file
    own_database.drop(name)


def empty_database(name: str) -> str:
    address = conninfo.make_conninfo(backups._admin_address(), dbname="postgres")
    with psycopg.connect(address, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {name} OWNER lodestar_owner")
    return conninfo.make_conninfo(backups._owner_address(), dbname=name)


def test_a_backup_restores_row_for_row_and_leaves_no_copy_behind(filled: Path) -> None:
    check = backups.verify(filled, progress=print)

    assert check.is_same, check.as_text()
    rows = {table.name: table.rows for table in check.tables}
    assert rows["people_person"] == 3
    assert rows["access_auditevent"] >= 3
    assert rows["django_migrations"] > 10
    assert "django_session" not in rows
    with psycopg.connect(backups._admin_address()) as admin:
        assert not admin.execute("SELECT 1 FROM pg_database WHERE datname LIKE 'lodestar_verify%'").fetchall()


def test_the_restored_copy_guards_its_rows_as_the_first_one_did(filled: Path, worker_id: str) -> None:
    address = empty_database(f"test_lodestar_{worker_id}_copy")
    try:
        assert backups.restore(filled, into=address, progress=print).is_same
        with psycopg.connect(address) as copy:
            copy.execute("SET ROLE lodestar_web")
            assert copy.execute("SELECT count(*) FROM people_person").fetchone() == (0,)
            copy.execute("RESET ROLE")
            with pytest.raises(psycopg.Error, match="never changed"):
                copy.execute("DELETE FROM access_auditevent")
        with pytest.raises(backups.BackupRefused, match="not empty"):
            backups.restore(filled, into=address, progress=print)
    finally:
        own_database.drop(f"test_lodestar_{worker_id}_copy")


def test_a_row_that_did_not_come_back_is_named_by_its_table(filled: Path, tmp_path: Path) -> None:
    other = tmp_path / "tampered.lodestar"
    with zipfile.ZipFile(filled) as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            held = old.read(name)
            if name == "rows/plans_need":
                held = b"\x00" * 16 + held[16:]
            new.writestr(name, held)

    check = backups.verify(other, progress=print)

    assert not check.is_same
    assert "plans_need: 1 rows are missing, 1 are not from the backup" in check.as_text()


def test_a_backup_is_for_its_owner_alone_and_never_overwritten(filled: Path) -> None:
    assert stat.S_IMODE(filled.stat().st_mode) == 0o600
    before = filled.read_bytes()

    with pytest.raises(backups.BackupRefused, match="there already"):
        backups.back_up(filled, progress=print)

    assert filled.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 cut off"])
def test_what_is_no_backup_is_refused_in_words(content: bytes, tmp_path: Path, filled: Path) -> None:
    file = tmp_path / "other"
    file.write_bytes(content)

    with pytest.raises(backups.BackupRefused, match="not a backup"):
        backups.verify(file, progress=print)


def test_a_damaged_backup_is_refused(filled: Path, tmp_path: Path) -> None:
    damaged = bytearray(filled.read_bytes())
    damaged[len(damaged) // 2] ^= 0xFF
    file = tmp_path / "damaged"
    file.write_bytes(damaged)

    with pytest.raises(backups.BackupRefused):
        backups.verify(file, progress=print)


def test_the_backup_says_what_it_holds(filled: Path) -> None:
    with zipfile.ZipFile(filled) as pack:
        about = json.loads(pack.read("about.json"))

    assert about["rows"]["people_person"] == 3
    assert about["format"] == backups.FORMAT
