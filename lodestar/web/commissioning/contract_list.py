"""All contracts: what ends soon, for whom that leaves nothing, and what is to be done about it."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.http import HttpResponse
from django.urls import reverse

from lodestar.access.roles import FIGURES_ROLES
from lodestar.commissioning import contract_queries
from lodestar.commissioning.contract_queries import ListedContract
from lodestar.commissioning.contracts import CONTRACT_ROLES
from lodestar.rules import parameters
from lodestar.rules.contract_states import State
from lodestar.rules.exit_plans import Position, Urgency
from lodestar.web import filters
from lodestar.web.charts import chart, days_ahead
from lodestar.web.commissioning import contract_words as words
from lodestar.web.commissioning.figures_csv import BYTE_ORDER_MARK, as_lines
from lodestar.web.components.lists import Column, EmptyState, Link, Paging, StatHeadline, Table
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

TERM_BANDS = ((12, "Up to 1 year"), (24, "Over 1, up to 2 years"), (36, "Over 2, up to 3 years"))
LONGER = "Over 3 years"
SERVICES_A_PAGE = 50
NOBODY_KNOWN = "Not known who pays"


@dataclass(frozen=True, kw_only=True)
class ContractsPage:
    """Every contract, the soonest end first."""

    headline: StatHeadline | None
    ends: chart.Chart | None
    table: Table | None
    alerts: Table | None
    terms: Table | None
    positions: Table | None
    funders: str
    register_url: str
    csv_url: str
    new_url: str
    empty: EmptyState | None


@dataclass(frozen=True, kw_only=True)
class RegisterPage:
    """Every service that runs, with who pays for it and until when."""

    lead: str
    table: Table
    paging: Paging


@opens_to(FIGURES_ROLES)
def contracts(request: Request) -> HttpResponse:
    """Show every contract."""
    viewer = request.viewer
    listed = contract_queries.contracts_seen(viewer)
    going = [one for one in listed if one.overview.standing.state is not State.ENDED]
    without, running = contract_queries.services_without_funder(viewer)
    page = ContractsPage(
        headline=_headline(going, viewer.today) if listed else None,
        ends=_ends(going, viewer.today) if going else None,
        table=_table(listed, viewer.today) if listed else None,
        alerts=_alerts(going, viewer.today),
        terms=_terms(listed) if listed else None,
        positions=_positions(listed) if listed else None,
        funders=f"For {without:,} of {filters.plural(running, 'service')} nobody is known to pay.",
        register_url=reverse("commissioning:register"),
        csv_url=reverse("commissioning:contracts-csv"),
        new_url=reverse("commissioning:contract-new") if viewer.has_any(CONTRACT_ROLES) else "",
        empty=None
        if listed
        else EmptyState(
            title="No contracts yet",
            words="Enter what the place pays for. This page then says what ends when, and whom that concerns.",
        ),
    )
    return render(request, "commissioning/contracts.html", page)


@opens_to(FIGURES_ROLES)
def contracts_csv(request: Request) -> HttpResponse:
    """Send the contracts as a CSV file: counts as they are shown, no name of a person."""
    today = request.viewer.today
    heads = (
        "contract", "reference", "provider", "services", "buyers", "yearly_pounds", "whole_pounds", "starts_on",
        "ends_on", "term_months", "state", "payment", "tupe", "people_who_rely", "nowhere_to_go", "exit_plan",
    )  # fmt: skip
    rows = []
    for listed in contract_queries.contracts_seen(request.viewer):
        one, relies = listed.overview, listed.reliance
        rows.append(
            (
                one.title,
                one.reference,
                one.provider_name,
                "; ".join(name for _, name in one.services),
                "; ".join(f"{name} {pounds}" for name, pounds in one.buyers),
                str(one.yearly_pounds),
                str(one.whole_pounds),
                one.starts_on.isoformat(),
                one.end_on.isoformat(),
                one.term_months,
                one.standing.state.value,
                one.payment,
                one.position,
                words.figure(relies.total, relies),
                words.nowhere(relies, listed.gaps),
                _plan(listed, today),
            )
        )
    return HttpResponse(
        BYTE_ORDER_MARK + as_lines([heads, *rows]),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="contracts-{today}.csv"'},
    )


@opens_to(FIGURES_ROLES)
def register(request: Request) -> HttpResponse:
    """Show every service that runs, with who pays for it, how much, for how many and until when."""
    typed = request.GET.get("page", "1")
    number = max(int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 1, 1)
    first = (number - 1) * SERVICES_A_PAGE
    services, count = contract_queries.register(request.viewer, first=first, most=SERVICES_A_PAGE)
    without, running = contract_queries.services_without_funder(request.viewer)
    address = reverse("commissioning:register")
    pages = max(-(-count // SERVICES_A_PAGE), 1)
    page = RegisterPage(
        lead=f"Of {filters.plural(running, 'service')}, {without:,} have nobody known to pay for them.",
        table=Table(
            caption="Services and who pays for them",
            is_caption_hidden=True,
            columns=(
                Column(label="Service"),
                Column(label="Who runs it"),
                Column(label="For whom"),
                Column(label="Who pays"),
                Column(label="A year", is_figure=True),
                Column(label="Until"),
            ),
            rows=tuple(
                (
                    Link(words=one.name, url=reverse("public:service", kwargs={"service_id": one.service_id})),
                    one.organisation_name or "Not known",
                    one.audience or "Not said",
                    "; ".join(name for paid in one.contracts for name, _ in paid.buyers) or NOBODY_KNOWN,
                    filters.pounds(sum((paid.yearly_pounds for paid in one.contracts), Decimal(0)))
                    if one.contracts
                    else "Not known",
                    filters.short_date_words(max(paid.end_on for paid in one.contracts))
                    if one.contracts
                    else "Not known",
                )
                for one in services
            ),
        ),
        paging=Paging(
            words=f"Page {number} of {pages}",
            previous_url=f"{address}?page={number - 1}" if number > 1 else None,
            next_url=f"{address}?page={number + 1}" if number < pages else None,
        ),
    )
    return render(request, "commissioning/register.html", page)


def _headline(going: list[ListedContract], today: date) -> StatHeadline:
    horizon = today + timedelta(days=parameters.whole_number("contract-alert-tell-people", on=today))
    soon = [one for one in going if one.overview.end_on <= horizon]
    yearly = sum((one.overview.yearly_pounds for one in going), Decimal(0))
    worst = max(soon, key=lambda one: one.reliance.nowhere or 0, default=None)
    said = "No contract ends in the next six months."
    if soon:
        said = f"{filters.plural(len(soon), 'contract ends', 'contracts end')} in the next six months, or ran out."
    if worst is not None and worst.reliance.nowhere:
        gone = words.people(worst.reliance.nowhere, worst.reliance)
        said += f" If nothing is done, the end of {worst.overview.title} leaves {gone} with nowhere to go."
    return StatHeadline(
        words=said,
        figure=filters.pounds(yearly),
        figure_label=f"a year in {filters.plural(len(going), 'contract')}",
        definition_title="What “nowhere to go” counts",
        definition=(
            "People with an open referral to a service of the contract, who have not agreed to a next offer or said no"
            " to one, and who use nothing else in that part of life that goes on. Counts are rounded, and small ones"
            " are hidden; “up to” stands where the number itself would tell of single people. A service that takes no"
            " referrals here has nobody counted. Nobody who sees figures sees a name."
        ),
    )


def _ends(going: list[ListedContract], today: date) -> chart.Chart:
    overdue = sum(one.urgency is Urgency.OVERDUE for one in going)
    title = f"{going[0].overview.title} ends first, on {filters.short_date_words(going[0].overview.end_on)}"
    return days_ahead.days_ahead(
        about=chart.About(
            key="ends",
            title=title,
            summary=f"The last day of {filters.plural(len(going), 'contract')}, the soonest first."
            + (f" For {overdue} of them the exit plan is overdue." if overdue else ""),
            unit="days from today",
            source="contracts as entered",
            as_of=today,
            count_words=filters.plural(len(going), "contract"),
        ),
        today=today,
        label="Contract",
        days=[
            days_ahead.DayAhead(
                label=one.overview.title,
                on=one.overview.end_on,
                note=_plan(one, today),
                is_end=one.urgency is Urgency.OVERDUE,
            )
            for one in going
        ],
    )


def _plan(one: ListedContract, today: date) -> str:
    return words.plan_state(
        one.gaps,
        one.urgency,
        left_days=(one.overview.end_on - today).days,
        is_ended=one.overview.standing.state is State.ENDED,
    )


def _table(listed: list[ListedContract], today: date) -> Table:
    return Table(
        caption="Every contract",
        count_words=filters.plural(len(listed), "contract"),
        columns=(
            Column(label="Contract"),
            Column(label="Provider"),
            Column(label="Last day"),
            Column(label="Rely on it", is_figure=True),
            Column(label="Nowhere to go", is_figure=True),
            Column(label="Exit plan"),
            Column(label="A year", is_figure=True),
            Column(label="State"),
        ),
        rows=tuple(
            (
                Link(words=one.overview.title, url=contract_url(one)),
                one.overview.provider_name,
                words.table_day(one.overview.end_on),
                words.figure(one.reliance.total, one.reliance),
                words.nowhere(one.reliance, one.gaps),
                _plan(one, today),
                filters.pounds(one.overview.yearly_pounds),
                words.state(one.overview),
            )
            for one in sorted(listed, key=lambda one: one.overview.standing.state is State.ENDED)
        ),
    )


def contract_url(one: ListedContract) -> str:
    """Return the address of a contract's page."""
    return reverse("commissioning:contract", kwargs={"contract_id": one.overview.contract_id})


def _alerts(going: list[ListedContract], today: date) -> Table | None:
    due = sorted(
        ((alert, one) for one in going for alert in one.overview.alerts),
        key=lambda pair: (pair[0].on, pair[1].overview.title),
    )
    if not due:
        return None
    return Table(
        caption="To do before contracts end",
        count_words=filters.plural(len(due), "thing", "things"),
        columns=(Column(label="What"), Column(label="Contract"), Column(label="Since"), Column(label="Ends")),
        rows=tuple(
            (
                words.ALERTS[alert.kind],
                Link(words=one.overview.title, url=contract_url(one)),
                filters.short_date_words(alert.on),
                filters.days_ago_words(one.overview.end_on, today),
            )
            for alert, one in due
        ),
    )


def _terms(listed: list[ListedContract]) -> Table:
    counted = Counter(
        next((label for most, label in TERM_BANDS if one.overview.term_months <= most), LONGER) for one in listed
    )
    rows = [(label, str(counted[label])) for label in (*(label for _, label in TERM_BANDS), LONGER)]
    return Table(
        caption="How long contracts run",
        columns=(Column(label="Length"), Column(label="Contracts", is_figure=True)),
        rows=(*rows, ("All", str(len(listed)))),
    )


def _positions(listed: list[ListedContract]) -> Table:
    counted = Counter(one.overview.position for one in listed)
    rows = [(words.POSITIONS[position], str(counted[position.value])) for position in Position]
    return Table(
        caption="Do staff move to the next provider?",
        columns=(Column(label="TUPE"), Column(label="Contracts", is_figure=True)),
        rows=(*rows, ("All", str(len(listed)))),
    )
