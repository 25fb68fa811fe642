"""The declared areas of a place, and its own boundary files."""

from pathlib import Path
from typing import Any

import pytest

from lodestar.places import boundaries, hierarchy
from lodestar.places.hierarchy import AreaDeclaration

DEMO = Path(__file__).resolve().parents[2] / "lodestar" / "demo" / "neighbourhoods.toml"


def test_parents_come_before_their_parts() -> None:
    areas = [
        AreaDeclaration("quay", "Quay", "neighbourhood", "town"),
        AreaDeclaration("town", "Town", "local-authority", "board"),
        AreaDeclaration("board", "Board", "icb"),
    ]

    ordered = hierarchy.parents_first(areas=areas)

    assert [area.code for area in ordered] == ["board", "town", "quay"]


@pytest.mark.parametrize(
    ("areas", "said"),
    [
        ([AreaDeclaration("a", "A", "icb", "b"), AreaDeclaration("b", "B", "icb", "a")], "a, b"),
        ([AreaDeclaration("a", "A", "neighbourhood", "nowhere")], "missing"),
        ([AreaDeclaration("a", "A", "icb"), AreaDeclaration("a", "A", "icb")], "once"),
        (
            [
                AreaDeclaration("a", "A", "neighbourhood", sectors=("M1 1",)),
                AreaDeclaration("b", "B", "neighbourhood", sectors=("M1 1",)),
            ],
            "M1 1",
        ),
    ],
)
def test_areas_that_do_not_fit_together_are_refused(areas: list[AreaDeclaration], said: str) -> None:
    with pytest.raises(hierarchy.HierarchyRefused, match=said):
        hierarchy.parents_first(areas=areas)


def test_a_field_that_is_not_known_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "areas.toml"
    file.write_text('[[area]]\ncode = "a"\nname = "A"\nkind = "icb"\ncolour = "red"\n')

    with pytest.raises(hierarchy.HierarchyRefused, match=r"areas\.toml"):
        hierarchy.read_hierarchy(file)


def test_the_demo_place_has_twenty_neighbourhoods_in_five_networks_in_one_council() -> None:
    areas = hierarchy.read_hierarchy(DEMO)

    kinds = [area.kind for area in areas]
    assert (kinds.count("neighbourhood"), kinds.count("primary-care-network")) == (20, 5)
    assert hierarchy.local_authorities(areas=areas) == {"E08000009"}
    parents = {area.code: area.parent for area in areas}
    assert hierarchy.codes_above(code="saltmarsh", parents=parents) == (
        "estuary",
        "E08000009",
        "northern-estuaries",
    )


def test_the_people_of_the_demo_neighbourhoods_are_those_of_the_town() -> None:
    areas = hierarchy.read_hierarchy(DEMO)

    people = sum(area.population or 0 for area in areas if area.kind == "neighbourhood")
    (town,) = (area.population for area in areas if area.kind == "local-authority")
    assert people == pytest.approx(town, abs=100)


def feature(**changes: Any) -> dict[str, Any]:
    square = [[-2.3, 53.4], [-2.2, 53.4], [-2.2, 53.5], [-2.3, 53.5], [-2.3, 53.4]]
    return {
        "type": "Feature",
        "properties": {"code": "quay", "name": "Quay"},
        "geometry": {"type": "Polygon", "coordinates": [square]},
        **changes,
    }


def test_a_boundary_file_gives_code_name_and_shape() -> None:
    (read,) = boundaries.read_boundaries(collection={"type": "FeatureCollection", "features": [feature()]})

    assert (read.code, read.name, read.parent, read.geometry["type"]) == ("quay", "Quay", None, "Polygon")


@pytest.mark.parametrize(
    ("collection", "said"),
    [
        ({"type": "Feature"}, "FeatureCollection"),
        ({"type": "FeatureCollection", "features": []}, "at least one"),
        ({"type": "FeatureCollection", "features": ["x"]}, "not a GeoJSON feature"),
        ({"type": "FeatureCollection", "features": [feature(properties={"name": "Quay"})]}, "needs a code"),
        ({"type": "FeatureCollection", "features": [feature(), feature()]}, "There twice: quay"),
        (
            {
                "type": "FeatureCollection",
                "features": [feature(geometry={"type": "Point", "coordinates": [-2, 53]})],
            },
            "polygon",
        ),
        (
            {
                "type": "FeatureCollection",
                "features": [feature(geometry={"type": "Polygon", "coordinates": [[[53.4, -2.3]] * 5]})],
            },
            "longitude, then latitude",
        ),
    ],
)
def test_a_boundary_file_that_cannot_be_drawn_is_refused_with_the_reason(collection: dict[str, Any], said: str) -> None:
    with pytest.raises(boundaries.BoundariesRefused, match=said):
        boundaries.read_boundaries(collection=collection)
