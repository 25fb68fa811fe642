"""A dot for each person on a line in weeks, drawn so that a team can stand before it."""

from collections import Counter
from collections.abc import Sequence

from markupsafe import Markup

from lodestar.web import filters
from lodestar.web.charts import chart, drawing
from lodestar.web.components import lists

BAND_WEEKS = 4
LARGEST_RADIUS = 8
MOST_HEIGHT = 260


def dot_strip(
    *,
    about: chart.About,
    waits_weeks: Sequence[float],
    median_weeks: float,
    ninetieth_weeks: float,
) -> chart.Chart:
    """Return the waits board: a dot a person by whole weeks waited, with median and 90th percentile.

    Units: weeks. The two marks are handed in, since an indicator defines them. Raises `ValueError` without
    waits.
    """
    if not waits_weeks:
        raise ValueError("A waits board needs at least one wait.")
    people_by_week = Counter(int(weeks) for weeks in waits_weeks)
    marks = (median_weeks, ninetieth_weeks)
    return chart.Chart(
        about=about,
        table=_table(about, people_by_week),
        wide=_drawing(about, people_by_week, marks, size="wide"),
        narrow=_drawing(about, people_by_week, marks, size="narrow"),
    )


def _table(about: chart.About, people_by_week: Counter[int]) -> lists.Table:
    bands = range(max(people_by_week) // BAND_WEEKS + 1)
    return lists.Table(
        caption=about.title,
        is_caption_hidden=True,
        columns=(lists.Column(label="Weeks waited"), lists.Column(label="People", is_figure=True)),
        rows=tuple(
            (
                f"{band * BAND_WEEKS} to under {(band + 1) * BAND_WEEKS}",
                str(sum(people_by_week[week] for week in range(band * BAND_WEEKS, (band + 1) * BAND_WEEKS))),
            )
            for band in bands
        ),
    )


def _drawing(about: chart.About, people_by_week: Counter[int], marks: tuple[float, float], *, size: str) -> Markup:
    is_wide = size == "wide"
    width = drawing.WIDE if is_wide else drawing.NARROW
    left, right = 8, width - 8
    ticks = drawing.steps(max(max(people_by_week) + 1, marks[1]), about=8 if is_wide else 4)
    scale = (right - left) / ticks[-1]
    tallest = max(people_by_week.values())
    radius = min(scale / 2, LARGEST_RADIUS, MOST_HEIGHT / tallest / 2)
    top = 56
    base = top + max(tallest * radius * 2, 40) + 8

    parts = []
    for tick in ticks:
        x = left + tick * scale
        anchor = "start" if tick == 0 else "end" if tick == ticks[-1] else "middle"
        parts.append(drawing.line(x, base, x, base + 6, classes="ls-axis"))
        parts.append(drawing.text(x, base + 24, drawing.figure(tick), anchor=anchor, classes="ls-tick"))
    parts.append(drawing.line(left, base, right, base, classes="ls-axis"))
    parts.append(drawing.text(right, base + 46, "weeks waited", anchor="end", classes="ls-tick"))
    for week, people in sorted(people_by_week.items()):
        x = left + (week + 0.5) * scale
        parts += [
            drawing.dot(x, base - radius * (2 * row + 1) - 1, radius, classes="ls-dot ls-series-1")
            for row in range(people)
        ]
    parts += _marks(marks, left, scale, base, width)
    return drawing.svg(
        drawing.join(parts),
        key=about.key,
        size=size,
        width=width,
        height=base + 54,
        title=about.title,
        description=about.summary,
    )


def _marks(marks: tuple[float, float], left: float, scale: float, base: float, width: float) -> list[Markup]:
    drawn = []
    for row, (name, weeks, classes) in enumerate(
        (("half within", marks[0], "ls-mark-median"), ("9 in 10 within", marks[1], "ls-mark-ninetieth"))
    ):
        x = left + weeks * scale
        y = 16 + row * drawing.TEXT_HEIGHT
        words = f"{name} {filters.plural(round(weeks), 'week')}"
        # The words stand to the right of their mark unless they would run over the edge.
        is_right = x + 6 + len(words) * drawing.BOLD_LETTER_WIDTH < width
        drawn.append(drawing.line(x, y - 12, x, base, classes=classes))
        drawn.append(
            drawing.text(
                x + (6 if is_right else -6),
                y,
                words,
                anchor="start" if is_right else "end",
                classes="ls-strong ls-halo",
            )
        )
    return drawn
