"""What tables, chips, timelines, paging and empty places are given."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Link:
    """Words that lead somewhere. `hidden_words` finish the sentence for a screen reader."""

    words: str
    url: str
    hidden_words: str = ""


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column's heading; figures line up at the right."""

    label: str
    is_figure: bool = False


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table whose first column names the row. `count_words` says how many rows there are: "43 people".

    Each cell is text or a `Link`. On a small screen every row becomes a card with its headings beside the
    cells.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str | Link, ...], ...]
    count_words: str | None = None
    is_caption_hidden: bool = False

    def __post_init__(self) -> None:
        """Refuse a row with more or fewer cells than there are columns. Raises `ValueError`."""
        wrong = [row for row in self.rows if len(row) != len(self.columns)]
        if wrong:
            raise ValueError(f"{len(wrong)} rows of “{self.caption}” do not have {len(self.columns)} cells")


@dataclass(frozen=True, kw_only=True)
class Chip:
    """One choice among the chips."""

    value: str
    label: str
    is_on: bool = False
    icon: str | None = None


@dataclass(frozen=True, kw_only=True)
class ChipGroup:
    """Chips that a GET form sends under one name, so that the filter stays in the address."""

    legend: str
    name: str
    chips: tuple[Chip, ...]
    is_many: bool = True
    is_legend_hidden: bool = False


@dataclass(frozen=True, kw_only=True)
class Paging:
    """Where a long list stands; `words` like "Page 2 of 9". None where there is no page to go to."""

    words: str
    previous_url: str | None = None
    next_url: str | None = None


@dataclass(frozen=True, kw_only=True)
class TimelineEntry:
    """One thing that happened, or is to happen."""

    when: str
    title: str
    body: str = ""
    by: str = ""
    is_now: bool = False
    is_to_come: bool = False


@dataclass(frozen=True, kw_only=True)
class EmptyState:
    """What a place without rows says: what it is for, and what to do first."""

    title: str
    words: str
    action: Link | None = None


@dataclass(frozen=True, kw_only=True)
class StatHeadline:
    """A finding in words before its chart, with its figure, and what the figure means one click away."""

    words: str
    figure: str
    figure_label: str
    comparison: str = ""
    definition_title: str = "What this counts"
    definition: str = ""
