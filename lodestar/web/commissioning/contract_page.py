"""One contract: the days that matter, who relies on it, what each would have instead, its money and its history."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse

from lodestar.access.roles import FIGURES_ROLES
from lodestar.commissioning import contract_queries, targets
from lodestar.commissioning.contract_queries import Detail, Money
from lodestar.rules.contract_dates import AlertKind
from lodestar.rules.contract_money import Timing
from lodestar.rules.contract_states import State
from lodestar.rules.exit_plans import Position, Urgency
from lodestar.web import filters
from lodestar.web.charts import chart, days_ahead, line_over_time
from lodestar.web.commissioning import contract_words as words
from lodestar.web.components.frame import BackLink
from lodestar.web.components.lists import Column, StatHeadline, Table, TimelineEntry
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

FLOW_POINTS = 24
DONE = {
    "added": "The contract is entered.",
    "event": "It is in the history of this contract.",
    "target": "The contract is held to this measure.",
    "alert": "That is seen to.",
    "plan": "The exit plan is open. The service now says that it closes, and what to use instead.",
    "ended": "The contract is marked as ended.",
}


@dataclass(frozen=True, kw_only=True)
class DueAlert:
    """One thing to do before the end, with where to say that it is seen to; empty for those who only read."""

    words: str
    since: str
    done_url: str


@dataclass(frozen=True, kw_only=True)
class ContractPage:
    """Everything about one contract. No name of a person is anywhere in it."""

    back: BackLink
    done: str
    title: str
    provider_name: str
    headline: StatHeadline
    warning: str
    ahead: chart.Chart | None
    instead: Table
    gaps: tuple[str, ...]
    plan_words: str
    alerts: tuple[DueAlert, ...]
    facts: tuple[tuple[str, tuple[str, ...]], ...]
    met: Table | None
    parts: Table
    flow: chart.Chart
    lent: str
    pulls: tuple[str, ...]
    history: tuple[TimelineEntry, ...]
    links: tuple[tuple[str, str], ...]


@opens_to(FIGURES_ROLES)
def contract(request: Request, contract_id: UUID) -> HttpResponse:
    """Show one contract."""
    try:
        detail = contract_queries.contract_detail(request.viewer, contract_id=contract_id)
    except contract_queries.ContractNotFound as missing:
        raise Http404 from missing
    return render(request, "commissioning/contract.html", _page(request, detail))


def _page(request: Request, detail: Detail) -> ContractPage:
    one, today = detail.overview, request.viewer.today
    is_ended = one.standing.state is State.ENDED
    return ContractPage(
        back=BackLink(label="contracts", url=reverse("commissioning:contracts")),
        done=DONE.get(request.GET.get("done", ""), ""),
        title=one.title,
        provider_name=one.provider_name,
        headline=_headline(detail, today),
        warning=_warning(detail, today),
        ahead=None if one.standing.is_over else _ahead(detail, today),
        instead=instead_table(detail),
        gaps=() if is_ended else tuple(words.GAPS[gap] for gap in detail.gaps),
        plan_words=words.plan_state(
            detail.gaps, detail.urgency, left_days=(one.end_on - today).days, is_ended=is_ended
        ),
        alerts=tuple(
            DueAlert(
                words=words.ALERTS[alert.kind],
                since=filters.short_date_words(alert.on),
                done_url=_address(detail, "alert-done", kind=alert.kind.value) if detail.may_keep else "",
            )
            for alert in one.alerts
        ),
        facts=_facts(detail),
        met=_met(detail),
        parts=_parts(detail.money),
        flow=_flow(detail, today),
        lent=_lent(detail.money),
        pulls=tuple(words.PULLS[pull] for pull in detail.money.pulls),
        history=_history(detail),
        links=_links(detail, is_ended=is_ended),
    )


def _address(detail: Detail, name: str, **parts: str) -> str:
    return reverse(f"commissioning:{name}", kwargs={"contract_id": detail.overview.contract_id, **parts})


def _headline(detail: Detail, today: date) -> StatHeadline:
    one = detail.overview
    return StatHeadline(
        words=words.truth(one, detail.reliance, detail.gaps, today=today),
        figure=filters.pounds(one.yearly_pounds),
        figure_label="a year",
        comparison=f"{words.state(one)}. Last day: {filters.short_date_words(one.end_on)}.",
    )


def _warning(detail: Detail, today: date) -> str:
    one = detail.overview
    if detail.urgency is not Urgency.OVERDUE or one.standing.state is State.ENDED:
        return ""
    left = (one.end_on - today).days
    when = f"{filters.plural(left, 'day')} are left" if left >= 0 else "The last day has gone by"
    return f"{when}, and the exit plan is not complete." if detail.plan else f"{when}, and there is no exit plan."


def _ahead(detail: Detail, today: date) -> chart.Chart:
    one = detail.overview
    due = {alert.kind for alert in one.alerts}
    days = [
        days_ahead.DayAhead(
            label=words.ALERTS[alert.kind],
            on=alert.on,
            note="Overdue: nobody has seen to it" if alert.kind in due else "Seen to" if alert.on <= today else "",
            is_end=alert.kind is AlertKind.END,
        )
        for alert in detail.days
        if alert.on > today or alert.kind in due
    ]
    if detail.plan:
        days.append(days_ahead.DayAhead(label="Last safe day for a referral", on=detail.plan.plan.last_referral_on))
    days += [
        days_ahead.DayAhead(
            label=f"Decide on going on to {filters.short_date_words(option.new_end_on)}", on=option.decide_by
        )
        for option in detail.options
        if option.decide_by >= today and option.new_end_on > one.end_on
    ]
    if detail.notice_by >= today:
        days.append(days_ahead.DayAhead(label="Last day for notice", on=detail.notice_by))
    days.sort(key=lambda day: (day.on, day.is_end))
    return days_ahead.days_ahead(
        about=chart.About(
            key="ahead",
            title=f"It ends {filters.days_ago_words(one.end_on, today)}, on {filters.short_date_words(one.end_on)}",
            summary=f"{filters.plural(len(days), 'day')} that matter before the end. What is overdue is at today.",
            unit="days from today",
            source="the contract as entered",
            as_of=today,
            count_words=filters.plural(len(days), "day"),
        ),
        today=today,
        days=days,
    )


def instead_table(detail: Detail) -> Table:
    """Return what each person who relies on a contract would have instead, as counts."""
    relies = detail.reliance
    offered = [
        (f"Agreed: {name}" if name else "Agreed: something that no service names", words.figure(people, relies))
        for name, people in relies.agreed_with
    ]
    declined = words.figure(relies.declined, relies) if relies.has_answers else "nobody has answered yet"
    return Table(
        caption="What each would have instead",
        columns=(Column(label="What"), Column(label="People", is_figure=True)),
        rows=(
            *offered,
            ("Were offered something and said no", declined),
            ("Use something else in that part of life already", words.figure(relies.other, relies)),
            ("Nowhere to go as things stand", words.nowhere(relies, detail.gaps)),
            ("Everybody who relies on it", words.figure(relies.total, relies)),
        ),
    )


def _facts(detail: Detail) -> tuple[tuple[str, tuple[str, ...]], ...]:
    one, row = detail.overview, detail.contract
    day = filters.short_date_words
    signed = f"{day(row.signed_off_on)}: {row.signed_off_words}" if row.signed_off_on else "Not signed off with them"
    facts = (
        ("Reference", (row.reference,)),
        ("Services", tuple(f"{lot.service.name}: {filters.pounds(lot.yearly_pounds)} a year" for lot in detail.lots)),
        ("Who pays", tuple(f"{name}: {filters.pounds(pounds)} a year" for name, pounds in one.buyers)),
        ("Worth, first to last day", (f"{filters.pounds(one.whole_pounds)}, over {words.term(one.term_months)}",)),
        ("First and last day", (f"{day(one.starts_on)} to {day(one.end_on)}",)),
        (
            "Can go on to",
            tuple(f"{day(option.new_end_on)}, decided by {day(option.decide_by)}" for option in detail.options)
            or ("No option",),
        ),
        ("Notice", (f"{filters.plural(row.notice_months, 'month')}: by {day(detail.notice_by)} for this end",)),
        ("How it was bought", (words.ROUTES[row.route],)),
        ("How it is paid", (words.PAYMENTS[row.payment],)),
        ("Places", (f"{row.places:,}" if row.places else "Not said",)),
        (
            "Usual wait and length of help",
            (f"{filters.span_words(row.wait_days)}, then {filters.span_words(row.help_days)}",),
        ),
        ("Last safe day by those lengths", (day(detail.last_safe_on),)),
        ("Do staff move (TUPE)?", (words.POSITIONS[Position(row.position)],)),
        ("Signed off with people who use it", (signed,)),
    )
    return tuple((label, lines) for label, lines in facts if any(lines))


def _met(detail: Detail) -> Table | None:
    if not detail.met:
        return None
    return Table(
        caption="What it is held to",
        columns=(
            Column(label="Measure"),
            Column(label="Service"),
            Column(label="Target"),
            Column(label="Newest published figure"),
            Column(label="Is it met?"),
        ),
        rows=tuple(
            (
                f"{one.indicator_name}: {one.measure.label.lower()}",
                one.service_name,
                words.target(one),
                _newest(one),
                words.met(one),
            )
            for one in detail.met
        ),
    )


def _newest(one: targets.Met) -> str:
    """Return the figure with the time that it is of: a figure without its days can be of any."""
    if one.figure is None or one.result is None:
        return words.met(one).lower()
    day = filters.short_date_words
    figure = words.measured(one.figure, one.measure)
    return f"{figure}, from {day(one.result.period_from)} to {day(one.result.period_to - timedelta(days=1))}"


def _parts(money: Money) -> Table:
    return Table(
        caption="How its value is paid",
        columns=(
            Column(label="When"),
            Column(label="For"),
            Column(label="Share", is_figure=True),
            Column(label="Over the whole contract", is_figure=True),
        ),
        rows=(
            *(
                (
                    words.TIMINGS[Timing(part.timing)],
                    words.paid_for(part.measure) or "Running the service",
                    f"{part.share_percent.normalize():f}%",
                    filters.pounds(pounds),
                )
                for part, pounds in money.parts
            ),
            ("All", "", "100%", filters.pounds(money.whole_pounds)),
        ),
    )


def _flow(detail: Detail, today: date) -> chart.Chart:
    money = detail.money
    step = max(-(-len(money.flow) // FLOW_POINTS), 1)
    shown = [month for number, month in enumerate(money.flow, start=1) if number % step == 0 or month is money.flow[-1]]
    return line_over_time.line_over_time(
        about=chart.About(
            key="flow",
            title=f"All payments together make {filters.pounds(money.whole_pounds)}",
            summary="What was paid by the end of each month, and what running the service cost by then.",
            unit="thousand pounds",
            source="the contract as entered",
            as_of=today,
            count_words=filters.plural(len(money.payments), "payment"),
            uncertainty="Costs are spread evenly over the days; real ones are not. Outcomes are taken as all reached.",
        ),
        periods=[f"{month.starts_on:%b %Y}" for month in shown],
        series=[
            line_over_time.Series(label="Paid", values=tuple(_thousands(month.paid_pounds) for month in shown)),
            line_over_time.Series(label="Cost", values=tuple(_thousands(month.cost_pounds) for month in shown)),
        ],
    )


def _thousands(pounds: object) -> float:
    return round(float(str(pounds)) / 1000, 1)


def _lent(money: Money) -> str:
    if {part.timing for part, _ in money.parts} <= {Timing.UP_FRONT, Timing.MONTHLY}:
        return "The provider is paid before it spends."
    return f"At the worst the provider has spent {filters.pounds(round(money.most_lent_pounds))} before it is paid."


def _history(detail: Detail) -> tuple[TimelineEntry, ...]:
    day = filters.short_date_words
    begun = TimelineEntry(
        when=day(detail.overview.starts_on), title=f"Began, to end on {day(detail.contract.first_end_on)}"
    )
    return (
        begun,
        *(
            TimelineEntry(
                when=day(event.happened_on),
                title=words.event(event),
                body=event.words,
                by=f"Entered by {event.entered_by_name}, {day(event.entered_at)}",
            )
            for event in detail.events
        ),
    )


def _links(detail: Detail, *, is_ended: bool) -> tuple[tuple[str, str], ...]:
    links = [("Exit plan", _address(detail, "exit-plan"))] if detail.plan else []
    if not detail.may_keep or is_ended:
        return tuple(links)
    if not detail.plan:
        links.append(("Open an exit plan", _address(detail, "exit-plan-open")))
    links += [
        ("Add to its history", _address(detail, "event-new")),
        ("Hold it to a measure", _address(detail, "target-new")),
        ("Mark as ended", _address(detail, "contract-end")),
    ]
    return tuple(links)
