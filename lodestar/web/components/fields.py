"""Form fields that draw themselves with the design system's macros, in plain Django forms.

`{{ form.hopes.as_nhsuk() }}` renders label, hint, error and control. Every field that must be answered is
given `missing`, the sentence that says how to mend an empty answer, so no page ever says "This field is
required".
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, cast

from django import forms
from django.core import validators
from django.core.exceptions import ValidationError
from markupsafe import Markup

from lodestar.rules import postcodes
from lodestar.web import jinja

Params = dict[str, Any]

# Longer lists name people or services, come from one viewer's reach and are not kept.
_MOST_KEPT = 4_000


def _draw(macro: tuple[str, str], params: Params) -> Markup:
    return jinja.design_macro(*macro)(params)


def _draw_once(macro: tuple[str, str], params: Params) -> Markup:
    # The design system's macros take milliseconds for a list or a line, which is much of a page that shows three.
    said = json.dumps([macro, params], default=str)
    return _draw(macro, params) if len(said) > _MOST_KEPT else _kept(said)


@lru_cache(maxsize=256)
def _kept(said: str) -> Markup:
    macro, params = json.loads(said)
    return _draw(macro, params)


# Control characters but the breaks of lines and words: nobody types them, and the database takes no null.
_CONTROLS = dict.fromkeys(code for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\n\r")


def _without_controls(typed: Any) -> Any:
    return typed.translate(_CONTROLS) if isinstance(typed, str) else typed


class NhsukBoundField(forms.BoundField):
    """A field on a form that knows how to draw itself."""

    field: "NhsukField"

    def as_nhsuk(self, **params: Any) -> Markup:
        """Return the whole field as HTML; `params` override those of the design system's macro."""
        return self.field.render(self, params)

    @property
    def first_control_id(self) -> str:
        """Return the id that an error summary links to."""
        return self.field.first_control_id(self)


class NhsukField(forms.Field):
    """Adds drawing to a Django field. `macro` names the design system's component and its macro."""

    bound_field_class = NhsukBoundField
    macro: tuple[str, str] = ("input", "input")

    def __init__(self, *, label: str, missing: str = "", hint: str = "", **options: Any) -> None:
        """Make the field. `missing` is refused as empty (`ValueError`) when an answer is required."""
        if options.get("required", True) and not missing:
            raise ValueError(f"Say how to mend an empty answer to “{label}”.")
        self.is_page_heading = options.pop("is_page_heading", False)
        messages = {"required": missing} | options.pop("error_messages", {})
        super().__init__(label=label, help_text=hint, error_messages=messages, **options)

    def render(self, bound: forms.BoundField, overrides: Mapping[str, Any]) -> Markup:
        """Return the HTML of this field as bound to a form."""
        params = {**self.params(bound), **overrides}
        return (_draw if bound.errors or not self.is_kept(params) else _draw_once)(self.macro, params)

    def is_kept(self, params: Params) -> bool:
        """Return whether a field that stands like this may be kept as drawn: nobody has typed in it."""
        return params.get("value") == ""

    def first_control_id(self, bound: forms.BoundField) -> str:
        """Return the id of the control that a person goes to first."""
        return bound.auto_id or bound.html_name

    def params(self, bound: forms.BoundField) -> Params:
        """Return what the macro is given: name, id, label, hint, error and the value as typed."""
        value = bound.value()
        given: Params = {
            "id": self.first_control_id(bound),
            "name": bound.html_name,
            "label": self.heading_params(),
            "value": "" if value is None else _without_controls(str(value)),
        }
        return given | self.words_params(bound)

    def heading_params(self) -> Params:
        """Return the label, or the label as the page's own h1 when it asks the only question."""
        if self.is_page_heading:
            return {"text": self.label, "isPageHeading": True, "size": "xl"}
        return {"text": self.label, "size": "s"}

    def words_params(self, bound: forms.BoundField) -> Params:
        """Return hint and error, where there are any."""
        given: Params = {}
        if self.help_text:
            given["hint"] = {"text": self.help_text}
        if bound.errors:
            given["errorMessage"] = {"text": " ".join(str(words) for words in bound.errors)}
        return given


class TextField(NhsukField, forms.CharField):
    """One line of words. `width` is the design system's: 2, 3, 4, 5, 10, 20 or 30 letters."""

    def __init__(self, *, width: int | None = None, input_type: str = "text", autocomplete: str = "", **options: Any):
        """Make the field; `input_type` and `autocomplete` are the HTML attributes."""
        self.given = {"width": width, "type": input_type, "autocomplete": autocomplete}
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        """Return the words as typed, without control characters."""
        return cast(str, super().to_python(_without_controls(value)))

    def params(self, bound: forms.BoundField) -> Params:
        """Return the macro's parameters with the attributes that were given."""
        return super().params(bound) | {name: value for name, value in self.given.items() if value}


class FileField(NhsukField, forms.FileField):
    """One file. A browser never sends back what was chosen, so it is chosen again after a mistake."""

    macro = ("file-upload", "fileUpload")

    def __init__(self, *, accept: str, **options: Any) -> None:
        """Make the field; `accept` says to the browser which files to offer, and is checked by nobody there."""
        self.accept = accept
        super().__init__(**options)

    def params(self, bound: forms.BoundField) -> Params:
        """Return the macro's parameters: no value, and what to offer."""
        return super().params(bound) | {"value": "", "attributes": {"accept": self.accept}}


class PasswordField(NhsukField, forms.CharField):
    """A password, with a button that shows it. What was typed is not sent back."""

    macro = ("password-input", "passwordInput")

    def __init__(self, *, autocomplete: str = "new-password", **options: Any) -> None:
        """Make the field; spaces at either end are part of a password."""
        self.autocomplete = autocomplete
        super().__init__(strip=False, **options)

    def params(self, bound: forms.BoundField) -> Params:
        """Return the macro's parameters without the value."""
        given = super().params(bound) | {"autocomplete": self.autocomplete}
        return {name: value for name, value in given.items() if name != "value"}


class PostcodeField(TextField):
    """A UK postcode, tidied to "M33 7AB"; a part of one ("M33") will do when `is_part_enough`.

    Knows the shape only; whether the postcode exists is for `places` to say.
    """

    def __init__(self, *, is_part_enough: bool = False, **options: Any) -> None:
        """Make the field, ten letters wide."""
        self.is_part_enough = is_part_enough
        super().__init__(width=10, autocomplete="postal-code", **options)

    def clean(self, value: Any) -> str:
        """Return the tidied postcode. Raises `ValidationError` with words that say what one looks like."""
        typed = super().clean(value)
        if not typed:
            return ""
        try:
            parts = postcodes.parse_postcode(typed)
        except postcodes.NotAPostcode as wrong:
            raise ValidationError(self.example_words, code="invalid") from wrong
        if parts.postcode is None and not self.is_part_enough:
            raise ValidationError(self.example_words, code="invalid")
        return parts.postcode or parts.sector or parts.outcode

    @property
    def example_words(self) -> str:
        """Return what to type instead."""
        return "Enter a postcode, like M33 7AB" + (", or its first part, like M33" if self.is_part_enough else "")


class LongTextField(NhsukField, forms.CharField):
    """Several lines of words; counts down when there is a most."""

    def __init__(self, *, rows: int = 5, most_characters: int | None = None, **options: Any) -> None:
        """Make the field. Over `most_characters` the error says by how many."""
        self.rows = rows
        self.most_characters = most_characters
        self.macro = ("character-count", "characterCount") if most_characters else ("textarea", "textarea")
        super().__init__(**options)
        if most_characters is not None:
            self.validators.append(validators.MaxLengthValidator(most_characters, message=self._too_long))

    @property
    def _too_long(self) -> str:
        return f"Use {self.most_characters:,} characters or fewer. You have used %(show_value)s"

    def to_python(self, value: Any) -> str:
        """Return the words with one character for each line break, as the counter on the page counts them."""
        return (super().to_python(_without_controls(value)) or "").replace("\r\n", "\n")

    def params(self, bound: forms.BoundField) -> Params:
        """Return the macro's parameters with rows and the most characters."""
        given = super().params(bound) | {"rows": str(self.rows)}
        if self.most_characters:
            given["maxlength"] = str(self.most_characters)
        return given


class _ListedField(NhsukField):
    """What fields with a list of answers share: they are kept as drawn whatever is chosen."""

    def is_kept(self, params: Params) -> bool:
        """Return True: what can be chosen is said by the page, not by a person."""
        return True


class _ChosenField(_ListedField):
    """What fields of several controls share: a fieldset with a legend, and items with their own hints."""

    def __init__(self, *, item_hints: Mapping[str, str] | None = None, **options: Any) -> None:
        self.item_hints = dict(item_hints or {})
        super().__init__(**options)

    def params(self, bound: forms.BoundField) -> Params:
        chosen = self._chosen(bound)
        items = []
        for value, label in _choices(self):
            item: Params = {"value": str(value), "text": str(label), "checked": str(value) in chosen}
            if str(value) in self.item_hints:
                item["hint"] = {"text": self.item_hints[str(value)]}
            items.append(item)
        return {
            "idPrefix": self.first_control_id(bound),
            "name": bound.html_name,
            "fieldset": {"legend": self.heading_params()},
            "items": items,
        } | self.words_params(bound)

    def _chosen(self, bound: forms.BoundField) -> set[str]:
        value = bound.value()
        several: Sequence[Any] = value if isinstance(value, list | tuple) else [value]
        return {str(one) for one in several if one is not None}


class RadiosField(_ChosenField, forms.ChoiceField):
    """One of a few; nothing chosen beforehand unless the form says so."""

    macro = ("radios", "radios")


class CheckboxesField(_ChosenField, forms.MultipleChoiceField):
    """Any of a few."""

    macro = ("checkboxes", "checkboxes")


class SelectField(_ListedField, forms.ChoiceField):
    """One of many, as a drop-down; radios are kinder up to about eight."""

    macro = ("select", "select")

    def params(self, bound: forms.BoundField) -> Params:
        """Return the macro's parameters with the options."""
        given = super().params(bound)
        given["items"] = [
            {"value": str(value), "text": str(label), "selected": str(value) == given["value"]}
            for value, label in _choices(self)
        ]
        return given


class TickField(NhsukField, forms.BooleanField):
    """A single yes, like "Go with me the first time"."""

    macro = ("checkboxes", "checkboxes")

    def params(self, bound: forms.BoundField) -> Params:
        """Return the macro's parameters with one item."""
        item: Params = {"value": "true", "text": self.label, "checked": bound.value() in (True, "true", "on")}
        given = {"idPrefix": self.first_control_id(bound), "name": bound.html_name, "items": [item]}
        words = self.words_params(bound)
        if "hint" in words:
            item["hint"] = words.pop("hint")
        return given | words


class HiddenField(NhsukField, forms.CharField):
    """A value that the page carries along; its error, if it has one, is said in the summary."""

    widget = forms.HiddenInput

    def __init__(self, **options: Any) -> None:
        """Make the field; nobody reads its label."""
        super().__init__(label="", **options)

    def render(self, bound: forms.BoundField, overrides: Mapping[str, Any]) -> Markup:
        """Return the hidden input."""
        return Markup(bound.as_widget(attrs=dict(overrides)))  # noqa: S704

    def first_control_id(self, bound: forms.BoundField) -> str:
        """Return nothing to go to: nobody can mend a hidden value."""
        return ""


def _choices(field: forms.Field) -> Iterable[tuple[Any, Any]]:
    # Django types choices as anything they may be made from; once on the field they are pairs.
    return cast(Iterable[tuple[Any, Any]], getattr(field, "choices"))  # noqa: B009
