"""The check-ins of one person for a worker: every score with its day, what a change says, and what it does not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from lodestar.access.roles import CASEWORK_ROLES
from lodestar.outcomes import queries, registry
from lodestar.outcomes.models import CLINICAL_CARE, AgreedAction, LicensedReading
from lodestar.outcomes.queries import History
from lodestar.referrals import queries as referral_queries
from lodestar.referrals.models import Contact
from lodestar.rules import paired_scores, scores
from lodestar.rules.paired_scores import Measure, MeasuredReferral, Pair, Reading
from lodestar.rules.scores import Change
from lodestar.web import check_in_words, filters
from lodestar.web.casework import record
from lodestar.web.charts import chart, line_over_time
from lodestar.web.components.frame import BackLink, PersonStrip
from lodestar.web.components.lists import Column, Link, Table
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

DONE = {
    "saved": "The answers are saved. Go on with them at any time.",
    "finished": "The check-in is finished.",
    "empty": "Nothing was answered, so the check-in stays open.",
    "talked": "The conversation is saved.",
    "licensed": "The scores are saved.",
    "safety": "What you did is written down, and the task is closed.",
}
CHANGES = {
    Change.BETTER: "Reliably better",
    Change.WORSE: "Reliably worse",
    Change.NO_RELIABLE_CHANGE: "No reliable change",
    None: "No step of change is agreed",
}


@dataclass(frozen=True)
class Scored:
    """One instrument: its scores in a table, its items where a change is of an item, and a chart."""

    name: str
    source: str
    scores: Table
    items: Table | None
    chart: chart.Chart | None


@dataclass(frozen=True)
class CheckInsPage:
    """Everything that a person said in check-ins, for a worker who may see clinical care."""

    person_strip: PersonStrip
    back: BackLink
    done: str
    safety: tuple[Link, ...]
    begin: Link
    go_on: Link | None
    talk: Link | None
    answers: Link | None
    licensed: Link | None
    last: str
    scored: tuple[Scored, ...]
    own: Table | None
    pairs: Table | None
    licensed_table: Table | None
    agreed: tuple[str, ...]
    not_told: str


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def check_ins(request: Request, person_id: UUID) -> HttpResponse:
    """Show a person's check-ins."""
    viewer = request.viewer
    opened = record.opened_in(request, person_id=person_id, life_area=CLINICAL_CARE)
    histories = queries.histories(viewer, person_id=person_id)
    last = queries.last_finished(viewer, person_id=person_id)
    last_on = timezone.localdate(last.begun_at) if last else None
    open_now = queries.open_check_in(viewer, person_id=person_id)
    licensed = queries.licensed_readings(viewer, person_id=person_id)
    page = CheckInsPage(
        person_strip=record.strip(opened),
        back=BackLink(label="the record", url=reverse("casework:person", kwargs={"person_id": person_id})),
        done=DONE.get(request.GET.get("done", ""), ""),
        safety=tuple(
            Link(
                words=f"An answer on safety of {filters.short_date_words(one.raised_at)}: nobody has answered for it",
                url=reverse("casework:safety-task", kwargs={"task_id": one.task_id}),
            )
            for one in queries.open_safety(viewer, person_id=person_id)
        ),
        begin=Link(words="Begin a check-in", url=reverse("casework:check-in-new", kwargs={"person_id": person_id})),
        go_on=Link(words="Go on with the one that is open", url=_address("check-in", open_now.pk))
        if open_now
        else None,
        talk=_talk(histories),
        answers=Link(words="Look at the last answers, or put one right", url=_address("answers", last.pk))
        if last and last.begun_by_id == viewer.user_id
        else None,
        licensed=_licensed_link(viewer.today, person_id),
        last=f"The last was {filters.days_ago_words(last_on, viewer.today)}." if last_on else "There is none yet.",
        scored=tuple(_scored(one) for one in histories),
        own=_own(queries.own_lines(viewer, person_id=person_id)),
        pairs=_pairs(request, person_id, histories),
        licensed_table=_licensed(licensed),
        agreed=tuple(_agreed(one) for one in queries.agreed_actions(viewer, person_id=person_id)),
        not_told=check_in_words.NOT_TOLD_OF_THEM,
    )
    return render(request, "casework/check_ins.html", page)


def _address(name: str, check_in_id: UUID) -> str:
    return reverse(f"casework:{name}", kwargs={"check_in_id": check_in_id})


def _talk(histories: Sequence[History]) -> Link | None:
    dialog = next((one for one in histories if one.instrument.code == "dialog"), None)
    if dialog is None:
        return None
    words = "Talk over the latest DIALOG"
    return Link(words=words, url=_address("talk", dialog.readings[-1].check_in_id))


def _licensed_link(today: date, person_id: UUID) -> Link | None:
    standing = registry.standing_of(registry.CONTAINER, on=today)
    if not standing.is_in_use:
        return None
    address = reverse("casework:licensed-new", kwargs={"person_id": person_id})
    return Link(words=f"Enter scores of {standing.instrument.name}", url=address)


def _scored(history: History) -> Scored:
    row = history.instrument
    return Scored(
        name=row.name,
        source=f"Source of the rules: {row.source}.",
        scores=_scores_table(history),
        items=_items_table(history) if row.code == "dialog" else None,
        chart=_chart(history) if len(history.readings) > 1 else None,
    )


def _scores_table(history: History) -> Table:
    rows = []
    for scale in history.instrument.scales:
        readings = history.scale_readings(scale)
        first = readings[0].scored.value_of(scale) if readings else None
        for reading in history.readings:
            value = reading.scored.value_of(scale)
            counted = next(one for one in reading.scored.scores if one.name == scale)
            rows.append(
                (
                    f"{check_in_words.SCALES[scale]}, {filters.short_date_words(reading.on)}",
                    filters.score(value),
                    f"{counted.answered} of {counted.asked}",
                    _case(history, value),
                    _change(history, first, value) if readings and reading is not readings[0] else "–",
                    f"{check_in_words.HOW[reading.how]}, {reading.by_name}",
                )
            )
    heads = ("Score and day", "Score", "Answered", "Cut-off", "Since the first", "Who answered")
    return Table(
        caption=f"Scores of {history.instrument.name}",
        is_caption_hidden=True,
        columns=tuple(Column(label=head, is_figure=head == "Score") for head in heads),
        rows=tuple(rows),
    )


def _case(history: History, value: Fraction | None) -> str:
    row = history.instrument
    case = scores.is_case(instrument=row, score=value) if value is not None else None
    if case is None:
        return "None agreed" if value is not None else "–"
    return f"{'On the clinical side' if case else 'Not on the clinical side'} of {row.caseness}"


def _change(history: History, first: Fraction | None, value: Fraction | None) -> str:
    if first is None or value is None:
        return "–"
    change = scores.score_change(instrument=history.instrument, before=first, after=value)
    step = f" (step: {history.instrument.reliable_change})" if change is not None else ""
    sign = "" if value < first else "+"
    return f"{CHANGES[change]}, {sign}{filters.score(value - first)}{step}"


def _items_table(history: History) -> Table:
    rows = []
    for item in range(1, history.instrument.items + 1):
        points = history.item_points(item)
        if not points:
            continue
        wants = history.readings[-1].answers.get(item)
        rows.append(
            (
                check_in_words.topic(history.instrument, item).capitalize(),
                str(points[0][1]),
                str(points[-1][1]) if len(points) > 1 else "–",
                CHANGES[history.item_change(item)] if len(points) > 1 else "–",
                "Yes" if wants and wants.wants_more_help else "",
            )
        )
    heads = ("Topic", "First", "Latest", "Change of 1 point or more", "Wants more help")
    return Table(
        caption="Item by item, from 1 to 7",
        columns=tuple(Column(label=head, is_figure=head in ("First", "Latest")) for head in heads),
        rows=tuple(rows),
    )


def _chart(history: History) -> chart.Chart:
    row = history.instrument
    scale = next(iter(row.scales))
    values = tuple(_float(one.scored.value_of(scale)) for one in history.readings)
    first, last = history.readings[0], history.readings[-1]
    said = f"{filters.score(first.scored.value_of(scale))} to {filters.score(last.scored.value_of(scale))}"
    direction = "Higher" if row.higher_is_better else "Lower"
    return line_over_time.line_over_time(
        about=chart.About(
            key=f"line-{row.code}",
            title=f"{row.name} went from {said}",
            summary=f"{direction} is better for the person. {len(values)} check-ins.",
            unit="points",
            source="their own check-ins",
            as_of=last.on,
            count_words="1 person",
        ),
        periods=[f"{one.on.day} {one.on:%b %Y}" for one in history.readings],
        series=[line_over_time.Series(label=check_in_words.SCALES[scale], values=values)],
        hidden_words="too little answered",
    )


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _own(lines: Sequence[queries.OwnLine]) -> Table | None:
    rows = tuple(
        (
            check_in_words.OWN_ABOUT[line.question],
            filters.life_area_label(line.life_area),
            check_in_words.OWN_ANSWERS[line.answers[-1][1]],
            filters.short_date_words(line.answers[-1][0]),
            check_in_words.OWN_ANSWERS[line.answers[0][1]] if len(line.answers) > 1 else "–",
        )
        for line in lines
    )
    heads = ("Question", "Life area", "Latest answer", "On", "First answer")
    columns = tuple(Column(label=head) for head in heads)
    return Table(caption="Our own questions", columns=columns, rows=rows) if rows else None


def _pairs(request: Request, person_id: UUID, histories: Sequence[History]) -> Table | None:
    """Return first and last score of the latest referral by both national methods, named."""
    standings = referral_queries.referrals_of(request.viewer, person_id=person_id)
    if not standings or not histories:
        return None
    latest = max(standings, key=lambda one: one.received_at)
    contacts = [
        one.happened_on
        for one in referral_queries.contacts_of(request.viewer, person_id=person_id, limit=400)
        if one.attendance == Contact.Attendance.ATTENDED and one.happened_on >= latest.received_at.date()
    ]
    rows = []
    for history in histories:
        for measure in paired_scores.measures_of(history.instrument):
            readings = _readings(history, measure, latest.received_at.date())
            if not readings:
                continue
            referral = MeasuredReferral(
                received_on=latest.received_at.date(),
                age_at_referral=0,
                team_type=None,
                contacts=tuple(contacts),
                closed_on=None if latest.is_open else latest.last.at.date(),
                readings={measure.key: readings},
            )
            adults = paired_scores.dashboard_pair(readings=readings, measure=measure, on=request.viewer.today)
            young = paired_scores.children_pair(referral=referral, measure=measure)
            rows.append((_measure_name(history, measure), _pair(measure, adults), _pair(measure, young)))
    heads = ("Measure", "NHS England community dashboard", "National children and young people's figures")
    return Table(
        caption=f"How the two national methods pair the scores since {latest.service_name} was asked",
        columns=tuple(Column(label=head) for head in heads),
        rows=tuple(rows),
    ) if rows else None  # fmt: skip


def _readings(history: History, measure: Measure, since: date) -> tuple[Reading, ...]:
    scale = next(iter(history.instrument.scales))
    found = []
    for one in history.readings:
        if one.on < since:
            continue
        if measure.item is None:
            found.append(Reading(one.on, one.scored.value_of(scale)))
        elif measure.item in one.answers:
            value = one.answers[measure.item].value
            found.append(Reading(one.on, None if value is None else Fraction(value)))
    return tuple(found)


def _measure_name(history: History, measure: Measure) -> str:
    name = history.instrument.name
    return name if measure.item is None else f"{name}: {check_in_words.topic(history.instrument, measure.item)}"


def _pair(measure: Measure, pair: Pair) -> str:
    if pair.baseline is None:
        return "No first score that counts"
    if pair.follow_up is None:
        return f"{filters.score(pair.baseline)}, no later score that counts"
    change = CHANGES[measure.change(before=pair.baseline, after=pair.follow_up)]
    return f"{filters.score(pair.baseline)} to {filters.score(pair.follow_up)}: {change.lower()}"


def _licensed(readings: Sequence[LicensedReading]) -> Table | None:
    rows = tuple(
        (
            filters.short_date_words(one.taken_on),
            str(sum(one.scores)),
            ", ".join(f"{label} {points}" for label, points in zip(one.labels, one.scores, strict=True)),
            f"{one.entered_by.name}. {one.switch.acknowledgement}".strip(),
        )
        for one in readings
    )
    columns = tuple(Column(label=head, is_figure=head == "Total") for head in ("Day", "Total", "Scores", "Entered by"))
    return Table(caption="Scores of a licensed tool", columns=columns, rows=rows) if rows else None


def _agreed(one: AgreedAction) -> str:
    who = {"person": "The person", "worker": one.agreed_by.name}.get(one.owner, one.owner_words)
    state = f"done on {filters.short_date_words(one.done_at)}" if one.done_at else "open"
    return f"{one.words} ({who}, by {filters.short_date_words(one.due_on)}, {state})"
