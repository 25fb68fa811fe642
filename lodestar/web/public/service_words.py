"""One service's facts as people read them. Nothing here asks the database, and what is not known is said to be so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lodestar.directory.details import CostDetail, PhoneDetail, ServiceDetail
from lodestar.directory.models import Service
from lodestar.rules.eligibility import EligibilityRule, RuleKind
from lodestar.web import filters
from lodestar.web.components import cards
from lodestar.web.components.cards import CapacityState

DAYS_IN_A_WEEK = 7
METRES_IN_A_KM = 1_000
NOT_KNOWN = "Not known"
_GONE = frozenset({Service.Status.DEFUNCT})
_CLOSED = {
    Service.Status.INACTIVE: "This service is not running now.",
    Service.Status.TEMPORARILY_CLOSED: "This service is closed for a time.",
}
_RULES = {
    RuleKind.REGISTERED_GP: "Registered with a GP practice of {values}",
    RuleKind.GENDER_SERVED: "For {values}",
    RuleKind.NEED: "For people who need help with {values}",
    RuleKind.BENEFIT: "For people who get {values}",
    RuleKind.IMMIGRATION_STATUS: "For people whose immigration status is {values}",
    RuleKind.TENANCY_STATUS: "For people whose home is {values}",
    RuleKind.REFERRAL_ROUTE: "A referral can come from {values}",
    RuleKind.PROFESSIONAL_ONLY: "For people who work with others, not for the public",
}
_ROUTES = {
    "self": "you yourself",
    "gp": "a GP",
    "navigator": "a care navigator",
    "key-worker": "a key worker",
    "peer-worker": "a peer worker",
    "ward": "a hospital ward",
    "crisis": "a crisis team",
    "council": "the council",
}
_SPELLED = {"pip": "PIP", "esa": "ESA", "jsa": "JSA", "woman": "women", "man": "men"}


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of words; `url` is where it leads, if anywhere. On paper some words only mislead."""

    words: str
    url: str = ""
    is_for_paper: bool = True


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One row: what it is about, and its lines."""

    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class Section:
    """Facts that belong together."""

    title: str
    facts: tuple[Fact, ...]


def has_ended(detail: ServiceDetail) -> bool:
    """Return whether a service is over, or its source has stopped listing it."""
    return detail.status in _GONE or detail.retired_at is not None


def warning(detail: ServiceDetail) -> str:
    """Return what to know before anything else; empty when the service runs."""
    for status, words in _CLOSED.items():
        if detail.status == status:
            return words
    return ""


def capacity(detail: ServiceDetail) -> cards.Capacity:
    """Return whether it takes people now, with the wait that it told."""
    states = {True: CapacityState.TAKING, False: CapacityState.NOT_TAKING, None: CapacityState.NOT_KNOWN}
    return cards.capacity(states[detail.takes_people_now])


def sections(detail: ServiceDetail, *, today: date) -> tuple[Section, ...]:
    """Return all that is known, in the order in which somebody decides whether to ring."""
    made = (
        Section(title="Get in touch", facts=_facts(_getting_in_touch(detail))),
        Section(title="Is it for you?", facts=_facts(_who_for(detail))),
        Section(title="When and where", facts=_facts([*_when(detail), *_where(detail)])),
        Section(title="Who runs it", facts=_facts(_who_runs(detail))),
        Section(title="Who said what, and when", facts=_facts(_who_said(detail, today=today))),
    )
    return tuple(section for section in made if section.facts)


_Rows = Iterable[tuple[str, Iterable[str | Line]]]


def _facts(rows: _Rows) -> tuple[Fact, ...]:
    found = []
    for label, lines in rows:
        said = (line if isinstance(line, Line) else Line(words=line) for line in lines)
        kept = tuple(line for line in said if line.words)
        if kept:
            found.append(Fact(label=label, lines=kept))
    return tuple(found)


def _getting_in_touch(detail: ServiceDetail) -> _Rows:
    yield "Telephone", [phone_line(phone) for phone in detail.phones]
    emails = dict.fromkeys(filter(None, (detail.email, *(contact.email for contact in detail.contacts))))
    yield "E-mail", [Line(words=email, url=f"mailto:{email}") for email in emails]
    yield "Website", [web_line(detail.url)]
    yield "How to ask", [detail.how_to_apply or NOT_KNOWN]
    asking = {True: "Yes", False: "No, somebody has to refer you", None: NOT_KNOWN}
    yield "Can you ask for yourself?", [asking[detail.accepts_self_referral]]
    yield "Taking people", [_capacity_words(detail)]


def _who_for(detail: ServiceDetail) -> _Rows:
    rules = [rule_words(rule, detail.area_names) for rule in detail.rules or ()]
    if detail.rules == () and detail.are_rules_whole and not detail.audience:
        rules = ["Anybody"]
    yield "Who it is for", [detail.audience, *rules] if detail.audience or rules else [NOT_KNOWN]
    yield "More about who can come", [detail.eligibility_text]
    costs = {True: "Free", False: "It costs something", None: "Cost not known"}
    yield "Cost", [detail.cost_text or costs[detail.is_free], *(cost_words(cost) for cost in detail.costs)]
    yield "Kind of help", detail.kinds
    yield "Also listed as", detail.terms
    yield "Languages", detail.languages


def _when(detail: ServiceDetail) -> _Rows:
    known = {True: "Open now", False: "Closed now", None: ""}
    now = Line(words=known[detail.is_open_now], is_for_paper=False)
    hours = [*detail.opening_words] or [line for place in detail.places for line in place.opening_words]
    yield "Opening times", [*hours, now] if hours else ["Not known. Ring first"]
    ways = ((detail.is_in_person, "In person"), (detail.is_online, "Online"), (detail.is_by_telephone, "By telephone"))
    yield "How", [words for has, words in ways if has] or [NOT_KNOWN]


def _where(detail: ServiceDetail) -> _Rows:
    if detail.is_address_hidden:
        yield "Where", ["The address is not shown, to keep people safe. Get in touch to hear where to go"]
    for place in detail.places:
        yield "Where", [place.name, *place.address, place.postcode]
        yield "Getting there", [place.transport]
        yield "Access", place.accessibility
    yield "Area that it covers", detail.covers


def _who_runs(detail: ServiceDetail) -> _Rows:
    yield "Organisation", [detail.organisation_name or NOT_KNOWN, detail.organisation_description]
    email = detail.organisation_email
    yield "Their e-mail", [Line(words=email, url=f"mailto:{email}")]
    yield "Their website", [web_line(detail.organisation_website)]
    yield "Paid for by", detail.paid_by


def _who_said(detail: ServiceDetail, *, today: date) -> _Rows:
    if detail.checked_on is None:
        yield "Last checked by a person", ["Not yet. Ring first"]
    else:
        by = f", by {detail.checked_by_name}" if detail.checked_by_name else ""
        yield "Last checked by a person", [f"{_day(detail.checked_on, today)}{by}"]
    if detail.source_said_at is not None:
        yield "Last changed by its source", [_day(detail.source_said_at, today)]
    yield "Last changed here", [_day(detail.changed_at, today)]
    yield "Source", [detail.source_name or "Entered here"]


def phone_line(phone: PhoneDetail) -> Line:
    """Return a number to ring, with its extension and what stands by it."""
    extension = f", extension {phone.extension}" if phone.extension else ""
    note = f" ({phone.note})" if phone.note else ""
    digits = "".join(letter for letter in phone.number if letter.isdigit() or letter == "+")
    return Line(words=f"{phone.number}{extension}{note}", url=f"tel:{digits}" if digits else "")


def web_line(address: str) -> Line | str:
    """Return a website to follow; an address of another kind is shown and leads nowhere."""
    if not address.lower().startswith(("http://", "https://")):
        return address
    return Line(words=address.split("://", 1)[1].rstrip("/"), url=address)


def cost_words(cost: CostDetail) -> str:
    """Return one price in words."""
    amount = filters.pounds(cost.amount_pounds) if cost.amount_pounds is not None else ""
    return ", ".join(filter(None, (cost.option, amount, cost.note)))


def rule_words(rule: EligibilityRule, area_names: Mapping[str, str]) -> str:
    """Return who a rule lets in, like "Aged 18 to 65" or "Living in Harbourne Bay"."""
    if rule.kind is RuleKind.AGE:
        if rule.maximum is None:
            return f"Aged {rule.minimum} or over"
        return f"Aged {rule.minimum or 0} to {rule.maximum}"
    if rule.kind is RuleKind.AREA:
        return f"Living in {_or(area_names.get(code, code) for code in rule.values)}"
    if rule.kind is RuleKind.WITHIN:
        return f"Living within {int(rule.values[2]) / METRES_IN_A_KM:g} km of where it works"
    spelled = _ROUTES if rule.kind is RuleKind.REFERRAL_ROUTE else _SPELLED
    return _RULES[rule.kind].format(values=_or(spelled.get(value, value.replace("-", " ")) for value in rule.values))


def _or(items: Iterable[str]) -> str:
    listed = list(items)
    return " or ".join(filter(None, (", ".join(listed[:-1]), listed[-1]))) if listed else ""


def _capacity_words(detail: ServiceDetail) -> str:
    words = capacity(detail).words
    if detail.usual_wait_days:
        words += f". Usual wait about {filters.plural(max(round(detail.usual_wait_days / DAYS_IN_A_WEEK), 1), 'week')}"
    if detail.capacity_said_at is not None:
        words += f". They said so on {filters.short_date_words(detail.capacity_said_at)}"
    return words


def _day(day: date | datetime, today: date) -> str:
    return f"{filters.short_date_words(day)}, {filters.days_ago_words(day, today)}"
