"""Loading the demo's ground, and finding where a postcode is: at it, or about it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from lodestar.access.actions import the_system
from lodestar.places import actions, copying, hierarchy, queries
from lodestar.places.models import Area, Outcode, Postcode, PostcodeSector
from lodestar.rules.postcodes import NotAPostcode

# The ground is loaded once: every test of it belongs on one worker.
pytestmark = pytest.mark.xdist_group("places")

DEMO = Path(__file__).resolve().parents[2] / "lodestar" / "demo"
TOWN = "E08000009"
BY = the_system(date(2026, 11, 22))
AT = datetime(2026, 11, 22, 10, tzinfo=UTC)


def terminated_postcodes() -> list[str]:
    lines = (DEMO / "terminated_postcodes.txt").read_text().splitlines()
    return [line for line in lines if not line.startswith("#")]


@dataclass(frozen=True)
class Ground:
    """What loading the demo's ground twice over said."""

    first: actions.PostcodesLoaded
    again: actions.PostcodesLoaded
    drawn: actions.NeighbourhoodsMade
    drawn_again: actions.NeighbourhoodsMade
    terminated: int


@pytest.fixture(scope="module")
def ground(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Ground]:
    """The demo's ground, loaded once as the web role for all tests here that only read, then rolled back."""
    areas = hierarchy.read_hierarchy(DEMO / "neighbourhoods.toml")
    town = hierarchy.local_authorities(areas=areas)
    with django_db_blocker.unblock(), transaction.atomic():
        actions.load_areas(areas=areas, by=BY, at=AT)
        yield Ground(
            first=actions.load_postcodes(local_authority_codes=town, by=BY, at=AT),
            drawn=actions.make_neighbourhoods(areas=areas, by=BY, at=AT),
            again=actions.load_postcodes(local_authority_codes=town, by=BY, at=AT),
            drawn_again=actions.make_neighbourhoods(areas=areas, by=BY, at=AT),
            terminated=actions.mark_terminated(postcodes=terminated_postcodes(), by=BY, at=AT),
        )
        transaction.set_rollback(True)


def test_the_town_comes_with_the_sectors_and_outward_codes_of_the_country(ground: Ground) -> None:
    assert ground.first.postcodes == copying.Merged(read=11_272, created=11_272, updated=0)
    assert ground.first.sectors.created > 10_000
    assert ground.first.outcodes.created > 2_800


def test_loading_again_changes_nothing(ground: Ground) -> None:
    assert (ground.again.postcodes.created, ground.again.postcodes.updated) == (0, 0)
    assert (ground.again.sectors.created, ground.again.sectors.updated) == (0, 0)
    assert ground.drawn_again.postcodes_moved == 0


def test_every_postcode_of_the_town_lies_in_a_neighbourhood(ground: Ground) -> None:
    assert ground.drawn == actions.NeighbourhoodsMade(neighbourhoods=20, postcodes_moved=11_272)
    assert not Postcode.objects.filter(neighbourhood_code="").exists()


def test_the_shapes_are_one_small_file_with_a_fingerprint(ground: Ground) -> None:
    shapes = queries.neighbourhood_shapes()

    collection = json.loads(shapes.geojson)
    assert len(collection["features"]) == 20
    assert len(shapes.geojson) < 150_000
    assert queries.neighbourhood_shapes() is shapes
    assert {"code", "name", "population", "deprivation_decile"} == set(collection["features"][0]["properties"])


@pytest.mark.inventory("S3-03")
def test_postcode_to_neighbourhood_to_place_to_icb_holds_on_a_sample(ground: Ground, shared_data: Path) -> None:
    table = pq.read_table(shared_data / "geo" / "postcodes_england.parquet")
    table = table.filter(pc.and_(table["live"], pc.equal(table["lad25_code"].cast("string"), TOWN)))
    sample = table.take(list(range(0, table.num_rows, 60))).to_pylist()
    assert len(sample) > 100

    for row in sample:
        placed = queries.place_postcode(text=row["pcd"])
        assert placed.precision == "postcode"
        assert (placed.latitude, placed.longitude) == pytest.approx(
            (row["lat_e5"] / 100_000, row["lon_e5"] / 100_000), abs=0.00002
        )
        kinds = sorted(Area.objects.filter(pk__in=placed.area_codes).values_list("kind", flat=True))
        assert kinds == ["icb", "local-authority", "neighbourhood", "primary-care-network"]
        assert {TOWN, "northern-estuaries"} < placed.area_codes


@pytest.mark.inventory("S3-03")
def test_a_postcode_of_another_town_is_not_said_to_lie_in_this_one(ground: Ground) -> None:
    placed = queries.place_postcode(text="SW1A 1AA")

    assert placed.precision == "sector"
    assert placed.local_authority_code == "E09000033"
    assert placed.area_codes == frozenset()
    assert not placed.areas_are_certain


def test_a_terminated_postcode_has_the_middle_of_its_sector_and_the_areas_it_lay_in(ground: Ground) -> None:
    terminated = terminated_postcodes()
    assert ground.terminated == len(terminated) >= 500

    placed = queries.place_postcode(text=terminated[0])

    sector = PostcodeSector.objects.get(pk=f"{terminated[0][:-3]} {terminated[0][-3]}")
    assert placed.precision == "sector"
    assert (placed.easting, placed.northing) == (sector.easting, sector.northing)
    assert TOWN in placed.area_codes
    assert placed.areas_are_certain


def test_terminated_postcodes_are_spread_over_all_neighbourhoods(ground: Ground) -> None:
    homes = Postcode.objects.filter(is_terminated=True).values_list("neighbourhood_code", flat=True)

    counts = [list(homes).count(code) for code in set(homes)]
    assert len(counts) == 20
    assert min(counts) >= 20


def test_an_unknown_postcode_has_the_middle_of_its_sector(ground: Ground) -> None:
    assert not Postcode.objects.filter(pk="M334FE").exists()

    placed = queries.place_postcode(text=" m33 4fe ")

    assert (placed.postcode, placed.precision) == ("M33 4FE", "sector")
    assert placed.local_authority_code == TOWN
    assert placed.radius_m > 0
    assert TOWN in placed.area_codes


def test_an_unknown_sector_has_the_middle_of_its_outward_code(ground: Ground) -> None:
    assert not PostcodeSector.objects.filter(pk="M33 8").exists()

    placed = queries.place_postcode(text="M33 8AA")

    outcode = Outcode.objects.get(pk="M33")
    assert (placed.precision, placed.easting) == ("outcode", outcode.easting)


def test_a_sector_with_postcodes_in_two_towns_lies_in_neither_for_certain(ground: Ground) -> None:
    placed = queries.place_postcode(text="M16 0")

    assert placed.precision == "sector"
    sector = PostcodeSector.objects.get(pk="M16 0")
    assert Postcode.objects.filter(postcode__regex="^M160..$").count() < sector.postcodes
    assert placed.area_codes == frozenset()
    assert not placed.areas_are_certain


def test_a_postcode_of_nowhere_is_not_found(ground: Ground) -> None:
    with pytest.raises(queries.PostcodeNotFound):
        queries.place_postcode(text="BT1 1AA")
    with pytest.raises(NotAPostcode):
        queries.place_postcode(text="hello")


def test_a_postcode_is_placed_with_two_questions_to_the_database(
    ground: Ground, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(2):
        queries.place_postcode(text="M33 2AB")
