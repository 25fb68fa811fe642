"""Forms for the end of a contract: what somebody is offered next, and the posts of a provider."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError

from lodestar.commissioning.models import StaffPost
from lodestar.referrals.models import NextOffer
from lodestar.web.components import fields, forms
from lodestar.web.components.frame import BackLink

MOST_HOURS = 60


@dataclass(frozen=True)
class PlainFormPage:
    """A page with one form that is about nobody."""

    back: BackLink
    title: str
    lead: str
    form: forms.PageForm
    button: str


class HoursField(fields.TextField):
    """Hours a week, like 37.5."""

    def clean(self, value: Any) -> Any:
        """Return the hours as a Decimal. Raises `ValidationError` with what they look like."""
        typed = super().clean(value)
        try:
            hours = Decimal(str(typed))
        except InvalidOperation as wrong:
            raise ValidationError("Enter the hours, like 37.5", code="invalid") from wrong
        if not hours.is_finite() or not 0 < hours <= MOST_HOURS:
            raise ValidationError("Enter the hours of one post for a week, like 37.5", code="invalid")
        return hours


class NextOfferForm(forms.PageForm):
    """What they want to keep, what is offered by name, and what they say."""

    wishes = fields.LongTextField(
        label="What they want to keep, in their words",
        hint="Like: keep Dee's calls on Tuesdays.",
        required=False,
        rows=3,
        most_characters=1000,
    )

    def __init__(self, data: Any = None, *, services: Sequence[Any], suggested: str, **options: Any) -> None:
        """Make the form; `suggested` is the service that the plan names, first in the list and not chosen."""
        super().__init__(data, **options)
        ordered = sorted(services, key=lambda one: one[0] != suggested)
        self.fields["service"] = fields.SelectField(
            label="Service that is offered", choices=[("", "None of these"), *ordered], required=False
        )
        self.fields["words"] = fields.TextField(
            label="Or what is offered, in words", hint="With a name: who does it, from when.", required=False,
            max_length=300,
        )  # fmt: skip
        self.fields["answer"] = fields.RadiosField(
            label="What they say", choices=NextOffer.Answer.choices, missing="Choose what they say"
        )


class PostForm(forms.PageForm):
    """One post."""

    role = fields.TextField(label="Role", missing="Enter the role, like Peer worker", max_length=120)
    hours = HoursField(label="Hours a week", missing="Enter the hours, like 37.5", width=4)
    transfers = fields.RadiosField(
        label="Does it move to the next provider?", choices=StaffPost.Transfers.choices, missing="Choose one"
    )
