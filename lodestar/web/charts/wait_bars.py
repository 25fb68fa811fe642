"""How long people waited, by service: a bar to the median and a paler one to the 90th percentile."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from lodestar.web.charts import chart, drawing
from lodestar.web.components import lists

BAR_HEIGHT = 16


@dataclass(frozen=True, kw_only=True)
class WaitBar:
    """One service's wait. Unit: days; None when too few to show, and then `hidden_words` says so."""

    label: str
    count_words: str
    median_days: float | None = None
    ninetieth_days: float | None = None
    hidden_words: str = ""


def wait_bars(*, about: chart.About, bars: Sequence[WaitBar], target_days: int | None = None) -> chart.Chart:
    """Return the chart of waits by service, in the order given.

    Units: days. `target_days` draws the share's own limit (28, say) as a dotted line. Raises `ValueError`
    without bars.
    """
    if not bars:
        raise ValueError("A chart of waits needs at least one service.")
    return chart.Chart(
        about=about,
        table=_table(about, bars),
        wide=_drawing(about, bars, target_days, size="wide"),
        narrow=_drawing(about, bars, target_days, size="narrow"),
    )


def _table(about: chart.About, bars: Sequence[WaitBar]) -> lists.Table:
    return lists.Table(
        caption=about.title,
        is_caption_hidden=True,
        columns=(
            lists.Column(label="Service"),
            lists.Column(label="People", is_figure=True),
            lists.Column(label="Half waited up to (days)", is_figure=True),
            lists.Column(label="9 in 10 waited up to (days)", is_figure=True),
        ),
        rows=tuple(
            (
                row.label,
                row.count_words,
                _days_words(row, row.median_days),
                _days_words(row, row.ninetieth_days),
            )
            for row in bars
        ),
    )


def _days_words(row: WaitBar, days: float | None) -> str:
    return row.hidden_words if days is None else drawing.figure(days)


def _drawing(about: chart.About, bars: Sequence[WaitBar], target_days: int | None, *, size: str) -> Markup:
    is_wide = size == "wide"
    width = drawing.WIDE if is_wide else drawing.NARROW
    left = 230 if is_wide else 0
    right = width - (150 if is_wide else 104)
    row_height = 48 if is_wide else 64
    top = 52
    bottom = top + row_height * len(bars)
    longest = max([row.ninetieth_days or 0 for row in bars] + [target_days or 0])
    ticks = drawing.steps(longest, about=5 if is_wide else 3)
    scale = (right - left) / ticks[-1]
    columns = (width - (90 if is_wide else 64), width)

    parts = [_heads(columns, is_wide=is_wide)]
    for tick in ticks:
        x = left + tick * scale
        parts.append(drawing.line(x, top - 6, x, bottom, classes="ls-gridline"))
        anchor = "start" if tick == 0 and not is_wide else "middle"
        parts.append(drawing.text(x, bottom + 20, drawing.figure(tick), anchor=anchor, classes="ls-tick"))
    parts.append(drawing.text(right, bottom + 42, "days waited", anchor="end", classes="ls-tick"))
    if target_days is not None:
        x = left + target_days * scale
        parts.append(drawing.line(x, top - 6, x, bottom, classes="ls-mark-target"))
        parts.append(drawing.text(x, top - 12, f"{target_days} days", anchor="middle", classes="ls-quiet ls-halo"))
    for index, row in enumerate(bars):
        parts.append(_row(row, top + index * row_height, left, scale, columns, is_wide=is_wide))
    return drawing.svg(
        drawing.join(parts),
        key=about.key,
        size=size,
        width=width,
        height=bottom + 50,
        title=about.title,
        description=about.summary,
    )


def _heads(columns: tuple[float, float], *, is_wide: bool) -> Markup:
    half, ninetieth = ("half within", "9 in 10") if is_wide else ("half", "9 in 10")
    return drawing.text(columns[0], 20, half, anchor="end", classes="ls-quiet") + drawing.text(
        columns[1], 20, ninetieth, anchor="end", classes="ls-quiet"
    )


def _row(
    row: WaitBar,
    y: float,
    left: float,
    scale: float,
    columns: tuple[float, float],
    *,
    is_wide: bool,
) -> Markup:
    middle = y + 22 if is_wide else y + 46
    if is_wide:
        label_y = middle + 5 if len(row.label) * drawing.LETTER_WIDTH < left - 16 else middle - 5
        parts = [drawing.text_lines(0, label_y, row.label, width=left - 16)]
    else:
        parts = [drawing.text_lines(0, y + 24, row.label, width=columns[1], most=1, classes="ls-halo")]
    if row.median_days is None or row.ninetieth_days is None:
        parts.append(drawing.text(left + 8, middle + 5, row.hidden_words, classes="ls-quiet ls-halo"))
        return drawing.join(parts)
    bar_top = middle - BAR_HEIGHT / 2
    median_x, ninetieth_x = left + row.median_days * scale, left + row.ninetieth_days * scale
    parts += [
        drawing.bar(left, bar_top, ninetieth_x - left, BAR_HEIGHT, classes="ls-span"),
        drawing.bar(left, bar_top, median_x - left, BAR_HEIGHT, classes="ls-bar ls-series-1"),
        drawing.line(median_x, bar_top - 5, median_x, bar_top + BAR_HEIGHT + 5, classes="ls-mark-median"),
        drawing.line(ninetieth_x, bar_top - 5, ninetieth_x, bar_top + BAR_HEIGHT + 5, classes="ls-mark-ninetieth"),
        drawing.text(columns[0], middle + 5, drawing.figure(row.median_days), anchor="end", classes="ls-strong"),
        drawing.text(columns[1], middle + 5, drawing.figure(row.ninetieth_days), anchor="end"),
    ]
    return drawing.join(parts)
