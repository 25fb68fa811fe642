"""Loading areas and a place's own shapes: what they change, and what is refused."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from lodestar.access.actions import the_system
from lodestar.access.models import AuditEvent
from lodestar.places import actions, boundaries, hierarchy, loading, queries
from lodestar.places.models import Area, Postcode, PostcodeSector
from tests.roles import as_owner

DEMO = Path(__file__).resolve().parents[2] / "lodestar" / "demo"
BY = the_system(date(2026, 11, 22))
AT = datetime(2026, 11, 22, 10, tzinfo=UTC)


@pytest.mark.django_db
def test_an_authority_that_does_not_exist_is_refused_and_nothing_is_loaded() -> None:
    with pytest.raises(loading.PostcodesRefused, match="E99999999"):
        loading.run_load_postcodes(local_authorities=["E99999999"], all_england=False, progress=str)

    assert not PostcodeSector.objects.exists()


@pytest.mark.django_db
def test_shapes_are_refused_before_postcodes_are_loaded() -> None:
    areas = hierarchy.read_hierarchy(DEMO / "neighbourhoods.toml")

    with pytest.raises(actions.PostcodesMissing):
        actions.make_neighbourhoods(areas=areas, by=BY, at=AT)


@pytest.mark.django_db
def test_the_command_line_says_why_areas_cannot_be_drawn(tmp_path: Path) -> None:
    with pytest.raises(loading.AreasRefused, match="Load the postcodes"):
        loading.run_load_areas(DEMO / "neighbourhoods.toml", progress=str)

    file = tmp_path / "areas.toml"
    file.write_text("not toml")
    with pytest.raises(loading.AreasRefused):
        loading.run_load_areas(file, progress=str)


@pytest.mark.django_db
def test_areas_without_sectors_are_loaded_and_not_drawn(tmp_path: Path) -> None:
    file = tmp_path / "areas.toml"
    file.write_text('[[area]]\ncode = "a"\nname = "A"\nkind = "icb"\n')

    assert loading.run_load_areas(file, progress=str) == "1 areas."


@pytest.fixture
def small_town(db: None) -> None:
    """A council with one postcode in the west and one in the east."""
    with as_owner():
        Area.objects.create(code="town", name="Town", kind="local-authority")
        for postcode, easting, longitude in (("AA11AA", 383_000, -2.257), ("AA11AB", 387_000, -2.196)):
            Postcode.objects.create(
                postcode=postcode,
                easting=easting,
                northing=398_000,
                latitude=53.478,
                longitude=longitude,
                local_authority_code="town",
            )


def square(code: str, west: float, east: float, **properties: str) -> dict[str, Any]:
    ring = [[west, 53.4], [east, 53.4], [east, 53.5], [west, 53.5], [west, 53.4]]
    return {
        "type": "Feature",
        "properties": {"code": code, "name": code.title(), **properties},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def collection(*features: dict[str, Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


@pytest.mark.usefixtures("small_town")
def test_a_place_can_bring_its_own_shapes() -> None:
    made = actions.load_boundaries(
        collection=collection(square("west", -2.3, -2.22), square("east", -2.22, -2.1)), by=BY, at=AT
    )

    assert made == actions.NeighbourhoodsMade(neighbourhoods=2, postcodes_moved=2)
    assert queries.place_postcode(text="AA1 1AA").area_codes == {"west", "town"}
    assert queries.areas_above("east") == ("town",)


@pytest.mark.usefixtures("small_town")
def test_new_shapes_take_the_place_of_the_old_and_change_the_fingerprint() -> None:
    actions.load_boundaries(collection=collection(square("all", -2.3, -2.1)), by=BY, at=AT)
    before = queries.neighbourhood_shapes()

    actions.load_boundaries(collection=collection(square("west", -2.3, -2.22)), by=BY, at=AT)

    after = queries.neighbourhood_shapes()
    assert before.etag != after.etag
    assert [feature["id"] for feature in json.loads(after.geojson)["features"]] == ["west"]
    assert Postcode.objects.get(pk="AA11AB").neighbourhood_code == ""


@pytest.mark.usefixtures("small_town")
@pytest.mark.parametrize(
    ("feature", "said"),
    [
        (square("west", -2.3, -2.2, parent="nowhere"), "no area nowhere"),
        (square("town", -2.3, -2.2), "another kind"),
    ],
)
def test_shapes_that_do_not_fit_the_areas_are_refused(feature: dict[str, Any], said: str) -> None:
    with pytest.raises(boundaries.BoundariesRefused, match=said):
        actions.load_boundaries(collection=collection(feature), by=BY, at=AT)


@pytest.mark.usefixtures("small_town")
def test_a_boundary_file_on_the_command_line_says_what_it_did(tmp_path: Path) -> None:
    file = tmp_path / "shapes.geojson"
    file.write_text(json.dumps(collection(square("west", -2.3, -2.22))))

    assert loading.run_load_boundaries(file) == "1 neighbourhoods; 1 postcodes changed theirs."

    file.write_text("not json")
    with pytest.raises(loading.BoundariesRefused, match="not JSON"):
        loading.run_load_boundaries(file)


@pytest.mark.usefixtures("small_town")
def test_what_changes_the_ground_leaves_a_trail() -> None:
    actions.load_boundaries(collection=collection(square("west", -2.3, -2.22)), by=BY, at=AT)
    actions.mark_terminated(postcodes=["AA1 1AA"], by=BY, at=AT)

    with as_owner():
        trail = list(AuditEvent.objects.filter(at=AT).order_by("action").values_list("action", "by_name"))
    assert trail == [("load-boundaries", "Lodestar"), ("mark-terminated", "Lodestar")]
