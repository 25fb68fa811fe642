"""Counts by neighbourhood on the place's own shapes. Shade and figure say the same, so that grey paper keeps it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from lodestar.web.charts import chart, drawing
from lodestar.web.components import lists

SHADES = 3
TALLEST = 1.1
Point = tuple[float, float]
Ring = list[Point]


@dataclass(frozen=True, kw_only=True)
class Place:
    """One neighbourhood: its GeoJSON geometry in WGS84, and its count; None when hidden, 0 when nothing is counted."""

    name: str
    geometry: Mapping[str, Any]
    count: int | None


def area_map(
    *,
    about: chart.About,
    places: Sequence[Place],
    elsewhere: Sequence[tuple[str, int | None]] = (),
    label: str = "Count",
) -> chart.Chart:
    """Return the map, with what has no shape in its table only. Raises `ValueError` without places."""
    if not places:
        raise ValueError("A map needs a place.")
    return chart.Chart(
        about=about,
        table=_table(about, places, elsewhere, label),
        wide=_drawing(about, places, size="wide"),
        narrow=_drawing(about, places, size="narrow"),
    )


def _table(
    about: chart.About, places: Sequence[Place], elsewhere: Sequence[tuple[str, int | None]], label: str
) -> lists.Table:
    counted = [(one.name, one.count) for one in places]
    ordered = sorted(counted, key=lambda one: (-(one[1] or 0), one[1] == 0, one[0]))
    return lists.Table(
        caption=about.title,
        is_caption_hidden=True,
        columns=(lists.Column(label="Neighbourhood"), lists.Column(label=label, is_figure=True)),
        rows=tuple((name, "Hidden" if count is None else f"{count:,}") for name, count in [*ordered, *elsewhere]),
    )


def _drawing(about: chart.About, places: Sequence[Place], *, size: str) -> Markup:
    width = 640 if size == "wide" else drawing.NARROW
    shapes = [(one, _rings(one.geometry)) for one in places]
    top = 84.0
    to_page, height = _projection([ring for _one, rings in shapes for ring in rings], width=width, top=top)
    most = max((one.count or 0 for one in places), default=0)
    drawn, words = [], []
    for one, rings in shapes:
        on_page = [[to_page(point) for point in ring] for ring in rings]
        shade = _shade(one.count, most)
        drawn.append(drawing.shape(on_page, classes=f"ls-place ls-place-{shade}" if shade else _empty(one.count)))
        if one.count:
            x, y = _middle(max(on_page, key=len))
            words.append(drawing.text(x, y + 5, f"{one.count:,}", anchor="middle", classes="ls-strong ls-halo"))
    return drawing.svg(
        drawing.join([*_key([one.count for one in places if one.count], width=width), *drawn, *words]),
        key=about.key,
        size=size,
        width=drawing.WIDE if size == "wide" else width,
        height=height,
        title=about.title,
        description=about.summary,
    )


def _empty(count: int | None) -> str:
    return "ls-place ls-place--hidden" if count is None else "ls-place ls-place--none"


def _shade(count: int | None, most: int) -> int:
    """Return a step of 1 to 3 by thirds of the largest count, 0 for nothing and for what is hidden."""
    return min(1 + int(SHADES * (count - 1) / most), SHADES) if count else 0


def _key(shown: Sequence[int], *, width: float) -> list[Markup]:
    most = max(shown, default=0)
    by_shade = [[count for count in shown if _shade(count, most) == step] for step in range(1, SHADES + 1)]
    boxes = [("ls-place ls-place--none", "None"), ("ls-place ls-place--hidden", "Hidden")]
    boxes += [
        (f"ls-place ls-place-{step}", _span(min(counts), max(counts)))
        for step, counts in enumerate(by_shade, start=1)
        if counts
    ]
    drawn, x, y = [], 0.0, 2.0
    for classes, words in boxes:
        length = 34 + len(words) * drawing.LETTER_WIDTH
        if x + length > width:
            x, y = 0.0, y + 26
        drawn += [drawing.bar(x + 1, y, 16, 16, classes=classes), drawing.text(x + 23, y + 14, words)]
        x += length
    return drawn


def _span(first: int, last: int) -> str:
    return f"{first} to {last}" if first < last else str(last)


def _rings(geometry: Mapping[str, Any]) -> list[Ring]:
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [[(point[0], point[1]) for point in ring] for part in parts for ring in part]


def _projection(rings: Sequence[Ring], *, width: float, top: float) -> tuple[Any, float]:
    """Return what puts a point on the page, north up and true to shape here, and how high the page gets."""
    east, north = [x for ring in rings for x, _ in ring], [y for ring in rings for _, y in ring]
    squeeze = math.cos(math.radians((min(north) + max(north)) / 2))
    across = (max(east) - min(east)) * squeeze
    scale = min((width - 4) / across, width * TALLEST / (max(north) - min(north)))

    def to_page(point: Point) -> Point:
        return 2 + (point[0] - min(east)) * squeeze * scale, top + (max(north) - point[1]) * scale

    return to_page, top + (max(north) - min(north)) * scale + 6


def _middle(ring: Ring) -> Point:
    """Return the middle of a ring's area; for a ring with none, of its corners."""
    doubled = x = y = 0.0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = x1 * y2 - x2 * y1
        doubled, x, y = doubled + cross, x + (x1 + x2) * cross, y + (y1 + y2) * cross
    if not doubled:
        return sum(point[0] for point in ring) / len(ring), sum(point[1] for point in ring) / len(ring)
    return x / (3 * doubled), y / (3 * doubled)
