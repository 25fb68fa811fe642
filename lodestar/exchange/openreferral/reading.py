"""Opening a source: a file, a folder, a zip or an address on the web, safely, one document at a time."""

import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path, PurePosixPath

LARGEST_FILE_BYTES = 1_000_000_000
LARGEST_ZIP_BYTES = 2_000_000_000
MOST_ZIP_FILES = 5_000
# CSV seldom shrinks below a thirtieth; a bomb shrinks to a thousandth.
LARGEST_ZIP_RATIO = 200
SMALL_BYTES = 10_000_000
# What the standard library raises for a zip whose bytes are not as they were: each way of packing has its own.
_DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError)
_DAMAGED = "{} is a damaged zip file. Make it again and try again."
_OTHER_PACKING = "{} is packed in a way that we do not read. Make the zip again with the usual packing (Deflate)."
_OTHER_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


class CannotRead(Exception):
    """The source cannot be read at all. The message says why and what to do, in a sentence for people."""


class HoldsNothing(CannotRead):
    """The source could be read and there is no row in it."""


@dataclass(frozen=True, slots=True)
class Document:
    """One file of a source. `name` is its path inside the source, for messages and never to tell its format."""

    name: str
    read: Callable[[], bytes]

    @property
    def folder(self) -> str:
        return str(PurePosixPath(self.name).parent)

    @property
    def stem(self) -> str:
        return PurePosixPath(self.name).stem


def is_address(source: str) -> bool:
    """Return whether a source is to be fetched from the web."""
    return source.lower().startswith(("http://", "https://"))


def open_local(source: str) -> Iterator[Document]:
    """Yield the documents of a file, a folder or a zip, by name. Raises CannotRead."""
    if _OTHER_ADDRESS.match(source):
        raise CannotRead(f"{source} cannot be read. Only addresses that begin with http:// or https:// are read.")
    path = Path(source).expanduser()
    if not path.exists():
        raise CannotRead(f"There is no file or folder at {source}. Check the name and try again.")
    if path.is_dir():
        yield from _of_folder(path)
        return
    with path.open("rb") as opened:
        start = opened.read(4)
    if start == b"PK\x03\x04":
        yield from of_zip(path.read_bytes(), path.name)
        return
    yield Document(path.name, partial(_bytes_of, path))


def _of_folder(folder: Path) -> Iterator[Document]:
    root = folder.resolve()
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    if not found:
        raise CannotRead(f"The folder {folder} is empty.")
    for path in found:
        inside = path.resolve()
        if not inside.is_relative_to(root):
            raise CannotRead(
                f"{path.relative_to(folder)} is a link that leads out of the folder. "
                "Put the file itself there and try again."
            )
        if any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue
        name = path.relative_to(folder).as_posix()
        if zipfile.is_zipfile(path):
            for document in of_zip(path.read_bytes(), name):
                yield Document(f"{name}/{document.name}", document.read)
        else:
            yield Document(name, partial(_bytes_of, path))


def _bytes_of(path: Path) -> bytes:
    if path.stat().st_size > LARGEST_FILE_BYTES:
        raise CannotRead(f"{path.name} is larger than 1 GB. Cut it into parts and import them together as a folder.")
    return path.read_bytes()


def of_zip(data: bytes, name: str) -> Iterator[Document]:
    """Yield the files in a zip, read in memory and never written out. Raises CannotRead for one that is not safe."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except NotImplementedError as error:
        raise CannotRead(_OTHER_PACKING.format(name)) from error
    except _DAMAGE as error:
        raise CannotRead(_DAMAGED.format(name)) from error
    if not all(info.filename for info in archive.infolist()):
        raise CannotRead(_DAMAGED.format(name))
    infos = [info for info in archive.infolist() if not info.is_dir()]
    _refuse_unsafe(infos, name)
    for info in sorted(infos, key=lambda one: one.filename):
        if PurePosixPath(info.filename).name.startswith(".") or info.filename.startswith("__MACOSX/"):
            continue
        yield Document(info.filename, partial(_bytes_in, archive, info))


def _refuse_unsafe(infos: list[zipfile.ZipInfo], name: str) -> None:
    if len(infos) > MOST_ZIP_FILES:
        raise CannotRead(f"{name} holds {len(infos)} files; we read up to {MOST_ZIP_FILES}.")
    if sum(info.file_size for info in infos) > LARGEST_ZIP_BYTES:
        raise CannotRead(f"{name} would unpack to more than 2 GB. Import its parts one by one.")
    for info in infos:
        path = PurePosixPath(info.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in info.filename:
            raise CannotRead(f"{name} holds a file that would be put outside its folder. We do not read such a zip.")
        if info.flag_bits & 1:
            raise CannotRead(f"{name} is locked with a password. Unlock it and try again.")
        is_bomb = info.file_size > SMALL_BYTES and info.file_size > LARGEST_ZIP_RATIO * max(info.compress_size, 1)
        if is_bomb:
            raise CannotRead(
                f"{info.filename} in {name} unpacks to {info.file_size // 10**6} MB out of almost nothing."
            )


def _bytes_in(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(info) as opened:
            # The size in the list may lie: never read more than it says.
            data = opened.read(info.file_size + 1)
    except NotImplementedError as error:
        raise CannotRead(_OTHER_PACKING.format(f"{info.filename} in the zip")) from error
    except _DAMAGE as error:
        raise CannotRead(f"{info.filename} in the zip is damaged. Make the zip again and try again.") from error
    if len(data) > info.file_size:
        raise CannotRead(f"{info.filename} in the zip is larger than the zip says. We do not read such a zip.")
    return data
