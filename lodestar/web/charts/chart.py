"""What every chart carries, whatever its kind."""

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from lodestar.web import filters
from lodestar.web.components import lists


@dataclass(frozen=True, kw_only=True)
class About:
    """What must be said around any chart.

    `title` states the finding, not the subject: "One in three waited over four weeks". `summary` is the
    sentence for somebody who cannot see the drawing. `count_words` says how many people stand behind it,
    like "412 people". `uncertainty` says what the figures leave open, where something does.
    """

    key: str
    title: str
    summary: str
    unit: str
    source: str
    as_of: date
    count_words: str
    uncertainty: str = ""


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A chart and its table. It is drawn twice, so that words keep their size on a small screen."""

    about: About
    table: lists.Table
    wide: Markup
    narrow: Markup

    @property
    def title(self) -> str:
        """Return the finding."""
        return self.about.title

    @property
    def summary(self) -> str:
        """Return the finding in a sentence, with its figures."""
        return self.about.summary

    @property
    def source_line(self) -> str:
        """Return unit, count, source and date as one line under the drawing."""
        about = self.about
        line = (
            f"Shown in {about.unit}. {about.count_words}. Source: {about.source}, "
            f"to {filters.short_date_words(about.as_of)}."
        )
        return f"{line} {about.uncertainty}" if about.uncertainty else line

    def svg(self) -> Markup:
        """Return both drawings; the style sheet shows the one that fits the screen."""
        return self.wide + self.narrow
