"""Days still to come, on one line from today: what is due, when, and in which order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from lodestar.rules import months
from lodestar.web import filters
from lodestar.web.charts import chart, drawing
from lodestar.web.components import lists

WIDE_ROW = 44
NARROW_ROW = 76
DAYS_IN_A_YEAR = 365


@dataclass(frozen=True, kw_only=True)
class DayAhead:
    """One day, what it is for, and what to know of it. A day that has gone by stands at today, and says so."""

    label: str
    on: date
    note: str = ""
    is_end: bool = False


def days_ahead(*, about: chart.About, today: date, days: Sequence[DayAhead], label: str = "What") -> chart.Chart:
    """Return the chart of days from today on, in the order given. Raises `ValueError` when there is none."""
    if not days:
        raise ValueError("A line of days needs a day.")
    return chart.Chart(
        about=about,
        table=lists.Table(
            caption=about.title,
            is_caption_hidden=True,
            columns=(lists.Column(label=label), lists.Column(label="Day"), lists.Column(label="What to know")),
            rows=tuple(
                (one.label, filters.short_date_words(one.on), one.note or filters.days_ago_words(one.on, today))
                for one in days
            ),
        ),
        wide=_drawing(about, today, days, size="wide"),
        narrow=_drawing(about, today, days, size="narrow"),
    )


def _drawing(about: chart.About, today: date, days: Sequence[DayAhead], *, size: str) -> Markup:
    is_wide = size == "wide"
    width = drawing.WIDE if is_wide else drawing.NARROW
    left = 250 if is_wide else 8
    right = width - (150 if is_wide else 8)
    row_height = WIDE_ROW if is_wide else NARROW_ROW
    top = 40
    bottom = top + row_height * len(days)
    until = max(*(one.on for one in days), months.add_months(today, months=1))
    scale = (right - left) / (until - today).days

    parts = []
    for mark, anchor in _marks(today, until, is_wide=is_wide):
        x = left + (mark - today).days * scale
        parts.append(drawing.line(x, top - 8, x, bottom, classes="ls-axis" if mark == today else "ls-gridline"))
        words = "today" if mark == today else f"{mark:%b %Y}"
        parts.append(drawing.text(x, top - 16, words, anchor=anchor, classes="ls-tick"))
    for index, one in enumerate(days):
        parts += _row(one, today, top + index * row_height, left, scale, width, is_wide=is_wide)
    return drawing.svg(
        drawing.join(parts),
        key=about.key,
        size=size,
        width=width,
        height=bottom + 8,
        title=about.title,
        description=about.summary,
    )


def _marks(today: date, until: date, *, is_wide: bool) -> list[tuple[date, str]]:
    """Return today and round months up to the last day, few enough to be read."""
    span = (until - today).days
    every = 3 if span <= DAYS_IN_A_YEAR else 6 if span <= 2 * DAYS_IN_A_YEAR else 12 if is_wide else 24
    if not is_wide and span <= 2 * DAYS_IN_A_YEAR:
        every = 6 if span <= DAYS_IN_A_YEAR else 12
    found = [(today, "start")]
    first = date(today.year, today.month, 1)
    for number in range(every, 240, every):
        mark = months.add_months(first, months=number)
        if mark > until:
            break
        found.append((mark, "middle" if (until - mark).days * 12 > span else "end"))
    return found


def _row(
    one: DayAhead, today: date, y: float, left: float, scale: float, width: float, *, is_wide: bool
) -> list[Markup]:
    middle = y + 22 if is_wide else y + 58
    x = left + max((one.on - today).days, 0) * scale
    shape = "ls-series-2" if one.is_end else "ls-series-1"
    said = filters.short_date_words(one.on)
    parts = [
        drawing.line(left, middle, x, middle, classes="ls-gridline"),
        drawing.bar(left, middle - 3, x - left, 6, classes="ls-span"),
        drawing.dot(x, middle, 8 if one.is_end else 6, classes=shape),
    ]
    if is_wide:
        label_y = middle + 5 if len(one.label) * drawing.LETTER_WIDTH < left - 16 else middle - 5
        parts.append(drawing.text_lines(0, label_y, one.label, width=left - 16))
        parts.append(drawing.text(width, middle + 5, said, anchor="end", classes="ls-strong" if one.is_end else ""))
    else:
        # A narrow drawing has no room beside: day and label stand over their line, and nothing of them is cut.
        words = f"{one.on.day} {one.on:%b %Y}: {one.label}"
        lines = 1 if len(words) * drawing.LETTER_WIDTH < width else 2
        parts.append(drawing.text_lines(0, y + (42 if lines == 1 else 22), words, width=width, classes="ls-halo"))
    return parts
