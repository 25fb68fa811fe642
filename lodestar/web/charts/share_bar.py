"""Shares of a whole as one bar a row, in the same order on each; shades that grey paper keeps apart."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from lodestar.web.charts import chart, drawing
from lodestar.web.components import lists

MOST_PARTS = 4
BAR_HEIGHT = 28


@dataclass(frozen=True, kw_only=True)
class ShareRow:
    """One bar: how many people are in each part; None when hidden, and then `hidden_words` says why."""

    label: str
    counts: tuple[int, ...] | None
    hidden_words: str = ""


def share_bar(*, about: chart.About, parts: Sequence[str], rows: Sequence[ShareRow]) -> chart.Chart:
    """Return the chart of shares. Unit: percent of each row's people.

    Raises `ValueError` without rows, with more than four parts, or when a row has not one count for each
    part.
    """
    if not rows or not 1 < len(parts) <= MOST_PARTS:
        raise ValueError("A share bar needs rows, and two to four parts.")
    if any(row.counts is not None and (len(row.counts) != len(parts) or not sum(row.counts)) for row in rows):
        raise ValueError("Each row needs one count for each part, and somebody in it.")
    return chart.Chart(
        about=about,
        table=_table(about, parts, rows),
        wide=_drawing(about, parts, rows, size="wide"),
        narrow=_drawing(about, parts, rows, size="narrow"),
    )


def _percent(count: int, total: int) -> int:
    return round(100 * count / total)


def _table(about: chart.About, parts: Sequence[str], rows: Sequence[ShareRow]) -> lists.Table:
    def cells(row: ShareRow) -> tuple[str, ...]:
        if row.counts is None:
            return (row.hidden_words,) * len(parts)
        total = sum(row.counts)
        return tuple(f"{count:,} ({_percent(count, total)}%)" for count in row.counts)

    return lists.Table(
        caption=about.title,
        is_caption_hidden=True,
        columns=(lists.Column(label=""), *(lists.Column(label=part, is_figure=True) for part in parts)),
        rows=tuple((row.label, *cells(row)) for row in rows),
    )


def _drawing(about: chart.About, parts: Sequence[str], rows: Sequence[ShareRow], *, size: str) -> Markup:
    is_wide = size == "wide"
    width = drawing.WIDE if is_wide else drawing.NARROW
    left = 200 if is_wide else 0
    row_height = 48 if is_wide else 64
    drawn, top = _key(parts, width, is_wide=is_wide)
    for index, row in enumerate(rows):
        y = top + index * row_height
        label_y = y + 20 if is_wide else y + 16
        drawn.append(drawing.text_lines(0, label_y, row.label, width=(left or width) - 12, most=1))
        bar_y = y if is_wide else y + 24
        if row.counts is None:
            drawn.append(drawing.text(left, bar_y + 20, row.hidden_words, classes="ls-quiet"))
        else:
            drawn += _bar(row.counts, left, bar_y, width - left)
    return drawing.svg(
        drawing.join(drawn),
        key=about.key,
        size=size,
        width=width,
        height=top + row_height * len(rows),
        title=about.title,
        description=about.summary,
    )


def _key(parts: Sequence[str], width: float, *, is_wide: bool) -> tuple[list[Markup], float]:
    drawn = []
    x, y = 0.0, 4.0
    for index, part in enumerate(parts):
        length = 40 + len(part) * drawing.LETTER_WIDTH
        if x and (not is_wide or x + length > width):
            x, y = 0.0, y + 26
        drawn.append(drawing.bar(x + 1, y, 16, 16, classes=f"ls-share ls-share-{index + 1}"))
        drawn.append(drawing.text(x + 25, y + 14, part))
        x += length
    return drawn, y + 40


def _bar(counts: tuple[int, ...], left: float, y: float, width: float) -> list[Markup]:
    total = sum(counts)
    drawn = []
    x = left
    for index, count in enumerate(counts):
        length = width * count / total
        if not count:
            continue
        drawn.append(drawing.bar(x + 1, y, length - 2, BAR_HEIGHT, classes=f"ls-share ls-share-{index + 1}"))
        if length > 36:
            on_dark = " ls-on-dark" if index == 0 else ""
            words = f"{_percent(count, total)}%"
            drawn.append(drawing.text(x + length / 2, y + 20, words, anchor="middle", classes="ls-strong" + on_dark))
        x += length
    return drawn
