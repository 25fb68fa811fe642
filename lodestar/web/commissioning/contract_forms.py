"""Forms about contracts, their ends and their money."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError

from lodestar.access.models import Organisation
from lodestar.commissioning import targets
from lodestar.commissioning.models import Contract, Fund, FundEntry, UnitCost
from lodestar.commissioning.money.actions import INDEX_PLACES
from lodestar.indicators import catalogue
from lodestar.rules import contract_measures
from lodestar.rules.contract_money import Timing
from lodestar.rules.contract_states import EventKind
from lodestar.rules.exit_plans import Position
from lodestar.web.commissioning import contract_words as words
from lodestar.web.commissioning.service_field import ServiceField
from lodestar.web.components import fields, forms
from lodestar.web.components.day_field import DayField

MOST_INDEX = Decimal(10**6)
MOST_LOTS = 3
MOST_BUYERS = 3
MOST_OPTIONS = 2
MOST_PARTS = 3
NONE = ("", "None")
# One of many, by the indicator's name: a list of buttons would be three screens of a phone.
MEASURES = [("", "Choose one")] + [
    (f"{one.slug}|{measure.name}", f"{one.name}: {measure.label.lower()} ({measure.unit})")
    for one in sorted(catalogue.INDICATORS, key=lambda one: one.name)
    for measure in targets.measures_of(one)
]


class AmountField(fields.TextField):
    """An amount, as people type it: "£510,000" or "32.50". Empty is None where it may be left out."""

    def __init__(self, *, example: str = "510000", **options: Any) -> None:
        """Make the field; `example` is a likely answer, named in errors."""
        self.example = example
        super().__init__(width=10, **options)

    def clean(self, value: Any) -> Any:
        """Return the amount as a Decimal. Raises `ValidationError` with what one looks like."""
        typed = str(super().clean(value) or "").replace("£", "").replace(",", "").replace("%", "").strip()
        if not typed:
            return None
        try:
            amount = Decimal(typed)
        except InvalidOperation as wrong:
            raise ValidationError(f"Enter a number, like {self.example}", code="invalid") from wrong
        if not amount.is_finite() or amount < 0 or abs(amount) >= 10**9:
            raise ValidationError(f"Enter a number, like {self.example}", code="invalid")
        return amount


def _number(label: str, missing: str, example: str, **options: Any) -> AmountField:
    return AmountField(label=label, missing=missing, example=example, **options)


class ContractForm(forms.PageForm):
    """A contract with up to three services, three buyers, two options and three parts of its pay."""

    title = fields.TextField(
        label="What it is called", missing="Enter a name, like Floating support 2026", max_length=200
    )
    reference = fields.TextField(label="Your reference", required=False, max_length=40, width=20)

    def __init__(self, data: Any = None, *, organisations: Sequence[Any], **options: Any):
        """Make the form; `organisations` are pairs of id and name."""
        super().__init__(data, **options)
        chosen = [("", "Choose"), *organisations]
        self.fields["provider"] = fields.SelectField(
            label="Who provides it", missing="Choose who provides it", choices=chosen
        )
        for number in range(1, MOST_LOTS + 1):
            self.fields[f"service{number}"] = ServiceField(
                label=f"Service {number}",
                hint="A part of its name. If several have it, you choose.",
                required=number == 1,
                missing="Write a part of the name of the service",
            )
            self._pounds(number, "service", "Service", is_needed=number == 1)
        for number in range(1, MOST_BUYERS + 1):
            self._pair(number, "buyer", "Who pays", chosen, is_needed=number == 1)
        self.fields["starts_on"] = DayField(label="First day", missing="Enter the first day, like 1 4 2026")
        self.fields["end_on"] = DayField(label="Last day", missing="Enter the last day, like 31 3 2029")
        for number in range(1, MOST_OPTIONS + 1):
            self.fields[f"option{number}_end_on"] = DayField(label=f"Option {number}: can go on to", required=False)
            self.fields[f"option{number}_decide_by"] = DayField(label=f"Option {number}: decided by", required=False)
        self._more_fields()

    def _pair(self, number: int, name: str, label: str, choices: Sequence[Any], *, is_needed: bool) -> None:
        said = f"{label} {number}"
        self.fields[f"{name}{number}"] = fields.SelectField(
            label=said, choices=choices, required=is_needed, missing=f"Choose: {said.lower()}"
        )
        self._pounds(number, name, label, is_needed=is_needed)

    def _pounds(self, number: int, name: str, label: str, *, is_needed: bool) -> None:
        self.fields[f"{name}{number}_pounds"] = AmountField(
            label=f"{label} {number}: pounds a year",
            required=is_needed,
            missing="Enter the pounds for a year, like 510000",
        )

    def _more_fields(self) -> None:
        self.fields["notice_months"] = _number("Notice, in months", "Enter the months of notice, like 3", "3")
        self.fields["route"] = fields.SelectField(
            label="How it was bought", choices=Contract.Route.choices, missing="Choose how it was bought",
            initial=Contract.Route.NOT_KNOWN,
        )  # fmt: skip
        self.fields["payment"] = fields.RadiosField(
            label="How it is paid", choices=Contract.Payment.choices, missing="Choose how it is paid"
        )
        measures = [NONE, *((one.slug, one.label) for one in contract_measures.MEASURES)]
        timings = [(timing.value, words.TIMINGS[timing]) for timing in Timing]
        for number in range(1, MOST_PARTS + 1):
            self.fields[f"part{number}_timing"] = fields.SelectField(
                label=f"Part {number} of the pay: when", choices=[("", "Choose"), *timings], required=number == 1,
                missing="Choose when the first part is paid",
            )  # fmt: skip
            self.fields[f"part{number}_percent"] = AmountField(
                label=f"Part {number}: percent of the whole", required=number == 1, example="100",
                missing="Enter the percent, like 100",
            )  # fmt: skip
            self.fields[f"part{number}_measure"] = fields.SelectField(
                label=f"Part {number}: measured by, if paid for what came of it", choices=measures, required=False
            )
        self.fields["position"] = fields.RadiosField(
            label="Do staff move to the next provider (TUPE)?", missing="Choose what the specification says",
            choices=[(position.value, words.POSITIONS[position]) for position in Position],
        )  # fmt: skip
        self.fields["wait_days"] = _number("Usual wait, in days", "Enter the days, like 21", "21")
        self.fields["help_days"] = _number("How long help usually lasts, in days", "Enter the days, like 180", "180")
        self.fields["places"] = _number("People at a time", "", "40", required=False)
        self.fields["signed_off_on"] = DayField(label="Signed off with people who use it on", required=False)
        self.fields["signed_off_words"] = fields.TextField(
            label="By which group, and how", hint="No names of people.", required=False, max_length=300
        )

    def rows(self, first: str, second: str, most: int) -> list[tuple[Any, Any]]:
        """Return the numbered pairs of fields that were filled in, like each service with its pounds."""
        given = self.cleaned_data
        pairs = [(given[first.format(number)], given[second.format(number)]) for number in range(1, most + 1)]
        return [(one, other) for one, other in pairs if one]

    def clean(self) -> dict[str, Any]:
        """Refuse a pair of which one half is missing."""
        given = super().clean() or self.cleaned_data
        for first, second, most in (
            ("service{}", "service{}_pounds", MOST_LOTS),
            ("buyer{}", "buyer{}_pounds", MOST_BUYERS),
            ("option{}_end_on", "option{}_decide_by", MOST_OPTIONS),
            ("part{}_timing", "part{}_percent", MOST_PARTS),
        ):
            for number in range(1, most + 1):
                one, other = first.format(number), second.format(number)
                if bool(given.get(one)) != (given.get(other) is not None) and not (self.errors.keys() & {one, other}):
                    self.add_error(other if given.get(one) else one, "Fill in both, or neither")
        for name in ("notice_months", "wait_days", "help_days", "places"):
            value = given.get(name)
            if value is not None and (value != int(value) or value > 10_000):
                self.add_error(name, "Enter a whole number")
        return given


class EventForm(forms.PageForm):
    """What happened to a contract."""

    kind = fields.RadiosField(
        label="What happened",
        missing="Choose what happened",
        choices=[(kind.value, words.EVENTS[kind]) for kind in EventKind if kind is not EventKind.ENDED],
    )
    happened_on = DayField(label="When", missing="Enter the day, like 5 1 2026", example="5 1 2026")
    new_end_on = DayField(
        label="New last day", required=False, example="31 3 2028", hint="For an extension or for notice. Like 31 3 2028"
    )
    words = fields.LongTextField(
        label="What was said or decided", hint="No names of people.", required=False, most_characters=2000
    )


class TargetForm(forms.PageForm):
    """A measure of the catalogue that a contract is held to."""

    measure = fields.SelectField(label="Measure", missing="Choose a measure", choices=MEASURES)
    direction = fields.RadiosField(
        label="The figure is to be",
        missing="Choose one",
        choices=[("at-least", "At least the target"), ("at-most", "At most the target")],
    )
    target = AmountField(label="Target", missing="Enter the target, like 75", example="75")
    first_on = DayField(label="Holds from", missing="Enter the first day, like 1 4 2026", example="1 4 2026")


class EndForm(forms.PageForm):
    """The end of a contract."""

    happened_on = DayField(label="When it ended", missing="Enter the day, like 31 3 2026", example="31 3 2026")
    words = fields.LongTextField(label="What to know of it", hint="No names of people.", required=False)


class OpenPlanForm(forms.PageForm):
    """The beginning of an exit plan, and later what to use instead."""

    def __init__(self, data: Any = None, *, safe_on: date, **options: Any) -> None:
        """Make the form; `safe_on` is the last safe day as worked out."""
        super().__init__(data, **options)
        self.fields["instead"] = ServiceField(
            label="What to use instead",
            hint="A part of the name of a service. Leave it empty while nothing is found.",
            required=False,
        )
        self.fields["last_referral_on"] = DayField(
            label="Last safe day for a referral", missing="Enter a day, like 31 1 2026", initial=safe_on,
            hint="Worked out from the last day, the usual wait and the length of help. Change it if you know better.",
        )  # fmt: skip


class MessageForm(forms.PageForm):
    """Whom to tell, what and by when."""

    audience = fields.TextField(
        label="Who is told", missing="Enter who is told, like Everybody who uses it", max_length=120
    )
    words = fields.TextField(label="How, and what", required=False, max_length=300)
    due_on = DayField(label="By when", missing="Enter the day, like 1 2 2026", example="1 2 2026")


class HandOverForm(forms.PageForm):
    """What becomes of records and of what the staff know."""

    data_words = fields.LongTextField(label="What becomes of the records", required=False, rows=3)
    data_done_on = DayField(label="Records handed over on", required=False)
    knowledge_words = fields.LongTextField(label="How what the staff know is handed on", required=False, rows=3)
    knowledge_done_on = DayField(label="Knowledge handed on", required=False)


class FundForm(forms.PageForm):
    """A fund."""

    name = fields.TextField(label="Name", missing="Enter a name", max_length=200)
    purpose = fields.LongTextField(label="What it is for", missing="Say what it is for", rows=3)
    basis = fields.RadiosField(label="On what basis", choices=Fund.Basis.choices, missing="Choose the basis")

    def __init__(self, data: Any = None, *, organisations: Sequence[Any], **options: Any) -> None:
        """Make the form; `organisations` are pairs of id and name."""
        super().__init__(data, **options)
        self.fields["host"] = fields.SelectField(
            label="Who holds it", choices=[("", "Choose"), *organisations], missing="Choose who holds it"
        )
        self.fields["starts_on"] = DayField(label="First day", missing="Enter the first day, like 1 4 2026")
        self.fields["ends_on"] = DayField(label="Last day", required=False)
        self.fields["risk_share"] = fields.LongTextField(
            label="Who bears what is overspent, and who gets what is left", required=False, rows=3
        )


class MoneyForm(forms.PageForm):
    """Money in, out or back."""

    kind = fields.RadiosField(label="What", choices=FundEntry.Kind.choices, missing="Choose one")
    amount = AmountField(label="Pounds", missing="Enter the pounds, like 250000", example="250000")
    on = DayField(label="When", missing="Enter the day, like 1 4 2026", example="1 4 2026")

    def __init__(
        self, data: Any = None, *, organisations: Sequence[Any], contracts: Sequence[Any], **options: Any
    ) -> None:
        """Make the form; both are pairs of id and name."""
        super().__init__(data, **options)
        self.fields["partner"] = fields.SelectField(
            label="Partner, for money in or back", choices=[NONE, *organisations], required=False
        )
        self.fields["contract"] = fields.SelectField(
            label="Contract, for money spent", choices=[NONE, *contracts], required=False
        )
        self.fields["words"] = fields.TextField(label="What for", required=False, max_length=200)


class CloseFundForm(forms.PageForm):
    """The day on which a fund closes."""

    on = DayField(label="Last day", missing="Enter the day, like 31 3 2027", example="31 3 2027")


class OutcomeForm(forms.PageForm):
    """A joint outcome."""

    words = fields.LongTextField(
        label="What will be different, in people's words", missing="Say what will be different", rows=3
    )
    measure = fields.SelectField(label="How you will know", missing="Choose a measure", choices=MEASURES)
    target = AmountField(label="Target", missing="Enter the target, like 75", example="75")
    baseline = AmountField(label="Where it stands now", required=False, example="60")
    baseline_on = DayField(label="As at", required=False)
    review_on = DayField(label="Looked at again on", missing="Enter the day, like 1 4 2027", example="1 4 2027")


class YearField(fields.TextField):
    """The year of prices, like 2013 or 2026/27; with `may_be_unsaid` also that the source does not say it."""

    def __init__(self, *, may_be_unsaid: bool = False, **options: Any) -> None:
        """Make the field, as wide as a year."""
        self.may_be_unsaid = may_be_unsaid
        super().__init__(missing="Enter the year, like 2026/27", width=10, **options)

    def clean(self, value: Any) -> str:
        """Return the year. Raises `ValidationError` with what one looks like."""
        typed = str(super().clean(value)).strip()
        if self.may_be_unsaid and typed.casefold() == UnitCost.YEAR_NOT_SAID.casefold():
            return UnitCost.YEAR_NOT_SAID
        if not re.fullmatch(r"(19|20)\d\d([/-]\d\d)?", typed, re.ASCII):
            raise ValidationError("Enter the year, like 2013 or 2026/27", code="invalid")
        return typed.replace("-", "/")


class IndexField(AmountField):
    """The value of a price index in one year."""

    def clean(self, value: Any) -> Decimal:
        """Return the value. Raises `ValidationError` for none, for 0 and for more places than are kept."""
        index: Decimal = super().clean(value)
        if not 0 < index < MOST_INDEX or index != index.quantize(INDEX_PLACES):
            raise ValidationError(f"Enter a number above 0 with up to 4 places, like {self.example}", code="invalid")
        return index


class CostForm(forms.PageForm):
    """What something costs, with its source."""

    name = fields.TextField(label="What", missing="Enter what it is", max_length=200)
    unit = fields.TextField(label="One is", missing="Enter the unit, like a job outcome", max_length=80)
    amount = AmountField(label="Pounds", missing="Enter the pounds, like 2818", example="2818")
    price_year = YearField(
        label="In prices of",
        hint="The year that the source names, like 2026/27. Where it names none, write: Not said",
        may_be_unsaid=True,
    )
    source = fields.TextField(label="Source", missing="Enter where that is written", max_length=300)
    page = fields.TextField(label="Page or table", required=False, max_length=40, width=20)
    licence = fields.TextField(label="Licence", required=False, max_length=80)
    confidence = fields.RadiosField(
        label="How sure", choices=UnitCost.Confidence.choices, missing="Choose how sure it is"
    )


class UprateForm(forms.PageForm):
    """How a cost is carried into another year's prices."""

    price_year = YearField(label="To the prices of")
    index_name = fields.TextField(
        label="Price index", missing="Enter which index, like the GDP deflator of September 2026", max_length=120
    )
    index_from = IndexField(label="Index in the old year", missing="Enter its value, like 78.2", example="78.2")
    index_to = IndexField(label="Index in the new year", missing="Enter its value, like 100", example="100")


def organisation_choices() -> list[tuple[str, str]]:
    """Return every organisation as a choice, by name."""
    return [(str(pk), name) for pk, name in Organisation.objects.order_by("name", "id").values_list("pk", "name")]


def chosen_measure(value: str) -> tuple[str, str]:
    """Return indicator and measure of a choice."""
    indicator, _, measure = value.partition("|")
    return indicator, measure
