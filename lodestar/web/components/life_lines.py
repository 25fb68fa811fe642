"""The line of a life, drawn and told from what a viewer may read; the person and their workers read the same."""

from collections.abc import Sequence
from datetime import date

from lodestar.plans.life_line import Happened, Kind
from lodestar.rules.life_areas import LIFE_AREAS
from lodestar.web import filters
from lodestar.web.charts import chart, life_line
from lodestar.web.charts.life_line import Happening

_SAID: dict[Kind, str] = {
    Kind.NEED: "Wanted help with: {words}",
    Kind.GOAL: "A goal: {words}",
    Kind.ASKED: "Asked {words} for help",
    Kind.SAID_NO: "{words} said not now",
    Kind.MET: "Met {words}",
    Kind.STARTED: "Support from {words} started",
    Kind.ENDED: "Support from {words} ended",
    Kind.EVENT: "{words}",
}


def drawn(happened: Sequence[Happened], *, today: date) -> chart.Chart | None:
    """Return the chart of what happened, with a row for each part of life that has any; None where nothing has."""
    if not happened:
        return None
    seen = {one.life_area for one in happened}
    parts = [area.label for area in LIFE_AREAS if area.value in seen]
    first = min(one.on for one in happened)
    return life_line.life_line(
        about=chart.About(
            key="life",
            title=f"{filters.plural(len(happened), 'thing')} since {filters.short_date_words(first)}",
            summary=f"Each dot is a day on which something happened, in {filters.plural(len(parts), 'part')} of life.",
            unit="days on one line",
            source="this record",
            as_of=today,
            count_words="One person",
        ),
        parts=parts,
        happenings=[
            Happening(
                on=one.on,
                part=filters.life_area_label(one.life_area),
                title=_SAID[one.kind].replace("{words}", one.words.rstrip(".")),
                by=one.by_name,
            )
            for one in happened
        ],
    )
