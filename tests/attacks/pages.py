"""Reading a page as a browser does: whatever in it is alive."""

from html.parser import HTMLParser

ADDRESSES = frozenset({"href", "src", "action", "formaction", "data", "xlink:href", "poster"})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def _tags(html: str) -> list[tuple[str, dict[str, str | None]]]:
    reader = _Reader()
    reader.feed(html)
    return reader.tags


def alive(html: str, mark: str) -> list[str]:
    """Whatever the page took from words for markup: elements, attributes that run, addresses that run.

    `mark` stands in every hostile word: an attribute that holds it may only be one that shows or carries words.
    """
    found = []
    for tag, given in _tags(html):
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
