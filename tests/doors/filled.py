"""What a browser would send back from a page's forms, untouched."""

from html.parser import HTMLParser


class _Controls(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.values: dict[str, str] = {}
        self._text: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "textarea":
            self._text, self.values[name] = name, ""
        elif tag == "input" and name != "csrfmiddlewaretoken":
            is_choice = given.get("type") in ("radio", "checkbox")
            if not is_choice or "checked" in given:
                self.values[name] = given.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._text = None

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self.values[self._text] += data


def form_in(html: str) -> dict[str, str]:
    """Return the names and values of every control on a page."""
    controls = _Controls()
    controls.feed(html)
    return controls.values


class _Addresses(HTMLParser):
    def __init__(self, attribute: str) -> None:
        super().__init__(convert_charrefs=True)
        self.attribute, self.found = attribute, list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name == self.attribute and value]


def hrefs(html: str, attribute: str, part: str) -> list[str]:
    """Return the addresses in an attribute (href, action) that hold `part`."""
    addresses = _Addresses(attribute)
    addresses.feed(html)
    return [one for one in addresses.found if part in one]
