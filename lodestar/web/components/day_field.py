"""A date as three boxes: day, month, year. For a date that people know, easier than a calendar."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from lodestar.web.components import fields

PARTS = ("day", "month", "year")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
FIRST_YEAR = 1900


class DayWidget(forms.Widget):
    """Reads the three boxes into one mapping; drawing is the field's."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> dict[str, str]:
        """Return what was typed in each box."""
        return {part: str(data.get(f"{name}-{part}", "")).strip() for part in PARTS}

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Return whether none of the boxes was sent."""
        return all(f"{name}-{part}" not in data for part in PARTS)


class DayField(fields.NhsukField):
    """A date, or None when it may be left empty. A month may be typed as a number or a name."""

    macro = ("date-input", "dateInput")
    widget = DayWidget

    def __init__(self, *, example: str = "27 3 2026", **options: Any) -> None:
        """Make the field; `example` is a likely answer, shown as the hint and in errors."""
        self.example = example
        options.setdefault("hint", f"For example, {example}")
        super().__init__(**options)

    def to_python(self, value: Any) -> date | None:
        """Return the date that was typed. Raises `ValidationError` that names the part to mend."""
        if isinstance(value, date) or value is None:
            return value
        if not any(value.values()):
            return None
        for part in PARTS:
            if not value[part]:
                raise ValidationError(f"Add a {part} to the date, like {self.example}", code="incomplete")
        try:
            year = int(value["year"])
            if year < FIRST_YEAR:
                raise ValueError(year)
            return date(year, _month(value["month"]), int(value["day"]))
        except ValueError as wrong:
            raise ValidationError(f"Enter a real date, like {self.example}", code="invalid") from wrong

    def first_control_id(self, bound: forms.BoundField) -> str:
        """Return the id of the first box: the day."""
        return f"{bound.auto_id}-day"

    def params(self, bound: forms.BoundField) -> fields.Params:
        """Return the macro's parameters with the three boxes."""
        value = bound.value()
        if isinstance(value, date):
            value = {"day": str(value.day), "month": str(value.month), "year": str(value.year)}
        typed = value or dict.fromkeys(PARTS, "")
        wrong = " nhsuk-input--error" if bound.errors else ""
        return {
            "id": bound.auto_id,
            "fieldset": {"legend": self.heading_params()},
            "items": [
                {
                    # The macro's own prefix would name the boxes "met_on[day]", which no widget reads.
                    "name": f"{bound.html_name}-{part}",
                    "id": f"{bound.auto_id}-{part}",
                    "label": part.capitalize(),
                    "classes": f"nhsuk-input--width-{4 if part == 'year' else 2}{wrong}",
                    "value": typed[part],
                }
                for part in PARTS
            ],
        } | self.words_params(bound)


def _month(typed: str) -> int:
    if typed.isdigit():
        return int(typed)
    return MONTHS.index(typed[:3].lower()) + 1
