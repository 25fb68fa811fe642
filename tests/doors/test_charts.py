"""A chart says its finding, unit, source, date and count, has its table, and needs nothing that is blocked."""

import re
from datetime import date
from xml.etree import ElementTree

import pytest

from lodestar.web import jinja
from lodestar.web.charts import chart, dot_strip, drawing, line_over_time, share_bar, sparkline, wait_bars
from lodestar.web.components import gallery

CHARTS = gallery.example_charts()


def about(**changes: str) -> chart.About:
    given = {
        "key": "one",
        "title": "Half are seen within a week",
        "summary": "Half of 40 people were seen within 6 days.",
        "unit": "days",
        "source": "Lodestar",
        "count_words": "40 people",
    }
    return chart.About(as_of=date(2026, 9, 30), **{**given, **changes})


@pytest.mark.parametrize("one", CHARTS, ids=lambda one: one.about.key)
def test_every_drawing_is_sound_and_names_itself(one: chart.Chart) -> None:
    for drawn in (one.wide, one.narrow):
        root = ElementTree.fromstring(drawn)
        ids = [element.get("id") for element in root.iter() if element.get("id")]

        assert root.get("role") == "img"
        assert root.find("title").text == one.title
        assert root.find("desc").text == one.summary
        assert {root.get("aria-labelledby"), root.get("aria-describedby")} == set(ids)
        assert not re.search(r"\sstyle=|NaN|inf|None", drawn)


@pytest.mark.parametrize("one", CHARTS, ids=lambda one: one.about.key)
def test_no_word_runs_over_the_edge_of_its_drawing(one: chart.Chart) -> None:
    for drawn in (one.wide, one.narrow):
        root = ElementTree.fromstring(drawn)
        width = float(root.get("viewBox").split()[2])
        for element in root.iter("text"):
            length = len(element.text or "") * drawing.LETTER_WIDTH
            start = (
                float(element.get("x")) - {"start": 0, "middle": length / 2, "end": length}[element.get("text-anchor")]
            )

            assert start >= -10, element.text
            assert start + length <= width + 10, element.text


@pytest.mark.parametrize("one", CHARTS, ids=lambda one: one.about.key)
def test_every_chart_stands_with_its_table_and_its_source(one: chart.Chart) -> None:
    template = jinja.component_environment().from_string(
        '{% from "components/figures.html" import chart_figure %}{{ chart_figure(chart) }}'
    )

    html = template.render(chart=one)

    assert one.title in html
    assert "to 30 September 2026" in html
    assert one.about.count_words in html
    assert "<table" in html
    assert html.count("<tr role") == len(one.table.rows) + 1


def test_a_number_too_small_to_show_is_said_and_never_drawn_as_nothing() -> None:
    made = wait_bars.wait_bars(
        about=about(),
        bars=[
            wait_bars.WaitBar(label="Kitchen", count_words="40", median_days=6, ninetieth_days=19),
            wait_bars.WaitBar(label="Allotment", count_words="fewer than 5", hidden_words="Fewer than 5 people"),
        ],
    )

    assert made.table.rows[1] == ("Allotment", "fewer than 5", "Fewer than 5 people", "Fewer than 5 people")
    assert "Fewer than 5 people" in made.wide
    assert made.wide.count("ls-mark-median") == 1


def test_the_waits_board_has_one_dot_for_each_person() -> None:
    made = dot_strip.dot_strip(
        about=about(unit="weeks"), waits_weeks=[0.5, 0.9, 3, 7.2, 31], median_weeks=3, ninetieth_weeks=20
    )

    assert made.wide.count("<circle") == 5
    assert sum(int(people) for _, people in made.table.rows) == 5
    assert made.table.rows[0] == ("0 to under 4", "3")


def test_a_figure_that_is_not_shown_leaves_a_gap_in_its_line() -> None:
    made = line_over_time.line_over_time(
        about=about(),
        periods=("Apr", "May", "Jun", "Jul", "Aug"),
        series=(line_over_time.Series(label="Waits", values=(1, 2, None, 4, 5)),),
        hidden_words="fewer than 5",
    )

    assert made.wide.count("<polyline") == 2
    assert made.table.rows[2] == ("Jun", "fewer than 5")


def test_shares_are_of_each_rows_own_people() -> None:
    made = share_bar.share_bar(
        about=about(unit="percent"),
        parts=("Accepted", "Declined"),
        rows=(
            share_bar.ShareRow(label="All", counts=(30, 10)),
            share_bar.ShareRow(label="Small", counts=None, hidden_words="fewer than 5"),
        ),
    )

    assert made.table.rows == (("All", "30 (75%)", "10 (25%)"), ("Small", "fewer than 5", "fewer than 5"))


def test_a_chart_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one service"):
        wait_bars.wait_bars(about=about(), bars=[])
    with pytest.raises(ValueError, match="at least one wait"):
        dot_strip.dot_strip(about=about(), waits_weeks=[], median_weeks=0, ninetieth_weeks=0)
    with pytest.raises(ValueError, match="periods"):
        line_over_time.line_over_time(about=about(), periods=(), series=())
    with pytest.raises(ValueError, match="two values"):
        sparkline.sparkline(label="x", values=(1,))


def test_everybody_seen_on_the_day_still_makes_a_drawing() -> None:
    made = wait_bars.wait_bars(
        about=about(),
        bars=[wait_bars.WaitBar(label="Walk-in", count_words="9", median_days=0, ninetieth_days=0)],
    )

    assert "Walk-in" in made.wide


@pytest.mark.parametrize("highest", [0.4, 1, 3, 7, 28, 71, 99, 412, 12_345])
def test_an_axis_counts_in_round_whole_steps_and_reaches_the_highest(highest: float) -> None:
    ticks = drawing.steps(highest, about=5)

    assert ticks[0] == 0
    assert ticks[-1] >= highest
    assert len(ticks) <= 8


def test_words_from_data_are_escaped_in_a_drawing() -> None:
    made = wait_bars.wait_bars(
        about=about(),
        bars=[wait_bars.WaitBar(label="<b>Kitchen", count_words="9", median_days=1, ninetieth_days=2)],
    )

    assert "<b>" not in made.svg()
