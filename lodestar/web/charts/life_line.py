"""What happened in a life, part by part, on one line of time: a row for each part, a dot for each thing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from lodestar.web import filters
from lodestar.web.charts import chart, drawing
from lodestar.web.components import lists

WIDE_ROW = 40
NARROW_ROW = 58
RADIUS = 6


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One thing that happened, in one part of a life."""

    on: date
    part: str
    title: str
    body: str = ""
    by: str = ""


def life_line(*, about: chart.About, parts: Sequence[str], happenings: Sequence[Happening]) -> chart.Chart:
    """Return the chart of what happened, by part and day; its table has the newest first.

    `parts` are the names of the rows in their order. Raises `ValueError` when nothing happened.
    """
    if not happenings:
        raise ValueError("A line of a life needs something that happened.")
    return chart.Chart(
        about=about,
        table=lists.Table(
            caption=about.title,
            is_caption_hidden=True,
            columns=(
                lists.Column(label="Day"),
                lists.Column(label="Part of life"),
                lists.Column(label="What happened"),
                lists.Column(label="Who"),
            ),
            rows=tuple(
                (
                    filters.short_date_words(one.on),
                    one.part,
                    f"{one.title}. {one.body}" if one.body else one.title,
                    one.by or "Not said",
                )
                for one in sorted(happenings, key=lambda one: one.on, reverse=True)
            ),
        ),
        wide=_drawing(about, parts, happenings, size="wide"),
        narrow=_drawing(about, parts, happenings, size="narrow"),
    )


def _drawing(about: chart.About, parts: Sequence[str], happenings: Sequence[Happening], *, size: str) -> Markup:
    is_wide = size == "wide"
    width = drawing.WIDE if is_wide else drawing.NARROW
    left = 200 if is_wide else 10
    right = width - 12
    row_height = WIDE_ROW if is_wide else NARROW_ROW
    top = 16
    bottom = top + row_height * len(parts)
    first, last = min(one.on for one in happenings), about.as_of
    span = max((last - first).days, 1)

    drawn = []
    for day, anchor in ((first, "start"), (last, "end")):
        x = left + (right - left) * (day - first).days / span
        drawn.append(drawing.line(x, top - 8, x, bottom, classes="ls-gridline"))
        drawn.append(drawing.text(x, bottom + 22, f"{day:%b %Y}", anchor=anchor, classes="ls-tick"))
    for number, part in enumerate(parts):
        y = top + row_height * number
        middle = y + row_height / 2 if is_wide else y + 40
        drawn.append(drawing.text(0, middle + 5 if is_wide else y + 20, part))
        drawn.append(drawing.line(left, middle, right, middle, classes="ls-axis"))
        days = sorted({one.on for one in happenings if one.part == part})
        for day in days:
            x = left + (right - left) * (day - first).days / span
            drawn.append(drawing.dot(x, middle, RADIUS, classes="ls-dot ls-series-1"))
    return drawing.svg(
        drawing.join(drawn),
        key=about.key,
        size=size,
        width=width,
        height=bottom + 34,
        title=about.title,
        description=about.summary,
    )
