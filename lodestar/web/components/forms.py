"""The form that our pages use: it draws its own error summary and its fields in order."""

from typing import Any

from django import forms
from markupsafe import Markup

from lodestar.web import jinja


class PageForm(forms.Form):
    """A plain Django form whose fields come from `components.fields`.

    A page shows `form.error_summary()` before its h1, then either each field (`form.hopes.as_nhsuk()`) or all of them
    (`form.as_nhsuk()`). What was typed is kept in both.
    """

    use_required_attribute = False

    def error_summary(self) -> Markup:
        """Return the summary of everything to mend, each line leading to its field; empty when nothing is wrong."""
        if not self.errors:
            return Markup("")
        errors: list[dict[str, Any]] = [{"text": words} for words in self.non_field_errors()]
        for bound in self:
            target = bound.first_control_id
            errors += [{"text": words} | ({"href": f"#{target}"} if target else {}) for words in bound.errors]
        macros = jinja.component_environment().get_template("nhsuk/components/error-summary/macro.jinja").module
        return Markup(macros.errorSummary({"titleText": "There is something to mend", "errorList": errors}))

    def as_nhsuk(self) -> Markup:
        """Return every field, in the order of the form."""
        return Markup("\n").join(bound.as_nhsuk() for bound in self)
