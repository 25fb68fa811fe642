"""A person's own line: what they said then and now, in words with a small chart. Never a grade, never a warning."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from lodestar.outcomes.queries import History, OwnLine
from lodestar.rules.scores import Change
from lodestar.web import check_in_words, filters
from lodestar.web.charts import sparkline

DIALOG = "dialog"


@dataclass(frozen=True)
class LineRow:
    """One part of a line: what it is about, then and now in words, and its drawing where there are two answers."""

    about: str
    words: str
    drawing: Markup


@dataclass(frozen=True)
class Line:
    """What a person said on one instrument over time, and who was there when."""

    heading: str
    said: str
    rows: tuple[LineRow, ...]


@dataclass(frozen=True)
class OwnWords:
    """What a person answered to one question of ours, the latest first."""

    about: str
    words: str


def lines_of(histories: Iterable[History]) -> tuple[Line, ...]:
    """Return one line for each instrument that was answered."""
    return tuple(_line(one) for one in histories)


def own_words_of(lines: Iterable[OwnLine]) -> tuple[OwnWords, ...]:
    """Return what was answered to our own questions: now, and the first time where it was another answer."""
    return tuple(OwnWords(check_in_words.OWN_ABOUT[one.question], _own_words(one.answers)) for one in lines)


def _line(history: History) -> Line:
    days = [reading.on for reading in history.readings]
    rows = _item_rows(history) if history.instrument.code == DIALOG else _score_rows(history)
    return Line(heading=_heading(history), said=_said(history, days), rows=rows)


def _heading(history: History) -> str:
    return "How things are for me" if history.instrument.code == DIALOG else history.instrument.name


def _said(history: History, days: Sequence[date]) -> str:
    last = history.readings[-1]
    who = "by yourself" if last.how == "by-person" else f"with {last.by_name}"
    times = filters.plural(len(days), "time")
    return f"You answered {times}, the last on {filters.short_date_words(days[-1])}, {who}."


def _item_rows(history: History) -> tuple[LineRow, ...]:
    rows = []
    for item in range(1, history.instrument.items + 1):
        points = history.item_points(item)
        if points:
            wants_more = any(
                reading.answers[item].wants_more_help for reading in history.readings[-1:] if item in reading.answers
            )
            rows.append(_row(history, item, points, wants_more=wants_more))
    return tuple(rows)


def _row(history: History, item: int, points: Sequence[tuple[date, int]], *, wants_more: bool) -> LineRow:
    about = check_in_words.TOPICS[item]
    values = [value for _, value in points]
    now = check_in_words.answer_words(history.instrument, values[-1])
    words = f"Now: {now.lower()}."
    if len(points) > 1:
        then = check_in_words.answer_words(history.instrument, values[0])
        words = f"{filters.short_date_words(points[0][0])}: {then.lower()}. {words} {_moved(history.item_change(item))}"
    if wants_more:
        words = f"{words.strip()} You want more help with this."
    return LineRow(about=filters.capital(about), words=words.strip(), drawing=_drawing(about, values))


def _moved(change: Change | None) -> str:
    return {Change.BETTER: "It feels better than it did.", Change.WORSE: "It feels harder than it did."}.get(
        change or Change.NO_RELIABLE_CHANGE, ""
    )


def _score_rows(history: History) -> tuple[LineRow, ...]:
    direction = "More" if history.instrument.higher_is_better else "Less"
    rows = []
    for scale in history.instrument.scales:
        values = [float(one.scored.value_of(scale) or 0) for one in history.scale_readings(scale)]
        if not values:
            continue
        words = f"Now: {filters.score(values[-1])}. {direction} is better for you here."
        if len(values) > 1:
            words = f"At first: {filters.score(values[0])}. {words}"
        rows.append(LineRow(check_in_words.SCALES[scale], words, _drawing(history.instrument.name, values)))
    return tuple(rows)


def _drawing(about: str, values: Sequence[float]) -> Markup:
    if len(values) < 2:
        return Markup("")
    label = f"Your line for {about}: from {filters.score(values[0])} to {filters.score(values[-1])}"
    return sparkline.sparkline(label=label, values=values)


def _own_words(answers: Sequence[tuple[date, str]]) -> str:
    (first_on, first), (_, last) = answers[0], answers[-1]
    now = f"Now: {check_in_words.OWN_ANSWERS[last].lower().replace('i would', 'I would').replace(' i ', ' I ')}."
    if len(answers) == 1 or first == last:
        return now
    then = check_in_words.OWN_ANSWERS[first].lower().replace("i would", "I would").replace(" i ", " I ")
    return f"{filters.short_date_words(first_on)}: {then}. {now}"
