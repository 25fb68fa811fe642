"""A line the size of a word, beside the figure that it belongs to."""

from collections.abc import Sequence

from markupsafe import Markup

from lodestar.web.charts import drawing

WIDTH, HEIGHT, MARGIN = 120, 28, 4


def sparkline(*, label: str, values: Sequence[float]) -> Markup:
    """Return a small drawing of values in order, named by `label` for a screen reader.

    `label` says what a reader would see: "Waits by month: from 31 days to 24". Raises `ValueError` under
    two values.
    """
    if len(values) < 2:
        raise ValueError("A sparkline needs two values or more.")
    low, high = min(values), max(values)
    scale = (HEIGHT - 2 * MARGIN) / ((high - low) or 1)
    step = (WIDTH - 2 * MARGIN) / (len(values) - 1)
    points = [(MARGIN + index * step, HEIGHT - MARGIN - (value - low) * scale) for index, value in enumerate(values)]
    return Markup('<svg class="ls-spark" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}</svg>').format(
        WIDTH,
        HEIGHT,
        label,
        drawing.polyline(points, classes="ls-line"),
        drawing.dot(*points[-1], 3, classes="ls-spark__end"),
    )
