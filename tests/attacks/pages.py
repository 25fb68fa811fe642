"""Reading a page as a browser does: its forms with likely answers, and whatever in it is alive."""

from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

from django.utils import timezone

EMPTY_TYPES = {"submit", "button", "file", "image"}
WORDS = "Words that somebody writes"
ADDRESSES = frozenset({"href", "src", "action", "formaction", "data", "xlink:href", "poster"})


@dataclass
class Field:
    """One thing to fill in: its name, its kind and what may be chosen."""

    name: str
    kind: str
    value: str = ""
    choices: list[str] = field(default_factory=list)

    @property
    def is_free(self) -> bool:
        """Whether a person writes in it."""
        return self.kind in {"textarea", "text", "email", "tel", "search", "password"}


@dataclass
class Form:
    """A form of a page."""

    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)

    def filled(self, words: str = WORDS, **given: Any) -> dict[str, Any]:
        """Likely answers to every field, with `words` wherever somebody writes."""
        answers: dict[str, Any] = {}
        for one in self.fields.values():
            answers[one.name] = self._likely(one, words)
        return {**{name: value for name, value in answers.items() if value is not None}, **given}

    def _likely(self, one: Field, words: str) -> Any:
        day = timezone.localdate()
        if one.name.startswith(("back_on", "ends_on", "changes_on")):
            day += timedelta(days=7)
        if one.name.startswith("born_on"):
            day = day.replace(year=1990)
        part = one.name.rpartition("-")[2]
        if one.name.endswith(("-day", "-month", "-year")):
            return str(getattr(day, part))
        if one.kind == "hidden":
            return one.value
        if one.choices:
            return next((choice for choice in one.choices if choice), None)
        if one.kind == "email":
            return "ruth@example.org"
        return words if one.is_free else one.value


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.open: Form | None = None
        self.choosing: Field | None = None
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append((tag, given))
        if tag == "form":
            self.open = Form(given.get("action") or "", (given.get("method") or "get").lower())
            self.forms.append(self.open)
        elif self.open is not None and tag in {"input", "textarea", "select", "button"}:
            self._field(self.open, tag, given)
        elif tag == "option" and self.choosing is not None:
            self.choosing.choices.append(given.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        if tag == "select":
            self.choosing = None

    def _field(self, form: Form, tag: str, given: dict[str, str | None]) -> None:
        name = given.get("name")
        kind = (given.get("type") or "text") if tag == "input" else tag
        if not name or (kind in EMPTY_TYPES and tag == "input"):
            return
        value = given.get("value") or ""
        one = form.fields.setdefault(name, Field(name, kind, value))
        if kind in {"radio", "checkbox"}:
            one.choices.append(value)
        if tag == "button":
            one.kind, one.value = "hidden", value
        if tag == "select":
            self.choosing = one


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    return reader


def posts(html: str) -> list[Form]:
    """The forms of a page that change something."""
    frame = {"/account/logout/", "/account/stay/", "/account/leave/"}
    return [one for one in _read(html).forms if one.method == "post" and one.action not in frame]


def alive(html: str, mark: str) -> list[str]:
    """Whatever the page took from words for markup: elements, attributes that run, addresses that run.

    `mark` stands in every hostile word: an attribute that holds it may only be one that shows or carries words.
    """
    found = []
    for tag, given in _read(html).tags:
        if mark in tag:
            found.append(f"<{tag}>")
        for name, value in given.items():
            text = (value or "").strip().lower()
            if mark in name or (name.startswith("on") and mark in text):
                found.append(f"<{tag} {name}>")
            if name in ADDRESSES and text.replace("\t", "").startswith(("javascript:", "data:text", "vbscript:")):
                found.append(f"<{tag} {name}={text[:40]}>")
            if name == "style" and mark in text:
                found.append(f"<{tag} style>")
    return found
