"""Everybody whose work we stand on is named."""

import re

from tests.architecture import tree


def test_notice_names_every_package_of_the_lock_and_every_vendored_one() -> None:
    notice = (tree.ROOT / "NOTICE").read_text().lower()
    locked = re.findall(r"^([a-z0-9._-]+)==", (tree.ROOT / "requirements.lock").read_text(), re.MULTILINE)
    vendored = [folder.name for folder in (tree.PACKAGE / "web" / "static" / "vendor").iterdir() if folder.is_dir()]

    assert locked
    assert not [name for name in (*locked, *vendored) if not re.search(rf"\b{re.escape(name.lower())}\b", notice)]


def test_every_vendored_package_has_its_licence_and_version() -> None:
    for folder in (tree.PACKAGE / "web" / "static" / "vendor").iterdir():
        assert (folder / "LICENSE").exists()
        assert (folder / "VERSION").exists()


def test_lock_files_name_no_host_and_pin_by_hash() -> None:
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-uv.lock"):
        text = (tree.ROOT / name).read_text()
        assert "://" not in text
        assert "--index" not in text and "--find-links" not in text
        pinned = re.findall(r"^[a-z0-9._\[\]-]+==[^\n]*", text, re.MULTILINE)
        assert pinned and all(line.rstrip().endswith("\\") for line in pinned), f"{name} pins without hashes"
