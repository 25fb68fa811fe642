"""Reading the ONS Postcode Directory out of its package, and from a small one made here."""

from pathlib import Path

import brotli
import msgpack
import pytest

from lodestar.places import postcode_directory

ROWS = [
    # postcode, authority, easting, northing
    ("AA1 1AA", "E06000001", 100.0, 100.0),
    ("AA1 1AB", "E06000001", 200.0, 100.0),
    ("AA1 1AD", "E06000002", 300.0, 100.0),
    ("AA1 2AA", "E06000002", 300.0, 500.0),
    ("AA112AA", "W06000001", 900.0, 900.0),
    ("AA2 9ZZ", "N09000001", 50.0, 50.0),
    ("AA3 1AA", float("nan"), 50.0, 50.0),
    ("AA4 1AA", "E06000001", float("nan"), float("nan")),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    names = ("pcd", "laua", "oseast1m", "osnrth1m")
    columns = {name: [row[place] for row in ROWS] for place, name in enumerate(names)}
    packed = msgpack.packb({"columns": list(names), "data": columns})
    (tmp_path / "postcodes_A.msgpack.br").write_bytes(brotli.compress(packed))
    return tmp_path


def test_only_postcodes_of_great_britain_with_a_point_are_read(folder: Path) -> None:
    (block,) = postcode_directory.read_blocks(folder=folder)

    assert block.compact() == ["AA11AA", "AA11AB", "AA11AD", "AA12AA", "AA112AA"]


def test_england_leaves_wales_out(folder: Path) -> None:
    (block,) = postcode_directory.read_blocks(folder=folder)

    assert len(block.in_countries(postcode_directory.ENGLAND)) == 4


def test_a_sector_has_the_middle_of_its_postcodes_and_the_authority_of_most(folder: Path) -> None:
    (block,) = postcode_directory.read_blocks(folder=folder)

    sectors = {middle.label: middle for middle in postcode_directory.sector_middles(block)}

    assert list(sectors) == ["AA1 1", "AA1 2", "AA11 2"]
    first = sectors["AA1 1"]
    assert (first.easting, first.northing, first.postcodes) == (200, 100, 3)
    assert (first.radius_m, first.local_authority_code) == (100, "E06000001")


def test_an_outward_code_does_not_take_in_a_longer_one(folder: Path) -> None:
    (block,) = postcode_directory.read_blocks(folder=folder)

    outcodes = {middle.label: middle.postcodes for middle in postcode_directory.outcode_middles(block)}

    assert outcodes == {"AA1": 4, "AA11": 1}


def test_a_folder_without_the_directory_says_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(postcode_directory.PostcodeDirectoryMissing, match="pip install"):
        list(postcode_directory.read_blocks(folder=tmp_path))


def test_the_packages_own_files_hold_the_palace_and_no_northern_ireland() -> None:
    blocks = {path.name: path for path in postcode_directory.directory_files()}

    assert "postcodes_S.msgpack.br" in blocks
    around = postcode_directory.points_around(
        box=(529_000, 179_600, 529_200, 179_700), without=frozenset(), initials=frozenset("S")
    )
    assert [529_090, 179_645] in around.tolist()
