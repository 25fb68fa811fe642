"""One to four figures over time, each line named where it ends; a gap where a figure is not shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from markupsafe import Markup

from lodestar.web.charts import chart, drawing
from lodestar.web.components import lists

MOST_SERIES = 4
HEIGHT = 240


@dataclass(frozen=True, kw_only=True)
class Series:
    """One line: a value for each period, in the chart's unit; None where it is hidden or not known."""

    label: str
    values: tuple[float | None, ...]


def line_over_time(
    *,
    about: chart.About,
    periods: Sequence[str],
    series: Sequence[Series],
    hidden_words: str = "not shown",
) -> chart.Chart:
    """Return the chart of values by period.

    `periods` are short names in order, like "Apr 2026". Raises `ValueError` when there is nothing to draw,
    when there are more than four lines, or when a line has not one value for each period.
    """
    if not periods or not series or len(series) > MOST_SERIES:
        raise ValueError("A line over time needs periods and one to four lines.")
    if any(len(one.values) != len(periods) for one in series):
        raise ValueError("Each line needs one value for each period; use None for a gap.")
    return chart.Chart(
        about=about,
        table=_table(about, periods, series, hidden_words),
        wide=_drawing(about, periods, series, size="wide"),
        narrow=_drawing(about, periods, series, size="narrow"),
    )


def _table(about: chart.About, periods: Sequence[str], series: Sequence[Series], hidden_words: str) -> lists.Table:
    return lists.Table(
        caption=about.title,
        is_caption_hidden=True,
        columns=(
            lists.Column(label="Period"),
            *(lists.Column(label=f"{one.label} ({about.unit})", is_figure=True) for one in series),
        ),
        rows=tuple(
            (period, *(_value_words(one.values[index], hidden_words) for one in series))
            for index, period in enumerate(periods)
        ),
    )


def _value_words(value: float | None, hidden_words: str) -> str:
    return hidden_words if value is None else drawing.figure(value)


def _drawing(about: chart.About, periods: Sequence[str], series: Sequence[Series], *, size: str) -> Markup:
    is_wide = size == "wide"
    width = drawing.WIDE if is_wide else drawing.NARROW
    left, right = 44, width - (170 if is_wide else 12)
    # On a narrow drawing the names of the lines stand in rows above it, where they do not take from its
    # width.
    top = 28 if is_wide else 28 + drawing.TEXT_HEIGHT * len(series)
    base = top + HEIGHT
    ticks = drawing.steps(max(value for one in series for value in (*one.values, 0) if value is not None), about=4)
    x_step = (right - left) / max(len(periods) - 1, 1)
    y_scale = HEIGHT / ticks[-1]

    parts = [drawing.text(0, top - 14 if is_wide else 16, about.unit, classes="ls-tick")]
    for tick in ticks:
        y = base - tick * y_scale
        parts.append(drawing.line(left, y, right, y, classes="ls-gridline" if tick else "ls-axis"))
        parts.append(drawing.text(left - 8, y + 5, drawing.figure(tick), anchor="end", classes="ls-tick"))
    parts += _period_names(periods, left, x_step, base, is_wide=is_wide)
    names_at: list[float] = []
    for index, one in enumerate(series):
        points = [
            None if value is None else (left + place * x_step, base - value * y_scale)
            for place, value in enumerate(one.values)
        ]
        dash = " ls-line--dashed" if index % 2 else ""
        parts.append(_path(points, classes=f"ls-line ls-series-{index + 1}{dash}"))
        parts.append(_name(one, points, index, right, names_at, is_wide=is_wide))
    return drawing.svg(
        drawing.join(parts),
        key=about.key,
        size=size,
        width=width,
        height=base + 34,
        title=about.title,
        description=about.summary,
    )


def _period_names(periods: Sequence[str], left: float, x_step: float, base: float, *, is_wide: bool) -> list[Markup]:
    longest = max(len(period) for period in periods) * drawing.LETTER_WIDTH
    every = max(1, ceil((longest + 8) / x_step)) if is_wide else max(1, len(periods) - 1)
    names = []
    for place in range(0, len(periods), every):
        # On a narrow drawing only the first and the last are named, and they must not run over the edges.
        anchor = "middle" if is_wide else "start" if place == 0 else "end"
        names.append(drawing.text(left + place * x_step, base + 24, periods[place], anchor=anchor, classes="ls-tick"))
    return names


def _path(points: Sequence[tuple[float, float] | None], *, classes: str) -> Markup:
    runs: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    shape = classes.split()[1]
    return drawing.join(
        drawing.polyline(run, classes=classes) if len(run) > 1 else drawing.dot(*run[0], 4, classes=shape)
        for run in runs
        if run
    )


def _name(
    one: Series,
    points: Sequence[tuple[float, float] | None],
    index: int,
    right: float,
    names_at: list[float],
    *,
    is_wide: bool,
) -> Markup:
    drawn = [point for point in points if point is not None]
    values = [value for value in one.values if value is not None]
    if not drawn:
        return Markup("")
    x, y = drawn[-1]
    shape = f"ls-series-{index + 1}"
    words = f"{one.label}: {drawing.figure(values[-1])}"
    if is_wide:
        # Lines that end together have their names one under the other.
        name_y = y + 5
        while any(abs(name_y - taken) < drawing.TEXT_HEIGHT for taken in names_at):
            name_y += drawing.TEXT_HEIGHT
        names_at.append(name_y)
        return drawing.dot(x, y, 4, classes=shape) + drawing.text_lines(right + 12, name_y, words, width=158)
    row_y = 16 + drawing.TEXT_HEIGHT * (index + 1)
    key = drawing.polyline([(44, row_y - 5), (68, row_y - 5)], classes=f"ls-line {shape}" + _dash(index))
    return drawing.dot(x, y, 4, classes=shape) + key + drawing.text_lines(76, row_y, words, width=220, most=1)


def _dash(index: int) -> str:
    return " ls-line--dashed" if index % 2 else ""
