"""The form that our pages use: it draws its own error summary and its fields in order."""

import uuid
from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.utils.crypto import salted_hmac
from markupsafe import Markup

from lodestar.web import jinja
from lodestar.web.components import fields


class PageForm(forms.Form):
    """A plain Django form whose fields come from `components.fields`.

    A page shows `form.error_summary()` before its h1, then either each field (`form.hopes.as_nhsuk()`) or
    all of them (`form.as_nhsuk()`). What was typed is kept in both.
    """

    use_required_attribute = False

    def error_summary(self) -> Markup:
        """Return what is to mend, each line leading to its field; empty when nothing is."""
        if not self.errors:
            return Markup("")
        errors: list[dict[str, Any]] = [{"text": words} for words in self.non_field_errors()]
        for bound in self._drawn_fields():
            target = bound.first_control_id
            errors += [{"text": words} | ({"href": f"#{target}"} if target else {}) for words in bound.errors]
        summary = jinja.design_macro("error-summary", "errorSummary")
        return summary({"titleText": "There is something to mend", "errorList": errors})

    def as_nhsuk(self) -> Markup:
        """Return every field, in the order of the form."""
        return Markup("\n").join(bound.as_nhsuk() for bound in self._drawn_fields())

    def _drawn_fields(self) -> Iterator[fields.NhsukBoundField]:
        # Fields of our forms are ours; a plain Django field would fail here, on the first look at the page.
        return cast(Iterator[fields.NhsukBoundField], iter(self))


class OnceForm(PageForm):
    """A form that carries a name for the row that it will make, so that what is sent twice is there once."""

    row_id = fields.HiddenField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["row_id"].initial = uuid.uuid4

    def clean_row_id(self) -> uuid.UUID:
        """Return the row's id: made from what was sent, under our key, so that nobody can name a row that is there.

        Without anything sent it is new.
        """
        sent = str(self.cleaned_data["row_id"])
        if not sent:
            return uuid.uuid4()
        return uuid.UUID(
            bytes=salted_hmac(f"row of {type(self).__name__}", sent, algorithm="sha256").digest()[:16], version=4
        )
