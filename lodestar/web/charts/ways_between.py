"""Ways between things that stand in columns: who sends people where, who pays for what.

A way that people go is a whole line, the thicker the more; one that is only declared is a broken line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from lodestar.web.charts import chart, drawing
from lodestar.web.components import lists

WIDE_ROW, NARROW_ROW = 66, 88
WIDE_GAP, NARROW_GAP = 150, 60
LINES = 4
# About how many people make a line one step thicker.
STEPS = (10, 25, 50)


@dataclass(frozen=True, kw_only=True)
class Stop:
    """One thing that ways lead from or to."""

    key: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Column:
    """Things of one kind, with their heading."""

    label: str
    stops: tuple[Stop, ...]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One way between neighbouring columns; `people` is None where it is only declared."""

    left: str
    right: str
    people: int | None


def ways_between(
    *, about: chart.About, columns: Sequence[Column], lines: Sequence[Line], table: lists.Table
) -> chart.Chart:
    """Return the drawing of ways. On a narrow screen each two neighbouring columns stand below one another.

    Raises `ValueError` with fewer than two columns, or an empty one.
    """
    if len(columns) < 2 or not all(column.stops for column in columns):
        raise ValueError("Ways lead between two columns at least, and none of them is empty.")
    return chart.Chart(
        about=about,
        table=table,
        wide=_whole(about, [_block(columns, lines, width=drawing.WIDE, gap=WIDE_GAP, row=WIDE_ROW)], size="wide"),
        narrow=_whole(
            about,
            [_block(two, lines, width=drawing.NARROW, gap=NARROW_GAP, row=NARROW_ROW) for two in pairwise(columns)],
            size="narrow",
        ),
    )


def _whole(about: chart.About, blocks: Sequence[tuple[Markup, float]], *, size: str) -> Markup:
    drawn, y = [_key()], 70.0
    width = drawing.WIDE if size == "wide" else drawing.NARROW
    for body, height in blocks:
        drawn.append(Markup('<g transform="translate(0 {})">{}</g>').format(drawing.number(y), body))
        y += height + 24
    return drawing.svg(
        drawing.join(drawn), key=about.key, size=size, width=width, height=y, title=about.title,
        description=about.summary,
    )  # fmt: skip


def _key() -> Markup:
    return drawing.join(
        (
            drawing.line(0, 12, 40, 12, classes="ls-way ls-way-3"),
            drawing.text(50, 17, "people went it; thicker: more"),
            drawing.line(0, 36, 40, 36, classes="ls-way ls-way--declared"),
            drawing.text(50, 41, "declared: paid for or agreed"),
        )
    )


def _block(
    columns: Sequence[Column], lines: Sequence[Line], *, width: float, gap: float, row: float
) -> tuple[Markup, float]:
    """Return columns side by side with the ways between them, and how high that is."""
    room = (width - gap * (len(columns) - 1)) / len(columns)
    most = max(len(column.stops) for column in columns)
    middles: dict[tuple[int, str], float] = {}
    drawn: list[Markup] = []
    for number, column in enumerate(columns):
        x = number * (room + gap)
        drawn.append(drawing.text_lines(x, 14, column.label, width=room, most=1, classes="ls-strong"))
        # Fewer things than in the longest column stand further apart, so that lines stay flat.
        step = row * most / len(column.stops)
        for place, stop in enumerate(column.stops):
            middle = 30 + (place + 0.5) * step
            middles[number, stop.key] = middle
            drawn.append(_stop(x, middle, stop.words, room))
    ways = [
        _way(number * (room + gap) + room, middles[number, line.left], middles[number + 1, line.right], gap, line)
        for line in lines
        for number in range(len(columns) - 1)
        if (number, line.left) in middles and (number + 1, line.right) in middles
    ]
    return drawing.join([*ways, *drawn]), 30 + row * most


def _stop(x: float, middle: float, words: str, room: float) -> Markup:
    count = len(drawing.wrapped(words, width=room - 8, most=LINES))
    top = middle - count * drawing.TEXT_HEIGHT / 2 + 15
    return drawing.text_lines(x + 4, top, words, width=room - 8, most=LINES)


def _way(x: float, left: float, right: float, gap: float, line: Line) -> Markup:
    if line.people is None:
        classes = "ls-way ls-way--declared"
    else:
        classes = f"ls-way ls-way-{1 + sum(line.people >= step for step in STEPS)}"
    return drawing.curve(x + 2, left, x + gap - 2, right, classes=classes)
