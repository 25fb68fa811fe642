"""What an extract holds, written beside its files, so that a figure can say where it came from."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from lodestar.indicators import tables

FILE_NAME = "manifest.json"


class NoExtract(LookupError):
    """There is no finished extract of that name, or none at all."""


class DamagedExtract(ValueError):
    """A file of the extract is missing, was changed, or is of another schema version."""


@dataclass(frozen=True, kw_only=True)
class FileEntry:
    """One Parquet file of an extract."""

    table: str
    file: str
    rows: int
    columns: tuple[str, ...]
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What one extract holds."""

    extract_id: str
    made_at: datetime
    schema_version: int
    files: tuple[FileEntry, ...]

    def as_json(self) -> str:
        """Return the text of the manifest file."""
        held = asdict(self) | {"made_at": self.made_at.isoformat()}
        return json.dumps(held, indent=2) + "\n"


def read(folder: Path) -> Manifest:
    """Return the manifest of the extract in `folder`. Raises NoExtract when there is none."""
    try:
        held = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NoExtract(f"There is no extract {folder.name}.") from None
    return Manifest(
        extract_id=held["extract_id"],
        made_at=datetime.fromisoformat(held["made_at"]),
        schema_version=held["schema_version"],
        files=tuple(FileEntry(**(entry | {"columns": tuple(entry["columns"])})) for entry in held["files"]),
    )


def verified(folder: Path) -> Manifest:
    """Return the manifest after holding each file against it.

    Raises NoExtract when there is none, and DamagedExtract when a file is missing or is not the one
    that was written, or when this release reads another schema version.
    """
    manifest = read(folder)
    if manifest.schema_version != tables.SCHEMA_VERSION:
        raise DamagedExtract(
            f"Extract {manifest.extract_id} has schema version {manifest.schema_version};"
            f" this release reads {tables.SCHEMA_VERSION}. Make a new extract."
        )
    for entry in manifest.files:
        file = folder / entry.file
        if not file.exists() or sha256_of(file) != entry.sha256:
            raise DamagedExtract(f"{entry.file} of extract {manifest.extract_id} is missing or was changed.")
    return manifest


def newest(extracts: Path) -> Path:
    """Return the folder of the extract made last. Raises NoExtract when none is finished."""
    finished = [read(file.parent) for file in extracts.glob(f"*/{FILE_NAME}")]
    if not finished:
        raise NoExtract("No extract was made yet. Make one with: lodestar extract")
    return extracts / max(finished, key=lambda manifest: (manifest.made_at, manifest.extract_id)).extract_id


def sha256_of(file: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal, in flat memory."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
